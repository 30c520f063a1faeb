// kratos_errgroup::Group under load, with nothing recorded: for ThreadSanitizer, which sees only
// the orders that the implementation makes itself, and for the other sanitizers.

#include "gosync/kratos_errgroup.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/kratos_errgroup_programs.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

// Four threads crowd each of 16 groups with one or two workers, one after the other, and wait
// there.
TEST(KratosErrgroupStress, ManyGroupsWithFewWorkers) {
  Program program;
  int functions = 0;
  for (int group = 0; group < 16; ++group) {
    const std::string name = "g" + std::to_string(group);
    if (group % 2 == 1) program.prefix.push_back({{"WithCancel", {{"group", name}}}});
    if (group % 4 == 1) program.prefix.push_back({{"OnError", {{"group", name}}}});
    program.prefix.push_back(
        {{"GOMAXPROCS", {{"group", name}, {"n", int64_t{1 + group % 3 / 2}}}}});
  }
  for (int thread = 0; thread < 4; ++thread) {
    std::vector<Operation> operations;
    for (int group = 0; group < 16; ++group) {
      const std::string name = "g" + std::to_string(group);
      for (int i = 0; i < 3; ++i) {
        const std::string fn = "f" + std::to_string(functions++);
        program.functions[fn] = {.lingers = (group + thread) % 3};
        if (thread == 3 && i == 2) program.functions[fn].end.results = {{"err", "e" + fn}};
        operations.push_back({{"Go", {{"group", name}, {"fn", fn}}}});
      }
      operations.push_back({{"Wait", {{"group", name}}}});
    }
    program.branches.push_back(std::move(operations));
  }
  RunOften(Subject(), program, 60);
}

// Who waited destroys the group at once, while the last worker is on its way out.
TEST(KratosErrgroupStress, LeavingIsTheLastTouch) {
  for (int round = 0; round < 2000; ++round) {
    auto group = kratos_errgroup::WithCancel(go::Background());
    group->GOMAXPROCS(1);
    int done = 0;
    for (int i = 0; i < 3; ++i) {
      group->Go([&done](const go::Context&) -> go::Error {
        ++done;  // of one worker, so one after the other (KR13)
        return nullptr;
      });
    }
    ASSERT_FALSE(group->Wait());
    group.reset();
    ASSERT_EQ(done, 3);
  }
}

// All hand in and wait at the same time; nobody is left behind (KR7, KR8, KR11).
TEST(KratosErrgroupStress, AllHandInAndWait) {
  for (int round = 0; round < 200; ++round) {
    kratos_errgroup::Group group;
    group.GOMAXPROCS(2);
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&group] {
        for (int k = 0; k < 8; ++k) {
          int ran = 0;
          group.Go([&ran](const go::Context&) -> go::Error {
            ran = 1;
            return nullptr;
          });
          EXPECT_FALSE(group.Wait());
          EXPECT_EQ(ran, 1);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
}

TEST(KratosErrgroupStress, GeneratedPrograms) {
  ExpectAllEnd(Subject(), "KratosErrgroupStress/GeneratedPrograms", "kratos_errgroup",
               KratosErrgroupPrograms());
}

}  // namespace
}  // namespace gosync::property
