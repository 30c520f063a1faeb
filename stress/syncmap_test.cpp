// syncmap::Map under many threads: nothing is lost or given away twice, nothing leaks, nothing
// is used after it was freed. Meant for GOSYNC_SANITIZE=thread and =address too.
//
// GOSYNC_OPERATIONS sets how many operations each test makes (default 400,000).

#include "gosync/syncmap.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace gosync {
namespace {

constexpr int kThreads = 4;

int64_t Operations() {
  const char* text = std::getenv("GOSYNC_OPERATIONS");
  return text == nullptr ? 400'000 : std::atoll(text);
}

// A value that is counted, and knows whether it is alive.
struct Counted {
  int64_t number = 0;
  uint64_t alive = kAlive;

  static constexpr uint64_t kAlive = 0x600DF00D600DF00D;
  static inline std::atomic<int64_t> count{0};

  explicit Counted(int64_t n = 0) : number(n) { count.fetch_add(1, std::memory_order_relaxed); }
  Counted(const Counted& other) : number(other.Read()) {
    count.fetch_add(1, std::memory_order_relaxed);
  }
  Counted& operator=(const Counted& other) {
    number = other.Read();
    return *this;
  }
  ~Counted() {
    alive = 0;
    count.fetch_sub(1, std::memory_order_relaxed);
  }
  int64_t Read() const {
    if (alive != kAlive) std::abort();
    return number;
  }
  friend bool operator==(const Counted& a, const Counted& b) { return a.Read() == b.Read(); }
};

using Map = syncmap::Map<int, Counted>;

template <class F>
void InThreads(F f) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back([&f, i] { f(i); });
  for (std::thread& thread : threads) thread.join();
}

// What went in and what came out, as sums of numbers that are never used twice.
struct Balance {
  int64_t in = 0, out = 0;
  void Out(const std::optional<Counted>& value) {
    if (value.has_value()) out += value->Read();
  }
};

void Turn(Map& map, int key, int64_t number, uint64_t roll, Counted* seen, Balance* balance) {
  switch (roll % 10) {
    case 0:
    case 1:
      balance->in += number;
      balance->Out(map.Swap(key, Counted(number)));
      return;
    case 2:
    case 3: {
      const Map::Loaded loaded = map.LoadOrStore(key, Counted(number));
      if (!loaded.loaded) balance->in += number;
      *seen = loaded.actual;
      return;
    }
    case 4:
      balance->Out(map.LoadAndDelete(key));
      return;
    case 5:
      if (map.CompareAndSwap(key, *seen, Counted(number))) {
        balance->in += number;
        balance->out += seen->number;
      }
      return;
    case 6:
      if (map.CompareAndDelete(key, *seen)) balance->out += seen->number;
      return;
    case 7:
      if (roll % 64 == 7) {
        map.Range([&](int, const Counted& value) {
          *seen = value;
          return true;
        });
        return;
      }
      [[fallthrough]];
    default:
      if (const auto value = map.Load(key)) *seen = *value;
  }
}

TEST(SyncMapStress, MP1_MP14_NothingIsLostOrGivenAwayTwice) {
  for (const int keys : {2, 24}) {
    Map map;
    std::vector<Balance> balances(kThreads);
    const int64_t each = Operations() / kThreads / 2;
    InThreads([&](int thread) {
      std::mt19937_64 random(static_cast<uint64_t>(thread + 1));
      Counted seen;
      for (int64_t i = 1; i <= each; ++i) {
        const uint64_t roll = random();
        const int key = static_cast<int>((roll >> 32) % static_cast<uint64_t>(keys));
        Turn(map, key, i * kThreads + thread, roll, &seen, &balances[thread]);
      }
    });
    Balance all;
    for (const Balance& b : balances) {
      all.in += b.in;
      all.out += b.out;
    }
    int64_t left = 0;
    map.Range([&](int, const Counted& value) {
      left += value.Read();
      return true;
    });
    EXPECT_EQ(all.in, all.out + left) << keys << " keys";
  }
}

