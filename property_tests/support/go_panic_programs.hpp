#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_GO_PANIC_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_GO_PANIC_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs of one to three goroutines, each with Calls up to three deep, whose functions defer
// others, recover, panic, exit and call.
rc::Gen<Program> GoPanicPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_GO_PANIC_PROGRAMS_HPP_
