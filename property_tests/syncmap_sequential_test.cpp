// syncmap::Map in one thread, beside a plain map: 40 operations on 3 keys, many times. What is
// compared is every result, and what Range shows.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/syncmap.hpp"

namespace gosync {
namespace {

using Map = syncmap::Map<int, int>;
using Plain = std::map<int, int>;

std::string Text(const std::optional<int>& value) {
  return value.has_value() ? std::to_string(*value) : "-";
}

std::optional<int> Get(const Plain& plain, int key) {
  const auto it = plain.find(key);
  return it == plain.end() ? std::nullopt : std::optional<int>(it->second);
}

struct Step {
  int operation, key, value, old;
};

// What the operation gives, in words.
std::string Do(Map& map, const Step& s) {
  switch (s.operation) {
    case 0:
      return Text(map.Load(s.key));
    case 1:
      map.Store(s.key, s.value);
      return "";
    case 2: {
      const Map::Loaded loaded = map.LoadOrStore(s.key, s.value);
      return std::to_string(loaded.actual) + (loaded.loaded ? " loaded" : " stored");
    }
    case 3:
      return Text(map.LoadAndDelete(s.key));
    case 4:
      map.Delete(s.key);
      return "";
    case 5:
      return Text(map.Swap(s.key, s.value));
    case 6:
      return map.CompareAndSwap(s.key, s.old, s.value) ? "swapped" : "no";
    case 7:
      return map.CompareAndDelete(s.key, s.old) ? "deleted" : "no";
    case 8:
      map.Clear();
      return "";
    default: {
      std::map<int, int> shown;
      bool twice = false;
      map.Range([&](int key, int value) {
        twice = !shown.emplace(key, value).second || twice;
        return true;
      });
      std::string text = twice ? "twice " : "";
      for (const auto& [key, value] : shown) {
        text += std::to_string(key) + "=" + std::to_string(value) + " ";
      }
      return text;
    }
  }
}

std::string Do(Plain& plain, const Step& s) {
  const std::optional<int> before = Get(plain, s.key);
  switch (s.operation) {
    case 0:
      return Text(before);
    case 1:
      plain[s.key] = s.value;
      return "";
    case 2:
      if (!before.has_value()) plain[s.key] = s.value;
      return std::to_string(before.value_or(s.value)) +
             (before.has_value() ? " loaded" : " stored");
    case 3:
      plain.erase(s.key);
      return Text(before);
    case 4:
      plain.erase(s.key);
      return "";
    case 5:
      plain[s.key] = s.value;
      return Text(before);
    case 6:
      if (before != s.old) return "no";
      plain[s.key] = s.value;
      return "swapped";
    case 7:
      if (before != s.old) return "no";
      plain.erase(s.key);
      return "deleted";
    case 8:
      plain.clear();
      return "";
    default: {
      std::string text;
      for (const auto& [key, value] : plain) {
        text += std::to_string(key) + "=" + std::to_string(value) + " ";
      }
      return text;
    }
  }
}

// The first step at which they differ, in words, or nothing.
std::string Difference(uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<uint64_t>(n)); };
  Map map;
  Plain plain;
  std::string steps;
  for (int i = 0; i < 40; ++i) {
    const Step s{below(10), below(3), below(3), below(3)};
    const std::string ours = Do(map, s);
    const std::string theirs = Do(plain, s);
    steps += " " + std::to_string(s.operation) + "(" + std::to_string(s.key) + "," +
             std::to_string(s.value) + "," + std::to_string(s.old) + ")";
    if (ours != theirs) return steps + ": \"" + ours + "\", a plain map says \"" + theirs + "\"";
  }
  return "";
}

TEST(SyncMapSequential, MP1_MP2_MP3_MP8_MP14_MP19_AsAPlainMap) {
  const char* text = std::getenv("GOSYNC_SEQUENCES");
  const int count = text == nullptr ? 60000 : std::atoi(text);
  int differ = 0;
  std::string first;
  for (int seed = 1; seed <= count; ++seed) {
    const std::string difference = Difference(static_cast<uint64_t>(seed));
    if (difference.empty()) continue;
    if (++differ == 1) first = "sequence " + std::to_string(seed) + ":" + difference;
  }
  std::printf("%d sequences of 40 operations on 3 keys, %d differ\n", count, differ);
  EXPECT_EQ(differ, 0) << first;
}

