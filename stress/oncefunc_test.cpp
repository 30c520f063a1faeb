// sync::OnceFunc, OnceValue and OnceValues under load, with nothing recorded: for
// ThreadSanitizer and the other sanitizers.

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
void AllAtOnce(const char* kind, const Function& function, int times) {
  Program program;
  program.functions["f"] = function;
  std::vector<Operation> operations;
  for (int i = 0; i < 16; ++i) {
    const std::string object = "o" + std::to_string(i);
    program.prefix.push_back({{kind, {{"once", object}, {"fn", "f"}}}});
    operations.push_back({{"Call", {{"once", object}}}});
    operations.push_back({{"Released", {{"once", object}}}});
  }
  program.branches.assign(4, operations);
  RunOften(Subject(), program, times);
}

TEST(OncefuncStress, Returns) { AllAtOnce("OnceFunc", {.lingers = 2}, 200); }
TEST(OncefuncStress, Values) {
  AllAtOnce("OnceValues", {.end = {.results = {{"v1", "v"}, {"v2", "w"}}}, .lingers = 1}, 200);
}
TEST(OncefuncStress, SharedPanics) {
  AllAtOnce("OnceValue",
            {.end = {.kind = Outcome::Kind::kPanic, .panic = "p", .panic_is_error = true}}, 100);
}
TEST(OncefuncStress, Exits) {
  AllAtOnce("OnceFunc", {.end = {.kind = Outcome::Kind::kGoexit}, .lingers = 2}, 100);
}

TEST(OncefuncStress, GeneratedPrograms) {
  ExpectAllEnd(Subject(), "OncefuncStress/GeneratedPrograms", "oncefunc", OncefuncPrograms());
}

}  // namespace
}  // namespace gosync::property
