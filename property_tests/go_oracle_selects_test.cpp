// The exercises of go_oracle/selects.go, done with gosync.

#include <gtest/gtest.h>

#include "go_oracle/oracle.hpp"
#include "gosync/go/chan.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/select.hpp"
#include "gosync/go/spawn.hpp"

namespace go = gosync::go;
using go::Chan;
using go::kDefault;
using go::MakeChan;
using go::ReceiveFrom;
using go::Select;
using go::SelectDefault;
using go::SendTo;

GOSYNC_GROUP(Selects)

GOSYNC_EXERCISE(Selects, DefaultIfNothingIsReady) {
  const auto a = MakeChan<int>(), b = MakeChan<int>();
  switch (SelectDefault(ReceiveFrom(a), SendTo(b, 1))) {
    case 0:
      out("received");
      break;
    case 1:
      out("sent");
      break;
    case kDefault:
      out("default");
      break;
  }
}

GOSYNC_EXERCISE(Selects, DefaultIfThereAreNoCases) {
  if (SelectDefault() == kDefault) out("default");
}

GOSYNC_EXERCISE(Selects, OnlyReceiveReady) {
  const auto a = MakeChan<int>(), b = MakeChan<int>(1);
  b.Send(7);
  int value;
  bool ok;
  if (Select(ReceiveFrom(a, &value), ReceiveFrom(b, &value, &ok)) == 0) {
    out("a", value);
  } else {
    out("b", value, ok);
  }
}

GOSYNC_EXERCISE(Selects, OnlySendReady) {
  const auto a = MakeChan<int>(), b = MakeChan<int>(1);
  if (Select(ReceiveFrom(a), SendTo(b, 7)) == 0) {
    out("a");
  } else {
    out("b", b.Len());
  }
}

GOSYNC_EXERCISE(Selects, FullBufferIsNotReady) {
  const auto full = MakeChan<int>(1);
  full.Send(1);
  if (SelectDefault(SendTo(full, 2)) == 0) {
    out("sent");
  } else {
    out("default", full.Len());
  }
}

GOSYNC_EXERCISE(Selects, ClosedIsReady) {
  const auto closed = MakeChan<int>();
  closed.Close();
  int value;
  bool ok;
  if (SelectDefault(ReceiveFrom(closed, &value, &ok)) == 0) {
    out(value, ok);
  } else {
    out("default");
  }
}

GOSYNC_EXERCISE(Selects, NilIsNeverReady) {
  const Chan<int> none;
  const auto some = MakeChan<int>(1);
  for (int i = 0; i < 3; ++i) {
    switch (SelectDefault(ReceiveFrom(none), SendTo(none, 1), SendTo(some, 1))) {
      case 0:
        out("received from nil");
        break;
      case 1:
        out("sent to nil");
        break;
      case 2:
        out("sent");
        break;
      case kDefault:
        out("default");
        break;
    }
  }
}

GOSYNC_EXERCISE(Selects, SendToClosedPanics) {
  const auto closed = MakeChan<int>(), idle = MakeChan<int>();
  closed.Close();
  Select(SendTo(closed, 1), ReceiveFrom(idle));
}

GOSYNC_EXERCISE(Selects, OnlyTheChosenCaseWrites) {
  const auto a = MakeChan<int>(1), b = MakeChan<int>();
  int x = -1, y = -1;
  a.Send(5);
  Select(ReceiveFrom(a, &x), ReceiveFrom(b, &y));
  out(x, y);
}

GOSYNC_EXERCISE(Selects, WokenBySend) {
  const auto a = MakeChan<int>(), b = MakeChan<int>();
  go::Go([b] { b.Send(3); });
  int value;
  out(Select(ReceiveFrom(a, &value), ReceiveFrom(b, &value)) == 0 ? "a" : "b", value);
}

GOSYNC_EXERCISE(Selects, WokenByReceive) {
  const auto a = MakeChan<int>(), b = MakeChan<int>(), got = MakeChan<int>();
  go::Go([b, got] { got.Send(b.Receive().value); });
  if (Select(SendTo(a, 1), SendTo(b, 2)) == 0) {
    out("a");
  } else {
    out("b", got.Receive().value);
  }
}

GOSYNC_EXERCISE(Selects, WokenByClose) {
  const auto a = MakeChan<int>(), b = MakeChan<int>();
  go::Go([b] { b.Close(); });
  int value;
  bool ok;
  if (Select(ReceiveFrom(a), ReceiveFrom(b, &value, &ok)) == 0) {
    out("a");
  } else {
    out("b", value, ok);
  }
}

GOSYNC_EXERCISE(Selects, SendWokenByClose) {
  const auto a = MakeChan<int>(), b = MakeChan<int>();
  go::Go([b] { b.Close(); });
  Select(ReceiveFrom(a), SendTo(b, 1));
}

GOSYNC_EXERCISE(Selects, NothingStaysBehind) {
  const auto a = MakeChan<int>(), b = MakeChan<int>();
  go::Go([a] { a.Send(1); });
  Select(ReceiveFrom(a), ReceiveFrom(b));
  if (SelectDefault(SendTo(b, 2)) == 0) {
    out("somebody still receives from b");
  } else {
    out("nobody receives from b");
  }
}

GOSYNC_EXERCISE(Selects, SameChannelTwice) {
  const auto ch = MakeChan<int>(1);
  ch.Send(4);
  int value;
  Select(ReceiveFrom(ch, &value), ReceiveFrom(ch, &value));
  out(value);
  out(ch.Len());
}

GOSYNC_EXERCISE(Selects, BothDirectionsOfOneChannel) {
  const auto ch = MakeChan<int>(), done = MakeChan<int>();
  const auto exchange = [ch, done](int own) {
    int value = 0;
    Select(SendTo(ch, own), ReceiveFrom(ch, &value));
    done.Send(value);
  };
  go::Go([exchange] { exchange(5); });
  go::Go([exchange] { exchange(5); });
  const int first = done.Receive().value;
  out(first + done.Receive().value);
}

GOSYNC_EXERCISE(Selects, AnyReadyCaseMayRun) {
  bool seen[2] = {};
  for (int i = 0; i < 1000; ++i) {
    const auto a = MakeChan<int>(1), b = MakeChan<int>(1);
    a.Send(1);
    b.Send(1);
    seen[Select(ReceiveFrom(a), ReceiveFrom(b))] = true;
  }
  out(seen[0], seen[1]);
}

GOSYNC_EXERCISE(Selects, UntilDone) {
  const auto [ctx, cancel] = go::WithCancel(go::Background());
  const auto work = MakeChan<int>();
  go::Go([work, cancel = cancel] {
    for (int i = 1; i <= 10; ++i) work.Send(i);
    cancel();
  });
  int sum = 0;
  while (!ctx.Err()) {
    int i;
    if (Select(ReceiveFrom(work, &i), ReceiveFrom(ctx.Done())) == 0) sum += i;
  }
  out(sum, ctx.Err());
}

GOSYNC_EXERCISE(Selects, SendOrDone) {
  const auto [ctx, cancel] = go::WithCancel(go::Background());
  const auto nobody = MakeChan<int>();
  cancel();
  if (Select(SendTo(nobody, 1), ReceiveFrom(ctx.Done())) == 0) {
    out("sent");
  } else {
    out("done");
  }
}
