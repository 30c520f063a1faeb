#include "models/core/utf8.hpp"

#include <cstdio>

namespace gosync::models {

int Utf8Length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto tail = [&](size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned b0 = byte(0);
  if (b0 < 0x80) return 1;
  if (b0 >= 0xC2 && b0 <= 0xDF) return tail(1) ? 2 : 0;
  if (b0 >= 0xE0 && b0 <= 0xEF) {
    if (b0 == 0xE0 && byte(1) < 0xA0) return 0;
    if (b0 == 0xED && byte(1) > 0x9F) return 0;
    return tail(1) && tail(2) ? 3 : 0;
  }
  if (b0 >= 0xF0 && b0 <= 0xF4) {
    if (b0 == 0xF0 && byte(1) < 0x90) return 0;
    if (b0 == 0xF4 && byte(1) > 0x8F) return 0;
    return tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

std::string Printable(std::string_view text) { return Excerpt(text, std::string_view::npos); }

std::string Excerpt(std::string_view text, size_t most) {
  std::string out;
  size_t at = 0;
  while (at < text.size() && at < most) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const int length = Utf8Length(text, at);
    if (length == 0 || byte < 0x20 || byte == 0x7f) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", byte);
      out += hex;
      ++at;
    } else {
      out += text.substr(at, static_cast<size_t>(length));
      at += static_cast<size_t>(length);
    }
  }
  if (at < text.size()) out += "...";
  return out;
}

}  // namespace gosync::models
