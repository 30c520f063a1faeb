// The exercises of go_oracle/frames.go, done with gosync.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "go_oracle/oracle.hpp"
#include "gosync/go/chan.hpp"
#include "gosync/go/panic.hpp"

namespace go = gosync::go;
using go::Call;
using go::CallNamed;
using go::Deferred;
using go::Frame;
using go::Panic;

GOSYNC_GROUP(Frames)

GOSYNC_EXERCISE(Frames, DefersRunLastFirst) {
  Call([&](Frame& frame) {
    frame.Defer([&] { out("first"); });
    frame.Defer([&] { out("second"); });
    frame.Defer([&] { out("third"); });
    out("body");
  });
}

GOSYNC_EXERCISE(Frames, DefersInALoop) {
  Call([&](Frame& frame) {
    for (int i = 0; i < 3; ++i) frame.Defer([&out, i] { out("defer", i); });
  });
}

GOSYNC_EXERCISE(Frames, DeferTakesItsArgumentsAtOnce) {
  int n = 1;
  Call([&](Frame& frame) {
    frame.Defer([&out, n] { out("by value", n); });
    frame.Defer([&] { out("by reference", n); });
    n = 2;
  });
}

GOSYNC_EXERCISE(Frames, DefersOfACallRunBeforeItReturns) {
  Call([&](Frame& frame) {
    frame.Defer([&] { out("inner defer"); });
    out("inner body");
  });
  out("after the call");
}

GOSYNC_EXERCISE(Frames, DeferWithinADefer) {
  Call([&](Frame& frame) {
    frame.Defer([&] { out("outer"); });
    frame.Defer([&] {
      Call([&](Frame& inner) {
        inner.Defer([&] { out("inner second"); });
        inner.Defer([&] { out("inner first"); });
        out("deferred body");
      });
    });
  });
}

GOSYNC_EXERCISE(Frames, RecoverGivesTheValue) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
    Panic("boom");
  });
}

GOSYNC_EXERCISE(Frames, RecoverWithoutAPanic) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
  });
}

GOSYNC_EXERCISE(Frames, RecoverTwice) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) {
      out("first", deferred.Recover());
      out("second", deferred.Recover());
    });
    Panic("boom");
  });
}

GOSYNC_EXERCISE(Frames, RecoverInALaterDefer) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("later", deferred.Recover()); });
    frame.Defer([&](Deferred& deferred) { out("sooner", deferred.Recover()); });
    Panic("boom");
  });
}

GOSYNC_EXERCISE(Frames, RecoverInADeferOfADefer) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("outer", deferred.Recover()); });
    frame.Defer([&] {
      Call([&](Frame& inner) {
        inner.Defer([&](Deferred& deferred) { out("inner", deferred.Recover()); });
      });
    });
    Panic("boom");
  });
}

GOSYNC_EXERCISE(Frames, RecoverInACallOfADefer) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("outer", deferred.Recover()); });
    frame.Defer([&] {
      Call([&](Frame& inner) {
        inner.Defer([&](Deferred& deferred) { out("inner", deferred.Recover()); });
        out("inner body");
      });
    });
    Panic("boom");
  });
}

GOSYNC_EXERCISE(Frames, RecoveredCallReturnsZero) {
  out("result", Call([&](Frame& frame) -> int {
        frame.Defer([](Deferred& deferred) { deferred.Recover(); });
        Panic("boom");
      }));
}

GOSYNC_EXERCISE(Frames, RecoveredCallReturnsItsNamedResult) {
  out("result", CallNamed<int>([&](Frame& frame, int& result) {
        frame.Defer([](Deferred& deferred) { deferred.Recover(); });
        result = 5;
        Panic("boom");
      }));
}

GOSYNC_EXERCISE(Frames, DeferSetsTheNamedResult) {
  out("result", CallNamed<int>([&](Frame& frame, int& result) {
        frame.Defer([&] { result *= 2; });
        result = 5;
      }));
}

GOSYNC_EXERCISE(Frames, RecoveringDeferSetsTheNamedResult) {
  out("result", CallNamed<std::string>([&](Frame& frame, std::string& result) {
        frame.Defer([&](Deferred& deferred) {
          if (auto value = deferred.Recover()) result = "saved from " + value->Text();
        });
        Panic("boom");
      }));
}

