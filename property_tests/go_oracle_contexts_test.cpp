// The exercises of go_oracle/contexts.go, done with gosync.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "go_oracle/oracle.hpp"
#include "gosync/go/chan.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/select.hpp"
#include "gosync/go/spawn.hpp"

namespace go = gosync::go;
namespace rt = gosync::rt;
using go::Background;
using go::Call;
using go::Context;
using go::Deferred;
using go::Frame;
using go::NewError;
using go::WithCancel;
using go::WithCancelCause;
using go::WithTimeout;
using go::WithValue;

GOSYNC_GROUP(Contexts)
GOSYNC_GROUP(Deadlines)

namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kSecond = 1000 * kMillisecond;
constexpr int64_t kHour = 3600 * kSecond;

bool IsDone(const Context& ctx) { return go::SelectDefault(go::ReceiveFrom(ctx.Done())) == 0; }

std::string State(const Context& ctx) {
  return go_oracle::Show(ctx.Err()) + " / " + go_oracle::Show(go::Cause(ctx)) + " / " +
         go_oracle::Show(IsDone(ctx));
}

// Prints what `f` panics with.
template <class F>
void PrintPanic(const go_oracle::Printer& out, F f) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out(deferred.Recover()); });
    f();
  });
}

}  // namespace

GOSYNC_EXERCISE(Contexts, Background) {
  const Context ctx = Background();
  out(State(ctx), ctx.Done() == nullptr, ctx.Deadline().has_value(), ctx.Value("k"),
      ctx == Background());
}

GOSYNC_EXERCISE(Contexts, Cancel) {
  const auto [ctx, cancel] = WithCancel(Background());
  out(State(ctx));
  cancel();
  out(State(ctx));
  out(ctx.Err() == go::Canceled(), ctx.Done() == ctx.Done());
  cancel();
  out(State(ctx));
}

GOSYNC_EXERCISE(Contexts, CancelReachesChildren) {
  const auto [top, cancel] = WithCancel(Background());
  const auto [left, cancel_left] = WithCancel(top);
  const auto [right, cancel_right] = WithCancel(WithValue(top, "k", 1));
  const auto [below, cancel_below] = WithCancel(left);
  cancel();
  out(State(left));
  out(State(right));
  out(State(below));
}

GOSYNC_EXERCISE(Contexts, CancelStaysBelow) {
  const auto [top, cancel_top] = WithCancel(Background());
  const auto [left, cancel_left] = WithCancel(top);
  const auto [right, cancel_right] = WithCancel(top);
  cancel_left();
  out(State(top), "|", State(left), "|", State(right));
  cancel_right();
  cancel_top();
  out(State(top));
}

GOSYNC_EXERCISE(Contexts, ChildOfADoneParent) {
  const auto [top, cancel] = WithCancelCause(Background());
  cancel(NewError("why"));
  const auto [ctx, cancel_child] = WithCancel(top);
  out(State(ctx));
  cancel_child();
  out(State(ctx));
}

GOSYNC_EXERCISE(Contexts, Cause) {
  const auto [ctx, cancel] = WithCancelCause(Background());
  out(State(ctx));
  cancel(NewError("why"));
  cancel(NewError("too late"));
  out(State(ctx));
}

GOSYNC_EXERCISE(Contexts, CauseNil) {
  const auto [ctx, cancel] = WithCancelCause(Background());
  cancel(nullptr);
  out(State(ctx), go::Cause(ctx) == go::Canceled());
}

GOSYNC_EXERCISE(Contexts, CauseIsInherited) {
  const auto [top, cancel] = WithCancelCause(Background());
  const auto [ctx, cancel_child] = WithCancel(WithValue(top, "k", 1));
  cancel(NewError("why"));
  out(State(ctx));
  out(State(WithValue(ctx, "k", 2)));
}

GOSYNC_EXERCISE(Contexts, CauseOfTheChildComesFirst) {
  const auto [top, cancel_top] = WithCancelCause(Background());
  const auto [ctx, cancel] = WithCancelCause(top);
  cancel(NewError("child"));
  cancel_top(NewError("parent"));
  out(State(top));
  out(State(ctx));
}

