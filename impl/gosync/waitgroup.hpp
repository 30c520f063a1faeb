#ifndef GOSYNC_WAITGROUP_HPP_
#define GOSYNC_WAITGROUP_HPP_

// Waiting for a number of tasks, as Go's sync.WaitGroup.
//
// One atomic word holds both numbers: how many tasks are left (the upper 32 bits, with a
// sign) and how many wait for them (the lower 32). So whoever counts the last task down
// knows at that moment whom it has to wake, and a Wait that counts itself in has seen that
// a task is left:
//
//   Wait                                  the Done that comes to zero
//   reads (1 task, 0 waiters)
//                                         (0 tasks, 0 waiters): nobody to wake
//   swaps in (1, 1): fails, reads again
//
// The smallest wrong version keeps two words: the Done in between sees no waiter, and the
// Wait sleeps for ever.
//
// Lifetime: who waited may destroy the group once its Wait is back, while the Done that woke
// it is still on its way out, and so may be others that waited. So the word and what they
// sleep on are a thing of their own, which every call holds.

#include <cstdint>
#include <functional>
#include <memory>

#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace sync {

/// Counts tasks, and lets others wait until there are none.
///
/// Legal use: nothing takes the counter away from zero while a Wait is open. Otherwise a call may
/// panic with "sync: WaitGroup misuse: Add called concurrently with Wait" or "sync: WaitGroup is
/// reused before previous Wait has returned", or not, and the group is good for nothing (WG3).
class WaitGroup {
 public:
  WaitGroup();
  // A copy would count for itself (WG8).
  WaitGroup(const WaitGroup&) = delete;
  WaitGroup& operator=(const WaitGroup&) = delete;

  /// Add counts delta tasks up, or down; of delta the low 32 bits.
  ///
  /// Blocks:  never. At zero it lets all go who wait.
  /// Panics:  "sync: negative WaitGroup counter" if it is below zero then, and it stays there
  /// (WG2);
  ///          out of legal use as above.
  /// Mirrors: Go 1.26 (*sync.WaitGroup).Add, clauses WG1 to WG3.
  void Add(int64_t delta);

  /// Done is Add(-1).
  ///
  /// Order:   what comes before it happens before the return of a Wait that it lets go (WG6).
  /// Mirrors: Go 1.26 (*sync.WaitGroup).Done, clauses WG1 to WG3, WG6.
  void Done() { Add(-1); }

  /// Wait waits until the counter is zero.
  ///
  /// Blocks:  until then; not at all if it is (WG4).
  /// Panics:  out of legal use as above.
  /// Mirrors: Go 1.26 (*sync.WaitGroup).Wait, clauses WG1, WG3, WG4.
  void Wait();

  /// Go counts one up and runs f on a goroutine of its own, which counts one down afterwards.
  ///
  /// Blocks:  never.
  /// Panics:  as Add(1), and then f is not run. If f panics the program ends, and nobody has been
  ///          let go; if it exits its goroutine, that is as good as a return.
  /// Mirrors: Go 1.26 (*sync.WaitGroup).Go, clause WG5.
  void Go(std::function<void()> f);

 private:
  class Core;
  const std::shared_ptr<Core> core_;
};

}  // namespace sync
GOSYNC_END

#endif  // GOSYNC_WAITGROUP_HPP_
