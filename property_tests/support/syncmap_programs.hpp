#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_SYNCMAP_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_SYNCMAP_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on one map of three keys: a prefix, then up to four threads; every operation.
// They shrink to fewer threads, fewer operations, one key.
rc::Gen<Program> SyncMapPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_SYNCMAP_PROGRAMS_HPP_
