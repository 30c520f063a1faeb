#include <cstdio>

#include "models/core/json.hpp"
#include "models/core/utf8.hpp"

namespace gosync::models {

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (size_t at = 0; at < text.size();) {
    const int length = Utf8Length(text, at);
    if (length != 1) {
      out += length == 0 ? "\xEF\xBF\xBD" : text.substr(at, static_cast<size_t>(length));
      at += length == 0 ? 1 : static_cast<size_t>(length);
      continue;
    }
    const char c = text[at++];
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20 || byte == 0x7f) {
          char hex[8];
          std::snprintf(hex, sizeof hex, "\\u%04x", byte);
          out += hex;
        } else {
          out += c;
        }
    }
  }
  return out + "\"";
}

std::string JsonQuote(std::string_view text) {
  std::string out;
  for (char c : JsonString(text)) out += c == '<' ? "\\u003c" : std::string(1, c);
  return out;
}

std::string JsonText(const Json& value) {
  std::string out;
  switch (value.kind) {
    case Json::Kind::kNull:
      return "null";
    case Json::Kind::kBool:
      return value.boolean ? "true" : "false";
    case Json::Kind::kInt:
      return std::to_string(value.integer);
    case Json::Kind::kReal:
      return value.text;
    case Json::Kind::kString:
      return JsonString(value.text);
    case Json::Kind::kArray:
      for (const Json& item : value.array) out += (out.empty() ? "" : ",") + JsonText(item);
      return "[" + out + "]";
    case Json::Kind::kObject:
      for (const JsonMember& member : value.object) {
        out += (out.empty() ? "" : ",") + JsonString(member.key) + ":" + JsonText(member.value);
      }
      return "{" + out + "}";
  }
  return out;
}

}  // namespace gosync::models
