// One small history for every clause of OnceFunc, OnceValue and OnceValues that must be
// accepted, and one that breaks it.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Contract(const std::string& steps) {
  return tests::Judge("oncefunc", {"oncefunc", {}, steps}).verdict;
}

std::string Of(const std::string& release, const std::string& steps) {
  return tests::Judge("oncefunc@" + release, {"oncefunc", {}, steps}).verdict;
}

TEST(Oncefunc, ON4_TheSameResultsForAll) {
  EXPECT_EQ(Contract(R"(
    p0 OnceValues o f ->
    p0 Call o
    p0 fn f
    p1 Call o
    p0 -> v e
    p1 -> v e
    p0 -> v e
    p2 Call o -> v e
    p2 OnceFunc q g ->
    p2 Call q
    p2 fn g ->
    p2 ->
    p2 OnceValue r h ->
    p2 Call r
    p2 fn h -> nil
    p2 -> nil
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 OnceValue o f ->
      p0 Call o
      p0 fn f -> v
      p0 -> v
    * p1 Call o -> w)"),
            "Illegal ON4");
  EXPECT_EQ(Contract(R"(
      p0 OnceValues o f ->
      p0 Call o
      p0 fn f -> v e
      p0 -> v e
    * p1 Call o -> v nil)"),
            "Illegal ON4");
}

TEST(Oncefunc, ON4_OneRunThatAllWaitFor) {
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f
    * p1 Call o ->)"),
            "Illegal ON4");
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f ->
      p0 ->
      p0 Call o
    * p0 fn f)"),
            "Illegal ON4");
  EXPECT_EQ(Contract(R"(
    p0 OnceFunc o f ->
    p0 Call o
    p0 fn f ->
    p0 ->
    p1 Call o
    end)"),
            "Stuck ON4");
}

TEST(Oncefunc, ON4_TheSamePanicForAll) {
  EXPECT_EQ(Contract(R"(
    p0 OnceFunc o f ->
    p0 Call o
    p0 fn f
    p1 Call o
    p0 -> panic p
    p1 -> panic p
    p0 -> panic p
    p2 Call o -> panic p
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f -> panic p
      p0 -> panic p
    * p1 Call o -> panic q)"),
            "Illegal ON4");
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f -> panic p
      p0 -> panic p
    * p1 Call o ->             # as a plain Once does it)"),
            "Illegal ON4");
}

TEST(Oncefunc, ON5_AGoexitIsNotRepeated) {
  const std::string exited = R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f -> goexit
      p0 -> goexit
  )";
  EXPECT_EQ(Contract(exited + "p1 Call o -> panic x \n end"), "Legal");
  EXPECT_EQ(Contract(exited + "p1 Call o -> \n end"), "Legal");
  EXPECT_EQ(Contract(exited + "p1 Call o -> goexit \n end"), "Legal");
  EXPECT_EQ(Contract(exited + "p1 Call o \n * p1 fn f"), "Illegal ON5");
  EXPECT_EQ(Contract(exited + "p1 Call o \n end"), "Stuck ON5");
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f -> goexit
    * p0 -> panic p)"),
            "Illegal ON5");
}

TEST(Oncefunc, ON5_ReleasesPanic) {
  const std::string exited = R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f -> goexit
      p0 -> goexit
  )";
  for (const char* release : {"go1.26", "go1.24"}) {
    EXPECT_EQ(Of(release, exited + "p1 Call o -> panic nil-panic \n end"), "Legal");
    EXPECT_EQ(Of(release, exited + "* p1 Call o -> panic x"), "Illegal ON5");
    EXPECT_EQ(Of(release, exited + "* p1 Call o ->"), "Illegal ON5");
  }
}

TEST(Oncefunc, ON6_TheFunctionIsLetGo) {
  EXPECT_EQ(Contract(R"(
    p0 OnceFunc o f ->
    p0 Released o -> false
    p0 Call o
    p0 fn f
    p1 Released o -> false
    p0 ->
    p2 Released o -> true      # it has ended
    p1 Released o -> false     # but its call has not
    p0 ->
    p1 Released o -> true
    end)"),
            "Legal");
  for (const std::string end : {"-> panic p", "-> goexit", "->"}) {
    const std::string over = R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f )" + end + "\n p0 " +
                             end + "\n";
    EXPECT_EQ(Contract(over + "p1 Released o -> true"), "Legal");
    EXPECT_EQ(Contract(over + "* p1 Released o -> false"), "Illegal ON6");
    EXPECT_EQ(Of("go1.26", over + "* p1 Released o -> false"), "Illegal ON6");
    const std::string kept = end == "->" ? "Illegal ON6" : "Legal";
    EXPECT_EQ(Of("go1.24", over + "* p1 Released o -> false"), kept);
  }
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f
    * p1 Released o -> true    # while it runs)"),
            "Illegal ON6");
}

TEST(Oncefunc, ON6_ANilFunctionPanicsWhenCalled) {
  EXPECT_EQ(Contract(R"(
    p0 OnceValue o nil ->
    p0 Call o -> panic nil-call
    p1 Call o -> panic nil-call
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o nil ->
      p0 Call o -> panic nil-call
    * p0 Call o ->)"),
            "Illegal ON6");
}

TEST(Oncefunc, ON7_TheFirstCallRunsIt) {
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o f
    * p0 fn f)"),
            "Illegal ON7");
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o f ->
      p0 Call o
    * p9 fn f)"),
            "Illegal ON7");
}

TEST(Oncefunc, ON3_InsideItsFunctionItWaitsForItself) {
  EXPECT_EQ(Contract(R"(
    p0 OnceFunc o f ->
    p0 Call o
    p0 fn f
    p0 Call o
    p1 Call o
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 OnceFunc o f ->
      p0 Call o
      p0 fn f
    * p0 Call o ->)"),
            "Illegal ON3");
  EXPECT_EQ(Contract(R"(
    p0 OnceFunc o f ->
    p0 OnceFunc q g ->
    p0 Call o
    p0 fn f
    p0 Call q
    p0 fn g ->
    p0 ->
    p0 ->
    p0 ->
    end)"),
            "Legal");
}

TEST(Oncefunc, BadInput) {
  EXPECT_EQ(Contract("p0 Call o"), "h:2:1: expected what a call above has made, found o");
  EXPECT_EQ(Contract("p0 OnceFunc o f -> \n p0 OnceFunc o g"),
            "h:4:1: expected a once token of its own, found o a second time");
  EXPECT_EQ(Contract("p0 OnceFunc o f -> \n p0 OnceFunc q f"),
            "h:4:1: expected a fn token of its own, found f a second time");
  EXPECT_EQ(Contract("p0 OnceValue o f -> \n p0 Call o \n p0 fn f ->"),
            "h:5:1: expected as many results as the function has, found 0");
}

}  // namespace
}  // namespace gosync::models
