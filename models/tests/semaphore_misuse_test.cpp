// The clauses of the semaphore on misuse, corner cases and permitted nondeterminism; the
// others are in semaphore_test.cpp.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Contract(int size, const std::string& steps) {
  return tests::Judge("semaphore", {"semaphore", {std::to_string(size)}, steps}).verdict;
}

std::string Newest(int size, const std::string& steps) {
  return tests::Judge("semaphore@v0.24.0", {"semaphore", {std::to_string(size)}, steps}).verdict;
}

TEST(Semaphore, SE10_NegativeWeightsPanic) {
  EXPECT_EQ(Contract(2, R"(
    p0 TryAcquire -5 -> panic negative
    p0 Acquire -1 bg -> panic negative
    p0 Acquire -1 nil -> panic negative   # before the context is looked at
    p0 Release -1 -> panic negative
    p0 NewWeighted -1 -> panic negative-size
    p0 NewWeighted 0 ->
    p0 TryAcquire 3 -> false
    p0 TryAcquire 2 -> true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(2, "* p0 TryAcquire -5 -> true"), "Illegal SE10");
  EXPECT_EQ(Contract(2, "* p0 TryAcquire -5 -> panic over"), "Illegal SE10");
  EXPECT_EQ(Contract(2, "* p0 TryAcquire 1 -> panic negative"), "Illegal SE10");
  EXPECT_EQ(Contract(2, "* p0 NewWeighted -1 ->"), "Illegal SE10");
  EXPECT_EQ(Contract(2, "* p0 NewWeighted 1 -> panic negative-size"), "Illegal SE10");
  EXPECT_EQ(Contract(2, "* p0 Acquire -1 nil -> panic nil-context"), "Illegal SE10");
}

TEST(Semaphore, SE11_NilContext) {
  EXPECT_EQ(Contract(2, R"(
    p0 Acquire 1 nil -> panic nil-context
    p0 TryAcquire 2 -> true
    p0 Acquire 1 nil -> panic nil-context
    end)"),
            "Legal");
  EXPECT_EQ(Contract(2, R"(
      p0 Acquire 1 nil
    * p0 -> nil)"),
            "Illegal SE11");
  EXPECT_EQ(Contract(2, R"(
      p0 Acquire 2 bg -> nil
      p0 Acquire 1 nil -> panic nil-context
      p0 Release 2 ->
    * p0 TryAcquire 2 -> false   # it got a token)"),
            "Illegal SE11");
}

// What happens before what is not seen in the order of calls and returns.
TEST(Semaphore, SE12_ReleaseEnablesAcquire) {
  EXPECT_EQ(Contract(1, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 bg
    p0 Release 1
    p1 -> nil                    # before the Release returns
    p0 ->
    end)"),
            "Legal");
}

TEST(Semaphore, SE13_CancelledMayStillCountUntilItReturns) {
  for (const char* seen : {"true", "false"}) {
    EXPECT_EQ(Contract(2, R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 2 c
      p2 Cancel c ->
      p2 TryAcquire 1 -> )" + std::string(seen) +
                              R"(
      p1 -> canceled
      end)"),
              "Legal")
        << seen;
  }
}

TEST(Semaphore, SE14_ReleaseOfWhatOthersHoldGoesUnnoticed) {
  EXPECT_EQ(Contract(1, R"(
    p0 Acquire 1 bg -> nil
    p1 Release 1 ->
    p1 TryAcquire 1 -> true
    p0 Release 1 ->
    p1 Release 1 -> panic over
    end)"),
            "Legal");
  const std::string eaten = R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 c
    p0 Release 1 ->              # to p1
    p2 Release 1 ->              # which is p1's
    p2 Cancel c ->
    p1 -> panic over             # nothing to give back
    )";
  EXPECT_EQ(Contract(1, eaten + "p2 TryAcquire 1 -> true \n end"), "Legal");
  EXPECT_EQ(Contract(1, eaten + "* p2 TryAcquire 2 -> true"), "Illegal SE9");
  EXPECT_EQ(Newest(1, eaten + "p2 TryAcquire 2 -> true"), "Legal");
}

TEST(Semaphore, SE15_ARefusedReleaseWakesNobody) {
  const std::string refused = R"(
    p0 Acquire 2 bg -> nil
    p1 Acquire 1 bg
    p0 Release 3 -> panic over
    p2 TryAcquire 1 -> false
    end)";
  EXPECT_EQ(Contract(2, refused), "Legal");
  EXPECT_EQ(Newest(2, refused), "Legal") << "one is free, but p1 waits and is not told";
  const std::string below = R"(
      p0 Release 1 -> panic over
    * p0 Release 0 -> panic over)";
  EXPECT_EQ(Contract(2, below), "Illegal SE9");
  EXPECT_EQ(Newest(2, below), "Legal");
}

TEST(Semaphore, SE16_WeightZero) {
  EXPECT_EQ(Contract(1, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 0 bg -> nil
    p1 TryAcquire 0 -> true
    p1 Release 0 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(0, R"(
    p0 TryAcquire 0 -> true
    p0 Acquire 0 bg -> nil
    p0 TryAcquire 1 -> false
    p1 Acquire 1 c
    p0 Cancel c ->
    p1 -> canceled
    p0 Release 1 -> panic over
    p1 Acquire 1 bg
    end)"),
            "Legal");
  EXPECT_EQ(Contract(1, R"(
      p0 Acquire 1 bg -> nil
    * p1 TryAcquire 0 -> false)"),
            "Illegal SE16");
  EXPECT_EQ(Contract(1, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 0 bg
    end)"),
            "Stuck SE16");
}

TEST(Semaphore, SE17_AHolderMayBlockItself) {
  EXPECT_EQ(Contract(2, R"(
    p0 Acquire 1 bg -> nil
    p0 Acquire 2 bg
    p1 Acquire 1 bg              # stands behind it
    p2 TryAcquire 1 -> false
    end)"),
            "Legal");
}

TEST(Semaphore, WhatNobodyKnowsMayHaveHappenedOrNot) {
  for (const char* seen : {"true", "false"}) {
    EXPECT_EQ(Contract(1, R"(
      p0 Acquire 1 bg
      p0 -> info
      p1 TryAcquire 1 -> )" + std::string(seen) +
                              "\nend"),
              "Legal")
        << seen;
  }
  EXPECT_EQ(Contract(1, R"(
      p0 Acquire 1 bg
      p0 -> fail
    * p1 TryAcquire 1 -> false)"),
            "Illegal SE1");
  EXPECT_EQ(Contract(1, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 bg
    p2 Release 1
    open)"),
            "Legal")
      << "what is open may still end";
}

}  // namespace
}  // namespace gosync::models