TEST(SyncMapStress, MP9_ChurnLeaksNothing) {
  const int64_t before = Counted::count.load();
  std::atomic<int64_t> most{0};
  {
    Map map;
    const int64_t each = Operations() / kThreads;
    InThreads([&](int thread) {
      std::mt19937_64 random(static_cast<uint64_t>(thread + 11));
      Counted seen;
      for (int64_t i = 1; i <= each; ++i) {
        const uint64_t roll = random();
        // New keys come and go: inserted, deleted two turns later, sometimes all cleared.
        const int key = static_cast<int>(i * kThreads + thread);
        Balance ignored;
        if (i % 2 == 0) {
          map.Store(key, Counted(i));
          map.Delete(key - 2 * kThreads);
        } else {
          Turn(map, static_cast<int>(roll % 16), i, roll >> 8, &seen, &ignored);
        }
        if (i % 4096 == 0) map.Clear();
        const int64_t now = Counted::count.load(std::memory_order_relaxed);
        if (now > most.load(std::memory_order_relaxed)) most.store(now, std::memory_order_relaxed);
      }
    });
  }
  std::printf("%lld operations, at most %lld values at once\n",
              static_cast<long long>(Operations()), static_cast<long long>(most.load()));
  // Whoever is stopped by the system inside an operation keeps what is retired meanwhile: that
  // is bounded by a time slice, not by the length of the run.
  EXPECT_LT(most.load(), 400'000);
  // A guard of a thread that has ended may have left something: an empty one takes it along.
  {
    const rt::ReadGuard guard;
  }
  EXPECT_EQ(Counted::count.load(), before);
}

// A promotion may come between a look into read and the lock: then what is looked for is in
// read after all.
TEST(SyncMapStress, MP8_WhatWasStoredIsFound) {
  Map map;
  std::atomic<int64_t> missing{0};
  const int64_t each = Operations() / kThreads / 4;
  InThreads([&](int thread) {
    for (int64_t i = 0; i < each; ++i) {
      const int key = static_cast<int>(i * kThreads + thread);
      map.Store(key, Counted(i));
      for (int look = 0; look < 3; ++look) {
        if (!map.Load(key).has_value()) missing.fetch_add(1);
      }
      map.Delete(key);
    }
  });
  EXPECT_EQ(missing.load(), 0);
}

TEST(SyncMapStress, MP5_RangeBesideEverything) {
  Map map;
  for (int key = 100; key < 110; ++key) map.Store(key, Counted(key));
  std::atomic<bool> stop{false};
  std::atomic<int64_t> ranges{0};
  InThreads([&](int thread) {
    std::mt19937_64 random(static_cast<uint64_t>(thread + 21));
    Counted seen;
    Balance ignored;
    if (thread > 0) {
      while (!stop.load()) {
        const uint64_t roll = random();
        Turn(map, static_cast<int>(roll >> 32) & 15, 1, roll, &seen, &ignored);
      }
      return;
    }
    const int64_t rounds = Operations() / 100;
    for (int64_t i = 0; i < rounds; ++i) {
      std::vector<int> shown(120, 0);
      map.Range([&](int key, const Counted& value) {
        ++shown[static_cast<size_t>(key)];
        return value.Read() > 0;
      });
      for (int key = 0; key < 16; ++key) EXPECT_LE(shown[static_cast<size_t>(key)], 1);
      for (int key = 100; key < 110; ++key) EXPECT_EQ(shown[static_cast<size_t>(key)], 1);
    }
    ranges.store(rounds);
    stop.store(true);
  });
  EXPECT_GT(ranges.load(), 0);
}

// ThreadSanitizer says so if it does not: what is written before a Store can be read after the
// Load that sees it.
TEST(SyncMapStress, MP7_AStoreHappensBeforeTheLoadThatSeesIt) {
  struct Plain {
    int written = 0;
  };
  syncmap::Map<int, Plain*> map;
  constexpr int kStores = 30'000;  // many: only a Load that begins just before its Store tells
  std::vector<Plain> plain(kStores);
  // All keys are where a Store needs no lock: a lock would order what the test is about.
  Plain first{.written = 1};
  for (int key = 0; key < 50; ++key) map.Store(key, &first);
  map.Range([](int, Plain*) { return true; });
  InThreads([&](int thread) {
    for (int i = 0; i < kStores; ++i) {
      if (thread == 0) {
        plain[static_cast<size_t>(i)].written = i + 1;
        map.Store(i % 50, &plain[static_cast<size_t>(i)]);
      } else if (const auto found = map.Load(i % 50)) {
        EXPECT_GT((*found)->written, 0);
      }
    }
  });
}

}  // namespace
}  // namespace gosync
