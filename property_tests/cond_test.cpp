// sync::Cond, or what GOSYNC_ADAPTER names, on real threads: an example for each clause of
// docs/cond.md, then generated programs.

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "property_tests/support/cond_programs.hpp"
#include "property_tests/support/expect.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

constexpr char kCopied[] = "panic sync.Cond is copied";
constexpr char kNil[] = "panic nil dereference";

Call NewCond(const std::string& cond, const Field& lock, bool shared = false) {
  return {"NewCond", {{"cond", cond}, {"l", lock}, {"shared", shared}}};
}
Call SetL(const std::string& cond, const std::string& lock) {
  return {"SetL", {{"cond", cond}, {"l", lock}, {"shared", false}}};
}
Call Copy(const std::string& cond, const std::string& to) {
  return {"Copy", {{"cond", cond}, {"to", to}}};
}
Call Wait(const std::string& cond) { return {"Wait", {{"cond", cond}}}; }
Call Signal(const std::string& cond) { return {"Signal", {{"cond", cond}}}; }
Call Broadcast(const std::string& cond) { return {"Broadcast", {{"cond", cond}}}; }
Call Lock(const std::string& lock) { return {"Lock", {{"l", lock}}}; }
Call Unlock(const std::string& lock) { return {"Unlock", {{"l", lock}}}; }
Call RLock(const std::string& lock) { return {"RLock", {{"l", lock}}}; }
Call RUnlock(const std::string& lock) { return {"RUnlock", {{"l", lock}}}; }

// A script with c0 on m0.
class CondScript : public Script {
 public:
  CondScript() : Script(Subject()) { Do("Z", NewCond("c0", "m0")); }

  // `actor` locks and waits.
  std::string LockAndWait(const std::string& actor) {
    Do(actor, Lock("m0"));
    return Do(actor, Wait("c0"));
  }
};

