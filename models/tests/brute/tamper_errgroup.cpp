#include <algorithm>
#include <string>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kOther[] = "\"something else\"";

std::vector<DraftField> Panic() { return {{"outcome", "\"panic\""}, {"panic", kOther}}; }

// The Go or TryGo that brought the function of a callback.
const TamperCall* BringerOf(const Calls& calls, const TamperCall& fn) {
  for (const TamperCall& call : calls) {
    const bool brings = call.call.f == "Go" || call.call.f == "TryGo";
    if (brings && call.Argument("fn") == fn.Argument("fn")) return &call;
  }
  return nullptr;
}

bool IsNull(const std::string& literal) { return literal.empty() || literal == "null"; }

Copies WithResult(const Draft& draft, const std::string& f, const std::string& key) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    if (call.call.f != f || !call.Returned() || call.Result(key).empty()) continue;
    copies.push_back(WithField(draft, call.close, key, kOther));
  }
  return copies;
}

Copies OtherError(const Draft& draft) { return WithResult(draft, "Wait", "err"); }
Copies OtherErr(const Draft& draft) { return WithResult(draft, "Err", "err"); }
Copies OtherCause(const Draft& draft) { return WithResult(draft, "Cause", "cause"); }

Copies OtherOutcome(const Draft& draft) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    if (call.call.f != "Wait" || !call.Returned()) continue;
    copies.push_back(WithValue(draft, call.close, {{"outcome", "\"goexit\""}}));
    copies.push_back(WithValue(draft, call.close, Panic()));
  }
  return copies;
}

// A Wait that began after the function had failed returns nil.
Copies LostError(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (call.call.f != "Wait" || !call.Returned() || IsNull(call.Result("err"))) continue;
    const bool ended = std::any_of(calls.begin(), calls.end(), [&](const TamperCall& fn) {
      return fn.call.f == "fn" && fn.Returned() && fn.close < call.invoke &&
             fn.Result("err") == call.Result("err");
    });
    if (ended) copies.push_back(WithField(draft, call.close, "err", "null"));
  }
  return copies;
}

// Without a limit TryGo is never refused.
Copies RefusedWithoutLimit(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (call.call.f != "TryGo" || call.Result("ok") != "true") continue;
    const bool limited = std::any_of(calls.begin(), calls.end(), [&](const TamperCall& other) {
      return other.call.f == "SetLimit" && other.Argument("group") == call.Argument("group");
    });
    if (!limited) copies.push_back(WithField(draft, call.close, "ok", "false"));
  }
  return copies;
}

// TryGo ran its function and says that it did not.
Copies RanAndRefused(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& fn : calls) {
    const TamperCall* call = fn.call.f == "fn" ? BringerOf(calls, fn) : nullptr;
    if (call == nullptr || call->Result("ok") != "true") continue;
    copies.push_back(WithField(draft, call->close, "ok", "false"));
  }
  return copies;
}

// Wait returns before a function that it has to wait for.
Copies ReturnedTooSoon(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (call.call.f != "Wait" || !call.Returned()) continue;
    for (const TamperCall& fn : calls) {
      const TamperCall* bringer =
          fn.call.f == "fn" && fn.Returned() ? BringerOf(calls, fn) : nullptr;
      if (bringer == nullptr || bringer->Argument("group") != call.Argument("group")) continue;
      const bool covered = bringer->Returned() && bringer->close < call.invoke;
      const bool inside = call.invoke < fn.close && fn.close < call.close;
      if (covered && inside) copies.push_back(WithMoved(draft, call.close, fn.close));
    }
  }
  return copies;
}

// A function runs a second time, in a process of its own.
Copies RanAgain(const Draft& draft) {
  Copies copies;
  for (const TamperCall& fn : TamperCalls(draft)) {
    if (fn.call.f != "fn" || !fn.Returned()) continue;
    DraftLine begin = fn.call;
    DraftLine end = fn.end;
    begin.process = end.process = 900;
    Draft copy = draft;
    copy.lines.insert(copy.lines.begin() + fn.close + 1, end);
    copy.lines.insert(copy.lines.begin() + fn.close + 1, begin);
    copies.push_back(std::move(copy));
  }
  return copies;
}

// SetLimit refused although it was the first that was done to its group.
Copies RefusedLimit(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (call.call.f != "SetLimit" || !call.Returned()) continue;
    const bool first = std::none_of(calls.begin(), calls.end(), [&](const TamperCall& other) {
      const bool brings = other.call.f == "Go" || other.call.f == "TryGo";
      return brings && other.Argument("group") == call.Argument("group") &&
             other.invoke < call.close;
    });
    if (first && call.Result("outcome").empty()) {
      copies.push_back(WithValue(draft, call.close, Panic()));
    }
  }
  return copies;
}

// After a Wait the context is said to be live.
Copies LiveAfterWait(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (call.call.f != "Err" || !call.Returned() || IsNull(call.Result("err"))) continue;
    const bool waited = std::any_of(calls.begin(), calls.end(), [&](const TamperCall& other) {
      const bool ends =
          other.call.f == "Wait" || other.call.f == "Done" || other.call.f == "Cancel";
      return ends && other.Returned() && other.close < call.invoke &&
             other.Argument("group") == call.Argument("group");
    });
    if (waited) copies.push_back(WithField(draft, call.close, "err", "null"));
  }
  return copies;
}

}  // namespace

std::vector<TamperOperator> ErrgroupTampering() {
  return {
      {"result: another error of Wait", OtherError},
      {"result: another outcome of Wait", OtherOutcome},
      {"result: an error is lost", LostError},
      {"result: another Err", OtherErr},
      {"result: another Cause", OtherCause},
      {"result: live after it was cancelled", LiveAfterWait},
      {"result: TryGo refuses without a limit", RefusedWithoutLimit},
      {"result: TryGo refuses and runs", RanAndRefused},
      {"result: SetLimit refuses", RefusedLimit},
      {"order: Wait returns before a function has", ReturnedTooSoon},
      {"order: a function runs again", RanAgain},
  };
}

}  // namespace gosync::models::brute
