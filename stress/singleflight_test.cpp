// singleflight::Group under load, with nothing recorded: for ThreadSanitizer, which sees
// only the orders that the implementation makes itself, and for the other sanitizers.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/singleflight_programs.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

// Each of `threads` makes `rounds` calls on one key; some receive from channels.
Program Calls(int threads, int rounds, bool channels, const Function& function) {
  Program program;
  int next = 0;
  for (int i = 0; i < threads; ++i) {
    std::vector<Operation> operations;
    for (int j = 0; j < rounds; ++j, ++next) {
      const std::string fn = "f" + std::to_string(next);
      program.functions[fn] = function;
      const Fields arguments{{"key", "k"}, {"fn", fn}};
      if (channels && j % 2 == 0) {
        const std::string chan = "ch" + std::to_string(next / 2 % 64);
        operations.push_back({{"DoChan", {{"key", "k"}, {"fn", fn}, {"chan", chan}}}});
        operations.push_back({{"Receive", {{"chan", chan}}}});
      } else {
        operations.push_back({{"Do", arguments}});
      }
    }
    program.branches.push_back(std::move(operations));
  }
  return program;
}

void RunOften(const Program& program, int times) { RunOften(Subject(), program, times); }

const Outcome kValue{.results = {{"v", "value"}, {"err", nullptr}}};

TEST(SingleflightStress, JoinersAndLeaders) { RunOften(Calls(4, 100, false, {.end = kValue}), 30); }

TEST(SingleflightStress, Channels) { RunOften(Calls(4, 16, true, {.end = kValue}), 200); }

TEST(SingleflightStress, SharedErrors) {
  RunOften(Calls(4, 50, false, {.end = {.results = {{"v", nullptr}, {"err", "e"}}}}), 50);
}

TEST(SingleflightStress, SharedPanics) {
  const Outcome panic{.kind = Outcome::Kind::kPanic, .panic = "p", .panic_is_error = true};
  RunOften(Calls(4, 50, false, {.end = panic}), 50);
}

TEST(SingleflightStress, Exits) {
  RunOften(Calls(4, 1, false, {.end = {.kind = Outcome::Kind::kGoexit}, .lingers = 3}), 300);
}

TEST(SingleflightStress, ForgetInside) {
  Function function{.body = {{{"Forget", {{"key", "k"}}}}}, .end = kValue, .lingers = 2};
  RunOften(Calls(4, 20, true, function), 100);
}

TEST(SingleflightStress, GeneratedPrograms) {
  ExpectAllEnd(Subject(), "SingleflightStress/GeneratedPrograms", "singleflight",
               SingleflightPrograms());
}

}  // namespace
}  // namespace gosync::property
