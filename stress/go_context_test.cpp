// The contexts of the Go world in generated programs, with nothing recorded: for ThreadSanitizer,
// which sees only the orders that the implementation makes itself.

#include <gtest/gtest.h>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/go_context_programs.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

TEST(GoContextStress, GeneratedPrograms) {
  ExpectAllEnd(LoadAdapter(GOSYNC_DEFAULT_ADAPTER), "GoContextStress/GeneratedPrograms",
               "go_context", GoContextPrograms());
}

}  // namespace
}  // namespace gosync::property
