// errgroup::Group, or what GOSYNC_ADAPTER names, on real threads: an example for each clause of
// docs/errgroup.md, then generated programs.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "property_tests/support/errgroup_programs.hpp"
#include "property_tests/support/expect.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

// An error that no token names: one of the group's own.
constexpr char kRefused[] = "panic (some object) around nil";

Call Go(const std::string& fn) { return {"Go", {{"group", "g0"}, {"fn", fn}}}; }
Call TryGo(const std::string& fn) { return {"TryGo", {{"group", "g0"}, {"fn", fn}}}; }
Call SetLimit(int64_t n) { return {"SetLimit", {{"group", "g0"}, {"n", n}}}; }
Call Cancel(const Field& cause) { return {"Cancel", {{"group", "g0"}, {"cause", cause}}}; }
Call SeenWaiting(const std::string& fn) { return {"SeenWaiting", {{"fn", fn}}}; }
Call Of(const char* operation) { return {operation, {{"group", "g0"}}}; }
const Call& Wait() {
  static const Call& call = *new Call(Of("Wait"));
  return call;
}

Outcome Returns(const Field& err) { return {.results = {{"err", err}}}; }
const Outcome& ReturnsNil() {
  static const Outcome& nil = *new Outcome(Returns(nullptr));
  return nil;
}

