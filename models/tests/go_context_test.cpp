// One small history for every clause of contexts that the model has, and one that breaks it. Who
// keeps a clause is in docs/go_context.md.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Context(const std::string& steps) {
  return tests::Judge("go_context", {"go_context", {}, steps}).verdict;
}

TEST(GoContext, GX1_BackgroundIsNeverDone) {
  EXPECT_EQ(Context(R"(
    p0 Err bg -> nil
    p0 Cause bg -> nil
    p0 Wait bg
    end)"),
            "Legal");
  EXPECT_EQ(Context("* p0 Err bg -> canceled"), "Illegal GX1");
  EXPECT_EQ(Context("* p0 Wait bg ->"), "Illegal GX1");
}

TEST(GoContext, GX2_WaitEndsWhenTheContextIsDone) {
  EXPECT_EQ(Context(R"(
    p0 WithCancel bg a ->
    p1 Wait a
    p0 Cancel a nil ->
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(Context(R"(
    p0 WithCancel bg a ->
    p1 Wait a
    p0 Cancel a nil ->
    end)"),
            "Stuck GX2");
  EXPECT_EQ(Context(R"(
      p0 WithCancel bg a ->
    * p1 Wait a ->)"),
            "Illegal GX2");
}

TEST(GoContext, GX3_ErrStays) {
  EXPECT_EQ(Context(R"(
    p0 WithCancel bg a ->
    p0 Err a -> nil
    p0 Cancel a r
    p1 Err a -> canceled
    p1 Err a -> canceled)"),
            "Legal");
  EXPECT_EQ(Context(R"(
      p0 WithCancel bg a ->
      p0 Cancel a r
      p1 Err a -> canceled
    * p1 Err a -> nil)"),
            "Illegal GX3");
  EXPECT_EQ(Context(R"(
      p0 WithCancel bg a ->
      p0 Cancel a r ->
    * p1 Err a -> r)"),
            "Illegal GX3");
}

TEST(GoContext, GX5_TheNearestValueIsFound) {
  const std::string tree = R"(
    p0 WithValue bg a k 1 ->
    p0 WithCancel a b ->
    p0 WithValue b c k 2 ->
    p0 WithValue c d l nil ->
    p0 WithoutCancel d e ->
  )";
  EXPECT_EQ(Context(tree + R"(
    p0 Value a k -> 1
    p0 Value b k -> 1
    p0 Value e k -> 2
    p0 Value a l -> nil
    p0 Value d l -> nil
    p0 Value e nil -> nil)"),
            "Legal");
  EXPECT_EQ(Context(tree + "* p0 Value d k -> 1"), "Illegal GX5");
  EXPECT_EQ(Context(tree + "* p0 Value b k -> nil"), "Illegal GX5");
  EXPECT_EQ(Context(tree + "* p0 Value a l -> 1"), "Illegal GX5");
  EXPECT_EQ(Context("* p0 Value bg k -> 1"), "Illegal GX1");
  EXPECT_EQ(Context("p0 WithValue bg a k 1 ->\np0 WithoutCancel a b ->\n* p0 Value b k -> nil"),
            "Illegal GX20");
}

TEST(GoContext, GX6_ANilContextIsANilDereference) {
  EXPECT_EQ(Context(R"(
    p0 Err nil -> panic nil-call
    p0 Cause nil -> panic nil-call
    p0 Wait nil -> panic nil-call
    p0 Value nil k -> panic nil-call)"),
            "Legal");
  EXPECT_EQ(Context("* p0 Err nil -> nil"), "Illegal GX6");
  EXPECT_EQ(Context("* p0 Value nil k -> panic nil-key"), "Illegal GX6");
  EXPECT_EQ(Context("* p0 Value bg k -> panic nil-call"), "Illegal GX6");
  EXPECT_EQ(Context("p0 Wait nil\nend"), "Stuck GX6");
}

TEST(GoContext, GX7_DoneByItsCancelOrItsParentNotBefore) {
  EXPECT_EQ(Context(R"(
    p0 WithCancel bg a ->
    p0 WithCancel a b ->
    p0 Cancel a nil
    p1 Err a -> canceled
    p1 Err b -> nil              # not told yet
    p1 Err b -> canceled
    p0 ->)"),
            "Legal");
  EXPECT_EQ(Context(R"(
      p0 WithCancel bg a ->
    * p1 Err a -> canceled)"),
            "Illegal GX7");
}

TEST(GoContext, GX8_OnlyTheFirstCancelCounts) {
  EXPECT_EQ(Context(R"(
    p0 WithCancel bg a ->
    p0 Cancel a r
    p1 Cancel a s
    p0 ->
    p1 ->
    p1 Cause a -> s)"),
            "Legal");
  EXPECT_EQ(Context(R"(
      p0 WithCancel bg a ->
      p0 Cancel a r ->
      p1 Cancel a s ->
    * p1 Cause a -> s)"),
            "Illegal GX8");
}

TEST(GoContext, GX9_AllBelowAreDoneWhenACancelReturns) {
  const std::string tree = R"(
      p0 WithCancel bg a ->
      p0 WithCancel a b ->
      p0 WithCancel b c ->
  )";
  EXPECT_EQ(Context(tree + R"(
    p0 Cancel a nil ->
    p1 Err c -> canceled)"),
            "Legal");
  EXPECT_EQ(Context(tree + R"(
      p0 Cancel a nil ->
    * p1 Err c -> nil)"),
            "Illegal GX9");
  EXPECT_EQ(Context(tree + R"(
      p0 Cancel a nil
      p1 Cancel a nil ->         # not the first, and yet
    * p1 Err c -> nil)"),
            "Illegal GX9");
}

