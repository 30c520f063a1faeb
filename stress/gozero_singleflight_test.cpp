// gozero_singleflight::SingleFlight under load, with nothing recorded: for ThreadSanitizer, which
// sees only the orders that the implementation makes itself, and for the other sanitizers.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/gozero_singleflight_programs.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

// Each of `threads` makes `rounds` calls on one key.
Program Calls(int threads, int rounds, const Function& function) {
  Program program;
  for (int i = 0; i < threads; ++i) {
    std::vector<Operation> operations;
    for (int j = 0; j < rounds; ++j) {
      const std::string fn = "f" + std::to_string(program.functions.size());
      program.functions[fn] = function;
      operations.push_back({{j % 2 == 0 ? "Do" : "DoEx", {{"key", "k"}, {"fn", fn}}}});
    }
    program.branches.push_back(std::move(operations));
  }
  return program;
}

void RunOften(const Program& program, int times) { RunOften(Subject(), program, times); }

TEST(GozeroSingleflightStress, JoinersAndLeaders) {
  RunOften(Calls(4, 100, {.end = {.results = {{"v", "value"}, {"err", nullptr}}}}), 30);
}

TEST(GozeroSingleflightStress, SharedErrors) {
  RunOften(Calls(4, 50, {.end = {.results = {{"v", nullptr}, {"err", "e"}}}}), 50);
}

TEST(GozeroSingleflightStress, SharedPanics) {
  const Outcome panic{.kind = Outcome::Kind::kPanic, .panic = "p", .panic_is_error = true};
  RunOften(Calls(4, 50, {.end = panic}), 50);
}

TEST(GozeroSingleflightStress, Exits) {
  RunOften(Calls(4, 1, {.end = {.kind = Outcome::Kind::kGoexit}, .lingers = 3}), 300);
}

TEST(GozeroSingleflightStress, GeneratedPrograms) {
  ExpectAllEnd(Subject(), "GozeroSingleflightStress/GeneratedPrograms", "gozero_singleflight",
               GozeroSingleflightPrograms());
}

}  // namespace
}  // namespace gosync::property