TEST(Errgroup, EG1_GoRunsItsFunctionElsewhere) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Go("f1")), "returned");
  EXPECT_TRUE(s.HasBegun("f1"));
  EXPECT_EQ(s.Do("A", Go("f2")), "returned");
  EXPECT_TRUE(s.HasBegun("f2"));
  s.End("f1", ReturnsNil());
  s.End("f2", ReturnsNil());
  EXPECT_EQ(s.Do("A", Wait()), "err=nil");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG2_WaitWaitsForAll) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Wait()), "err=nil");
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("B", Wait()), "blocked");
  EXPECT_EQ(s.Do("C", Wait()), "blocked");
  EXPECT_EQ(s.Do("f1", Go("f2")), "returned");
  s.End("f1", ReturnsNil());
  EXPECT_EQ(s.Now("B"), "blocked");
  s.End("f2", Returns("e2"));
  EXPECT_EQ(s.Now("B"), "err=e2");
  EXPECT_EQ(s.Now("C"), "err=e2");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG2_WhoSawTheOtherCancelIsNotFirst) {
  Script s(Subject());
  s.Do("A", Of("WithContext"));
  s.Do("A", Go("f1"));
  s.Do("A", Go("f2"));
  EXPECT_EQ(s.Do("f1", Of("Done")), "blocked");
  s.End("f2", Returns("e2"));
  EXPECT_EQ(s.Now("f1"), "returned");
  s.End("f1", Returns("e1"));
  EXPECT_EQ(s.Do("A", Wait()), "err=e2");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG3_TheFirstErrorSticks) {
  Script s(Subject());
  s.Do("A", Go("f1"));
  s.End("f1", Returns("e1"));
  EXPECT_EQ(s.Do("A", Wait()), "err=e1");
  s.Do("A", Go("f2"));
  EXPECT_TRUE(s.HasBegun("f2"));
  s.End("f2", Returns("e2"));
  EXPECT_EQ(s.Do("A", Wait()), "err=e1");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG4_TheFirstErrorCancels) {
  Script s(Subject());
  s.Do("A", Of("WithContext"));
  EXPECT_EQ(s.Do("A", Of("Err")), "err=nil");
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("B", Of("Done")), "blocked");
  s.End("f1", Returns("e1"));
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Do("A", Of("Err")), "err=context canceled");
  EXPECT_EQ(s.Do("A", Of("Cause")), "cause=e1");
  s.Do("A", Cancel("c1"));
  EXPECT_EQ(s.Do("A", Wait()), "err=e1");
  EXPECT_EQ(s.Do("A", Of("Cause")), "cause=e1");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG4_WaitCancels) {
  Script s(Subject());
  s.Do("A", Of("WithContext"));
  EXPECT_EQ(s.Do("B", Of("Done")), "blocked");
  EXPECT_EQ(s.Do("A", Wait()), "err=nil");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Do("A", Of("Cause")), "cause=context canceled");
  s.Do("A", Go("f1"));
  s.End("f1", Returns("e1"));
  EXPECT_EQ(s.Do("A", Wait()), "err=e1");
  EXPECT_EQ(s.Do("A", Of("Cause")), "cause=context canceled");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG5_TheParentCancelsButDoesNotFail) {
  Script s(Subject());
  s.Do("A", Of("WithContext"));
  s.Do("A", Go("f1"));
  s.Do("A", Cancel("c1"));
  EXPECT_EQ(s.Do("A", Of("Cause")), "cause=c1");
  s.End("f1", ReturnsNil());
  EXPECT_EQ(s.Do("A", Wait()), "err=nil");
  EXPECT_EQ(s.Do("A", Of("Cause")), "cause=c1");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG6_GoWaitsForASlot) {
  Script s(Subject());
  s.Do("A", SetLimit(1));
  EXPECT_EQ(s.Do("A", Go("f1")), "returned");
  EXPECT_EQ(s.Do("A", Go("f2")), "blocked");
  EXPECT_FALSE(s.HasBegun("f2"));
  s.End("f1", ReturnsNil());
  EXPECT_EQ(s.Now("A"), "returned");
  EXPECT_TRUE(s.HasBegun("f2"));
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG6_LimitZeroAndNone) {
  Script s(Subject());
  s.Do("A", SetLimit(0));
  EXPECT_EQ(s.Do("B", Go("f1")), "blocked");
  EXPECT_EQ(s.Do("A", Wait()), "err=nil");
  EXPECT_EQ(s.Do("A", SetLimit(-5)), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Do("A", Go("f2")), "returned");
  EXPECT_EQ(s.Do("A", Go("f3")), "returned");
  EXPECT_TRUE(s.HasBegun("f3"));
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG7_TryGoNeverWaits) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", TryGo("f1")), "ok=true");
  s.End("f1", ReturnsNil());
  s.Do("A", Wait());
  s.Do("A", SetLimit(1));
  EXPECT_EQ(s.Do("A", TryGo("f2")), "ok=true");
  EXPECT_EQ(s.Do("A", TryGo("f3")), "ok=false");
  EXPECT_EQ(s.Do("f2", TryGo("f4")), "ok=false");
  s.End("f2", ReturnsNil());
  EXPECT_FALSE(s.HasBegun("f3"));
  EXPECT_EQ(s.Do("A", TryGo("f5")), "ok=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG8_SlotsAreFreeAfterWait) {
  Script s(Subject());
  s.Do("A", SetLimit(1));
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("B", Wait()), "blocked");
  s.End("f1", ReturnsNil());
  EXPECT_EQ(s.Now("B"), "err=nil");
  EXPECT_EQ(s.Do("B", SetLimit(2)), "returned");
  EXPECT_EQ(s.Do("B", TryGo("f2")), "ok=true");
  EXPECT_EQ(s.Do("B", TryGo("f3")), "ok=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG9_FromLimitToLimitPanics) {
  Script s(Subject());
  s.Do("A", SetLimit(1));
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("A", SetLimit(2)), kRefused);
  EXPECT_EQ(s.Do("A", TryGo("f2")), "ok=false");
  s.End("f1", ReturnsNil());
  EXPECT_EQ(s.Do("A", Wait()), "err=nil");
  EXPECT_EQ(s.Do("A", SetLimit(2)), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG9_ActiveFunctionsCountForANewLimit) {
  Script s(Subject());
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("A", SetLimit(1)), "returned");
  EXPECT_EQ(s.Do("A", TryGo("f2")), "ok=false");
  EXPECT_EQ(s.Do("A", SetLimit(-1)), "returned");
  EXPECT_EQ(s.Do("A", TryGo("f3")), "ok=true");
  EXPECT_EQ(s.Do("A", SetLimit(0)), "returned");
  s.End("f1", ReturnsNil());
  s.End("f3", ReturnsNil());
  EXPECT_EQ(s.Do("A", TryGo("f4")), "ok=false");
  EXPECT_EQ(s.Do("A", Wait()), "err=nil");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG10_AGroupDoesNotWaitForItself) {
  Script s(Subject());
  s.Do("A", SetLimit(2));
  s.Do("A", Go("f1"));
  s.Do("A", Go("f2"));
  EXPECT_EQ(s.Do("f1", Go("f3")), "blocked");
  EXPECT_EQ(s.Do("f2", Go("f4")), kRefused);
  EXPECT_FALSE(s.HasBegun("f4"));
  s.End("f2", ReturnsNil());
  EXPECT_EQ(s.Now("f1"), "returned");
  EXPECT_TRUE(s.HasBegun("f3"));
  EXPECT_EQ(s.Verdict(), "");
}

