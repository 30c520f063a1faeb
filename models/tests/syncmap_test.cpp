// One small history for every clause of sync.Map that must be accepted, and where a clause
// can be broken, one that breaks it. Who keeps a clause is in docs/syncmap.md.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Contract(const std::string& steps) {
  return tests::Judge("syncmap", {"syncmap", {}, steps}).verdict;
}

std::string Trie(const std::string& steps) {
  return tests::Judge("syncmap@go1.26", {"syncmap", {}, steps}).verdict;
}

TEST(SyncMap, MP1_OneMomentForEachOperation) {
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p1 Load a -> 1 true
    p0 Swap a 2 -> 1 true
    p1 CompareAndSwap a 2 3 -> true
    p0 LoadAndDelete a -> 3 true
    p1 Delete a ->
    p0 LoadOrStore a 4 -> 4 false
    p1 CompareAndDelete a 4 -> true
    p0 Load a -> nil false
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
      p0 Store a 2 ->
    * p1 Load a -> 1 true)"),
            "Illegal MP1");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
    * p1 Load a -> nil false)"),
            "Illegal MP1");
}

TEST(SyncMap, MP1_ALostStoreAndAValueGivenTwice) {
  // A write into an entry that was unlinked meanwhile.
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
      p0 Swap a 2
      p1 LoadAndDelete a -> 1 true
    * p0 -> 1 true)"),
            "Illegal MP1");
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 Swap a 2
    p1 LoadAndDelete a -> 2 true
    p0 -> 1 true
    end)"),
            "Legal");
}

TEST(SyncMap, MP1_ClearIsOneMomentForAllKeys) {
  // Each key by itself is fine: a is cleared before the Store, b after it.
  const std::string steps = R"(
      p0 Clear
      p1 Store a 1 ->
      p1 Store b 2 ->
      p0 ->
      p1 Load a -> 1 true
    * p1 Load b -> nil false)";
  EXPECT_EQ(Contract(steps), "Illegal MP1");
  EXPECT_EQ(Contract(R"(
    p0 Clear
    p1 Store a 1 ->
    p1 Store b 2 ->
    p0 ->
    p1 Load a -> nil false
    p1 Load b -> 2 true
    end)"),
            "Legal");
}

TEST(SyncMap, MP1_AWriteThatMissedTheClearIsBeforeIt) {
  EXPECT_EQ(Contract(R"(
    p0 Store a 1
    p1 Clear ->
    p0 ->
    p1 Load a -> nil false
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p1 Clear ->
      p0 Store a 1 ->
    * p1 Load a -> nil false)"),
            "Illegal MP1");
}

TEST(SyncMap, MP2_Results) {
  EXPECT_EQ(Contract(R"(
    p0 Load a -> nil false
    p0 Swap a nil -> nil false
    p0 Load a -> nil true
    p0 Swap a 1 -> nil true
    p0 Store nil 2 ->
    p0 LoadAndDelete nil -> 2 true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
    * p0 LoadOrStore a 2 -> 2 true)"),
            "Illegal MP2");
  EXPECT_EQ(Contract(R"(
    * p0 Swap a 2 -> nil true)"),
            "Illegal MP2");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
      p0 Delete a ->
    * p0 Load a -> 1 false)"),
            "Illegal MP2");
}

TEST(SyncMap, MP3_ComparingNeedsAValue) {
  EXPECT_EQ(Contract(R"(
    p0 CompareAndSwap a nil 1 -> false
    p0 CompareAndDelete a nil -> false
    p0 Store a nil ->
    p0 CompareAndSwap a nil 1 -> true
    p0 CompareAndSwap a 1 1 -> true
    p0 CompareAndDelete a 2 -> false
    p0 CompareAndDelete a 1 -> true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    * p0 CompareAndSwap a nil 1 -> true)"),
            "Illegal MP3");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
    * p0 CompareAndDelete a 1 -> false)"),
            "Illegal MP3");
}

TEST(SyncMap, MP3_NaNMatchesNothing) {
  EXPECT_EQ(Contract(R"(
    p0 Store a nan:1 ->
    p0 CompareAndSwap a nan:1 2 -> false
    p0 Load a -> nan:1 true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Store a nan:1 ->
    * p0 CompareAndDelete a nan:1 -> true)"),
            "Illegal MP3");
}

