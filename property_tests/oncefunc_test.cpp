// sync::OnceFunc, OnceValue and OnceValues, or what GOSYNC_ADAPTER names, on real threads: an
// example for each clause of docs/oncefunc.md, then generated programs.

#include <gtest/gtest.h>

#include <string>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/once_programs.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

// Makes the object o0 of the function f1; `kind` is OnceFunc, OnceValue or OnceValues.
Call Make(const char* kind) { return {kind, {{"once", "o0"}, {"fn", "f1"}}}; }
Call MakeNil(const char* kind) { return {kind, {{"once", "o0"}, {"fn", nullptr}}}; }
Call CallIt(const std::string& once = "o0") { return {"Call", {{"once", once}}}; }
Call Released() { return {"Released", {{"once", "o0"}}}; }
Outcome Panic(const std::string& token, bool is_error = true) {
  return {.kind = Outcome::Kind::kPanic, .panic = token, .panic_is_error = is_error};
}
Outcome Exit() { return {.kind = Outcome::Kind::kGoexit}; }

// A runs the function, B waits, C comes later: what each gets.
void ExpectForAll(const char* kind, const Outcome& end, const std::string& leader,
                  const std::string& others) {
  Script s(Subject());
  s.Do("A", Make(kind));
  EXPECT_EQ(s.Do("A", CallIt()), "in f1");
  EXPECT_EQ(s.Do("B", CallIt()), "blocked");
  s.End("f1", end);
  EXPECT_EQ(s.Now("A"), leader);
  EXPECT_EQ(s.Now("B"), others);
  EXPECT_EQ(s.Do("C", CallIt()), others);
  EXPECT_EQ(s.Do("C", Released()), "released=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Oncefunc, ON4_TheSameResultsForAll) {
  ExpectForAll("OnceFunc", {}, "returned", "returned");
  ExpectForAll("OnceValue", {.results = {{"v1", "v"}}}, "v1=v", "v1=v");
  ExpectForAll("OnceValues", {.results = {{"v1", "v"}, {"v2", "w"}}}, "v1=v v2=w", "v1=v v2=w");
}

TEST(Oncefunc, ON4_TheSamePanicForAll) {
  for (const char* kind : {"OnceFunc", "OnceValue", "OnceValues"}) {
    ExpectForAll(kind, Panic("p1"), "panic p1", "panic p1");
    ExpectForAll(kind, Panic("p1", /*is_error=*/false), "panic p1", "panic p1");
    ExpectForAll(kind, Panic(adapters::kNilPanic), "panic nil panic", "panic nil panic");
  }
}

TEST(Oncefunc, ON5_AGoexitIsNotRepeated) {
  for (const char* kind : {"OnceFunc", "OnceValue", "OnceValues"}) {
    ExpectForAll(kind, Exit(), "goexit", "panic nil panic");
  }
}

TEST(Oncefunc, ON6_HeldUntilItHasRun) {
  Script s(Subject());
  s.Do("A", Make("OnceFunc"));
  EXPECT_EQ(s.Do("A", Released()), "released=false");
  s.Do("A", CallIt());
  EXPECT_EQ(s.Do("B", Released()), "released=false");
  s.End("f1", {});
  EXPECT_EQ(s.Do("B", Released()), "released=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Oncefunc, ON6_ANilFunctionPanicsWhenCalled) {
  for (const char* kind : {"OnceFunc", "OnceValue", "OnceValues"}) {
    Script s(Subject());
    EXPECT_EQ(s.Do("A", MakeNil(kind)), "returned");
    EXPECT_EQ(s.Do("A", CallIt()), "panic nil dereference");
    EXPECT_EQ(s.Do("B", CallIt()), "panic nil dereference");
    EXPECT_EQ(s.Verdict(), "");
  }
}

TEST(Oncefunc, ON7_TheFirstCallRunsIt) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Make("OnceFunc")), "returned");
  EXPECT_FALSE(s.HasBegun("f1"));
  EXPECT_EQ(s.Do("B", CallIt()), "in f1");
  s.End("f1", {});
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Oncefunc, ON3_InsideItsFunctionItWaitsForItself) {
  Script s(Subject());
  s.Do("A", Make("OnceValue"));
  s.Do("A", CallIt());
  EXPECT_EQ(s.Do("f1", CallIt()), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Oncefunc, ON3_AnotherOneNests) {
  Script s(Subject());
  s.Do("A", Make("OnceFunc"));
  s.Do("A", {"OnceValue", {{"once", "o1"}, {"fn", "f2"}}});
  s.Do("A", CallIt());
  EXPECT_EQ(s.Do("f1", CallIt("o1")), "in f2");
  s.End("f2", {.results = {{"v1", "v"}}});
  EXPECT_EQ(s.Now("f1"), "v1=v");
  s.End("f1", {});
  EXPECT_EQ(s.Now("A"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(OncefuncDeathTest, ON4_APanicThatNobodyRecoversEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Script s(Subject(), {}, /*record=*/false);
        s.Do("A", Make("OnceFunc"));
        s.DoUnrecovered(CallIt());
        s.End("f1", Panic("p1"));
      },
      "panic: p1");
}

TEST(Oncefunc, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "Oncefunc/GeneratedProgramsAreLegal", "oncefunc@go1.26",
              OncefuncPrograms(), 0.30);
}

}  // namespace
}  // namespace gosync::property
