#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_COND_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_COND_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on three Conds: c0 and c1 share the lock m0, the L of c2 is the reader side of m1.
// Everybody locks before he waits and unlocks afterwards, and signals with or without a lock.
// Who is left waiting at the end waits rightly, or the model says so. They shrink to fewer
// branches and calls.
rc::Gen<Program> CondPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_COND_PROGRAMS_HPP_
