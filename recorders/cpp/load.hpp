#ifndef GOSYNC_RECORDERS_CPP_LOAD_HPP_
#define GOSYNC_RECORDERS_CPP_LOAD_HPP_

// Random programs that are much longer than those of the property tests, and that come to an
// end by themselves: what may wait for ever in them is done by nobody who holds something.

#include <cstdint>
#include <random>

#include "property_tests/support/program.hpp"

namespace gosync::recording {

// The same seed gives the same program everywhere; std:: distributions do not promise that.
class Random {
 public:
  explicit Random(uint64_t seed) : generator_(seed) {}
  // A number in [low, end).
  int64_t In(int64_t low, int64_t end) {
    return low + static_cast<int64_t>(generator_() % static_cast<uint64_t>(end - low));
  }
  bool OneIn(int64_t n) { return In(0, n) == 0; }

 private:
  std::mt19937_64 generator_;
};

struct LoadOptions {
  uint64_t seed = 1;
  int64_t events = 2000;  // about
  bool small = false;     // 3 threads and a few operations, some of them left blocked
  // Singleflight: functions only return, for code that anything else leaves stuck.
  bool plain = false;
};

property::Program SemaphoreLoad(const LoadOptions& options);
property::Program SingleflightLoad(const LoadOptions& options);
property::Program OnceLoad(const LoadOptions& options);
property::Program OncefuncLoad(const LoadOptions& options);
property::Program SyncmapLoad(const LoadOptions& options);
property::Program WaitgroupLoad(const LoadOptions& options);
property::Program CondLoad(const LoadOptions& options);
property::Program ErrgroupLoad(const LoadOptions& options);
property::Program KratosErrgroupLoad(const LoadOptions& options);
property::Program GozeroSingleflightLoad(const LoadOptions& options);

}  // namespace gosync::recording

#endif  // GOSYNC_RECORDERS_CPP_LOAD_HPP_
