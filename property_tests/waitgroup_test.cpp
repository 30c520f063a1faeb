// sync::WaitGroup, or what GOSYNC_ADAPTER names, on real threads: an example for each clause of
// docs/waitgroup.md, then generated programs.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"
#include "property_tests/support/waitgroup_programs.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

constexpr char kBelowZero[] = "panic sync: negative WaitGroup counter";

Call Add(const std::string& wg, int64_t delta) { return {"Add", {{"wg", wg}, {"delta", delta}}}; }
Call Done(const std::string& wg) { return {"Done", {{"wg", wg}}}; }
Call Wait(const std::string& wg) { return {"Wait", {{"wg", wg}}}; }
Call Go(const std::string& wg, const std::string& fn) { return {"Go", {{"wg", wg}, {"fn", fn}}}; }

TEST(Waitgroup, WG1_AllWaitersGoAtZero) {
  Script s(Subject());
  s.Do("A", Add("g0", 2));
  EXPECT_EQ(s.Do("B", Wait("g0")), "blocked");
  EXPECT_EQ(s.Do("C", Wait("g0")), "blocked");
  EXPECT_EQ(s.Do("A", Done("g0")), "returned");
  EXPECT_EQ(s.Now("B"), "blocked");
  EXPECT_EQ(s.Do("A", Done("g0")), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Now("C"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Waitgroup, WG1_ByWhateverAmount) {
  Script s(Subject());
  s.Do("A", Add("g0", 3));
  s.Do("B", Wait("g0"));
  s.Do("C", Wait("g0"));
  EXPECT_EQ(s.Do("A", Add("g0", -3)), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Now("C"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Waitgroup, WG2_BelowZeroItPanicsAndStays) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Done("g0")), kBelowZero);
  EXPECT_EQ(s.Do("B", Wait("g0")), "blocked");
  EXPECT_EQ(s.Do("A", Add("g0", 1)), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Waitgroup, WG2_ThirtyTwoBits) {
  Script s(Subject());
  s.Do("A", Add("g0", 2147483647));
  EXPECT_EQ(s.Do("A", Add("g0", 1)), kBelowZero);
  EXPECT_EQ(s.Do("A", Add("g1", int64_t{1} << 31)), kBelowZero);
  EXPECT_EQ(s.Do("A", Add("g2", int64_t{1} << 32)), "returned");
  EXPECT_EQ(s.Do("A", Wait("g2")), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Waitgroup, WG3_AddBesideAWaiterIsNoMisuseAboveZero) {
  Script s(Subject());
  s.Do("A", Add("g0", 1));
  s.Do("B", Wait("g0"));
  EXPECT_EQ(s.Do("A", Add("g0", 2)), "returned");
  EXPECT_EQ(s.Do("A", Add("g0", -3)), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Waitgroup, WG4_ZeroDoesNotWaitAndRoundsFollowEachOther) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Wait("g0")), "returned");
  for (int round = 0; round < 3; ++round) {
    s.Do("A", Add("g0", 1));
    EXPECT_EQ(s.Do("B", Wait("g0")), "blocked");
    EXPECT_EQ(s.Do("C", Wait("g0")), "blocked");
    s.Do("A", Done("g0"));
    EXPECT_EQ(s.Now("B"), "returned");
    EXPECT_EQ(s.Now("C"), "returned");
    EXPECT_EQ(s.Do("A", Wait("g0")), "returned");
  }
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Waitgroup, WG5_GoCountsForItsFunction) {
  for (const auto kind : {Outcome::Kind::kReturn, Outcome::Kind::kGoexit}) {
    Script s(Subject());
    EXPECT_EQ(s.Do("A", Go("g0", "f1")), "returned");
    EXPECT_EQ(s.Do("B", Wait("g0")), "blocked");
    EXPECT_EQ(s.Do("f1", Go("g0", "f2")), "returned");
    s.End("f1", {.kind = kind});
    EXPECT_EQ(s.Now("B"), "blocked");
    s.End("f2", {});
    EXPECT_EQ(s.Now("B"), "returned");
    EXPECT_EQ(s.Verdict(), "");
  }
}

TEST(Waitgroup, WG5_GoPanicsAsAddAndRunsNothing) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", Add("g0", -2)), kBelowZero);
  EXPECT_EQ(s.Do("A", Go("g0", "f1")), kBelowZero);
  EXPECT_FALSE(s.HasBegun("f1"));
  EXPECT_EQ(s.Verdict(), "");
}

class Panicking final : public adapters::Session {
 public:
  Outcome RunCallback(const std::string&) override {
    return {.kind = Outcome::Kind::kPanic, .panic = "p1", .panic_is_error = true};
  }
};

// Nobody who waits is let go: it would exit with success before the panic is printed.
TEST(WaitgroupDeathTest, WG5_APanicOfTheFunctionEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        const auto subject = Subject().make({});
        const auto session = std::make_shared<Panicking>();
        subject->Perform(Go("g0", "f1"), session);
        subject->Perform(Wait("g0"), session);
        std::_Exit(0);
      },
      "panic: p1");
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
TEST(Waitgroup, WG6_DoneAndFunctionsHappenBeforeTheReturnOfWait) {
  for (int round = 0; round < 200; ++round) {
    const auto subject = Subject().make({});
    const auto session = std::make_shared<Writer>();
    int plain = 0;
    subject->Perform(Add("g0", 1), session);
    subject->Perform(Go("g0", "f"), session);
    std::thread thread([&] {
      plain = 1;
      subject->Perform(Done("g0"), session);
    });
    subject->Perform(Wait("g0"), session);
    EXPECT_EQ(plain, 1);
    EXPECT_EQ(session->plain, 1);
    thread.join();
  }
}

TEST(Waitgroup, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "Waitgroup/GeneratedProgramsAreLegal", "waitgroup", WaitgroupPrograms(),
              0.30);
}

}  // namespace
}  // namespace gosync::property
