// SingleFlight as go-zero v1.10.3 has it: its contract refuses it, its release model does not.

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/gozero_singleflight_programs.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

constexpr char kRelease[] = "gozero_singleflight@v1.10.3";

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

TEST(GozeroSilent, IsRefusedByTheContract) {
  const PropertyOptions options{.name = "GozeroSilent/IsRefusedByTheContract",
                                .model = "gozero_singleflight",
                                .programs = ProgramsToTry(2000),
                                .shrink_seconds = 15};
  const PropertyResult result = CheckPrograms(Subject(), options, GozeroSingleflightPrograms());
  std::printf("%s\n", result.message.c_str());
  ASSERT_TRUE(result.failure.has_value()) << "the defect was not found";
  EXPECT_LE(CountOperations(result.failure->program), 4);
  EXPECT_NE(result.failure->why.find("GZ3"), std::string::npos) << result.failure->why;
}

TEST(GozeroSilent, IsExplainedByItsRelease) {
  const PropertyOptions options{.name = "GozeroSilent/IsExplainedByItsRelease",
                                .model = kRelease,
                                .programs = ProgramsToTry(1000)};
  ExpectLegal(Subject(), options, GozeroSingleflightPrograms(), 0.30);
}

// Nothing but GZ3 is wrong with it.
TEST(GozeroSilent, KeepsAllOtherClauses) {
  const PropertyOptions options{.name = "GozeroSilent/KeepsAllOtherClauses",
                                .model = "gozero_singleflight",
                                .without = {"GZ3"},
                                .programs = ProgramsToTry(500)};
  ExpectLegal(Subject(), options, GozeroSingleflightPrograms(), 0.30);
}

void ExpectSilence(const Outcome& end, const std::string& leader) {
  Script s(Subject());
  s.Do("A", {"DoEx", {{"key", "k"}, {"fn", "f1"}}});
  s.Do("B", {"DoEx", {{"key", "k"}, {"fn", "f2"}}});
  s.Do("C", {"Do", {{"key", "k"}, {"fn", "f3"}}});
  s.End("f1", end);
  EXPECT_EQ(s.Now("A"), leader);
  EXPECT_EQ(s.Now("B"), "v=nil fresh=false err=nil");
  EXPECT_EQ(s.Now("C"), "v=nil err=nil");
  EXPECT_EQ(s.Do("C", {"Do", {{"key", "k"}, {"fn", "f4"}}}), "in f4");
  EXPECT_EQ(s.Verdict(kRelease), "");
  const std::string contract = s.Verdict();
  EXPECT_NE(contract.find("GZ3"), std::string::npos) << contract;
}

TEST(GozeroSilent, JoinersOfAPanicSeeSuccess) {
  ExpectSilence({.kind = Outcome::Kind::kPanic, .panic = "p1"}, "panic p1");
}

TEST(GozeroSilent, JoinersOfAnExitSeeSuccess) {
  ExpectSilence({.kind = Outcome::Kind::kGoexit}, "goexit");
}

}  // namespace
}  // namespace gosync::property
