#ifndef GOSYNC_PROPERTY_TESTS_GO_ORACLE_ORACLE_HPP_
#define GOSYNC_PROPERTY_TESTS_GO_ORACLE_ORACLE_HPP_

// Compares exercises done with gosync with what Go itself prints for them.
//
//   GOSYNC_EXERCISE(Frames, DefersRunLastFirst) { out("body"); ... }
//
// is a GoogleTest case. It runs the body as the root of a goroutine, writes down what it
// prints and how it ended, and compares that with the section of the same name in
// expected.txt, which is what `go run .` prints in this folder.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gosync/go/spawn.hpp"

namespace go_oracle {

namespace go = gosync::go;

inline std::string Show(const std::string& text) { return text; }
inline std::string Show(const char* text) { return text; }
inline std::string Show(bool value) { return value ? "true" : "false"; }
inline std::string Show(int64_t value) { return std::to_string(value); }
inline std::string Show(int value) { return std::to_string(value); }
inline std::string Show(const go::Error& err) { return err ? err.Text() : "<nil>"; }
inline std::string Show(const go::Value& value) { return value.IsNil() ? "<nil>" : value.Text(); }
inline std::string Show(const std::optional<go::Value>& value) {
  return value ? Show(*value) : "<nil>";
}

// Writes lines of a transcript. Copies write to the same one.
class Printer {
 public:
  explicit Printer(std::vector<std::string>* lines) : lines_(lines) {}

  template <class First, class... Rest>
  void operator()(const First& first, const Rest&... rest) const {
    std::string line = Show(first);
    ((line += " " + Show(rest)), ...);
    lines_->push_back(line);
  }

 private:
  std::vector<std::string>* lines_;
};

using Lines = std::vector<std::string>;
using Transcript = std::map<std::string, std::map<std::string, Lines>>;  // group, name

inline std::string Folder() {
  return std::string(GOSYNC_SOURCE_DIR) + "/property_tests/go_oracle/";
}

inline std::string ReadExpected() {
  std::ifstream file(Folder() + "expected.txt");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline Transcript ParseExpected() {
  Transcript transcript;
  std::istringstream text(ReadExpected());
  std::string line, group, name;
  while (std::getline(text, line)) {
    if (line.starts_with("## ")) {
      group = line.substr(3);
    } else if (line.starts_with("# ")) {
      name = line.substr(2);
      transcript[group][name];
    } else {
      transcript[group][name].push_back(line);
    }
  }
  return transcript;
}

inline void CompareWithGo(const std::string& group, const std::string& name, const Lines& ours) {
  static const Transcript& transcript = *new Transcript(ParseExpected());
  ASSERT_TRUE(transcript.contains(group) && transcript.at(group).contains(name))
      << "Go has no exercise " << group << "." << name;
  EXPECT_EQ(ours, transcript.at(group).at(name));
}

inline void RunExercise(const char* group, const char* name, void (*body)(const Printer& out)) {
  Lines ours;
  const go::Outcome outcome = go::RunRoot([&] { body(Printer(&ours)); });
  switch (outcome.kind) {
    case go::Outcome::Kind::kReturn:
      ours.push_back("= return");
      break;
    case go::Outcome::Kind::kGoexit:
      ours.push_back("= goexit");
      break;
    case go::Outcome::Kind::kPanic:
      ours.push_back("= panic " + outcome.value.Text());
      break;
  }
  CompareWithGo(group, name, ours);
}

// For exercises that end the program in Go: compares the text of the crash.
inline void RunCrash(const char* group, const char* name, void (*body)(const Printer& out)) {
  Lines printed;
  const go::Outcome outcome = go::RunRoot([&] { body(Printer(&printed)); });
  ASSERT_EQ(outcome.kind, go::Outcome::Kind::kPanic);
  Lines ours;
  std::istringstream text(outcome.crash_text);
  std::string line;
  while (std::getline(text, line)) {
    for (size_t tab; (tab = line.find('\t')) != std::string::npos;) line.replace(tab, 1, "\\t");
    ours.push_back(line);
  }
  ours.push_back("= crash");
  CompareWithGo(group, name, ours);
}

// Checks that this program has an exercise for each section of a group.
inline void ExpectAllExercises(const std::string& group) {
  const auto& unit_test = *testing::UnitTest::GetInstance();
  std::set<std::string> ours;
  for (int i = 0; i < unit_test.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *unit_test.GetTestSuite(i);
    if (suite.name() != group) continue;
    for (int j = 0; j < suite.total_test_count(); ++j) ours.insert(suite.GetTestInfo(j)->name());
  }
  const Transcript transcript = ParseExpected();
  ASSERT_TRUE(transcript.contains(group));
  std::set<std::string> gos;
  for (const auto& [name, lines] : transcript.at(group)) gos.insert(name);
  EXPECT_EQ(ours, gos);
}

}  // namespace go_oracle

#define GOSYNC_EXERCISE_RUN_BY(run, group, exercise)                     \
  static void exercise(const go_oracle::Printer& out);                   \
  TEST(group, exercise) { go_oracle::run(#group, #exercise, exercise); } \
  static void exercise([[maybe_unused]] const go_oracle::Printer& out)
#define GOSYNC_EXERCISE(group, exercise) GOSYNC_EXERCISE_RUN_BY(RunExercise, group, exercise)
#define GOSYNC_CRASH(exercise) GOSYNC_EXERCISE_RUN_BY(RunCrash, Crashes, exercise)

// Once for each group of which a program has exercises.
#define GOSYNC_GROUP(group) \
  TEST(Complete, group) { go_oracle::ExpectAllExercises(#group); }

#endif  // GOSYNC_PROPERTY_TESTS_GO_ORACLE_ORACLE_HPP_
