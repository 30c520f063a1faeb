// Files: that cannot be read, that are huge, and that come back the same.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/line_reader.hpp"
#include "models/tests/support/files.hpp"
#include "models/tests/support/reading.hpp"

namespace gosync::models {
namespace {

using namespace std::string_literals;

using tests::Complaint;
using tests::ComplaintAbout;
using tests::Contents;
using tests::FindSpec;
using tests::Scratch;

constexpr size_t kLine = size_t{1} << 20;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
File Open(const std::string& path) { return {std::fopen(path.c_str(), "rb"), std::fclose}; }

std::string Header(const std::string& meta) {
  return R"({"schema":1,"model":"semaphore","params":{"size":3},"impl":"i","version":"v",)"
         R"("index":"log","meta":)" +
         meta + "}\n";
}

// A header line of exactly `bytes`, its newline left aside.
std::string HeaderOf(size_t bytes) {
  const size_t rest = Header("\"\"").size() - 1;
  return Header("\"" + std::string(bytes - rest, 'x') + "\"");
}

TEST(ReaderFile, ALineHasAtMostOneMebibyte) {
  const Scratch scratch;
  const std::string most = scratch.File("most", HeaderOf(kLine));
  const std::string more = scratch.File("more", HeaderOf(kLine + 1));
  EXPECT_EQ(ComplaintAbout(Open(most).get(), "f"), "fine");
  EXPECT_EQ(ComplaintAbout(Open(more).get(), "f"),
            "f:1:1: expected a line of at most 1048576 bytes, found a longer one");
  EXPECT_EQ(Complaint(HeaderOf(kLine)), "fine");
  EXPECT_EQ(Complaint(HeaderOf(kLine + 1)),
            "h:1:1: expected a line of at most 1048576 bytes, found a longer one");
  EXPECT_EQ(Complaint(Header("0") + std::string(kLine + 1, ' ')),
            "h:2:1: expected a line of at most 1048576 bytes, found a longer one");
}

// Sparse, so it costs no disk; the reader may not even ask for all of it.
TEST(ReaderFile, AGigabyteOfNulsEndsAtOnce) {
  const Scratch scratch;
  const std::string path = scratch.File("nul", "");
  std::filesystem::resize_file(path, size_t{1} << 30);
  const File file = Open(path);
  EXPECT_EQ(ComplaintAbout(file.get(), "nul"),
            "nul:1:1: expected a line of at most 1048576 bytes, found a longer one");
  EXPECT_LT(std::ftell(file.get()), 2 * static_cast<int64_t>(kLine));
}

TEST(ReaderFile, ALineReaderHoldsOneLine) {
  const Scratch scratch;
  const File file = Open(scratch.File("lines", "a\n\nbcd\n" + std::string(5, 'e') + "\nf"));
  LineReader reader(file.get(), 4);
  std::string_view line;
  EXPECT_EQ(reader.Next(&line), LineEnd::kNewline);
  EXPECT_EQ(line, "a");
  EXPECT_EQ(reader.Next(&line), LineEnd::kNewline);
  EXPECT_EQ(line, "");
  EXPECT_EQ(reader.Next(&line), LineEnd::kNewline);
  EXPECT_EQ(line, "bcd");
  EXPECT_EQ(reader.Next(&line), LineEnd::kTooLong);
}

TEST(ReaderFile, LinesMayCrossTheBuffer) {
  const Scratch scratch;
  std::string text;
  std::vector<size_t> lengths;
  for (size_t length : {65535u, 0u, 1u, 65536u, 131072u, 7u, 65530u}) {
    lengths.push_back(length);
    text += std::string(length, 'x') + "\n";
  }
  const File file = Open(scratch.File("lines", text + "last"));
  LineReader reader(file.get(), kLine);
  std::string_view line;
  for (size_t length : lengths) {
    ASSERT_EQ(reader.Next(&line), LineEnd::kNewline);
    EXPECT_EQ(line, std::string(length, 'x'));
  }
  ASSERT_EQ(reader.Next(&line), LineEnd::kEndOfFile);
  EXPECT_EQ(line, "last");
  EXPECT_EQ(reader.Next(&line), LineEnd::kNoMore);
}

TEST(ReaderFile, ADirectoryIsNoFile) {
  const Scratch scratch;
  EXPECT_EQ(ComplaintAbout(Open(scratch.Path("")).get(), "d"),
            "d:1:1: expected a readable file, found Is a directory");
}

std::string Event(int64_t index, int64_t process, const std::string& rest) {
  return R"({"index":)" + std::to_string(index) + R"(,"process":)" + std::to_string(process) +
         R"(,"type":)" + rest + "}\n";
}

// Reads `count` lines made by `line` within 900 kB.
std::optional<ReadError> ReadWithin900kB(int count, const std::function<std::string(int)>& line) {
  const Scratch scratch;
  std::string text = Header("null");
  for (int i = 0; i < count; ++i) text += line(i);
  const File file = Open(scratch.File("h", text));
  History history;
  const ModelSpec* spec = nullptr;
  return ReadHistory(file.get(), "h", FindSpec, {.memory_bytes = 900'000}, &history, &spec);
}

// Memory counts whatever it goes into: events, the stacks of processes, tokens.
TEST(ReaderFile, StopsWhenTheMemoryIsSpent) {
  const std::string cancel = R"("invoke","f":"Cancel","value":{"ctx":"c"})";
  const std::string cancelled = R"("ok","f":"Cancel")";
  const auto of_one = [&](int i) { return Event(i, 0, i % 2 == 0 ? cancel : cancelled); };
  EXPECT_FALSE(ReadWithin900kB(4000, of_one).has_value());
  EXPECT_TRUE(ReadWithin900kB(20000, of_one).has_value());
  const auto of_many = [&](int i) { return Event(i, i, cancel); };
  EXPECT_TRUE(ReadWithin900kB(4000, of_many).has_value());

  const auto error = ReadWithin900kB(4000, [](int i) {
    return Event(i, i,
                 R"("invoke","f":"Cancel","value":{"ctx":")" + std::string(1000, 'x') +
                     std::to_string(i) + "\"}");
  });
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->kind, ReadError::Kind::kBudget);
  EXPECT_LT(error->line, 500);
  EXPECT_EQ(error->Text(), "h:" + std::to_string(error->line) +
                               ":1: expected a history that takes at most 900000 bytes of memory, "
                               "found a longer one");
}

// The text that a history read from `text` is written as.
std::string Again(const std::string& text) {
  History history;
  const ModelSpec* spec = nullptr;
  const auto error = ReadHistoryText(text, "h", FindSpec, &history, &spec);
  return error.has_value() ? error->Text() : WriteHistory(history, *spec);
}

TEST(RoundTrip, ShippedHistories) {
  const auto files = tests::ShippedHistories();
  EXPECT_GT(files.size(), 50u);
  for (const std::string& file : files) {
    const std::string text = Contents(file);
    EXPECT_TRUE(Again(text) == text) << file;  // too long to be printed
  }
}

TEST(RoundTrip, EverythingThatASemaphoreMaySay) {
  const std::string text =
      Header(R"({"seed":-1,"x":[1.50e+3,null,{"deep":[[]]}],"<":"\"\\\n"})") +
      Event(0, 2147483647, R"("invoke","f":"Acquire","value":{"n":-5,"ctx":null},"time":-1)") +
      Event(1, 0, R"("invoke","f":"Acquire","value":{"n":9223372036854775807,"ctx":1})") +
      Event(2, 1, R"("invoke","f":"TryAcquire","value":{"n":0})") +
      Event(3, 1, R"("ok","f":"TryAcquire","value":{"ok":true},"time":9223372036854775807)") +
      Event(4, 2147483647,
            R"("ok","f":"Acquire","value":{"outcome":"panic","panic":"a\"b\u0001"})") +
      Event(5, 0, R"("fail","f":"Acquire")") +
      Event(6, 0, R"("invoke","f":"Cancel","value":{"ctx":"1"})") +
      Event(7, 1, R"("invoke","f":"Acquire","value":{"n":1,"ctx":""})") +
      Event(8, 1, R"("ok","f":"Acquire","value":{"err":"\u007f\t<"},"time":0)") +
      Event(900, 0, R"("info","f":"Cancel","time":3)") +
      R"({"type":"end","quiescent":true,"how":"","waited_ms":0})"
      "\n";
  EXPECT_EQ(Again(text), text);
}

