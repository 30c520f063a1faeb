// One small history for every clause of frames that the model has, and one that breaks it. Who
// keeps a clause is in docs/go_panic.md.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Frames(const std::string& steps) {
  return tests::Judge("go_panic", {"go_panic", {}, steps}).verdict;
}

// A Call of b that defers each of `functions` and then ends as `end` says.
std::string Body(const std::string& functions, const std::string& end) {
  std::string steps = "p0 Call b\np0 fn b\n";
  std::istringstream in(functions);
  for (std::string fn; in >> fn;) steps += "p0 Defer " + fn + " ->\n";
  return steps + "p0 -> " + end + "\n";
}

// A deferred function that recovers.
std::string Recovers(const std::string& fn, const std::string& value) {
  return "p0 fn " + fn + "\np0 Recover -> " + value + "\np0 ->\n";
}

TEST(GoPanic, GP1_DeferredFunctionsRunLastFirst) {
  for (const std::string end : {"", "panic x", "goexit"}) {
    const std::string call = Body("d e", end);
    EXPECT_EQ(Frames(call + "p0 fn e ->\np0 fn d ->\np0 -> " + end + "\nend"), "Legal");
    EXPECT_EQ(Frames(call + "* p0 fn d"), "Illegal GP1");
    EXPECT_EQ(Frames(call + "p0 fn e ->\n* p0 fn e"), "Illegal GP1");
    EXPECT_EQ(Frames(call + "p0 fn e ->\np0 fn d ->\n* p0 fn d"), "Illegal GP1");
  }
  EXPECT_EQ(Frames(Body("d e", "") + "p0 fn e ->\n* p0 ->"), "Illegal GP1");
  EXPECT_EQ(Frames("p0 Call b\np0 fn b\np0 Defer d ->\np0 Call c\n* p0 fn d"), "Illegal GP1");
  EXPECT_EQ(Frames("p0 Call b\n* p0 ->"), "Illegal GP1");
  EXPECT_EQ(Frames("p0 Call b\np0 fn b ->\nend"), "Stuck GP1");
  EXPECT_EQ(Frames(Body("d", "") + "end"), "Stuck GP1");
  EXPECT_EQ(Frames(Body("d", "") + "p0 fn d\nend"), "Legal");
}

TEST(GoPanic, GP2_APanicEndsEachCaller) {
  EXPECT_EQ(Frames(R"(
    p0 Call a
    p0 fn a
    p0 Call b
    p0 fn b -> panic x
    p0 -> panic x
    p0 -> panic x
    p0 -> panic x
    p0 Call c                    # the next goroutine
    p0 fn c ->
    p0 ->
    end)"),
            "Legal");
  const std::string call = Body("", "panic x");
  EXPECT_EQ(Frames(call + "* p0 ->"), "Illegal GP2");
  EXPECT_EQ(Frames(call + "* p0 -> panic y"), "Illegal GP2");
  EXPECT_EQ(Frames(call + "* p0 -> goexit"), "Illegal GP2");
  EXPECT_EQ(Frames(call + "end"), "Stuck GP2");
  EXPECT_EQ(Frames(Body("", "") + "* p0 -> panic x"), "Illegal GP2");
  const std::string inner = "p0 Call a\np0 fn a\n" + call + "p0 -> panic x\n";
  EXPECT_EQ(Frames(inner + "* p0 ->"), "Illegal GP2");
  EXPECT_EQ(Frames(inner + "* p0 -> panic y"), "Illegal GP2");
  EXPECT_EQ(Frames(inner + "* p0 Defer d ->"), "Illegal GP2");
}

