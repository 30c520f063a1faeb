#ifndef GOSYNC_COND_HPP_
#define GOSYNC_COND_HPP_

// Waiting for something to become true, as Go's sync.Cond.
//
// Who waits takes a ticket, a number, while it still holds L. Two numbers say all: next_, the
// ticket that comes next, and served_, the first one that nobody has woken. Signal makes
// served_ one greater, unless everybody who has a ticket was served; Broadcast makes it next_.
// A ticket below served_ is a wake-up, whether its owner sleeps already or is still on its way:
//
//   Wait                                  Signal
//   ticket 0, lets go of L
//                                         served_ becomes 1; nobody sleeps with ticket 0
//   0 < 1: does not go to sleep
//
// So no wake-up is lost between L and sleep, and none can be stolen: it has a name. Invariants,
// between any two critical sections:
//   InOrder       served_ <= next_, and both only grow
//   NobodyServed  who sleeps has a ticket that is not below served_
//
// The smallest wrong version counts wake-ups in a semaphore: who comes later takes what was
// meant for one that was not asleep yet.

#include <cstdint>
#include <memory>

#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace sync {

/// What can be locked: a mutex, or one side of a reader-writer lock.
class Locker {
 public:
  virtual ~Locker() = default;
  virtual void Lock() = 0;
  virtual void Unlock() = 0;
};

/// LockerOf makes a Locker of whatever has Lock and Unlock. It keeps a reference.
template <class T>
class LockerOf final : public Locker {
 public:
  explicit LockerOf(T& lock) : lock_(lock) {}
  void Lock() override GOSYNC_NO_THREAD_SAFETY_ANALYSIS { lock_.Lock(); }
  void Unlock() override GOSYNC_NO_THREAD_SAFETY_ANALYSIS { lock_.Unlock(); }

 private:
  T& lock_;
};

/// RLockerOf makes a Locker of the reader side of what has RLock and RUnlock.
template <class T>
class RLockerOf final : public Locker {
 public:
  explicit RLockerOf(T& lock) : lock_(lock) {}
  void Lock() override GOSYNC_NO_THREAD_SAFETY_ANALYSIS { lock_.RLock(); }
  void Unlock() override GOSYNC_NO_THREAD_SAFETY_ANALYSIS { lock_.RUnlock(); }

 private:
  T& lock_;
};

/// Lets threads wait until others tell them to look again.
///
/// A Cond must not be copied once it has been used: the copy panics with "sync.Cond is copied"
/// whenever it is used (CO5). Before that a copy is as good as a new Cond of the same L.
///
/// Lifetime: it may be destroyed when no call is open but Signals and Broadcasts that have woken
/// somebody already; those are still on their way out when who was woken is back.
class Cond {
 public:
  explicit Cond(Locker* l);
  Cond(const Cond& other);
  Cond& operator=(const Cond&) = delete;

  /// Wait lets go of L, waits until it is woken, and takes L again. The caller holds L, and looks
  /// again afterwards: others may have had L in between (CO4).
  ///
  /// Blocks:  until a Signal or Broadcast wakes it, and then until it has L (CO1).
  /// Panics:  "sync.Cond is copied"; nil dereference if L is null, and then it still counts as one
  ///          that waits. If L is not locked, that is for L to notice (CO5).
  /// Order:   what comes before the Signal happens before the return (CO6).
  /// Mirrors: Go 1.26 (*sync.Cond).Wait, clauses CO1, CO4 to CO7.
  void Wait();

  /// Signal wakes the one that has waited longest, if there is one. The caller may hold L (CO8).
  ///
  /// Blocks:  never.
  /// Panics:  "sync.Cond is copied" (CO5).
  /// Mirrors: Go 1.26 (*sync.Cond).Signal, clauses CO2, CO5, CO6, CO8.
  void Signal();

  /// Broadcast wakes all that wait. The caller may hold L (CO8).
  ///
  /// Blocks:  never.
  /// Panics:  "sync.Cond is copied" (CO5).
  /// Mirrors: Go 1.26 (*sync.Cond).Broadcast, clauses CO3, CO5, CO6, CO8.
  void Broadcast();

  /// What is held around Wait. Wait reads it before and after it sleeps (CO7).
  Locker* L;

 private:
  class NotifyList;
  void Check();

  rt::Atomic<const Cond*> home_{nullptr};  // where it was used first
  const std::shared_ptr<NotifyList> list_;
};

}  // namespace sync
GOSYNC_END

#endif  // GOSYNC_COND_HPP_
