// Panic, recover, Goexit and defer: one example a clause of docs/go_panic.md.
// What Go prints for the same things is compared in go_oracle_*_test.cpp.

#include <gtest/gtest.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gosync/go/chan.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/go/value.hpp"

namespace {

namespace go = gosync::go;
using go::Call;
using go::CallNamed;
using go::Deferred;
using go::Frame;
using go::Goexit;
using go::Outcome;
using go::Panic;
using go::RunRoot;
using Log = std::vector<std::string>;

// What a deferred function recovered, as text.
std::string Recovered(Deferred& deferred) {
  const std::optional<go::Value> value = deferred.Recover();
  return value ? value->Text() : "nothing";
}

TEST(GoPanic, GP1_DeferredFunctionsRunLastFirstHoweverTheCallEnds) {
  for (const std::function<void()>& end :
       {std::function<void()>([] {}), std::function<void()>([] { Panic("boom"); }),
        std::function<void()>(Goexit)}) {
    Log log;
    RunRoot([&] {
      Call([&](Frame& frame) {
        frame.Defer([&] { log.push_back("first"); });
        frame.Defer([&] { log.push_back("second"); });
        end();
      });
    });
    EXPECT_EQ(log, (Log{"second", "first"}));
  }
}

TEST(GoPanic, GP2_PanicEndsEachCallerAfterItsDefers) {
  Log log;
  const Outcome outcome = RunRoot([&] {
    Call([&](Frame& outer) {
      outer.Defer([&] { log.push_back("outer"); });
      Call([&](Frame& inner) {
        inner.Defer([&] { log.push_back("inner"); });
        Panic("boom");
      });
      log.push_back("not reached");
    });
  });
  EXPECT_EQ(log, (Log{"inner", "outer"}));
  EXPECT_EQ(outcome.kind, Outcome::Kind::kPanic);
  EXPECT_EQ(outcome.value, go::Value("boom"));
}

TEST(GoPanic, GP3_RecoverGivesTheValueAndTheCallReturns) {
  const auto thrown = std::make_shared<int>(7);
  std::optional<go::Value> value;
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { value = deferred.Recover(); });
    Panic(thrown);
  });
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->AsPointer<int>(), thrown);
}

TEST(GoPanic, GP4_RecoverGivesNothingWithoutAPanic) {
  Call([](Frame& frame) {
    frame.Defer([](Deferred& deferred) { EXPECT_FALSE(deferred.Recover()); });
  });
}

TEST(GoPanic, GP5_OnlyTheFirstRecoverGetsThePanic) {
  Call([](Frame& frame) {
    frame.Defer([](Deferred& deferred) { EXPECT_FALSE(deferred.Recover()); });
    frame.Defer([](Deferred& deferred) {
      EXPECT_TRUE(deferred.Recover());
      EXPECT_FALSE(deferred.Recover());
    });
    Panic("boom");
  });
}

TEST(GoPanic, GP6_TheDefersThatAreLeftRunAfterARecover) {
  Log log;
  Call([&](Frame& frame) {
    frame.Defer([&] { log.push_back("last"); });
    frame.Defer([&](Deferred& deferred) { log.push_back(Recovered(deferred)); });
    Panic("boom");
  });
  EXPECT_EQ(log, (Log{"boom", "last"}));
}

TEST(GoPanic, GP7_ACallMadeByADeferredFunctionDoesNotSeeThePanic) {
  Log log;
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) {
      Call([&](Frame& inner) {
        inner.Defer([&](Deferred& own) { log.push_back(Recovered(own)); });
      });
      log.push_back(Recovered(deferred));
    });
    Panic("boom");
  });
  EXPECT_EQ(log, (Log{"nothing", "boom"}));
}

TEST(GoPanic, GP8_APanicInADeferReplacesTheFirst) {
  Log log;
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) {
      log.push_back(Recovered(deferred));
      log.push_back(Recovered(deferred));
    });
    frame.Defer([] { Panic("second"); });
    Panic("first");
  });
  EXPECT_EQ(log, (Log{"second", "nothing"}));
}

TEST(GoPanic, GP9_APanicThatADeferRecoversItselfLeavesTheFirst) {
  Log log;
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { log.push_back(Recovered(deferred)); });
    frame.Defer([&] {
      Call([&](Frame& inner) {
        inner.Defer([&](Deferred& deferred) { log.push_back(Recovered(deferred)); });
        Panic("second");
      });
    });
    Panic("first");
  });
  EXPECT_EQ(log, (Log{"second", "first"}));
}

