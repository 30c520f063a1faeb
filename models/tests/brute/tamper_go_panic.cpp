#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kOther[] = "\"something else\"";

bool IsInside(const TamperCall& inner, const TamperCall& outer) {
  return inner.call.process == outer.call.process && inner.invoke > outer.invoke &&
         (outer.close < 0 || inner.invoke < outer.close);
}

// The innermost of that kind around an item.
const TamperCall* Around(const Calls& calls, const TamperCall& item, const std::string& f) {
  const TamperCall* around = nullptr;
  for (const TamperCall& call : calls) {
    if (call.call.f == f && IsInside(item, call)) around = &call;
  }
  return around;
}

bool CallHasEnded(const Calls& calls, const TamperCall& item) {
  const TamperCall* call = Around(calls, item, "Call");
  return call != nullptr && call->Returned();
}

bool HoldsNothing(const Calls& calls, const TamperCall& item) {
  for (const TamperCall& call : calls) {
    if (IsInside(call, item)) return false;
  }
  return true;
}

bool IsBody(const Calls& calls, const TamperCall& fn) {
  const TamperCall* call = Around(calls, fn, "Call");
  return call != nullptr && call->Argument("fn") == fn.Argument("fn");
}

// No function of the Call hides how one that ends at this line ended: none later ends otherwise
// than by returning, and none exits.
bool Shows(const Calls& calls, const TamperCall& call, int line) {
  for (const TamperCall& fn : calls) {
    const std::string outcome = fn.Result("outcome");
    if (fn.call.f != "fn" || fn.close == line || Around(calls, fn, "Call") != &call) continue;
    if (outcome == "\"goexit\"" || (fn.close > line && !outcome.empty())) return false;
  }
  return true;
}

// All ends but the one that it has.
void OtherEnd(const Calls&, const TamperCall& call, const Draft& draft, Copies* out) {
  const std::string outcome = call.Result("outcome");
  if (!outcome.empty()) out->push_back(WithValue(draft, call.close, {}));
  if (outcome != "\"goexit\"") {
    out->push_back(WithValue(draft, call.close, {{"outcome", "\"goexit\""}}));
  }
  out->push_back(WithValue(draft, call.close, {{"outcome", "\"panic\""}, {"panic", kOther}}));
}

void OtherEndOfFn(const Calls& calls, const TamperCall& fn, const Draft& draft, Copies* out) {
  const TamperCall* call = Around(calls, fn, "Call");
  if (call->Returned() && Shows(calls, *call, fn.close)) OtherEnd(calls, fn, draft, out);
}

void OtherValue(const Calls&, const TamperCall& recover, const Draft& draft, Copies* out) {
  out->push_back(WithField(draft, recover.close, "value", kOther));
}

void Nothing(const Calls&, const TamperCall& recover, const Draft& draft, Copies* out) {
  if (recover.Result("value") != "null") {
    out->push_back(WithField(draft, recover.close, "value", "null"));
  }
}

void Exchanged(const Calls& calls, const TamperCall& fn, const Draft& draft, Copies* out) {
  for (const TamperCall& other : calls) {
    if (other.call.f != "fn" || other.invoke <= fn.close) continue;
    if (Around(calls, other, "Call") != Around(calls, fn, "Call")) continue;
    Draft copy = WithField(draft, fn.invoke, "fn", other.Argument("fn"));
    out->push_back(WithField(std::move(copy), other.invoke, "fn", fn.Argument("fn")));
  }
}

void LeftOut(const Calls& calls, const TamperCall& fn, const Draft& draft, Copies* out) {
  if (!CallHasEnded(calls, fn) || !HoldsNothing(calls, fn)) return;
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + fn.close);
  copy.lines.erase(copy.lines.begin() + fn.invoke);
  out->push_back(std::move(copy));
}

void RunTwice(const Calls& calls, const TamperCall& fn, const Draft& draft, Copies* out) {
  if (IsBody(calls, fn) || !HoldsNothing(calls, fn)) return;
  Draft copy = draft;
  copy.lines.insert(copy.lines.begin() + fn.close + 1, {fn.call, fn.end});
  out->push_back(std::move(copy));
}

// One more function is deferred, that nobody runs; or nil.
void OneMore(const Calls& calls, const TamperCall& defer, const Draft& draft, Copies* out) {
  if (!CallHasEnded(calls, defer)) return;
  const TamperCall& call = *Around(calls, defer, "Call");
  const TamperCall& body = *Around(calls, defer, "fn");
  for (const std::string fn : {kOther, "null"}) {
    if (fn == "null" && !Shows(calls, call, body.close)) continue;
    Draft copy = draft;
    copy.lines.insert(copy.lines.begin() + defer.close + 1, {defer.call, defer.end});
    copy.lines[defer.close + 1].Set("fn", fn);
    out->push_back(std::move(copy));
  }
}

void NeverEnded(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* out) {
  if (!draft.end.has_value() || !draft.end->quiescent) return;
  for (const TamperCall& other : calls) {  // its process did nothing afterwards
    const bool later = other.invoke > call.close || other.close > call.close || other.close < 0;
    if (other.call.process == call.call.process && later) return;
  }
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + call.close);
  out->push_back(std::move(copy));
}

}  // namespace

std::vector<TamperOperator> GoPanicTampering() {
  return {
      {"result: Call ended otherwise", ForEachReturned("Call", OtherEnd)},
      {"result: fn ended otherwise", ForEachReturned("fn", OtherEndOfFn)},
      {"result: Recover gave another value", ForEachReturned("Recover", OtherValue)},
      {"result: Recover gave nothing", ForEachReturned("Recover", Nothing)},
      {"order: functions exchanged", ForEachReturned("fn", Exchanged)},
      {"order: a function left out", ForEachReturned("fn", LeftOut)},
      {"order: a second run", ForEachReturned("fn", RunTwice)},
      {"argument: one Defer more", ForEachReturned("Defer", OneMore)},
      {"order: Call did not end", ForEachReturned("Call", NeverEnded)},
  };
}

}  // namespace gosync::models::brute