TEST(SyncMap, MP4_UncomparableValuesPanic) {
  EXPECT_EQ(Contract(R"(
    p0 CompareAndSwap a uncomparable:s/1 2 -> false    # no value, no comparison
    p0 Store a uncomparable:s/1 ->
    p0 CompareAndSwap a uncomparable:s/2 2 -> panic uncomparable
    p0 CompareAndDelete a uncomparable:s/1 -> panic uncomparable
    p0 CompareAndDelete a uncomparable:m/1 -> false    # of another type
    p0 CompareAndSwap a 1 2 -> false
    p0 Load a -> uncomparable:s/1 true
    p0 Swap a 3 -> uncomparable:s/1 true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Store a uncomparable:s/1 ->
    * p0 CompareAndDelete a uncomparable:s/2 -> false)"),
            "Illegal MP4");
  EXPECT_EQ(Contract(R"(
      p0 Store a 1 ->
    * p0 CompareAndSwap a uncomparable:s/2 2 -> panic uncomparable)"),
            "Illegal MP4");
}

TEST(SyncMap, MP4_KeysWithoutAHashPanic) {
  EXPECT_EQ(Contract(R"(
    p0 Load uncomparable:s/1 -> panic unhashable
    p0 Store uncomparable:s/1 2 -> panic unhashable
    p0 CompareAndDelete uncomparable:s/1 2 -> panic unhashable
    p0 Store a 1 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    * p0 Load uncomparable:s/1 -> nil false)"),
            "Illegal MP4");
}

TEST(SyncMap, MP4_ANaNKeyIsNewEachTime) {
  EXPECT_EQ(Contract(R"(
    p0 Store nan:k 1 ->
    p0 Swap nan:k 2 -> nil false
    p0 Load nan:k -> nil false
    p0 CompareAndSwap nan:k 1 3 -> false
    p0 Delete nan:k ->
    p0 Range
    p0 f nan:k 2 -> true
    p0 f nan:k 1 -> true
    p0 ->
    p0 Clear ->
    p0 Range ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Store nan:k 1 ->
      p0 Swap nan:k 2 -> nil false
      p0 Range
      p0 f nan:k 2 -> true
    * p0 ->)"),
            "Illegal MP5")
      << "both entries are there";
  EXPECT_EQ(Contract(R"(
      p0 Store nan:k 1 ->
    * p0 Load nan:k -> 1 true)"),
            "Illegal MP1");
  EXPECT_NE(Contract("p0 Store nan:k 1 ->\n p0 Store nan:k 1 ->").find("stored under this NaN"),
            std::string::npos);
}

// Go 1.24 to 1.27: the lock of a node is kept.
constexpr char kLeak[] = R"(
    p0 Store a uncomparable:s/1 ->
    p0 CompareAndDelete a uncomparable:s/2 -> panic uncomparable
    )";

TEST(SyncMap, MP4_APanicLeavesTheMapUsable) {
  for (const char* blocked : {"p1 Store a 1\n end", "p1 Swap b 1\n end", "p1 LoadOrStore b 1\n end",
                              "p1 Delete a\n end", "p1 CompareAndDelete a 1\n end"}) {
    EXPECT_EQ(Contract(std::string(kLeak) + blocked), "Stuck MP4") << blocked;
    EXPECT_EQ(Trie(std::string(kLeak) + blocked), "Legal") << blocked;
  }
  for (const char* free : {"p1 Load a\n end", "p1 LoadOrStore a 1\n end", "p1 Delete b\n end",
                           "p1 CompareAndSwap a 1 2\n end", "p1 Range\n end", "p1 Clear\n end"}) {
    EXPECT_EQ(Trie(std::string(kLeak) + free), "Stuck MP4") << free;
  }
  EXPECT_EQ(Trie("p1 Store a 1\n end").substr(0, 5), "Stuck") << "nothing panicked";
}

TEST(SyncMap, MP10_MP15_LoadOrStoreBesideADelete) {
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 LoadOrStore a 2
    p1 Delete a ->
    p0 -> 1 true               # deleted when it returns
    p0 LoadOrStore a 3
    p1 LoadOrStore a 4 -> 4 false
    p2 Delete a ->
    p0 -> 3 false              # both stored
    p2 Load a -> 3 true
    end)"),
            "Legal");
}

TEST(SyncMap, MP13_AFailedComparisonMayBeStale) {
  EXPECT_EQ(Contract(R"(
    p0 Store a 1 ->
    p0 CompareAndSwap a 2 3
    p1 Store a 2 ->
    p0 -> false
    p1 Load a -> 2 true
    end)"),
            "Legal");
}

}  // namespace
}  // namespace gosync::models
