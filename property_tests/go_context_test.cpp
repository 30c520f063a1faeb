// Contexts: one example a clause of docs/go_context.md.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <utility>

#include "gosync/go/chan.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/select.hpp"
#include "gosync/go/spawn.hpp"
#include "property_tests/go_test_helpers.hpp"

namespace {

namespace go = gosync::go;
namespace rt = gosync::rt;
using go::Background;
using go::Canceled;
using go::Context;
using go::DeadlineExceeded;
using go::NewError;
using go::WithCancel;
using go::WithCancelCause;
using go::WithTimeout;
using go::WithValue;
using go_tests::EndsSoon;
using go_tests::kHour;
using go_tests::kMillisecond;
using go_tests::PanicText;

bool IsDone(const Context& ctx) { return go::SelectDefault(go::ReceiveFrom(ctx.Done())) == 0; }

TEST(GoContext, GX1_BackgroundIsNeverDone) {
  EXPECT_EQ(Background(), Background());
  EXPECT_EQ(Background().Done(), nullptr);
  EXPECT_EQ(Background().Err(), nullptr);
  EXPECT_EQ(go::Cause(Background()), nullptr);
  EXPECT_FALSE(Background().Deadline());
  EXPECT_TRUE(Background().Value("key").IsNil());
}

TEST(GoContext, GX2_DoneIsAlwaysTheSameChannel) {
  const auto [ctx, cancel] = WithCancel(Background());
  const go::Chan<go::Unit> before = ctx.Done();
  EXPECT_FALSE(IsDone(ctx));
  cancel();
  EXPECT_EQ(ctx.Done(), before);
  EXPECT_TRUE(IsDone(ctx));
  EXPECT_EQ(WithValue(Background(), "key", 1).Done(), nullptr);
}

TEST(GoContext, GX3_ErrIsNilUntilDoneAndThenStays) {
  const auto [ctx, cancel] = WithCancelCause(Background());
  EXPECT_EQ(ctx.Err(), nullptr);
  cancel(NewError("why"));
  EXPECT_EQ(ctx.Err(), Canceled());
  cancel(NewError("again"));
  EXPECT_EQ(ctx.Err(), Canceled());
  EXPECT_EQ(Canceled().Text(), "context canceled");
  EXPECT_EQ(DeadlineExceeded().Text(), "context deadline exceeded");
}

TEST(GoContext, GX4_DeadlineIsHandedDown) {
  const int64_t at = rt::Now() + kHour;
  const auto [top, cancel_top] = go::WithDeadline(Background(), at);
  const auto [ctx, cancel] = WithCancel(WithValue(top, "key", 1));
  EXPECT_EQ(top.Deadline(), at);
  EXPECT_EQ(ctx.Deadline(), at);
  cancel_top();
}

TEST(GoContext, GX5_TheNearestValueIsFound) {
  const auto key = std::make_shared<int>(0), other = std::make_shared<int>(0);
  const Context a = WithValue(Background(), key, "a");
  const auto [b, cancel] = WithCancel(WithValue(a, key, "b"));
  EXPECT_EQ(a.Value(key), go::Value("a"));
  EXPECT_EQ(b.Value(key), go::Value("b"));
  EXPECT_TRUE(b.Value(other).IsNil());
  EXPECT_TRUE(b.Value(nullptr).IsNil());
}

TEST(GoContext, GX6_ANilContextIsANilDereference) {
  const std::string text = "runtime error: invalid memory address or nil pointer dereference";
  const Context nil;
  EXPECT_FALSE(nil);
  EXPECT_EQ(PanicText([&] { nil.Done(); }), text);
  EXPECT_EQ(PanicText([&] { (void)nil.Err(); }), text);
  EXPECT_EQ(PanicText([&] { nil.Deadline(); }), text);
  EXPECT_EQ(PanicText([&] { nil.Value(1); }), text);
  EXPECT_EQ(PanicText([&] { (void)go::Cause(nil); }), text);
  EXPECT_EQ(PanicText([&] { go::AfterFunc(nil, [] {}); }), text);
}

TEST(GoContext, GX7_CancelMakesTheContextDone) {
  const auto [ctx, cancel] = WithCancel(Background());
  const auto woken = go::MakeChan<go::Unit>();
  go::Go([woken, ctx = ctx] {
    ctx.Done().Receive();
    woken.Close();
  });
  EXPECT_FALSE(EndsSoon(woken));
  cancel();
  woken.Receive();
}

TEST(GoContext, GX8_OnlyTheFirstCancelCounts) {
  const auto [ctx, cancel] = WithCancelCause(Background());
  const go::Error first = NewError("first");
  cancel(first);
  cancel(NewError("second"));
  cancel(nullptr);
  EXPECT_EQ(go::Cause(ctx), first);
}

TEST(GoContext, GX9_AllBelowAreDoneWhenCancelReturns) {
  const auto [top, cancel] = WithCancel(Background());
  const auto [child, cancel_child] = WithCancel(top);
  const auto [timed, cancel_timed] = WithTimeout(WithValue(child, "key", 1), kHour);
  const auto [grandchild, cancel_grandchild] = WithCancel(timed);
  cancel();
  for (const Context& ctx : {top, child, timed, grandchild}) {
    EXPECT_TRUE(IsDone(ctx));
    EXPECT_EQ(ctx.Err(), Canceled());
  }
}

TEST(GoContext, GX10_CancelChangesNothingAboveOrBeside) {
  const auto [top, cancel_top] = WithCancel(Background());
  const auto [left, cancel_left] = WithCancel(top);
  const auto [right, cancel_right] = WithCancel(top);
  cancel_left();
  EXPECT_TRUE(left.Err());
  EXPECT_FALSE(top.Err());
  EXPECT_FALSE(right.Err());
}

TEST(GoContext, GX11_AChildOfADoneParentIsDoneAtOnce) {
  const auto [top, cancel_top] = WithCancelCause(Background());
  const go::Error why = NewError("why");
  cancel_top(why);
  const auto [ctx, cancel] = WithCancel(top);
  EXPECT_TRUE(IsDone(ctx));
  EXPECT_EQ(ctx.Err(), Canceled());
  EXPECT_EQ(go::Cause(ctx), why);
  EXPECT_EQ(go::Cause(WithTimeout(top, kHour).context), why);
  const auto [late, cancel_late] = WithTimeout(WithTimeout(Background(), 0).context, kHour);
  EXPECT_EQ(late.Err(), DeadlineExceeded());
}

TEST(GoContext, GX12_ANilParentPanics) {
  const std::string text = "cannot create context from nil parent";
  EXPECT_EQ(PanicText([] { WithCancel(nullptr); }), text);
  EXPECT_EQ(PanicText([] { WithCancelCause(nullptr); }), text);
  EXPECT_EQ(PanicText([] { WithTimeout(nullptr, 1); }), text);
  EXPECT_EQ(PanicText([] { WithValue(nullptr, "key", 1); }), text);
  EXPECT_EQ(PanicText([] { go::WithoutCancel(nullptr); }), text);
}

TEST(GoContext, GX13_CauseIsTheReasonOrErr) {
  const auto [given, cancel_given] = WithCancelCause(Background());
  const auto [none, cancel_none] = WithCancelCause(Background());
  const auto [plain, cancel_plain] = WithCancel(Background());
  EXPECT_EQ(go::Cause(given), nullptr);
  const go::Error why = NewError("why");
  cancel_given(why);
  cancel_none(nullptr);
  cancel_plain();
  EXPECT_EQ(go::Cause(given), why);
  EXPECT_EQ(go::Cause(none), Canceled());
  EXPECT_EQ(go::Cause(plain), Canceled());
}

TEST(GoContext, GX14_CauseOfTheFirstCancelHereOrAboveStays) {
  const go::Error here = NewError("here"), above = NewError("above");
  const auto [top, cancel_top] = WithCancelCause(Background());
  const auto [first, cancel_first] = WithCancelCause(top);
  const auto [second, cancel_second] = WithCancelCause(top);
  cancel_first(here);
  cancel_top(above);
  cancel_second(here);
  EXPECT_EQ(go::Cause(first), here);
  EXPECT_EQ(go::Cause(second), above);
  EXPECT_EQ(go::Cause(WithValue(second, "key", 1)), above);
}

TEST(GoContext, GX15_DoneAtTheDeadline) {
  const int64_t at = rt::Now() + 10 * kMillisecond;
  const auto [ctx, cancel] = go::WithDeadline(Background(), at);
  ctx.Done().Receive();
  EXPECT_GE(rt::Now(), at);
  EXPECT_EQ(ctx.Err(), DeadlineExceeded());
  EXPECT_EQ(go::Cause(ctx), DeadlineExceeded());
  cancel();
  EXPECT_EQ(ctx.Err(), DeadlineExceeded());
}

TEST(GoContext, GX15_ADeadlineInThePastIsDoneAtOnce) {
  EXPECT_EQ(WithTimeout(Background(), 0).context.Err(), DeadlineExceeded());
  EXPECT_EQ(WithTimeout(Background(), -kHour).context.Err(), DeadlineExceeded());
  const auto [ctx, cancel] = WithTimeout(Background(), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(ctx.Err(), nullptr);
  cancel();
}

TEST(GoContext, GX16_TheEarlierDeadlineOfTheParentHolds) {
  const auto [top, cancel_top] = WithTimeout(Background(), 10 * kMillisecond);
  const auto [ctx, cancel] = WithTimeout(top, kHour);
  EXPECT_EQ(ctx.Deadline(), top.Deadline());
  ctx.Done().Receive();
  EXPECT_EQ(ctx.Err(), DeadlineExceeded());
}

TEST(GoContext, GX17_CauseOfADeadline) {
  const go::Error slow = NewError("too slow");
  const auto past = go::WithDeadlineCause(Background(), rt::Now(), slow);
  EXPECT_EQ(past.context.Err(), DeadlineExceeded());
  EXPECT_EQ(go::Cause(past.context), slow);
  const auto later = go::WithDeadlineCause(Background(), rt::Now() + kHour, slow);
  later.cancel();
  EXPECT_EQ(go::Cause(later.context), Canceled());
}

TEST(GoContext, GX18_CancelStopsTheTimer) {
  const auto token = std::make_shared<int>(0);
  {
    const auto [ctx, cancel] = WithTimeout(WithValue(Background(), "key", token), kHour);
    go::AfterFunc(ctx, [token] {});
    EXPECT_EQ(token.use_count(), 3);
    cancel();
    EXPECT_EQ(ctx.Err(), Canceled());
  }
  while (token.use_count() > 1) EndsSoon(go::MakeChan<go::Unit>());  // AfterFunc runs and ends
}

TEST(GoContext, GX19_WithValueIsDoneWithItsParent) {
  const auto [top, cancel] = WithCancel(Background());
  const Context ctx = WithValue(top, "key", 1);
  EXPECT_EQ(ctx.Done(), top.Done());
  cancel();
  EXPECT_EQ(ctx.Err(), Canceled());
  EXPECT_EQ(PanicText([] { WithValue(Background(), nullptr, 1); }), "nil key");
}

TEST(GoContext, GX20_WithoutCancelKeepsOnlyTheValues) {
  const auto [top, cancel] = WithTimeout(WithValue(Background(), "key", 1), kHour);
  const Context ctx = go::WithoutCancel(top);
  cancel();
  EXPECT_EQ(ctx.Done(), nullptr);
  EXPECT_EQ(ctx.Err(), nullptr);
  EXPECT_EQ(go::Cause(ctx), nullptr);
  EXPECT_FALSE(ctx.Deadline());
  EXPECT_EQ(ctx.Value("key"), go::Value(1));
}

TEST(GoContext, GX21_AfterFuncRunsOnAGoroutineOfItsOwn) {
  const auto [ctx, cancel] = WithCancel(Background());
  const auto met = go::MakeChan<go::Unit>();
  go::AfterFunc(ctx, [met] { met.Send({}); });
  EXPECT_FALSE(EndsSoon(met));
  cancel();  // would block for ever if it ran the function itself
  EXPECT_TRUE(met.Receive().ok);
  go::AfterFunc(ctx, [met] { met.Send({}); });
  EXPECT_TRUE(met.Receive().ok);
}

TEST(GoContext, GX22_StopSaysWhetherItKeptTheFunctionFromRunning) {
  const auto [ctx, cancel] = WithCancel(Background());
  const auto stopped = go::MakeChan<go::Unit>(), ran = go::MakeChan<go::Unit>();
  const auto stop = go::AfterFunc(ctx, [stopped] { stopped.Close(); });
  const auto too_late = go::AfterFunc(ctx, [ran] { ran.Close(); });
  EXPECT_TRUE(stop());
  EXPECT_FALSE(stop());
  cancel();
  EXPECT_FALSE(too_late());
  ran.Receive();
  EXPECT_FALSE(EndsSoon(stopped));
  EXPECT_TRUE(go::AfterFunc(Background(), [] {})());
}

TEST(GoContext, GX23_AfterFuncsDoNotReplaceEachOther) {
  const auto [ctx, cancel] = WithCancel(Background());
  const auto ran = go::MakeChan<int>();
  go::AfterFunc(ctx, [ran] { ran.Send(1); });
  go::AfterFunc(ctx, [ran] { ran.Send(2); });
  cancel();
  EXPECT_EQ(ran.Receive().value + ran.Receive().value, 3);
}

TEST(GoContext, GX24_ATreeThatNobodyHoldsIsFreed) {
  const auto token = std::make_shared<int>(0);
  {
    const auto [top, cancel_top] = WithCancel(WithValue(Background(), "key", token));
    const auto [ctx, cancel] = WithCancel(WithValue(top, "key", token));
    go::AfterFunc(ctx, [token] {});
    EXPECT_EQ(token.use_count(), 4);
  }
  EXPECT_EQ(token.use_count(), 1);
}

TEST(GoContext, GX24_ACancelledChildIsForgottenByItsParent) {
  const auto token = std::make_shared<int>(0);
  const auto [top, cancel_top] = WithCancel(Background());
  {
    const auto [ctx, cancel] = WithCancel(WithValue(top, "key", token));
    const auto stop = go::AfterFunc(ctx, [token, ctx = ctx] {});
    const auto stop_top = go::AfterFunc(top, [token] {});
    EXPECT_EQ(token.use_count(), 4);
    EXPECT_TRUE(stop());
    EXPECT_TRUE(stop_top());
    cancel();
  }
  EXPECT_EQ(token.use_count(), 1);
}

TEST(GoContext, GX24_DoneOutlivesItsContext) {
  const auto [top, cancel] = WithCancel(Background());
  const go::Chan<go::Unit> below = WithCancel(top).context.Done();
  const go::Chan<go::Unit> timed = WithTimeout(Background(), kMillisecond).context.Done();
  cancel();
  EXPECT_FALSE(below.Receive().ok);
  EXPECT_FALSE(timed.Receive().ok);
}

TEST(GoContext, GX25_WhatWasWrittenBeforeCancelIsSeenAfterDone) {
  // Plain fields: ThreadSanitizer is the judge.
  for (int i = 0; i < 100; ++i) {
    const auto [ctx, cancel] = WithCancel(Background());
    const auto field = std::make_shared<int>(0);
    go::Go([field, cancel = cancel] {
      *field = 1;
      cancel();
    });
    if (i % 2 == 0) {
      ctx.Done().Receive();
    } else {
      while (!ctx.Err()) {
      }
    }
    EXPECT_EQ(*field, 1);
  }
}

}  // namespace