TEST(GoPanic, GP3_RecoverGivesTheValueAndTheCallReturns) {
  const std::string call = Body("d", "panic x");
  EXPECT_EQ(Frames(call + Recovers("d", "x") + "p0 ->\nend"), "Legal");
  EXPECT_EQ(Frames(call + Recovers("d", "x") + "* p0 -> panic x"), "Illegal GP3");
  EXPECT_EQ(Frames(call + Recovers("d", "x") + "end"), "Stuck GP3");
  EXPECT_EQ(Frames(call + "p0 fn d\n* p0 Recover -> nil"), "Illegal GP3");
  EXPECT_EQ(Frames(call + "p0 fn d\n* p0 Recover -> y"), "Illegal GP3");
  EXPECT_EQ(Frames(call + "p0 fn d\np0 Recover\nend"), "Stuck GP3");
}

TEST(GoPanic, GP4_RecoverWithoutAPanic) {
  EXPECT_EQ(Frames(Body("d", "") + Recovers("d", "nil") + "p0 ->\nend"), "Legal");
  EXPECT_EQ(Frames(Body("d", "") + "p0 fn d\n* p0 Recover -> x"), "Illegal GP4");
  EXPECT_EQ(Frames("p0 Call b\np0 fn b\np0 Recover -> nil"), "Legal");
  EXPECT_EQ(Frames("p0 Call b\np0 fn b\n* p0 Recover -> x"), "Illegal GP4");
}

TEST(GoPanic, GP5_APanicIsRecoveredOnce) {
  const std::string call = Body("d e", "panic x") + "p0 fn e\np0 Recover -> x\n";
  EXPECT_EQ(Frames(call + "p0 Recover -> nil\np0 ->\n" + Recovers("d", "nil") + "p0 ->\nend"),
            "Legal");
  EXPECT_EQ(Frames(call + "* p0 Recover -> x"), "Illegal GP5");
  EXPECT_EQ(Frames(call + "p0 ->\np0 fn d\n* p0 Recover -> x"), "Illegal GP5");
}

TEST(GoPanic, GP6_TheDefersThatAreLeftRunAfterARecover) {
  const std::string call = Body("d e", "panic x") + Recovers("e", "x");
  EXPECT_EQ(Frames(call + "p0 fn d -> panic y\np0 -> panic y"), "Legal");
  EXPECT_EQ(Frames(call + "* p0 ->"), "Illegal GP6");
  EXPECT_EQ(Frames(call + "end"), "Stuck GP6");
}

TEST(GoPanic, GP7_ACallOfADeferredFunctionDoesNotSeeThePanic) {
  const std::string call = Body("d", "panic x") + "p0 fn d\np0 Call c\np0 fn c\n";
  EXPECT_EQ(Frames(call + "p0 Recover -> nil\np0 ->\np0 ->\np0 Recover -> x\np0 ->\np0 ->\nend"),
            "Legal");
  EXPECT_EQ(Frames(call + "* p0 Recover -> x"), "Illegal GP7");
  EXPECT_EQ(Frames(call + "p0 Defer e ->\np0 ->\np0 fn e\n* p0 Recover -> x"), "Illegal GP7");
}

TEST(GoPanic, GP8_ANewPanicTakesThePlaceOfTheOneBefore) {
  const std::string call = Body("d e", "panic x") + "p0 fn e -> panic y\n";
  EXPECT_EQ(Frames(call + Recovers("d", "y") + "p0 ->\nend"), "Legal");
  EXPECT_EQ(Frames(call + "p0 fn d ->\np0 -> panic y\nend"), "Legal");
  EXPECT_EQ(Frames(call + "p0 fn d\n* p0 Recover -> x"), "Illegal GP8");
  EXPECT_EQ(Frames(call + "p0 fn d\np0 Recover -> y\n* p0 Recover -> x"), "Illegal GP8");
  EXPECT_EQ(Frames(call + "p0 fn d ->\n* p0 -> panic x"), "Illegal GP8");
  EXPECT_EQ(Frames(Body("d", "") + "p0 fn d -> panic y\n* p0 ->"), "Illegal GP8");
  const std::string after = Body("d", "panic x") + "p0 fn d\np0 Recover -> x\np0 -> panic y\n";
  EXPECT_EQ(Frames(after + "p0 -> panic y"), "Legal");
}