TEST(Cond, CO1_LetsGoOfLAndTakesItAgain) {
  CondScript s;
  EXPECT_EQ(s.LockAndWait("A"), "blocked");
  EXPECT_EQ(s.Do("B", Lock("m0")), "returned");
  EXPECT_EQ(s.Do("B", Signal("c0")), "returned");
  EXPECT_EQ(s.Now("A"), "blocked");
  EXPECT_EQ(s.Do("B", Unlock("m0")), "returned");
  EXPECT_EQ(s.Now("A"), "returned");
  EXPECT_EQ(s.Do("B", Lock("m0")), "blocked");
  EXPECT_EQ(s.Do("A", Unlock("m0")), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

// The lock s0 signals at the end of its Unlock: who has no ticket by then sleeps through it.
TEST(Cond, CO1_ASignalBetweenUnlockAndSleep) {
  Script s(Subject(), {}, /*record=*/false);
  s.Do("A", NewCond("c0", "s0"));
  s.Do("A", Lock("m0"));
  EXPECT_EQ(s.Do("A", Wait("c0")), "returned");
}

TEST(Cond, CO2_OneAtATimeInOrder) {
  CondScript s;
  for (const char* actor : {"A", "B", "C"}) EXPECT_EQ(s.LockAndWait(actor), "blocked");
  for (const char* actor : {"A", "B", "C"}) {
    EXPECT_EQ(s.Now(actor), "blocked");
    EXPECT_EQ(s.Do("D", Signal("c0")), "returned");
    EXPECT_EQ(s.Now(actor), "returned");
    EXPECT_EQ(s.Do(actor, Unlock("m0")), "returned");
  }
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Cond, CO2_IsForgottenIfNobodyWaits) {
  CondScript s;
  EXPECT_EQ(s.Do("B", Signal("c0")), "returned");
  EXPECT_EQ(s.Do("B", Broadcast("c0")), "returned");
  EXPECT_EQ(s.LockAndWait("A"), "blocked");
  EXPECT_EQ(s.Do("B", Signal("c0")), "returned");
  EXPECT_EQ(s.Now("A"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Cond, CO3_AllWhoWaitedAndNobodyElse) {
  CondScript s;
  for (const char* actor : {"A", "B"}) EXPECT_EQ(s.LockAndWait(actor), "blocked");
  s.Do("C", Lock("m0"));
  EXPECT_EQ(s.Do("C", Broadcast("c0")), "returned");
  EXPECT_EQ(s.Do("C", Wait("c0")), "blocked");
  for (int i = 0; i < 2; ++i) {
    const std::string first = s.Now("A") == "returned" ? "A" : "B";
    EXPECT_EQ(s.Now(first), "returned");
    EXPECT_EQ(s.Do(first, Unlock("m0")), "returned");
  }
  EXPECT_EQ(s.Now("A"), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Now("C"), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Cond, CO4_NobodyWakesByHimself) {
  CondScript s;
  s.Do("B", NewCond("c1", "m0"));
  EXPECT_EQ(s.LockAndWait("A"), "blocked");
  EXPECT_EQ(s.Do("B", Signal("c1")), "returned");
  EXPECT_EQ(s.Do("B", Broadcast("c1")), "returned");
  EXPECT_EQ(s.Now("A"), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(CondDeathTest, CO5_WaitWithoutLEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const bool shared : {false, true}) {
    EXPECT_DEATH(
        {
          const auto subject = Subject().make({});
          subject->Perform(NewCond("c0", "m0", shared), nullptr);
          subject->Perform(Wait("c0"), nullptr);
          std::_Exit(0);
        },
        shared ? "sync: RUnlock of unlocked RWMutex" : "sync: unlock of unlocked mutex");
  }
}

TEST(Cond, CO5_WaitTakesTheLockOfWhoeverHasIt) {
  CondScript s;
  EXPECT_EQ(s.Do("A", Lock("m0")), "returned");
  EXPECT_EQ(s.Do("B", Wait("c0")), "blocked");
  EXPECT_EQ(s.Do("C", Lock("m0")), "returned");
  EXPECT_EQ(s.Do("C", Signal("c0")), "returned");
  EXPECT_EQ(s.Do("A", Unlock("m0")), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Cond, CO5_NilLPanicsAndKeepsItsTicket) {
  Script s(Subject());
  s.Do("A", NewCond("c0", nullptr));
  EXPECT_EQ(s.Do("A", Signal("c0")), "returned");
  EXPECT_EQ(s.Do("A", Wait("c0")), kNil);
  s.Do("A", SetL("c0", "m0"));
  s.Do("B", Lock("m0"));
  EXPECT_EQ(s.Do("B", Wait("c0")), "blocked");
  EXPECT_EQ(s.Do("A", Signal("c0")), "returned");
  EXPECT_EQ(s.Now("B"), "blocked");
  EXPECT_EQ(s.Do("A", Signal("c0")), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Cond, CO5_ACopyOfAUsedOnePanics) {
  CondScript s;
  EXPECT_EQ(s.Do("A", Copy("c0", "c1")), "returned");
  EXPECT_EQ(s.Do("A", Signal("c1")), "returned");
  EXPECT_EQ(s.Do("A", Signal("c0")), "returned");
  EXPECT_EQ(s.Do("A", Copy("c0", "c2")), "returned");
  s.Do("A", Lock("m0"));
  for (const Call& call : {Wait("c2"), Signal("c2"), Broadcast("c2"), Signal("c2")}) {
    EXPECT_EQ(s.Do("A", call), kCopied);
  }
  s.Do("A", Unlock("m0"));
  EXPECT_EQ(s.LockAndWait("B"), "blocked");
  EXPECT_EQ(s.Do("A", Signal("c0")), "returned");
  EXPECT_EQ(s.Now("B"), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

// What comes before a Signal is seen by who it wakes, also if no lock orders the two.
TEST(Cond, CO6_SignalHappensBeforeTheReturnOfWait) {
  for (int round = 0; round < 200; ++round) {
    const auto subject = Subject().make({});
    const auto perform = [&](const Call& call) { subject->Perform(call, nullptr); };
    const Call wake = round % 2 == 0 ? Signal("c0") : Broadcast("c0");
    int plain = 0;
    bool waiting = false;  // guarded by m0
    perform(NewCond("c0", "m0"));
    std::thread thread([&] {
      for (bool seen = false; !seen;) {
        perform(Lock("m0"));
        seen = waiting;
        perform(Unlock("m0"));
        if (!seen) std::this_thread::yield();
      }
      plain = 1;
      perform(wake);
    });
    perform(Lock("m0"));
    waiting = true;
    perform(Wait("c0"));
    perform(Unlock("m0"));
    EXPECT_EQ(plain, 1);
    thread.join();
  }
}

TEST(Cond, CO7_TakesTheLThatTheCondHasThen) {
  CondScript s;
  EXPECT_EQ(s.LockAndWait("A"), "blocked");
  s.Do("B", Lock("m0"));
  s.Do("B", Unlock("m0"));
  s.Do("B", SetL("c0", "m1"));
  s.Do("B", Lock("m1"));
  EXPECT_EQ(s.Do("B", Signal("c0")), "returned");
  EXPECT_EQ(s.Now("A"), "blocked");
  EXPECT_EQ(s.Do("B", Unlock("m1")), "returned");
  EXPECT_EQ(s.Now("A"), "returned");
  EXPECT_EQ(s.Do("B", Lock("m0")), "returned");
  EXPECT_EQ(s.Do("B", Lock("m1")), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Cond, CO8_SignalNeedsNoL) {
  CondScript s;
  for (const Call& call : {Signal("c0"), Broadcast("c0")}) {
    EXPECT_EQ(s.LockAndWait("A"), "blocked");
    s.Do("B", Lock("m0"));
    EXPECT_EQ(s.Do("C", call), "returned");  // while somebody else has L
    EXPECT_EQ(s.Do("B", Unlock("m0")), "returned");
    EXPECT_EQ(s.Now("A"), "returned");
    EXPECT_EQ(s.Do("A", Unlock("m0")), "returned");
  }
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Cond, CO1_CO6_TheReaderSideOfALock) {
  Script s(Subject());
  s.Do("A", NewCond("c0", "m0", true));
  for (const char* actor : {"A", "B"}) EXPECT_EQ(s.Do(actor, RLock("m0")), "returned");
  for (const char* actor : {"A", "B"}) EXPECT_EQ(s.Do(actor, Wait("c0")), "blocked");
  EXPECT_EQ(s.Do("C", Lock("m0")), "returned");  // so both have let go
  EXPECT_EQ(s.Do("C", Signal("c0")), "returned");
  EXPECT_EQ(s.Do("C", Unlock("m0")), "returned");
  EXPECT_EQ(s.Now("A"), "returned");
  EXPECT_EQ(s.Now("B"), "blocked");
  EXPECT_EQ(s.Do("C", Broadcast("c0")), "returned");
  EXPECT_EQ(s.Now("B"), "returned");  // while A reads
  EXPECT_EQ(s.Do("A", RUnlock("m0")), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(Cond, GeneratedProgramsAreLegal) {
  // Less than for other primitives: whoever has L keeps the others out. On two cores 0.33 to 0.34.
  ExpectLegal(Subject(), "Cond/GeneratedProgramsAreLegal", "cond", CondPrograms(), 0.20);
}

}  // namespace
}  // namespace gosync::property
