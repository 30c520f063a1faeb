#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/core/picture.hpp"
#include "models/core/picture/text.hpp"

namespace gosync::models::picture {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Length of the UTF-8 sequence at the start of `text`, and its code point;
// length 0 if there is none.
size_t Decode(std::string_view text, char32_t* code) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    *code = lead;
    return 1;
  }
  size_t length = 0;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if (lead >= 0xE0 && lead <= 0xEF) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  if (length == 0 || length > text.size()) return 0;
  *code = lead & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    *code = (*code << 6) | (byte(i) & 0x3F);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (*code < kLeast[length] || *code > 0x10FFFF) return 0;
  if (*code >= 0xD800 && *code <= 0xDFFF) return 0;
  return length;
}

bool In(char32_t code, char32_t low, char32_t high) { return code >= low && code <= high; }

// Control characters, and those that are invisible or turn the direction.
bool Unprintable(char32_t c) {
  return c < 0x20 || In(c, 0x7F, 0x9F) || c == 0xAD || c == 0x61C || In(c, 0x200B, 0x200F) ||
         In(c, 0x2028, 0x202E) || In(c, 0x2060, 0x206F) || c == 0xFEFF || In(c, 0xFFF0, 0xFFFB);
}

// Characters that terminals draw two columns wide (the large blocks of them).
bool Wide(char32_t c) {
  return In(c, 0x1100, 0x115F) || In(c, 0x2E80, 0x303E) || In(c, 0x3041, 0xA4CF) ||
         In(c, 0xAC00, 0xD7A3) || In(c, 0xF900, 0xFAFF) || In(c, 0xFE30, 0xFE6F) ||
         In(c, 0xFF00, 0xFF60) || In(c, 0xFFE0, 0xFFE6) || In(c, 0x1F300, 0x1F64F) ||
         In(c, 0x1F680, 0x1FAFF) || In(c, 0x20000, 0x3FFFD);
}

}  // namespace

std::vector<Character> Characters(std::string_view text) {
  std::vector<Character> characters;
  while (!text.empty()) {
    Character character;
    size_t length = Decode(text, &character.code);
    if (length == 0) {
      character = {0xFFFD, std::string(kReplacement)};
      length = 1;
    } else {
      character.bytes = std::string(text.substr(0, length));
    }
    characters.push_back(std::move(character));
    text.remove_prefix(length);
  }
  return characters;
}

std::string Utf8(std::string_view text) {
  std::string out;
  for (const Character& character : Characters(text)) out += character.bytes;
  return out;
}

std::string HtmlText(std::string_view text) {
  std::string out;
  for (const Character& character : Characters(text)) {
    switch (character.code) {
      case U'&':
        out += "&amp;";
        break;
      case U'<':
        out += "&lt;";
        break;
      case U'>':
        out += "&gt;";
        break;
      case U'"':
        out += "&quot;";
        break;
      case U'\'':
        out += "&#39;";
        break;
      case U'\n':
        out += '\n';
        break;
      default:
        out += Unprintable(character.code) ? std::string(kReplacement) : character.bytes;
    }
  }
  return out;
}

std::vector<std::string> TerminalCells(std::string_view text) {
  std::vector<std::string> cells;
  for (const Character& character : Characters(text)) {
    if (Unprintable(character.code)) {
      cells.emplace_back("?");
      continue;
    }
    cells.push_back(character.bytes);
    if (Wide(character.code)) cells.emplace_back();
  }
  return cells;
}

std::string Call(const PictureItem& item) { return item.f + "(" + item.args + ")"; }

std::string Label(const PictureItem& item) {
  if (!item.ret.has_value() || item.result.empty()) return Call(item);
  return Call(item) + "->" + item.result;
}

Order::Order(const Picture& picture) {
  for (const PictureItem& item : picture.items) {
    indices_.push_back(item.invoke);
    if (item.ret.has_value()) indices_.push_back(*item.ret);
  }
  if (picture.failing_index.has_value()) indices_.push_back(*picture.failing_index);
  std::sort(indices_.begin(), indices_.end());
  indices_.erase(std::unique(indices_.begin(), indices_.end()), indices_.end());
}

int Order::Rank(int64_t index) const {
  return static_cast<int>(std::lower_bound(indices_.begin(), indices_.end(), index) -
                          indices_.begin());
}

}  // namespace gosync::models::picture
