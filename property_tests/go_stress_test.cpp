// Channels, select, contexts and frames under real contention. Each case has an exact
// answer; the sanitizers are the other judge, and ctest's time limit ends what hangs.

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "gosync/go/chan.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/select.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/runtime/runtime.hpp"
#include "property_tests/go_test_helpers.hpp"

namespace {

namespace go = gosync::go;
namespace rt = gosync::rt;
using go::Call;
using go::Chan;
using go::Context;
using go::Deferred;
using go::Frame;
using go::MakeChan;
using go::ReceiveFrom;
using go::Select;
using go::SelectDefault;
using go::SendTo;
using go_tests::kMillisecond;
using go_tests::Together;

constexpr int kRounds = 400;

// Goroutines that only send and goroutines that only receive, all over the same channels.
void SendAndReceiveEverything(int64_t capacity) {
  constexpr int kSenders = 3, kReceivers = 3, kValues = 1000;
  const std::vector<Chan<int64_t>> ch = {MakeChan<int64_t>(capacity), MakeChan<int64_t>(0),
                                         MakeChan<int64_t>(capacity)};
  const auto no_more = MakeChan<go::Unit>();
  rt::Atomic<int> senders(kSenders);
  rt::Atomic<int64_t> count(0), sum(0);
  Together(kSenders + kReceivers, [&](int i) {
    if (i < kSenders) {
      for (int64_t n = 1; n <= kValues; ++n) {
        Select(SendTo(ch[0], n), SendTo(ch[1], n), SendTo(ch[2], n));
      }
      if (senders.FetchAdd(-1) == 1) no_more.Close();
      return;
    }
    const auto receive = [&] {
      int64_t value = 0;
      if (Select(ReceiveFrom(ch[2], &value), ReceiveFrom(ch[1], &value), ReceiveFrom(ch[0], &value),
                 ReceiveFrom(no_more)) == 3) {
        return false;
      }
      count.FetchAdd(1);
      sum.FetchAdd(value);
      return true;
    };
    while (receive()) {
    }
  });
  // `no_more` may have been chosen while buffers still held something.
  int64_t value = 0;
  while (SelectDefault(ReceiveFrom(ch[0], &value), ReceiveFrom(ch[2], &value)) >= 0) {
    count.FetchAdd(1);
    sum.FetchAdd(value);
  }
  EXPECT_EQ(count.Load(), kSenders * kValues);
  EXPECT_EQ(sum.Load(), int64_t{kSenders} * kValues * (kValues + 1) / 2);
}

TEST(GoStress, EveryValueOfContendedSelectsArrivesOnce) {
  SendAndReceiveEverything(0);
  SendAndReceiveEverything(2);
}

TEST(GoStress, SelectsThatOfferBothDirectionsPairUp) {
  constexpr int kGoroutines = 4, kTurns = 1000;
  const auto a = MakeChan<int>(), b = MakeChan<int>();
  const auto stop = MakeChan<go::Unit>();
  rt::Atomic<int64_t> sent(0), received(0);
  rt::Atomic<int> running(kGoroutines);
  Together(kGoroutines, [&](int i) {
    for (int n = 0; n < kTurns; ++n) {
      int value = 0;
      const int ran = i % 2 == 0 ? Select(SendTo(a, 1), ReceiveFrom(b, &value), SendTo(b, 1),
                                          ReceiveFrom(a, &value), ReceiveFrom(stop))
                                 : Select(SendTo(b, 1), ReceiveFrom(a, &value), SendTo(a, 1),
                                          ReceiveFrom(b, &value), ReceiveFrom(stop));
      if (ran == 4) break;
      (value == 0 ? sent : received).FetchAdd(1);
    }
    if (running.FetchAdd(-1) == 2) stop.Close();  // the last one would find nobody
  });
  EXPECT_EQ(sent.Load(), received.Load());
}

TEST(GoStress, ManyWhoTryServeAWaiterOnce) {
  // One waits in all channels, and each of the others looks at one of them: between its look
  // and its try another may have been faster.
  constexpr int kTakers = 3, kValues = 20'000;
  const std::vector<Chan<int>> ch = {MakeChan<int>(), MakeChan<int>(), MakeChan<int>()};
  rt::Atomic<bool> stop(false);
  rt::Atomic<int> sent(0);
  Together(kTakers + 1, [&](int i) {
    if (i < kTakers) {
      const Chan<int> own = ch[static_cast<size_t>(i)];
      while (!stop.Load()) {
        if (SelectDefault(SendTo(own, 1)) == 0) sent.FetchAdd(1);
      }
      return;
    }
    for (int n = 0; n < kValues; ++n) {
      Select(ReceiveFrom(ch[0]), ReceiveFrom(ch[1]), ReceiveFrom(ch[2]));
    }
    stop.Store(true);
  });
  EXPECT_EQ(sent.Load(), kValues);
}

TEST(GoStress, CloseDuringSelects) {
  for (int round = 0; round < kRounds; ++round) {
    const auto ch = MakeChan<int>(round % 2), idle = MakeChan<int>();
    rt::Atomic<int> panics(0), sent(0), received(0);
    Together(5, [&](int i) {
      if (i == 0) {
        ch.Close();
      } else if (i <= 2) {
        Call([&](Frame& frame) {
          frame.Defer([&](Deferred& deferred) { panics.FetchAdd(deferred.Recover() ? 1 : 0); });
          while (Select(ReceiveFrom(idle), SendTo(ch, 1)) == 1) sent.FetchAdd(1);
        });
      } else {
        bool ok = true;
        while (Select(ReceiveFrom(ch, nullptr, &ok), ReceiveFrom(idle)) == 0 && ok) {
          received.FetchAdd(1);
        }
      }
    });
    EXPECT_EQ(panics.Load(), 2);
    EXPECT_EQ(received.Load(), sent.Load());
    EXPECT_EQ(ch.channel()->Waiting() + idle.channel()->Waiting(), 0);
  }
}

TEST(GoStress, OneOfManyClosesWins) {
  for (int round = 0; round < kRounds; ++round) {
    const auto ch = MakeChan<int>();
    rt::Atomic<int> closed(0);
    Together(3, [&](int) {
      Call([&](Frame& frame) {
        frame.Defer([](Deferred& deferred) { deferred.Recover(); });
        ch.Close();
        closed.FetchAdd(1);
      });
    });
    EXPECT_EQ(closed.Load(), 1);
  }
}

// A tree of contexts with the deadlines close by, so that cancels and timers meet.
std::vector<go::WithCancelResult> MakeTree(int nodes) {
  std::vector<go::WithCancelResult> tree = {go::WithCancel(go::Background())};
  for (int i = 1; i < nodes; ++i) {
    const Context parent = tree[static_cast<size_t>((i - 1) / 2)].context;
    if (i % 3 == 0) {
      tree.push_back(go::WithTimeout(parent, (i % 5) * kMillisecond / 20));
    } else if (i % 3 == 1) {
      tree.push_back(go::WithCancel(go::WithValue(parent, "node", i)));
    } else {
      tree.push_back(go::WithCancel(parent));
    }
  }
  return tree;
}

TEST(GoStress, TreesAreCancelledFromAllSidesAndByTimers) {
  constexpr int kNodes = 21, kGoroutines = 4;
  for (int round = 0; round < kRounds / 2; ++round) {
    const std::vector<go::WithCancelResult> tree = MakeTree(kNodes);
    rt::Atomic<int> ran(0);
    for (const auto& node : tree) go::AfterFunc(node.context, [&ran] { ran.FetchAdd(1); });
    Together(kGoroutines, [&](int i) {
      for (int n = kNodes - 1 - i; n >= 0; n -= kGoroutines) {
        const auto [child, cancel_child] = go::WithCancel(tree[static_cast<size_t>(n)].context);
        tree[static_cast<size_t>(n)].cancel();
        EXPECT_TRUE(child.Err());
        child.Done().Receive();
      }
    });
    for (const auto& node : tree) {
      EXPECT_TRUE(node.context.Err());
      EXPECT_TRUE(go::Cause(node.context));
    }
    while (ran.Load() != kNodes) {
    }
  }
}

TEST(GoStress, CancelReturnsWhenAllBelowAreDone) {
  for (int round = 0; round < kRounds; ++round) {
    const auto top = go::WithCancel(go::Background());
    const auto middle = go::WithCancel(top.context);
    const auto below = go::WithCancel(middle.context);
    Together(3, [&](int i) {
      (i == 0 ? middle.cancel : top.cancel)();
      EXPECT_TRUE(below.context.Err());
    });
  }
}

TEST(GoStress, AnAfterFuncIsEitherStoppedOrRuns) {
  for (int round = 0; round < kRounds; ++round) {
    const auto [ctx, cancel] = go::WithTimeout(go::Background(), kMillisecond / 20);
    rt::Atomic<int> ran(0), stopped(0);
    const auto stop = go::AfterFunc(ctx, [&ran] { ran.FetchAdd(1); });
    Together(3, [&, cancel = cancel](int i) {
      if (i == 0) {
        cancel();
      } else {
        stopped.FetchAdd(stop() ? 1 : 0);
      }
    });
    while (ran.Load() + stopped.Load() == 0) {
    }
    EXPECT_EQ(ran.Load() + stopped.Load(), 1);
  }
}

TEST(GoStress, ChildrenThatComeWhileTheParentIsCancelledAreDone) {
  for (int round = 0; round < kRounds; ++round) {
    const auto [top, cancel] = go::WithCancelCause(go::Background());
    const go::Error why = go::NewError("why");
    Together(3, [&, top = top, cancel = cancel](int i) {
      if (i == 0) {
        cancel(why);
        return;
      }
      for (int n = 0; n < 5; ++n) {
        const auto [ctx, cancel_ctx] = go::WithTimeout(top, 3'600'000 * kMillisecond);
        ctx.Done().Receive();
        EXPECT_EQ(ctx.Err(), go::Canceled());
        EXPECT_EQ(go::Cause(ctx), why);
      }
    });
  }
}

TEST(GoStress, PanicsAndGoexitsOfManyGoroutinesKeepApart) {
  rt::Atomic<int> right(0);
  Together(4, [&](int i) {
    for (int n = 0; n < kRounds; ++n) {
      const go::Outcome outcome = go::RunRoot([&] {
        Call([&](Frame& frame) {
          frame.Defer([&](Deferred& deferred) {
            const auto value = deferred.Recover();
            if (i % 2 == 0) go::Panic(*value);
          });
          if (i % 2 == 1) frame.Defer([] { go::Panic("during Goexit"); });
          if (i % 2 == 1) go::Goexit();
          go::Panic(1000 * i + n);
        });
      });
      const bool as_expected = i % 2 == 0 ? outcome.value == go::Value(1000 * i + n)
                                          : outcome.kind == go::Outcome::Kind::kGoexit;
      right.FetchAdd(as_expected ? 1 : 0);
    }
  });
  EXPECT_EQ(right.Load(), 4 * kRounds);
}

}  // namespace
