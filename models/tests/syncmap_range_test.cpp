// The clauses of sync.Map that are about Range: a history that must be accepted, and where
// a clause can be broken, one that breaks it. Who keeps a clause is in docs/syncmap.md.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Contract(const std::string& steps) {
  return tests::Judge("syncmap", {"syncmap", {}, steps}).verdict;
}

TEST(SyncMapRange, MP5_ShowsWhatIsThereAllTheTime) {
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Store b 2 ->
    p0 Range
    p0 f b 2 -> true
    p0 f a 1 -> true
    p0 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
      p0 Range
    * p0 ->)"),
            "Illegal MP5");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
      p0 Range
      p1 Swap a 2 -> 1 true
    * p0 ->)"),
            "Illegal MP5")
      << "it was there, though not always the same";
}

TEST(SyncMapRange, MP5_ShowsNoKeyTwice) {
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
      p0 Range
      p0 f a 1 -> true
      p1 Store a 2 ->
    * p0 f a 2)"),
            "Illegal MP5");
}

TEST(SyncMapRange, MP5_ShowsOnlyWhatWasThereDuringTheCall) {
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
      p0 Store a 2 ->
      p0 Range
    * p0 f a 1)"),
            "Illegal MP5");
  EXPECT_EQ(Contract(R"(
      p0 Range
    * p0 f a 1
      p1 Store a 1 ->)"),
            "Illegal MP5")
      << "shown before it was stored";
}

TEST(SyncMapRange, MP5_FalseAPanicAndAnExitEndIt) {
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Store b 2 ->
    p0 Range
    p0 f a 1 -> false
    p0 ->
    p0 Range
    p0 f b 2 -> panic x
    p0 -> panic x
    p0 Range
    p0 f b 2 -> goexit
    p0 -> goexit
    p1 Load a -> 1 true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
      p0 Store b 2 ->
      p0 Range
      p0 f a 1 -> false
    * p0 f b 2)"),
            "Illegal MP5");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
      p0 Range
      p0 f a 1 -> panic x
    * p0 ->)"),
            "Illegal MP5");
}

TEST(SyncMapRange, MP6_WhatChangesMeanwhileMayShowOrNot) {
  EXPECT_EQ(Contract(R"(
    p0 Range
    p1 Store a 1 ->
    p0 f a 1 -> true
    p1 Store b 2 ->
    p0 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Range
    p1 Delete a ->
    p0 f a 1 -> true           # the trie does: deleted already
    p0 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Store b 2 ->
    p0 Range
    p0 f a 1
    p0 Clear ->
    p0 Store b 3 ->
    p0 -> true
    p0 f b 2 -> true           # of before the Clear, though stored again
    p0 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Store b 1 ->
    p0 Range
    p1 Store a 2 ->
    p1 Store b 2 ->
    p0 f a 1 -> true
    p0 f b 2 -> true           # no moment had both
    p0 ->
    end)"),
            "Legal");
}

TEST(SyncMapRange, MP17_NoOrder) {
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Store b 2 ->
    p0 Range
    p0 f a 1 -> true
    p0 f b 2 -> true
    p0 ->
    p0 Range
    p0 f b 2 -> true
    p0 f a 1 -> true
    p0 ->
    end)"),
            "Legal");
}

TEST(SyncMapRange, MP18_FMayCallAnything) {
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Range
    p0 f a 1
    p0 Store b 2 ->
    p1 Store a 3 ->
    p0 Range
    p0 f b 2 -> true
    p0 f a 3 -> true
    p0 ->
    p0 Delete a ->
    p0 -> true
    p0 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Range
    p0 f a 1
    p0 Store b 2
    end)"),
            "Stuck MP18");
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Range
    p0 f a 1                   # f itself waits for something: not the map's fault
    end)"),
            "Legal");
}

TEST(SyncMapRange, FIsOfARange) {
  EXPECT_NE(Contract("p0 f a 1 -> true").find("nested in the Range"), std::string::npos);
}

}  // namespace
}  // namespace gosync::models
