#ifndef GOSYNC_ERRGROUP_HPP_
#define GOSYNC_ERRGROUP_HPP_

// Functions that work on one task, as golang.org/x/sync/errgroup.
//
//   auto [group, ctx] = errgroup::WithContext(parent);
//   group->SetLimit(4);
//   for (const Part& part : parts) group->Go([&part, ctx = ctx] { return Work(ctx, part); });
//   return group->Wait();
//
// A function is active from the moment at which it is let in until it has ended, has told
// its error, and has left. One number counts the active ones, and stands for both: the slots
// that are taken, and those whom Wait waits for. Who leaves passes its place to the first Go
// that waits for one:
//
//   the last function                       a Go that waits for its slot
//   leaves: the slot is the Go's, and the
//   number stays what it is
//                                           wakes up and starts its function
//
// The smallest wrong version has two numbers, a slot that is free and a group that is at
// rest; in between Wait returns without the function that the slot is for (EG11).
//
// Invariants, between any two critical sections:
//   SlotsExact        the number is that of the functions that were let in and have not left
//   QueueMeansFull    somebody waits for a slot only if none is free
//   NotForItself      of the active functions one does not wait for a slot (EG10)
//   CancelledFirst    a function that has told an error has cancelled the context
//
// Releases hang, or return too early, where EG9 to EG11 say what happens here (decision 6).

#include <cstdint>
#include <functional>
#include <memory>

#include "gosync/go/context.hpp"
#include "gosync/go/error.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace errgroup {

struct WithContextResult;

/// Runs functions on goroutines of their own, waits for them, and keeps the first error.
class Group {
 public:
  using Function = std::function<go::Error()>;

  // No limit, no context (EG1).
  Group() : Group(nullptr) {}
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// Go runs f on a goroutine of its own.
  ///
  /// Blocks:  in its caller until a slot is free, with limit 0 for ever, or until the limit is
  ///          another one (EG6, EG16).
  /// Panics:  "errgroup: every slot is held by a function that waits for one", if f's caller is
  ///          such a function (EG10).
  /// Order:   what the function before it in its slot did happens before f begins (EG18). If that
  ///          one's error was the first, the context is cancelled by then (EG17).
  /// Mirrors: golang.org/x/sync v0.24.0 (*Group).Go, clauses EG1 to EG3, EG6, EG10 to EG12,
  ///          EG14, EG16 to EG18. A panic of f ends the program; an exit is an end without an
  ///          error (EG12).
  void Go(Function f);

  /// TryGo is Go, unless that would have to wait.
  ///
  /// Returns: false, and f is not run, if no slot is free (EG7).
  /// Blocks:  never.
  /// Mirrors: golang.org/x/sync v0.24.0 (*Group).TryGo, clause EG7; otherwise as Go.
  [[nodiscard]] bool TryGo(Function f);

  /// Wait waits until no function is active, and cancels the context.
  ///
  /// Returns: the first error, also if an earlier Wait has returned it (EG2, EG3).
  /// Blocks:  until then; also for a Go that waits for a slot which will be free (EG11).
  /// Order:   what the functions did happens before its return (EG15). All slots are free (EG8).
  /// Mirrors: golang.org/x/sync v0.24.0 (*Group).Wait, clauses EG2 to EG5, EG8, EG11, EG15.
  go::Error Wait();

  /// SetLimit allows at most n functions at a time; any number, if n is negative.
  ///
  /// Panics:  with an error, and changes nothing, if functions are active, there is a limit, and
  ///          n is one, too. Without a limit those that are active count for the new one (EG9).
  /// Order:   Gos that wait are let in, if they can be.
  /// Mirrors: golang.org/x/sync v0.24.0 (*Group).SetLimit, clauses EG6, EG9.
  void SetLimit(int64_t n);

 private:
  friend WithContextResult WithContext(const go::Context& parent);
  class Core;
  explicit Group(go::CancelCauseFunc cancel);

  const std::shared_ptr<Core> core_;  // functions may outlive their group, on their way out
};

struct WithContextResult {
  std::shared_ptr<Group> group;
  go::Context context;
};

/// WithContext makes a group, and a context that its first error cancels.
///
/// Returns: the context is done after the first error, or the first Wait, or when parent is,
///          whichever comes first, and its Cause says which (EG4).
/// Panics:  "cannot create context from nil parent".
/// Mirrors: golang.org/x/sync v0.24.0 errgroup.WithContext, clauses EG4, EG5, EG17.
WithContextResult WithContext(const go::Context& parent);

}  // namespace errgroup
GOSYNC_END

#endif  // GOSYNC_ERRGROUP_HPP_
