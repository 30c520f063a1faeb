// The errgroup of v0.14.0 and v0.15.0: its contract refuses it, its release model does not.

#include <gtest/gtest.h>

#include <string>

#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

constexpr char kRelease[] = "errgroup@v0.15.0";

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

Call Go(const std::string& fn) { return {"Go", {{"group", "g0"}, {"fn", fn}}}; }
Call Of(const char* operation) { return {operation, {{"group", "g0"}}}; }
Call SetLimit(int64_t n) { return {"SetLimit", {{"group", "g0"}, {"n", n}}}; }
Outcome Panics(const char* with, bool error) {
  return {.kind = Outcome::Kind::kPanic, .panic = with, .panic_is_error = error};
}
Outcome Returns(const Field& err) { return {.results = {{"err", err}}}; }

void ExpectOnlyTheRelease(Script& s, const std::string& clause) {
  EXPECT_EQ(s.Verdict(kRelease), "");
  const std::string contract = s.Verdict();
  EXPECT_NE(contract.find(clause), std::string::npos) << contract;
}

TEST(ErrgroupPropagating, EG13_APanicComesOutOfEveryWait) {
  Script s(Subject());
  s.Do("A", Of("WithContext"));
  s.Do("A", Go("f1"));
  s.Do("A", Go("f2"));
  s.End("f1", Panics("p1", /*error=*/true));
  EXPECT_EQ(s.Do("A", Of("Err")), "err=context canceled");
  EXPECT_EQ(s.Do("B", Of("Wait")), "blocked");
  s.End("f2", Returns("e2"));
  EXPECT_EQ(s.Now("B").substr(0, 8), "panic p1");
  EXPECT_EQ(s.Do("A", Of("Wait")).substr(0, 8), "panic p1");
  ExpectOnlyTheRelease(s, "EG12");
}

TEST(ErrgroupPropagating, EG13_AnExitComesOutOfWaitAndLosesTheError) {
  Script s(Subject());
  s.Do("A", Go("f1"));
  s.Do("A", Go("f2"));
  s.End("f1", {.kind = Outcome::Kind::kGoexit});
  s.End("f2", Returns("e2"));
  EXPECT_EQ(s.Do("A", Of("Wait")), "goexit");
  ExpectOnlyTheRelease(s, "EG12");
}

TEST(ErrgroupPropagating, EG9_ALimitBesideAFunctionHangs) {
  Script s(Subject());
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("A", SetLimit(1)), "returned");
  s.End("f1", Returns(nullptr));
  EXPECT_EQ(s.Do("A", Of("Wait")), "blocked");
  ExpectOnlyTheRelease(s, "EG9");
}

TEST(ErrgroupPropagating, EG10_AFunctionWaitsForItsOwnSlot) {
  Script s(Subject());
  s.Do("A", SetLimit(1));
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("f1", Go("f2")), "blocked");
  ExpectOnlyTheRelease(s, "EG10");
}

}  // namespace
}  // namespace gosync::property
