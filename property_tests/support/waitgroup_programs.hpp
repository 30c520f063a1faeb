#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_WAITGROUP_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_WAITGROUP_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on three groups. Of two every branch has a task, which it has done only after it is
// through with Add and Go, and then it waits: that is legal use. The third is counted up and
// down as it comes, below zero and beside Waits. They shrink to fewer branches and calls.
rc::Gen<Program> WaitgroupPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_WAITGROUP_PROGRAMS_HPP_
