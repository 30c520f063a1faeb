// Generated programs on the frames of the Go world, or on what GOSYNC_ADAPTER names, judged by the
// model of docs/go_panic.md. The examples are in go_panic_test.cpp.
//
// Goroutines share nothing here, so nothing is asked of how much they overlap; they run beside each
// other because what one has thrown must not be seen by another.

#include "property_tests/support/go_panic_programs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <string>

#include "property_tests/support/execution.hpp"
#include "property_tests/support/property.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

TEST(GoPanic, GeneratedProgramsAreLegal) {
  const PropertyOptions options{.name = "GoPanic/GeneratedProgramsAreLegal",
                                .model = "go_panic",
                                .programs = ProgramsToTry(2000),
                                .repeats = 1,  // nothing depends on who comes first
                                .repeats_when_shrinking = 1};
  const PropertyResult result = CheckPrograms(Subject(), options, GoPanicPrograms());
  std::printf("%s\n", result.message.c_str());
  ASSERT_FALSE(result.failure.has_value());
}

struct Ends {
  int calls = 0, panicked = 0, exited = 0, recovers = 0, recovered = 0;

  void Count(const std::string& history) {
    std::istringstream lines(history);
    for (std::string line; std::getline(lines, line);) {
      const auto has = [&](const char* text) { return line.find(text) != std::string::npos; };
      if (has(R"("type":"ok","f":"Call")")) {
        ++calls;
        panicked += has(R"("outcome":"panic")") ? 1 : 0;
        exited += has(R"("outcome":"goexit")") ? 1 : 0;
      } else if (has(R"("type":"ok","f":"Recover")")) {
        ++recovers;
        recovered += has(R"("value":null)") ? 0 : 1;
      }
    }
  }
};

// The programs above would prove little if nearly all their Calls returned.
TEST(GoPanic, GeneratedProgramsPanicExitAndRecover) {
  const rc::Gen<Program> programs = GoPanicPrograms();
  rc::Random random(1);
  Ends ends;
  for (int i = 0; i < 300; ++i) {
    const Program program = programs(random.split(), rc::kNominalSize).value();
    ends.Count(RunProgram(Subject(), program, {.record = true, .seed = 1}).history);
  }
  std::printf("of %d Calls %d panicked and %d exited; of %d Recovers %d gave a panic\n", ends.calls,
              ends.panicked, ends.exited, ends.recovers, ends.recovered);
  EXPECT_GE(ends.panicked * 10, ends.calls);
  EXPECT_GE(ends.exited * 10, ends.calls);
  EXPECT_GE(ends.recovered * 10, ends.calls);
  EXPECT_GE(ends.recovered * 4, ends.recovers);
  EXPECT_GE((ends.calls - ends.panicked - ends.exited) * 10, ends.calls);
}

}  // namespace
}  // namespace gosync::property
