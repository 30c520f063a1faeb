#ifndef GOSYNC_MODELS_CORE_UTF8_HPP_
#define GOSYNC_MODELS_CORE_UTF8_HPP_

#include <cstddef>
#include <string>
#include <string_view>

namespace gosync::models {

// Length of the valid UTF-8 sequence that begins at `at`, or 0: overlong forms,
// surrogates and code points beyond U+10FFFF are not valid.
int Utf8Length(std::string_view text, size_t at);

// `text` for a message of one line: control characters and bytes that are not
// UTF-8 are written as \x1b.
std::string Printable(std::string_view text);

// The same of the first characters only, about `most` bytes.
std::string Excerpt(std::string_view text, size_t most = 24);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_UTF8_HPP_
