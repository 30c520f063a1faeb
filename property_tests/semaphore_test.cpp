// semaphore::Weighted, or what GOSYNC_ADAPTER names, on real threads: an example for each
// clause of docs/semaphore.md, then generated programs.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "property_tests/support/execution.hpp"
#include "property_tests/support/expect.hpp"
#include "property_tests/support/judge.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/semaphore_programs.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

constexpr char kGranted[] = "err=nil";
constexpr char kCanceled[] = "err=context canceled";
constexpr char kTooMuch[] = "panic semaphore: released more than held";
constexpr char kNegative[] = "panic semaphore: n < 0";

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

Fields Size(int64_t size) { return {{"size", size}}; }
Call Acquire(int64_t n, const std::string& ctx = "background") {
  return {"Acquire", {{"n", n}, {"ctx", ctx}}};
}
Call AcquireNil(int64_t n) { return {"Acquire", {{"n", n}, {"ctx", nullptr}}}; }
Call TryAcquire(int64_t n) { return {"TryAcquire", {{"n", n}}}; }
Call Release(int64_t n) { return {"Release", {{"n", n}}}; }
Call Cancel(const std::string& ctx) { return {"Cancel", {{"ctx", ctx}}}; }

TEST(Semaphore, SE1_GrantsUpToTheSize) {
  Script s(Subject(), Size(3));
  EXPECT_EQ(s.Do("A", Acquire(2)), kGranted);
  EXPECT_EQ(s.Do("B", Acquire(1)), kGranted);
  EXPECT_EQ(s.Do("C", TryAcquire(1)), "ok=false");
  EXPECT_EQ(s.Do("C", Acquire(1)), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE2_FirstComeFirstServed) {
  Script s(Subject(), Size(2));
  s.Do("A", Acquire(2));
  EXPECT_EQ(s.Do("B", Acquire(2)), "blocked");
  EXPECT_EQ(s.Do("C", Acquire(1)), "blocked");
  s.Do("A", Release(1));
  EXPECT_EQ(s.Now("C"), "blocked");
  EXPECT_EQ(s.Do("A", TryAcquire(1)), "ok=false");
  s.Do("A", Release(1));
  EXPECT_EQ(s.Now("B"), kGranted);
  EXPECT_EQ(s.Now("C"), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE3_ReleaseHandsTokensOver) {
  Script s(Subject(), Size(3));
  s.Do("A", Acquire(3));
  s.Do("B", Acquire(1));
  s.Do("C", Acquire(2));
  s.Do("A", Release(3));
  EXPECT_EQ(s.Now("B"), kGranted);
  EXPECT_EQ(s.Now("C"), kGranted);
  EXPECT_EQ(s.Do("A", TryAcquire(1)), "ok=false");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE4_DoneBeforeTheCallHoldsNothing) {
  Script s(Subject(), Size(1));
  s.Do("A", Cancel("c0"));
  EXPECT_EQ(s.Do("A", Acquire(1, "c0")), kCanceled);
  EXPECT_EQ(s.Do("A", TryAcquire(1)), "ok=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE4_DeadlineEndsAWait) {
  Script s(Subject(), Size(1));
  const Call deadline{"Deadline", {{"ctx", "d0"}}, 20'000'000};
  s.Do("A", Acquire(1));
  s.Begin(deadline);
  EXPECT_EQ(s.Do("B", Acquire(1, "d0")), "blocked");
  s.Await(deadline);
  EXPECT_EQ(s.Now("B"), "err=context deadline exceeded");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE5_GivingUpLeavesNoTrace) {
  Script s(Subject(), Size(2));
  s.Do("A", Acquire(1));
  EXPECT_EQ(s.Do("B", Acquire(2, "c0")), "blocked");
  s.Do("A", Cancel("c0"));
  EXPECT_EQ(s.Now("B"), kCanceled);
  EXPECT_EQ(s.Do("C", TryAcquire(1)), "ok=true");
  s.Do("A", Release(2));
  EXPECT_EQ(s.Do("A", TryAcquire(2)), "ok=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE6_HeadThatGivesUpLetsTheNextPass) {
  Script s(Subject(), Size(10));
  s.Do("A", Acquire(1));
  s.Do("B", Acquire(10, "c0"));
  EXPECT_EQ(s.Do("C", Acquire(1)), "blocked");
  s.Do("A", Cancel("c0"));
  EXPECT_EQ(s.Now("C"), kGranted);
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE7_WeightZeroPassesAlsoWhenFull) {
  Script s(Subject(), Size(1));
  s.Do("A", Acquire(1));
  s.Do("B", Acquire(1, "c0"));
  EXPECT_EQ(s.Do("C", Acquire(0)), "blocked");
  s.Do("A", Cancel("c0"));
  EXPECT_EQ(s.Now("C"), kGranted);
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE8_MoreThanTheSizeStandsInNobodysWay) {
  Script s(Subject(), Size(1));
  EXPECT_EQ(s.Do("A", TryAcquire(2)), "ok=false");
  EXPECT_EQ(s.Do("A", Acquire(2, "c0")), "blocked");
  EXPECT_EQ(s.Do("B", Acquire(1)), kGranted);
  s.Do("B", Release(1));
  EXPECT_EQ(s.Now("A"), "blocked");
  s.Do("B", Cancel("c0"));
  EXPECT_EQ(s.Now("A"), kCanceled);
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE9_ReleasingMoreThanIsHeldPanicsAndChangesNothing) {
  Script s(Subject(), Size(2));
  s.Do("A", Acquire(1));
  EXPECT_EQ(s.Do("B", Release(2)), kTooMuch);
  EXPECT_EQ(s.Do("B", TryAcquire(2)), "ok=false");
  EXPECT_EQ(s.Do("B", Release(1)), "returned");
  EXPECT_EQ(s.Do("B", TryAcquire(2)), "ok=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE10_NegativeWeightsPanic) {
  Script s(Subject(), Size(1));
  EXPECT_EQ(s.Do("A", AcquireNil(-1)), kNegative);
  EXPECT_EQ(s.Do("A", TryAcquire(-1)), kNegative);
  EXPECT_EQ(s.Do("A", Release(-1)), kNegative);
  EXPECT_EQ(s.Do("A", {"NewWeighted", {{"n", int64_t{-1}}}}), "panic semaphore: size < 0");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE11_NilContextPanicsAndTakesNothing) {
  Script s(Subject(), Size(1));
  EXPECT_EQ(s.Do("A", AcquireNil(1)), "panic nil dereference");
  EXPECT_EQ(s.Do("A", TryAcquire(1)), "ok=true");
  EXPECT_EQ(s.Verdict(), "");
}

// Nothing but the semaphore orders the writes: ThreadSanitizer says so if it does not.
TEST(Semaphore, SE12_ReleaseHappensBeforeTheAcquireItEnables) {
  const auto subject = Subject().make(Size(1));
  int plain = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j) {
        subject->Perform(Acquire(1), nullptr);
        ++plain;
        subject->Perform(Release(1), nullptr);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(plain, 800);
}

// Runs a program often; every outcome has to be explained.
void ExpectAlwaysLegal(const Program& program) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const RunResult run = RunProgram(Subject(), program, {.record = true, .seed = seed});
    const Judgement judgement = Judge(run.history, "semaphore", /*measure=*/false);
    ASSERT_TRUE(judgement.legal()) << judgement.text << "\n" << run.history;
  }
}

TEST(Semaphore, SE13_TryAcquireBesideACancel) {
  ExpectAlwaysLegal({.parameters = Size(2),
                     .prefix = {{TryAcquire(1)}},
                     .branches = {{{Acquire(2, "c0")}}, {{Cancel("c0")}, {TryAcquire(1)}}}});
}

TEST(Semaphore, SE14_AnybodyMayRelease) {
  Script s(Subject(), Size(2));
  s.Do("A", Acquire(2));
  EXPECT_EQ(s.Do("B", Release(1)), "returned");
  EXPECT_EQ(s.Do("C", Acquire(1)), kGranted);
  EXPECT_EQ(s.Verdict(), "");
}

// A release of what is just being given back: the Acquire may panic.
TEST(Semaphore, SE14_ReleaseBesideAGrantThatIsGivenBack) {
  ExpectAlwaysLegal(
      {.parameters = Size(1),
       .prefix = {{TryAcquire(1)}},
       .branches = {{{Acquire(1, "c0")}}, {{Cancel("c0")}}, {{Release(1)}, {Release(1)}}}});
}

TEST(Semaphore, SE15_RefusedReleaseWakesNobody) {
  Script s(Subject(), Size(3));
  s.Do("A", Acquire(2));
  EXPECT_EQ(s.Do("B", Acquire(2)), "blocked");
  EXPECT_EQ(s.Do("C", Release(3)), kTooMuch);
  EXPECT_EQ(s.Now("B"), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE16_WeightZeroIsGrantedOnAFullSemaphore) {
  Script s(Subject(), Size(1));
  s.Do("A", Acquire(1));
  EXPECT_EQ(s.Do("B", Acquire(0)), kGranted);
  EXPECT_EQ(s.Do("B", TryAcquire(0)), "ok=true");
  EXPECT_EQ(s.Do("B", Release(0)), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Semaphore, SE17_HolderThatAsksForTheRestBlocksAll) {
  Script s(Subject(), Size(2));
  s.Do("A", Acquire(1));
  EXPECT_EQ(s.Do("A", Acquire(2)), "blocked");
  EXPECT_EQ(s.Do("B", Acquire(1)), "blocked");
  EXPECT_EQ(s.Do("C", TryAcquire(0)), "ok=false");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(SemaphoreDeathTest, SE9_UnrecoveredMisuseEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Script s(Subject(), Size(1), /*record=*/false);
        s.DoUnrecovered(Release(1));
      },
      "panic: semaphore: released more than held");
}

TEST(Semaphore, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "Semaphore/GeneratedProgramsAreLegal", "semaphore", SemaphorePrograms(),
              0.30);
}

}  // namespace
}  // namespace gosync::property