GOSYNC_EXERCISE(Contexts, CauseOfTheParentComesFirst) {
  const auto [top, cancel_top] = WithCancelCause(Background());
  const auto [ctx, cancel] = WithCancelCause(top);
  cancel_top(NewError("parent"));
  cancel(NewError("child"));
  out(State(top));
  out(State(ctx));
}

GOSYNC_EXERCISE(Contexts, PlainCancelBelowACause) {
  const auto [top, cancel_top] = WithCancelCause(Background());
  const auto [ctx, cancel] = WithCancel(top);
  cancel();
  cancel_top(NewError("parent"));
  out(State(ctx));
}

GOSYNC_EXERCISE(Contexts, Values) {
  const Context a = WithValue(Background(), "k", 1);
  const Context b = WithValue(a, "other", "text");
  const auto [c, cancel] = WithCancel(WithValue(b, "k", 2));
  out(a.Value("k"), b.Value("k"), c.Value("k"), c.Value("other"), c.Value("none"));
  out(a.Value("other"), a.Value(nullptr), a.Done() == nullptr, State(b));
}

GOSYNC_EXERCISE(Contexts, ValueKeysHaveATypeAndAnIdentity) {
  const auto k1 = std::make_shared<int>(0), k2 = std::make_shared<int>(0);
  const Context ctx = WithValue(WithValue(Background(), k1, "one"), 1, "number");
  out(ctx.Value(k1), ctx.Value(k2), ctx.Value(1), ctx.Value("1"));
}

GOSYNC_EXERCISE(Contexts, WithoutCancel) {
  const auto [top, cancel] = WithCancel(WithValue(Background(), "k", 1));
  const Context free = go::WithoutCancel(top);
  const auto [below, cancel_below] = WithCancel(free);
  cancel();
  out(State(free), free.Done() == nullptr, free.Value("k"));
  out(State(below));
  cancel_below();
  out(State(below));
}

GOSYNC_EXERCISE(Contexts, NilParent) {
  PrintPanic(out, [] { WithCancel(nullptr); });
}

GOSYNC_EXERCISE(Contexts, NilParentOfAValue) {
  PrintPanic(out, [] { WithValue(nullptr, "k", 1); });
}

GOSYNC_EXERCISE(Contexts, NilContext) {
  PrintPanic(out, [] { (void)Context().Err(); });
}

GOSYNC_EXERCISE(Contexts, NilKey) {
  PrintPanic(out, [] { WithValue(Background(), nullptr, 1); });
}

GOSYNC_EXERCISE(Contexts, AfterFunc) {
  const auto [ctx, cancel] = WithCancel(Background());
  const auto ran = go::MakeChan<std::string>();
  const auto stop = go::AfterFunc(ctx, [ran, ctx = ctx] { ran.Send(State(ctx)); });
  cancel();
  out(ran.Receive().value);
  const bool first = stop();
  out(first, stop());
}

GOSYNC_EXERCISE(Contexts, AfterFuncStopped) {
  const auto [ctx, cancel] = WithCancel(Background());
  const auto stop = go::AfterFunc(ctx, [] { go::Panic("not reached"); });
  const bool first = stop();
  out(first, stop());
  cancel();
  out(State(ctx), stop());
}

GOSYNC_EXERCISE(Contexts, AfterFuncOfADoneContext) {
  const auto [ctx, cancel] = WithCancel(Background());
  cancel();
  const auto ran = go::MakeChan<std::string>();
  const auto stop = go::AfterFunc(ctx, [ran] { ran.Send("ran"); });
  out(ran.Receive().value, stop());
}

GOSYNC_EXERCISE(Contexts, AfterFuncOfBackground) {
  const auto stop = go::AfterFunc(Background(), [] { go::Panic("not reached"); });
  const bool first = stop();
  out(first, stop());
}

GOSYNC_EXERCISE(Contexts, AfterFuncsAreIndependent) {
  const auto [ctx, cancel] = WithCancel(Background());
  const auto ran = go::MakeChan<int>(3);
  go::AfterFunc(ctx, [ran] { ran.Send(1); });
  const auto stop = go::AfterFunc(ctx, [ran] { ran.Send(2); });
  go::AfterFunc(ctx, [ran] { ran.Send(4); });
  out(stop());
  cancel();
  out(ran.Receive().value + ran.Receive().value);
}

