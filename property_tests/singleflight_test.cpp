// singleflight::Group, or what GOSYNC_ADAPTER names, on real threads: an example for each
// clause of docs/singleflight.md, then generated programs.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "property_tests/support/execution.hpp"
#include "property_tests/support/expect.hpp"
#include "property_tests/support/judge.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/singleflight_programs.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

constexpr char kWrapped[] = "panic (some object) around p1";

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

Call Do(const std::string& key, const std::string& fn) {
  return {"Do", {{"key", key}, {"fn", fn}}};
}
Call DoChan(const std::string& key, const std::string& fn, const std::string& chan) {
  return {"DoChan", {{"key", key}, {"fn", fn}, {"chan", chan}}};
}
Call Receive(const std::string& chan) { return {"Receive", {{"chan", chan}}}; }
Call Forget(const std::string& key) { return {"Forget", {{"key", key}}}; }
Outcome Value(const std::string& v) { return {.results = {{"v", v}, {"err", nullptr}}}; }
Outcome Panic(const std::string& token, bool is_error = true) {
  return {.kind = Outcome::Kind::kPanic, .panic = token, .panic_is_error = is_error};
}
Outcome Exit() { return {.kind = Outcome::Kind::kGoexit}; }

TEST(Singleflight, SF1_OneFlightAtATime) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Do("k", "f1")), "in f1");
  EXPECT_EQ(s.Do("B", Do("k", "f2")), "blocked");
  s.End("f1", Value("v1"));
  EXPECT_FALSE(s.HasBegun("f2"));
  EXPECT_EQ(s.Now("A"), "v=v1 err=nil shared=true");
  EXPECT_EQ(s.Now("B"), "v=v1 err=nil shared=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF2_ValueAndErrorBoth) {
  Script s(Subject());
  s.Do("A", DoChan("k", "f1", "ch0"));
  s.Do("B", Do("k", "f2"));
  s.End("f1", {.results = {{"v", "v1"}, {"err", "e1"}}});
  EXPECT_EQ(s.Now("B"), "v=v1 err=e1 shared=true");
  EXPECT_EQ(s.Do("A", Receive("ch0")), "v=v1 err=e1 shared=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF3_SharedIsFalseForALoneLeader) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.End("f1", Value("v1"));
  EXPECT_EQ(s.Now("A"), "v=v1 err=nil shared=false");
  s.Do("A", DoChan("k", "f2", "ch0"));
  s.End("f2", Value("v2"));
  EXPECT_EQ(s.Do("A", Receive("ch0")), "v=v2 err=nil shared=false");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF3_AChannelCountsAsSharing) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  EXPECT_EQ(s.Do("B", DoChan("k", "f2", "ch0")), "returned");
  s.End("f1", Value("v1"));
  EXPECT_EQ(s.Now("A"), "v=v1 err=nil shared=true");
  EXPECT_EQ(s.Do("B", Receive("ch0")), "v=v1 err=nil shared=true");
  EXPECT_EQ(s.Verdict(), "");
}

// Runs a program often; every outcome has to be explained.
void ExpectAlwaysLegal(const Program& program) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const RunResult run = RunProgram(Subject(), program, {.record = true, .seed = seed});
    const Judgement judgement = Judge(run.history, "singleflight", /*measure=*/false);
    ASSERT_TRUE(judgement.legal()) << judgement.text << "\n" << run.history;
  }
}

// Some functions that return at once, a value of their own each.
std::map<std::string, Function> Functions(int count) {
  std::map<std::string, Function> functions;
  for (int i = 0; i < count; ++i) {
    functions["f" + std::to_string(i)].end = Value("v" + std::to_string(i));
  }
  return functions;
}

TEST(Singleflight, SF4_NoStaleResult) {
  ExpectAlwaysLegal({.branches = {{{Do("k", "f0")}, {Do("k", "f1")}, {Do("k", "f2")}},
                                  {{Do("k", "f3")}, {Do("k", "f4")}, {Do("k", "f5")}}},
                     .functions = Functions(6)});
}