TEST(RoundTrip, EverythingThatASingleflightMaySay) {
  const std::string text =
      R"({"schema":1,"model":"singleflight","impl":"i","version":"v","index":"counter"})"
      "\n" +
      Event(0, 0, R"("invoke","f":"Do","value":{"key":"k","fn":1})") +
      Event(1, 0, R"("invoke","f":"fn","value":{"fn":1})") +
      Event(2, 1, R"("invoke","f":"DoChan","value":{"key":"k","fn":null,"chan":"h"})") +
      Event(3, 0, R"("ok","f":"fn","value":{"v":null,"err":"w","panic_error":true})") +
      Event(4, 0, R"("ok","f":"Do","value":{"outcome":"panic","panic":"w","unwraps":null})") +
      Event(5, 1, R"("ok","f":"DoChan")") +
      Event(6, 1, R"("invoke","f":"Receive","value":{"chan":"h"})") +
      Event(7, 1, R"("ok","f":"Receive","value":{"v":3,"err":null,"shared":true})") +
      Event(8, 0, R"("invoke","f":"Do","value":{"key":-7,"fn":"f"})") +
      Event(9, 0, R"("invoke","f":"fn","value":{"fn":"f"})") +
      Event(10, 0, R"("ok","f":"fn","value":{"outcome":"goexit"})") +
      Event(11, 0, R"("ok","f":"Do","value":{"outcome":"panic","panic":1,"unwraps":"p"})") +
      R"({"type":"end","quiescent":false,"how":"died","crash":"p"})"
      "\n";
  EXPECT_EQ(Again(text), text);
}

