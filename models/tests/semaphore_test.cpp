// One small history for every clause of the semaphore that must be accepted, and where a
// clause can be broken, one that breaks it. Who keeps a clause is in docs/semaphore.md.

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

TEST(Semaphore, SE1_NeverMoreThanTheSize) {
  EXPECT_EQ(Contract(3, R"(
    p0 Acquire 2 bg -> nil
    p1 TryAcquire 1 -> true
    p2 TryAcquire 1 -> false
    p0 Release 1 ->
    p2 TryAcquire 1 -> true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(3, R"(
      p0 Acquire 2 bg -> nil
      p1 Acquire 2 bg
    * p1 -> nil)"),
            "Illegal SE1");
  EXPECT_EQ(Contract(3, R"(
      p0 Acquire 2 bg -> nil
    * p1 TryAcquire 2 -> true)"),
            "Illegal SE1");
}

TEST(Semaphore, SE1_WhatFitsIsGrantedWhileNobodyWaits) {
  EXPECT_EQ(Contract(3, R"(
      p0 Acquire 2 bg -> nil
    * p1 TryAcquire 1 -> false)"),
            "Illegal SE1");
  EXPECT_EQ(Contract(3, R"(
    p0 Acquire 2 bg -> nil
    p1 Acquire 1 bg
    end)"),
            "Stuck SE1");
}

TEST(Semaphore, SE2_FirstComeFirstServed) {
  EXPECT_EQ(Contract(3, R"(
    p0 Acquire 2 bg -> nil
    p1 Acquire 3 bg
    p2 TryAcquire 1 -> false   # a token is free, so p1 is waiting
    p2 TryAcquire 0 -> false
    p3 Acquire 0 bg            # has to wait as well
    p0 Release 2 ->
    p1 -> nil
    p3 -> nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(3, R"(
      p0 Acquire 2 bg -> nil
      p1 Acquire 3 bg
      p2 TryAcquire 1 -> false
      p3 Acquire 1 bg
    * p3 -> nil                # passes p1)"),
            "Illegal SE2");
  EXPECT_EQ(Contract(3, R"(
      p0 Acquire 2 bg -> nil
      p1 Acquire 3 bg
      p2 TryAcquire 1 -> false
    * p2 TryAcquire 1 -> true)"),
            "Illegal SE2");
}

TEST(Semaphore, SE2_TheOrderOfReturnsIsOpen) {
  EXPECT_EQ(Contract(2, R"(
    p0 Acquire 2 bg -> nil
    p1 Acquire 1 bg
    p2 Acquire 1 bg
    p0 Release 2 ->
    p2 -> nil
    p1 -> nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(2, R"(
    p0 Acquire 2 bg -> nil
    p1 Acquire 2 bg
    p2 Acquire 1 bg            # may be the first to get there, all the same
    p0 Release 1 ->
    p2 -> nil
    p1 -> nil)"),
            "Illegal SE1 at line 9")
      << "p1 cannot be granted beside p2";
}

TEST(Semaphore, SE3_ReleaseHandsOver) {
  EXPECT_EQ(Contract(1, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 bg
    p0 Release 1 ->
    p2 TryAcquire 1 -> false   # p1 has the token before it returns
    p1 -> nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(1, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 bg
    p0 Release 1 ->
    end)"),
            "Stuck SE3");
  EXPECT_EQ(Contract(3, R"(
    p0 Acquire 3 bg -> nil
    p1 Acquire 1 bg
    p2 Acquire 1 bg
    p0 Release 3 ->
    p1 -> nil
    end                        # only one of two is woken)"),
            "Stuck SE3");
}

TEST(Semaphore, SE4_DoneBeforeTheCallHoldsNothing) {
  EXPECT_EQ(Contract(1, R"(
    p0 Cancel c ->
    p1 Acquire 1 c
    p2 TryAcquire 1 -> true
    p1 -> canceled
    p1 Acquire 0 c -> canceled
    end)"),
            "Legal");
  const std::string granted = R"(
      p0 Cancel c ->
      p1 Acquire 1 c
    * p1 -> nil)";
  EXPECT_EQ(Contract(1, granted), "Illegal SE4");
  EXPECT_EQ(Newest(1, granted), "Illegal SE4");
  EXPECT_EQ(Contract(1, R"(
      p0 Cancel c ->
      p1 Acquire 1 c
    * p2 TryAcquire 1 -> false
      p1 -> canceled)"),
            "Illegal SE4");
}

TEST(Semaphore, SE4_GrantedAndCancelledMayEndEitherWay) {
  for (const char* end : {"nil", "canceled"}) {
    EXPECT_EQ(Contract(1, R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 1 c
      p0 Release 1 ->
      p0 Cancel c ->
      p1 -> )" + std::string(end) +
                              "\nend"),
              "Legal")
        << end;
  }
  EXPECT_EQ(Contract(1, R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 1 c
      p0 Cancel c ->           # done before it was granted
      p0 Release 1 ->
    * p1 -> nil)"),
            "Illegal SE4");
}

TEST(Semaphore, SE4_GivesUpOnlyWhenDone) {
  EXPECT_EQ(Contract(1, R"(
    p9 Deadline c              # may pass at any time from here on
    p0 Acquire 1 c -> nil
    p1 Acquire 1 c -> expired
    p9 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(1, R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 1 c
    * p1 -> canceled
      p2 Cancel c ->)"),
            "Illegal SE4");
  EXPECT_EQ(Contract(1, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 c
    p2 Cancel c ->
    end)"),
            "Stuck SE4")
      << "done, and yet it goes on waiting";
}

TEST(Semaphore, SE5_WhoGaveUpHasNeverAsked) {
  EXPECT_EQ(Contract(2, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 2 c
    p2 TryAcquire 1 -> false
    p2 Cancel c ->
    p1 -> canceled
    p2 TryAcquire 1 -> true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(2, R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 2 c
      p2 TryAcquire 1 -> false
      p2 Cancel c ->
      p1 -> canceled
    * p2 TryAcquire 1 -> false # it still stands in the queue)"),
            "Illegal SE5");
  EXPECT_EQ(Contract(1, R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 1 c
      p0 Release 1 ->
      p0 Cancel c ->
      p1 -> canceled
    * p2 TryAcquire 1 -> false # the token never came back)"),
            "Illegal SE5");
}

TEST(Semaphore, SE5_TheErrorIsThatOfTheContext) {
  EXPECT_EQ(Contract(1, R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 1 c
      p2 Cancel c ->
    * p1 -> expired)"),
            "Illegal SE5");
  EXPECT_EQ(Contract(1, R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 1 c
      p2 Cancel c ->
    * p1 -> because)"),
            "Illegal SE5");
}

TEST(Semaphore, SE6_CancelledHeadWakesTheRest) {
  EXPECT_EQ(Contract(10, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 10 c
    p2 Acquire 1 bg
    p3 Cancel c ->
    p1 -> canceled
    p2 -> nil
    end)"),
            "Legal");
  const std::string asleep = R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 10 c
    p2 Acquire 1 bg
    p3 Cancel c ->
    p1 -> canceled
    end)";
  EXPECT_EQ(Contract(10, asleep), "Stuck SE6");
  EXPECT_EQ(Newest(10, asleep), "Stuck SE6");
  EXPECT_EQ(Contract(2, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 2 bg
    p2 Acquire 1 c             # behind p1
    p3 Acquire 1 bg
    p4 Cancel c ->
    p2 -> canceled
    end)"),
            "Legal")
      << "one that is not the head wakes nobody";
}

TEST(Semaphore, SE7_AFullSemaphoreWakesWeightZero) {
  const std::string asleep = R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 c
    p2 Acquire 0 bg
    p3 Cancel c ->
    p1 -> canceled
    end)";
  EXPECT_EQ(Contract(1, asleep), "Stuck SE7");
  EXPECT_EQ(Newest(1, asleep), "Legal");
  const std::string refused = R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 1 c
      p2 Acquire 0 bg
      p3 Cancel c ->
      p1 -> canceled
    * p3 TryAcquire 0 -> false)";
  EXPECT_EQ(Contract(1, refused), "Illegal SE7");
  EXPECT_EQ(Newest(1, refused), "Legal");
  const std::string held_unseen = R"(
      p0 Acquire 1 bg                # has the token, and returns later or never
      p1 Acquire 1 c
      p2 Acquire 0 bg
      p3 Cancel c ->
      p1 -> canceled
    * p3 TryAcquire 0 -> false)";
  EXPECT_EQ(Contract(1, held_unseen), "Illegal SE7");
  EXPECT_EQ(Newest(1, held_unseen), "Legal");
  const std::string freed = R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 c
    p2 Acquire 0 bg
    p3 Cancel c ->
    p1 -> canceled
    p0 Release 0 ->
    p2 -> nil
    end)";
  EXPECT_EQ(Contract(1, freed), "Legal");
  EXPECT_EQ(Newest(1, freed), "Legal");
}

TEST(Semaphore, SE8_MoreThanTheSizeBlocksNobody) {
  EXPECT_EQ(Contract(2, R"(
    p1 Acquire 3 c
    p0 TryAcquire 3 -> false
    p0 TryAcquire 2 -> true
    p2 Cancel c ->
    p1 -> canceled
    p1 Acquire 3 bg            # for ever
    end)"),
            "Legal");
  EXPECT_EQ(Contract(2, R"(
      p1 Acquire 3 bg
    * p0 TryAcquire 1 -> false)"),
            "Illegal SE8");
  EXPECT_EQ(Contract(2, R"(
    p1 Acquire 3 bg
    p0 Acquire 1 bg
    end)"),
            "Stuck SE8");
  EXPECT_EQ(Contract(2, R"(
      p1 Acquire 3 c
    * p1 -> canceled           # too much, it says, although nobody cancelled)"),
            "Illegal SE8");
}

TEST(Semaphore, SE9_ReleaseOfMoreThanIsHeld) {
  EXPECT_EQ(Contract(4, R"(
    p0 Acquire 4 bg -> nil
    p1 Release 1 ->            # by anybody, in any parts
    p2 Release 3 ->
    p2 Release 1 -> panic over
    p0 TryAcquire 4 -> true
    p0 TryAcquire 1 -> false
    end)"),
            "Legal");
  EXPECT_EQ(Contract(2, "* p0 Release 1 ->"), "Illegal SE9");
  const std::string negative = R"(
      p0 Release 3 -> panic over
    * p0 TryAcquire 5 -> true)";
  EXPECT_EQ(Contract(2, negative), "Illegal SE9");
  EXPECT_EQ(Newest(2, negative), "Legal");
  EXPECT_EQ(Newest(2, R"(
      p0 Release 3 -> panic over
    * p0 TryAcquire 6 -> true)"),
            "Illegal SE1");
}

}  // namespace
}  // namespace gosync::models
