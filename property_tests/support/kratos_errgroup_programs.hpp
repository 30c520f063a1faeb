#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_KRATOS_ERRGROUP_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_KRATOS_ERRGROUP_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on two groups, one of WithCancel and one of WithContext, each with or without a pool and
// a hook at the beginning. Functions return, fail, panic or exit; some hand in others, or ask their
// context. They shrink to fewer branches and calls, and to groups without a pool.
rc::Gen<Program> KratosErrgroupPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_KRATOS_ERRGROUP_PROGRAMS_HPP_
