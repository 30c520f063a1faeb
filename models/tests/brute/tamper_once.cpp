#include <algorithm>
#include <string>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kOther[] = "\"something else\"";

bool IsCall(const TamperCall& call) { return call.call.f == "Do" || call.call.f == "Call"; }

// The call around a callback, of the same process.
const TamperCall* Around(const Calls& calls, const TamperCall& fn) {
  const TamperCall* around = nullptr;
  for (const TamperCall& call : calls) {
    const bool open = call.invoke < fn.invoke && (call.close < 0 || call.close > fn.invoke);
    if (IsCall(call) && open && call.call.process == fn.call.process) around = &call;
  }
  return around;
}

// The callback that ran for the object of a call; none, or several: null.
const TamperCall* RunOf(const Calls& calls, const TamperCall& call) {
  const TamperCall* run = nullptr;
  for (const TamperCall& fn : calls) {
    if (fn.call.f != "fn") continue;
    const TamperCall* around = Around(calls, fn);
    if (around == nullptr || around->Argument("once") != call.Argument("once")) continue;
    if (run != nullptr) return nullptr;
    run = &fn;
  }
  return run;
}

bool Leads(const Calls& calls, const TamperCall& call) {
  const TamperCall* run = RunOf(calls, call);
  return run != nullptr && Around(calls, *run)->invoke == call.invoke;
}

bool ExitedRun(const Calls& calls, const TamperCall& call) {
  const TamperCall* run = RunOf(calls, call);
  return run != nullptr && run->Result("outcome") == "\"goexit\"";
}

// Where the function exits, what others get is open.
bool Certain(const Calls& calls, const TamperCall& call) {
  return IsCall(call) && call.Returned() && RunOf(calls, call) != nullptr &&
         (call.call.f == "Do" || !ExitedRun(calls, call) || Leads(calls, call));
}

Copies OtherOutcome(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (!Certain(calls, call)) continue;
    const bool exits = call.Result("outcome") == "\"goexit\"";
    const std::vector<DraftField> goexit = {{"outcome", "\"goexit\""}};
    const std::vector<DraftField> panic = {{"outcome", "\"panic\""}, {"panic", kOther}};
    copies.push_back(WithValue(draft, call.close, exits ? panic : goexit));
    copies.push_back(WithValue(draft, call.close, panic));
  }
  return copies;
}

Copies ChangeResult(const Draft& draft, const std::string& f, const std::string& key) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (call.call.f != f || call.Result(key).empty()) continue;
    if (f != "fn" && !Certain(calls, call)) continue;
    if (f == "fn") {  // somebody has to have seen it
      const TamperCall* around = Around(calls, call);
      if (around == nullptr || !around->Returned()) continue;
    }
    copies.push_back(WithField(draft, call.close, key, kOther));
  }
  return copies;
}

Copies OtherV1(const Draft& draft) { return ChangeResult(draft, "Call", "v1"); }
Copies OtherV2(const Draft& draft) { return ChangeResult(draft, "Call", "v2"); }
Copies OtherFnV1(const Draft& draft) { return ChangeResult(draft, "fn", "v1"); }
Copies OtherFnPanic(const Draft& draft) { return ChangeResult(draft, "fn", "panic"); }

Copies OtherPanic(const Draft& draft) {
  Copies copies = ChangeResult(draft, "Do", "panic");
  for (Draft& copy : ChangeResult(draft, "Call", "panic")) copies.push_back(std::move(copy));
  return copies;
}

Copies OtherReleased(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    const std::string released = call.Result("released");
    if (released.empty()) continue;
    const TamperCall* run = RunOf(calls, call);
    if (run == nullptr || run->close < 0) continue;
    const TamperCall* leader = Around(calls, *run);
    const bool due = leader->Returned() && leader->close < call.invoke;
    if (released == "true" && due)
      copies.push_back(WithField(draft, call.close, "released", "false"));
    if (released == "false" && call.close < run->close) {
      copies.push_back(WithField(draft, call.close, "released", "true"));
    }
  }
  return copies;
}

// A call is of an object that nobody has run the function of.
Copies OtherObject(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (call.call.f != "Do" || !call.Returned() || Leads(calls, call)) continue;
    if (call.Argument("fn") == "null") continue;
    copies.push_back(WithField(draft, call.invoke, "once", kOther));
  }
  return copies;
}

// The call that runs the function had another object, which leaves the others with a run
// that they cannot have waited for.
Copies OtherRun(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (call.call.f != "Do" || !Leads(calls, call)) continue;
    const bool others = std::any_of(calls.begin(), calls.end(), [&](const TamperCall& other) {
      return other.call.f == "Do" && other.Argument("once") == call.Argument("once") &&
             other.invoke != call.invoke && other.Returned();
    });
    if (others) copies.push_back(WithField(draft, call.invoke, "once", kOther));
  }
  return copies;
}

// Somebody returned before the function had.
Copies ReturnedTooSoon(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (!IsCall(call) || !call.Returned() || Leads(calls, call)) continue;
    const TamperCall* run = RunOf(calls, call);
    if (run == nullptr || run->close < 0 || run->close > call.close) continue;
    if (call.invoke < run->close) {
      copies.push_back(WithMoved(draft, call.close, run->close));
    } else {  // the whole call
      Draft copy = WithMoved(draft, call.invoke, run->close);
      copies.push_back(WithMoved(std::move(copy), call.close, run->close + 1));
    }
  }
  return copies;
}

// Somebody else ran a function as well.
Copies RanAgain(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (!IsCall(call) || !call.Returned() || Leads(calls, call)) continue;
    const TamperCall* run = RunOf(calls, call);
    const std::string own = call.Argument("fn");
    if (run == nullptr || run->close < 0 || own == "null") continue;
    DraftLine begin = run->call;
    DraftLine end = run->end;
    begin.process = end.process = call.call.process;
    if (call.call.f == "Do") begin.Set("fn", own);
    Draft copy = draft;
    copy.lines.insert(copy.lines.begin() + call.close, end);
    copy.lines.insert(copy.lines.begin() + call.close, begin);
    copies.push_back(std::move(copy));
  }
  return copies;
}

}  // namespace

std::vector<TamperOperator> OnceTampering() {
  return {
      {"result: another outcome", OtherOutcome},
      {"identity: another panic", OtherPanic},
      {"identity: fn panicked with another value", OtherFnPanic},
      {"identity: another Once", OtherObject},
      {"identity: the run of another Once", OtherRun},
      {"order: returned before fn", ReturnedTooSoon},
      {"order: a second run", RanAgain},
  };
}

std::vector<TamperOperator> OncefuncTampering() {
  return {
      {"result: another outcome", OtherOutcome},
      {"result: another first value", OtherV1},
      {"result: another second value", OtherV2},
      {"result: fn returned another value", OtherFnV1},
      {"result: let go, or not", OtherReleased},
      {"identity: another panic", OtherPanic},
      {"identity: fn panicked with another value", OtherFnPanic},
      {"order: returned before fn", ReturnedTooSoon},
      {"order: a second run", RanAgain},
  };
}

}  // namespace gosync::models::brute