TEST(SyncMapSequential, MP3_MP4_NaN) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  syncmap::Map<double, double> map;
  map.Store(nan, 1);
  EXPECT_FALSE(map.Swap(nan, 2).has_value());
  EXPECT_FALSE(map.Load(nan).has_value());
  EXPECT_FALSE(map.LoadAndDelete(nan).has_value());
  map.Store(1, nan);
  EXPECT_FALSE(map.CompareAndSwap(1, nan, 3));
  EXPECT_FALSE(map.CompareAndDelete(1, nan));
  int nans = 0, all = 0;
  for (int round = 0; round < 3; ++round) {  // also after dirty was built from read
    nans = all = 0;
    map.Range([&](double key, double) {
      nans += std::isnan(key) ? 1 : 0;
      ++all;
      return true;
    });
    EXPECT_EQ(nans, 2);
    EXPECT_EQ(all, 3 + (round > 0 ? 1 : 0) + (round > 1 ? 1 : 0));
    map.Store(10 + round, 0);
  }
  map.Clear();
  map.Range([&](double, double) {
    ADD_FAILURE() << "Clear left something";
    return true;
  });
}

TEST(SyncMapSequential, MP16_WhichOfTwoEqualKeysIsOpen) {
  syncmap::Map<double, int> map;
  map.Store(0.0, 1);
  map.Store(-0.0, 2);
  EXPECT_EQ(map.Load(0.0), 2);
  int shown = 0;
  map.Range([&](double key, int) {
    shown += key == 0 ? 1 : 0;
    return true;
  });
  EXPECT_EQ(shown, 1);
}

// Its == panics, as Go's does for what cannot be compared.
struct Touchy {
  int number = 0;
  friend bool operator==(const Touchy&, const Touchy&) { go::Panic("cannot be compared"); }
};

TEST(SyncMapSequential, MP4_APanicOfTheComparisonLeavesTheMapUsable) {
  for (const bool promoted : {false, true}) {
    syncmap::Map<int, Touchy> map;
    map.Store(1, {5});
    if (promoted) map.Range([](int, const Touchy&) { return true; });
    EXPECT_FALSE(map.CompareAndSwap(2, {1}, {2})) << "there is nothing to compare with";
    for (int i = 0; i < 2; ++i) {
      const go::Outcome end = go::RunRoot(
          [&] {  // First the one that compares under the lock, as long as the key is in dirty only.
            i == 0 ? map.CompareAndSwap(1, {5}, {6}) : map.CompareAndDelete(1, {5});
          });
      EXPECT_EQ(end.kind, go::Outcome::Kind::kPanic);
    }
    EXPECT_EQ(map.Load(1)->number, 5);
    map.Store(2, {7});
    EXPECT_EQ(map.LoadAndDelete(1)->number, 5);
    map.Clear();
    EXPECT_FALSE(map.Load(2).has_value());
  }
}

struct Collides {
  size_t operator()(int) const { return 7; }
};

TEST(SyncMapSequential, MP10_KeysOfOneHash) {
  syncmap::Map<int, int, Collides> map;
  for (int i = 0; i < 100; ++i) map.Store(i, 2 * i);
  for (int i = 0; i < 100; i += 3) map.Delete(i);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(map.Load(i), i % 3 == 0 ? std::nullopt : std::optional<int>(2 * i));
  }
}

TEST(SyncMapSequential, MP5_MP18_FMayCallEverything) {
  Map map;
  for (int i = 0; i < 6; ++i) map.Store(i, i);
  std::map<int, int> shown;
  map.Range([&](int key, int value) {
    EXPECT_TRUE(shown.emplace(key, value).second);
    map.Store(key + 100, value);
    map.Delete(key);
    int inner = 0;
    map.Range([&](int, int) { return ++inner < 3; });
    EXPECT_EQ(inner, 3);
    return true;
  });
  EXPECT_GE(shown.size(), 6U);
  const go::Outcome end = go::RunRoot([&] { map.Range([](int, int) -> bool { go::Panic("f"); }); });
  EXPECT_EQ(end.kind, go::Outcome::Kind::kPanic);
  map.Clear();
  EXPECT_FALSE(map.Load(100).has_value());
}

}  // namespace
}  // namespace gosync
