// Generated programs on the contexts of the Go world, or on what GOSYNC_ADAPTER names, on real
// threads; judged by the model of docs/go_context.md. The examples are in go_context_test.cpp.

#include "property_tests/support/go_context_programs.hpp"

#include <gtest/gtest.h>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

TEST(GoContext, GeneratedProgramsAreLegal) {
  // Less than for other primitives: most operations take a few instructions, and those that make
  // the tree come before the threads. On a very busy machine of two cores 0.22 to 0.33.
  // What is wrong with a context shows nearly always; and each run waits for its deadlines.
  ExpectLegal(Subject(),
              {.name = "GoContext/GeneratedProgramsAreLegal",
               .model = "go_context",
               .programs = ProgramsToTry(2000),
               .repeats = 3,
               .repeats_when_shrinking = 40},
              GoContextPrograms(), 0.20);
}

}  // namespace
}  // namespace gosync::property
