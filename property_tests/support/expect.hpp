#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_EXPECT_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_EXPECT_HPP_

// What the tests of every primitive expect of programs, as failures of GoogleTest.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>

#include "property_tests/support/execution.hpp"
#include "property_tests/support/property.hpp"

namespace gosync::property {

// The model explains all of them, and this share of their operations overlapped another: less, and
// they ran one after the other. A busy machine may do that to a run, but not to several.
inline void ExpectLegal(const adapters::Adapter& adapter, const PropertyOptions& options,
                        const rc::Gen<Program>& programs, double overlap) {
  constexpr int kRuns = 3;
  double most = 0;
  for (int run = 0; run < kRuns && most < overlap; ++run) {
    const PropertyResult result = CheckPrograms(adapter, options, programs);
    std::printf("%s\n", result.message.c_str());
    ASSERT_FALSE(result.failure.has_value());
    most = std::max(most, result.figures.Overlap());
  }
  EXPECT_GE(most, overlap) << "these programs ran one operation after the other, " << kRuns
                           << " times";
}

inline void ExpectLegal(const adapters::Adapter& adapter, const std::string& name,
                        const std::string& model, const rc::Gen<Program>& programs,
                        double overlap) {
  ExpectLegal(adapter, {.name = name, .model = model, .programs = ProgramsToTry(2000)}, programs,
              overlap);
}

// Unrecorded, for the sanitizers: all threads of generated programs can be ended.
inline void ExpectAllEnd(const adapters::Adapter& adapter, const std::string& name,
                         const std::string& model, const rc::Gen<Program>& programs) {
  const PropertyOptions options{
      .name = name, .model = model, .programs = ProgramsToTry(2000), .repeats = 2, .record = false};
  const PropertyResult result = CheckPrograms(adapter, options, programs);
  std::printf("%s\n", result.message.c_str());
  EXPECT_FALSE(result.failure.has_value());
}

// Unrecorded, for the sanitizers: nobody is blocked at the end of any run.
inline void RunOften(const adapters::Adapter& adapter, const Program& program, int times) {
  for (int i = 0; i < times; ++i) {
    const RunResult run =
        RunProgram(adapter, program, {.record = false, .seed = static_cast<uint64_t>(i)});
    ASSERT_EQ(run.lost_threads, 0);
    ASSERT_EQ(run.blocked, 0);
  }
}

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_EXPECT_HPP_
