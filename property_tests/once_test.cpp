// sync::Once, or what GOSYNC_ADAPTER names, on real threads: an example for each clause of
// docs/once.md, then generated programs.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

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

Call Do(const std::string& once, const std::string& fn) {
  return {"Do", {{"once", once}, {"fn", fn}}};
}
Call DoNil(const std::string& once) { return {"Do", {{"once", once}, {"fn", nullptr}}}; }
Outcome Panic(const std::string& token, bool is_error = true) {
  return {.kind = Outcome::Kind::kPanic, .panic = token, .panic_is_error = is_error};
}
Outcome Exit() { return {.kind = Outcome::Kind::kGoexit}; }

TEST(Once, ON1_OneRunThatAllWaitFor) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Do("o0", "f1")), "in f1");
  EXPECT_EQ(s.Do("B", Do("o0", "f2")), "blocked");
  EXPECT_EQ(s.Do("C", Do("o0", "f3")), "blocked");
  s.End("f1", {});
  for (const char* who : {"A", "B", "C"}) EXPECT_EQ(s.Now(who), "returned");
  EXPECT_EQ(s.Do("B", Do("o0", "f4")), "returned");
  for (const char* fn : {"f2", "f3", "f4"}) EXPECT_FALSE(s.HasBegun(fn));
  EXPECT_EQ(s.Do("C", Do("o1", "f5")), "in f5");
  s.End("f5", {});
  EXPECT_EQ(s.Verdict(), "");
}

// Writes without any synchronization of its own.
class Writer final : public adapters::Session {
 public:
  Outcome RunCallback(const std::string&) override {
    ++plain;
    return {};
  }
  int plain = 0;
};

// ThreadSanitizer says so if it does not.
TEST(Once, ON1_FunctionHappensBeforeAllReturns) {
  for (int round = 0; round < 100; ++round) {
    const auto subject = Subject().make({});
    const auto session = std::make_shared<Writer>();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        subject->Perform(Do("o0", "f"), session);
        EXPECT_EQ(session->plain, 1);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
}

TEST(Once, ON2_APanicReachesItsCallerOnlyAndIsARun) {
  for (const bool is_error : {true, false}) {
    Script s(Subject());
    s.Do("A", Do("o0", "f1"));
    s.Do("B", Do("o0", "f2"));
    s.End("f1", Panic("p1", is_error));
    EXPECT_EQ(s.Now("A"), "panic p1");
    EXPECT_EQ(s.Now("B"), "returned");
    EXPECT_EQ(s.Do("C", Do("o0", "f3")), "returned");
    EXPECT_FALSE(s.HasBegun("f2") || s.HasBegun("f3"));
    EXPECT_EQ(s.Verdict(), "");
  }
}

TEST(Once, ON2_PanicOfNil) {
  Script s(Subject());
  s.Do("A", Do("o0", "f1"));
  s.End("f1", Panic(adapters::kNilPanic));
  EXPECT_EQ(s.Now("A"), std::string("panic ") + adapters::kNilPanic);
  EXPECT_EQ(s.Do("A", Do("o0", "f2")), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Once, ON2_AGoexitIsARun) {
  Script s(Subject());
  s.Do("A", Do("o0", "f1"));
  s.Do("B", Do("o0", "f2"));
  s.End("f1", Exit());
  EXPECT_EQ(s.Now("A"), "goexit");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Do("C", Do("o0", "f3")), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Once, ON2_ANilFunctionIsARun) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", DoNil("o0")), "panic nil dereference");
  EXPECT_EQ(s.Do("A", DoNil("o0")), "returned");
  EXPECT_EQ(s.Do("B", Do("o0", "f1")), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(OnceDeathTest, ON2_APanicThatNobodyRecoversEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Script s(Subject(), {}, /*record=*/false);
        s.DoUnrecovered(Do("o0", "f1"));
        s.End("f1", Panic("p1"));
      },
      "panic: p1");
}

TEST(Once, ON3_InsideItsFunctionItWaitsForItself) {
  Script s(Subject());
  s.Do("A", Do("o0", "f1"));
  EXPECT_EQ(s.Do("f1", Do("o0", "f2")), "blocked");
  EXPECT_EQ(s.Do("B", Do("o0", "f3")), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Once, ON3_AnotherOneNests) {
  Script s(Subject());
  s.Do("A", Do("o0", "f1"));
  EXPECT_EQ(s.Do("f1", Do("o1", "f2")), "in f2");
  s.End("f2", {});
  EXPECT_EQ(s.Now("f1"), "returned");
  s.End("f1", {});
  EXPECT_EQ(s.Now("A"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Once, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "Once/GeneratedProgramsAreLegal", "once", OncePrograms(), 0.30);
}

}  // namespace
}  // namespace gosync::property
