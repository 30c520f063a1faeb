#ifndef GOSYNC_SEMAPHORE_HPP_
#define GOSYNC_SEMAPHORE_HPP_

// A weighted semaphore, as golang.org/x/sync/semaphore.
//
//   state of a request | who changes it            | to
//   -------------------+---------------------------+-------------------------------------
//   outside            | its Acquire               | granted, queued, or outside for good
//   queued             | a Release or a give-back  | granted (at the head, and it fits)
//   queued             | its Acquire, ctx is done  | gone; the new head may be granted
//   granted            | its Acquire, ctx is done  | given back
//
// Invariants, between any two critical sections:
//   TokensWithinSize  0 <= charged_ <= size_
//   NoLostGrant       the head of the queue does not fit
//   NoBarging         nobody is granted while another waits, except from the head
//
// The smallest wrong version lets a Release wake the waiters and has these take their
// tokens by themselves. Then whoever comes in between is faster, and a big request
// starves behind a stream of small ones. So the tokens are charged to the
// waiter by the one that frees them, before it wakes (SE2, SE3).

#include <cstdint>
#include <list>

#include "gosync/go/chan.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/error.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace semaphore {

class Weighted {
 public:
  /// A semaphore with `size` tokens.
  ///
  /// Panics:  "semaphore: size < 0".
  /// Mirrors: golang.org/x/sync v0.24.0 semaphore.NewWeighted, clause SE10.
  explicit Weighted(int64_t size);

  Weighted(const Weighted&) = delete;
  Weighted& operator=(const Weighted&) = delete;

  /// Acquire takes n tokens, or gives up when ctx is done.
  ///
  /// Returns: no error once the tokens are held; else ctx.Err(), and then everything is as if it
  ///          had not been called. If ctx is done before the call, always the error.
  /// Blocks:  until granted or ctx is done; a request for more than the size is never granted.
  /// Fair:    first come, first served (implemented upstream, not documented there).
  /// Panics:  "semaphore: n < 0"; nil dereference if ctx is nil; "semaphore: released more than
  ///          held" if it has to give back what somebody else has released (SE14).
  /// Order:   a Release happens before the Acquire that it enables.
  /// Mirrors: golang.org/x/sync v0.24.0 (*Weighted).Acquire, clauses SE1 to SE8, SE10, SE11, SE16.
  [[nodiscard]] go::Error Acquire(const go::Context& ctx, int64_t n);

  /// TryAcquire takes n tokens if they are free and nobody waits.
  ///
  /// Returns: whether it did.
  /// Blocks:  never.
  /// Panics:  "semaphore: n < 0".
  /// Order:   as Acquire.
  /// Mirrors: golang.org/x/sync v0.24.0 (*Weighted).TryAcquire, clauses SE1, SE2, SE10, SE16.
  [[nodiscard]] bool TryAcquire(int64_t n);

  /// Release gives n tokens back and grants the waiters that now fit, in their order.
  ///
  /// Blocks:  never.
  /// Panics:  "semaphore: n < 0"; "semaphore: released more than held", and then nothing has
  ///          changed (upstream leaves the count negative, see docs/findings.md, SE9).
  /// Mirrors: golang.org/x/sync v0.24.0 (*Weighted).Release, clauses SE3, SE9, SE14 to SE16.
  void Release(int64_t n);

 private:
  // A request in the queue; lives in its Acquire.
  struct Waiter {
    int64_t n;
    go::Chan<go::Unit> ready;  // closed when it is granted
    bool granted = false;      // guarded by mu_
  };

  bool Fits(int64_t n) const GOSYNC_REQUIRES(mu_) { return n <= size_ - charged_; }
  void Uncharge(int64_t n) GOSYNC_REQUIRES(mu_);
  void GrantHeads() GOSYNC_REQUIRES(mu_);
  void Leave(Waiter& waiter) GOSYNC_EXCLUDES(mu_);

  const int64_t size_;
  rt::Mutex mu_;
  int64_t charged_ GOSYNC_GUARDED_BY(mu_) = 0;
  std::list<Waiter*> queue_ GOSYNC_GUARDED_BY(mu_);  // in the order of arrival
};

}  // namespace semaphore
GOSYNC_END

#endif  // GOSYNC_SEMAPHORE_HPP_
