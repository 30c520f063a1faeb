// gozero_singleflight::SingleFlight, or what GOSYNC_ADAPTER names, on real threads: an example for
// each clause of docs/gozero_singleflight.md, then generated programs.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "property_tests/support/execution.hpp"
#include "property_tests/support/expect.hpp"
#include "property_tests/support/gozero_singleflight_programs.hpp"
#include "property_tests/support/judge.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

Call Do(const std::string& key, const Field& fn) { return {"Do", {{"key", key}, {"fn", fn}}}; }
Call DoEx(const std::string& key, const Field& fn) { return {"DoEx", {{"key", key}, {"fn", fn}}}; }
Outcome Value(const std::string& v) { return {.results = {{"v", v}, {"err", nullptr}}}; }
Outcome Panic(const std::string& token, bool is_error = true) {
  return {.kind = Outcome::Kind::kPanic, .panic = token, .panic_is_error = is_error};
}
Outcome Exit() { return {.kind = Outcome::Kind::kGoexit}; }

TEST(GozeroSingleflight, GZ1_OneFlightAtATime) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Do("k", "f1")), "in f1");
  EXPECT_EQ(s.Do("B", Do("k", "f2")), "blocked");
  EXPECT_EQ(s.Do("C", DoEx("other", "f3")), "in f3");
  s.End("f1", Value("v1"));
  EXPECT_FALSE(s.HasBegun("f2"));
  EXPECT_EQ(s.Now("A"), "v=v1 err=nil");
  EXPECT_EQ(s.Now("B"), "v=v1 err=nil");
  EXPECT_EQ(s.Do("B", Do("k", "f4")), "in f4");
  EXPECT_EQ(s.Verdict(), "");
}

// Some functions that return at once, a value of their own each.
std::map<std::string, Function> Functions(int count) {
  std::map<std::string, Function> functions;
  for (int i = 0; i < count; ++i) {
    functions["f" + std::to_string(i)].end = Value("v" + std::to_string(i));
  }
  return functions;
}

TEST(GozeroSingleflight, GZ2_NoStaleResult) {
  const Program program{.branches = {{{Do("k", "f0")}, {Do("k", "f1")}, {Do("k", "f2")}},
                                     {{Do("k", "f3")}, {DoEx("k", "f4")}, {Do("k", "f5")}}},
                        .functions = Functions(6)};
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const RunResult run = RunProgram(Subject(), program, {.record = true, .seed = seed});
    const Judgement judgement = Judge(run.history, "gozero_singleflight", /*measure=*/false);
    ASSERT_TRUE(judgement.legal()) << judgement.text << "\n" << run.history;
  }
}

TEST(GozeroSingleflight, GZ3_AllCallersGetThePanicAndTheKeyIsFree) {
  for (const bool is_error : {true, false}) {
    Script s(Subject());
    s.Do("A", DoEx("k", "f1"));
    s.Do("B", Do("k", "f2"));
    s.Do("C", DoEx("k", "f3"));
    s.End("f1", Panic("p1", is_error));
    for (const char* who : {"A", "B", "C"}) EXPECT_EQ(s.Now(who), "panic p1") << who;
    EXPECT_EQ(s.Do("C", Do("k", "f4")), "in f4");
    EXPECT_EQ(s.Verdict(), "");
  }
}

TEST(GozeroSingleflight, GZ3_PanicOfNilIsAPanic) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.Do("B", Do("k", "f2"));
  s.End("f1", Panic(adapters::kNilPanic));
  EXPECT_EQ(s.Now("A"), std::string("panic ") + adapters::kNilPanic);
  EXPECT_EQ(s.Now("B"), std::string("panic ") + adapters::kNilPanic);
  EXPECT_EQ(s.Verdict(), "");
}

TEST(GozeroSingleflight, GZ3_GoexitTakesEveryCallerAlong) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.Do("B", DoEx("k", "f2"));
  s.End("f1", Exit());
  EXPECT_EQ(s.Now("A"), "goexit");
  EXPECT_EQ(s.Now("B"), "goexit");
  EXPECT_EQ(s.Do("C", Do("k", "f3")), "in f3");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(GozeroSingleflightDeathTest, GZ3_APanicThatNobodyRecoversEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Script s(Subject(), {}, /*record=*/false);
        s.DoUnrecovered(Do("k", "f1"));
        s.End("f1", Panic("p1"));
      },
      "panic: p1");
}

TEST(GozeroSingleflight, GZ4_InItsOwnFunctionItWaitsForItself) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  EXPECT_EQ(s.Do("f1", DoEx("k", "f2")), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(GozeroSingleflight, GZ4_AnotherKeyNests) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  EXPECT_EQ(s.Do("f1", Do("other", "f2")), "in f2");
  s.End("f2", Value("v2"));
  EXPECT_EQ(s.Now("f1"), "v=v2 err=nil");
  s.End("f1", Value("v1"));
  EXPECT_EQ(s.Now("A"), "v=v1 err=nil");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(GozeroSingleflight, GZ4_ANilFunctionPanics) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Do("k", nullptr)), "panic nil dereference");
  EXPECT_EQ(s.Do("A", DoEx("k", "f1")), "in f1");
  EXPECT_EQ(s.Do("B", Do("k", nullptr)), "blocked");  // nobody looks at a joiner's function
  s.End("f1", Value("v1"));
  EXPECT_EQ(s.Now("B"), "v=v1 err=nil");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(GozeroSingleflight, GZ5_ValueAndErrorBoth) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.Do("B", Do("k", "f2"));
  s.Do("C", DoEx("k", "f3"));
  s.End("f1", {.results = {{"v", "v1"}, {"err", "e1"}}});
  EXPECT_EQ(s.Now("A"), "v=v1 err=e1");
  EXPECT_EQ(s.Now("B"), "v=v1 err=e1");
  EXPECT_EQ(s.Now("C"), "v=v1 fresh=false err=e1");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(GozeroSingleflight, GZ6_FreshIsTheLeaders) {
  Script s(Subject());
  s.Do("A", DoEx("k", "f1"));
  s.Do("B", DoEx("k", "f2"));
  s.End("f1", Value("v1"));
  EXPECT_EQ(s.Now("A"), "v=v1 fresh=true err=nil");
  EXPECT_EQ(s.Now("B"), "v=v1 fresh=false err=nil");
  s.Do("A", Do("k", "f3"));
  s.Do("B", DoEx("k", "f4"));
  s.End("f3", Value("v3"));
  EXPECT_EQ(s.Now("B"), "v=v3 fresh=false err=nil");
  EXPECT_EQ(s.Verdict(), "");
}

// Writes without any synchronization of its own.
class Writer final : public adapters::Session {
 public:
  Outcome RunCallback(const std::string&) override {
    ++plain;
    return Value("v");
  }
  int plain = 0;
};

// ThreadSanitizer says so if it does not.
TEST(GozeroSingleflight, GZ7_FunctionHappensBeforeItsReturns) {
  const auto subject = Subject().make({});
  const auto session = std::make_shared<Writer>();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j) subject->Perform(Do("k", "f"), session);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(session->plain, 200);
  EXPECT_LE(session->plain, 800);
}

TEST(GozeroSingleflight, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "GozeroSingleflight/GeneratedProgramsAreLegal", "gozero_singleflight",
              GozeroSingleflightPrograms(), 0.30);
}

}  // namespace
}  // namespace gosync::property
