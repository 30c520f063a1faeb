// One small history for every clause of kratos_errgroup that must be accepted, and one that
// breaks it.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string By(const std::string& model, const std::string& steps) {
  return tests::Judge(model, {"kratos_errgroup", {}, steps}).verdict;
}
std::string Contract(const std::string& steps) { return By("kratos_errgroup", steps); }
std::string Release(const std::string& steps) { return By("kratos_errgroup@v1.0.1", steps); }

TEST(KratosErrgroup, KR1_TheContext) {
  const std::string fails = R"(
    p0 WithCancel g ->
    p0 Go g f ->
    p0 Go g h ->
    p1 fn f
    p1 Err f -> nil
    p2 fn h
    p2 Done f
    p1 -> e
    p2 ->
    p2 Err h -> canceled
    p2 Cause h -> canceled
    p2 -> nil
    p0 Wait g -> e
  )";
  EXPECT_EQ(Contract(fails + "end"), "Legal");
  EXPECT_EQ(Contract(fails + "* p0 Err f -> nil"), "Illegal KR1");
  EXPECT_EQ(Contract(fails + "* p0 Cause f -> e"), "Illegal KR1");
  const std::string keeps = R"(
    p0 WithContext g ->
    p0 Go g f ->
    p1 fn f
    p1 -> e
    p0 Wait g -> e
    p0 Err f -> nil
  )";
  EXPECT_EQ(Contract(keeps + "p0 Cancel g c ->\np0 Done f ->\np0 Cause f -> c\nend"), "Legal");
  EXPECT_EQ(Contract(keeps + "* p0 Done f ->"), "Illegal KR1");
  EXPECT_EQ(Contract("p0 Go g f ->\np1 fn f -> e\np0 Wait g -> e\np0 Done f\nend"), "Legal");
  EXPECT_EQ(Contract(R"(
    p0 WithCancel g ->
    p0 Go g f ->
    p1 fn f -> nil
    p0 Wait g -> nil
    p0 Done f
    end)"),
            "Stuck KR1");
}

TEST(KratosErrgroup, KR2_APanicIsAnError) {
  const std::string panics = "p0 Go g f ->\np1 fn f -> panic boom\n";
  EXPECT_EQ(Contract(panics + "p0 Wait g -> boom true\nend"), "Legal");
  EXPECT_EQ(Contract(panics + "* p0 Wait g -> nil"), "Illegal KR2");
  EXPECT_EQ(Contract(panics + "* p0 Wait g -> boom"), "Illegal KR2");
  EXPECT_EQ(Contract(panics + "crash boom"), "Illegal KR2");
  EXPECT_EQ(Contract("p0 Go g f ->\np1 fn f -> e\n* p0 Wait g -> e true"), "Illegal KR3");
}

TEST(KratosErrgroup, KR3_TheFirstErrorSticks) {
  const std::string failed = "p0 Go g f ->\np1 fn f -> e\np0 Wait g -> e\np0 Go g h ->\n";
  EXPECT_EQ(Contract(failed + "p1 fn h -> later\np0 Wait g -> e\nend"), "Legal");
  EXPECT_EQ(Contract(failed + "p1 fn h -> later\n* p0 Wait g -> later"), "Illegal KR3");
  EXPECT_EQ(Contract(failed + "p1 fn h -> nil\n* p0 Wait g -> nil"), "Illegal KR3");
  const std::string next = R"(
    p0 WithCancel g ->
    p0 GOMAXPROCS g 1 ->
    p0 Go g f ->
    p0 Go g h ->
    p1 fn f -> e
    p2 fn h
    p2 Err h -> nil
  )";
  EXPECT_EQ(Release(next.substr(0, next.rfind("nil")) + "canceled\np2 -> nil\nend"), "Legal");
  EXPECT_NE(Release(next), "Legal");
}

TEST(KratosErrgroup, KR4_GOMAXPROCS) {
  EXPECT_EQ(Contract("p0 GOMAXPROCS g 0 -> panic no\np0 GOMAXPROCS g 1 ->\n"
                     "p0 GOMAXPROCS g -1 -> panic no\nend"),
            "Legal");
  EXPECT_EQ(Contract("* p0 GOMAXPROCS g 0 ->"), "Illegal KR4");
  EXPECT_EQ(Contract("* p0 GOMAXPROCS g 1 -> panic no"), "Illegal KR4");
  const std::string twice = R"(
    p0 GOMAXPROCS g 1 ->
    p0 GOMAXPROCS g 2 ->
    p0 Go g f ->
    p0 Go g h ->
    p1 fn f
  )";
  EXPECT_EQ(Contract(twice + "end"), "Legal");
  EXPECT_EQ(Contract(twice + "* p2 fn h"), "Illegal KR4");
}

