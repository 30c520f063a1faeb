#ifndef GOSYNC_KRATOS_ERRGROUP_HPP_
#define GOSYNC_KRATOS_ERRGROUP_HPP_

// Functions that work on one task, with a pool of workers, as pkg/sync/errgroup of
// github.com/go-kratos/kratos, repaired.
//
//   auto group = kratos_errgroup::WithCancel(parent);
//   group->OnError([](const go::Error& err) { Log(err.Text()); });
//   group->GOMAXPROCS(4);
//   for (const Part& part : parts) group->Go([&part](const go::Context& ctx) { return Work(ctx,
//   part); }); return group->Wait();
//
// One number, `left`, counts the functions that were handed in and have not ended; Wait waits
// until it is zero. Those of a pool wait in one queue, and a worker lives as long as there is
// something in it:
//
//   Go, Go                      a worker                         Wait
//   left 2, queue f g           takes f, runs it, left 1
//                               takes g, runs it, left 0         returns
//                               finds nothing, and is gone
//
// The smallest wrong version keeps what the workers cannot take at once in a second list, which
// somebody has to empty (KR5, KR7, KR8, KR11): variants/kratos_errgroup_v1.hpp is that one.
//
// Invariants, between any two critical sections:
//   LeftExact         the number is that of the functions that wait, or run, or have not left
//   NoIdleWorker      there are n workers, or one comes for each function in the queue (KR5)
//   PoolHolds         there are at most n workers (KR5)
//   CancelledFirst    once an error is told the context of a WithCancel is cancelled (KR3)
//   NothingAfter      then nothing waits in the queue of such a group (KR6)

#include <cstdint>
#include <functional>
#include <memory>

#include "gosync/go/context.hpp"
#include "gosync/go/error.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace kratos_errgroup {

/// Runs functions on goroutines or on a pool of workers, waits for them, keeps the first error.
class Group {
 public:
  using Function = std::function<go::Error(const go::Context& ctx)>;
  using Hook = std::function<void(const go::Error& err)>;

  // Functions are given the background; an error cancels nothing (KR1).
  Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// OnError sets the hook; before the first Go.
  ///
  /// Order:   it is called once, with the first error, after that was told and has cancelled, and
  ///          before a Wait returns. What it panics with is dropped (KR14).
  /// Mirrors: nothing in kratos; what copies of it do with a log.
  void OnError(Hook hook);

  /// GOMAXPROCS makes a pool of n workers for the functions that are handed in later.
  ///
  /// Panics:  "errgroup: GOMAXPROCS must great than 0", if n <= 0 (KR4).
  /// Mirrors: kratos v1.0.1 (*Group).GOMAXPROCS, clause KR4: only the first call counts.
  void GOMAXPROCS(int64_t n);

  /// Go runs f, with the group's context, on a goroutine of its own; on a worker, as soon as one
  /// is free, if there is a pool.
  ///
  /// Blocks:  never (KR5).
  /// Order:   if the group is of WithCancel and an error has been told, f is not run (KR6).
  /// Mirrors: kratos v1.0.1 (*Group).Go, clauses KR1 to KR3, KR12; KR5 to KR9 and KR11 are ours. A
  ///          panic of f is its error (KR2); an exit is an end without one (KR9).
  void Go(Function f);

  /// Wait waits until no function is left, and cancels the context of a WithCancel.
  ///
  /// Returns: the first error, also if an earlier Wait has returned it (KR3).
  /// Blocks:  until then. Several may wait, and the group may be used again (KR7, KR11).
  /// Order:   what the functions did happens before its return (KR13).
  /// Mirrors: kratos v1.0.1 (*Group).Wait, clauses KR1, KR3, KR13; KR7, KR8 and KR11 are ours.
  go::Error Wait();

 private:
  friend std::shared_ptr<Group> WithContext(const go::Context& ctx);
  friend std::shared_ptr<Group> WithCancel(const go::Context& ctx);
  class Core;
  Group(go::Context context, go::CancelFunc cancel);

  const std::shared_ptr<Core> core_;  // functions may outlive their group, on their way out
};

/// WithContext makes a group whose functions are given ctx; the background if that is nil.
/// Mirrors: kratos v1.0.1 errgroup.WithContext, clause KR1. An error does not cancel it.
std::shared_ptr<Group> WithContext(const go::Context& ctx);

/// WithCancel makes a group whose functions are given a child of ctx, done after the first error,
/// or the first Wait.
///
/// Panics:  "cannot create context from nil parent".
/// Mirrors: kratos v1.0.1 errgroup.WithCancel, clauses KR1, KR3, KR6.
std::shared_ptr<Group> WithCancel(const go::Context& ctx);

}  // namespace kratos_errgroup
GOSYNC_END

#endif  // GOSYNC_KRATOS_ERRGROUP_HPP_
