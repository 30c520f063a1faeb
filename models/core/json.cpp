#include "models/core/json.hpp"

#include <algorithm>

#include "models/core/utf8.hpp"

namespace gosync::models {
namespace {

constexpr int kMaxDepth = 64;
constexpr size_t kMaxKeys = 256;  // keys are compared one by one

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<JsonError> Run(Json* out) {
    SkipSpace();
    if (!Value(out, 0)) return error_;
    SkipSpace();
    if (at_ < text_.size()) {
      Fail("the end of the line");
      return error_;
    }
    return std::nullopt;
  }

 private:
  bool Fail(std::string expected, std::string found = "") {
    if (found.empty()) {
      found = at_ >= text_.size() ? "the end of the line" : Here();
    }
    error_ = JsonError{static_cast<int>(at_) + 1, std::move(expected), std::move(found)};
    return false;
  }

  std::string Here() const {
    if (text_[at_] == '\0') return "a NUL byte";
    if (Utf8Length(text_, at_) == 0) return "invalid UTF-8";
    const std::string_view rest = text_.substr(at_);
    return "'" + Excerpt(rest.substr(0, rest.find(' ', 1)), 12) + "'";
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void SkipSpace() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  bool Word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return Fail("a JSON value");
    at_ += word.size();
    return true;
  }

  bool Value(Json* out, int depth) {
    out->column = static_cast<int>(at_) + 1;
    if (at_ >= text_.size()) return Fail("a JSON value");
    switch (text_[at_]) {
      case 'n':
        out->kind = Json::Kind::kNull;
        return Word("null");
      case 't':
        out->kind = Json::Kind::kBool;
        out->boolean = true;
        return Word("true");
      case 'f':
        out->kind = Json::Kind::kBool;
        out->boolean = false;
        return Word("false");
      case '"':
        out->kind = Json::Kind::kString;
        return String(&out->text);
      case '[':
      case '{':
        if (depth == kMaxDepth) return Fail("at most 64 levels of nesting", "one more");
        return text_[at_] == '[' ? Array(out, depth) : Object(out, depth);
      default:
        return Number(out);
    }
  }

  bool Array(Json* out, int depth) {
    out->kind = Json::Kind::kArray;
    ++at_;
    SkipSpace();
    if (Peek() == ']') return ++at_, true;
    while (true) {
      SkipSpace();
      Json item;
      if (!Value(&item, depth + 1)) return false;
      out->array.push_back(std::move(item));
      SkipSpace();
      if (Peek() == ',') {
        ++at_;
      } else if (Peek() == ']') {
        return ++at_, true;
      } else {
        return Fail("',' or ']'");
      }
    }
  }

  bool Object(Json* out, int depth) {
    out->kind = Json::Kind::kObject;
    ++at_;
    SkipSpace();
    if (Peek() == '}') return ++at_, true;
    while (true) {
      SkipSpace();
      if (Peek() != '"' || at_ >= text_.size()) return Fail("a key in quotes");
      if (out->object.size() == kMaxKeys) return Fail("at most 256 keys in an object", "one more");
      const size_t start = at_;
      std::string key;
      if (!String(&key)) return false;
      if (out->Find(key) != nullptr) {
        at_ = start;
        return Fail("each key once", "the key \"" + Excerpt(key) + "\" again");
      }
      SkipSpace();
      if (Peek() != ':') return Fail("':'");
      ++at_;
      SkipSpace();
      Json item;
      if (!Value(&item, depth + 1)) return false;
      out->object.push_back({std::move(key), std::move(item), static_cast<int>(start) + 1});
      SkipSpace();
      if (Peek() == ',') {
        ++at_;
      } else if (Peek() == '}') {
        return ++at_, true;
      } else {
        return Fail("',' or '}'");
      }
    }
  }

  bool Number(Json* out) {
    const size_t start = at_;
    const auto digit = [&] { return Peek() >= '0' && Peek() <= '9'; };
    if (Peek() == '-') ++at_;
    if (!digit()) return at_ = start, Fail("a JSON value");
    if (Peek() == '0') {
      ++at_;
      if (digit()) return Fail("no digit after a leading zero");
    } else {
      while (digit()) ++at_;
    }
    bool real = false;
    if (Peek() == '.') {
      real = true;
      ++at_;
      if (!digit()) return Fail("a digit after the decimal point");
      while (digit()) ++at_;
    }
    if (Peek() == 'e' || Peek() == 'E') {
      real = true;
      ++at_;
      if (Peek() == '+' || Peek() == '-') ++at_;
      if (!digit()) return Fail("a digit in the exponent");
      while (digit()) ++at_;
    }
    const std::string_view text = text_.substr(start, at_ - start);
    if (real) {
      out->kind = Json::Kind::kReal;
      out->text = std::string(text);
      return true;
    }
    return Integer(out, text, start);
  }

