#ifndef GOSYNC_MODELS_CORE_PICTURE_TEXT_HPP_
#define GOSYNC_MODELS_CORE_PICTURE_TEXT_HPP_

// What both renderers of a picture need to know about text and about order.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/picture.hpp"

namespace gosync::models::picture {

// One character of a text: its code point and its bytes. Bytes that are not
// UTF-8 come out one by one as U+FFFD.
struct Character {
  char32_t code = 0;
  std::string bytes;
};
std::vector<Character> Characters(std::string_view text);

// Utf8 returns `text` with every byte that is not UTF-8 replaced by U+FFFD.
std::string Utf8(std::string_view text);

// HtmlText escapes `text` for use inside an element or a quoted attribute.
std::string HtmlText(std::string_view text);

// TerminalCells splits `text` into cells of a terminal, one column each. A wide
// character is followed by an empty cell; anything that could move the cursor
// or turn the writing direction is shown as '?'.
std::vector<std::string> TerminalCells(std::string_view text);

// Call returns "f(args)", Label "f(args)->result" or "f(args)" while open.
std::string Call(const PictureItem& item);
std::string Label(const PictureItem& item);

// The judged order, dense: all indices of the events, each once, ascending.
class Order {
 public:
  explicit Order(const Picture& picture);

  const std::vector<int64_t>& indices() const { return indices_; }
  size_t size() const { return indices_.size(); }
  // Rank of an index that occurs in the picture.
  int Rank(int64_t index) const;

 private:
  std::vector<int64_t> indices_;
};

}  // namespace gosync::models::picture

#endif  // GOSYNC_MODELS_CORE_PICTURE_TEXT_HPP_
