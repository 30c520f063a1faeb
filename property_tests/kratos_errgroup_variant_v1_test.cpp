// The errgroup of kratos v1.0.1 as it is: the contract refuses it, its release model does not.

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

constexpr char kRelease[] = "kratos_errgroup@v1.0.1";

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

Call Go(const std::string& fn) { return {"Go", {{"group", "g0"}, {"fn", fn}}}; }
Call Of(const char* operation) { return {operation, {{"group", "g0"}}}; }
Call Pool() { return {"GOMAXPROCS", {{"group", "g0"}, {"n", int64_t{1}}}}; }
Outcome Returns(const Field& err) { return {.results = {{"err", err}}}; }

void ExpectOnlyTheRelease(Script& s, const std::string& clause) {
  EXPECT_EQ(s.Verdict(kRelease), "");
  const std::string contract = s.Verdict();
  EXPECT_NE(contract.find(clause), std::string::npos) << contract;
}

TEST(KratosErrgroupV1, KR5_WhatOverflowsWaitsForAWait) {
  Script s(Subject());
  s.Do("A", Pool());
  for (const char* fn : {"f1", "f2", "f3"}) s.Do("A", Go(fn));
  s.End("f1", Returns(nullptr));
  s.End("f2", Returns(nullptr));
  EXPECT_FALSE(s.HasBegun("f3"));
  ExpectOnlyTheRelease(s, "KR5");
}

TEST(KratosErrgroupV1, KR6_AFailedGroupGoesOn) {
  Script s(Subject());
  s.Do("A", Of("WithCancel"));
  s.Do("A", Pool());
  for (const char* fn : {"f1", "f2"}) s.Do("A", Go(fn));
  s.End("f1", Returns("e1"));
  EXPECT_TRUE(s.HasBegun("f2"));
  s.End("f2", Returns(nullptr));
  ExpectOnlyTheRelease(s, "KR6");
}

TEST(KratosErrgroupV1, KR7_APoolIsWaitedForOnce) {
  Script s(Subject());
  s.Do("A", Pool());
  s.Do("A", Of("Wait"));
  EXPECT_EQ(s.Do("A", Of("Wait")).substr(0, 29), "panic close of closed channel");
  EXPECT_EQ(s.Do("A", Go("f1")).substr(0, 28), "panic send on closed channel");
  EXPECT_EQ(s.Do("A", Of("Wait")), "blocked");
  ExpectOnlyTheRelease(s, "KR7");
}

TEST(KratosErrgroupV1, KR8_WhatComesDuringAWaitIsLost) {
  Script s(Subject());
  s.Do("A", Pool());
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("B", Of("Wait")), "blocked");
  for (const char* fn : {"f2", "f3"}) s.Do("f1", Go(fn));
  s.End("f1", Returns(nullptr));
  s.End("f2", Returns(nullptr));
  EXPECT_EQ(s.Now("B"), "blocked");
  EXPECT_FALSE(s.HasBegun("f3"));
  ExpectOnlyTheRelease(s, "KR8");
}

TEST(KratosErrgroupV1, KR9_AWorkerDies) {
  Script s(Subject());
  s.Do("A", Pool());
  s.Do("A", Go("f1"));
  s.Do("A", Go("f2"));
  s.End("f1", {.kind = Outcome::Kind::kGoexit});
  EXPECT_FALSE(s.HasBegun("f2"));
  EXPECT_EQ(s.Do("B", Of("Wait")), "blocked");
  ExpectOnlyTheRelease(s, "KR9");
}

class AtOnce final : public adapters::Session {
 public:
  Outcome RunCallback(const std::string&) override { return Returns(nullptr); }
};

TEST(KratosErrgroupV1DeathTest, KR11_TwoWaitsEndTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        const auto session = std::make_shared<AtOnce>();
        for (;;) {
          const auto subject = Subject().make({});
          subject->Perform(Pool(), session);
          for (const char* fn : {"f1", "f2", "f3", "f4", "f5"}) subject->Perform(Go(fn), session);
          subject->PerformUnrecovered(Of("Wait"), session);
          subject->Perform(Of("Wait"), session);
        }
      },
      "panic: ");
}

}  // namespace
}  // namespace gosync::property
