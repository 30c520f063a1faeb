// The same as go_context_test.cpp, for deadlines and the clock.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Context(const std::string& steps) {
  return tests::Judge("go_context", {"go_context", {}, steps}).verdict;
}

TEST(GoContextDeadlines, GX4_DeadlineIsHandedDown) {
  const std::string tree = R"(
    p0 WithDeadline bg a 5 r ->
    p0 WithCancel a b ->
    p0 WithValue b c k 1 ->
    p0 WithoutCancel c d ->
  )";
  EXPECT_EQ(Context(tree + R"(
    p0 Deadline bg -> 0 false
    p0 Deadline a -> 5 true
    p0 Deadline b -> 5 true
    p0 Deadline c -> 5 true
    p0 Deadline d -> 0 false
    p0 Deadline nil -> panic nil-call)"),
            "Legal");
  EXPECT_EQ(Context(tree + "* p0 Deadline c -> 0 false"), "Illegal GX4");
  EXPECT_EQ(Context(tree + "* p0 Deadline a -> 6 true"), "Illegal GX4");
  EXPECT_EQ(Context(tree + "* p0 Deadline d -> 5 true"), "Illegal GX20");
  EXPECT_EQ(Context("* p0 Deadline bg -> 5 true"), "Illegal GX1");
  EXPECT_EQ(Context("* p0 Deadline nil -> 0 false"), "Illegal GX6");
  EXPECT_EQ(Context("p0 Deadline bg\nend"), "Stuck GX4");
}

TEST(GoContextDeadlines, GX15_DoneAtTheDeadlineNotBefore) {
  const std::string tree = R"(
    p0 WithDeadline bg a 5 nil ->
    p0 WithCancel a b ->
    p0 AfterFunc b f ->
  )";
  EXPECT_EQ(Context(tree + R"(
    p1 Wait b
    p0 Now -> 4
    p0 Err a -> nil
    p0 Now -> 5
    p0 Err b -> nil              # not told yet
    p9 fn f ->
    p1 ->
    p0 Err a -> expired
    p0 Cause b -> expired
    p0 Cancel a nil ->
    p0 Err a -> expired
    end)"),
            "Legal");
  EXPECT_EQ(Context(tree + "p0 Err a -> expired\n* p0 Now -> 4"), "Illegal GX15");
  EXPECT_EQ(Context(tree + "p0 Now -> 4\np1 Wait a\nend"), "Legal");
  EXPECT_EQ(Context(tree + "p0 Now -> 5\np1 Wait a\nend"), "Stuck GX15");
  EXPECT_EQ(Context(tree + "p0 Now -> 5\np1 Wait b\nend"), "Stuck GX15");
  EXPECT_EQ(Context(tree + "p0 Now -> 5\nend"), "Stuck GX21");
  EXPECT_EQ(Context(tree + "p0 Err a -> expired\n* p0 Err a -> canceled"), "Illegal GX3");
}

TEST(GoContextDeadlines, GX15_AtOnceIfItHasPassed) {
  const std::string passed = R"(
    p0 Now -> 5
    p0 WithDeadline bg a 5 r ->
  )";
  EXPECT_EQ(Context(passed + "p0 Err a -> expired\np0 Cause a -> r"), "Legal");
  EXPECT_EQ(Context(passed + "* p0 Err a -> nil"), "Illegal GX15");
  EXPECT_EQ(Context("p0 WithDeadline nil a 5 r -> panic nil-parent"), "Legal");
  EXPECT_EQ(Context("* p0 WithDeadline nil a 5 r ->"), "Illegal GX12");
  EXPECT_EQ(Context("p0 WithDeadline bg a 5 r\nend"), "Stuck GX15");
  EXPECT_EQ(Context(R"(
      p0 WithCancel bg a ->
      p0 Cancel a r ->
      p0 Now -> 5
      p0 WithDeadline a b 5 s ->
      p0 Err b -> canceled
      p0 Cause b -> r)"),
            "Legal");
}

TEST(GoContextDeadlines, GX16_TheEarlierDeadlineOfTheParentHolds) {
  const std::string tree = R"(
    p0 WithDeadline bg a 5 r ->
    p0 WithDeadline a b 7 s ->
    p0 WithDeadline a c 5 t ->
  )";
  EXPECT_EQ(Context(tree + R"(
    p0 Deadline b -> 5 true
    p1 Wait b
    p1 ->
    p0 Cause b -> r
    p0 Cause c -> t              # not later: its own
    p0 Now -> 5)"),
            "Legal");
  EXPECT_EQ(Context(tree + "* p0 Deadline b -> 7 true"), "Illegal GX16");
  EXPECT_EQ(Context(tree + "p0 Now -> 7\np0 Err a -> expired\np1 Wait b\nend"), "Stuck GX16");
  EXPECT_EQ(Context(tree + "p0 Now -> 7\n* p0 Cause b -> s"), "Illegal GX16");
}

TEST(GoContextDeadlines, GX17_CauseOfADeadline) {
  const std::string tree = "p0 WithDeadline bg a 5 r ->\n";
  EXPECT_EQ(Context(tree + "p0 Cancel a nil ->\np0 Cause a -> canceled"), "Legal");
  EXPECT_EQ(Context(tree + "p0 Err a -> expired\np0 Cause a -> r"), "Legal");
  EXPECT_EQ(Context(tree + "p0 Cancel a nil ->\np0 Err a -> canceled\n* p0 Cause a -> r"),
            "Illegal GX17");
  EXPECT_EQ(Context(tree + "p0 Err a -> expired\n* p0 Cause a -> expired"), "Illegal GX17");
}

TEST(GoContextDeadlines, GX18_ACancelBeforeTheDeadline) {
  const std::string tree = R"(
    p0 WithDeadline bg a 5 r ->
    p0 Cancel a nil ->
    p0 Now -> 4
  )";
  EXPECT_EQ(Context(tree + "p0 Err a -> canceled\np0 Now -> 5\np0 Err a -> canceled\nend"),
            "Legal");
  EXPECT_EQ(Context(tree + "* p0 Err a -> expired"), "Illegal GX18");
  EXPECT_EQ(Context(tree + "p0 Err a -> canceled\np0 Now -> 5\n* p0 Err a -> expired"),
            "Illegal GX18");
}

TEST(GoContextDeadlines, TheClockDoesNotGoBack) {
  EXPECT_EQ(Context("p0 Now -> 1\np0 Now -> 1\np0 Now -> 2"), "Legal");
  EXPECT_EQ(Context("p0 Now\np1 Now -> 2\np0 -> 1"), "Legal");
  EXPECT_EQ(Context("p0 Now -> 2\n* p1 Now -> 1"), "Illegal");
}

}  // namespace
}  // namespace gosync::models
