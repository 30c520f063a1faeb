#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kOther[] = "\"something else\"";
constexpr char kCanceled[] = "\"context canceled\"";
constexpr char kExceeded[] = "\"context deadline exceeded\"";
constexpr char kBackground[] = "\"background\"";
constexpr char kNilParent[] = "\"cannot create context from nil parent\"";

// The context and those above it that it is done with, the nearest first.
std::vector<std::string> Line(const Calls& calls, const std::string& ctx) {
  std::vector<std::string> line = {ctx};
  for (bool more = true; more;) {
    more = false;
    for (const TamperCall& call : calls) {
      const bool leads = call.call.f == "WithCancel" || call.call.f == "WithValue" ||
                         call.call.f == "WithDeadline";
      if (!leads || call.Argument("ctx") != line.back()) continue;
      line.push_back(call.Argument("parent"));
      more = true;
      break;
    }
  }
  return line;
}

// Some Cancel of it or above may have ended it before this line, or a deadline.
bool MayBeDone(const Calls& calls, const std::string& ctx, int line) {
  for (const std::string& above : Line(calls, ctx)) {
    for (const TamperCall& call : calls) {
      if (call.call.f == "WithDeadline" && call.Argument("ctx") == above) return true;
      if (call.call.f == "Cancel" && call.Argument("ctx") == above && call.invoke < line) {
        return true;
      }
    }
  }
  return false;
}

// One certainly has.
bool IsDone(const Calls& calls, const std::string& ctx, int line) {
  for (const std::string& above : Line(calls, ctx)) {
    for (const TamperCall& call : calls) {
      if (call.call.f == "Cancel" && call.Argument("ctx") == above && call.Returned() &&
          call.close < line) {
        return true;
      }
    }
  }
  return false;
}

// Err and Cause have one result, of their own name.
std::string KeyOf(const TamperCall& look) { return look.call.f == "Err" ? "err" : "cause"; }

void TooEarly(const Calls& calls, const TamperCall& look, const Draft& draft, Copies* out) {
  if (!look.Result("outcome").empty()) return;
  if (MayBeDone(calls, look.Argument("ctx"), look.close)) return;
  out->push_back(WithField(draft, look.close, KeyOf(look), kCanceled));
}

void TooLate(const Calls& calls, const TamperCall& look, const Draft& draft, Copies* out) {
  if (!IsDone(calls, look.Argument("ctx"), look.invoke)) return;
  out->push_back(WithField(draft, look.close, KeyOf(look), "null"));
}

void OtherReason(const Calls&, const TamperCall& look, const Draft& draft, Copies* out) {
  if (!look.Result("outcome").empty()) return;
  out->push_back(WithField(draft, look.close, KeyOf(look), kOther));
}

void OfBackground(const Calls&, const TamperCall& look, const Draft& draft, Copies* out) {
  if (look.call.f != "Wait" && look.Result(KeyOf(look)) == "null") return;
  if (!look.Result("outcome").empty()) return;
  out->push_back(WithField(draft, look.invoke, "ctx", kBackground));
}

void WokenTooSoon(const Calls& calls, const TamperCall& wait, const Draft& draft, Copies* out) {
  if (!wait.Result("outcome").empty()) return;
  if (MayBeDone(calls, wait.Argument("ctx"), wait.invoke + 1)) return;
  out->push_back(WithMoved(draft, wait.close, wait.invoke + 1));
}

void NeverWoken(const Calls& calls, const TamperCall& wait, const Draft& draft, Copies* out) {
  if (!wait.Result("outcome").empty()) return;
  if (!draft.end.has_value() || !draft.end->quiescent) return;
  if (!IsDone(calls, wait.Argument("ctx"), static_cast<int>(draft.lines.size()))) return;
  for (const TamperCall& call : calls) {  // its process did something afterwards
    if (call.call.process == wait.call.process && call.invoke > wait.close) return;
  }
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + wait.close);
  out->push_back(std::move(copy));
}

void OtherErr(const Calls&, const TamperCall& look, const Draft& draft, Copies* out) {
  const std::string err = look.Result("err");
  if (err.empty() || err == "null") return;
  out->push_back(WithField(draft, look.close, "err", err == kCanceled ? kExceeded : kCanceled));
}

