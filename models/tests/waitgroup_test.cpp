// One small history for every clause of waitgroup that must be accepted, and one that breaks it.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string By(const std::string& model, const std::string& steps) {
  return tests::Judge(model, {"waitgroup", {}, steps}).verdict;
}

std::string Contract(const std::string& steps) { return By("waitgroup", steps); }

TEST(Waitgroup, WG1_WaitReturnsAfterZero) {
  EXPECT_EQ(Contract(R"(
    p0 Add g 2 ->
    p1 Wait g
    p2 Done g ->
    p2 Done g ->
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Add g 2 ->
      p1 Wait g
      p2 Done g ->
    * p1 ->)"),
            "Illegal WG1");
  EXPECT_EQ(Contract(R"(
      p0 Add g 1 ->
      p0 Done g ->
      p0 Add g 1 ->
    * p1 Wait g ->             # the zero was before the call)"),
            "Illegal WG1");
}

TEST(Waitgroup, WG1_DoneMayCountAnywhereInItsCall) {
  EXPECT_EQ(Contract(R"(
    p0 Add g 1 ->
    p1 Wait g
    p2 Done g
    p1 ->
    p2 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Add g 1
    p1 Wait g ->
    p0 ->
    open)"),
            "Legal");
}

TEST(Waitgroup, WG1_AllWaitersGo) {
  EXPECT_EQ(Contract(R"(
    p0 Add g 3 ->
    p1 Wait g
    p2 Wait g
    p0 Add g -3 ->
    p2 ->
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Add g 3 ->
    p1 Wait g
    p2 Wait g
    p0 Add g -3 ->
    p2 ->
    end                        # B85: p1 sleeps)"),
            "Stuck WG1");
  EXPECT_EQ(Contract(R"(
    p0 Add g 1 ->
    p1 Wait g
    end                        # somebody else's task)"),
            "Legal");
}

TEST(Waitgroup, WG1_GroupsAreApart) {
  EXPECT_EQ(Contract(R"(
      p0 Add a 1 ->
      p0 Add b 1 ->
      p1 Wait a
      p0 Done b ->
    * p1 ->)"),
            "Illegal WG1");
}

TEST(Waitgroup, WG2_BelowZero) {
  EXPECT_EQ(Contract(R"(
    p0 Done g -> panic below-zero
    p1 Wait g
    p0 Done g -> panic below-zero
    p0 Add g 1 -> panic below-zero     # from -2 to -1
    p0 Add g 1 ->
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    * p0 Done g ->)"),
            "Illegal WG2");
  EXPECT_EQ(Contract(R"(
      p0 Add g 1 ->
    * p0 Done g -> panic below-zero)"),
            "Illegal WG2");
  EXPECT_EQ(Contract(R"(
    * p0 Add g -1 -> panic something-else)"),
            "Illegal");
}

TEST(Waitgroup, WG2_StaysBelowZero) {
  EXPECT_EQ(Contract(R"(
    p0 Done g -> panic below-zero
    p0 Add g 1 ->
    p1 Wait g ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Done g -> panic below-zero
    p1 Wait g
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Done g -> panic below-zero
    * p1 Wait g ->)"),
            "Illegal WG2");
  EXPECT_EQ(Contract(R"(
    p0 Done g -> panic below-zero
    p0 Add g 1 ->
    p1 Wait g
    end                        # the refused Done left nothing behind)"),
            "Stuck WG2");
}

TEST(Waitgroup, WG2_ThirtyTwoBits) {
  EXPECT_EQ(Contract(R"(
    p0 Add g 2147483647 ->
    p0 Add g 1 -> panic below-zero
    p1 Add h 2147483648 -> panic below-zero
    p2 Add i 4294967296 ->
    p2 Wait i ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    * p0 Add g 2147483648 ->)"),
            "Illegal WG2");
  EXPECT_EQ(Contract(R"(
    p0 Add g 4294967296 ->
    p1 Wait g
    end)"),
            "Stuck WG2");
  EXPECT_EQ(Contract(R"(
    p0 Add g 9223372036854775807 -> panic below-zero
    end)"),
            "Legal");
}

TEST(Waitgroup, WG3_MisuseMayBeSeen) {
  EXPECT_EQ(Contract(R"(
    p0 Add g 1 ->
    p1 Wait g
    p2 Done g
    p0 Add g 1 -> panic misuse
    p2 -> panic misuse
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Add g 1 ->
    p1 Wait g
    p0 Done g ->
    p0 Add g 1 ->
    p1 -> panic reused
    p1 Wait g
    p0 Done g -> panic below-zero      # its Add was lost
    end)"),
            "Legal");
}

TEST(Waitgroup, WG3_TheAdderMayPanicAfterTheWaitIsBack) {
  EXPECT_EQ(Contract(R"(
    p0 Add g 1 ->
    p1 Wait g
    p2 Add g 1
    p0 Done g ->
    p1 ->
    p3 Wait g ->
    p2 -> panic misuse
    end)"),
            "Legal");
}

TEST(Waitgroup, WG3_NotInLegalUse) {
  EXPECT_EQ(Contract(R"(
      p0 Add g 1 ->
      p1 Wait g
      p0 Done g ->
    * p1 -> panic reused)"),
            "Illegal WG3");
  EXPECT_EQ(Contract(R"(
      p0 Add g 1 ->
      p1 Wait g
    * p0 Add g 1 -> panic misuse         # not from zero)"),
            "Illegal WG3");
  EXPECT_EQ(Contract(R"(
      p0 Add g 1 ->
      p0 Done g ->
      p1 Wait g ->
    * p0 Add g 1 -> panic misuse         # that Wait is over)"),
            "Illegal WG3");
}

TEST(Waitgroup, WG4_ZeroDoesNotWait) {
  EXPECT_EQ(Contract(R"(
    p0 Wait g ->
    p0 Add g 1 ->
    p0 Done g ->
    p0 Wait g ->
    p1 Wait g ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Wait g
    end)"),
            "Stuck WG4");
  EXPECT_EQ(Contract(R"(
    p0 Add g 1 ->
    p1 Wait g
    p0 Done g ->
    p1 ->
    p1 Wait g
    end)"),
            "Stuck WG4");
}

TEST(Waitgroup, WG4_ManyRounds) {
  std::string rounds;
  for (int i = 0; i < 8; ++i) {
    rounds += R"(
      p0 Add g 1 ->
      p1 Wait g
      p2 Wait g
      p0 Done g ->
      p2 ->
      p1 ->)";
  }
  EXPECT_EQ(Contract(rounds + "\nend"), "Legal");
  EXPECT_EQ(Contract(rounds + R"(
      p0 Add g 1 ->
    * p1 Wait g ->)"),
            "Illegal WG1");
}

TEST(Waitgroup, WG5_GoCountsForItsFunction) {
  EXPECT_EQ(Contract(R"(
    p0 Go g f
    p9 fn f
    p0 ->
    p1 Wait g
    p9 Go g f2 ->
    p9 ->
    p8 fn f2 -> goexit
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Go g f ->
      p9 fn f
    * p1 Wait g ->)"),
            "Illegal WG5");
  EXPECT_EQ(Contract(R"(
      p0 Go g f ->
    * p1 Wait g ->             # it has not begun yet)"),
            "Illegal WG5");
  EXPECT_EQ(Contract(R"(
    p0 Go g f ->
    p1 Wait g
    p9 fn f -> goexit
    end                        # B87, the converse)"),
            "Stuck WG5");
}

TEST(Waitgroup, WG5_OneRunSomewhereElse) {
  EXPECT_EQ(Contract(R"(
      p0 Go g f ->
      p9 fn f ->
    * p8 fn f)"),
            "Illegal WG5");
  EXPECT_EQ(Contract(R"(
    p0 Go g f ->
    end                        # never run)"),
            "Stuck WG5");
  EXPECT_EQ(Contract(R"(
    p0 Go g f
    p9 fn f
    end                        # Go waits for its function)"),
            "Stuck WG5");
  EXPECT_EQ(Contract(R"(
      p0 Go g f
    * p0 fn f)"),
            "h:3:44: expected an operation that runs callbacks around fn, found open in process 0: "
            "Go (line 2)");
}

TEST(Waitgroup, WG5_APanicKillsTheProgram) {
  const std::string panic = R"(
      p0 Go g f ->
      p1 Wait g
      p9 fn f -> panic p)";
  EXPECT_EQ(Contract(panic + "\ncrash p"), "Legal");
  EXPECT_EQ(Contract(panic + "\ncrash q"), "Illegal WG5");
  EXPECT_EQ(Contract(panic + "\nend"), "Stuck WG5");
  EXPECT_EQ(Contract(panic + "\n* p1 ->\ncrash p"), "Illegal WG5");
  EXPECT_EQ(By("waitgroup@go1.25", panic + "\np1 ->\ncrash p"), "Legal");
  EXPECT_EQ(By("waitgroup@go1.25", panic + "\np1 ->\nend"), "Stuck WG5");
  EXPECT_EQ(Contract("p0 Go g nil ->\ncrash nil-context"), "Legal");
}

TEST(Waitgroup, WG5_WhatGoPanicsLike) {
  EXPECT_EQ(Contract(R"(
    p0 Add g -2 -> panic below-zero
    p0 Go g f -> panic below-zero
    end                        # f is not run)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Add g -2 -> panic below-zero
    * p0 Go g f ->)"),
            "Illegal WG5");
}

TEST(Waitgroup, WG5_DoneInsideAndTheEndCountsBelowZero) {
  EXPECT_EQ(Contract(R"(
    p0 Go g f ->
    p9 fn f
    p9 Done g ->
    p9 ->
    crash below-zero)"),
            "Legal");
}

TEST(Waitgroup, WhoIsLostMayHaveCounted) {
  EXPECT_EQ(Contract(R"(
    p0 Add g 1 ->
    p1 Wait g
    p2 Done g
    p2 -> info
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Add g 1 ->
    p1 Wait g
    p2 Done g
    p2 -> info
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Go g f ->
    p1 Wait g
    p9 fn f
    p9 Wait h
    p9 -> info                 # and its function with it
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Add g 1 ->
      p1 Wait g
      p2 Done g
      p2 -> fail               # was never called
    * p1 ->)"),
            "Illegal WG1");
}

TEST(Waitgroup, BadInput) {
  EXPECT_EQ(Contract("p0 fn f"), "h:2:1: expected a function that a Go above handed in, found f");
  EXPECT_EQ(Contract("p0 Go g f ->\np0 Go g f"),
            "h:4:1: expected a fn token of its own, found f a second time");
}

}  // namespace
}  // namespace gosync::models
