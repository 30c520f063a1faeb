// The exercises of go_oracle/goexit.go and crashes.go, done with gosync.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "go_oracle/oracle.hpp"
#include "gosync/go/chan.hpp"
#include "gosync/go/error.hpp"
#include "gosync/go/panic.hpp"

namespace go = gosync::go;
using go::Call;
using go::Deferred;
using go::Frame;
using go::Goexit;
using go::Panic;

GOSYNC_GROUP(Goexit)
GOSYNC_GROUP(Errors)
GOSYNC_GROUP(Crashes)

GOSYNC_EXERCISE(Goexit, GoexitRunsTheDefers) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("outer"); });
    Call([&](Frame& inner) {
      inner.Defer([&] { out("inner"); });
      Goexit();
    });
    out("not reached");
  });
}

GOSYNC_EXERCISE(Goexit, GoexitCannotBeRecovered) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("outer"); });
    Call([&](Frame& inner) {
      inner.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
      Goexit();
    });
    out("not reached");
  });
}

GOSYNC_EXERCISE(Goexit, GoexitInADeferAfterReturn) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("first"); });
    Call([&](Frame& inner) {
      inner.Defer(Goexit);
      out("body");
    });
    out("not reached");
  });
}

GOSYNC_EXERCISE(Goexit, GoexitInADeferEndsAPanic) {
  Call([&](Frame& outer) {
    outer.Defer([&](Deferred& deferred) { out("outer", deferred.Recover()); });
    Call([&](Frame& inner) {
      inner.Defer([&](Deferred& deferred) { out("inner", deferred.Recover()); });
      inner.Defer(Goexit);
      Panic("boom");
    });
    out("not reached");
  });
}

GOSYNC_EXERCISE(Goexit, GoexitAfterRecover) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("outer"); });
    Call([&](Frame& inner) {
      inner.Defer([&](Deferred& deferred) {
        out("recovered", deferred.Recover());
        Goexit();
      });
      Panic("boom");
    });
    out("not reached");
  });
}

GOSYNC_EXERCISE(Goexit, PanicInADeferOfGoexit) {
  Call([&](Frame& frame) {
    frame.Defer([&] { out("outer"); });
    frame.Defer([] { Panic("late"); });
    Goexit();
  });
}

GOSYNC_EXERCISE(Goexit, RecoveredPanicResumesGoexit) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("outer"); });
    Call([&](Frame& inner) {
      inner.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
      inner.Defer([] { Panic("late"); });
      Goexit();
    });
    out("not reached");
  });
}

GOSYNC_EXERCISE(Goexit, RecoveredTwoCallsUpResumesGoexit) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("outer"); });
    Call([&](Frame& middle) {
      middle.Defer([&] { out("resumed"); });
      middle.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
      Call([&](Frame& inner) {
        inner.Defer([] { Panic("late"); });
        Goexit();
      });
      out("not reached");
    });
    out("not reached either");
  });
}

GOSYNC_EXERCISE(Goexit, ChainRecoveredResumesGoexit) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("outer"); });
    Call([&](Frame& inner) {
      inner.Defer([&](Deferred& deferred) { out("last", deferred.Recover()); });
      inner.Defer([&](Deferred& deferred) {
        out("first", deferred.Recover());
        Panic("two");
      });
      inner.Defer([] { Panic("one"); });
      Goexit();
    });
    out("not reached");
  });
}

GOSYNC_EXERCISE(Goexit, PanicAndRecoverInsideADeferOfGoexit) {
  Call([&](Frame& frame) {
    frame.Defer([&] { out("outer"); });
    frame.Defer([&] {
      Call([&](Frame& inner) {
        inner.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
        Panic("small");
      });
      out("deferred goes on");
    });
    Goexit();
  });
}

GOSYNC_EXERCISE(Goexit, GoexitUnderARecoveredPanicOfGoexit) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("outer"); });
    Call([&](Frame& inner) {
      inner.Defer([&](Deferred& deferred) {
        out("recovered", deferred.Recover());
        Goexit();
      });
      inner.Defer([] { Panic("late"); });
      Goexit();
    });
    out("not reached");
  });
}

GOSYNC_EXERCISE(Goexit, GoexitInADeferOfADeferEndsAPanic) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("outer", deferred.Recover()); });
    frame.Defer([] {
      Call([](Frame& inner) {
        inner.Defer(Goexit);
        Panic("second");
      });
    });
    Panic("first");
  });
}

// Errors.

namespace {

class NotFound : public go::ErrorObject {
 public:
  explicit NotFound(std::string key) : key(std::move(key)) {}
  std::string Text() const override { return key + " not found"; }
  const std::string key;
};

class Alias : public go::ErrorObject {
 public:
  explicit Alias(go::Error of) : of_(std::move(of)) {}
  std::string Text() const override { return "alias"; }
  bool Is(const go::Error& target) const override { return target == of_; }

 private:
  const go::Error of_;
};

}  // namespace