TEST(GoPanic, GP10_GoexitRunsTheDefersAndReturnsToNobody) {
  Log log;
  const Outcome outcome = RunRoot([&] {
    Call([&](Frame& frame) {
      frame.Defer([&] { log.push_back("deferred"); });
      Call([](Frame&) { Goexit(); });
      log.push_back("not reached");
    });
  });
  EXPECT_EQ(outcome.kind, Outcome::Kind::kGoexit);
  EXPECT_EQ(log, Log{"deferred"});
}

TEST(GoPanic, GP10_GoexitEndsItsGoroutineOnly) {
  const auto ended = go::MakeChan<go::Unit>();
  go::Go([ended] {
    Call([&](Frame& frame) {
      frame.Defer([&] { ended.Close(); });
      Goexit();
    });
  });
  EXPECT_FALSE(ended.Receive().ok);
}

TEST(GoPanic, GP11_GoexitCannotBeRecovered) {
  std::string recovered;
  const Outcome outcome = RunRoot([&] {
    Call([&](Frame& frame) {
      frame.Defer([&](Deferred& deferred) { recovered = Recovered(deferred); });
      Goexit();
    });
  });
  EXPECT_EQ(recovered, "nothing");
  EXPECT_EQ(outcome.kind, Outcome::Kind::kGoexit);
}

TEST(GoPanic, GP12_GoexitInADeferEndsThePanic) {
  std::string recovered;
  const Outcome outcome = RunRoot([&] {
    Call([&](Frame& frame) {
      frame.Defer([&](Deferred& deferred) { recovered = Recovered(deferred); });
      frame.Defer(Goexit);
      Panic("boom");
    });
  });
  EXPECT_EQ(recovered, "nothing");
  EXPECT_EQ(outcome.kind, Outcome::Kind::kGoexit);
}

TEST(GoPanic, GP13_ARecoveredPanicResumesTheGoexit) {
  Log log;
  const Outcome outcome = RunRoot([&] {
    Call([&](Frame& frame) {
      frame.Defer([&](Deferred& deferred) { log.push_back(Recovered(deferred)); });
      frame.Defer([] { Panic("late"); });
      Goexit();
    });
    log.push_back("not reached");
  });
  EXPECT_EQ(log, Log{"late"});
  EXPECT_EQ(outcome.kind, Outcome::Kind::kGoexit);
}

TEST(GoPanic, GP13_AnUnrecoveredPanicDuringGoexitIsAPanic) {
  const Outcome outcome = RunRoot([] {
    Call([](Frame& frame) {
      frame.Defer([] { Panic("late"); });
      Goexit();
    });
  });
  EXPECT_EQ(outcome.kind, Outcome::Kind::kPanic);
}

TEST(GoPanic, GP14_WhatARecoveredCallReturns) {
  const auto recover = [](Deferred& deferred) { deferred.Recover(); };
  const auto body_panics = [&](Frame& frame) -> int {
    frame.Defer(recover);
    Panic("boom");
  };
  const auto defer_panics = [&](Frame& frame) {
    frame.Defer(recover);
    frame.Defer([] { Panic("boom"); });
    return 5;
  };
  const auto named = [&](Frame& frame, int& result) {
    frame.Defer([&](Deferred& deferred) {
      if (deferred.Recover()) result += 1;
    });
    result = 5;
    Panic("boom");
  };
  EXPECT_EQ(Call(body_panics), 0);
  EXPECT_EQ(Call(defer_panics), 5);
  EXPECT_EQ(CallNamed<int>(named), 6);
}

TEST(GoPanic, GP15_PanicWithNilHasAValueOfItsOwn) {
  const Outcome outcome = RunRoot([] { Panic(nullptr); });
  const go::Error err = outcome.value.AsError();
  EXPECT_NE(err.As<go::PanicNilError>(), nullptr);
  EXPECT_NE(err.As<go::RuntimeError>(), nullptr);
  EXPECT_EQ(err.Text(), "panic called with nil argument");
}

TEST(GoPanic, GP16_NilFunctionsPanicWhenTheyAreCalled) {
  const std::string text = "runtime error: invalid memory address or nil pointer dereference";
  Log log;
  const Outcome outcome = RunRoot([&] {
    Call([&](Frame& frame) {
      frame.Defer(std::function<void()>());
      log.push_back("deferred");
    });
  });
  EXPECT_EQ(log, Log{"deferred"});
  EXPECT_EQ(outcome.value.Text(), text);
  void (*const none)() = nullptr;
  EXPECT_EQ(RunRoot([&] { go::Invoke(none); }).value, outcome.value);
  EXPECT_EQ(RunRoot(nullptr).value, outcome.value);
}

