// sync::Once under load, with nothing recorded: for ThreadSanitizer, which sees only the
// orders that the implementation makes itself, and for the other sanitizers.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/once_programs.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

// Four threads use all of the adapter's objects, one after the other.
void AllAtOnce(const Function& function, int times) {
  Program program;
  program.functions["f"] = function;
  for (int thread = 0; thread < 4; ++thread) {
    std::vector<Operation> operations;
    for (int i = 0; i < 16; ++i) {
      operations.push_back({{"Do", {{"once", "o" + std::to_string(i)}, {"fn", "f"}}}});
    }
    program.branches.push_back(std::move(operations));
  }
  RunOften(Subject(), program, times);
}

TEST(OnceStress, Returns) { AllAtOnce({}, 300); }
TEST(OnceStress, Lingers) { AllAtOnce({.lingers = 3}, 200); }
TEST(OnceStress, Panics) {
  AllAtOnce({.end = {.kind = Outcome::Kind::kPanic, .panic = "p", .panic_is_error = true}}, 200);
}
TEST(OnceStress, Exits) { AllAtOnce({.end = {.kind = Outcome::Kind::kGoexit}, .lingers = 2}, 200); }

TEST(OnceStress, GeneratedPrograms) {
  ExpectAllEnd(Subject(), "OnceStress/GeneratedPrograms", "once", OncePrograms());
}

}  // namespace
}  // namespace gosync::property
