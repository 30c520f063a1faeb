// One small history for every clause of channels and select that must be accepted, and where a
// clause can be broken, one that breaks it. Who keeps a clause is in docs/go_chan.md.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Chan(int capacity, const std::string& steps) {
  return tests::Judge("go_chan", {"go_chan", {std::to_string(capacity)}, steps}).verdict;
}

TEST(GoChan, GC1_WithoutABufferBothMeet) {
  EXPECT_EQ(Chan(0, R"(
    p0 Send a 1
    p1 Receive a -> 1 true
    p0 ->
    p0 Send a 2               # nobody is there
    end)"),
            "Legal");
  EXPECT_EQ(Chan(0, "* p0 Send a 1 ->"), "Illegal GC1");
  EXPECT_EQ(Chan(0, R"(
    p0 Send a 1
    p1 Receive a
    end)"),
            "Stuck GC1");
}

TEST(GoChan, GC1_ASendWaitsUntilThereIsRoom) {
  EXPECT_EQ(Chan(1, R"(
    p0 Send a 1 ->
    p0 Send a 2
    p1 Receive a -> 1 true
    p0 ->
    end)"),
            "Legal");
  EXPECT_EQ(Chan(1, R"(
      p0 Send a 1 ->
    * p0 Send a 2 ->)"),
            "Illegal GC1");
  EXPECT_EQ(Chan(1, R"(
    p0 Send a 1
    end)"),
            "Stuck GC1");
  EXPECT_EQ(Chan(1, R"(
    * p0 Receive a -> 1 true  # nobody has sent it)"),
            "Illegal GC1");
}

TEST(GoChan, GC2_InTheOrderOfTheSendsEachOnce) {
  EXPECT_EQ(Chan(2, R"(
    p0 Send a 1 ->
    p0 Send a 2 ->
    p1 Receive a -> 1 true
    p1 Receive a -> 2 true
    p1 Receive a
    end)"),
            "Legal");
  EXPECT_EQ(Chan(2, R"(
      p0 Send a 1 ->
      p0 Send a 2 ->
    * p1 Receive a -> 2 true)"),
            "Illegal GC2");
  EXPECT_EQ(Chan(2, R"(
      p0 Send a 1 ->
      p1 Receive a -> 1 true
    * p1 Receive a -> 1 true)"),
            "Illegal GC2");
}

TEST(GoChan, GC2_SendsAtTheSameTimeMayComeInAnyOrder) {
  EXPECT_EQ(Chan(2, R"(
    p0 Send a 1
    p1 Send a 2
    p0 ->
    p1 ->
    p2 Receive a -> 2 true
    p2 Receive a -> 1 true)"),
            "Legal");
}

TEST(GoChan, GC5_NilChannelsBlockForEver) {
  EXPECT_EQ(Chan(1, R"(
    p0 Send nil 1
    p1 Receive nil
    end)"),
            "Legal");
  EXPECT_EQ(Chan(1, "* p0 Send nil 1 ->"), "Illegal GC5");
  EXPECT_EQ(Chan(0, R"(
      p0 Send nil 1
    * p1 Receive nil -> 1 true)"),
            "Illegal GC5");
}

TEST(GoChan, GC6_ASendOnAClosedChannelPanics) {
  EXPECT_EQ(Chan(1, R"(
    p0 Close a ->
    p0 Send a 1 -> panic send-closed)"),
            "Legal");
  EXPECT_EQ(Chan(1, R"(
      p0 Close a ->
    * p0 Send a 1 ->)"),
            "Illegal GC6");
  EXPECT_EQ(Chan(1, "* p0 Send a 1 -> panic send-closed"), "Illegal GC6");
  EXPECT_EQ(Chan(1, R"(
      p0 Close a ->
    * p0 Send a 1 -> panic other)"),
            "Illegal GC6");
}

TEST(GoChan, GC6_ASendThatWaitsPanicsWhenItsChannelIsClosed) {
  EXPECT_EQ(Chan(0, R"(
    p0 Send a 1
    p1 Close a ->
    p0 -> panic send-closed
    end)"),
            "Legal");
  EXPECT_EQ(Chan(0, R"(
    p0 Send a 1
    p1 Close a ->
    end)"),
            "Stuck GC6");
}

TEST(GoChan, GC7_AClosedChannelIsDrained) {
  EXPECT_EQ(Chan(2, R"(
    p0 Send a 1 ->
    p0 Close a ->
    p1 Receive a -> 1 true
    p1 Receive a -> nil false
    p1 TryReceive a -> nil false true)"),
            "Legal");
  EXPECT_EQ(Chan(2, R"(
      p0 Send a 1 ->
      p0 Close a ->
    * p1 Receive a -> nil false)"),
            "Illegal GC7");
  EXPECT_EQ(Chan(2, "* p1 Receive a -> nil false"), "Illegal GC7");
}

TEST(GoChan, GC7_CloseWakesAllWhoReceive) {
  EXPECT_EQ(Chan(0, R"(
    p1 Receive a
    p2 Receive a
    p0 Close a ->
    p2 -> nil false
    p1 -> nil false
    end)"),
            "Legal");
  EXPECT_EQ(Chan(0, R"(
    p1 Receive a
    p2 Receive a
    p0 Close a ->
    p2 -> nil false
    end)"),
            "Stuck GC7");
}

TEST(GoChan, GC8_CloseOfNilPanics) {
  EXPECT_EQ(Chan(0, "p0 Close nil -> panic close-nil"), "Legal");
  EXPECT_EQ(Chan(0, "* p0 Close nil ->"), "Illegal GC8");
  EXPECT_EQ(Chan(0, "* p0 Close nil -> panic close-closed"), "Illegal GC8");
}

TEST(GoChan, GC9_CloseOfClosedPanics) {
  EXPECT_EQ(Chan(0, R"(
    p0 Close a
    p1 Close a -> panic close-closed   # was the second
    p0 ->)"),
            "Legal");
  EXPECT_EQ(Chan(0, R"(
      p0 Close a ->
    * p1 Close a ->)"),
            "Illegal GC9");
  EXPECT_EQ(Chan(0, "* p1 Close a -> panic close-closed"), "Illegal GC9");
}

TEST(GoChan, GC10_SelectRunsACaseThatIsReady) {
  EXPECT_EQ(Chan(1, R"(
    p0 Send b 1 ->
    p1 Select a nil b nil -> 1 1 true
    p1 Select a 2 b nil -> 0 nil false
    end)"),
            "Legal");
  EXPECT_EQ(Chan(1, R"(
      p0 Send a 9 ->
    * p1 Select a 2 b nil -> 0 nil false   # full)"),
            "Illegal GC10");
}

TEST(GoChan, GC10_SelectWaitsUntilACaseIsReady) {
  EXPECT_EQ(Chan(0, R"(
    p1 Select a nil b nil
    p2 Select b 7 c 8
    p1 -> 1 7 true
    p2 -> 0 nil false
    p1 Select a nil b nil
    end)"),
            "Legal");
  EXPECT_EQ(Chan(0, R"(
    p1 Select a nil b nil
    p2 Send b 7
    end)"),
            "Stuck GC10");
}

// Of two that meet one has waited; with a case that is ready nobody waits.
TEST(GoChan, GC10_WhoHasACaseReadyDoesNotWait) {
  EXPECT_EQ(Chan(0, R"(
      p0 Close a ->
      p0 Close b ->
      p1 Select a nil c 1
      p2 Select b nil c nil
    * p1 -> 1 nil false
      p2 -> 1 1 true)"),
            "Illegal GC10");
  EXPECT_EQ(Chan(0, R"(
    p0 Close a ->
    p1 Select a nil c 1
    p2 Select b nil c nil
    p1 -> 1 nil false
    p2 -> 1 1 true)"),
            "Legal");
}

TEST(GoChan, GC11_AnyReadyCaseMayRun) {
  for (const char* end : {"0 1 true", "1 2 true"}) {
    EXPECT_EQ(
        Chan(1, std::string("p0 Send a 1 ->\np0 Send b 2 ->\np1 Select a nil b nil -> ") + end),
        "Legal");
  }
}

// The cases of one select wait side by side: who comes later may meet any of them.
TEST(GoChan, GC11_AnyCaseOfOneWhoWaitsMayRun) {
  for (const char* end : {"0 1 true", "1 1 true", "0 2 true", "1 2 true"}) {
    EXPECT_EQ(Chan(0, std::string("p0 Select a nil a nil\np1 Select a 1 a 2\np0 -> ") + end),
              "Legal");
  }
}

TEST(GoChan, GC12_NilChannelsAreNeverReady) {
  EXPECT_EQ(Chan(1, R"(
    p0 Select nil nil nil 1
    p1 TrySelect nil nil nil 1 -> -1 nil false
    p2 TrySend nil 1 -> false
    p3 Select nil nil a 1 -> 1 nil false
    end)"),
            "Legal");
  EXPECT_EQ(Chan(1, "* p0 Select nil 1 a nil -> 0 nil false"), "Illegal GC12");
}

TEST(GoChan, GC13_TheDefaultRunsExactlyIfNothingIsReady) {
  EXPECT_EQ(Chan(1, R"(
    p0 TryReceive a -> nil false false
    p0 TrySend a 1 -> true
    p0 TrySend a 2 -> false
    p0 TrySelect a 3 b nil -> -1 nil false
    p0 TryReceive a -> 1 true true)"),
            "Legal");
  EXPECT_EQ(Chan(1, "* p0 TrySend a 1 -> false"), "Illegal GC13");
  EXPECT_EQ(Chan(1, R"(
      p0 Send a 1 ->
    * p1 TrySelect a nil b nil -> -1 nil false)"),
            "Illegal GC13");
  EXPECT_EQ(Chan(0, R"(
    p0 TrySend a 1
    end)"),
            "Stuck GC13");
}

TEST(GoChan, GC13_TwoThatDoNotWaitNeverMeet) {
  EXPECT_EQ(Chan(0, R"(
      p0 TrySend a 1
      p1 TryReceive a
    * p0 -> true
      p1 -> 1 true true)"),
            "Illegal GC13");
  EXPECT_EQ(Chan(0, R"(
    p0 TrySend a 1
    p1 Receive a
    p0 -> true
    p1 -> 1 true)"),
            "Legal");
}

TEST(GoChan, GC14_ASendCaseOfAClosedChannelIsReadyAndPanics) {
  EXPECT_EQ(Chan(1, R"(
    p0 Close a ->
    p1 Select a 1 b nil -> panic send-closed
    p1 TrySend a 1 -> panic send-closed
    p1 Select a 1 b 2 -> 1 nil false
    end)"),
            "Legal");
  EXPECT_EQ(Chan(1, R"(
      p0 Close a ->
    * p1 Select a 1 b nil -> 0 nil false)"),
            "Illegal GC14");
  EXPECT_EQ(Chan(1, "* p1 TrySend a 1 -> panic send-closed"), "Illegal GC14");
}

TEST(GoChan, GC15_OnlyTheCaseThatRanHasAnEffect) {
  EXPECT_EQ(Chan(1, R"(
    p0 Send a 1 ->
    p0 Send b 2 ->
    p1 Select a nil b nil -> 0 1 true
    p1 TryReceive b -> 2 true true)"),
            "Legal");
  EXPECT_EQ(Chan(1, R"(
      p0 Send a 1 ->
      p0 Send b 2 ->
      p1 Select a nil b nil -> 0 1 true
    * p1 TryReceive b -> nil false false)"),
            "Illegal GC13");
  EXPECT_EQ(Chan(1, R"(
      p0 Select a 1 b 2 -> 0 nil false
      p0 Receive a -> 1 true
    * p0 Receive b -> 2 true)"),
            "Illegal GC15");
  EXPECT_EQ(Chan(1, "* p0 Select a 1 b nil -> 0 1 true"), "Illegal GC15");
}

TEST(GoChan, GC16_ASelectNeverServesItself) {
  EXPECT_EQ(Chan(0, R"(
    p0 Select a 1 a nil
    end)"),
            "Legal");
  EXPECT_EQ(Chan(0, "* p0 Select a 1 a nil -> 0 nil false"), "Illegal GC16");
  EXPECT_EQ(Chan(0, R"(
    p0 Select a 1 a nil
    p1 Select a 2 a nil
    p0 -> 0 nil false
    p1 -> 1 1 true)"),
            "Legal");
}

TEST(GoChan, ChannelsThatNoSelectJoinsAreJudgedApart) {
  const auto judged = tests::Judge("go_chan", {"go_chan", {"1"}, R"(
      p0 Send a 1 ->
      p0 Send b 1 ->
    * p0 Send b 2 ->)"});
  EXPECT_EQ(judged.verdict, "Illegal GC1");
  EXPECT_EQ(judged.report.partition, "b");
}

TEST(GoChan, CasesThatDoNotExistAreBadInput) {
  EXPECT_EQ(Chan(0, "p0 Select a nil b nil -> -1 nil false"),
            "h:3:1: expected case 0 or 1, or -1 for the default of a TrySelect, found -1");
  EXPECT_EQ(Chan(-1, "p0 Close a ->"), "h:1:1: expected a cap >= 0, found -1");
}

}  // namespace
}  // namespace gosync::models