TEST(GoPanic, GP9_APanicWithinADeferredFunctionLeavesTheOneBefore) {
  const std::string call = Body("d", "panic x") + R"(
    p0 fn d
    p0 Call c
    p0 fn c
    p0 Defer e ->
    p0 -> panic y
    p0 fn e
    p0 Recover -> y
    p0 ->
    p0 ->
  )";
  EXPECT_EQ(Frames(call + "p0 Recover -> x\np0 ->\np0 ->\nend"), "Legal");
  EXPECT_EQ(Frames(call + "p0 ->\np0 -> panic x\nend"), "Legal");
  EXPECT_EQ(Frames(call + "* p0 Recover -> nil"), "Illegal GP9");
  EXPECT_EQ(Frames(call + "* p0 Recover -> y"), "Illegal GP9");
  EXPECT_EQ(Frames(call + "p0 ->\n* p0 ->"), "Illegal GP9");
}

TEST(GoPanic, GP10_GoexitRunsTheDefersAndReturnsToNobody) {
  const std::string call = "p0 Call a\np0 fn a\n" + Body("d", "goexit");
  EXPECT_EQ(Frames(call + "p0 fn d ->\np0 -> goexit\np0 -> goexit\np0 -> goexit\nend"), "Legal");
  EXPECT_EQ(Frames(call + "* p0 -> goexit"), "Illegal GP10");
  EXPECT_EQ(Frames(call + "p0 fn d ->\n* p0 ->"), "Illegal GP10");
  EXPECT_EQ(Frames(call + "p0 fn d ->\nend"), "Stuck GP10");
  EXPECT_EQ(Frames(call + "p0 fn d ->\np0 -> goexit\n* p0 ->"), "Illegal GP10");
  EXPECT_EQ(Frames(call + "p0 fn d ->\np0 -> goexit\n* p0 Recover -> nil"), "Illegal GP10");
  EXPECT_EQ(Frames(Body("", "") + "* p0 -> goexit"), "Illegal GP10");
  EXPECT_EQ(Frames("p0 Call b\np0 fn b -> goexit\np1 Call c\np1 fn c ->\np1 ->"), "Legal");
}

TEST(GoPanic, GP11_GoexitCannotBeRecovered) {
  const std::string call = Body("d", "goexit");
  EXPECT_EQ(Frames(call + Recovers("d", "nil") + "p0 -> goexit\nend"), "Legal");
  EXPECT_EQ(Frames(call + "p0 fn d\n* p0 Recover -> x"), "Illegal GP11");
}

TEST(GoPanic, GP12_GoexitEndsThePanic) {
  const std::string call = Body("d e", "panic x") + "p0 fn e -> goexit\n";
  EXPECT_EQ(Frames(call + Recovers("d", "nil") + "p0 -> goexit\nend"), "Legal");
  EXPECT_EQ(Frames(call + "p0 fn d\n* p0 Recover -> x"), "Illegal GP12");
  EXPECT_EQ(Frames(call + "p0 fn d ->\n* p0 -> panic x"), "Illegal GP12");
  const std::string after = Body("d", "panic x") + "p0 fn d\np0 Recover -> x\np0 -> goexit\n";
  EXPECT_EQ(Frames(after + "p0 -> goexit"), "Legal");
  EXPECT_EQ(Frames(after + "* p0 ->"), "Illegal GP12");
}

TEST(GoPanic, GP13_ARecoveredPanicResumesTheGoexit) {
  const std::string call = Body("d e", "goexit") + "p0 fn e -> panic x\n";
  EXPECT_EQ(Frames(call + Recovers("d", "x") + "p0 -> goexit\nend"), "Legal");
  EXPECT_EQ(Frames(call + "p0 fn d ->\np0 -> panic x"), "Legal");
  EXPECT_EQ(Frames(call + Recovers("d", "x") + "* p0 ->"), "Illegal GP13");
  EXPECT_EQ(Frames(call + "p0 fn d ->\n* p0 -> goexit"), "Illegal GP13");
  // The Goexit goes with the panic to the call around.
  const std::string around = R"(
    p0 Call a
    p0 fn a
    p0 Defer f ->
  )" + Body("e", "goexit") + "p0 fn e -> panic x\np0 -> panic x\np0 -> panic x\n";
  EXPECT_EQ(Frames(around + Recovers("f", "x") + "p0 -> goexit\nend"), "Legal");
  EXPECT_EQ(Frames(around + Recovers("f", "x") + "* p0 ->"), "Illegal GP13");
}

