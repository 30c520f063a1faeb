// Select: one example a clause of docs/go_chan.md.

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "gosync/go/chan.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/select.hpp"
#include "gosync/go/spawn.hpp"
#include "property_tests/go_test_helpers.hpp"

namespace {

namespace go = gosync::go;
using go::kDefault;
using go::MakeChan;
using go::ReceiveFrom;
using go::Select;
using go::SelectDefault;
using go::SendTo;
using go_tests::EndsSoon;
using go_tests::PanicText;
using go_tests::UntilWaiting;

TEST(GoSelect, GC10_RunsTheOneCaseThatIsReady) {
  const auto a = MakeChan<int>(), b = MakeChan<int>(1);
  int value = 0;
  EXPECT_EQ(Select(ReceiveFrom(a, &value), SendTo(b, 7)), 1);
  EXPECT_EQ(Select(ReceiveFrom(a, &value), ReceiveFrom(b, &value)), 1);
  EXPECT_EQ(value, 7);
}

TEST(GoSelect, GC10_WaitsUntilACaseIsReady) {
  const auto a = MakeChan<int>(), b = MakeChan<int>(), result = MakeChan<int>();
  go::Go([=] {
    int value = 0;
    const int ran = Select(ReceiveFrom(a, &value), SendTo(b, 5));
    result.Send(10 * ran + value);
  });
  UntilWaiting(b, 1);
  EXPECT_EQ(result.Len(), 0);
  a.Send(3);
  EXPECT_EQ(result.Receive().value, 3);
  go::Go([=] { result.Send(Select(ReceiveFrom(a), SendTo(b, 5))); });
  EXPECT_EQ(b.Receive().value, 5);
  EXPECT_EQ(result.Receive().value, 1);
}

TEST(GoSelect, GC11_AnyReadyCaseMayRun) {
  std::array<int, 3> count{};
  const auto full = MakeChan<int>(1), empty = MakeChan<int>(1), closed = MakeChan<int>();
  closed.Close();
  for (int i = 0; i < 3000; ++i) {
    SelectDefault(SendTo(full, 1));
    SelectDefault(ReceiveFrom(empty));
    ++count[static_cast<size_t>(Select(ReceiveFrom(full), SendTo(empty, 1), ReceiveFrom(closed)))];
  }
  // Each about 1000; a fair choice misses these bounds once in 10^50 runs.
  for (int n : count) {
    EXPECT_GT(n, 600);
    EXPECT_LT(n, 1400);
  }
}

TEST(GoSelect, GC12_NilChannelsAreNeverReady) {
  const go::Chan<int> none;
  EXPECT_EQ(SelectDefault(ReceiveFrom(none), SendTo(none, 1)), kDefault);
  const auto some = MakeChan<int>(1);
  EXPECT_EQ(Select(ReceiveFrom(none), SendTo(none, 1), SendTo(some, 1)), 2);
  const auto later = MakeChan<int>();
  go::Go([=] {
    UntilWaiting(later, 1);
    later.Send(1);
  });
  EXPECT_EQ(Select(ReceiveFrom(none), ReceiveFrom(later), SendTo(none, 1)), 1);
}

TEST(GoSelect, GC12_WithoutCasesItBlocksForEver) {
  const auto no_cases = MakeChan<go::Unit>(), nil_cases = MakeChan<go::Unit>();
  go::Go([=] {
    Select();
    no_cases.Close();
  });
  go::Go([=] {
    Select(ReceiveFrom(go::Chan<int>()));
    nil_cases.Close();
  });
  EXPECT_FALSE(EndsSoon(no_cases));
  EXPECT_FALSE(EndsSoon(nil_cases));
}

TEST(GoSelect, GC13_DefaultIfNothingIsReady) {
  const auto a = MakeChan<int>(), full = MakeChan<int>(1);
  full.Send(1);
  EXPECT_EQ(SelectDefault(ReceiveFrom(a), SendTo(a, 1), SendTo(full, 2)), kDefault);
  EXPECT_EQ(SelectDefault(), kDefault);
  EXPECT_EQ(SelectDefault(SendTo(full, 2), ReceiveFrom(full)), 1);
}

TEST(GoSelect, GC13_DefaultIsNotTakenWhileSomebodyWaits) {
  const auto ch = MakeChan<int>();
  go::Go([=] { ch.Send(4); });
  UntilWaiting(ch, 1);
  int value = 0;
  EXPECT_EQ(SelectDefault(ReceiveFrom(ch, &value)), 0);
  EXPECT_EQ(value, 4);
}

TEST(GoSelect, GC14_ASendToAClosedChannelIsReadyAndPanics) {
  const auto closed = MakeChan<int>();
  closed.Close();
  const auto idle = MakeChan<int>();
  EXPECT_EQ(PanicText([&] { SelectDefault(SendTo(closed, 1), ReceiveFrom(idle)); }),
            "send on closed channel");
}

TEST(GoSelect, GC14_ASelectThatWaitsToSendPanicsWhenThatChannelIsClosed) {
  const auto ch = MakeChan<int>(), idle = MakeChan<int>();
  const auto text = MakeChan<std::string>();
  go::Go([=] { text.Send(PanicText([&] { Select(ReceiveFrom(idle), SendTo(ch, 1)); })); });
  UntilWaiting(ch, 1);
  ch.Close();
  EXPECT_EQ(text.Receive().value, "send on closed channel");
  EXPECT_EQ(SelectDefault(SendTo(idle, 1)), kDefault);
}

TEST(GoSelect, GC15_OnlyTheCaseThatRanHasAnEffect) {
  const auto a = MakeChan<int>(), b = MakeChan<int>(), c = MakeChan<int>();
  const auto finished = MakeChan<go::Unit>();
  go::Go([=] {
    int x = -1, y = -1;
    bool ok = false;
    EXPECT_EQ(Select(ReceiveFrom(a, &x, &ok), ReceiveFrom(b, &y), SendTo(c, 1)), 0);
    EXPECT_EQ(x, 8);
    EXPECT_TRUE(ok);
    EXPECT_EQ(y, -1);
    finished.Close();
  });
  UntilWaiting(c, 1);
  a.Send(8);
  finished.Receive();
  EXPECT_EQ(a.channel()->Waiting() + b.channel()->Waiting() + c.channel()->Waiting(), 0);
}

TEST(GoSelect, GC15_AClosedCaseWritesZeroAndFalse) {
  const auto closed = MakeChan<int>();
  closed.Close();
  int value = -1;
  bool ok = true;
  Select(ReceiveFrom(closed, &value, &ok));
  EXPECT_EQ(value, 0);
  EXPECT_FALSE(ok);
}

TEST(GoSelect, GC16_OneChannelMayStandInSeveralCases) {
  const auto ch = MakeChan<int>();
  const auto result = MakeChan<int>();
  go::Go([=] {
    int first = 0, second = 0;
    Select(ReceiveFrom(ch, &first), ReceiveFrom(ch, &second));
    result.Send(first + second);
  });
  ch.Send(6);
  EXPECT_EQ(result.Receive().value, 6);
  EXPECT_EQ(SelectDefault(SendTo(ch, 1), ReceiveFrom(ch)), kDefault);
}

TEST(GoSelect, GC17_SelectsOverTheSameChannelsDoNotWaitInACircle) {
  const auto a = MakeChan<int>(), b = MakeChan<int>();
  go_tests::Together(4, [&](int i) {
    // Two go one way round, two the other; every value that is sent is received.
    for (int n = 0; n < 500; ++n) {
      if (i == 0) {
        Select(SendTo(a, n), SendTo(b, n));
      } else if (i == 1) {
        Select(SendTo(b, n), SendTo(a, n));
      } else if (i == 2) {
        Select(ReceiveFrom(a), ReceiveFrom(b));
      } else {
        Select(ReceiveFrom(b), ReceiveFrom(a));
      }
    }
  });
}

}  // namespace
