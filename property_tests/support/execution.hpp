#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_EXECUTION_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_EXECUTION_HPP_

#include <cstdint>
#include <string>

#include "property_tests/adapters/adapter.hpp"
#include "property_tests/support/program.hpp"

namespace gosync::property {

struct RunOptions {
  // Off: nothing is stamped and nothing is written down, so that ThreadSanitizer
  // sees the orders that the implementation makes, and no others.
  bool record = true;
  uint64_t seed = 0;  // of the pauses between operations
};

struct RunResult {
  std::string history;   // JSON lines; empty if not recorded
  int lost_threads = 0;  // that nothing could let go at the end
  int blocked = 0;       // that were blocked when nothing moved any more
};

// Runs `program` on threads, until nothing can move any more.
RunResult RunProgram(const adapters::Adapter& adapter, const Program& program,
                     const RunOptions& options);

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_EXECUTION_HPP_
