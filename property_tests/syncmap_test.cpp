// syncmap::Map, or what GOSYNC_ADAPTER names: examples, sequences beside a plain map, and
// generated programs on real threads that the model judges. More examples, of the template itself,
// are in syncmap_sequential_test.cpp.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/judge.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"
#include "property_tests/support/syncmap_calls.hpp"
#include "property_tests/support/syncmap_programs.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

TEST(SyncMap, MP1_MP2_MP15_AllOperations) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", MapCall(kStore, 1, "v1", "")), "returned");
  EXPECT_EQ(s.Do("B", MapCall(kLoad, 1, "", "")), "value=v1 ok=true");
  EXPECT_EQ(s.Do("B", MapCall(kLoadOrStore, 1, "v2", "")), "actual=v1 loaded=true");
  EXPECT_EQ(s.Do("A", MapCall(kSwap, 1, "v3", "")), "previous=v1 loaded=true");
  EXPECT_EQ(s.Do("B", MapCall(kCas, 1, "v4", "v3")), "swapped=true");
  EXPECT_EQ(s.Do("B", MapCall(kLoadAndDelete, 1, "", "")), "value=v4 loaded=true");
  EXPECT_EQ(s.Do("A", MapCall(kLoadAndDelete, 1, "", "")), "value=nil loaded=false");
  EXPECT_EQ(s.Do("A", MapCall(kLoadOrStore, 1, "v5", "")), "actual=v5 loaded=false");
  EXPECT_EQ(s.Do("A", MapCall(kClear, 0, "", "")), "returned");
  EXPECT_EQ(s.Do("A", MapCall(kLoad, 1, "", "")), "value=nil ok=false");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(SyncMap, MP3_AbsentIsNotNil) {
  Script s(Subject());
  EXPECT_EQ(s.Do("A", MapCall(kCas, 1, "v1", "")), "swapped=false");
  EXPECT_EQ(s.Do("A", MapCall(kStore, 1, "", "")), "returned");
  EXPECT_EQ(s.Do("A", MapCall(kCas, 1, "v1", "")), "swapped=true");
  EXPECT_EQ(s.Do("A", MapCall(kCad, 1, "", "v1")), "deleted=true");
  EXPECT_EQ(s.Do("A", MapCall(kCad, 1, "", "")), "deleted=false");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(SyncMap, MP4_APanicKeepsNothing) {
  Script s(Subject());
  s.Do("A", MapCall(kStore, 1, "uncomparable:s/1", ""));
  for (const int operation : {kCas, kCad}) {
    EXPECT_EQ(s.Do("A", MapCall(operation, 1, "v1", "uncomparable:s/2")),
              "panic comparing uncomparable type");
    EXPECT_EQ(s.Do("B", MapCall(kStore, 2, "v2", "")), "returned");
    EXPECT_EQ(s.Do("B", MapCall(kLoad, 1, "", "")), "value=uncomparable:s/1 ok=true");
  }
  EXPECT_EQ(s.Do("B", MapCall(kDelete, 1, "", "")), "returned");
  EXPECT_EQ(s.Verdict(), "");
}

// What a plain map says.
std::string Plainly(std::map<std::string, std::string>& plain, int operation, int number,
                    const std::string& value, const std::string& old) {
  const std::string key = "k" + std::to_string(number);
  const auto it = plain.find(key);
  const bool there = it != plain.end();
  const std::string before = there ? it->second : "nil";
  const std::string flag = there ? "true" : "false";
  const bool equal = there && before == old;
  switch (operation) {
    case kLoad:
      return "value=" + before + " ok=" + flag;
    case kStore:
      plain[key] = value;
      return "returned";
    case kLoadOrStore:
      if (!there) plain[key] = value;
      return "actual=" + plain[key] + " loaded=" + flag;
    case kLoadAndDelete:
      plain.erase(key);
      return "value=" + before + " loaded=" + flag;
    case kDelete:
      plain.erase(key);
      return "returned";
    case kSwap:
      plain[key] = value;
      return "previous=" + before + " loaded=" + flag;
    case kCas:
      if (equal) plain[key] = value;
      return equal ? "swapped=true" : "swapped=false";
    case kCad:
      if (equal) plain.erase(key);
      return equal ? "deleted=true" : "deleted=false";
    case kClear:
      plain.clear();
      return "returned";
    default: {
      std::string text;
      for (const auto& [k, v] : plain) text += k + "=" + v + " ";
      return "shown=" + text;
    }
  }
}

// Collects what a Range shows.
class Viewer final : public adapters::Session {
 public:
  Outcome RunCallback(const std::string&) override { return {}; }
  bool Visit(const Fields& pair) override {
    const bool nil = std::holds_alternative<std::nullptr_t>(pair[1].value);
    twice_ = !shown_
                  .emplace(std::get<std::string>(pair[0].value),
                           nil ? "nil" : std::get<std::string>(pair[1].value))
                  .second ||
             twice_;
    return true;
  }
  std::string Shown() const {
    std::string text = twice_ ? "twice " : "shown=";
    for (const auto& [key, value] : shown_) text += key + "=" + value + " ";
    return text;
  }

 private:
  std::map<std::string, std::string> shown_;
  bool twice_ = false;
};

TEST(SyncMap, MP5_MP8_MP14_MP17_MP19_SequencesAreThoseOfAPlainMap) {
  const char* given = std::getenv("GOSYNC_SEQUENCES");
  const int count = given == nullptr ? 6000 : std::atoi(given);
  int differ = 0;
  for (int seed = 1; seed <= count; ++seed) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<uint64_t>(n)); };
    const std::shared_ptr<adapters::Subject> map = Subject().make({});
    std::map<std::string, std::string> plain;
    std::string steps;
    for (int i = 0; i < 40; ++i) {
      const int operation = below(10);
      const int key = below(3);
      const std::string value = "v" + std::to_string(below(3));
      const std::string old = below(4) == 0 ? "" : "v" + std::to_string(below(3));
      const Call call = MapCall(operation, key, value, old);
      const std::string expected = Plainly(plain, operation, key, value, old);
      const auto viewer = std::make_shared<Viewer>();
      std::string found = ShowOutcome(map->Perform(call, viewer));
      if (operation == kRange && found == "returned") found = viewer->Shown();
      steps += "\n  " + ShowCall(call) + ": " + found;
      if (found == expected) continue;
      if (++differ == 1) {
        std::printf("sequence %d:%s, a plain map says %s\n", seed, steps.c_str(), expected.c_str());
      }
      break;
    }
  }
  std::printf("%d sequences of 40 operations on 3 keys, %d differ\n", count, differ);
  EXPECT_EQ(differ, 0);
}

TEST(SyncMap, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "SyncMap/GeneratedProgramsAreLegal", "syncmap", SyncMapPrograms(), 0.05);
}

}  // namespace
}  // namespace gosync::property