TEST(Singleflight, SF5_ForgetStartsANewFlight) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.Do("C", Forget("k"));
  EXPECT_EQ(s.Do("B", Do("k", "f2")), "in f2");
  s.End("f1", Value("v1"));
  EXPECT_EQ(s.Now("A"), "v=v1 err=nil shared=false");
  EXPECT_EQ(s.Do("C", Do("k", "f3")), "blocked");
  EXPECT_FALSE(s.HasBegun("f3"));
  s.End("f2", Value("v2"));
  EXPECT_EQ(s.Now("C"), "v=v2 err=nil shared=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF5_ForgetOfAnUnknownKey) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Forget("k")), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF6_CallsAfterForgetAreNotShared) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.Do("C", Forget("k"));
  s.Do("B", Do("k", "f2"));
  s.Do("C", Do("k", "f3"));
  s.End("f1", Value("v1"));
  s.End("f2", Value("v2"));
  EXPECT_EQ(s.Now("A"), "v=v1 err=nil shared=false");
  EXPECT_EQ(s.Now("B"), "v=v2 err=nil shared=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF7_DoInItsOwnFunctionWaitsForItself) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  EXPECT_EQ(s.Do("f1", Do("k", "f2")), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF7_DoChanInItsOwnFunctionReturns) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  EXPECT_EQ(s.Do("f1", DoChan("k", "f2", "ch0")), "returned");
  EXPECT_EQ(s.Do("B", Receive("ch0")), "blocked");
  s.End("f1", Value("v1"));
  EXPECT_EQ(s.Now("B"), "v=v1 err=nil shared=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF8_OneResultAndNoClose) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", DoChan("k", "f1", "ch0")), "returned");
  s.End("f1", Value("v1"));
  EXPECT_EQ(s.Do("A", Receive("ch0")), "v=v1 err=nil shared=false");
  EXPECT_EQ(s.Do("A", Receive("ch0")), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF9_AllCallersGetOnePanicAndTheKeyIsFree) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.Do("B", Do("k", "f2"));
  s.End("f1", Panic("p1"));
  EXPECT_EQ(s.Now("A"), kWrapped);
  EXPECT_EQ(s.Now("B"), kWrapped);
  EXPECT_EQ(s.Do("C", Do("k", "f3")), "in f3");
  s.End("f3", Panic("p3", /*is_error=*/false));
  EXPECT_EQ(s.Now("C"), "panic (some object) around nil");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(SingleflightDeathTest, SF10_PanicWithAChannelEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Script s(Subject(), {}, /*record=*/false);
        s.Do("A", DoChan("k", "f1", "ch0"));
        s.End("f1", Panic("p1"));
      },
      "panic: p1");
}

TEST(SingleflightDeathTest, SF10_AlsoIfTheLeaderWouldRecover) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Script s(Subject(), {}, /*record=*/false);
        s.Do("A", Do("k", "f1"));
        s.Do("B", DoChan("k", "f2", "ch0"));
        s.End("f1", Panic("p1"));
      },
      "panic: p1");
}

TEST(Singleflight, SF11_GoexitTakesEveryDoAlong) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.Do("B", Do("k", "f2"));
  s.End("f1", Exit());
  EXPECT_EQ(s.Now("A"), "goexit");
  EXPECT_EQ(s.Now("B"), "goexit");
  EXPECT_EQ(s.Do("C", Do("k", "f3")), "in f3");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF12_AfterGoexitNothingIsSent) {
  Script s(Subject());
  s.Do("A", DoChan("k", "f1", "ch0"));
  s.Do("B", Do("k", "f2"));
  s.End("f1", Exit());
  EXPECT_EQ(s.Now("B"), "goexit");
  EXPECT_EQ(s.Do("A", Receive("ch0")), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF13_PanicOfNilIsAPanic) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.End("f1", Panic(adapters::kNilPanic));
  EXPECT_EQ(s.Now("A"), std::string("panic (some object) around ") + adapters::kNilPanic);
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF14_NilFunctionPanics) {
  Script s(Subject(), {}, /*record=*/false);
  EXPECT_EQ(s.Do("A", Do("k", adapters::kNilFunction)),
            "panic (some object) around nil dereference");
  EXPECT_EQ(s.Do("A", Do("k", "f1")), "in f1");
}

TEST(Singleflight, SF14_ReturnedPanicOfAnotherDoIsAPanic) {
  auto functions = Functions(3);
  functions["f1"].end = Panic("p1");
  functions["f0"] = {
      .body = {{Do("k2", "f1")}}, .end = Value("v0"), .on_panic = Function::OnPanic::kReturnIt};
  ExpectAlwaysLegal({.branches = {{{Do("k", "f0")}}, {{Do("k", "f2")}}}, .functions = functions});
}

TEST(Singleflight, SF15_AnybodyMayLead) {
  ExpectAlwaysLegal({.branches = {{{Do("k", "f0")}}, {{Do("k", "f1")}}, {{Do("k", "f2")}}},
                     .functions = Functions(3)});
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

// ThreadSanitizer says so if it does not; also that flights of a key are ordered (SF19).
TEST(Singleflight, SF16_SF19_FunctionHappensBeforeItsReturns) {
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

TEST(Singleflight, SF20_OtherKeysGoOn) {
  Script s(Subject());
  s.Do("A", Do("k1", "f1"));
  EXPECT_EQ(s.Do("B", Do("k2", "f2")), "in f2");
  s.End("f2", Value("v2"));
  EXPECT_EQ(s.Now("B"), "v=v2 err=nil shared=false");
  EXPECT_EQ(s.Do("C", Do("k1", adapters::kNilFunction)), "blocked");
  s.End("f1", Value("v1"));
  EXPECT_EQ(s.Now("C"), "v=v1 err=nil shared=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, SF21_PanicOfAForgottenFlightReachesItsOwnOnly) {
  Script s(Subject());
  s.Do("A", Do("k", "f1"));
  s.Do("B", Do("k", "f2"));
  s.Do("C", Forget("k"));
  s.Do("C", DoChan("k", "f3", "ch0"));
  s.End("f1", Panic("p1"));
  EXPECT_EQ(s.Now("A"), kWrapped);
  EXPECT_EQ(s.Now("B"), kWrapped);
  s.End("f3", Value("v3"));
  EXPECT_EQ(s.Do("C", Receive("ch0")), "v=v3 err=nil shared=false");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Singleflight, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "Singleflight/GeneratedProgramsAreLegal", "singleflight",
              SingleflightPrograms(), 0.30);
}

}  // namespace
}  // namespace gosync::property
