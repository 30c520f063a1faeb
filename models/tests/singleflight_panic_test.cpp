// Functions of singleflight that panic or exit their goroutine, and what old releases make
// of that; the other clauses are in singleflight_test.cpp.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Contract(const std::string& steps) {
  return tests::Judge("singleflight", {"singleflight", {}, steps}).verdict;
}

// A release before panics were handled.
std::string Of2019(const std::string& steps) {
  return tests::Judge("singleflight@v0.0.0-20190423024810-112230192c58",
                      {"singleflight", {}, steps})
      .verdict;
}

TEST(Singleflight, SF9_APanicReachesAllDos) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do k g
    p0 -> panic p
    p1 -> panic w p            # before the leader
    p0 -> panic w p
    p0 Do k h                  # the key is free
    p0 fn h -> v nil
    p0 -> v nil false
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> panic p
      p1 -> panic w p
    * p0 -> panic x p          # another wrapper)"),
            "Illegal SF9");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> panic p
    * p1 -> nil nil true       # as if nothing had happened)"),
            "Illegal SF9");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> panic p
    * p0 -> panic w q          # wraps something else)"),
            "Illegal SF9");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do k g
    p0 -> panic p
    p0 -> panic w p
    end                        # nobody lets p1 go)"),
            "Stuck SF9");
}

TEST(Singleflight, SF10_APanicWithAChannelKillsTheProgram) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 DoChan k g c ->
    p2 Do k h
    p0 -> panic p
    p2 -> panic w p            # let go just before
    crash p)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 DoChan k f c ->
    p9 fn f -> panic p
    crash nil)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 DoChan k g c ->
      p0 -> panic p
    * p0 -> panic w p          # survives)"),
            "Illegal SF10");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Forget k ->
    p2 DoChan k g c ->         # another flight
    p0 -> panic p
    p0 -> panic w p
    open)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 DoChan k g c ->
    p0 -> panic p
    p1 Receive c               # the panic is lost, so this waits for ever
    end)"),
            "Stuck SF10");
}

TEST(Singleflight, SF10_NoChannelNoCrash) {
  const std::string steps = R"(
    p0 Do k f
    p0 fn f -> panic p
    crash p)";
  EXPECT_EQ(Contract(steps), "Illegal SF9");
  EXPECT_EQ(Contract(R"(
    p0 DoChan k f c ->
    p9 fn f -> panic p
    crash other)")
                .substr(0, 7),
            "Illegal")
      << "it died of something else";
  EXPECT_EQ(Contract(R"(
    p0 DoChan k f c ->
    p9 fn f -> v nil
    crash nil)")
                .substr(0, 7),
            "Illegal");
}

TEST(Singleflight, SF11_GoexitReachesAllDos) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do k g
    p0 -> goexit
    p1 -> goexit
    p0 -> goexit
    p2 Do k h
    p2 fn h -> v nil
    p2 -> v nil false
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> goexit
    * p1 -> nil nil true)"),
            "Illegal SF11");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 Do k g
    p0 -> goexit
    p0 -> goexit
    end)"),
            "Stuck SF11");
}

TEST(Singleflight, SF12_GoexitSendsNothing) {
  const std::string exited = R"(
    p0 DoChan k f c ->
    p9 fn f
    p1 Do k g
    p9 -> goexit
    p1 -> goexit
    )";
  EXPECT_EQ(Contract(exited + "p0 Receive c \n end"), "Legal");
  EXPECT_EQ(Contract(exited + "* p0 Receive c -> nil nil true"), "Illegal SF12");
}

TEST(Singleflight, SF13_APanicOfNil) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f -> panic PanicNilError
    p0 -> panic w PanicNilError
    end)"),
            "Legal");
}

TEST(Singleflight, SF14_AFunctionThatReturnsAPanic) {
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f -> nil w true      # that it recovered from another Do
    p0 -> panic w
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f
    p1 DoChan k g c ->
    p0 -> nil w true
    crash w)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do k f
    p0 fn f -> nil wrapped false
    p0 -> nil wrapped false
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k f
      p0 fn f -> nil w true
    * p0 -> nil w false)")
                .substr(0, 7),
            "Illegal");
}

TEST(Singleflight, SF14_NilFunctions) {
  EXPECT_EQ(Contract(R"(
    p0 Do k nil -> panic w
    p0 Do k nil -> panic x
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 DoChan k nil c ->
    crash nil)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do k nil
    * p0 -> nil nil false)")
                .substr(0, 7),
            "Illegal");
}

TEST(Singleflight, SF17_OldReleasesKeepTheKeyOfAPanic) {
  const std::string raw = R"(
      p0 Do k f
      p0 fn f -> panic p
    * p0 -> panic p            # the value itself
      p1 Do k g                # for ever
      end)";
  EXPECT_EQ(Contract(raw), "Illegal SF9");
  EXPECT_EQ(Of2019(raw), "Legal");
  const std::string joined = R"(
    p0 Do k f
    p0 fn f
    p1 Do k g
    p2 DoChan k h c ->
    p0 -> panic p
    p0 -> panic p
    p2 Receive c
    end)";
  EXPECT_EQ(Of2019(joined), "Legal");
  EXPECT_EQ(Of2019(R"(
    p0 Do k f
    p0 fn f -> panic p
    p0 -> panic p
    p1 Do k g
    p2 Forget k ->
    p3 Do k h
    p3 fn h -> v nil
    p3 -> v nil false
    end)"),
            "Legal")
      << "only Forget frees it";
  EXPECT_EQ(Of2019(R"(
      p0 Do k f
      p0 fn f -> panic p
      p0 -> panic p
      p1 Do k g
    * p1 fn g)"),
            "Illegal SF1");
}

TEST(Singleflight, SF17_OldReleasesKeepTheKeyOfAGoexit) {
  const std::string exited = R"(
    p0 Do k f
    p0 fn f -> goexit
    p0 -> goexit
    p1 Do k g
    end)";
  EXPECT_EQ(Contract(exited), "Stuck SF11");
  EXPECT_EQ(Of2019(exited), "Legal");
}

TEST(Singleflight, SF21_APanicOfAForgottenFlightStaysThere) {
  const std::string forgotten = R"(
      p0 Do k f
      p0 fn f
      p1 Do k g                # joins f
      p2 Forget k ->
      p3 Do k h
      p3 fn h
      p4 Do k i                # joins h
      p0 -> panic p
      p1 -> panic w p
      p0 -> panic w p
    )";
  EXPECT_EQ(Contract(forgotten + R"(
      p3 -> v nil
      p3 -> v nil true
      p4 -> v nil true
      end)"),
            "Legal");
  EXPECT_EQ(Contract(forgotten + "* p4 -> panic w p").substr(0, 7), "Illegal");
}

}  // namespace
}  // namespace gosync::models
