#ifndef GOSYNC_GO_CONTEXT_HPP_
#define GOSYNC_GO_CONTEXT_HPP_

// Contexts: cancellation, deadlines and values, handed down a tree.
//
//   auto [ctx, cancel] = go::WithTimeout(parent, 1'000'000'000);
//   switch (go::Select(go::ReceiveFrom(ctx.Done()), go::ReceiveFrom(work, &item))) ...
//   cancel();
//
// Two kinds of nodes, so that a tree that nobody holds any more is freed, although a child
// knows its parent and a parent its children:
//
//   Context  -> parent Context      what is immutable: values, deadline; held upwards
//   Context  -> its Canceller
//   Canceller -> child Cancellers   what changes: Done, Err, Cause; held downwards
//
// A deadline that is still to come keeps its canceller alive, as in Go. What the function of
// an AfterFunc captures lives until it has run or was stopped: if it captures its own
// context, one of the two has to happen (docs/go_context.md, GX24).

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "gosync/go/chan.hpp"
#include "gosync/go/error.hpp"
#include "gosync/go/value.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace go {

namespace internal {
struct ContextNode;
}

/// Context is a shared handle; the default is Go's nil Context.
///
/// Panics:  nil dereference in every method of a nil Context.
/// Mirrors: context.Context — clauses GX1 to GX6. Equal: the same node of the tree.
class Context {
 public:
  Context() = default;
  Context(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): nil
  explicit Context(std::shared_ptr<const internal::ContextNode> node) : node_(std::move(node)) {}

  explicit operator bool() const { return node_ != nullptr; }
  friend bool operator==(const Context& a, const Context& b) { return a.node_ == b.node_; }

  /// Done is a channel that is closed when the context is cancelled; always the same one.
  /// Returns: the nil channel, if the context can never be cancelled.
  Chan<Unit> Done() const;

  /// Err says why the context is done.
  /// Returns: nil before Done is closed; then Canceled() or DeadlineExceeded(), for good.
  Error Err() const;

  /// Deadline is the time (as rt::Now) at which the context will be cancelled, if any.
  std::optional<int64_t> Deadline() const;

  /// Value is what WithValue stored for `key` here or, nearest first, above; nil if nothing.
  go::Value Value(const go::Value& key) const;

  // The node, or a nil dereference.
  const std::shared_ptr<const internal::ContextNode>& node() const;

 private:
  std::shared_ptr<const internal::ContextNode> node_;
};

// May be called at any time, by anybody, any number of times.
using CancelFunc = std::function<void()>;
using CancelCauseFunc = std::function<void(Error cause)>;

struct WithCancelResult {
  Context context;
  CancelFunc cancel;
};
struct WithCancelCauseResult {
  Context context;
  CancelCauseFunc cancel;
};

// What Err says after a cancel: "context canceled".
Error Canceled();
// What Err says after a deadline: "context deadline exceeded".
Error DeadlineExceeded();

/// Background is the root of all trees: never cancelled, no deadline, no values.
/// Mirrors: context.Background — clause GX1.
Context Background();

/// WithCancel makes a child that is done when `cancel` is called or `parent` is done.
///
/// Returns: the child, already done if the parent is; and the function, which returns when
///          the child and all that descend from it are done.
/// Panics:  "cannot create context from nil parent".
/// Order:   a cancel happens before the receive from Done that sees it.
/// Mirrors: context.WithCancel — clauses GX7 to GX12, GX25.
WithCancelResult WithCancel(const Context& parent);

/// WithCancelCause is WithCancel with a function that takes a reason.
///
/// Returns: as WithCancel; Err is Canceled(), Cause the first reason given (Canceled() if nil).
/// Panics:  as WithCancel.
/// Mirrors: context.WithCancelCause — clauses GX13, GX14.
WithCancelCauseResult WithCancelCause(const Context& parent);

/// WithDeadline is WithCancel, done at the latest at `deadline` (as rt::Now).
///
/// Returns: as WithCancel; Err is DeadlineExceeded() if the deadline came first. A parent
///          with an earlier deadline keeps that for the child.
/// Panics:  as WithCancel.
/// Mirrors: context.WithDeadline — clauses GX15 to GX18.
WithCancelResult WithDeadline(const Context& parent, int64_t deadline);

/// WithDeadlineCause is WithDeadline whose Cause after the deadline is `cause`.
/// Mirrors: context.WithDeadlineCause — clause GX17.
WithCancelResult WithDeadlineCause(const Context& parent, int64_t deadline, Error cause);

/// WithTimeout is WithDeadline at rt::Now() + `nanoseconds`.
/// Mirrors: context.WithTimeout — clause GX15.
WithCancelResult WithTimeout(const Context& parent, int64_t nanoseconds);

/// WithValue makes a child that holds `value` for `key`, and is done when `parent` is.
///
/// Panics:  as WithCancel; "nil key".
/// Mirrors: context.WithValue — clauses GX5, GX19.
Context WithValue(const Context& parent, Value key, Value value);

/// WithoutCancel makes a child with the values of `parent` that is never done.
///
/// Panics:  as WithCancel.
/// Mirrors: context.WithoutCancel — clause GX20.
Context WithoutCancel(const Context& parent);

/// AfterFunc runs `f` as a goroutine of its own when `ctx` is done; at once if it is.
///
/// Returns: a function that keeps `f` from running: true if it did, false if `f` had been
///          started or stopped before. It does not wait for `f`.
/// Mirrors: context.AfterFunc — clauses GX21 to GX24.
std::function<bool()> AfterFunc(const Context& ctx, std::function<void()> f);

/// Cause says why `ctx` is done: the reason given to the first cancel of it or above it.
///
/// Returns: nil as long as Err is nil; Err if no other reason was given.
/// Mirrors: context.Cause — clauses GX13, GX14.
Error Cause(const Context& ctx);

}  // namespace go
GOSYNC_END

#endif  // GOSYNC_GO_CONTEXT_HPP_
