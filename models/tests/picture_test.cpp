#include "models/core/picture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "models/core/json.hpp"
#include "models/core/picture/text.hpp"

namespace gosync::models {
namespace {

using State = PictureItem::State;

PictureItem Operation(int64_t process, const std::string& f, const std::string& args,
                      const std::string& result, int64_t invoke, std::optional<int64_t> ret) {
  PictureItem item;
  item.process = process;
  item.f = f;
  item.args = args;
  item.result = result;
  item.invoke = invoke;
  item.ret = ret;
  item.line_invoke = invoke + 2;
  item.line_ret = ret.has_value() ? *ret + 2 : 0;
  item.state = ret.has_value() ? State::kOk : State::kOpen;
  return item;
}

PictureItem Callback(PictureItem item, int depth) {
  item.callback = true;
  item.depth = depth;
  return item;
}

// p1 overtakes p0: the second event of p1 cannot be explained.
Picture Overtaking() {
  Picture picture;
  picture.title = "overtaking.jsonl";
  picture.model = "semaphore";
  picture.subject = "example/semaphore v1";
  picture.params = "size=1";
  picture.verdict = "Illegal";
  picture.clauses = {{"SE3", "waiters are served in order"}};
  picture.why = {"p0 waits since event 2", "  so p1 has to wait"};
  picture.failing_index = 4;
  picture.items = {Operation(2, "Acquire", "n=1", "nil", 0, 1),
                   Operation(0, "Acquire", "n=1", "", 2, std::nullopt),
                   Operation(1, "Acquire", "n=1", "nil", 3, 4),
                   Operation(2, "Release", "n=1", "", 5, 6)};
  picture.items[2].state = State::kFailing;
  return picture;
}

Picture Flights() {
  Picture picture;
  picture.title = "flights.jsonl";
  picture.verdict = "Legal";
  picture.items = {Operation(0, "Do", "key=k1 fn=f1", "v=1", 0, 5),
                   Callback(Operation(0, "fn", "fn=f1", "v=1", 1, 4), 1),
                   Operation(1, "Do", "key=k2 fn=f2", "", 2, std::nullopt),
                   Callback(Operation(1, "fn", "fn=f2", "", 3, std::nullopt), 1)};
  picture.items[0].group = picture.items[1].group = "k1";
  picture.items[2].group = picture.items[3].group = "k2";
  return picture;
}

// `count` operations of four processes, each overlapping the next three.
Picture Long(int count) {
  Picture picture;
  picture.verdict = "Illegal";
  for (int i = 0; i < count; ++i) {
    picture.items.push_back(Operation(i % 4, "Acquire", "n=1 ctx=c" + std::to_string(i), "nil",
                                      10 * int64_t{i}, 10 * int64_t{i} + 35));
  }
  return picture;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

size_t Widest(const std::string& text) {
  size_t widest = 0;
  for (const std::string& line : Lines(text)) {
    widest = std::max(widest, picture::Characters(line).size());
  }
  return widest;
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

bool Contains(const std::string& text, const std::string& part) { return Count(text, part) > 0; }

// The data of a page, read back; fails the test when it is not JSON.
Json Data(const std::string& page) {
  const std::string tag = "<script type=\"application/json\" id=\"data\">";
  const size_t begin = page.find(tag) + tag.size();
  std::string text = page.substr(begin, page.find("</script>", begin) - begin);
  // The reader takes one line.
  std::replace(text.begin(), text.end(), '\n', ' ');
  Json data;
  const auto error = ParseJson(text, &data);
  EXPECT_FALSE(error.has_value()) << error->column << ": expected " << error->expected;
  return data;
}

std::string DataString(const Json& data, int64_t place) {
  return data.Find("strings")->array.at(place).text;
}

// ---- The page --------------------------------------------------------------------

TEST(PicturePage, HasTheHead) {
  const std::string page = RenderHtml(Overtaking());
  EXPECT_TRUE(Contains(page, "<title>overtaking.jsonl</title>"));
  EXPECT_TRUE(Contains(page, "<p class=\"badge illegal\">"));
  EXPECT_TRUE(Contains(page, "<b>SE3</b> waiters are served in order"));
  EXPECT_TRUE(Contains(page, "<p class=\"why\">  so p1 has to wait</p>"));
  EXPECT_TRUE(Contains(page, "<dd>example/semaphore v1</dd>"));
  EXPECT_TRUE(Contains(page, "event 4, line 6: the end of Acquire(n=1) with nil in p1"));
  EXPECT_TRUE(Contains(page, "4 operations, 1 open at the end in 3 processes"));
  EXPECT_FALSE(Contains(page, "{{")) << "a place of the template was not filled";
}

TEST(PicturePage, NamesEveryVerdict) {
  Picture picture;
  for (const char* verdict : {"Legal", "Illegal", "Stuck", "Unknown"}) {
    picture.verdict = verdict;
    EXPECT_TRUE(Contains(RenderHtml(picture), std::string("</span> ") + verdict + "</p>"));
  }
}

TEST(PicturePage, DataSaysWhatThePictureSays) {
  const Json data = Data(RenderHtml(Overtaking()));
  ASSERT_EQ(data.Find("items")->array.size(), 4U);
  EXPECT_EQ(data.Find("index")->array.size(), 7U);
  EXPECT_EQ(data.Find("failing")->integer, 4);
  EXPECT_EQ(data.Find("time")->kind, Json::Kind::kNull);
  const std::vector<Json>& failing = data.Find("items")->array[2].array;
  ASSERT_EQ(failing.size(), 12U);
  EXPECT_EQ(failing[0].integer, 1);
  EXPECT_EQ(DataString(data, failing[3].integer), "Acquire");
  EXPECT_EQ(DataString(data, failing[4].integer), "n=1");
  EXPECT_EQ(failing[7].integer, 3);
  EXPECT_EQ(failing[8].integer, 4);
  EXPECT_EQ(failing[9].integer, 5);
  EXPECT_EQ(failing[11].integer, static_cast<int>(State::kFailing));
  EXPECT_EQ(data.Find("items")->array[1].array[8].integer, -1) << "open";
}

TEST(PicturePage, CallbacksKeepTheirDepth) {
  const Json data = Data(RenderHtml(Flights()));
  const std::vector<Json>& callback = data.Find("items")->array.at(1).array;
  EXPECT_EQ(callback[1].integer, 1);
  EXPECT_EQ(callback[2].integer, 1);
  EXPECT_EQ(DataString(data, callback[6].integer), "k1");
}

TEST(PicturePage, TimesAreRelativeAndIndicesExact) {
  Picture picture;
  picture.items = {Operation(0, "Release", "n=1", "", 5, 9007199254740993)};
  picture.items[0].time_invoke = 1700000000000000123;
  picture.items[0].time_ret = 1700000000000000200;
  const std::string page = RenderHtml(picture);
  EXPECT_TRUE(Contains(page, "\"time\":[0,77]"));
  EXPECT_TRUE(Contains(page, "\"index\":[5,\"9007199254740993\"]"));
  picture.items[0].time_ret.reset();
  EXPECT_TRUE(Contains(RenderHtml(picture), "\"time\":[0,null]"));
}

TEST(PicturePage, TokensCannotLeaveTheirPlace) {
  Picture picture = Overtaking();
  const std::string weird =
      "</script><script>boom()</script><!-- & \" ' \\ \x01 \xE2\x80\xA8 {{DATA}}";
  picture.title = picture.model = picture.subject = picture.params = picture.end = weird;
  picture.verdict = weird;
  picture.clauses = {{weird, weird}};
  picture.why = {weird};
  picture.items[0].f = picture.items[0].args = picture.items[0].result = weird;
  picture.items[0].group = weird + "\xFF\xC0\x80\xED\xA0\x80 \xE6\x97\xA5";
  const std::string page = RenderHtml(picture);
  const std::string plain = RenderHtml(Overtaking());
  EXPECT_EQ(Count(page, "<script"), Count(plain, "<script"));
  EXPECT_EQ(Count(page, "</script"), Count(plain, "</script"));
  EXPECT_FALSE(Contains(page, "<!-- &"));
  EXPECT_EQ(picture::Utf8(page), page) << "the page is not UTF-8";
  const Json data = Data(page);
  const std::vector<Json>& item = data.Find("items")->array[0].array;
  EXPECT_EQ(DataString(data, item[3].integer), weird);
  EXPECT_EQ(DataString(data, item[6].integer), picture::Utf8(picture.items[0].group));
}

TEST(PicturePage, LoadsNothing) {
  const std::string page = RenderHtml(Overtaking());
  for (const char* reference :
       {"http://", "https://", "src=", "url(", "@import", "import(", "fetch(", "XMLHttpRequest",
        "WebSocket", "<link rel=\"stylesheet"}) {
    EXPECT_FALSE(Contains(page, reference)) << reference;
  }
  EXPECT_TRUE(Contains(page, "default-src 'none'"));
}

TEST(PicturePage, EmptyHistory) {
  Picture picture;
  picture.title = "empty.jsonl";
  picture.verdict = "Legal";
  const std::string page = RenderHtml(picture);
  EXPECT_TRUE(Contains(page, "0 operations in 0 processes"));
  EXPECT_TRUE(Data(page).Find("items")->array.empty());
}

TEST(PicturePage, ManyWhyLinesAreFolded) {
  Picture picture = Overtaking();
  picture.why.assign(100, "a line");
  const std::string page = RenderHtml(picture);
  EXPECT_EQ(Count(page, "<p class=\"why\">a line</p>"), 100U);
  EXPECT_TRUE(Contains(page, "<summary>88 more lines</summary>"));
}

TEST(PicturePage, TenThousandOperationsStaySmallAndQuick) {
  Picture picture = Long(10000);
  picture.items[7000].state = State::kFailing;
  picture.failing_index = picture.items[7000].ret;
  const auto begin = std::chrono::steady_clock::now();
  const std::string page = RenderHtml(picture);
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(page.size(), 5U << 20);
  EXPECT_LT(took, std::chrono::seconds(10)) << "even with a sanitizer";
  EXPECT_EQ(Data(page).Find("items")->array.size(), 10000U);
}

// ---- The text --------------------------------------------------------------------

TEST(PictureText, DrawsLanesMarkerAndKey) {
  EXPECT_EQ(
      RenderAscii(Overtaking(), 100),
      "event 0                   1 2 3                   4 5              6\n"
      "p0                          |--Acquire(n=1)--------------------------...\n"
      "p1                            |=Acquire(n=1)->nil=|\n"
      "p2    |-Acquire(n=1)->nil-|                       : |-Release(n=1)-|\n"
      "                                                  ^ event 4 (line 6) cannot be explained\n"
      "=== fails; ... never returned\n");
}

TEST(PictureText, LabelsThatDoNotFitGetNumbers) {
  const std::string text = RenderAscii(Overtaking(), 50);
  EXPECT_LE(Widest(text), 50U);
  EXPECT_TRUE(Contains(text, "|=Acquire(n=1)->nil=|")) << "the failing one comes first\n" << text;
  EXPECT_TRUE(Contains(text, "[1] p2 Acquire(n=1)->nil\n")) << text;
  EXPECT_TRUE(Contains(text, "[1]-") || Contains(text, "[1]|")) << text;
}

TEST(PictureText, CallbacksHaveLinesOfTheirOwn) {
  const std::vector<std::string> lines = Lines(RenderAscii(Flights(), 120));
  ASSERT_GE(lines.size(), 5U);
  EXPECT_TRUE(Contains(lines[1], "Do(key=k1 fn=f1)->v=1")) << lines[1];
  EXPECT_TRUE(Contains(lines[2], "fn(fn=f1)->v=1")) << lines[2];
  EXPECT_EQ(lines[2].find("p0"), std::string::npos);
  const size_t begin = lines[2].find('|'), end = lines[2].rfind('|');
  EXPECT_GT(begin, lines[1].find('|'));
  EXPECT_LT(end, lines[1].rfind('|'));
  EXPECT_TRUE(lines[3].ends_with("...")) << lines[3];
  EXPECT_TRUE(lines[4].ends_with("...")) << lines[4];
}

TEST(PictureText, NeverWiderThanAsked) {
  Picture late = Long(10000);
  late.failing_index = 99990;
  Picture wide = Overtaking();
  wide.items[0].args =
      "ctx=\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E";
  wide.items[1].args = std::string(5000, 'x');
  for (const Picture& picture : {Overtaking(), Flights(), late, wide, Picture()}) {
    for (const int width : {-1, 0, 1, 2, 3, 7, 12, 20, 40, 41, 79, 80, 100, 200, 1000}) {
      const std::string text = RenderAscii(picture, width);
      EXPECT_LE(Widest(text), static_cast<size_t>(std::max(width, 1))) << width << "\n" << text;
      EXPECT_FALSE(text.empty());
    }
  }
}

TEST(PictureText, EmptyHistory) { EXPECT_EQ(RenderAscii(Picture(), 80), "(no operations)\n"); }

TEST(PictureText, OnlyOpenOperations) {
  Picture picture;
  picture.verdict = "Stuck";
  picture.items = {Operation(0, "Acquire", "n=1", "", 0, std::nullopt),
                   Operation(1, "Acquire", "n=2", "", 1, std::nullopt)};
  picture.items[1].state = State::kStuck;
  EXPECT_EQ(RenderAscii(picture, 80),
            "event 0 1\n"
            "p0    |--Acquire(n=1)-...\n"
            "p1      |=Acquire(n=2)...\n"
            "=== is stuck; ... never returned\n");
}

TEST(PictureText, LongHistoriesAreCutAroundTheFailingEvent) {
  Picture picture = Long(10000);
  picture.items[7000].state = State::kFailing;
  picture.failing_index = picture.items[7000].ret;
  const auto begin = std::chrono::steady_clock::now();
  const std::string text = RenderAscii(picture, 100);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_LT(Lines(text).size(), 60U);
  EXPECT_TRUE(Contains(text, "event 70035 (line 70037) cannot be explained")) << text;
  EXPECT_TRUE(Contains(text, "Shown: 18 of 20000 events; left out: 13992 before, 5990 after."))
      << text;
  EXPECT_TRUE(Contains(text, "<--")) << text;
  EXPECT_TRUE(Contains(text, "-->")) << text;
}

TEST(PictureText, ManyOpenProcessesAreCut) {
  Picture picture;
  for (int i = 0; i < 500; ++i) {
    picture.items.push_back(Operation(i, "Acquire", "n=1", "", i, std::nullopt));
  }
  picture.items[400].state = State::kStuck;
  const std::string text = RenderAscii(picture, 100);
  EXPECT_LT(Lines(text).size(), 80U);
  EXPECT_TRUE(Contains(text, "p400 ")) << text;
  EXPECT_TRUE(Contains(text, "more processes")) << text;
}

TEST(PictureText, NothingReachesTheTerminalThatIsNotText) {
  Picture picture = Overtaking();
  picture.items[2].args = "\x1B[2J\n\t\x7F \xC2\x9B \xE2\x80\xAE \xFF";
  const std::string text = RenderAscii(picture, 100);
  for (const std::string& line : Lines(text)) {
    for (const picture::Character& character : picture::Characters(line)) {
      EXPECT_GE(character.code, U' ');
      EXPECT_NE(character.code, char32_t{0x7F});
      EXPECT_NE(character.code, char32_t{0x9B});
      EXPECT_NE(character.code, char32_t{0x202E});
    }
  }
  EXPECT_EQ(picture::Utf8(text), text);
  EXPECT_TRUE(Contains(text, "Acquire(?[2J??? ? ? \xEF\xBF\xBD)->nil")) << text;
}

TEST(PictureText, WideCharactersTakeTwoColumns) {
  Picture picture;
  picture.items = {Operation(0, "Forget", "key=\xE6\x97\xA5", "", 0, 1)};
  EXPECT_EQ(RenderAscii(picture, 80),
            "event 0                1\n"
            "p0    |-Forget(key=\xE6\x97\xA5)-|\n");
}

TEST(PictureText, BadInputDoesNotCrash) {
  Picture picture;
  picture.failing_index = 77;  // no event of the items
  picture.items = {Operation(3, "", "", "", 9, 2), Callback(Operation(3, "f", "", "", 4, 4), 5),
                   Operation(-1, "g", "", "", 4, 4)};
  picture.items[1].depth = -2;
  EXPECT_FALSE(RenderAscii(picture, 60).empty());
  EXPECT_FALSE(RenderHtml(picture).empty());
}

// ---- Text ------------------------------------------------------------------------

TEST(PictureCharacters, OnlyValidUtf8IsDecoded) {
  EXPECT_EQ(picture::Utf8("a\xC3\xA9\xF0\x9F\x98\x80"), "a\xC3\xA9\xF0\x9F\x98\x80");
  EXPECT_EQ(picture::Utf8("\xC3"), "\xEF\xBF\xBD");                       // cut
  EXPECT_EQ(picture::Characters("\xC0\xAF").size(), 2U);                  // overlong
  EXPECT_EQ(picture::Characters("\xED\xA0\x80")[0].code, U'\xFFFD');      // a surrogate
  EXPECT_EQ(picture::Characters("\xF4\x90\x80\x80")[0].code, U'\xFFFD');  // beyond the last one
  EXPECT_EQ(picture::HtmlText("<&>\"'\x01"), "&lt;&amp;&gt;&quot;&#39;\xEF\xBF\xBD");
}

}  // namespace
}  // namespace gosync::models