TEST(GoContext, GX10_ACancelChangesNothingAboveOrBeside) {
  const std::string tree = R"(
      p0 WithCancel bg a ->
      p0 WithCancel a b ->
      p0 WithCancel a c ->
      p0 Cancel b r ->
  )";
  EXPECT_EQ(Context(tree + "p1 Err a -> nil\np1 Err c -> nil"), "Legal");
  EXPECT_EQ(Context(tree + "* p1 Err a -> canceled"), "Illegal GX10");
  EXPECT_EQ(Context(tree + "* p1 Cause c -> r"), "Illegal GX10");
}

TEST(GoContext, GX11_AChildOfADoneParentIsDoneAtOnce) {
  const std::string done = R"(
      p0 WithCancel bg a ->
      p0 Cancel a r ->
      p0 WithCancel a b ->
  )";
  EXPECT_EQ(Context(done + "p0 Err b -> canceled\np0 Cause b -> r"), "Legal");
  EXPECT_EQ(Context(done + "* p0 Err b -> nil"), "Illegal GX11");
}

TEST(GoContext, GX12_ANilParentPanics) {
  EXPECT_EQ(Context("p0 WithCancel nil a -> panic nil-parent"), "Legal");
  EXPECT_EQ(Context("p0 WithoutCancel nil a -> panic nil-parent"), "Legal");
  EXPECT_EQ(Context("p0 WithValue nil a nil 1 -> panic nil-parent"), "Legal");
  EXPECT_EQ(Context("* p0 WithCancel nil a ->"), "Illegal GX12");
  EXPECT_EQ(Context("* p0 WithValue nil a k 1 -> panic nil-key"), "Illegal GX12");
  EXPECT_EQ(Context("* p0 WithCancel bg a -> panic nil-parent"), "Illegal GX12");
}

TEST(GoContext, GX13_CauseIsTheReasonOrErr) {
  EXPECT_EQ(Context(R"(
    p0 WithCancel bg a ->
    p0 WithCancel bg b ->
    p0 Cause a -> nil
    p0 Cancel a r ->
    p0 Cancel b nil ->
    p0 Cause a -> r
    p0 Cause b -> canceled)"),
            "Legal");
  EXPECT_EQ(Context(R"(
      p0 WithCancel bg a ->
      p0 Cancel a r ->
    * p0 Cause a -> canceled)"),
            "Illegal GX13");
  EXPECT_EQ(Context(R"(
      p0 WithCancel bg a ->
      p0 Cancel a r ->
    * p0 Cause a -> nil)"),
            "Illegal GX13");
}