class GoPanicDeathTest : public testing::Test {
 protected:
  GoPanicDeathTest() { testing::FLAGS_gtest_death_test_style = "threadsafe"; }
};

TEST_F(GoPanicDeathTest, GP17_AnUnrecoveredPanicEndsTheProgram) {
  const auto crash = [] {
    go::Go([] {
      Call([](Frame& frame) {
        frame.Defer([] { Panic(go::NewError("second")); });
        Panic("first");
      });
    });
    go::Chan<int>().Receive();
  };
  EXPECT_DEATH(crash(), "panic: first\n\tpanic: second\n\ngoroutine [0-9]+ \\[running\\]:");
}

TEST(GoPanic, GP17_ValuesAsACrashShowsThem) {
  struct Described {
    std::string Text() const { return "described"; }
  };
  EXPECT_EQ(go::Value().Text(), "nil");
  EXPECT_EQ(go::Value("text").Text(), "text");
  EXPECT_EQ(go::Value(-3).Text(), "-3");
  EXPECT_EQ(go::Value(go::NewError("error")).Text(), "error");
  EXPECT_EQ(go::Value(std::make_shared<Described>()).Text(), "described");
  EXPECT_EQ(go::Value(std::make_shared<int>(1)).Text().substr(0, 2), "0x");
}

TEST_F(GoPanicDeathTest, GP23_GoOfNilEndsTheProgram) {
  EXPECT_DEATH(go::Go(nullptr), "fatal error: go of nil func value");
}

TEST(GoPanic, GP23_AGoroutineSeesWhatWasDoneBeforeGo) {
  const auto answer = go::MakeChan<int>();
  int n = 1;
  go::Go([&n, answer] { answer.Send(n + 1); });
  EXPECT_EQ(answer.Receive().value, 2);
}

TEST(GoPanic, GP24_RecoverReachesThePanicOfTheFrameThatDeferred) {
  // Go would give nothing to a recover in a function that the deferred function calls.
  std::string recovered;
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { [&] { recovered = Recovered(deferred); }(); });
    Panic("boom");
  });
  EXPECT_EQ(recovered, "boom");
}

TEST(GoPanic, GP25_OtherExceptionsPassAsTheyCame) {
  Log log;
  const auto f = [&] {
    Call([&](Frame& frame) {
      frame.Defer([&] { log.push_back("not run"); });
      throw std::out_of_range("foreign");
    });
  };
  EXPECT_THROW(RunRoot(f), std::out_of_range);
  EXPECT_EQ(log, Log{});
}

TEST(GoPanic, GP26_NoExceptionIsInFlightWhileDeferredFunctionsRun) {
  struct Local {
    ~Local() { log->push_back("destructor"); }
    Log* log;
  };
  Log log;
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) {
      log.push_back("deferred");
      EXPECT_EQ(std::uncaught_exceptions(), 0);
      const auto ch = go::MakeChan<int>();
      go::Go([ch] { ch.Send(1); });
      EXPECT_EQ(ch.Receive().value, 1);  // blocks
      deferred.Recover();
    });
    const Local local{&log};
    Panic("boom");
  });
  EXPECT_EQ(log, (Log{"destructor", "deferred"}));
}

TEST(GoPanic, GP27_ValuesAreEqualByKindAndContent) {
  const auto p = std::make_shared<int>(1), q = std::make_shared<int>(1);
  const go::Error err = go::NewError("1");
  EXPECT_EQ(go::Value(1), go::Value(1));
  EXPECT_EQ(go::Value("1"), go::Value(std::string("1")));
  EXPECT_EQ(go::Value(err), go::Value(err));
  EXPECT_EQ(go::Value(p), go::Value(p));
  EXPECT_EQ(go::Value(go::Error()), go::Value());
  EXPECT_FALSE(go::Value(1) == go::Value("1"));
  EXPECT_FALSE(go::Value(err) == go::Value(go::NewError("1")));
  EXPECT_FALSE(go::Value(p) == go::Value(q));
  EXPECT_EQ(go::Value(p).AsPointer<double>(), nullptr);
}

}  // namespace