TEST(KratosErrgroup, KR5_ThePool) {
  const std::string full = R"(
    p0 Go g free ->
    p0 GOMAXPROCS g 1 ->
    p0 Go g a ->
    p0 Go g b ->
    p0 Go g c ->
    p1 fn free
    p2 fn b                    # in any order
  )";
  EXPECT_EQ(Contract(full + "end"), "Legal");
  EXPECT_EQ(Contract(full + "* p3 fn a"), "Illegal KR5");
  EXPECT_EQ(Contract(full + "p2 -> nil\np2 fn a -> nil\np2 fn c -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(full + "p2 -> nil\nend"), "Stuck KR5");
  EXPECT_EQ(Contract("p0 GOMAXPROCS g 1 ->\np0 Go g f\nend"), "Stuck KR5");
  const std::string left = R"(
    p0 GOMAXPROCS g 1 ->
    p0 Go g a ->
    p0 Go g b ->
    p0 Go g c ->
    p1 fn a -> nil
    p1 fn b -> nil
  )";
  EXPECT_EQ(Contract(left + "end"), "Stuck KR5");  // c waits for a Wait
  EXPECT_EQ(Release(left + "end"), "Legal");
  EXPECT_EQ(Release("p0 GOMAXPROCS g 1 ->\np0 Go g a ->\nend"), "Stuck");
}

TEST(KratosErrgroup, KR6_NothingBeginsInAFailedGroup) {
  const std::string fails = R"(
    p0 WithCancel g ->
    p0 GOMAXPROCS g 1 ->
    p0 Go g f ->
    p0 Go g h ->
    p1 fn f -> e
    p0 Wait g
  )";
  EXPECT_EQ(Contract(fails + "p0 -> e\nend"), "Legal");
  EXPECT_EQ(Contract(fails + "* p1 fn h\np1 -> nil\np0 -> e\nend"), "Illegal KR6");
  EXPECT_EQ(Release(fails + "p1 fn h -> nil\np0 -> e\nend"), "Legal");
  const std::string free = R"(
    p0 WithCancel g ->
    p0 Go g f ->
    p0 Go g h ->
    p1 fn f -> e
  )";
  EXPECT_EQ(Contract(free + "p2 fn h -> nil\np0 Wait g -> e\nend"), "Legal");  // it was on its way
  EXPECT_EQ(Contract(free + "p0 Wait g -> e\n* p2 fn h"), "Illegal KR8");
  EXPECT_EQ(Contract("p0 WithCancel g ->\np0 Go g f ->\np1 fn f -> e\np0 Wait g -> e\n"
                     "p0 Go g h ->\n* p1 fn h"),
            "Illegal KR6");
  EXPECT_EQ(Contract("p0 WithContext g ->\np0 GOMAXPROCS g 1 ->\np0 Go g f ->\np0 Go g h ->\n"
                     "p1 fn f -> e\np1 fn h -> nil\np0 Wait g -> e\nend"),
            "Legal");
}

TEST(KratosErrgroup, KR7_AGroupIsUsedAgain) {
  const std::string waited =
      "p0 GOMAXPROCS g 1 ->\np0 Go g f ->\np1 fn f -> nil\np0 Wait g -> nil\n";
  EXPECT_EQ(Contract(waited + "p0 Wait g -> nil\np0 Go g h ->\np1 fn h -> e\np0 Wait g -> e\nend"),
            "Legal");
  EXPECT_EQ(Contract(waited + "* p0 Wait g -> panic close-closed"), "Illegal KR7");
  EXPECT_EQ(Contract(waited + "* p0 Go g h -> panic send-closed"), "Illegal KR7");
  EXPECT_EQ(Release(waited + "p0 Wait g -> panic close-closed\n"
                             "p0 Go g h -> panic send-closed\np0 Wait g\nend"),
            "Legal");
  EXPECT_NE(Release(waited + "p0 Wait g -> nil"), "Legal");
}

