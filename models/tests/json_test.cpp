#include "models/core/json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/utf8.hpp"

namespace gosync::models {
namespace {

using namespace std::string_literals;

// What JsonText makes of a text, or `column: expected ..., found ...`.
std::string Read(std::string_view text) {
  Json value;
  const auto error = ParseJson(text, &value);
  if (!error.has_value()) return JsonText(value);
  return std::to_string(error->column) + ": expected " + error->expected + ", found " +
         error->found;
}

Json Parsed(std::string_view text) {
  Json value;
  const auto error = ParseJson(text, &value);
  EXPECT_FALSE(error.has_value()) << text << "\n" << Read(text);
  return value;
}

// Whether the text is refused, for lists in which the reason does not matter.
bool Refused(std::string_view text) {
  Json value;
  return ParseJson(text, &value).has_value();
}

std::string Nested(int levels, const std::string& inside) {
  return std::string(levels, '[') + inside + std::string(levels, ']');
}

TEST(Json, ReadsEveryKindOfValue) {
  EXPECT_EQ(Parsed("null").kind, Json::Kind::kNull);
  EXPECT_EQ(Parsed("true").kind, Json::Kind::kBool);
  EXPECT_TRUE(Parsed("true").boolean);
  EXPECT_FALSE(Parsed("false").boolean);
  EXPECT_EQ(Parsed("-17").kind, Json::Kind::kInt);
  EXPECT_EQ(Parsed("-17").integer, -17);
  EXPECT_EQ(Parsed("1.5").kind, Json::Kind::kReal);
  EXPECT_EQ(Parsed("1.5").text, "1.5");
  EXPECT_EQ(Parsed("\"a\"").kind, Json::Kind::kString);
  EXPECT_EQ(Parsed("[1,[],{}]").array.size(), 3u);
  const Json object = Parsed(R"({"a":1,"b":{"c":null}})");
  ASSERT_EQ(object.object.size(), 2u);
  EXPECT_EQ(object.Find("a")->integer, 1);
  EXPECT_EQ(object.Find("b")->Find("c")->kind, Json::Kind::kNull);
  EXPECT_EQ(object.Find("c"), nullptr);
}

// The items of a list: two spaces or the end of the line part them.
std::vector<std::string> Items(const std::string& list) {
  std::vector<std::string> items;
  for (size_t at = 0; (at = list.find_first_not_of(" \n", at)) != std::string::npos;) {
    const size_t end = std::min({list.size(), list.find("  ", at), list.find('\n', at)});
    items.push_back(list.substr(at, end - at));
    at = end;
  }
  return items;
}

TEST(Json, ReadsWhatTheGrammarAllows) {
  const auto allowed = Items(R"list(
    0  -0  10  0.0  -0.0  1e5  1E5  1e+5  1e-5  0e0  12.340e-07  1e400
    ""  "\"\\\/\b\f\n\r\t"  "\u0000"  "\uD83D\uDE00"  "\uFFFF"  "/"
    []  [ ]  {}  { }  {"":0}  {"a":0,"A":0}  { "a" : 1 , "b" : 2 }
    null  true  false  [null,true,false]  [[],{}]
  )list");
  EXPECT_EQ(allowed.size(), 30u);
  for (const std::string& text : allowed) EXPECT_FALSE(Refused(text)) << text << "\n" << Read(text);
  EXPECT_FALSE(Refused("\"\x7f\"")) << "DEL is no control character to JSON";
  EXPECT_FALSE(Refused(" \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n"));
}

TEST(Json, RefusesWhatTheGrammarDoesNotAllow) {
  const auto refused = Items(R"list(
    nul  nulll  Null  TRUE  truefalse  NaN  nan  Infinity  -Infinity  undefined  'a'  a
    +1  -  --1  - 1  01  -01  00  .5  5.  -.5  1.e5  1e  1e+  1e1.5  0x10  1_000  1 2  1,  ,1  1;
    [  ]  [1  [1,  [1,]  [,1]  [,]  [1,,2]  [1 2]  [1}  [1] [2]
    {  }  {]  {"a"}  {"a":}  {"a":1  {"a":1,  {"a":1,}  {,}  {"a" 1}  {a:1}  {1:1}  {'a':1}
    {"a":1 "b":2}  {"a"::1}  {null:1}  {} {}  {"a":1}}  {"a"
    "  "a  "a\"  "a"b  "\"  "\a"  "\x41"  "\'"  "\U0041"  "\u"  "\u12"  "\u12g4"  "\u 123"  "\u+123"
    // c  1 // c  /* c */ 1  # c
  )list");
  EXPECT_EQ(refused.size(), 80u);
  for (const std::string& text : refused) EXPECT_TRUE(Refused(text)) << text;
  for (const char* text : {"", " ", "\v1", "\f1", "1\f"}) EXPECT_TRUE(Refused(text)) << text;
  EXPECT_TRUE(Refused("\u00a01")) << "a no-break space is no white space";
  EXPECT_TRUE(Refused("1\0"s));
  EXPECT_TRUE(Refused("\0"s));
}

TEST(Json, SaysWhereAndWhat) {
  EXPECT_EQ(Read(""), "1: expected a JSON value, found the end of the line");
  EXPECT_EQ(Read("  "), "3: expected a JSON value, found the end of the line");
  EXPECT_EQ(Read("nul"), "1: expected a JSON value, found 'nul'");
  EXPECT_EQ(Read("null x"), "6: expected the end of the line, found 'x'");
  EXPECT_EQ(Read("[1,2"), "5: expected ',' or ']', found the end of the line");
  EXPECT_EQ(Read("[1,]"), "4: expected a JSON value, found ']'");
  EXPECT_EQ(Read("[1 2]"), "4: expected ',' or ']', found '2]'");
  EXPECT_EQ(Read(R"({"a":1,})"), "8: expected a key in quotes, found '}'");
  EXPECT_EQ(Read(R"({"a" 1})"), "6: expected ':', found '1}'");
  EXPECT_EQ(Read(R"({"a":1;})"), "7: expected ',' or '}', found ';}'");
  EXPECT_EQ(Read("{a:1}"), "2: expected a key in quotes, found 'a:1}'");
  EXPECT_EQ(Read("01"), "2: expected no digit after a leading zero, found '1'");
  EXPECT_EQ(Read("-01"), "3: expected no digit after a leading zero, found '1'");
  EXPECT_EQ(Read("-x"), "1: expected a JSON value, found '-x'");
  EXPECT_EQ(Read("1."), "3: expected a digit after the decimal point, found the end of the line");
  EXPECT_EQ(Read("1e+"), "4: expected a digit in the exponent, found the end of the line");
  EXPECT_EQ(Read("\"a"), "3: expected '\"' at the end of the string, found the end of the line");
  EXPECT_EQ(Read(R"("\x")"), "3: expected an escape: one of \" \\ / b f n r t u, found 'x\"'");
  EXPECT_EQ(Read(R"("\u12g4")"), "6: expected four hexadecimal digits, found 'g4\"'");
  EXPECT_EQ(Read(R"({"a":1} what a long remark)"), "9: expected the end of the line, found 'what'");
  EXPECT_EQ(Read("[1]zzzzzzzzzzzzzzz"), "4: expected the end of the line, found 'zzzzzzzzzzzz...'");
}

TEST(Json, KnowsTheColumnOfEveryValue) {
  const Json value = Parsed(R"( {"a" : [true,  null], "bc":-5})");
  EXPECT_EQ(value.column, 2);
  EXPECT_EQ(value.object[0].column, 3);
  EXPECT_EQ(value.object[0].value.column, 9);
  EXPECT_EQ(value.object[0].value.array[0].column, 10);
  EXPECT_EQ(value.object[0].value.array[1].column, 17);
  EXPECT_EQ(value.object[1].column, 24);
  EXPECT_EQ(value.object[1].value.column, 29);
  EXPECT_EQ(Parsed("[\"\xC3\xA4\",1]").array[1].column, 7) << "columns count bytes";
}

TEST(Json, RefusesDuplicateKeys) {
  EXPECT_EQ(Read(R"({"a":1,"a":1})"), "8: expected each key once, found the key \"a\" again");
  EXPECT_EQ(Read(R"({"a":1,"b":2,"\u0061":3})"),
            "14: expected each key once, found the key \"a\" again");
  EXPECT_EQ(Read(R"([{"x":{"y":1,"y":2}}])"),
            "14: expected each key once, found the key \"y\" again");
  EXPECT_EQ(Read(R"({"a":{"a":1},"b":{"a":1}})"), R"({"a":{"a":1},"b":{"a":1}})");
}

TEST(Json, LimitsDepthAndKeys) {
  EXPECT_FALSE(Refused(Nested(64, "")));
  EXPECT_FALSE(Refused(Nested(64, "1")));
  EXPECT_EQ(Read(Nested(65, "")), "65: expected at most 64 levels of nesting, found one more");
  EXPECT_EQ(Read(Nested(63, "{\"a\":{}}")).substr(0, 4), "69: ");
  EXPECT_TRUE(Refused(std::string(1 << 20, '['))) << "no stack runs over";
  std::string object = "{";
  for (int i = 0; i < 256; ++i) object += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
  EXPECT_FALSE(Refused(object + "}"));
  EXPECT_EQ(Read(object + ",\"x\":0}"),
            std::to_string(object.size() + 2) +
                ": expected at most 256 keys in an object, found one more");
}

TEST(Json, KeepsIntegersExact) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(Parsed("9223372036854775807").integer, kMost);
  EXPECT_EQ(Parsed("-9223372036854775808").integer, kLeast);
  EXPECT_EQ(Parsed("9007199254740993").integer, 9007199254740993) << "2^53 + 1";
  EXPECT_EQ(Parsed("-0").integer, 0);
  EXPECT_EQ(Read("[9223372036854775808]"),
            "2: expected an integer of 64 bits, found 9223372036854775808");
  EXPECT_EQ(Read("-9223372036854775809"),
            "1: expected an integer of 64 bits, found -9223372036854775809");
  EXPECT_EQ(Read("123456789012345678901234567890"),
            "1: expected an integer of 64 bits, found 123456789012345678901234...");
  EXPECT_EQ(Parsed("1e2").kind, Json::Kind::kReal) << "an exponent makes no integer";
  EXPECT_EQ(Parsed("1.0").kind, Json::Kind::kReal);
}

TEST(Json, UnderstandsEscapes) {
  EXPECT_EQ(Parsed(R"("\"\\\/\b\f\n\r\t")").text, "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Parsed(R"("a\u0000b")").text, "a\0b"s);
  EXPECT_EQ(Parsed(R"("\u00e4\u00E4")").text, "\xC3\xA4\xC3\xA4");
  EXPECT_EQ(Parsed(R"("\u20ac")").text, "\xE2\x82\xAC");
  EXPECT_EQ(Parsed(R"("\ud83d\ude00")").text, "\xF0\x9F\x98\x80");
  EXPECT_EQ(Parsed(R"("\uDBFF\uDFFF")").text, "\xF4\x8F\xBF\xBF");
}

TEST(Json, RefusesLoneSurrogates) {
  EXPECT_EQ(Read(R"(["\uD83D"])"), "9: expected a low surrogate, found '\"]'");
  EXPECT_EQ(Read(R"("\uD83Dx")"), "8: expected a low surrogate, found 'x\"'");
  EXPECT_EQ(Read(R"("\uD83D\n")"), "8: expected a low surrogate, found '\\n\"'");
  EXPECT_EQ(Read(R"("\uD83D\u0041")"), "8: expected a low surrogate, found '\\u0041\"'");
  EXPECT_EQ(Read(R"("\uD83D\uD83D")"), "8: expected a low surrogate, found '\\uD83D\"'");
  EXPECT_EQ(Read(R"("a\uDE00")"),
            "3: expected a high surrogate before a low one, found '\\uDE00\"'");
}

TEST(Json, RefusesControlCharacters) {
  for (char c = 0; c < 0x20; ++c) {
    EXPECT_TRUE(Refused("\"a"s + c + "b\"")) << static_cast<int>(c);
  }
  EXPECT_EQ(Read("\"a\nb\""), "3: expected an escape for a control character, found '\\x0ab\"'");
  EXPECT_EQ(Read("\"a\0b\""s), "3: expected an escape for a control character, found a NUL byte");
  EXPECT_EQ(Read("[\0]"s), "2: expected a JSON value, found a NUL byte");
}

TEST(Json, RefusesInvalidUtf8) {
  const std::vector<std::string> invalid = {
      "\x80",              // a tail alone
      "\xBF",              //
      "\xC0\x80",          // overlong NUL
      "\xC1\xBF",          // overlong, two bytes
      "\xE0\x80\x80",      // overlong, three bytes
      "\xE0\x9F\xBF",      //
      "\xF0\x80\x80\x80",  // overlong, four bytes
      "\xF0\x8F\xBF\xBF",  //
      "\xED\xA0\x80",      // surrogates
      "\xED\xBF\xBF",      //
      "\xF4\x90\x80\x80",  // beyond U+10FFFF
      "\xF5\x80\x80\x80",  //
      "\xF8\x88\x80\x80\x80",
      "\xFE",
      "\xFF",
      "\xC3",  // cut off
      "\xE2\x82",
      "\xF0\x9F\x98",
      "\xE2(\xA1",
      "\xF0\x9F(\x80",
  };
  for (const std::string& bytes : invalid) {
    EXPECT_EQ(Read("\"a" + bytes + "\""), "3: expected valid UTF-8, found invalid UTF-8");
    EXPECT_EQ(Read("\"a" + bytes), "3: expected valid UTF-8, found invalid UTF-8");
    EXPECT_EQ(Read(bytes), "1: expected a JSON value, found invalid UTF-8");
    EXPECT_TRUE(Refused("{\"" + bytes + "\":1}"));
  }
  for (const char* bytes :
       {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(Parsed("\""s + bytes + "\"").text, bytes);
  }
}

TEST(Json, MessagesAreOneLineOfUtf8) {
  EXPECT_EQ(Read("[1] \xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4"),
            "5: expected the end of the line, found '\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4"
            "\xC3\xA4...'");
  EXPECT_EQ(Read("x\x1b[2J\xFF"), "1: expected a JSON value, found 'x\\x1b[2J\\xff'");
  EXPECT_EQ(Parsed(R"("a\nb")").Name(), "the string \"a\\x0ab\"");
}

TEST(Json, WritesWhatAnyReaderCanRead) {
  EXPECT_EQ(JsonString(""), R"("")");
  EXPECT_EQ(JsonString("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(JsonString("\n\t\r\b\x01\x7f"s), R"("\n\t\u000d\u0008\u0001\u007f")");
  EXPECT_EQ(JsonString("\0"s), R"("\u0000")");
  EXPECT_EQ(JsonString("</script>"), R"("</script>")");
  EXPECT_EQ(JsonString("\xC3\xA4\xF0\x9F\x98\x80"), "\"\xC3\xA4\xF0\x9F\x98\x80\"");
  EXPECT_EQ(JsonString("a\xFF\xC3"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(JsonQuote("</script><!--\n"), R"("\u003c/script>\u003c!--\n")");
}

// Any characters, NUL and those beyond the basic plane included.
rc::Gen<std::string> AnyText() {
  return rc::gen::map<std::vector<uint16_t>>([](const std::vector<uint16_t>& codes) {
    std::string text;
    for (const uint16_t code : codes) {
      char escape[24];
      if (code >= 0xD800 && code <= 0xDFFF) {
        std::snprintf(escape, sizeof escape, "\"\\ud8%02x\\udf%02x\"", code & 0xFFu, code >> 8);
      } else {
        std::snprintf(escape, sizeof escape, "\"\\u%04x\"", code);
      }
      text += Parsed(escape).text;
    }
    return text;
  });
}

// Any value, not too deep, with keys that differ.
rc::Gen<Json> AnyValue(int depth) {
  return rc::gen::exec([depth] {
    Json value;
    value.kind = static_cast<Json::Kind>(*rc::gen::inRange(0, depth > 0 ? 7 : 5));
    switch (value.kind) {
      case Json::Kind::kNull:
        break;
      case Json::Kind::kBool:
        value.boolean = *rc::gen::arbitrary<bool>();
        break;
      case Json::Kind::kInt:
        value.integer = *rc::gen::arbitrary<int64_t>();
        break;
      case Json::Kind::kReal:
        value.text = std::to_string(*rc::gen::arbitrary<int>()) + ".5e-3";
        break;
      case Json::Kind::kString:
        value.text = *AnyText();
        break;
      case Json::Kind::kArray:
        value.array = *rc::gen::container<std::vector<Json>>(AnyValue(depth - 1));
        break;
      case Json::Kind::kObject:
        for (const Json& item : *rc::gen::container<std::vector<Json>>(AnyValue(depth - 1))) {
          const std::string key = *AnyText();
          if (value.Find(key) == nullptr) value.object.push_back({key, item});
        }
        break;
    }
    return value;
  });
}

RC_GTEST_PROP(JsonProperty, TextReadsBackTheSame, ()) {
  const Json value = *AnyValue(3);
  const std::string text = JsonText(value);
  Json again;
  const auto error = ParseJson(text, &again);
  RC_ASSERT(!error.has_value());
  RC_ASSERT(JsonText(again) == text);
}

RC_GTEST_PROP(JsonProperty, QuotedStringsReadBackTheSame, ()) {
  const std::string text = *AnyText();
  Json again;
  RC_ASSERT(!ParseJson(JsonString(text), &again).has_value());
  RC_ASSERT(again.text == text);
  RC_ASSERT(!ParseJson(JsonQuote(text), &again).has_value());
  RC_ASSERT(again.text == text);
}

// Whatever the bytes: no crash, and every message is one line of valid UTF-8.
RC_GTEST_PROP(JsonProperty, AnyBytesGiveAValueOrAGoodMessage, ()) {
  std::string text = JsonText(*AnyValue(2));
  const auto changes = *rc::gen::arbitrary<std::vector<std::pair<uint16_t, char>>>();
  for (const auto& [at, byte] : changes) text[at % text.size()] = byte;
  const std::string message = Read(text);
  for (size_t at = 0; at < message.size();) {
    const int length = Utf8Length(message, at);
    RC_ASSERT(length > 0);
    RC_ASSERT(static_cast<unsigned char>(message[at]) >= 0x20);
    at += static_cast<size_t>(length);
  }
}

}  // namespace
}  // namespace gosync::models
