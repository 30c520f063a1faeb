#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_SYNCMAP_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_SYNCMAP_PROGRAMS_HPP_

#include <rapidcheck.h>

#include <string>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// The operation with this number (0 to 8; Range is none of them) on a key, with a value that
// is used once and one to compare with.
Call MapCall(int operation, int key, const std::string& value, const std::string& old);

// Programs on one map of three keys: a prefix, then up to four threads; every operation but
// Range. They shrink to fewer threads, fewer operations, one key.
rc::Gen<Program> SyncMapPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_SYNCMAP_PROGRAMS_HPP_
