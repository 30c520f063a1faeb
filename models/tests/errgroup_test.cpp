// One small history for every clause of errgroup that must be accepted, and one that
// breaks it.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string By(const std::string& model, const std::string& steps) {
  return tests::Judge(model, {"errgroup", {}, steps}).verdict;
}
std::string Contract(const std::string& steps) { return By("errgroup", steps); }
std::string Release(const std::string& steps) { return By("errgroup@v0.24.0", steps); }
std::string Propagating(const std::string& steps) { return By("errgroup@v0.15.0", steps); }

TEST(Errgroup, EG1_GoRunsItsFunctionOnce) {
  EXPECT_EQ(Contract(R"(
    p0 Go g f ->
    p1 fn f
    p0 Wait other -> nil       # another group
    p0 Wait g
    p1 -> nil
    p0 -> nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Go g f ->
      p1 fn f -> nil
    * p2 fn f)"),
            "Illegal EG1");
  EXPECT_EQ(Contract("p0 Go g f ->\nend"), "Stuck EG1");
}

TEST(Errgroup, EG2_WaitWaitsForAll) {
  EXPECT_EQ(Contract(R"(
      p0 Go g f ->
      p0 Wait g
    * p0 -> nil)"),
            "Illegal EG2");
  EXPECT_EQ(Contract(R"(
      p0 Go g f ->
      p1 fn f
      p0 Wait g
      p1 Go g later ->         # added by a function that runs
      p1 -> nil
    * p0 -> nil)"),
            "Illegal EG2");
  EXPECT_EQ(Contract(R"(
    p0 Go g f ->
    p1 fn f -> nil
    p0 Wait g
    end)"),
            "Stuck EG2");
}

TEST(Errgroup, EG2_WaitReturnsTheFirstError) {
  const std::string both = R"(
    p0 Go g f ->
    p0 Go g h ->
    p1 fn f -> e1
    p2 fn h -> e2
    p0 Wait g
  )";
  EXPECT_EQ(Contract(both + "p0 -> e1\nend"), "Legal");
  EXPECT_EQ(Contract(both + "p0 -> e2\nend"), "Legal");  // which one is first is open
  EXPECT_EQ(Contract(both + "* p0 -> nil\nend"), "Illegal EG2");
  EXPECT_EQ(Contract(R"(
      p0 WithContext g ->
      p0 Go g f ->
      p0 Go g h ->
      p1 fn f
      p2 fn h -> e2
      p1 Done g ->             # so e2 was first, or the context lies
      p1 -> e1
      p0 Wait g
    * p0 -> e1)"),
            "Illegal EG4");
}

TEST(Errgroup, EG3_TheFirstErrorSticks) {
  const std::string failed = R"(
    p0 Go g f ->
    p1 fn f -> e1
    p0 Wait g -> e1
    p0 Go g h ->
  )";
  EXPECT_EQ(Contract(failed + "p1 fn h -> e2\np0 Wait g -> e1\nend"), "Legal");
  EXPECT_EQ(Contract(failed + "p1 fn h -> nil\n* p0 Wait g -> nil"), "Illegal EG3");
  EXPECT_EQ(Contract(failed + "end"), "Stuck EG3");
}

TEST(Errgroup, EG4_TheContext) {
  EXPECT_EQ(Contract(R"(
    p0 WithContext g ->
    p0 Err g -> nil
    p0 Go g f ->
    p1 Done g
    p2 fn f -> e
    p1 ->
    p0 Err g -> canceled
    p0 Cause g -> e
    p0 Wait g -> e
    p0 Cancel g c ->
    p0 Cause g -> e
    end)"),
            "Legal");
  EXPECT_EQ(Contract("p0 WithContext g ->\np0 Wait g -> nil\np0 Cause g -> canceled\nend"),
            "Legal");
  EXPECT_EQ(Contract("p0 WithContext g ->\np0 Wait g -> nil\n* p0 Err g -> nil"), "Illegal EG4");
  EXPECT_EQ(Contract("p0 WithContext g ->\n* p0 Err g -> canceled"), "Illegal EG4");
  EXPECT_EQ(Contract("p0 WithContext g ->\np0 Wait g -> nil\np0 Done g\nend"), "Stuck EG4");
  EXPECT_EQ(Contract(R"(
      p0 WithContext g ->
      p0 Go g f ->
      p1 fn f -> e
      p0 Wait g -> e
    * p0 Cause g -> canceled)"),
            "Illegal EG4");
}

TEST(Errgroup, EG5_TheParentDoesNotFailWait) {
  EXPECT_EQ(Contract(R"(
    p0 WithContext g ->
    p0 Go g f ->
    p0 Cancel g c ->
    p1 fn f -> nil
    p0 Wait g -> nil
    p0 Cause g -> c
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 WithContext g ->
      p0 Cancel g c ->
    * p0 Wait g -> canceled)"),
            "Illegal EG5");
}

