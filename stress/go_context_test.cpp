// The contexts of the Go world in generated programs, with nothing recorded: for ThreadSanitizer,
// which sees only the orders that the implementation makes itself.

#include <gtest/gtest.h>

#include <cstdio>

#include "property_tests/support/go_context_programs.hpp"
#include "property_tests/support/property.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

TEST(GoContextStress, GeneratedPrograms) {
  const PropertyOptions options{.name = "GoContextStress/GeneratedPrograms",
                                .model = "go_context",
                                .programs = ProgramsToTry(2000),
                                .repeats = 2,
                                .record = false};
  const PropertyResult result =
      CheckPrograms(LoadAdapter(GOSYNC_DEFAULT_ADAPTER), options, GoContextPrograms());
  std::printf("%s\n", result.message.c_str());
  EXPECT_FALSE(result.failure.has_value());
}

}  // namespace
}  // namespace gosync::property