TEST(GoContext, GX14_TheFirstCancelHereOrAboveSetsTheCause) {
  const std::string tree = R"(
      p0 WithCancel bg a ->
      p0 WithCancel a b ->
      p0 Cancel b s ->
      p0 Cancel a r ->
  )";
  EXPECT_EQ(Context(tree + "p0 Cause a -> r\np0 Cause b -> s"), "Legal");
  EXPECT_EQ(Context(tree + "* p0 Cause b -> r"), "Illegal GX14");
  EXPECT_EQ(Context(R"(
    p0 WithCancel bg a ->
    p0 WithCancel a b ->
    p0 Cancel a r
    p1 Cancel b s ->             # before it was told
    p0 ->
    p0 Cause a -> r
    p0 Cause b -> s)"),
            "Legal");
}

TEST(GoContext, GX19_WithValueIsDoneWithItsParent) {
  const std::string tree = R"(
    p0 WithCancel bg a ->
    p0 WithValue a b k 1 ->
    p0 WithCancel b c ->
  )";
  EXPECT_EQ(Context(tree + R"(
    p0 Err b -> nil
    p1 Wait b
    p0 Cancel a r ->
    p1 ->
    p0 Err b -> canceled
    p0 Cause b -> r
    p0 Cause c -> r
    p2 Wait b
    p2 ->
    end)"),
            "Legal");
  EXPECT_EQ(Context(tree + "p0 Cancel a r ->\n* p0 Err b -> nil"), "Illegal GX19");
  EXPECT_EQ(Context(tree + "* p0 Err b -> canceled"), "Illegal GX19");
  EXPECT_EQ(Context(tree + "p1 Wait b\np0 Cancel a r ->\nend"), "Stuck GX19");
  EXPECT_EQ(Context("p0 WithValue bg a nil 1 -> panic nil-key"), "Legal");
  EXPECT_EQ(Context("* p0 WithValue bg a nil 1 ->"), "Illegal GX19");
  EXPECT_EQ(Context("* p0 WithValue bg a k 1 -> panic nil-key"), "Illegal GX19");
}

TEST(GoContext, GX20_WithoutCancelIsNeverDone) {
  const std::string tree = R"(
      p0 WithCancel bg a ->
      p0 WithoutCancel a b ->
      p0 WithCancel b c ->
      p0 Cancel a r ->
  )";
  EXPECT_EQ(Context(tree + "p0 Err b -> nil\np1 Err c -> nil\np0 Cause b -> nil\np0 Wait b\nend"),
            "Legal");
  EXPECT_EQ(Context(tree + "* p0 Err b -> canceled"), "Illegal GX20");
  EXPECT_EQ(Context(tree + "* p0 Wait c ->"), "Illegal GX20");
}

TEST(GoContext, GX21_AfterFuncRunsItsFunctionOnceAfterTheEnd) {
  const std::string tree = R"(
    p0 WithCancel bg a ->
    p0 WithCancel a b ->
    p0 AfterFunc b f ->
  )";
  EXPECT_EQ(Context(tree + R"(
    p0 Cancel a r
    p9 fn f
    p9 Err b -> canceled
    p9 AfterFunc a g
    p8 fn g                      # at once
    p9 ->
    p9 ->
    p0 ->
    p8 ->
    end)"),
            "Legal");
  EXPECT_EQ(Context(tree + "p0 Cancel a r ->\nend"), "Stuck GX21");
  EXPECT_EQ(Context(tree + "* p9 fn f"), "Illegal GX21");
  EXPECT_EQ(Context(tree + "p0 Cancel a r ->\np9 fn f ->\n* p9 fn f"), "Illegal GX21");
  EXPECT_EQ(Context(tree + "p0 Cancel a r\n* p0 fn f"), "Illegal GX21");
  EXPECT_EQ(Context("p0 WithCancel bg a ->\np0 Cancel a r ->\np0 AfterFunc a f ->\nend"),
            "Stuck GX21");
  EXPECT_EQ(Context("p0 AfterFunc bg f ->\np0 Stop f -> true\nend"), "Legal");
  EXPECT_EQ(Context("p0 AfterFunc nil f -> panic nil-call"), "Legal");
  EXPECT_EQ(Context("* p0 AfterFunc nil f ->"), "Illegal GX6");
  EXPECT_EQ(Context("p0 AfterFunc bg f\nend"), "Stuck GX21");
}

