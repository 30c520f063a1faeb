#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_GO_CHAN_PROGRAMS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_GO_CHAN_PROGRAMS_HPP_

#include <rapidcheck.h>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// Programs on three channels of one capacity: sends of values that are all different, receives,
// closes, selects of two cases with and without a default, now and then a nil channel.
rc::Gen<Program> GoChanPrograms();

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_GO_CHAN_PROGRAMS_HPP_
