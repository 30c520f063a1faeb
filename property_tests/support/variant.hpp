#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_VARIANT_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_VARIANT_HPP_

// What the tests of defective singleflights share.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdio>
#include <string>

#include "property_tests/support/property.hpp"
#include "property_tests/support/singleflight_programs.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {

struct Variant {
  const char* adapter;
  const char* release;  // the model of what it does
};

// The contract must refuse some program, and a small one. Only programs without panics: so the
// defect that is found is the race, and not that a thread is lost.
inline void ExpectRefused(const Variant& variant, const std::string& name,
                          const std::vector<std::string>& without = {}) {
  const PropertyOptions options{.name = name,
                                .model = "singleflight",
                                .without = without,
                                .programs = ProgramsToTry(2000),
                                .repeats = 20,
                                .repeats_when_shrinking = 400,
                                .shrink_seconds = 25,
                                .may_lose_threads = true};
  const PropertyResult result =
      CheckPrograms(LoadAdapter(variant.adapter), options, SingleflightProgramsThatReturn());
  std::printf("%s\n", result.message.c_str());
  ASSERT_TRUE(result.failure.has_value()) << "the defect was not found";
  EXPECT_LE(CountOperations(result.failure->program), 6);
}

inline void ExpectExplained(const Variant& variant, const std::string& name,
                            const rc::Gen<Program>& programs, int count = ProgramsToTry(1000)) {
  const PropertyOptions options{
      .name = name, .model = variant.release, .programs = count, .may_lose_threads = true};
  const PropertyResult result = CheckPrograms(LoadAdapter(variant.adapter), options, programs);
  std::printf("%s\n", result.message.c_str());
  EXPECT_FALSE(result.failure.has_value());
}

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_VARIANT_HPP_