  bool Integer(Json* out, std::string_view text, size_t start) {
    out->kind = Json::Kind::kInt;
    const bool negative = text[0] == '-';
    int64_t value = 0;
    for (char c : text.substr(negative ? 1 : 0)) {
      const int64_t d = c - '0';
      if (__builtin_mul_overflow(value, int64_t{10}, &value) ||
          (negative ? __builtin_sub_overflow(value, d, &value)
                    : __builtin_add_overflow(value, d, &value))) {
        at_ = start;
        return Fail("an integer of 64 bits", Excerpt(text));
      }
    }
    out->integer = value;
    return true;
  }

  bool String(std::string* out) {
    ++at_;
    while (true) {
      if (at_ >= text_.size()) return Fail("'\"' at the end of the string");
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '"') return ++at_, true;
      if (byte == '\\') {
        if (!Escape(out)) return false;
      } else if (byte < 0x20) {
        return Fail("an escape for a control character");
      } else {
        const int length = Utf8Length(text_, at_);
        if (length == 0) return Fail("valid UTF-8", "invalid UTF-8");
        out->append(text_.substr(at_, length));
        at_ += length;
      }
    }
  }

  bool Escape(std::string* out) {
    static constexpr std::string_view kFrom = "\"\\/bfnrt";
    static constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    const size_t start = at_;
    ++at_;
    const size_t simple = kFrom.find(Peek());
    if (at_ < text_.size() && simple != std::string_view::npos) {
      *out += kTo[simple];
      ++at_;
      return true;
    }
    if (Peek() != 'u') return Fail("an escape: one of \" \\ / b f n r t u");
    ++at_;
    unsigned code = 0;
    if (!Hex4(&code)) return false;
    if (code >= 0xDC00 && code <= 0xDFFF) {
      at_ = start;
      return Fail("a high surrogate before a low one");
    }
    if (code >= 0xD800 && code <= 0xDBFF) {
      unsigned low = 0;
      const size_t second = at_;
      if (text_.substr(at_, 2) != "\\u") return Fail("a low surrogate");
      at_ += 2;
      if (!Hex4(&low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return at_ = second, Fail("a low surrogate");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    AppendUtf8(code, out);
    return true;
  }

  bool Hex4(unsigned* out) {
    *out = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = Peek();
      unsigned d = 0;
      if (c >= '0' && c <= '9') {
        d = static_cast<unsigned>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        d = static_cast<unsigned>(c - 'a') + 10;
      } else if (c >= 'A' && c <= 'F') {
        d = static_cast<unsigned>(c - 'A') + 10;
      } else {
        return Fail("four hexadecimal digits");
      }
      *out = *out * 16 + d;
    }
    return true;
  }

  static void AppendUtf8(unsigned code, std::string* out) {
    const auto put = [&](unsigned byte) { *out += static_cast<char>(byte); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0 | (code >> 6)), put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      put(0xE0 | (code >> 12)), put(0x80 | ((code >> 6) & 0x3F)), put(0x80 | (code & 0x3F));
    } else {
      put(0xF0 | (code >> 18)), put(0x80 | ((code >> 12) & 0x3F));
      put(0x80 | ((code >> 6) & 0x3F)), put(0x80 | (code & 0x3F));
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  JsonError error_;
};

}  // namespace

const Json* Json::Find(std::string_view key) const {
  for (const JsonMember& member : object) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::string Json::Name() const {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return boolean ? "true" : "false";
    case Kind::kInt:
      return "the integer " + std::to_string(integer);
    case Kind::kReal:
      return "the number " + text;
    case Kind::kString:
      return "the string \"" + Excerpt(text) + "\"";
    case Kind::kArray:
      return "an array";
    case Kind::kObject:
      return "an object";
  }
  return "";
}

std::optional<JsonError> ParseJson(std::string_view line, Json* out) {
  *out = Json{};
  return Parser(line).Run(out);
}

}  // namespace gosync::models
