// How programs that failed are made smaller.

#include "property_tests/support/smaller.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>

namespace gosync::property {
namespace {

Operation Acquire(int needs = -1) { return {{"Acquire", {{"n", int64_t{1}}}}, needs}; }
Operation Release(int needs) { return {{"Release", {{"n", int64_t{1}}}}, needs}; }
Operation Do(const std::string& fn) { return {{"Do", {{"key", "k"}, {"fn", fn}}}}; }
Operation On(const char* what, const std::string& channel) { return {{what, {{"chan", channel}}}}; }

std::string Shown(const Program& program) {
  std::ostringstream out;
  Show(program, out);
  return out.str();
}

TEST(Smaller, EachHasFewerOperations) {
  const Program program{.prefix = {Acquire()}, .branches = {{Acquire(), Acquire()}, {Acquire()}}};
  const auto all = Smaller(program);
  EXPECT_EQ(all.size(), 4u);
  for (const Program& smaller : all) EXPECT_EQ(CountOperations(smaller), 3) << Shown(smaller);
}

TEST(Smaller, NothingIsLeftOfTheSmallest) {
  EXPECT_TRUE(Smaller({}).empty());
  const auto all = Smaller({.branches = {{Acquire()}}});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all[0].branches.empty());
}

TEST(Smaller, WhatIsNamedIsStillMade) {
  const std::vector<std::pair<Operation, Operation>> makers = {
      {{{"NewCond", {{"cond", "c0"}, {"l", "m0"}, {"shared", false}}}},
       {{"Signal", {{"cond", "c0"}}}}},
      {{{"AfterFunc", {{"ctx", "background"}, {"fn", "f0"}}}}, {{"Stop", {{"fn", "f0"}}}}},
      {{{"WithDeadline",
         {{"parent", "background"}, {"ctx", "c0"}, {"deadline", int64_t{1}}, {"cause", nullptr}}}},
       {{"Err", {{"ctx", "c0"}}}}}};
  for (const auto& [made, used] : makers) {
    const auto all = Smaller({.prefix = {made}, .branches = {{used}}});
    ASSERT_EQ(all.size(), 1u) << ShowCall(made.call);
    EXPECT_EQ(all[0].prefix.size(), 1u);
    EXPECT_TRUE(Smaller(all[0]).at(0).prefix.empty());
  }
}

TEST(Smaller, WhatNeedsAnOperationGoesWithIt) {
  const auto all = Smaller({.branches = {{Acquire(), Acquire(), Release(0), Release(1)}}});
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(CountOperations(all[0]), 2);
  // The other pair is still one.
  EXPECT_EQ(all[0].branches[0][1].needs, 0);
  EXPECT_EQ(CountOperations(all[2]), 3);
  EXPECT_EQ(all[2].branches[0][2].needs, 1);
}

TEST(Smaller, NobodyReceivesFromAChannelThatIsNotMade) {
  const auto all =
      Smaller({.branches = {{On("DoChan", "ch0"), On("DoChan", "ch1"), On("Receive", "ch0")}}});
  ASSERT_EQ(all.size(), 3u);
  ASSERT_EQ(CountOperations(all[0]), 1);
  EXPECT_EQ(ShowCall(all[0].branches[0][0].call), "DoChan(chan=ch1)");
  EXPECT_EQ(CountOperations(all[1]), 2);
  EXPECT_EQ(CountOperations(all[2]), 2);
}

TEST(Smaller, FunctionsThatNobodyHandsInGo) {
  Program program{.branches = {{Do("f0")}, {Do("f2")}}};
  program.functions["f0"].body = {Do("f1")};
  program.functions["f1"] = {};
  program.functions["f2"] = {};
  const auto all = Smaller(program);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].functions.size(), 1u);  // without Do(f0), f1 goes, too
  EXPECT_EQ(all[1].functions.size(), 2u);
  EXPECT_EQ(all[2].functions.size(), 2u);
  EXPECT_TRUE(all[2].functions.at("f0").body.empty());
}

}  // namespace
}  // namespace gosync::property
