// sync::Cond under load, with nothing recorded: for ThreadSanitizer, which sees only the
// orders that the implementation makes itself, and for the other sanitizers.

#include "gosync/cond.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "property_tests/support/cond_programs.hpp"
#include "property_tests/support/expect.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

struct StdLock {
  void Lock() { mu.lock(); }
  void Unlock() { mu.unlock(); }
  std::mutex mu;
};

// A buffer of one, with a Cond for each side: a wake-up that is lost or stolen hangs it.
TEST(CondStress, BufferOfOne) {
  constexpr int kItems = 4000;
  StdLock lock;
  sync::LockerOf<StdLock> l(lock);
  sync::Cond full(&l);
  sync::Cond empty(&l);
  int item = 0;  // 0: none
  int64_t sum = 0;
  std::vector<std::thread> threads;
  for (int side = 0; side < 4; ++side) {
    threads.emplace_back([&, puts = side % 2 == 0] {
      for (int i = 1; i <= kItems; ++i) {
        l.Lock();
        while ((item != 0) == puts) (puts ? empty : full).Wait();
        if (!puts) sum += item;
        item = puts ? i : 0;
        (puts ? full : empty).Signal();
        l.Unlock();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum, int64_t{2} * kItems * (kItems + 1) / 2);
}

// All come back from every round, and nobody from one that he has not waited for.
TEST(CondStress, RoundsByBroadcast) {
  constexpr int kThreads = 4;
  StdLock lock;
  sync::LockerOf<StdLock> l(lock);
  sync::Cond next(&l);
  int arrived = 0;
  int round = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int mine = 0; mine < 2000; ++mine) {
        l.Lock();
        if (++arrived == kThreads) {
          arrived = 0;
          ++round;
          next.Broadcast();
        }
        while (round == mine) next.Wait();
        l.Unlock();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(round, 2000);
}

// Who waited destroys the Cond at once, while the Signal that woke him is on its way out.
TEST(CondStress, TheLastWakeIsTheLastTouch) {
  for (int i = 0; i < 2000; ++i) {
    StdLock lock;
    sync::LockerOf<StdLock> l(lock);
    auto cond = std::make_unique<sync::Cond>(&l);
    bool waiting = false;
    std::thread thread([&, c = cond.get()] {
      for (bool seen = false; !seen;) {
        l.Lock();
        seen = waiting;
        l.Unlock();
      }
      c->Signal();
    });
    l.Lock();
    waiting = true;
    cond->Wait();
    l.Unlock();
    cond.reset();
    thread.join();
  }
}

TEST(CondStress, GeneratedPrograms) {
  ExpectAllEnd(Subject(), "CondStress/GeneratedPrograms", "cond", CondPrograms());
}

}  // namespace
}  // namespace gosync::property
