// One small history for every clause of once that must be accepted, and one that breaks it.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Contract(const std::string& steps) {
  return tests::Judge("once", {"once", {}, steps}).verdict;
}

TEST(Once, ON1_OneRun) {
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f
    p1 Do o g                  # waits; g never runs
    p0 ->                      # f ends
    p1 ->
    p0 ->
    p2 Do o h ->
    p2 Do other k              # another Once
    p2 fn k ->
    p2 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f ->
      p0 ->
      p1 Do o g
    * p1 fn g)"),
            "Illegal ON1");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f ->
    * p0 fn f                  # a second time)"),
            "Illegal ON1");
  EXPECT_EQ(Contract(R"(
    * p0 Do o f ->             # nobody ran a function)"),
            "Illegal ON1");
}

TEST(Once, ON1_NobodyReturnsBeforeTheRunHasEnded) {
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f
      p1 Do o g
    * p1 ->)"),
            "Illegal ON1");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p1 Do o g
    * p1 ->                    # nor before it has begun
      p0 fn f ->
      p0 ->)"),
            "Illegal ON1");
}

TEST(Once, ON1_EverybodyReturnsAfterIt) {
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f ->
    p0 ->
    p1 Do o g
    end)"),
            "Stuck ON1");
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    end)"),
            "Stuck ON1");
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f
    p1 Do o g
    end                        # f itself waits for something)"),
            "Legal");
}

TEST(Once, ON1_TheFunctionMayHaveAProcessOfItsOwn) {
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p9 fn f ->
    p1 Do o g ->
    p0 ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p9 fn f
    * p0 ->)"),
            "Illegal ON1");
}

TEST(Once, ON2_APanicHasRun) {
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f
    p1 Do o g                  # waits, and hears nothing
    p0 -> panic p
    p1 ->
    p0 -> panic p
    p2 Do o h ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f -> panic p
      p0 -> panic p
      p1 Do o g
    * p1 fn g                  # B80)"),
            "Illegal ON2");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f -> panic p
    * p0 ->                    # its caller sees nothing)"),
            "Illegal ON2");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f -> panic p
    * p0 -> panic q)"),
            "Illegal ON2");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f
      p1 Do o g
      p0 -> panic p
      p0 -> panic p
    * p1 -> panic p            # somebody else sees it)"),
            "Illegal ON2");
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f -> panic p
    p0 -> panic p
    p1 Do o g
    end)"),
            "Stuck ON2");
}

TEST(Once, ON2_AGoexitHasRun) {
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f -> goexit
    p0 -> goexit
    p1 Do o g ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f -> goexit
    * p0 ->)"),
            "Illegal ON2");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f -> goexit
      p0 -> goexit
      p1 Do o g
    * p1 fn g)"),
            "Illegal ON2");
}

TEST(Once, ON2_ANilFunctionHasRun) {
  EXPECT_EQ(Contract(R"(
    p0 Do o nil
    p1 Do o nil
    p1 ->                      # so the other one ran its own
    p0 -> panic nil-call
    p1 Do o f ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do o nil -> panic nil-call
      p1 Do o f
    * p1 fn f)"),
            "Illegal ON2");
  EXPECT_EQ(Contract(R"(
    * p0 Do o nil ->           # its caller sees nothing)"),
            "Illegal ON2");
  EXPECT_EQ(Contract(R"(
      p0 Do o nil -> panic nil-call
    * p1 Do o nil -> panic nil-call)"),
            "Illegal ON2");
}

TEST(Once, ON3_InsideItsFunctionItWaitsForItself) {
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f
    p0 Do o g
    p1 Do o h
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 fn f
    * p0 Do o g ->)"),
            "Illegal ON3");
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f
    p0 Do other g              # another one nests freely
    p0 fn g ->
    p0 ->
    p0 ->
    p0 ->
    end)"),
            "Legal");
}

TEST(Once, WhatNobodySaw) {
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 -> info                 # it may have run f
    p1 Do o g ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p1 Do o g
    * p1 ->                    # but up to here it would have been seen
      p0 -> info)"),
            "Illegal ON1");
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f -> info            # it may have ended, or not
    p1 Do o g ->
    p2 Do o h ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p0 fn f -> info
    p1 Do o g
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 Do o f
      p0 -> fail
    * p1 Do o g ->)"),
            "Illegal ON1");
}

TEST(Once, BadInput) {
  EXPECT_EQ(Contract("p0 fn f"), "h:2:1: expected a function that a Do above handed in, found f");
  EXPECT_EQ(Contract(R"(
    p0 Do o f
    p1 Do o f)"),
            "h:3:1: expected a fn token of its own, found f a second time");
}

}  // namespace
}  // namespace gosync::models