GOSYNC_EXERCISE(Errors, ErrorsAreEqualByIdentity) {
  const go::Error a = go::NewError("same"), b = go::NewError("same"), c = a;
  out(a == c, a == b, go::Is(a, c), go::Is(a, b));
}

GOSYNC_EXERCISE(Errors, WrappedError) {
  const go::Error inner = go::NewError("inner");
  const go::Error outer = go::WrapError("load", inner);
  const go::Error twice = go::WrapError("start", outer);
  out(twice);
  out(go::Is(twice, inner), go::Is(inner, twice), go::Unwrap(twice) == outer);
  out(go::Unwrap(inner) == nullptr, go::Is(nullptr, nullptr), go::Is(inner, nullptr));
}

GOSYNC_EXERCISE(Errors, WrappedNil) {
  const go::Error err = go::WrapError("load", nullptr);
  out(err, go::Unwrap(err) == nullptr);
}

GOSYNC_EXERCISE(Errors, TypedError) {
  const go::Error inner = go::MakeError<NotFound>("k");
  const go::Error outer = go::WrapError("load", inner);
  const auto found = go::As<NotFound>(outer);
  out(found != nullptr, go::Error(found) == inner, found->key);
  out(outer.As<NotFound>() != nullptr, outer);
  out(go::As<Alias>(outer) != nullptr);
}

GOSYNC_EXERCISE(Errors, ErrorThatCountsAsAnother) {
  const go::Error target = go::NewError("target");
  out(go::Is(go::WrapError("x", go::MakeError<Alias>(target)), target));
}

GOSYNC_EXERCISE(Errors, ErrorThroughAPanic) {
  const go::Error err = go::NewError("boom");
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) {
      const auto value = deferred.Recover();
      out(value == go::Value(err), value);
      Panic(*value);
    });
    Panic(err);
  });
}

// Crashes.

GOSYNC_CRASH(CrashWithText) { Panic("first line\nsecond line"); }
GOSYNC_CRASH(CrashWithANumber) { Panic(-7); }
GOSYNC_CRASH(CrashWithAnError) { Panic(go::NewError("broken\nbadly")); }
GOSYNC_CRASH(CrashWithNil) { Panic(nullptr); }
GOSYNC_CRASH(CrashByNilDereference) { go::PanicNilDereference(); }

GOSYNC_CRASH(CrashBySendOnClosed) {
  const auto ch = go::MakeChan<int>();
  ch.Close();
  ch.Send(1);
}

GOSYNC_CRASH(CrashAfterThreePanics) {
  Call([](Frame& frame) {
    frame.Defer([] { Panic("three"); });
    frame.Defer([] { Panic("two"); });
    Panic("one");
  });
}

GOSYNC_CRASH(CrashAfterRecoverAndPanic) {
  Call([](Frame& frame) {
    frame.Defer([] { Panic("three"); });
    frame.Defer([](Deferred& deferred) {
      deferred.Recover();
      Panic("two");
    });
    Panic("one");
  });
}

GOSYNC_CRASH(CrashAfterRePanic) {
  Call([](Frame& frame) {
    frame.Defer([] { Panic("other"); });
    frame.Defer([](Deferred& deferred) { Panic(*deferred.Recover()); });
    Panic("boom");
  });
}

GOSYNC_CRASH(CrashAfterTwoRePanics) {
  Call([](Frame& frame) {
    frame.Defer([](Deferred& deferred) { Panic(*deferred.Recover()); });
    frame.Defer([](Deferred& deferred) { Panic(*deferred.Recover()); });
    Panic("boom");
  });
}

GOSYNC_CRASH(CrashWithoutWhatWasRecovered) {
  Call([](Frame& frame) {
    frame.Defer([] { Panic("two"); });
    frame.Defer([](Deferred& deferred) { deferred.Recover(); });
    Panic("one");
  });
}

GOSYNC_CRASH(CrashWithinADefer) {
  Call([](Frame& frame) {
    frame.Defer([] {
      Call([](Frame& inner) {
        inner.Defer([](Deferred& deferred) {
          deferred.Recover();
          Panic("three");
        });
        Panic("two");
      });
    });
    Panic("one");
  });
}

GOSYNC_CRASH(CrashDuringGoexit) {
  Call([](Frame& frame) {
    frame.Defer([] { Panic("late"); });
    Goexit();
  });
}

GOSYNC_CRASH(CrashAfterGoexitEndedAPanic) {
  Call([](Frame& frame) {
    frame.Defer([] { Panic("two"); });
    frame.Defer(Goexit);
    Panic("one");
  });
}

GOSYNC_CRASH(CrashAfterResumedGoexit) {
  Call([](Frame& frame) {
    frame.Defer([] { Panic("three"); });
    Call([](Frame& inner) {
      inner.Defer([](Deferred& deferred) { deferred.Recover(); });
      inner.Defer([] { Panic("two"); });
      inner.Defer(Goexit);
      Panic("one");
    });
  });
}
