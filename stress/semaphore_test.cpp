// semaphore::Weighted under load, with nothing recorded: for ThreadSanitizer, which sees
// only the orders that the implementation makes itself, and for the other sanitizers.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "property_tests/support/execution.hpp"
#include "property_tests/support/expect.hpp"
#include "property_tests/support/semaphore_programs.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

Call Acquire(int64_t n, const std::string& ctx) { return {"Acquire", {{"n", n}, {"ctx", ctx}}}; }
Call TryAcquire(int64_t n) { return {"TryAcquire", {{"n", n}}}; }
Call Release(int64_t n) { return {"Release", {{"n", n}}}; }

void RunOften(const Program& program, int times) {
  for (int i = 0; i < times; ++i) {
    const RunResult run =
        RunProgram(Subject(), program, {.record = false, .seed = static_cast<uint64_t>(i)});
    ASSERT_EQ(run.lost_threads, 0);
  }
}

// `rounds` times: take n, give it back.
std::vector<Operation> Rounds(int rounds, int64_t n, const std::string& ctx) {
  std::vector<Operation> operations;
  for (int i = 0; i < rounds; ++i) {
    operations.push_back({Acquire(n, ctx)});
    operations.push_back({Release(n), static_cast<int>(operations.size()) - 1});
  }
  return operations;
}

TEST(SemaphoreStress, Contended) {
  Program program{.parameters = {{"size", int64_t{2}}}};
  for (int64_t n : {1, 2, 1, 2}) program.branches.push_back(Rounds(100, n, "background"));
  const RunResult run = RunProgram(Subject(), program, {.record = false});
  EXPECT_EQ(run.blocked, 0) << "each gives back what it took, so nobody may be left waiting";
  RunOften(program, 10);
}

TEST(SemaphoreStress, GrantsBesideCancels) {
  Program program{.parameters = {{"size", int64_t{2}}}};
  program.branches = {Rounds(4, 2, "c0"),
                      Rounds(4, 1, "c1"),
                      Rounds(4, 2, "background"),
                      {{{"Cancel", {{"ctx", "c0"}}}}, {{"Cancel", {{"ctx", "c1"}}}}}};
  RunOften(program, 200);
}

TEST(SemaphoreStress, GrantsBesideDeadlines) {
  Program program{.parameters = {{"size", int64_t{1}}}};
  program.timers = {{"Deadline", {{"ctx", "d0"}}, 30'000}, {"Deadline", {{"ctx", "d1"}}, 60'000}};
  program.branches = {Rounds(8, 1, "d0"), Rounds(8, 1, "d1"), Rounds(8, 1, "background")};
  RunOften(program, 100);
}

TEST(SemaphoreStress, TryAcquireBesideHandOver) {
  Program program{.parameters = {{"size", int64_t{1}}}};
  program.branches = {Rounds(50, 1, "background"), Rounds(50, 1, "background"), {}};
  for (int i = 0; i < 50; ++i) {
    program.branches[2].push_back({TryAcquire(1)});
    program.branches[2].push_back({Release(1), 2 * i});
  }
  RunOften(program, 30);
}

TEST(SemaphoreStress, GeneratedPrograms) {
  ExpectAllEnd(Subject(), "SemaphoreStress/GeneratedPrograms", "semaphore", SemaphorePrograms());
}

}  // namespace
}  // namespace gosync::property
