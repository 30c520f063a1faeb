#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_ONCE_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_ONCE_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on one or two Onces: Do with functions that return, panic (with an error, a plain
// value, nil), exit, are null, and use the other Once. They shrink to fewer threads, fewer
// calls, simpler functions, one Once.
rc::Gen<Program> OncePrograms();

// The same on one or two objects of OnceFunc, OnceValue and OnceValues: Call and Released.
rc::Gen<Program> OncefuncPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_ONCE_PROGRAMS_HPP_
