// Lines that are well formed one by one, but not together.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/tests/support/reading.hpp"

namespace gosync::models {
namespace {

using tests::Complaint;

// One event: index and process are filled in, `rest` is the remainder of the line.
struct Line {
  int process;
  std::string rest;
};

std::string Read(const std::string& header, const std::vector<Line>& lines,
                 const std::string& end = "") {
  std::string text = header;
  int index = 0;
  for (const Line& line : lines) {
    text += R"({"index":)" + std::to_string(index++) + R"(,"process":)" +
            std::to_string(line.process) + R"(,"type":)" + line.rest + "}\n";
  }
  return Complaint(text + end);
}

std::string Semaphore(const std::vector<Line>& lines, const std::string& end = "") {
  return Read(R"({"schema":1,"model":"semaphore","params":{"size":3},"impl":"i",)"
              R"("version":"v","index":"log"})"
              "\n",
              lines, end);
}

std::string Flight(const std::vector<Line>& lines, const std::string& end = "") {
  return Read(R"({"schema":1,"model":"singleflight","impl":"i","version":"v","index":"log"})"
              "\n",
              lines, end);
}

const std::string kAcquire = R"("invoke","f":"Acquire","value":{"n":1,"ctx":"c"})";
const std::string kAcquired = R"("ok","f":"Acquire","value":{"err":null})";
const std::string kRelease = R"("invoke","f":"Release","value":{"n":1})";
const std::string kReleased = R"("ok","f":"Release")";
const std::string kDo = R"("invoke","f":"Do","value":{"key":"k","fn":"f"})";
const std::string kDid = R"("ok","f":"Do","value":{"v":1,"err":null,"shared":false})";
const std::string kBegin = R"("invoke","f":"fn","value":{"fn":"f"})";
const std::string kDone = R"("ok","f":"fn","value":{"v":1,"err":null})";
const std::string kDoChan = R"("invoke","f":"DoChan","value":{"key":"k","fn":"f","chan":"h"})";
const std::string kReceive = R"("invoke","f":"Receive","value":{"chan":"h"})";

std::string WithIndices(const std::string& first, const std::string& second) {
  return Complaint(
      R"({"schema":1,"model":"semaphore","params":{"size":3},"impl":"i","version":"v",)"
      R"("index":"log"})"
      "\n"
      R"({"index":)" +
      first + R"(,"process":0,"type":)" + kRelease + "}\n" + R"({"index":)" + second +
      R"(,"process":0,"type":)" + kReleased + "}\n");
}

TEST(ReaderOrder, RunsForwards) {
  EXPECT_EQ(WithIndices("0", "1"), "fine");
  EXPECT_EQ(WithIndices("5", "900"), "fine") << "gaps are fine";
  EXPECT_EQ(WithIndices("5", "4"),
            "h:3:10: expected an index above 5 (the order must not run backwards), found the "
            "integer 4");
  EXPECT_EQ(WithIndices("5", "5"),
            "h:3:10: expected an index above 5 (the order must not run backwards), found the "
            "integer 5");
}

TEST(ReaderOrder, AProcessIsAStack) {
  EXPECT_EQ(Semaphore({{0, kAcquire}, {1, kRelease}, {1, kReleased}, {0, kAcquired}}), "fine");
  EXPECT_EQ(Semaphore({{0, kAcquire}, {0, kRelease}}),
            "h:3:44: expected no second open operation in process 0, found Release while open: "
            "Acquire (line 2)");
  EXPECT_EQ(Semaphore({{0, kAcquire}, {1, kAcquired}}),
            "h:3:40: expected an invoke before the return, found a return of Acquire without a "
            "call in process 1");
  EXPECT_EQ(Semaphore({{0, kAcquire}, {0, kAcquired}, {0, kAcquired}}),
            "h:4:40: expected an invoke before the return, found a return of Acquire without a "
            "call in process 0");
  EXPECT_EQ(Semaphore({{0, kAcquire}, {0, kReleased}}),
            "h:3:40: expected the return of the innermost open item of process 0, Acquire "
            "(line 2), found a return of Release");
  EXPECT_EQ(Semaphore({{3, R"("fail","f":"Release")"}}),
            "h:2:42: expected an invoke before the return, found a return of Release without a "
            "call in process 3");
}

TEST(ReaderOrder, FailAndInfo) {
  const std::string fail = R"("fail","f":"Acquire")";
  const std::string info = R"("info","f":"Acquire")";
  EXPECT_EQ(Semaphore({{0, kAcquire}, {0, fail}, {0, kAcquire}, {0, info}}), "fine");
  EXPECT_EQ(Semaphore({{0, kAcquire}, {0, R"("fail","f":"Acquire","value":{"err":null})"}}),
            "h:3:60: expected no value with fail or info, found an object");
  EXPECT_EQ(Semaphore({{0, kAcquire}, {0, R"("info","f":"Acquire","value":{})"}}),
            "h:3:60: expected no value with fail or info, found an object");
  EXPECT_EQ(Semaphore({{0, kAcquire}, {0, info}, {0, kRelease}}),
            "h:4:44: expected nothing more of process 0 after its info, found Release");
  EXPECT_EQ(Semaphore({{0, kAcquire}, {0, info}, {0, kAcquired}}),
            "h:4:40: expected nothing more of process 0 after its info, found Acquire");
  EXPECT_EQ(Semaphore({{0, kAcquire}, {0, info}, {1, kRelease}}), "fine");
  EXPECT_EQ(Flight({{0, kDo}, {0, kBegin}, {0, R"("info","f":"fn")"}, {0, kDid}}),
            "h:5:40: expected nothing more of process 0 after its info, found Do");
}

TEST(ReaderOrder, Callbacks) {
  EXPECT_EQ(Flight({{0, kDo}, {0, kBegin}, {0, kDone}, {0, kDid}}), "fine");
  EXPECT_EQ(Flight({{0, kDoChan}, {7, kBegin}, {7, kDone}}), "fine") << "in a process of its own";
  EXPECT_EQ(Flight({{0, kDo}, {0, kBegin}, {0, R"("invoke","f":"Forget","value":{"key":"k"})"}}),
            "fine")
      << "a callback may call";
  EXPECT_EQ(Flight({{0, kReceive}, {0, kBegin}}),
            "h:3:44: expected an operation that runs callbacks around fn, found open in process "
            "0: Receive (line 2)");
  EXPECT_EQ(Flight({{0, kDoChan}, {0, kBegin}}),
            "h:3:44: expected an operation that runs callbacks around fn, found open in process "
            "0: DoChan (line 2)");
  EXPECT_EQ(Flight({{0, kDo}, {0, kBegin}, {0, kBegin}}),
            "h:4:44: expected an operation that runs callbacks around fn, found open in process "
            "0: fn (line 3)");
  EXPECT_EQ(Flight({{0, kDo}, {0, kReceive}}),
            "h:3:44: expected no second open operation in process 0, found Receive while open: "
            "Do (line 2)");
  EXPECT_EQ(Flight({{0, kDo}, {0, kBegin}, {0, kDid}}),
            "h:4:40: expected the return of the innermost open item of process 0, fn (line 3), "
            "found a return of Do");
  EXPECT_EQ(Flight({{0, kDone}}),
            "h:2:40: expected an invoke before the return, found a return of fn without a call in "
            "process 0");
}

TEST(ReaderOrder, TheEnd) {
  const std::string end = R"({"type":"end","quiescent":true,"how":"x"})";
  EXPECT_EQ(Semaphore({}, end), "fine");
  EXPECT_EQ(Semaphore({}, end + "\n" + end),
            "h:3:1: expected nothing after the end, found one more "
            "line");
  EXPECT_EQ(Semaphore({}, end + "\n" + R"({"index":0,"process":0,"type":)" + kRelease + "}"),
            "h:3:1: expected nothing after the end, found one more line");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","how":"x"})"),
            "h:2:1: expected the key \"quiescent\" (true or false), found no such key");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","quiescent":true})"),
            "h:2:1: expected the key \"how\" (a string), found no such key");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","quiescent":1,"how":"x"})"),
            "h:2:27: expected true or false for \"quiescent\", found the integer 1");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","quiescent":true,"how":0})"),
            "h:2:38: expected a string for \"how\", found the integer 0");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","quiescent":true,"how":"x","waited_ms":-1})"),
            "h:2:54: expected an integer >= 0 for \"waited_ms\", found the integer -1");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","quiescent":true,"how":"x","waited_ms":1.5})"),
            "h:2:54: expected an integer >= 0 for \"waited_ms\", found the number 1.5");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","quiescent":true,"how":"x","crash":"p"})"),
            "h:2:27: expected false for \"quiescent\" beside \"crash\", found true");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","quiescent":true,"how":"x","crash":null})"),
            "h:2:27: expected false for \"quiescent\" beside \"crash\", found true");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","quiescent":false,"how":"x","crash":[]})"),
            "h:2:51: expected a token (string, integer or null), found an array");
  EXPECT_EQ(Semaphore({}, R"({"type":"end","quiescent":true,"how":"x","index":9})"),
            "h:2:42: expected only the keys type, quiescent, how, waited_ms, crash, found the key "
            "\"index\"");
}

