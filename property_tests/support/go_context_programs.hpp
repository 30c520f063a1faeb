#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_GO_CONTEXT_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_GO_CONTEXT_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on a tree of contexts that is there from the beginning, to which each thread adds
// children of its own: cancels with causes that are all different, looks, waits.
rc::Gen<Program> GoContextPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_GO_CONTEXT_PROGRAMS_HPP_
