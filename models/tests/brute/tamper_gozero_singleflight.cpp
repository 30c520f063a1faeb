#include <algorithm>
#include <string>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kOther[] = "\"something else\"";

bool IsCall(const TamperCall& call) { return call.call.f == "Do" || call.call.f == "DoEx"; }
bool HasResult(const TamperCall& call) { return IsCall(call) && !call.Result("v").empty(); }

// The callback that runs the function of a call; none if it joined.
const TamperCall* FnOf(const Calls& calls, const TamperCall& call) {
  const auto fn = std::find_if(calls.begin(), calls.end(), [&](const TamperCall& other) {
    return other.call.f == "fn" && other.Argument("fn") == call.Argument("fn");
  });
  return fn == calls.end() ? nullptr : &*fn;
}

bool Joined(const Calls& calls, const TamperCall& call) {
  return IsCall(call) && call.Argument("fn") != "null" && FnOf(calls, call) == nullptr;
}

// The only function that ended like this; null if there is none or several.
const TamperCall* SourceOf(const Calls& calls, const TamperCall& call) {
  const TamperCall* source = nullptr;
  for (const TamperCall& fn : calls) {
    if (fn.call.f != "fn") continue;
    bool same = true;
    for (const char* key : {"v", "err", "panic", "outcome"}) {
      same = same && fn.Result(key) == call.Result(key);
    }
    if (!same) continue;
    if (source != nullptr) return nullptr;
    source = &fn;
  }
  return source;
}

// What `change` makes of every call that returned.
std::function<Copies(const Draft&)> ForEachCall(const Change& change) {
  return [change](const Draft& draft) {
    Copies copies = ForEachReturned("Do", change)(draft);
    for (Draft& copy : ForEachReturned("DoEx", change)(draft)) copies.push_back(std::move(copy));
    return copies;
  };
}

Change OtherResult(const std::string& key) {
  return [key](const Calls&, const TamperCall& call, const Draft& draft, Copies* copies) {
    if (HasResult(call)) copies->push_back(WithField(draft, call.close, key, kOther));
  };
}

void FlipFresh(const Calls&, const TamperCall& call, const Draft& draft, Copies* copies) {
  const std::string fresh = call.Result("fresh");
  if (fresh.empty()) return;
  copies->push_back(WithField(draft, call.close, "fresh", fresh == "true" ? "false" : "true"));
}

void OtherPanic(const Calls&, const TamperCall& call, const Draft& draft, Copies* copies) {
  if (call.Result("panic").empty()) return;
  copies->push_back(WithField(draft, call.close, "panic", kOther));
}

void OtherOutcome(const Calls&, const TamperCall& call, const Draft& draft, Copies* copies) {
  std::vector<DraftField> value = {{"outcome", "\"goexit\""}};
  if (!call.Result("outcome").empty()) {
    value = {{"v", "null"}, {"err", "null"}};
    if (call.call.f == "DoEx") value.insert(value.begin() + 1, {"fresh", "false"});
  }
  copies->push_back(WithValue(draft, call.close, value));
}

void OtherKey(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* copies) {
  if (Joined(calls, call)) copies->push_back(WithField(draft, call.invoke, "key", kOther));
}

// The call did run its function, but nobody saw it.
void FunctionUnseen(const Calls& calls, const TamperCall& call, const Draft& draft,
                    Copies* copies) {
  const TamperCall* fn = FnOf(calls, call);
  if (fn == nullptr || !fn->Returned()) return;
  const auto inside = [&](const TamperCall& other) {
    return other.invoke > fn->invoke && other.invoke < fn->close &&
           other.call.process == fn->call.process;
  };
  if (std::any_of(calls.begin(), calls.end(), inside)) return;
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + fn->close);
  copy.lines.erase(copy.lines.begin() + fn->invoke);
  copies->push_back(std::move(copy));
}

// A function that somebody has a result of ended otherwise.
void OtherFnValue(const Calls& calls, const TamperCall& fn, const Draft& draft, Copies* copies) {
  const auto uses = [&](const TamperCall& call) {
    return HasResult(call) && SourceOf(calls, call) == &fn;
  };
  if (fn.Result("v").empty() || std::none_of(calls.begin(), calls.end(), uses)) return;
  copies->push_back(WithField(draft, fn.close, "v", kOther));
}

// A joiner returns before the function of its flight has ended.
void ReturnTooSoon(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* copies) {
  const TamperCall* source = SourceOf(calls, call);
  if (!Joined(calls, call) || source == nullptr || source->close > call.close) return;
  if (call.invoke < source->close) {
    copies->push_back(WithMoved(draft, call.close, source->close));
  } else {
    Draft copy = WithMoved(draft, call.invoke, source->close);
    copies->push_back(WithMoved(std::move(copy), call.close, source->close + 1));
  }
}

// A joiner calls after the leader of its flight has returned.
void JoinTooLate(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* copies) {
  const TamperCall* source = SourceOf(calls, call);
  if (!Joined(calls, call) || source == nullptr) return;
  for (const TamperCall& leader : calls) {
    if (!IsCall(leader) || FnOf(calls, leader) != source || !leader.Returned()) continue;
    if (call.invoke > leader.close) continue;
    const int after = leader.close + 1;
    Draft copy = call.close < leader.close ? WithMoved(draft, call.close, after) : draft;
    const int shift = call.close < leader.close ? 1 : 0;
    copies->push_back(WithMoved(std::move(copy), call.invoke, after - shift));
  }
}

}  // namespace

std::vector<TamperOperator> GozeroSingleflightTampering() {
  return {
      {"result: another value", ForEachCall(OtherResult("v"))},
      {"result: another error", ForEachCall(OtherResult("err"))},
      {"result: fresh, or not", ForEachCall(FlipFresh)},
      {"result: another panic", ForEachCall(OtherPanic)},
      {"result: another outcome", ForEachCall(OtherOutcome)},
      {"result: fn returned another value", ForEachReturned("fn", OtherFnValue)},
      {"identity: another key", ForEachCall(OtherKey)},
      {"order: fn never ran", ForEachCall(FunctionUnseen)},
      {"order: a result before fn returned", ForEachCall(ReturnTooSoon)},
      {"order: joined after the leader returned", ForEachCall(JoinTooLate)},
  };
}

}  // namespace gosync::models::brute