TEST(RoundTrip, WhatMayBeSaidInTwoWaysIsSaidInOne) {
  const std::string text =
      R"( {"index":"log", "version":"v","impl":"i","model":"singleflight","schema":1,"params":{}} )"
      "\r\n"
      R"({"process":0,"index":0,"f":"Forget","type":"invoke","value":{"key":"\u0061"}})"
      "\r\n"
      R"({"index":1,"process":0,"type":"ok","f":"Forget","value":{"outcome":"return"}})";
  EXPECT_EQ(Again(text),
            R"({"schema":1,"model":"singleflight","impl":"i","version":"v","index":"log"})"
            "\n" +
                Event(0, 0, R"("invoke","f":"Forget","value":{"key":"a"})") +
                Event(1, 0, R"("ok","f":"Forget")"));
}

// Whatever happens to a file: it is read or refused in one line, and what was read is
// written so that it reads the same.
RC_GTEST_PROP(RoundTripProperty, DamagedHistories, ()) {
  static const std::vector<std::string> files = tests::ShippedHistories();
  std::string text = Contents(*rc::gen::elementOf(files)).substr(0, 4000);
  const auto damages = *rc::gen::container<std::vector<std::pair<size_t, char>>>(
      *rc::gen::inRange<size_t>(0, 4),
      rc::gen::pair(rc::gen::arbitrary<size_t>(),
                    rc::gen::oneOf(rc::gen::arbitrary<char>(),
                                   rc::gen::elementOf("0123456789{}[]\",:\\\n -."s))));
  for (const auto& [at, byte] : damages) text[at % text.size()] = byte;
  const std::string once = Again(text);
  if (once[0] == '{') {
    RC_ASSERT(Again(once) == once);
  } else {
    RC_ASSERT(once.substr(0, 2) == "h:");
    RC_ASSERT(once.find('\n') == std::string::npos);
  }
}

}  // namespace
}  // namespace gosync::models