TEST(GoPanic, GP15_PanicWithNil) {
  const std::string call = Body("d", "panic nil-panic");
  EXPECT_EQ(Frames(call + Recovers("d", "nil-panic") + "p0 ->\nend"), "Legal");
  EXPECT_EQ(Frames(call + "p0 fn d\n* p0 Recover -> nil"), "Illegal GP15");
  EXPECT_EQ(Frames(call + "p0 fn d ->\n* p0 -> panic x"), "Illegal GP15");
}

TEST(GoPanic, GP16_NilFunctionsPanicWhenTheyAreCalled) {
  EXPECT_EQ(Frames("p0 Call nil -> panic nil-call"), "Legal");
  EXPECT_EQ(Frames("* p0 Call nil ->"), "Illegal GP16");
  EXPECT_EQ(Frames("* p0 Call nil -> panic x"), "Illegal GP16");
  EXPECT_EQ(Frames("p0 Call nil\nend"), "Stuck GP16");
  const std::string call = Body("d nil e", "panic x") + Recovers("e", "x");
  EXPECT_EQ(Frames(call + Recovers("d", "nil-call") + "p0 ->\nend"), "Legal");
  EXPECT_EQ(Frames(call + "p0 fn d ->\np0 -> panic nil-call"), "Legal");
  EXPECT_EQ(Frames(call + "p0 fn d\n* p0 Recover -> nil"), "Illegal GP16");
  EXPECT_EQ(Frames(call + "p0 fn d ->\n* p0 ->"), "Illegal GP16");
  EXPECT_EQ(Frames("p0 Call b\np0 fn b\n* p0 Defer nil -> panic nil-call"), "Illegal GP16");
}

TEST(GoPanic, NobodyKnowsWhatBecameOfIt) {
  EXPECT_EQ(Frames("p0 Call b\np0 fn b\np0 Recover\np0 -> info\nend"), "Legal");
  EXPECT_EQ(Frames(Body("d", "") + "p0 -> info\nend"), "Legal");
  EXPECT_EQ(Frames("p0 Call b\np0 fn b\np0 Defer d\np0 -> fail\np0 ->\np0 ->\nend"), "Legal");
  EXPECT_EQ(Frames("p0 Call b -> fail\nend"), "Legal");
}

TEST(GoPanic, WhatIsNotKnownIsBadInput) {
  EXPECT_EQ(Frames("p0 fn b"), "h:2:1: expected a function inside the Call that runs it, found b");
  EXPECT_EQ(Frames("p0 Call b\np0 fn c"),
            "h:3:1: expected a function that a Call or a Defer of this process handed in, found c");
  EXPECT_EQ(Frames("p0 Defer d ->"), "h:2:1: expected Defer in the function of a Call, found d");
  EXPECT_EQ(Frames(Body("d", "") + "p0 fn d\np0 Defer e ->"),
            "h:8:1: expected Defer in the function of a Call, found e");
  EXPECT_EQ(Frames("p0 Recover -> nil"), "h:2:1: expected Recover in a function, found Recover");
  EXPECT_EQ(Frames("p0 Call b\np0 fn b ->\np0 ->\np0 Call b"),
            "h:6:1: expected a fn token of its own, found b");
  EXPECT_EQ(Frames("p0 Call b\np0 fn b\np0 -> fail"),
            "h:3:1: expected a function of a Call that was made, found b");
}

}  // namespace
}  // namespace gosync::models
