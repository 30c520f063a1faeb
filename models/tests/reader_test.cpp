// Every way in which a file can fail to be a history, and what the reader says.

#include "models/core/reader.hpp"

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/reading.hpp"

namespace gosync::models {
namespace {

using namespace std::string_literals;

using tests::Complaint;

std::string Read(const std::string& text) { return Complaint(text); }

const std::string kSemaphore =
    R"({"schema":1,"model":"semaphore","params":{"size":3},"impl":"i","version":"v","index":"log"})"
    "\n";
const std::string kFlight =
    R"({"schema":1,"model":"singleflight","impl":"i","version":"v","index":"counter"})"
    "\n";

std::string WithHeader(const std::string& lines) { return Read(kSemaphore + lines); }
std::string WithFlight(const std::string& lines) { return Read(kFlight + lines); }

const std::string kCall =
    R"({"index":0,"process":0,"type":"invoke","f":"Acquire","value":{"n":1,"ctx":"c"}})"
    "\n";
const std::string kReturn =
    R"({"index":1,"process":0,"type":"ok","f":"Acquire","value":{"err":null}})"
    "\n";
const std::string kEnd = R"({"type":"end","quiescent":true,"how":"x"})"
                         "\n";

TEST(Reader, TakesWhatThePageDescribes) {
  EXPECT_EQ(WithHeader(""), "fine");
  EXPECT_EQ(WithHeader(kCall + kReturn + kEnd), "fine");
  EXPECT_EQ(WithHeader(kCall), "fine") << "no end";
  EXPECT_EQ(WithHeader(kCall + R"({"index":7,"process":0,"type":"fail","f":"Acquire"})"), "fine");
  EXPECT_EQ(WithHeader(kCall + R"({"index":7,"process":0,"type":"info","f":"Acquire"})"), "fine");
  EXPECT_EQ(Read(R"({"meta":[{}],"index":"log","version":"","impl":"",)"
                 R"("params":{"size":0},"model":"semaphore","schema":1})"),
            "fine")
      << "keys in any order, no newline";
  EXPECT_EQ(WithFlight(""), "fine") << "no params, where there are none";
  EXPECT_EQ(WithHeader(R"({"type":"end","quiescent":false,"how":"","waited_ms":0,"crash":null})"),
            "fine");
  EXPECT_EQ(WithHeader(R"({"index":9223372036854775807,"process":2147483647,"type":"invoke",)"
                       R"("f":"Acquire","value":{"n":-9223372036854775807,"ctx":-1},"time":-5})"),
            "fine");
}

TEST(Reader, TakesCarriageReturns) {
  std::string text;
  for (char c : kSemaphore + kCall + kReturn + kEnd) text += c == '\n' ? "\r\n"s : std::string{c};
  EXPECT_EQ(Read(text), "fine");
  EXPECT_EQ(Read(kSemaphore + "\r\n"), "h:2:2: expected a JSON value, found the end of the line");
}

TEST(Reader, ATruncatedLastLine) {
  const std::string cut = kCall.substr(0, 35);
  EXPECT_EQ(WithHeader(cut),
            "h:2:36: expected '\"' at the end of the string, found the end of the line; the last "
            "line has no newline, so it may be truncated: without it the rest can be judged");
  EXPECT_EQ(WithHeader(cut + "\n"),
            "h:2:36: expected '\"' at the end of the string, found the end of the line");
  EXPECT_EQ(WithHeader(cut + "\n" + kEnd),
            "h:2:36: expected '\"' at the end of the string, found the end of the line");
  EXPECT_EQ(WithHeader(kCall.substr(0, kCall.size() - 1)), "fine") << "only the newline is missing";
  EXPECT_EQ(WithHeader(R"({"type":"and"})"),
            "h:2:1: expected the key \"index\" (an integer), found no such key")
      << "a whole line is not truncated";
}

TEST(Reader, BlankAndEmpty) {
  EXPECT_EQ(Read(""), "h:1:1: expected a header line, found an empty file");
  EXPECT_EQ(Read("\n"), "h:1:1: expected a JSON value, found the end of the line");
  EXPECT_EQ(Read("\n" + kSemaphore), "h:1:1: expected a JSON value, found the end of the line");
  EXPECT_EQ(WithHeader("\n" + kCall), "h:2:1: expected a JSON value, found the end of the line");
  EXPECT_EQ(WithHeader(kCall + "  \n"), "h:3:3: expected a JSON value, found the end of the line");
  EXPECT_EQ(WithHeader(kEnd + "\n"), "h:3:1: expected a JSON value, found the end of the line");
}

TEST(Reader, BytesThatAreNoText) {
  EXPECT_EQ(Read("\xEF\xBB\xBF" + kSemaphore), "h:1:1: expected no byte order mark, found one");
  EXPECT_EQ(WithHeader("\0"s),
            "h:2:1: expected a JSON value, found a NUL byte; the last line has "
            "no newline, so it may be truncated: without it the rest can be "
            "judged");
  EXPECT_EQ(WithHeader("{\"index\":0\0}\n"s), "h:2:11: expected ',' or '}', found a NUL byte");
  EXPECT_EQ(WithHeader("{\"ind\xFF"
                       "ex\":0}\n"),
            "h:2:6: expected valid UTF-8, found invalid UTF-8");
  EXPECT_EQ(Read("\xFF\xFE{\0\n"s), "h:1:1: expected a JSON value, found invalid UTF-8");
  EXPECT_EQ(Read("{\0\"\0"s),
            "h:1:2: expected a key in quotes, found a NUL byte; the last line "
            "has no newline, so it may be truncated: without it the rest can be "
            "judged");
}

TEST(Reader, LinesThatAreNoObject) {
  EXPECT_EQ(Read("[]\n"), "h:1:1: expected a JSON object, found an array");
  EXPECT_EQ(WithHeader("3\n"), "h:2:1: expected a JSON object, found the integer 3");
  EXPECT_EQ(WithHeader(kCall.substr(0, kCall.size() - 1) + kReturn),
            "h:2:" + std::to_string(kCall.size()) +
                ": expected the end of the line, found '{\"index\":1,\"...'")
      << "two events on one line";
}

TEST(Reader, Headers) {
  const auto header = [](const std::string& from, const std::string& to) {
    std::string text = kSemaphore;
    return Read(text.replace(text.find(from), from.size(), to));
  };
  EXPECT_EQ(Read(kCall),
            "h:1:12: expected only the keys schema, model, params, impl, version, index, meta, "
            "found the key \"process\"");
  EXPECT_EQ(header("\"schema\":1,", ""),
            "h:1:1: expected the key \"schema\" (the integer 1), found no such key");
  EXPECT_EQ(header("\"schema\":1", "\"schema\":2"),
            "h:1:11: expected schema 1, found the integer 2");
  EXPECT_EQ(header("\"schema\":1", "\"schema\":\"1\""),
            "h:1:11: expected the integer 1 for \"schema\", found the string \"1\"");
  EXPECT_EQ(header("\"schema\":1", "\"schema\":1.0"),
            "h:1:11: expected the integer 1 for \"schema\", found the number 1.0");
  EXPECT_EQ(header("\"model\":\"semaphore\",", ""),
            "h:1:1: expected the key \"model\" (a string), found no such key");
  EXPECT_EQ(header("\"semaphore\"", "\"semaphor\""),
            "h:1:21: expected the name of a model (see gosync-oracle models), found the string "
            "\"semaphor\"");
  EXPECT_EQ(header("\"semaphore\"", "\"semaphore@v0.24.0\""),
            "h:1:21: expected the name of a model (see gosync-oracle models), found the string "
            "\"semaphore@v0.24.0\"");
  EXPECT_EQ(header("\"semaphore\"", "null"), "h:1:21: expected a string for \"model\", found null");
  EXPECT_EQ(header("\"params\":{\"size\":3},", ""),
            "h:1:1: expected the key \"size\", found no such key");
  EXPECT_EQ(header("{\"size\":3}", "[]"),
            "h:1:42: expected an object for \"params\", found an array");
  EXPECT_EQ(header("{\"size\":3}", "{\"size\":\"3\"}"),
            "h:1:50: expected an integer above -2^63 for \"size\", found the string \"3\"");
  EXPECT_EQ(header("{\"size\":3}", "{\"size\":3,\"n\":1}"),
            "h:1:52: expected only the keys size, found the key \"n\"");
  EXPECT_EQ(header("\"impl\":\"i\",", ""),
            "h:1:1: expected the key \"impl\" (a string), found no such key");
  EXPECT_EQ(header("\"v\"", "7"), "h:1:74: expected a string for \"version\", found the integer 7");
  EXPECT_EQ(header("\"log\"", "\"clock\""),
            "h:1:86: expected \"counter\" or \"log\", found the string \"clock\"");
  EXPECT_EQ(header("\"schema\":1", "\"schema\":1,\"schema\":1"),
            "h:1:13: expected each key once, found the key \"schema\" again");
  EXPECT_EQ(Read(R"({"schema":1,"model":"singleflight","params":{"size":1},"impl":"i",)"
                 R"("version":"v","index":"log"})"),
            "h:1:46: expected no key here, found the key \"size\"");
}

TEST(Reader, KeysOfEvents) {
  const auto event = [](const std::string& from, const std::string& to) {
    std::string text = kCall;
    return WithHeader(text.replace(text.find(from), from.size(), to));
  };
  EXPECT_EQ(event("\"index\":0,", ""),
            "h:2:1: expected the key \"index\" (an integer), found no such key");
  EXPECT_EQ(event("\"process\":0,", ""),
            "h:2:1: expected the key \"process\" (an integer), found no such key");
  EXPECT_EQ(event("\"type\":\"invoke\",", ""),
            "h:2:1: expected the key \"type\" (a string), found no such key");
  EXPECT_EQ(event("\"f\":\"Acquire\",", ""),
            "h:2:1: expected the key \"f\" (a string), found no such key");
  EXPECT_EQ(event(",\"value\":{\"n\":1,\"ctx\":\"c\"}", ""),
            "h:2:1: expected the key \"n\", found no such key");
  EXPECT_EQ(event("\"n\":1,", ""), "h:2:62: expected the key \"n\", found no such key");
  EXPECT_EQ(event("\"index\":0", "\"Index\":0"),
            "h:2:2: expected only the keys index, process, type, f, value, time, found the key "
            "\"Index\"");
  EXPECT_EQ(event("\"ctx\":\"c\"", "\"ctx\":\"c\",\"m\":1"),
            "h:2:79: expected only the keys n, ctx, found the key \"m\"");
  EXPECT_EQ(event("\"n\":1", "\"n\":1,\"n\":1"),
            "h:2:69: expected each key once, found the key \"n\" again");
  EXPECT_EQ(event("\"f\"", "\"" + std::string(100, 'k') + "\":0,\"f\""),
            "h:2:40: expected only the keys index, process, type, f, value, time, found the key "
            "\"kkkkkkkkkkkkkkkkkkkkkkkk...\"");
  EXPECT_EQ(event("\"f\"", "\"a\\nb\\u001b[2J\":0,\"f\""),
            "h:2:40: expected only the keys index, process, type, f, value, time, found the key "
            "\"a\\x0ab\\x1b[2J\"")
      << "a message is one line";
}

TEST(Reader, TypesOfEvents) {
  const auto event = [](const std::string& from, const std::string& to) {
    std::string text = kCall;
    return WithHeader(text.replace(text.find(from), from.size(), to));
  };
  EXPECT_EQ(event("\"index\":0", "\"index\":\"0\""),
            "h:2:10: expected an integer for \"index\", found the string \"0\"");
  EXPECT_EQ(event("\"index\":0", "\"index\":1.5"),
            "h:2:10: expected an integer for \"index\", found the number 1.5");
  EXPECT_EQ(event("\"index\":0", "\"index\":-1"),
            "h:2:10: expected an index >= 0, found the integer -1");
  EXPECT_EQ(event("\"index\":0", "\"index\":9223372036854775808"),
            "h:2:10: expected an integer of 64 bits, found 9223372036854775808");
  EXPECT_EQ(event("\"process\":0", "\"process\":-1"),
            "h:2:22: expected a process from 0 to 2147483647, found the integer -1");
  EXPECT_EQ(event("\"process\":0", "\"process\":2147483648"),
            "h:2:22: expected a process from 0 to 2147483647, found the integer 2147483648");
  EXPECT_EQ(event("\"invoke\"", "\"Invoke\""),
            "h:2:31: expected the type invoke, ok, fail, info or end, found the string \"Invoke\"");
  EXPECT_EQ(event("\"invoke\"", "null"), "h:2:31: expected a string for \"type\", found null");
  EXPECT_EQ(event("\"Acquire\"", "\"acquire\""),
            "h:2:44: expected one of the operations Acquire, TryAcquire, Release, NewWeighted, "
            "Cancel, Deadline, found the string \"acquire\"");
  EXPECT_EQ(event("{\"n\":1,\"ctx\":\"c\"}", "null"),
            "h:2:62: expected an object for \"value\", found null");
  EXPECT_EQ(event("\"n\":1", "\"n\":true"),
            "h:2:67: expected an integer above -2^63 for \"n\", found true");
  EXPECT_EQ(event("\"n\":1", "\"n\":-9223372036854775808"),
            "h:2:67: expected an integer above -2^63 for \"n\", found the integer "
            "-9223372036854775808");
  EXPECT_EQ(event("\"c\"", "1.5"),
            "h:2:75: expected a token (string, integer or null), found the number 1.5");
  EXPECT_EQ(event("\"c\"", "{}"),
            "h:2:75: expected a token (string, integer or null), found an object");
  EXPECT_EQ(event("}}", "},\"time\":\"now\"}"),
            "h:2:87: expected an integer above -2^63 for \"time\", found the string \"now\"");
  EXPECT_EQ(event("}}", "},\"time\":-9223372036854775808}"),
            "h:2:87: expected an integer above -2^63 for \"time\", found the integer "
            "-9223372036854775808");
  EXPECT_EQ(
      WithHeader(R"({"index":0,"process":0,"type":"invoke","f":"Cancel","value":{"ctx":null}})"),
      "h:2:68: expected a token (string or integer), found null");
}

TEST(Reader, Outcomes) {
  const auto ok = [](const std::string& value) {
    return WithHeader(kCall + R"({"index":1,"process":0,"type":"ok","f":"Acquire","value":)" +
                      value + "}\n");
  };
  EXPECT_EQ(ok(R"({"outcome":"return","err":"x"})"), "fine");
  EXPECT_EQ(ok(R"({"outcome":"panic","panic":7})"), "fine");
  EXPECT_EQ(ok(R"({"outcome":"panic","panic":7,"unwraps":null})"), "fine");
  EXPECT_EQ(ok("{}"), "h:3:58: expected the key \"err\", found no such key");
  EXPECT_EQ(ok(R"({"err":false})"),
            "h:3:65: expected a token (string, integer or null), found false");
  EXPECT_EQ(ok(R"({"err":null,"error":null})"),
            "h:3:70: expected only the keys err, outcome, found the key \"error\"");
  EXPECT_EQ(ok(R"({"outcome":"goexit"})"),
            "h:3:69: expected an outcome that Acquire may have, found the string \"goexit\"");
  EXPECT_EQ(ok(R"({"outcome":"crash"})"),
            "h:3:69: expected an outcome that Acquire may have, found the string \"crash\"");
  EXPECT_EQ(ok(R"({"outcome":null,"err":null})"),
            "h:3:69: expected an outcome that Acquire may have, found null");
  EXPECT_EQ(ok(R"({"outcome":"panic"})"), "h:3:58: expected the key \"panic\", found no such key");
  EXPECT_EQ(ok(R"({"outcome":"panic","panic":null})"),
            "h:3:85: expected a token (string or integer), found null");
  EXPECT_EQ(ok(R"({"outcome":"panic","panic":1,"err":null})"),
            "h:3:87: expected only the keys outcome, panic, unwraps, found the key \"err\"");
  EXPECT_EQ(WithFlight(R"({"index":0,"process":0,"type":"invoke","f":"fn","value":{"fn":1}})"
                       "\n"
                       R"({"index":1,"process":0,"type":"ok","f":"fn",)"
                       R"("value":{"outcome":"goexit","v":1}})"),
            "h:3:73: expected only the keys outcome, found the key \"v\"");
}

}  // namespace
}  // namespace gosync::models