// Another read of the clock was over before, and gave `now`.
bool WasRead(const Calls& calls, const TamperCall& look, const std::string& now) {
  for (const TamperCall& call : calls) {
    if (call.call.f == "Now" && call.close >= 0 && call.close < look.invoke &&
        call.Result("now") == now) {
      return true;
    }
  }
  return false;
}

void ClockWentBack(const Calls& calls, const TamperCall& look, const Draft& draft, Copies* out) {
  const std::string now = look.Result("now");
  if (!WasRead(calls, look, now)) return;
  out->push_back(WithField(draft, look.close, "now", std::to_string(std::stoi(now) - 1)));
}

void OtherDeadline(const Calls&, const TamperCall& look, const Draft& draft, Copies* out) {
  const std::string deadline = look.Result("deadline");
  if (deadline.empty()) return;
  out->push_back(WithField(draft, look.close, "deadline", std::to_string(std::stoi(deadline) + 1)));
  out->push_back(
      WithField(draft, look.close, "ok", look.Result("ok") == "true" ? "false" : "true"));
}

// It has passed by then.
void EarlierDeadline(const Calls& calls, const TamperCall& make, const Draft& draft, Copies* out) {
  for (const TamperCall& look : calls) {
    if (look.call.f != "Err" || look.Argument("ctx") != make.Argument("ctx")) continue;
    for (const TamperCall& read : calls) {
      if (read.call.f != "Now" || !read.Returned() || read.close >= make.invoke) continue;
      if (look.Result("err") != "null") continue;
      out->push_back(WithField(draft, make.invoke, "deadline", read.Result("now")));
    }
  }
}

void OtherValue(const Calls&, const TamperCall& look, const Draft& draft, Copies* out) {
  if (look.Result("outcome").empty()) out->push_back(WithField(draft, look.close, "value", kOther));
}

// A key that is stored nowhere.
void OtherKey(const Calls&, const TamperCall& look, const Draft& draft, Copies* out) {
  const std::string found = look.Result("value");
  if (!found.empty() && found != "null") {
    out->push_back(WithField(draft, look.invoke, "key", kOther));
  }
}

void NilKey(const Calls&, const TamperCall& make, const Draft& draft, Copies* out) {
  if (make.Result("outcome").empty()) out->push_back(WithField(draft, make.invoke, "key", "null"));
}

void NilContext(const Calls&, const TamperCall& look, const Draft& draft, Copies* out) {
  if (look.Result("outcome").empty()) out->push_back(WithField(draft, look.invoke, "ctx", "null"));
}

void NilParent(const Calls&, const TamperCall& make, const Draft& draft, Copies* out) {
  if (make.Result("outcome").empty()) {
    out->push_back(WithField(draft, make.invoke, "parent", "null"));
  }
}

void Panicked(const Calls&, const TamperCall& make, const Draft& draft, Copies* out) {
  if (!make.Result("outcome").empty()) {
    out->push_back(WithValue(draft, make.close, {}));
  } else {
    out->push_back(WithValue(draft, make.close, {{"outcome", "\"panic\""}, {"panic", kNilParent}}));
  }
}

void StopSaysOtherwise(const Calls&, const TamperCall& stop, const Draft& draft, Copies* out) {
  const bool yes = stop.Result("stopped") == "true";
  out->push_back(WithField(draft, stop.close, "stopped", yes ? "false" : "true"));
}

// The function of this call runs, in a process of its own, after everything else.
Draft WithRun(Draft draft, const TamperCall& call) {
  constexpr int32_t kNobody = 999;
  const std::string fn = call.Argument("fn");
  draft.lines.push_back({kNobody, EventType::kInvoke, "fn", {{"fn", fn}}});
  draft.lines.push_back({kNobody, EventType::kOk, "fn", {}});
  return draft;
}

void RanAgain(const Calls&, const TamperCall& fn, const Draft& draft, Copies* out) {
  out->push_back(WithRun(draft, fn));
}

void RanAllTheSame(const Calls&, const TamperCall& stop, const Draft& draft, Copies* out) {
  if (stop.Result("stopped") == "true") out->push_back(WithRun(draft, stop));
}

