#ifndef GOSYNC_MODELS_CORE_JSON_HPP_
#define GOSYNC_MODELS_CORE_JSON_HPP_

// A strict JSON reader for one line of a history, and the escapes for writing.
//
// No packaged library keeps all the rules that an oracle's input needs: RFC 8259
// to the letter, duplicate keys refused, integers exact in 64 bits, valid UTF-8,
// and a column for every complaint. So this one is ours, and small.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gosync::models {

struct JsonMember;

// A parsed value. Columns are 1-based and count bytes of the line.
struct Json {
  enum class Kind { kNull, kBool, kInt, kReal, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  bool boolean = false;
  int64_t integer = 0;
  std::string text;  // kString: the value; kReal: as written
  std::vector<Json> array;
  std::vector<JsonMember> object;  // in the order of the text
  int column = 0;

  const Json* Find(std::string_view key) const;
  // Name says what this is, for "found ..." in an error: `string "abc"`.
  std::string Name() const;
};

struct JsonMember {
  std::string key;
  Json value;
  int column = 0;  // of the key
};

// What is wrong with a line: where, what was expected, what stands there.
struct JsonError {
  int column = 0;
  std::string expected;
  std::string found;
};

// ParseJson reads exactly one value from `line`; nothing but white space may
// follow. Arrays and objects nest up to 64 levels. Returns the error, if any.
std::optional<JsonError> ParseJson(std::string_view line, Json* out);

// JsonString returns `text` as a JSON string literal with its quotes. Characters
// outside ASCII pass through, bytes that are not UTF-8 become U+FFFD.
std::string JsonString(std::string_view text);

// JsonQuote does the same and escapes `<` as well, so that the literal is safe inside
// an HTML script element.
std::string JsonQuote(std::string_view text);

// JsonText writes a value back, without white space.
std::string JsonText(const Json& value);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_JSON_HPP_
