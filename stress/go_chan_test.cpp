// The channels of the Go world in generated programs, with nothing recorded: for ThreadSanitizer,
// which sees only the orders that the implementation makes itself.

#include <gtest/gtest.h>

#include <cstdio>

#include "property_tests/support/go_chan_programs.hpp"
#include "property_tests/support/property.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

TEST(GoChanStress, GeneratedPrograms) {
  const PropertyOptions options{.name = "GoChanStress/GeneratedPrograms",
                                .model = "go_chan",
                                .programs = ProgramsToTry(2000),
                                .repeats = 2,
                                .record = false};
  const PropertyResult result =
      CheckPrograms(LoadAdapter(GOSYNC_DEFAULT_ADAPTER), options, GoChanPrograms());
  std::printf("%s\n", result.message.c_str());
  EXPECT_FALSE(result.failure.has_value());
}

}  // namespace
}  // namespace gosync::property
