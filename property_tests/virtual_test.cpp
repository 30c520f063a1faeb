// The seam on a clock that jumps (impl/gosync/runtime/virtual/virtual.hpp). What every runtime has
// to keep is in runtime_test.cpp, which is compiled for this one, too.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gosync/go/chan.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace {

constexpr int64_t kHour = int64_t{3600} * 1'000'000'000;

void Sleep(int64_t nanoseconds) {
  go::WithTimeout(go::Background(), nanoseconds).context.Done().Receive();
}

TEST(Virtual, TheClockJumpsToTheNextTimer) {
  const int64_t start = rt::Now();
  Sleep(kHour);
  EXPECT_EQ(rt::Now(), start + kHour);
}

TEST(Virtual, TimeStandsStillWhileSomebodyRuns) {
  const int64_t start = rt::Now();
  int64_t sum = 0;
  for (int64_t i = 0; i < 1'000'000; ++i) sum += rt::Now() - start;
  EXPECT_EQ(sum, 0);
}

TEST(Virtual, EveryoneRunsUntilItBlocks) {
  std::string order;
  const go::Chan<go::Unit> over = go::MakeChan<go::Unit>();
  for (const char name : {'a', 'b', 'c'}) {
    go::Go([&order, over, name] {
      for (int i = 0; i < 3; ++i) {
        order += name;
        if (i < 2) Sleep(1'000'000);
      }
      over.Send({});
    });
  }
  for (int i = 0; i < 3; ++i) over.Receive();
  EXPECT_EQ(order, "abcabcabc");
}

TEST(Virtual, TimersOfOneTimeCallInTheOrderInWhichTheyWereMade) {
  std::vector<int> calls;
  const int64_t when = rt::Now() + kHour;
  rt::Timer first(when, [&] { calls.push_back(1); });
  rt::Timer second(when, [&] { calls.push_back(2); });
  rt::Timer earlier(when - 1, [&] { calls.push_back(0); });
  Sleep(2 * kHour);
  EXPECT_EQ(calls, (std::vector<int>{0, 1, 2}));
}

TEST(VirtualDeathTest, WhenNobodyCanRunTheProgramSaysSo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(go::MakeChan<go::Unit>().Receive(), "all goroutines are asleep - deadlock!");
}

TEST(VirtualDeathTest, AThreadThatTheRuntimeDoesNotKnow) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        rt::Now();
        runtime::on_threads::Thread([] { rt::Now(); }).Join();
      },
      "a thread that the runtime does not know");
}

}  // namespace
GOSYNC_END
