#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_GOZERO_SINGLEFLIGHT_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_GOZERO_SINGLEFLIGHT_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on one SingleFlight with one or two keys: Do and DoEx; functions that return, fail,
// panic (with an error, a plain value, nil), exit, are nil, and call Do of the other key.
// They shrink to fewer threads, fewer operations, simpler functions, one key.
rc::Gen<Program> GozeroSingleflightPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_GOZERO_SINGLEFLIGHT_PROGRAMS_HPP_
