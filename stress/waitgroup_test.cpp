// sync::WaitGroup under load, with nothing recorded: for ThreadSanitizer, which sees only the
// orders that the implementation makes itself, and for the other sanitizers.

#include "gosync/waitgroup.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/subject_library.hpp"
#include "property_tests/support/waitgroup_programs.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

// Four threads meet at each of 32 groups, one after the other, with a function in each.
TEST(WaitgroupStress, RoundsOfManyGroups) {
  Program program;
  for (int group = 0; group < 32; ++group) {
    const std::string name = "g" + std::to_string(group);
    program.prefix.push_back({{"Add", {{"wg", name}, {"delta", int64_t{4}}}}});
    program.functions["f" + name] = {.lingers = group % 3};
  }
  for (int thread = 0; thread < 4; ++thread) {
    std::vector<Operation> operations;
    for (int group = 0; group < 32; ++group) {
      const std::string name = "g" + std::to_string(group);
      if (group % 4 == thread) operations.push_back({{"Go", {{"wg", name}, {"fn", "f" + name}}}});
      operations.push_back({{"Done", {{"wg", name}}}});
      operations.push_back({{"Wait", {{"wg", name}}}});
    }
    program.branches.push_back(std::move(operations));
  }
  RunOften(Subject(), program, 100);
}

// Who waited destroys the group at once, while the last Done is on its way out.
TEST(WaitgroupStress, TheLastWakeIsTheLastTouch) {
  for (int round = 0; round < 3000; ++round) {
    auto group = std::make_unique<sync::WaitGroup>();
    group->Add(2);
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([wg = group.get()] { wg->Done(); });
    }
    group->Wait();
    group.reset();
    for (std::thread& thread : threads) thread.join();
  }
}

TEST(WaitgroupStress, FunctionsOutliveTheirGroup) {
  for (int round = 0; round < 1000; ++round) {
    auto group = std::make_unique<sync::WaitGroup>();
    int done = 0;
    group->Go([&done] { done = 1; });
    group->Wait();
    group.reset();
    ASSERT_EQ(done, 1);
  }
}

TEST(WaitgroupStress, GeneratedPrograms) {
  ExpectAllEnd(Subject(), "WaitgroupStress/GeneratedPrograms", "waitgroup", WaitgroupPrograms());
}

}  // namespace
}  // namespace gosync::property
