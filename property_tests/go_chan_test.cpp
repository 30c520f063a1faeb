// Channels: one example a clause of docs/go_chan.md.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "gosync/go/chan.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/runtime/runtime.hpp"
#include "property_tests/go_test_helpers.hpp"

namespace {

namespace go = gosync::go;
using go::MakeChan;
using go_tests::EndsSoon;
using go_tests::PanicText;
using go_tests::UntilWaiting;

TEST(GoChan, GC1_ASendWaitsUntilThereIsRoomOrAReceiver) {
  const auto ch = MakeChan<int>(1);
  ch.Send(1);
  const auto sent = MakeChan<go::Unit>();
  go::Go([=] {
    ch.Send(2);
    sent.Close();
  });
  EXPECT_FALSE(EndsSoon(sent));
  EXPECT_EQ(ch.Receive().value, 1);
  sent.Receive();
  EXPECT_EQ(ch.Receive().value, 2);
  EXPECT_EQ(PanicText([] { MakeChan<int>(-1); }), "makechan: size out of range");
}

TEST(GoChan, GC2_ValuesArriveInTheOrderOfTheSends) {
  const auto ch = MakeChan<int>(2);
  go::Go([ch] {
    for (int i = 0; i < 100; ++i) ch.Send(i);
    ch.Close();
  });
  int next = 0;
  for (auto received = ch.Receive(); received.ok; received = ch.Receive()) {
    EXPECT_EQ(received.value, next++);
  }
  EXPECT_EQ(next, 100);
}

TEST(GoChan, GC3_WaitersAreServedInOrderOfArrival) {
  const auto ch = MakeChan<int>();
  const auto order = MakeChan<int>(3);
  for (int i = 0; i < 3; ++i) {
    go::Go([=] {
      ch.Receive();
      order.Send(i);
    });
    UntilWaiting(ch, i + 1);
  }
  for (int i = 0; i < 3; ++i) {
    ch.Send(0);
    EXPECT_EQ(order.Receive().value, i);
  }
  for (int i = 0; i < 3; ++i) {
    go::Go([=] { ch.Send(i); });
    UntilWaiting(ch, i + 1);
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ch.Receive().value, i);
}

TEST(GoChan, GC4_WhatWasWrittenBeforeASendIsSeenAfterItsReceive) {
  // A plain field: ThreadSanitizer is the judge.
  const auto there = MakeChan<go::Unit>(), back = MakeChan<go::Unit>(1);
  const auto field = std::make_shared<int>(0);
  go::Go([=] {
    for (int i = 0; i < 100; ++i) {
      there.Receive();
      *field += 1;
      back.Send({});
    }
    back.Close();
  });
  for (int i = 0; i < 100; ++i) {
    *field += 1;
    there.Send({});
    back.Receive();
  }
  back.Receive();
  EXPECT_EQ(*field, 200);
}

TEST(GoChan, GC4_AReceiveFreesItsPlaceInTheBufferForALaterSend) {
  // As a lock: capacity 1, so the receive happens before the next send ends.
  const auto lock = MakeChan<go::Unit>(1);
  const auto finished = MakeChan<go::Unit>();
  const auto field = std::make_shared<int>(0);
  for (int i = 0; i < 3; ++i) {
    go::Go([=] {
      for (int j = 0; j < 200; ++j) {
        lock.Send({});
        *field += 1;
        lock.Receive();
      }
      finished.Send({});
    });
  }
  for (int i = 0; i < 3; ++i) finished.Receive();
  lock.Send({});
  EXPECT_EQ(*field, 600);
}

TEST(GoChan, GC5_NilChannelsBlockForEver) {
  const auto received = MakeChan<go::Unit>(), sent = MakeChan<go::Unit>();
  go::Go([received] {
    go::Chan<int>().Receive();
    received.Close();
  });
  go::Go([sent] {
    go::Chan<int>().Send(1);
    sent.Close();
  });
  EXPECT_FALSE(EndsSoon(received));
  EXPECT_FALSE(EndsSoon(sent));
}

TEST(GoChan, GC6_SendOnClosedPanics) {
  const auto ch = MakeChan<int>(1);
  ch.Close();
  EXPECT_EQ(PanicText([&] { ch.Send(1); }), "send on closed channel");
}

TEST(GoChan, GC6_ASendThatWaitsPanicsWhenItsChannelIsClosed) {
  const auto ch = MakeChan<int>();
  const auto text = MakeChan<std::string>();
  go::Go([=] { text.Send(PanicText([&] { ch.Send(1); })); });
  UntilWaiting(ch, 1);
  ch.Close();
  EXPECT_EQ(text.Receive().value, "send on closed channel");
  EXPECT_FALSE(ch.Receive().ok);
}

TEST(GoChan, GC7_AClosedChannelIsDrainedAndThenGivesZeros) {
  const auto ch = MakeChan<int>(2);
  ch.Send(7);
  ch.Close();
  auto first = ch.Receive(), second = ch.Receive();
  EXPECT_EQ(first.value, 7);
  EXPECT_TRUE(first.ok);
  EXPECT_EQ(second.value, 0);
  EXPECT_FALSE(second.ok);
}

TEST(GoChan, GC7_CloseWakesAllWhoReceive) {
  const auto ch = MakeChan<int>();
  const auto results = MakeChan<bool>();
  for (int i = 0; i < 3; ++i) {
    go::Go([=] { results.Send(ch.Receive().ok); });
    UntilWaiting(ch, i + 1);
  }
  ch.Close();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(results.Receive().value);
}

TEST(GoChan, GC8_CloseOfNilPanics) {
  EXPECT_EQ(PanicText([] { go::Chan<int>().Close(); }), "close of nil channel");
}

TEST(GoChan, GC9_CloseOfClosedPanics) {
  const auto ch = MakeChan<int>();
  ch.Close();
  EXPECT_EQ(PanicText([&] { ch.Close(); }), "close of closed channel");
}

TEST(GoChan, GC18_LenAndCap) {
  const auto ch = MakeChan<int>(3);
  ch.Send(1);
  EXPECT_EQ(ch.Len(), 1);
  EXPECT_EQ(ch.Cap(), 3);
  EXPECT_EQ(go::Chan<int>().Len(), 0);
  EXPECT_EQ(go::Chan<int>().Cap(), 0);
}

TEST(GoChan, GC19_ChannelsAreEqualByIdentity) {
  const auto a = MakeChan<int>(), b = MakeChan<int>(), copy = a;
  EXPECT_EQ(a, copy);
  EXPECT_FALSE(a == b);
  EXPECT_EQ(go::Chan<int>(), nullptr);
  EXPECT_TRUE(a);
}

TEST(GoChan, GC20_ValuesAreMovedNotCopied) {
  const auto ch = MakeChan<std::unique_ptr<int>>();
  const auto buffered = MakeChan<std::unique_ptr<int>>(1);
  go::Go([ch] { ch.Send(std::make_unique<int>(5)); });
  buffered.Send(ch.Receive().value);
  EXPECT_EQ(*buffered.Receive().value, 5);
}

}  // namespace
