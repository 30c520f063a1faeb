// errgroup::Group under load, with nothing recorded: for ThreadSanitizer, which sees only the
// orders that the implementation makes itself, and for the other sanitizers.

#include "gosync/errgroup.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "property_tests/support/errgroup_programs.hpp"
#include "property_tests/support/expect.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

// Four threads crowd each of 16 groups with one or two slots, one after the other, and wait there.
TEST(ErrgroupStress, ManyGroupsWithFewSlots) {
  Program program;
  for (int group = 0; group < 16; ++group) {
    const std::string name = "g" + std::to_string(group);
    if (group % 2 == 1) program.prefix.push_back({{"WithContext", {{"group", name}}}});
    program.prefix.push_back({{"SetLimit", {{"group", name}, {"n", int64_t{1 + group % 3 / 2}}}}});
  }
  for (int thread = 0; thread < 4; ++thread) {
    std::vector<Operation> operations;
    for (int group = 0; group < 16; ++group) {
      const std::string name = "g" + std::to_string(group);
      for (const char* f : {"Go", "TryGo"}) {
        const std::string fn = f + name + "t" + std::to_string(thread);
        program.functions[fn] = {.lingers = (group + thread) % 3};
        if (thread == 3) program.functions[fn].end.results = {{"err", "e" + fn}};
        operations.push_back({{f, {{"group", name}, {"fn", fn}}}});
      }
      operations.push_back({{"Wait", {{"group", name}}}});
    }
    program.branches.push_back(std::move(operations));
  }
  RunOften(Subject(), program, 100);
}

// Who waited destroys the group at once, while the last function is on its way out.
TEST(ErrgroupStress, LeavingIsTheLastTouch) {
  for (int round = 0; round < 2000; ++round) {
    auto [group, context] = errgroup::WithContext(go::Background());
    group->SetLimit(1);
    int done = 0;
    for (int i = 0; i < 2; ++i) {
      group->Go([&done]() -> go::Error {
        ++done;  // in one slot, so one after the other (EG18)
        return nullptr;
      });
    }
    ASSERT_FALSE(group->Wait());
    group.reset();
    ASSERT_EQ(done, 2);
  }
}

// Limits come and go while others want slots: nobody is left behind (EG9, EG11).
TEST(ErrgroupStress, LimitsComeAndGo) {
  for (int round = 0; round < 300; ++round) {
    errgroup::Group group;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&group] {
        for (int k = 0; k < 8; ++k) group.Go([]() -> go::Error { return nullptr; });
      });
    }
    for (int k = 0; k < 6; ++k) {
      group.SetLimit(-1);
      group.SetLimit(1);
    }
    for (std::thread& thread : threads) thread.join();
    ASSERT_FALSE(group.Wait());
  }
}

TEST(ErrgroupStress, GeneratedPrograms) {
  ExpectAllEnd(Subject(), "ErrgroupStress/GeneratedPrograms", "errgroup", ErrgroupPrograms());
}

}  // namespace
}  // namespace gosync::property