// The limit is below the number of functions, so who leaves has no slot to pass on.
TEST(Errgroup, EG10_AlsoIfTheLastThatDidNotWaitLeaves) {
  Script s(Subject());
  s.Do("A", Go("f1"));
  s.Do("A", Go("f2"));
  s.Do("A", SetLimit(1));
  EXPECT_EQ(s.Do("f1", Go("f3")), "blocked");
  s.End("f2", ReturnsNil());
  EXPECT_EQ(s.Now("f1"), kRefused);
  s.End("f1", ReturnsNil());
  EXPECT_EQ(s.Do("A", Wait()), "err=nil");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG11_WaitCountsWhoWaitsForASlot) {
  Script s(Subject());
  s.Do("A", SetLimit(1));
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("B", Go("f2")), "blocked");
  s.Do("A", SeenWaiting("f2"));
  EXPECT_EQ(s.Do("C", Wait()), "blocked");
  s.End("f1", ReturnsNil());
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Now("C"), "blocked");
  s.End("f2", Returns("e2"));
  EXPECT_EQ(s.Now("C"), "err=e2");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, EG12_AnExitIsAnEndWithoutAnError) {
  Script s(Subject());
  s.Do("A", Of("WithContext"));
  s.Do("A", SetLimit(1));
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("B", Wait()), "blocked");
  s.End("f1", {.kind = Outcome::Kind::kGoexit});
  EXPECT_EQ(s.Now("B"), "err=nil");
  EXPECT_EQ(s.Do("A", TryGo("f2")), "ok=true");
  EXPECT_EQ(s.Verdict(), "");
}

class Panicking final : public adapters::Session {
 public:
  Outcome RunCallback(const std::string&) override {
    return {.kind = Outcome::Kind::kPanic, .panic = "p1", .panic_is_error = true};
  }
};

TEST(ErrgroupDeathTest, EG12_APanicEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        const auto subject = Subject().make({});
        const auto session = std::make_shared<Panicking>();
        subject->Perform(Go("f1"), session);
        subject->Perform(Wait(), session);
        std::_Exit(0);
      },
      "panic: p1");
}

// In C++ an error is none exactly if there is no object; what it says does not matter.
TEST(Errgroup, EG14_AnErrorThatSaysNothingIsOne) {
  Script s(Subject());
  s.Do("A", Of("WithContext"));
  s.Do("A", Go("f1"));
  s.End("f1", Returns(""));
  EXPECT_EQ(s.Do("A", Of("Err")), "err=context canceled");
  EXPECT_EQ(s.Do("A", Of("Cause")), "cause=");
  EXPECT_EQ(s.Do("A", Wait()), "err=");
  EXPECT_EQ(s.Verdict(), "");
}

// Writes without any synchronization of its own.
class Writer final : public adapters::Session {
 public:
  Outcome RunCallback(const std::string&) override {
    ++plain;
    return ReturnsNil();
  }
  int plain = 0;
};

// ThreadSanitizer says so if it does not.
TEST(Errgroup, EG15_EG18_FunctionsHappenBeforeTheNextAndBeforeWait) {
  for (int round = 0; round < 200; ++round) {
    const auto subject = Subject().make({});
    const auto session = std::make_shared<Writer>();
    subject->Perform(SetLimit(1), session);
    for (const char* fn : {"f1", "f2", "f3"}) subject->Perform(Go(fn), session);
    subject->Perform(Wait(), session);
    EXPECT_EQ(session->plain, 3);
  }
}

TEST(Errgroup, EG17_TheNextInASlotFindsTheContextCancelled) {
  Script s(Subject());
  s.Do("A", Of("WithContext"));
  s.Do("A", SetLimit(1));
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("B", Go("f2")), "blocked");
  s.End("f1", Returns("e1"));
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Do("f2", Of("Err")), "err=context canceled");
  EXPECT_EQ(s.Do("f2", Of("Cause")), "cause=e1");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Errgroup, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "Errgroup/GeneratedProgramsAreLegal", "errgroup", ErrgroupPrograms(),
              0.30);
}

}  // namespace
}  // namespace gosync::property