// What the tables cannot say: the model finds it, with the line all the same.
std::string Prepared(const std::string& text) {
  History history;
  const ModelSpec* spec = nullptr;
  const auto error = ReadHistoryText(text, "h", tests::FindSpec, &history, &spec);
  if (error.has_value()) return error->Text();
  std::unique_ptr<gosync::models::Prepared> prepared;
  const auto unfit = FindModel(spec->name)->model->Prepare(history, &prepared);
  return unfit.has_value() ? unfit->Text() : "fine";
}

std::string PreparedFlight(const std::vector<std::string>& lines) {
  std::string text = R"({"schema":1,"model":"singleflight","impl":"i","version":"v","index":"log"})"
                     "\n";
  int index = 0;
  for (const std::string& line : lines) {
    text += R"({"index":)" + std::to_string(index) + R"(,"process":)" + std::to_string(index) +
            R"(,"type":)" + line + "}\n";
    ++index;
  }
  return Prepared(text);
}

TEST(ReaderOrder, WhatModelsRefuse) {
  EXPECT_EQ(Prepared(R"({"schema":1,"model":"semaphore","params":{"size":-1},"impl":"i",)"
                     R"("version":"v","index":"log"})"),
            "h:1:1: expected a size >= 0, found -1");
  EXPECT_EQ(Prepared(R"({"schema":1,"model":"semaphore","params":{"size":1},"impl":"i",)"
                     R"("version":"v","index":"log"})"
                     "\n"
                     R"({"index":0,"process":0,"type":"invoke","f":"Cancel",)"
                     R"("value":{"ctx":"background"}})"),
            "h:2:1: expected a context that can end, found background");
  EXPECT_EQ(PreparedFlight({kDo, kBegin}), "fine");
  EXPECT_EQ(PreparedFlight({kBegin}),
            "h:2:1: expected a function that a Do or DoChan above handed in, found f");
  EXPECT_EQ(PreparedFlight({kDo, kDo}),
            "h:3:1: expected a fn token of its own, found f a second "
            "time");
  EXPECT_EQ(PreparedFlight({kReceive}),
            "h:2:1: expected a channel that a DoChan above made, found "
            "h");
  EXPECT_EQ(
      PreparedFlight({kDoChan, R"("invoke","f":"DoChan","value":{"key":"k","fn":"g","chan":"h"})"}),
      "h:3:1: expected a chan token of its own, found h a second time");
}

}  // namespace
}  // namespace gosync::models