TEST(GoContext, GX22_StopSaysWhetherItKeptTheFunctionFromRunning) {
  const std::string tree = R"(
    p0 WithCancel bg a ->
    p0 AfterFunc a f ->
  )";
  EXPECT_EQ(Context(tree + R"(
    p0 Stop f -> true
    p0 Stop f -> false
    p0 Cancel a r ->
    end)"),
            "Legal");
  EXPECT_EQ(Context(tree + R"(
    p0 Cancel a r
    p1 Stop f -> false
    p2 Stop f -> false
    p9 fn f
    p1 Stop f -> false           # does not wait for it
    p9 ->)"),
            "Legal");
  EXPECT_EQ(Context(tree + "* p0 Stop f -> false"), "Illegal GX22");
  EXPECT_EQ(Context(tree + "p0 Stop f -> true\n* p0 Stop f -> true"), "Illegal GX22");
  EXPECT_EQ(Context(tree + "p0 Stop f -> true\np0 Cancel a r ->\n* p9 fn f"), "Illegal GX22");
  EXPECT_EQ(Context(tree + "p0 Cancel a r ->\n* p0 Stop f -> true"), "Illegal GX22");
  EXPECT_EQ(Context(tree + "p0 Cancel a r ->\np9 fn f\np1 Stop f\nend"), "Stuck GX22");
}

TEST(GoContext, GX23_AfterFuncsDoNotReplaceEachOther) {
  const std::string tree = R"(
    p0 WithCancel bg a ->
    p0 AfterFunc a f ->
    p0 AfterFunc a g ->
    p0 Cancel a r ->
  )";
  EXPECT_EQ(Context(tree + "p8 fn g ->\np9 fn f ->\nend"), "Legal");
  EXPECT_EQ(Context(tree + "p9 fn g ->\nend"), "Stuck GX23");
  EXPECT_EQ(Context(tree + "p9 fn f ->\nend"), "Stuck GX21");
}

TEST(GoContext, WhatIsNotKnownIsBadInput) {
  EXPECT_EQ(Context("p0 Err a -> nil"),
            "h:2:1: expected a context that has been made, for Cancel by WithCancel or "
            "WithDeadline, found a");
  EXPECT_EQ(Context("p0 WithCancel bg a\np1 Err a -> nil"),
            "h:3:1: expected a context that has been made, for Cancel by WithCancel or "
            "WithDeadline, found a");
  EXPECT_EQ(Context("p0 WithoutCancel bg a ->\np0 Cancel a r ->"),
            "h:4:1: expected a context that has been made, for Cancel by WithCancel or "
            "WithDeadline, found a");
  EXPECT_EQ(Context("p0 WithValue bg a k 1 ->\np0 Cancel a r ->"),
            "h:4:1: expected a context that has been made, for Cancel by WithCancel or "
            "WithDeadline, found a");
  EXPECT_EQ(Context("p0 fn f"),
            "h:2:1: expected a function that an AfterFunc above handed in, found f");
  EXPECT_EQ(Context("p0 AfterFunc bg f\np1 Stop f -> true"),
            "h:3:1: expected a function that an AfterFunc handed in that has returned, found f");
  EXPECT_EQ(Context("p0 AfterFunc bg f ->\np0 AfterFunc bg f ->"),
            "h:4:1: expected a fn token of its own, and a context that has been made, found f");
  EXPECT_EQ(Context("p0 WithCancel bg a ->\np0 WithCancel bg a ->"),
            "h:4:1: expected a new context, and a parent that has been made, found a");
}

}  // namespace
}  // namespace gosync::models