TEST(KratosErrgroup, KR8_EveryFunctionRunsOnce) {
  EXPECT_EQ(Contract("p0 Go g f ->\nend"), "Stuck KR8");
  EXPECT_EQ(Contract("p0 Go g f ->\np1 fn f -> nil\n* p1 fn f"), "Illegal KR8");
  EXPECT_EQ(Contract("p0 Go g f ->\np1 fn f\n* p0 Wait g -> nil"), "Illegal KR8");
  EXPECT_EQ(Contract("p0 Go g f ->\np1 fn f -> nil\np0 Wait g\nend"), "Stuck KR8");
  const std::string late = R"(
    p0 GOMAXPROCS g 1 ->
    p0 Go g f ->
    p1 fn f
    p0 Wait g
    p1 Go g a ->
    p1 Go g b ->
    p1 -> nil
    p1 fn a -> nil
  )";
  EXPECT_EQ(Contract(late + "p1 fn b -> nil\np0 -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(late + "end"), "Stuck KR8");
  EXPECT_EQ(Release(late + "end"), "Legal");
}

TEST(KratosErrgroup, KR9_AGoexitIsAnEnd) {
  const std::string exits = R"(
    p0 GOMAXPROCS g 1 ->
    p0 Go g f ->
    p0 Go g h ->
    p1 fn f -> goexit
    p0 Wait g
  )";
  EXPECT_EQ(Contract(exits + "p2 fn h -> nil\np0 -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(exits + "end"), "Stuck KR9");
  EXPECT_EQ(Release(exits + "end"), "Legal");
  EXPECT_EQ(Contract("p0 Go g f ->\np1 fn f -> goexit\np0 Wait g\nend"), "Stuck KR9");
}

TEST(KratosErrgroup, KR10_NoHistoryShowsLeaks) {
  EXPECT_EQ(Contract("p0 GOMAXPROCS g 1 ->\nend"), "Legal");
}

TEST(KratosErrgroup, KR11_SeveralWait) {
  const std::string two = R"(
    p0 GOMAXPROCS g 1 ->
    p0 Go g a ->
    p0 Go g b ->
    p0 Go g c ->
    p1 fn a
    p2 Wait g
    p3 Wait g
    p1 -> nil
    p1 fn b -> nil
    p1 fn c -> nil
  )";
  EXPECT_EQ(Contract(two + "p2 -> nil\np3 -> nil\nend"), "Legal");
  EXPECT_EQ(Contract(two + "* p1 fn c\np1 -> nil\nopen"), "Illegal KR11");
  EXPECT_EQ(Release(two + "p1 fn c -> nil\ncrash below-zero"), "Legal");
  EXPECT_EQ(Contract(two + "crash below-zero"), "Illegal KR11");
}

TEST(KratosErrgroup, KR12_ATypedNilIsAnError) {
  EXPECT_EQ(Contract("p0 Go g f ->\np1 fn f -> typed-nil\np0 Wait g -> typed-nil\nend"), "Legal");
}

TEST(KratosErrgroup, KR13_NoHistoryShowsMemoryOrders) {
  EXPECT_EQ(Contract("p0 GOMAXPROCS g 1 ->\np0 Go g f ->\np1 fn f -> nil\np0 Go g h ->\n"
                     "p1 fn h -> nil\np0 Wait g -> nil\nend"),
            "Legal");
}

TEST(KratosErrgroup, KR14_TheHook) {
  const std::string fails = R"(
    p0 WithCancel g ->
    p0 OnError g ->
    p0 Go g f ->
    p1 fn f
    p1 -> panic boom
    p0 Wait g
  )";
  EXPECT_EQ(Contract(fails + "p1 hook g boom true\np1 Done f ->\np1 ->\np0 -> boom true\nend"),
            "Legal");
  EXPECT_EQ(Contract(fails + "p1 hook g boom true -> panic oops\np0 -> boom true\nend"), "Legal");
  EXPECT_EQ(Contract(fails + "* p1 hook g boom"), "Illegal KR14");
  EXPECT_EQ(Contract(fails + "p1 hook g boom true ->\n* p1 hook g boom true"), "Illegal KR14");
  EXPECT_EQ(Contract(fails + "p1 hook g boom true\n* p0 -> boom true"), "Illegal KR14");
  EXPECT_EQ(Contract(fails + "* p0 -> boom true"), "Illegal KR14");
  EXPECT_EQ(Contract(fails + "end"), "Stuck KR14");
  EXPECT_EQ(Contract(fails + "p1 hook g boom true -> panic oops\ncrash oops"), "Illegal KR14");
}

TEST(KratosErrgroup, WhatIsNoHistory) {
  EXPECT_NE(Contract("p0 Go g f ->\np0 Go g f ->").find("a fn token of its own"),
            std::string::npos);
  EXPECT_NE(Contract("p0 fn f -> nil").find("handed in"), std::string::npos);
  EXPECT_NE(Contract("p0 Go g f ->\np0 Err f -> nil").find("has begun"), std::string::npos);
  EXPECT_NE(Contract("p0 Go g f ->\np0 WithCancel g ->").find("that is new"), std::string::npos);
  EXPECT_NE(Contract("p0 Go g f ->\np0 Cancel g c ->").find("above returned"), std::string::npos);
  EXPECT_NE(Contract("p0 Go g f ->\np0 OnError g ->").find("before the first"), std::string::npos);
  EXPECT_NE(Contract("p0 OnError g\np1 Go g f ->").find("has returned"), std::string::npos);
  EXPECT_NE(Contract("p0 Go g f ->\np1 fn f -> info").find("no info"), std::string::npos);
}

}  // namespace
}  // namespace gosync::models
