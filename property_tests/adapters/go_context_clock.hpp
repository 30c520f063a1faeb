#ifndef GOSYNC_PROPERTY_TESTS_ADAPTERS_GO_CONTEXT_CLOCK_HPP_
#define GOSYNC_PROPERTY_TESTS_ADAPTERS_GO_CONTEXT_CLOCK_HPP_

// The clock of a recorded program on contexts counts ticks since its run began.

#include <cstdint>

namespace gosync::adapters {

inline constexpr int64_t kTick = 100'000;  // nanoseconds
// A deadline of so many ticks or more does not pass while a program runs.
inline constexpr int64_t kFarTick = 36'000'000;

}  // namespace gosync::adapters

#endif  // GOSYNC_PROPERTY_TESTS_ADAPTERS_GO_CONTEXT_CLOCK_HPP_