GOSYNC_EXERCISE(Frames, ResultOutlivesAPanicOfADefer) {
  out("result", Call([&](Frame& frame) {
        frame.Defer([](Deferred& deferred) { deferred.Recover(); });
        frame.Defer([] { Panic("late"); });
        return 5;
      }));
}

GOSYNC_EXERCISE(Frames, PanicLeavesEveryCall) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("outer"); });
    Call([&](Frame& middle) {
      middle.Defer([&] { out("middle"); });
      Call([&](Frame& inner) {
        inner.Defer([&] { out("inner"); });
        Panic("boom");
      });
    });
    out("not reached");
  });
}

GOSYNC_EXERCISE(Frames, PanicIsRecoveredTwoCallsUp) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
    Call([&](Frame& inner) {
      inner.Defer([&] { out("inner"); });
      Panic("boom");
    });
    out("not reached");
  });
  out("goes on");
}

GOSYNC_EXERCISE(Frames, PanicInADeferReplaces) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
    frame.Defer([] { Panic("second"); });
    Panic("first");
  });
}

GOSYNC_EXERCISE(Frames, PanicsInThreeDefers) {
  Call([&](Frame& frame) {
    frame.Defer([] { Panic("fourth"); });
    frame.Defer([] { Panic("third"); });
    frame.Defer([] { Panic("second"); });
    Panic("first");
  });
}

GOSYNC_EXERCISE(Frames, PanicInADeferAfterReturn) {
  Call([&](Frame& frame) {
    frame.Defer([&] { out("first"); });
    frame.Defer([] { Panic("late"); });
    out("body");
  });
}

GOSYNC_EXERCISE(Frames, PanicAfterRecoverInOneDefer) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("then", deferred.Recover()); });
    frame.Defer([&](Deferred& deferred) {
      out("recovered", deferred.Recover());
      Panic("second");
    });
    Panic("first");
  });
}

GOSYNC_EXERCISE(Frames, PanicAfterRecoverInAnotherDefer) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("then", deferred.Recover()); });
    frame.Defer([] { Panic("second"); });
    frame.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
    Panic("first");
  });
}

GOSYNC_EXERCISE(Frames, RePanic) {
  Call([&](Frame& outer) {
    outer.Defer([&] { out("outer"); });
    Call([&](Frame& frame) {
      frame.Defer([&](Deferred& deferred) {
        const auto value = deferred.Recover();
        out("recovered", value);
        Panic(*value);
      });
      Panic("boom");
    });
  });
}

GOSYNC_EXERCISE(Frames, PanicRecoveredWithinADefer) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("outer", deferred.Recover()); });
    frame.Defer([&] {
      Call([&](Frame& inner) {
        inner.Defer([&](Deferred& deferred) { out("inner", deferred.Recover()); });
        Panic("second");
      });
      out("deferred goes on");
    });
    Panic("first");
  });
}

GOSYNC_EXERCISE(Frames, PanicOfADeferOfADefer) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("outer", deferred.Recover()); });
    frame.Defer([&] {
      Call([&](Frame& inner) {
        inner.Defer([&](Deferred& deferred) { out("inner", deferred.Recover()); });
        Panic("second");
      });
    });
    Panic("first");
  });
}

GOSYNC_EXERCISE(Frames, PanicAtEveryLevel) {
  const std::function<void(int)> descend = [&](int n) {
    Call([&](Frame& frame) {
      frame.Defer([&](Deferred& deferred) {
        out("level", n, deferred.Recover());
        Panic(n);
      });
      if (n > 0) descend(n - 1);
    });
  };
  descend(3);
}

GOSYNC_EXERCISE(Frames, PanicWithANumber) { Panic(42); }

GOSYNC_EXERCISE(Frames, PanicWithNil) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) {
      const auto value = deferred.Recover();
      out("recovered", value, value->AsError() != nullptr);
    });
    Panic(nullptr);
  });
}

GOSYNC_EXERCISE(Frames, CallOfNil) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
    const std::function<void()> f;
    go::Invoke(f);
  });
}

GOSYNC_EXERCISE(Frames, DeferOfNil) {
  Call([&](Frame& frame) {
    frame.Defer([&](Deferred& deferred) { out("recovered", deferred.Recover()); });
    frame.Defer(std::function<void()>());
    frame.Defer([&] { out("before it"); });
    out("body");
  });
}

GOSYNC_EXERCISE(Frames, NilDereference) {
  const std::shared_ptr<int> p;
  if (p == nullptr) go::PanicNilDereference();
  out(*p);
}
