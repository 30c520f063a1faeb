// A budget is for everything that is done to one history, and says when it ran out.

#include <gtest/gtest.h>

#include <string>

#include "models/core/check.hpp"
#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

using tests::Judge;
using tests::Judged;

Judged Semaphore(int size, const std::string& steps, const CheckOptions& options = {}) {
  return Judge("semaphore", {"semaphore", {std::to_string(size)}, steps}, options);
}

Judged Flight(const std::string& steps, const CheckOptions& options = {}) {
  return Judge("singleflight", {"singleflight", {}, steps}, options);
}

// `waiters` Acquires that overlap in all ways.
std::string Crowd(int waiters) {
  std::string steps;
  for (int i = 0; i < waiters; ++i) steps += "p" + std::to_string(i) + " Acquire 1 bg \n";
  for (int i = 0; i < waiters; ++i) steps += "p" + std::to_string(i) + " -> nil \n";
  for (int i = 0; i < 300; ++i) steps += "p0 TryAcquire 0 -> true \n";
  return steps + "* p0 TryAcquire 1 -> true";
}

TEST(Budget, ABudgetThatRunsOutMakesUnknown) {
  EXPECT_EQ(Semaphore(5, Crowd(5)).verdict, "Illegal SE1");
  CheckOptions configurations;
  configurations.limits.configurations = 3;
  const Judged few = Semaphore(5, Crowd(5), configurations);
  EXPECT_EQ(few.verdict, "Unknown");
  EXPECT_EQ(few.report.unknown, "the budget of 3 configurations ran out");
  EXPECT_TRUE(few.report.clauses.empty());
  EXPECT_FALSE(few.report.failing_event.has_value());

  CheckOptions bytes;
  bytes.limits.bytes = 1;
  EXPECT_EQ(Semaphore(5, Crowd(5), bytes).report.unknown, "the budget of 1 bytes ran out");

  CheckOptions seconds;
  seconds.limits.seconds = 1e-9;
  EXPECT_EQ(Semaphore(5, Crowd(5), seconds).report.unknown,
            "the budget of 0.000000 seconds ran out");

  const Judged of_key =
      Flight("p0 Do k f \n p0 fn f -> v nil \n p0 -> v nil false", configurations);
  EXPECT_EQ(of_key.verdict, "Unknown");
  EXPECT_EQ(of_key.report.unknown, "the budget of 3 configurations ran out in key k");
}

TEST(Budget, OneBudgetIsForAllRuns) {
  CheckOptions options;
  Budget ample({});
  options.budget = &ample;
  const Judged whole = Semaphore(5, Crowd(5), options);
  ASSERT_EQ(whole.verdict, "Illegal SE1");
  EXPECT_TRUE(whole.report.failing_event_exact);
  const uint64_t alone = whole.report.configurations;
  ASSERT_GT(ample.configurations(), 2 * alone) << "naming is charged as well";

  for (uint64_t more : {uint64_t{1}, alone / 2, alone}) {
    Budget narrow({.configurations = alone + more});
    options.budget = &narrow;
    const Judged judged = Semaphore(5, Crowd(5), options);
    EXPECT_EQ(judged.report.verdict, Verdict::kIllegal) << more;
    EXPECT_EQ(judged.report.configurations, alone);
    EXPECT_LE(narrow.configurations(), alone + more + 1);
    EXPECT_TRUE(judged.report.clauses.empty());
    EXPECT_EQ(judged.report.clauses_note, "naming the clauses cost more than the budget");
    EXPECT_FALSE(judged.report.failing_event_exact);
  }
}

TEST(Budget, ABudgetHoldsTheHistoryToo) {
  CheckOptions options;
  Budget room({.bytes = 100'000});
  options.budget = &room;
  EXPECT_EQ(Semaphore(5, Crowd(5), options).verdict, "Illegal SE1");
  Budget full({.bytes = 100'000});
  ASSERT_TRUE(full.Hold(99'900));
  options.budget = &full;
  EXPECT_EQ(Semaphore(5, Crowd(5), options).verdict, "Unknown");
  EXPECT_EQ(full.spent(), "the budget of 100000 bytes");
  Budget over({.bytes = 100});
  EXPECT_FALSE(over.Hold(101));
}

TEST(Budget, ABudgetThatIsSpentBeforeTheSearchMakesUnknown) {
  Budget late({.seconds = 1e-9});
  CheckOptions options;
  options.budget = &late;
  const Judged judged = Semaphore(1, "p0 Acquire 1 bg -> nil", options);
  EXPECT_EQ(judged.verdict, "Unknown");
  EXPECT_EQ(judged.report.unknown, "the budget of 0.000000 seconds ran out");
}

}  // namespace
}  // namespace gosync::models
