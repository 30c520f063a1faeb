#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kCanceled[] = "\"context canceled\"";
constexpr char kDeadline[] = "\"context deadline exceeded\"";
constexpr char kTooMuch[] = "\"semaphore: released more than held\"";
constexpr char kNegative[] = "\"semaphore: n < 0\"";

int64_t Number(const std::string& literal) { return literal.empty() ? 0 : std::stoll(literal); }

// How many calls of f (Cancel, Deadline) name the context.
int64_t Enders(const Calls& calls, const std::string& f, const std::string& ctx) {
  return std::count_if(calls.begin(), calls.end(), [&](const TamperCall& call) {
    return call.call.f == f && call.Argument("ctx") == ctx;
  });
}

bool GaveUp(const TamperCall& call) {
  const std::string err = call.Result("err");
  return call.call.f == "Acquire" && !err.empty() && err != "null";
}

bool Granted(const TamperCall& call) {
  return call.call.f == "Acquire" && call.Result("err") == "null";
}

Copies FailWithoutReason(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (Granted(call) && Enders(calls, "Cancel", call.Argument("ctx")) == 0) {
      copies.push_back(WithField(draft, call.close, "err", kCanceled));
    }
  }
  return copies;
}

Copies OtherError(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (!GaveUp(call)) continue;
    const bool canceled = call.Result("err") == kCanceled;
    if (Enders(calls, canceled ? "Deadline" : "Cancel", call.Argument("ctx")) > 0) continue;
    copies.push_back(WithField(draft, call.close, "err", canceled ? kDeadline : kCanceled));
  }
  return copies;
}

// Its context had ended before the call.
Copies SucceedWhenDone(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    const bool done = std::any_of(calls.begin(), calls.end(), [&](const TamperCall& other) {
      return (other.call.f == "Cancel" || other.call.f == "Deadline") && other.Returned() &&
             other.close < call.invoke && other.Argument("ctx") == call.Argument("ctx");
    });
    if (GaveUp(call) && done) copies.push_back(WithField(draft, call.close, "err", "null"));
  }
  return copies;
}

// Only those that no other call overlapped: they had no choice.
Copies FlipTryAcquire(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    const std::string ok = call.Result("ok");
    const auto overlaps = [&](const TamperCall& other) {
      const bool over = other.close >= 0 && other.close < call.invoke;
      return other.invoke != call.invoke && !over && other.invoke < call.close &&
             other.call.f != "Cancel" && other.call.f != "Deadline";
    };
    if (ok.empty() || std::any_of(calls.begin(), calls.end(), overlaps)) continue;
    copies.push_back(WithField(draft, call.close, "ok", ok == "true" ? "false" : "true"));
  }
  return copies;
}

Copies FlipRelease(const Draft& draft) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    if (call.call.f != "Release" || !call.Returned()) continue;
    if (call.Result("panic").empty()) {
      copies.push_back(
          WithValue(draft, call.close, {{"outcome", "\"panic\""}, {"panic", kTooMuch}}));
    } else {
      copies.push_back(WithValue(draft, call.close, {}));
    }
  }
  return copies;
}

Copies OtherPanic(const Draft& draft) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    const std::string panic = call.Result("panic");
    if (panic.empty()) continue;
    const bool too_much = panic == kTooMuch;
    copies.push_back(WithField(draft, call.close, "panic", too_much ? kNegative : kTooMuch));
  }
  return copies;
}

Copies TooLarge(const Draft& draft) {
  Copies copies;
  const int64_t size = Number(draft.parameters[0].second);
  for (const TamperCall& call : TamperCalls(draft)) {
    if (!Granted(call) && call.Result("ok") != "true") continue;
    copies.push_back(WithField(draft, call.invoke, "n", std::to_string(size + 1)));
  }
  return copies;
}

Copies CancelSomebodyElse(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    const std::string ctx = call.Argument("ctx");
    if (call.call.f != "Cancel" || Enders(calls, "Cancel", ctx) != 1) continue;
    const bool needed = std::any_of(calls.begin(), calls.end(), [&](const TamperCall& other) {
      return GaveUp(other) && other.Argument("ctx") == ctx && other.Result("err") == kCanceled;
    });
    if (needed) copies.push_back(WithField(draft, call.invoke, "ctx", "\"somebody else\""));
  }
  return copies;
}

Copies BackgroundGivesUp(const Draft& draft) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    if (GaveUp(call)) copies.push_back(WithField(draft, call.invoke, "ctx", "\"background\""));
  }
  return copies;
}

// The call was over before its context was touched: the return moves up to right
// behind the call.
Copies GiveUpTooSoon(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    const auto before = [&](const TamperCall& other) {
      return (other.call.f == "Cancel" || other.call.f == "Deadline") &&
             other.Argument("ctx") == call.Argument("ctx") && other.invoke < call.invoke;
    };
    if (!GaveUp(call) || std::any_of(calls.begin(), calls.end(), before)) continue;
    copies.push_back(WithMoved(draft, call.close, call.invoke + 1));
  }
  return copies;
}

// An Acquire that waited for a Release returns before that was called.
Copies ReturnBeforeRelease(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  const int64_t size = Number(draft.parameters[0].second);
  for (const TamperCall& call : calls) {
    if (!Granted(call)) continue;
    // Charged for certain when the call began: granted before, released later.
    int64_t taken = 0;
    for (const TamperCall& other : calls) {
      const bool over = other.close >= 0 && other.close < call.invoke;
      if (over && (Granted(other) || other.Result("ok") == "true")) {
        taken += Number(other.Argument("n"));
      }
      if (other.call.f == "Release" && other.invoke < call.invoke) {
        taken -= std::max<int64_t>(0, Number(other.Argument("n")));
      }
    }
    if (taken + Number(call.Argument("n")) > size) {
      copies.push_back(WithMoved(draft, call.close, call.invoke + 1));
    }
  }
  return copies;
}

}  // namespace

std::vector<TamperOperator> SemaphoreTampering() {
  return {
      {"result: an Acquire gives up for no reason", FailWithoutReason},
      {"result: the error of the other kind of context", OtherError},
      {"result: an Acquire succeeds though its context was done", SucceedWhenDone},
      {"result: a TryAcquire answers the opposite", FlipTryAcquire},
      {"result: a Release panics, or does not", FlipRelease},
      {"result: another panic", OtherPanic},
      {"identity: more than the size is granted", TooLarge},
      {"identity: somebody else is cancelled", CancelSomebodyElse},
      {"identity: the background context ends", BackgroundGivesUp},
      {"order: an Acquire gives up before the Cancel", GiveUpTooSoon},
      {"order: an Acquire returns before the Release", ReturnBeforeRelease},
  };
}

}  // namespace gosync::models::brute
