#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_SEMAPHORE_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_SEMAPHORE_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on one semaphore: all operations, weight 0, more than the size, negative weights,
// contexts that are cancelled, that run out, that are nil, releases of what
// somebody else holds or nobody. They shrink to fewer threads, fewer operations, smaller weights.
rc::Gen<Program> SemaphorePrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_SEMAPHORE_PROGRAMS_HPP_
