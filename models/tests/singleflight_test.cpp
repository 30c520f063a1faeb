// One small history for every clause of singleflight that must be accepted, and where a
// clause can be broken, one that breaks it: values, sharing and Forget. How functions
// that do not return end is in singleflight_panic_test.cpp.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Contract(const std::string& steps) {
  return tests::Judge("singleflight", {"singleflight", {}, steps}).verdict;
}

// Releases before Done moved under the lock, and before Forget was made safe.
std::string Of2020(const std::string& steps) {
  return tests::Judge("singleflight@v0.0.0-20201020160332-67f06af15bc9",
                      {"singleflight", {}, steps})
      .verdict;
}
std::string Of2018(const std::string& steps) {
  return tests::Judge("singleflight@v0.0.0-20190227155943-e225da77a7e6",
                      {"singleflight", {}, steps})
      .verdict;
}

TEST(Singleflight, SF1_OneFlightAKey) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do k g                  # joins; g never runs
    p0 -> v nil                # f ends
    p0 -> v nil true
    p1 -> v nil true
    p1 Do k h
    p1 fn h -> w nil
    p1 -> w nil false
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
    * p1 fn g)"),
            "Illegal SF1");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 DoChan k g c ->
    * p9 fn g)"),
            "Illegal SF1");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> v nil
    * p0 fn f                  # a second time)"),
            "Illegal SF1");
}

TEST(Singleflight, SF2_OneResultForAll) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do k g
    p2 DoChan k h c ->
    p0 -> v e                  # a value and an error
    p1 -> v e true
    p0 -> v e true
    p2 Receive c -> v e true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> v e
    * p0 -> v nil false)"),
            "Illegal SF2");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> v e
      p0 -> v e true
    * p1 -> v nil true         # the joiner's error is lost)"),
            "Illegal SF2");
  EXPECT_EQ(Contract(R"(
      p0 DoChan k f c ->
      p9 fn f -> v nil
    * p0 Receive c -> w nil false)"),
            "Illegal SF2");
}

TEST(Singleflight, SF3_SharedMeansThatSomebodyJoined) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f -> v nil
    p1 Do k g                  # f has ended, but its flight has not
    p0 -> v nil true
    p1 -> v nil true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> v nil
    * p0 -> v nil true         # alone)"),
            "Illegal SF3");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> v nil
      p0 -> v nil true
    * p1 -> v nil false)"),
            "Illegal SF3");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 DoChan k g c ->
      p0 -> v nil
    * p0 -> v nil false        # a channel counts)"),
            "Illegal SF3");
  EXPECT_EQ(Contract(R"(
      p0 DoChan k f c ->
      p9 fn f
      p1 Do k g
      p9 -> v nil
      p1 -> v nil true
    * p0 Receive c -> v nil false)"),
            "Illegal SF3");
}

TEST(Singleflight, SF4_NoStaleResult) {
  const std::string stale = R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> v nil
      p1 -> v nil true
      p1 Do k h
    * p1 -> v nil true         # the same flight again
      p0 -> v nil true)";
  EXPECT_EQ(Contract(stale), "Illegal SF4");
  EXPECT_EQ(Of2020(stale), "Legal");
  EXPECT_EQ(Of2018(stale), "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do k g
    p2 Do k h                  # began before anybody returned
    p0 -> v nil
    p1 -> v nil true
    p2 -> v nil true
    p0 -> v nil true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> v nil
      p0 -> v nil false        # nobody joined before its end
      p1 Do k g
    * p1 -> v nil true)"),
            "Illegal SF4");
}

TEST(Singleflight, SF5_ForgetStartsANewFlight) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Forget k ->
    p2 Do k g
    p2 fn g                    # beside f
    p0 -> v nil
    p0 -> v nil false
    p3 Do k h                  # joins g
    p2 -> w nil
    p2 -> w nil true
    p3 -> w nil true
    p3 Forget unknown ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Forget k ->
      p2 Do k g
      p0 -> v nil
    * p0 -> v nil true         # p2 joined in spite of Forget
      p2 -> v nil true)"),
            "Illegal SF5");
}

TEST(Singleflight, SF5_TheEndOfAForgottenFlightFreesNothing) {
  const std::string deleted = R"(
      p0 Do k f
      p0 fn f
      p1 Forget k ->
      p2 Do k g
      p2 fn g
      p0 -> v nil
      p0 -> v nil false
      p3 Do k h
    * p3 fn h                  # beside g)";
  EXPECT_EQ(Contract(deleted), "Illegal SF5");
  EXPECT_EQ(Of2020(deleted), "Illegal SF5");
  EXPECT_EQ(Of2018(deleted), "Legal");
}

TEST(Singleflight, SF6_WhoComesAfterForgetCountsForTheNewFlight) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p0 Forget k ->             # from inside
    p0 Do k g
    p0 fn g -> w nil
    p0 -> w nil false
    p0 -> v nil
    p0 -> v nil false
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Forget k ->
      p2 Do k g
      p2 fn g
      p3 Do k h
      p0 -> v nil
    * p0 -> v nil true)"),
            "Illegal SF6");
}

TEST(Singleflight, SF7_ACallWithinItself) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p0 Do k g                  # for ever
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do l g
    p1 fn g
    p0 Do l h                  # each waits for the other
    p1 Do k i
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p0 Do l g                  # another key is another matter
    p0 fn g -> w nil
    p0 -> w nil false
    p0 DoChan k h c ->         # joins its own flight
    p0 -> v nil
    p0 -> v nil true
    p0 Receive c -> v nil true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p0 DoChan k h c ->
    p0 Receive c               # for ever
    end)"),
            "Legal");
}

TEST(Singleflight, SF8_DoChan) {
  EXPECT_EQ(Contract(R"(
    p0 DoChan k f c
    p9 fn f -> v nil
    p0 ->                      # fn was faster
    p1 DoChan k g d ->         # abandoned
    p8 fn g -> w nil
    p0 Receive c -> v nil false
    p0 Receive c               # there is no second result
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 DoChan k f c ->
      p9 fn f -> v nil
      p0 Receive c -> v nil false
    * p0 Receive c -> v nil false)"),
            "Illegal SF8");
  EXPECT_EQ(Contract(R"(
    p0 DoChan k f c ->
    p9 fn f -> v nil
    p0 Receive c
    end)"),
            "Stuck SF8");
  EXPECT_EQ(Contract(R"(
    p0 DoChan k f c            # does not return
    p9 fn f
    end)"),
            "Stuck SF8");
}

TEST(Singleflight, SF15_WhatIsOpen) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p1 Do k g
    p1 fn g                    # the second one leads
    p1 -> v nil
    p0 -> v nil true
    p1 -> v nil true
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f -> v nil
    p1 Do k g                  # comes just before the end, and just after it
    p0 -> v nil false
    p1 fn g -> w nil
    p1 -> w nil false
    end)"),
            "Legal");
}

// What happens before what is not seen in the order of calls and returns.
TEST(Singleflight, SF16_SF19_FlightsFollowEachOther) {
  EXPECT_EQ(Contract(R"(
    p0 DoChan k f c ->
    p9 fn f -> v nil
    p1 Do k g
    p1 fn g -> w nil
    p1 -> w nil false
    p0 Receive c -> v nil false
    end)"),
            "Legal");
}

TEST(Singleflight, SF20_KeysDoNotWaitForEachOther) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f                    # never ends
    p1 Do l g
    p1 fn g -> w nil
    p1 -> w nil false
    p2 Do k nil                # a joiner's function is not looked at
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do l g                  # waits for k
    end)"),
            "Stuck");
}

}  // namespace
}  // namespace gosync::models