GOSYNC_EXERCISE(Contexts, CancelInsideAfterFunc) {
  const auto [top, cancel_top] = WithCancel(Background());
  const auto [other, cancel_other] = WithCancelCause(top);
  const auto [ctx, cancel] = WithCancel(Background());
  const auto ran = go::MakeChan<go::Unit>();
  go::AfterFunc(ctx, [=, top = cancel_top, other = cancel_other, self = cancel] {
    other(NewError("from inside"));
    top();
    self();
    ran.Close();
  });
  cancel();
  ran.Receive();
  out(State(top));
  out(State(other));
}

GOSYNC_EXERCISE(Contexts, DoneWakesAWaiter) {
  const auto [ctx, cancel] = WithCancel(Background());
  const auto woken = go::MakeChan<std::string>();
  go::Go([woken, ctx = ctx] {
    const bool ok = ctx.Done().Receive().ok;
    woken.Send(go_oracle::Show(ok) + " " + go_oracle::Show(ctx.Err()));
  });
  cancel();
  out(woken.Receive().value);
}

GOSYNC_EXERCISE(Deadlines, Deadline) {
  const auto [ctx, cancel] = WithTimeout(Background(), 20 * kMillisecond);
  const auto at = ctx.Deadline();
  ctx.Done().Receive();
  out(State(ctx), at.has_value(), rt::Now() >= *at, ctx.Err() == go::DeadlineExceeded());
  cancel();
  out(State(ctx));
}

GOSYNC_EXERCISE(Deadlines, DeadlineHasPassed) {
  const auto [ctx, cancel] = WithTimeout(Background(), -kSecond);
  out(State(ctx));
  cancel();
  out(State(ctx));
}

GOSYNC_EXERCISE(Deadlines, TimeoutOfZero) {
  const auto [ctx, cancel] = WithTimeout(Background(), 0);
  out(State(ctx));
}

GOSYNC_EXERCISE(Deadlines, CancelBeforeTheDeadline) {
  const auto [ctx, cancel] = WithTimeout(Background(), kHour);
  out(State(ctx));
  cancel();
  out(State(ctx));
}

GOSYNC_EXERCISE(Deadlines, EarlierDeadlineOfTheParent) {
  const auto [top, cancel_top] = WithTimeout(Background(), 20 * kMillisecond);
  const auto [ctx, cancel] = WithTimeout(top, kHour);
  out(top.Deadline() == ctx.Deadline());
  ctx.Done().Receive();
  out(State(ctx));
}

GOSYNC_EXERCISE(Deadlines, LaterDeadlineOfTheParent) {
  const auto [top, cancel_top] = WithTimeout(Background(), kHour);
  const auto [ctx, cancel] = WithTimeout(top, 20 * kMillisecond);
  ctx.Done().Receive();
  out(State(top), "|", State(ctx));
  cancel_top();
  out(State(top), "|", State(ctx));
}

GOSYNC_EXERCISE(Deadlines, DeadlineIsInherited) {
  const auto [top, cancel_top] = WithTimeout(Background(), kHour);
  const auto [ctx, cancel] = WithCancel(WithValue(top, "k", 1));
  out(ctx.Deadline().has_value(), top.Deadline() == ctx.Deadline(),
      go::WithoutCancel(ctx).Deadline().has_value());
  cancel_top();
}

GOSYNC_EXERCISE(Deadlines, CauseOfADeadline) {
  const auto [ctx, cancel] =
      go::WithDeadlineCause(Background(), rt::Now() + 20 * kMillisecond, NewError("too slow"));
  ctx.Done().Receive();
  out(State(ctx));
  const auto [early, cancel_early] =
      go::WithDeadlineCause(Background(), rt::Now() + kHour, NewError("too slow"));
  cancel_early();
  out(State(early));
}

GOSYNC_EXERCISE(Deadlines, CancelledParentOfADeadline) {
  const auto [top, cancel_top] = WithCancelCause(Background());
  const auto [ctx, cancel] = WithTimeout(top, kHour);
  cancel_top(NewError("why"));
  out(State(ctx));
  const auto [late, cancel_late] = WithTimeout(top, -kSecond);
  out(State(late));
}

GOSYNC_EXERCISE(Deadlines, DeadlineReachesChildren) {
  const auto [top, cancel_top] = WithTimeout(Background(), 20 * kMillisecond);
  const auto [ctx, cancel] = WithCancel(top);
  ctx.Done().Receive();
  out(State(ctx));
}
