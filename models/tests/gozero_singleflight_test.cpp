// One small history for every clause of go-zero's SingleFlight that must be accepted, and where
// a clause can be broken, one that breaks it.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Contract(const std::string& steps) {
  return tests::Judge("gozero_singleflight", {"gozero_singleflight", {}, steps}).verdict;
}

std::string Released(const std::string& steps) {
  return tests::Judge("gozero_singleflight@v1.10.3", {"gozero_singleflight", {}, steps}).verdict;
}

TEST(GozeroSingleflight, GZ1_OneFlightAKey) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do k g                  # joins; g never runs
    p0 -> v nil                # f ends
    p0 -> v nil
    p1 -> v nil
    p1 Do k h
    p1 fn h -> w nil
    p1 -> w nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
    * p1 fn g)"),
            "Illegal GZ1");
  EXPECT_EQ(Contract(R"(
      p0 DoEx k f
      p0 fn f
      p1 DoEx k g
    * p1 fn g
      p1 -> w nil
      p1 -> w false nil
      p0 -> v nil
      p0 -> v true nil)"),
            "Illegal GZ1");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> v nil
    * p0 fn f                  # a second time)"),
            "Illegal GZ1");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do other g              # keys do not wait for each other
    p1 fn g -> w nil
    p1 -> w nil
    p0 -> v nil
    p0 -> v nil
    end)"),
            "Legal");
}

TEST(GozeroSingleflight, GZ1_AFunctionMayHaveAProcessOfItsOwn) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p9 fn f -> v nil
    p0 -> v nil
    end)"),
            "Legal");
}

TEST(GozeroSingleflight, GZ2_NoStaleResult) {
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> v nil
      p1 -> v nil
      p1 Do k h
    * p1 -> v nil              # the same flight again
      p0 -> v nil)"),
            "Illegal GZ2");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> v nil
      p0 -> v nil
      p1 Do k g
    * p1 -> v nil              # the leader itself had returned)"),
            "Illegal GZ2");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f -> v nil
    p1 Do k g                  # f has ended, its flight has not
    p1 -> v nil
    p0 -> v nil
    end)"),
            "Legal");
}

constexpr char kSilent[] = R"(
      p0 DoEx k f
      p0 fn f
      p1 DoEx k g
      p2 Do k h
      p0 -> panic p
    * p1 -> nil false nil      # looks like success
      p0 -> panic p
      p2 -> nil nil
      end)";

constexpr char kSilentExit[] = R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> goexit
      p0 -> goexit
    * p1 -> nil nil
      end)";

TEST(GozeroSingleflight, GZ3_APanicReachesAllCallers) {
  const std::string loud = R"(
    p0 DoEx k f
    p0 fn f
    p1 DoEx k g
    p2 Do k h
    p0 -> panic p
    p1 -> panic p
    p0 -> panic p
    p2 -> panic p
    p2 Do k i                  # the key is free
    p2 fn i -> v nil
    p2 -> v nil
    end)";
  EXPECT_EQ(Contract(loud), "Legal");
  EXPECT_EQ(Contract(kSilent), "Illegal GZ3");
  EXPECT_EQ(Released(kSilent), "Legal");
  EXPECT_EQ(Released(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> panic p
    * p1 -> panic p)"),
            "Illegal GZ3");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> panic p
    * p0 -> panic q            # not its value)"),
            "Illegal GZ3");
}

TEST(GozeroSingleflight, GZ3_TheKeyIsFreeAfterwards) {
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> panic p
      p0 -> panic p
      p1 Do k g                # waits for nobody
      end)"),
            "Stuck GZ3");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> goexit
      p0 -> goexit
      p2 Do k h
      p2 fn h -> v nil
      p2 -> v nil              # free, but the joiner is forgotten
      end)"),
            "Stuck GZ3");
}

TEST(GozeroSingleflight, GZ3_AGoexitReachesAllCallers) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 DoEx k g
    p0 -> goexit
    p1 -> goexit
    p0 -> goexit
    p3 Do k h
    p3 fn h -> v nil
    p3 -> v nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(kSilentExit), "Illegal GZ3");
  EXPECT_EQ(Released(kSilentExit), "Legal");
}

TEST(GozeroSingleflight, GZ4_ACallWithinItself) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p0 DoEx k g                # for ever
    p1 Do k h
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p0 Do other g
    p0 fn g -> w nil
    p0 -> w nil
    p0 -> v nil
    p0 -> v nil
    end)"),
            "Legal");
}

TEST(GozeroSingleflight, GZ4_NilFunctions) {
  EXPECT_EQ(Contract(R"(
    p0 Do k nil -> panic nil-call
    p1 Do k g
    p1 fn g -> v nil
    p1 -> v nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p1 Do k g                  # joins
    p0 Do k nil
    p0 -> panic nil-call
    p1 -> panic nil-call
    end)"),
            "Legal");
  EXPECT_EQ(Released(R"(
    p1 Do k g
    p0 Do k nil
    p0 -> panic nil-call
    p1 -> nil nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k nil
    * p0 -> nil nil)"),
            "Illegal GZ3");
  EXPECT_EQ(Contract(R"(
      p0 Do k nil
      end)"),
            "Stuck GZ3");
}

TEST(GozeroSingleflight, GZ5_OneResultForAll) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 DoEx k g
    p0 -> v e                  # a value and an error
    p1 -> v false e
    p0 -> v e
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> v e
    * p0 -> v nil)"),
            "Illegal GZ5");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> v e
      p0 -> v e
    * p1 -> v nil              # the joiner's error is lost)"),
            "Illegal GZ5");
}

TEST(GozeroSingleflight, GZ6_FreshIsTheLeaders) {
  EXPECT_EQ(Contract(R"(
    p0 DoEx k f
    p0 fn f
    p1 DoEx k g
    p0 -> v nil
    p1 -> v false nil
    p0 -> v true nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 DoEx k g
    p0 -> v nil
    p1 -> v false nil          # a Do leads: nobody is told true
    p0 -> v nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 DoEx k f
      p0 fn f -> v nil
    * p0 -> v false nil)"),
            "Illegal GZ6");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 DoEx k g
      p0 -> v nil
    * p1 -> v true nil
      p0 -> v nil)"),
            "Illegal GZ6");
}

TEST(GozeroSingleflight, GZ7_FlightsFollowEachOther) {
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
    * p1 -> v nil              # f has not ended
      p0 -> v nil
      p0 -> v nil)")
                .substr(0, 7),
            "Illegal");
}

TEST(GozeroSingleflight, CallsThatNobodyKnowsTheEndOf) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f -> info          # may lead for ever
    p1 Do k g
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f -> fail        # never happened
      p1 Do k g
      end)"),
            "Stuck");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f -> v nil
    p0 -> info                 # may have freed the key, or not
    p1 Do k g                  # waits for it
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f -> v nil
    p0 -> info
    p1 Do k g -> v nil         # so it has
    end)"),
            "Legal");
}

TEST(GozeroSingleflight, BadInput) {
  EXPECT_EQ(Contract("p0 Do k f -> v nil\np1 fn g").substr(0, 4), "h:4:");
  EXPECT_EQ(Contract("p0 Do k f -> v nil\np0 DoEx k f").substr(0, 4), "h:4:");
}

}  // namespace
}  // namespace gosync::models
