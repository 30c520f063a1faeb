// The seam on threads (impl/gosync/runtime/runtime.hpp): what each name promises.

#include "gosync/runtime/runtime.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <vector>

GOSYNC_BEGIN
namespace {

class Plain {
 public:
  void Increase() GOSYNC_EXCLUDES(mu_) {
    rt::MutexLock lock(mu_);
    ++value_;
  }
  bool TryIncrease() GOSYNC_EXCLUDES(mu_) {
    if (!mu_.TryLock()) return false;
    ++value_;
    mu_.Unlock();
    return true;
  }
  int Value() GOSYNC_EXCLUDES(mu_) {
    rt::MutexLock lock(mu_);
    return value_;
  }
  rt::Mutex& mutex() GOSYNC_RETURN_CAPABILITY(mu_) { return mu_; }

 private:
  rt::Mutex mu_;
  int value_ GOSYNC_GUARDED_BY(mu_) = 0;
};

TEST(Runtime, MutexExcludes) {
  Plain plain;
  std::vector<rt::Thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) plain.Increase();
    });
  }
  for (rt::Thread& thread : threads) thread.Join();
  EXPECT_EQ(plain.Value(), 4000);
}

TEST(Runtime, TryLockFailsOnlyWhileAnotherHolds) {
  Plain plain;
  EXPECT_TRUE(plain.TryIncrease());
  bool got = true;
  {
    rt::MutexLock lock(plain.mutex());
    rt::Thread other([&] { got = plain.TryIncrease(); });
    other.Join();
  }
  EXPECT_FALSE(got);
  EXPECT_TRUE(plain.TryIncrease());
  EXPECT_EQ(plain.Value(), 2);
}

void UnlockTwice() GOSYNC_NO_THREAD_SAFETY_ANALYSIS {
  rt::Mutex mu;
  mu.Lock();
  mu.Unlock();
  mu.Unlock();
}

TEST(RuntimeDeathTest, UnlockOfAnUnlockedMutexIsFatal) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(UnlockTwice(), "fatal error: sync: unlock of unlocked mutex");
}

void UnlockAfterTryLock() GOSYNC_NO_THREAD_SAFETY_ANALYSIS {
  rt::Mutex mu;
  if (mu.TryLock()) mu.Unlock();
  mu.Unlock();
}

TEST(RuntimeDeathTest, AlsoAfterTryLock) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(UnlockAfterTryLock(), "unlock of unlocked mutex");
}

TEST(Runtime, NotifyOneAndNotifyAllWake) {
  rt::Mutex mu;
  rt::CondVar changed;
  int stage = 0;
  std::atomic<int> woken{0};
  const auto wait_for = [&](int wanted) GOSYNC_NO_THREAD_SAFETY_ANALYSIS {
    rt::MutexLock lock(mu);
    while (stage < wanted) changed.Wait(mu);
    ++woken;
  };
  const auto go_to = [&](int next) GOSYNC_NO_THREAD_SAFETY_ANALYSIS {
    rt::MutexLock lock(mu);
    stage = next;
  };
  rt::Thread alone([&] { wait_for(1); });
  go_to(1);
  changed.NotifyOne();
  alone.Join();
  rt::Thread first([&] { wait_for(2); });
  rt::Thread second([&] { wait_for(2); });
  go_to(2);
  changed.NotifyAll();
  first.Join();
  second.Join();
  EXPECT_EQ(woken, 3);
}

TEST(Runtime, AtomicOperations) {
  rt::Atomic<int> value(1);
  EXPECT_EQ(value.Exchange(2), 1);
  EXPECT_EQ(value.FetchAdd(3), 2);
  int expected = 4;
  EXPECT_FALSE(value.CompareExchange(expected, 9));
  EXPECT_EQ(expected, 5);
  EXPECT_TRUE(value.CompareExchange(expected, 9));
  EXPECT_EQ(value.Load(), 9);
  value.Store(7);
  EXPECT_EQ(value.Load(), 7);
}

TEST(Runtime, VarHoldsWhatWasSet) {
  rt::Var<std::vector<int>> var(std::vector<int>{1});
  var.Change().push_back(2);
  EXPECT_EQ(var.Get(), (std::vector<int>{1, 2}));
  var.Set({3});
  EXPECT_EQ(var.Get(), (std::vector<int>{3}));
}

TEST(Runtime, EveryThreadHasItsOwnNumber) {
  const int64_t here = rt::Self();
  EXPECT_EQ(rt::Self(), here);
  int64_t there = here;
  rt::Thread other([&] { there = rt::Self(); });
  other.Join();
  EXPECT_NE(there, here);
}

TEST(Runtime, ChooseComesToEveryChoice) {
  std::set<int64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(rt::Choose(3));
  EXPECT_EQ(seen, (std::set<int64_t>{0, 1, 2}));
  EXPECT_EQ(rt::Choose(1), 0);
}

TEST(Runtime, TimerCallsOnceAndNotTooEarly) {
  rt::Mutex mu;
  rt::CondVar called;
  int calls = 0;
  int64_t at = 0;
  const int64_t when = rt::Now() + 2'000'000;
  rt::Timer timer(when, [&]() GOSYNC_NO_THREAD_SAFETY_ANALYSIS {
    rt::MutexLock lock(mu);
    at = rt::Now();
    ++calls;
    called.NotifyAll();
  });
  rt::MutexLock lock(mu);
  while (calls == 0) called.Wait(mu);
  EXPECT_GE(at, when);
  EXPECT_FALSE(timer.Stop()) << "it has been called";
  EXPECT_EQ(calls, 1);
}

TEST(Runtime, StoppedTimerDoesNotCall) {
  std::atomic<int> calls{0};
  rt::Timer late(rt::Now() + 3'600'000'000'000, [&] { ++calls; });
  EXPECT_TRUE(late.Stop());
  EXPECT_FALSE(late.Stop()) << "only one of them stops it";
  EXPECT_EQ(calls, 0);
}

struct Counted {
  int* destroyed;
};
void Destroy(void* object) {
  auto* counted = static_cast<Counted*>(object);
  ++*counted->destroyed;
  delete counted;
}

TEST(Runtime, RetiredIsDestroyedAtOnceIfNobodyReads) {
  int destroyed = 0;
  rt::Retire(new Counted{&destroyed}, Destroy);
  EXPECT_EQ(destroyed, 1);
}

TEST(Runtime, RetiredOutlivesItsReaders) {
  int destroyed = 0;
  {
    const rt::ReadGuard outer;
    {
      const rt::ReadGuard inner;
      rt::Retire(new Counted{&destroyed}, Destroy);
      rt::Retire(new Counted{&destroyed}, Destroy);
      EXPECT_EQ(destroyed, 0);
    }
    EXPECT_EQ(destroyed, 0) << "the outer one may still know them";
  }
  EXPECT_EQ(destroyed, 2);
}

}  // namespace
GOSYNC_END
