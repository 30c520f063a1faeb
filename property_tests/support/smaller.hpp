#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_SMALLER_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_SMALLER_HPP_

#include <vector>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// All programs that have one operation less, or one and those that are only done if it succeeds.
// RapidCheck shrinks what a program was made from; there, an operation more often than not
// cannot go without changing those after it.
std::vector<Program> Smaller(const Program& program);

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_SMALLER_HPP_
