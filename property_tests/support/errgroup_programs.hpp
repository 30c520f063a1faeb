#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_ERRGROUP_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_ERRGROUP_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on two groups, one of them with a context, each with or without a limit at the
// beginning. Functions return, fail or exit, and some use their group before. They shrink to fewer
// branches and calls, and to groups without a limit.
rc::Gen<Program> ErrgroupPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_ERRGROUP_PROGRAMS_HPP_
