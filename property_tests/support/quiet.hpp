#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_QUIET_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_QUIET_HPP_

// Makes sure that nothing can move any more: every thread of this process that came after
// this object sleeps in the kernel, all of them at one and the same moment. Then nobody is left who
// could wake another (but a timer).

#include <cstdint>
#include <map>
#include <set>

namespace gosync::property {

class Quiet {
 public:
  // Threads that exist now are not looked at.
  Quiet();

  // Looks twice at all threads but the caller. A thread that sleeps both times, and that has
  // not been woken in between (the kernel counts how often it went to sleep), slept at every
  // moment between its two looks; and all first looks come before all second ones.
  bool AllAsleep() const;

 private:
  using Counts = std::map<int, int64_t>;  // thread -> how often it gave up the processor
  // False if a thread is not asleep.
  bool Look(Counts* counts) const;

  std::set<int> ignored_;
};

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_QUIET_HPP_
