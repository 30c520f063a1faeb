#include <algorithm>
#include <string>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kOther[] = "\"something else\"";

bool IsNull(const std::string& literal) { return literal.empty() || literal == "null"; }

// The Go that brought the function of a callback or question.
const TamperCall* BringerOf(const Calls& calls, const TamperCall& of) {
  for (const TamperCall& call : calls) {
    if (call.call.f == "Go" && call.Argument("fn") == of.Argument("fn")) return &call;
  }
  return nullptr;
}

bool Returns(const TamperCall& call) { return call.Result("outcome").empty(); }

void Panics(const TamperCall& call, const Draft& draft, Copies* copies) {
  if (!Returns(call)) return;
  copies->push_back(WithValue(draft, call.close, {{"outcome", "\"panic\""}, {"panic", kOther}}));
}

void OtherError(const Calls&, const TamperCall& call, const Draft& draft, Copies* copies) {
  if (Returns(call)) copies->push_back(WithField(draft, call.close, "err", kOther));
}

void OtherCause(const Calls&, const TamperCall& call, const Draft& draft, Copies* copies) {
  if (Returns(call)) copies->push_back(WithField(draft, call.close, "cause", kOther));
}

void OtherOrigin(const Calls&, const TamperCall& call, const Draft& draft, Copies* copies) {
  const bool was = call.Result("recovered") == "true";
  if (Returns(call)) {
    copies->push_back(WithField(draft, call.close, "recovered", was ? "false" : "true"));
  }
}

void OtherOutcome(const Calls&, const TamperCall& call, const Draft& draft, Copies* copies) {
  Panics(call, draft, copies);
}

// A function that had failed when the Wait began is forgotten.
void LostError(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* copies) {
  if (IsNull(call.Result("err")) || call.Result("recovered") == "true") return;
  const bool ended = std::any_of(calls.begin(), calls.end(), [&](const TamperCall& fn) {
    return fn.call.f == "fn" && fn.Returned() && fn.close < call.invoke &&
           fn.Result("err") == call.Result("err");
  });
  if (ended) copies->push_back(WithField(draft, call.close, "err", "null"));
}

// Wait returns before a function that it has to wait for.
void ReturnedTooSoon(const Calls& calls, const TamperCall& call, const Draft& draft,
                     Copies* copies) {
  for (const TamperCall& fn : calls) {
    const TamperCall* bringer = fn.call.f == "fn" && fn.Returned() ? BringerOf(calls, fn) : nullptr;
    if (bringer == nullptr || bringer->Argument("group") != call.Argument("group")) continue;
    const bool covered = bringer->Returned() && bringer->close < call.invoke;
    const bool inside = call.invoke < fn.close && fn.close < call.close;
    if (covered && inside) copies->push_back(WithMoved(draft, call.close, fn.close));
  }
}

// A function or a hook runs a second time, in a process of its own.
void RanAgain(const Calls&, const TamperCall& fn, const Draft& draft, Copies* copies) {
  DraftLine begin = fn.call;
  DraftLine end = fn.end;
  begin.process = end.process = 900;
  Draft copy = draft;
  copy.lines.insert(copy.lines.begin() + fn.close + 1, end);
  copy.lines.insert(copy.lines.begin() + fn.close + 1, begin);
  copies->push_back(std::move(copy));
}

void OtherHook(const Calls&, const TamperCall& hook, const Draft& draft, Copies* copies) {
  copies->push_back(WithField(draft, hook.invoke, "err", kOther));
}

// After it was cancelled the context is said to be live.
void LiveAgain(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* copies) {
  if (IsNull(call.Result("err"))) return;
  const bool known = std::any_of(calls.begin(), calls.end(), [&](const TamperCall& other) {
    const bool same = other.call.f == "Done" && other.Argument("fn") == call.Argument("fn");
    const TamperCall* bringer = BringerOf(calls, call);
    const bool waited = other.call.f == "Wait" && bringer != nullptr &&
                        other.Argument("group") == bringer->Argument("group");
    return (same || waited) && other.Returned() && other.close < call.invoke;
  });
  const bool cancels = std::any_of(calls.begin(), calls.end(), [](const TamperCall& other) {
    return other.call.f == "WithCancel";
  });
  if (known && cancels) copies->push_back(WithField(draft, call.close, "err", "null"));
}

// A context without a cancellation is said to be cancelled.
void CancelledForNothing(const Calls& calls, const TamperCall& call, const Draft& draft,
                         Copies* copies) {
  const bool derived = std::any_of(calls.begin(), calls.end(), [](const TamperCall& other) {
    return other.call.f == "WithCancel" || other.call.f == "Cancel";
  });
  if (derived || !IsNull(call.Result("err"))) return;
  copies->push_back(WithField(draft, call.close, "err", "\"context canceled\""));
}

}  // namespace

std::vector<TamperOperator> KratosErrgroupTampering() {
  return {
      {"result: another error of Wait", ForEachReturned("Wait", OtherError)},
      {"result: an error of Wait was a panic, or was none", ForEachReturned("Wait", OtherOrigin)},
      {"result: an error is lost", ForEachReturned("Wait", LostError)},
      {"result: Wait panics", ForEachReturned("Wait", OtherOutcome)},
      {"result: Go panics", ForEachReturned("Go", OtherOutcome)},
      {"result: GOMAXPROCS panics", ForEachReturned("GOMAXPROCS", OtherOutcome)},
      {"result: another Err", ForEachReturned("Err", OtherError)},
      {"result: another Cause", ForEachReturned("Cause", OtherCause)},
      {"result: live after it was cancelled", ForEachReturned("Err", LiveAgain)},
      {"result: cancelled for nothing", ForEachReturned("Err", CancelledForNothing)},
      {"argument: the hook is told another error", ForEachReturned("hook", OtherHook)},
      {"order: Wait returns before a function has", ForEachReturned("Wait", ReturnedTooSoon)},
      {"order: a function runs again", ForEachReturned("fn", RanAgain)},
      {"order: a hook runs again", ForEachReturned("hook", RanAgain)},
  };
}

}  // namespace gosync::models::brute