TEST(Errgroup, EG6_TheLimit) {
  const std::string full = "p0 SetLimit g 1 ->\np0 Go g f ->\np1 fn f\np0 Go g h\n";
  EXPECT_EQ(Contract(full + "end"), "Legal");
  EXPECT_EQ(Contract(full + "p1 -> nil\np0 ->\np2 fn h -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(full + "* p0 ->"), "Illegal EG6");
  EXPECT_EQ(Contract(full + "* p2 fn h"), "Illegal EG6");
  EXPECT_EQ(Contract(full + "p1 -> nil\nend"), "Stuck EG6");
  EXPECT_EQ(Contract(R"(
    p0 SetLimit g 0 ->
    p1 Go g f                  # for ever
    p2 SeenWaiting f ->
    p0 Wait g -> nil           # counted nowhere
    p0 SetLimit g 1 ->
    end)"),
            "Legal");
}

TEST(Errgroup, EG7_TryGo) {
  EXPECT_EQ(Contract("p0 SetLimit g 0 ->\np0 TryGo g f -> false\nend"), "Legal");
  EXPECT_EQ(Contract("* p0 TryGo g f -> false"), "Illegal EG7");
  EXPECT_EQ(Contract("p0 SetLimit g 0 ->\n* p0 TryGo g f -> true"), "Illegal EG6");
  EXPECT_EQ(Contract("p0 SetLimit g 0 ->\np0 TryGo g f -> false\n* p1 fn f"), "Illegal EG7");
  EXPECT_EQ(Contract("p0 SetLimit g 0 ->\np0 TryGo g f\nend"), "Stuck EG7");
  EXPECT_EQ(Contract(R"(
    p0 SetLimit g 1 ->
    p0 Go g f ->
    p1 fn f -> nil
    p0 TryGo g h -> false      # it may hold its slot a moment longer
    end)"),
            "Legal");
}

TEST(Errgroup, EG8_SlotsAreFreeAfterWait) {
  const std::string waited = "p0 SetLimit g 1 ->\np0 Go g f ->\np1 fn f -> nil\np0 Wait g -> nil\n";
  EXPECT_EQ(Contract(waited + "p0 SetLimit g 2 ->\np0 TryGo g h -> true\np1 fn h -> nil\nend"),
            "Legal");
  EXPECT_EQ(Contract(waited + "* p0 TryGo g h -> false"), "Illegal EG8");
  EXPECT_EQ(Contract(waited + "* p0 SetLimit g 2 -> panic active"), "Illegal EG8");
}

TEST(Errgroup, EG9_SetLimitWhileActive) {
  const std::string limited = "p0 SetLimit g 1 ->\np0 Go g f ->\np1 fn f\n";
  EXPECT_EQ(Contract(limited + "p0 SetLimit g 2 -> panic active\np1 -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(limited + "* p0 SetLimit g 2 ->"), "Illegal EG9");
  EXPECT_EQ(Contract("* p0 SetLimit g 2 -> panic active"), "Illegal");
  const std::string unlimited = R"(
    p0 Go g f ->
    p1 fn f
    p0 SetLimit g 1 ->
    p1 -> nil
    p0 Wait g
  )";
  EXPECT_EQ(Contract(unlimited + "p0 -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(unlimited + "end"), "Stuck EG9");
  EXPECT_EQ(Release(unlimited + "end"), "Legal");
  const std::string lifted = R"(
    p0 SetLimit g 1 ->
    p0 Go g f ->
    p1 fn f
    p0 SetLimit g -1 ->
    p0 SetLimit g 1 ->
    p1 -> nil
    p0 Wait g
    end)";
  EXPECT_EQ(Contract(lifted), "Stuck EG9");
  EXPECT_EQ(Release(lifted), "Legal");
  const std::string zero = R"(
      p0 Go g f ->
      p1 fn f
      p0 SetLimit g 0 ->
      p1 -> nil
    * p0 TryGo g h -> true     # takes the slot that f waits to give back
      p1 fn h -> nil
      p0 Wait g
      end)";
  EXPECT_EQ(Contract(zero), "Illegal EG9");
  EXPECT_EQ(Release(zero), "Legal");
}

TEST(Errgroup, EG10_AGroupDoesNotWaitForItself) {
  const std::string nested = "p0 SetLimit g 1 ->\np0 Go g f ->\np1 fn f\np1 Go g h\n";
  EXPECT_EQ(Contract(nested + "end"), "Stuck EG10");
  EXPECT_EQ(Release(nested + "end"), "Legal");
  EXPECT_EQ(Contract(nested + "p1 -> panic full\np1 -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(R"(
    p0 SetLimit g 2 ->
    p0 Go g f ->
    p0 Go g other ->
    p1 fn f
    p2 fn other                # which does not wait for a slot
    p1 Go g h
    end)"),
            "Legal");
}

TEST(Errgroup, EG11_WaitCountsWhoWaitsForASlot) {
  const std::string waiting = R"(
    p0 SetLimit g 1 ->
    p0 Go g f ->
    p1 fn f
    p2 Go g h
    p3 SeenWaiting h ->
    p0 Wait g
    p1 -> nil
  )";
  EXPECT_EQ(Contract(waiting + "p2 ->\np1 fn h -> e\np0 -> e\nend"), "Legal");
  EXPECT_EQ(Contract(waiting + "* p0 -> nil\np2 ->\np1 fn h -> nil\nend"), "Illegal EG11");
  EXPECT_EQ(Release(waiting + "p0 -> nil\np2 ->\np1 fn h -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(waiting + "* p0 -> panic reused\n"), "Illegal EG11");
  EXPECT_EQ(Release(waiting + "p0 -> panic reused\n"), "Legal");
  EXPECT_EQ(Contract("p0 Go g f\n* p1 SeenWaiting f ->"), "Illegal EG6");
  EXPECT_EQ(Contract(R"(
      p0 SetLimit g 1 ->
      p0 Go g f ->
      p0 Go g h
      p1 SeenWaiting h ->
    * p0 -> fail)"),  // it was never called
            "Illegal");
}

TEST(Errgroup, EG12_APanicEndsTheProgram) {
  const std::string panics = "p0 Go g f ->\np1 fn f -> panic boom\n";
  EXPECT_EQ(Contract(panics + "crash boom"), "Legal");
  EXPECT_EQ(Contract(panics + "p0 Wait g -> nil\ncrash boom"), "Legal");  // in the window
  EXPECT_EQ(Contract(panics + "crash other"), "Illegal EG12");
  EXPECT_EQ(Contract(panics + "end"), "Stuck EG12");
}

TEST(Errgroup, EG12_AGoexitIsAnEnd) {
  const std::string exits = "p0 WithContext g ->\np0 Go g f ->\np1 fn f -> goexit\n";
  EXPECT_EQ(Contract(exits + "p0 Err g -> nil\np0 Wait g -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(exits + "p0 Wait g\nend"), "Stuck EG12");
}

TEST(Errgroup, EG13_PanicsComeOutOfWait) {
  const std::string panics = "p0 Go g f ->\np1 fn f -> panic boom\n";
  EXPECT_EQ(Propagating(panics + "p0 Wait g -> panic boom\np0 Wait g -> panic boom\nend"), "Legal");
  EXPECT_EQ(Propagating(panics + "* p0 Wait g -> nil"), "Illegal EG12");
  EXPECT_EQ(Contract(panics + "* p0 Wait g -> panic boom\nend"), "Illegal EG12");
  const std::string exits = "p0 Go g f ->\np0 Go g h ->\np1 fn f -> goexit\np2 fn h -> e\n";
  EXPECT_EQ(Propagating(exits + "p0 Wait g -> goexit\nend"), "Legal");
  EXPECT_EQ(Propagating(exits + "* p0 Wait g -> e\nend"), "Illegal EG12");
  EXPECT_EQ(Contract(exits + "p0 Wait g -> e\nend"), "Legal");
}

TEST(Errgroup, EG14_ATypedNilIsAnError) {
  EXPECT_EQ(Contract("p0 Go g f ->\np1 fn f -> typed-nil\np0 Wait g -> typed-nil\nend"), "Legal");
}

TEST(Errgroup, EG15_EG18_NoHistoryShowsMemoryOrders) {
  EXPECT_EQ(Contract("p0 SetLimit g 1 ->\np0 Go g f ->\np1 fn f -> nil\np0 Go g h ->\n"
                     "p1 fn h -> nil\np0 Wait g -> nil\nend"),
            "Legal");
}

TEST(Errgroup, EG16_AnyWaitingGoMayGetTheSlot) {
  const std::string queue = R"(
    p0 SetLimit g 1 ->
    p0 Go g f ->
    p1 fn f
    p2 Go g h
    p4 SeenWaiting h ->
    p3 Go g k
    p4 SeenWaiting k ->
    p1 -> nil
  )";
  EXPECT_EQ(Contract(queue + "p3 ->\np1 fn k\nend"), "Legal");
  EXPECT_EQ(Contract(queue + "p2 ->\np1 fn h\nend"), "Legal");
}

TEST(Errgroup, EG17_AnErrorCancelsBeforeItsSlotIsFree) {
  const std::string next = R"(
    p0 WithContext g ->
    p0 SetLimit g 1 ->
    p0 Go g f ->
    p1 fn f -> e
    p0 Go g h ->
    p2 fn h
  )";
  EXPECT_EQ(Contract(next + "p2 Err g -> canceled\np2 Cause g -> e"), "Legal");
  EXPECT_EQ(Contract(next + "* p2 Err g -> nil"), "Illegal EG17");
}

TEST(Errgroup, WhatIsNoHistory) {
  EXPECT_NE(Contract("p0 Go g f ->\np0 Go g f ->").find("a fn token of its own"),
            std::string::npos);
  EXPECT_NE(Contract("p0 fn f -> nil").find("handed in"), std::string::npos);
  EXPECT_NE(Contract("p0 Err g -> nil").find("a WithContext above"), std::string::npos);
  EXPECT_NE(Contract("p0 Go g f ->\np0 WithContext g ->").find("as the first"), std::string::npos);
  EXPECT_NE(Contract("p0 Go g f ->\np1 fn f -> info").find("no info"), std::string::npos);
}

}  // namespace
}  // namespace gosync::models
