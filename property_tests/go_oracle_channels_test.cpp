// The exercises of go_oracle/channels.go, done with gosync.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "go_oracle/oracle.hpp"
#include "gosync/go/chan.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/select.hpp"
#include "gosync/go/spawn.hpp"

namespace go = gosync::go;
using go::Call;
using go::Chan;
using go::Deferred;
using go::Frame;
using go::MakeChan;
using go::Unit;

GOSYNC_GROUP(Channels)

GOSYNC_EXERCISE(Channels, Unbuffered) {
  const auto ch = MakeChan<int>();
  go::Go([ch] {
    for (int i = 0; i < 3; ++i) ch.Send(i * i);
  });
  const int a = ch.Receive().value, b = ch.Receive().value, c = ch.Receive().value;
  out(a, b, c, ch.Len(), ch.Cap());
}

GOSYNC_EXERCISE(Channels, BufferKeepsTheOrder) {
  const auto ch = MakeChan<std::string>(3);
  ch.Send("a");
  ch.Send("b");
  out(ch.Len(), ch.Cap(), ch.Receive().value);
  ch.Send("c");
  ch.Send("d");
  const int64_t full = ch.Len();
  const std::string b = ch.Receive().value, c = ch.Receive().value, d = ch.Receive().value;
  out(full, b, c, d, ch.Len());
}

GOSYNC_EXERCISE(Channels, ClosedChannelIsDrained) {
  const auto ch = MakeChan<int>(2);
  ch.Send(1);
  ch.Send(2);
  ch.Close();
  for (int i = 0; i < 4; ++i) {
    const auto [value, ok] = ch.Receive();
    out(value, ok, ch.Len());
  }
}

GOSYNC_EXERCISE(Channels, RangeEndsAtClose) {
  const auto ch = MakeChan<int>();
  go::Go([ch] {
    for (int i = 0; i < 4; ++i) ch.Send(i);
    ch.Close();
  });
  for (auto received = ch.Receive(); received.ok; received = ch.Receive()) {
    out("got", received.value);
  }
}

GOSYNC_EXERCISE(Channels, SendOnClosed) {
  const auto ch = MakeChan<int>(1);
  ch.Close();
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) {
      const auto value = deferred.Recover();
      out(value, value->AsError() != nullptr, ch.Len());
    });
    ch.Send(1);
  });
}

GOSYNC_EXERCISE(Channels, SendThatWaitsWhenClosed) {
  const auto ch = MakeChan<int>();
  const auto said = MakeChan<go::Value>();
  go::Go([ch, said] {
    Call([&](Frame& frame) {
      frame.Defer([&](Deferred& deferred) { said.Send(*deferred.Recover()); });
      ch.Send(1);
    });
  });
  ch.Close();
  out(said.Receive().value);
}

GOSYNC_EXERCISE(Channels, CloseOfNil) { Chan<int>().Close(); }

GOSYNC_EXERCISE(Channels, CloseOfClosed) {
  const auto ch = MakeChan<int>();
  ch.Close();
  ch.Close();
}

GOSYNC_EXERCISE(Channels, NegativeCapacity) { MakeChan<int>(-1); }

GOSYNC_EXERCISE(Channels, LenAndCapOfNil) {
  const Chan<int> ch;
  out(ch.Len(), ch.Cap(), ch == nullptr);
}

GOSYNC_EXERCISE(Channels, Identity) {
  const auto a = MakeChan<int>(), b = MakeChan<int>();
  const Chan<int> c = a;
  out(a == b, a == c, a == nullptr);
}

GOSYNC_EXERCISE(Channels, CloseWakesAllReceivers) {
  const auto ch = MakeChan<int>();
  const auto results = MakeChan<bool>(3);
  for (int i = 0; i < 3; ++i) {
    go::Go([ch, results] { results.Send(ch.Receive().ok); });
  }
  ch.Close();
  const bool a = results.Receive().value, b = results.Receive().value, c = results.Receive().value;
  out(a, b, c);
}

GOSYNC_EXERCISE(Channels, ChannelOfChannels) {
  const auto requests = MakeChan<Chan<std::string>>();
  go::Go([requests] { requests.Receive().value.Send("answer"); });
  const auto reply = MakeChan<std::string>();
  requests.Send(reply);
  out(reply.Receive().value);
}

GOSYNC_EXERCISE(Channels, EveryValueArrivesOnce) {
  const auto ch = MakeChan<int>(2);
  const auto finished = MakeChan<Unit>();
  for (int i = 0; i < 4; ++i) {
    go::Go([ch, finished, i] {
      for (int n = 0; n < 100; ++n) ch.Send(100 * i + n);
      finished.Send({});
    });
  }
  go::Go([ch, finished] {
    for (int i = 0; i < 4; ++i) finished.Receive();
    ch.Close();
  });
  int count = 0, sum = 0;
  for (auto received = ch.Receive(); received.ok; received = ch.Receive()) {
    ++count;
    sum += received.value;
  }
  out(count, sum);
}

namespace {

void Count(const Chan<int>& to, const Chan<Unit>& stop) {
  for (int i = 2; go::Select(go::SendTo(to, i), go::ReceiveFrom(stop)) == 0; ++i) {
  }
}

void Sift(const Chan<int>& from, const Chan<int>& to, int prime, const Chan<Unit>& stop) {
  int i;
  while (go::Select(go::ReceiveFrom(from, &i), go::ReceiveFrom(stop)) == 0) {
    if (i % prime == 0) continue;
    if (go::Select(go::SendTo(to, i), go::ReceiveFrom(stop)) == 1) return;
  }
}

}  // namespace

GOSYNC_EXERCISE(Channels, Sieve) {
  Chan<int> source = MakeChan<int>();
  const auto stop = MakeChan<Unit>();
  go::Go([source, stop] { Count(source, stop); });
  for (int i = 0; i < 5; ++i) {
    const int prime = source.Receive().value;
    out(prime);
    const auto next = MakeChan<int>();
    go::Go([=] { Sift(source, next, prime, stop); });
    source = next;
  }
  stop.Close();
}