void RanTooSoon(const Calls& calls, const TamperCall& after, const Draft& draft, Copies* out) {
  if (!after.Result("outcome").empty()) return;
  for (const TamperCall& fn : calls) {
    if (fn.call.f != "fn" || fn.Argument("fn") != after.Argument("fn")) continue;
    if (MayBeDone(calls, after.Argument("ctx"), after.invoke + 1)) continue;
    out->push_back(WithMoved(draft, fn.invoke, after.invoke + 1));
  }
}

void NeverRan(const Calls&, const TamperCall& fn, const Draft& draft, Copies* out) {
  if (!draft.end.has_value() || !draft.end->quiescent) return;
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + fn.close);
  copy.lines.erase(copy.lines.begin() + fn.invoke);
  out->push_back(std::move(copy));
}

// Somebody saw the reason that it had.
void GivenAnother(const Calls& calls, const TamperCall& cancel, const Draft& draft, Copies* out) {
  const std::string cause = cancel.Argument("cause");
  for (const TamperCall& call : calls) {
    if (cause == "null" || call.Result("cause") != cause) continue;
    out->push_back(WithField(draft, cancel.invoke, "cause", kOther));
    return;
  }
}

}  // namespace

std::vector<TamperOperator> GoContextTampering() {
  return {
      {"result: Err too early", ForEachReturned("Err", TooEarly)},
      {"result: Cause too early", ForEachReturned("Cause", TooEarly)},
      {"result: Err too late", ForEachReturned("Err", TooLate)},
      {"result: Cause too late", ForEachReturned("Cause", TooLate)},
      {"result: Err gave another error", ForEachReturned("Err", OtherReason)},
      {"result: Cause gave another error", ForEachReturned("Cause", OtherReason)},
      {"identity: Err of Background", ForEachReturned("Err", OfBackground)},
      {"identity: Cause of Background", ForEachReturned("Cause", OfBackground)},
      {"identity: Wait of Background", ForEachReturned("Wait", OfBackground)},
      {"order: Wait returned too soon", ForEachReturned("Wait", WokenTooSoon)},
      {"order: Wait did not return", ForEachReturned("Wait", NeverWoken)},
      {"argument: WithCancel of a nil parent", ForEachReturned("WithCancel", NilParent)},
      {"result: WithCancel ended otherwise", ForEachReturned("WithCancel", Panicked)},
      {"argument: WithValue of a nil parent", ForEachReturned("WithValue", NilParent)},
      {"argument: WithValue of a nil key", ForEachReturned("WithValue", NilKey)},
      {"result: Value gave another one", ForEachReturned("Value", OtherValue)},
      {"argument: Value of another key", ForEachReturned("Value", OtherKey)},
      {"identity: Err of nil", ForEachReturned("Err", NilContext)},
      {"identity: Wait of nil", ForEachReturned("Wait", NilContext)},
      {"result: Stop said otherwise", ForEachReturned("Stop", StopSaysOtherwise)},
      {"callback: ran again", ForEachReturned("fn", RanAgain)},
      {"callback: ran though stopped", ForEachReturned("Stop", RanAllTheSame)},
      {"callback: ran too soon", ForEachReturned("AfterFunc", RanTooSoon)},
      {"callback: did not run", ForEachReturned("fn", NeverRan)},
      {"identity: AfterFunc of nil", ForEachReturned("AfterFunc", NilContext)},
      {"result: Err gave the other error", ForEachReturned("Err", OtherErr)},
      {"result: Deadline gave another one", ForEachReturned("Deadline", OtherDeadline)},
      {"identity: Deadline of nil", ForEachReturned("Deadline", NilContext)},
      {"order: the clock went back", ForEachReturned("Now", ClockWentBack)},
      {"argument: WithDeadline of a nil parent", ForEachReturned("WithDeadline", NilParent)},
      {"argument: WithDeadline with one that has passed",
       ForEachReturned("WithDeadline", EarlierDeadline)},
      {"argument: Cancel with another cause", ForEachReturned("Cancel", GivenAnother)},
  };
}

}  // namespace gosync::models::brute
