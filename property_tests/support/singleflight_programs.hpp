#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_SINGLEFLIGHT_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_SINGLEFLIGHT_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on one group with one or two keys: Do, DoChan, Receive, Forget; functions that
// return, fail, panic (with an error, a plain value, nil), exit, call Do of another key, DoChan or
// Forget of their own, and return the panic of another Do. No function panics on a
// key that somebody uses with DoChan: that would end the test program (SF10).
// They shrink to fewer threads, fewer operations, simpler functions, one key.
rc::Gen<Program> SingleflightPrograms();

// The same without panics and exits.
rc::Gen<Program> SingleflightProgramsThatReturn();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_SINGLEFLIGHT_PROGRAMS_HPP_
