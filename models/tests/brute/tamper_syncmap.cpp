#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

// The key of the result that is a value, or "".
std::string ResultKey(const TamperCall& call) {
  const std::string& f = call.call.f;
  if (f == "Load" || f == "LoadAndDelete") return "value";
  if (f == "LoadOrStore") return "actual";
  return f == "Swap" ? "previous" : "";
}

std::string FlagKey(const TamperCall& call) {
  const std::string& f = call.call.f;
  if (f == "Load") return "ok";
  if (f == "CompareAndSwap") return "swapped";
  if (f == "CompareAndDelete") return "deleted";
  return ResultKey(call).empty() ? "" : "loaded";
}

bool Found(const TamperCall& call) {
  return !ResultKey(call).empty() && call.Result(FlagKey(call)) == "true";
}

// A value that nobody ever stored.
Copies NeverStored(const Draft& draft) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    if (Found(call)) copies.push_back(WithField(draft, call.close, ResultKey(call), "\"never\""));
  }
  return copies;
}

Copies ShownButNeverStored(const Draft& draft) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    if (call.call.f == "f") {
      copies.push_back(WithField(draft, call.invoke, "value", "\"never\""));
    }
  }
  return copies;
}

// The flag says the opposite of the value, or of what was compared.
Copies OtherFlag(const Draft& draft) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    const std::string key = FlagKey(call);
    const std::string flag = key.empty() ? "" : call.Result(key);
    if (flag.empty()) continue;
    copies.push_back(WithField(draft, call.close, key, flag == "true" ? "false" : "true"));
  }
  return copies;
}

// What a delete gave away is given away once more.
Copies GivenTwice(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  std::multiset<std::string> stored;
  for (const TamperCall& call : calls) {
    for (const char* key : {"value", "new"}) {
      if (call.call.f != "f") stored.insert(call.Argument(key));
    }
  }
  for (const TamperCall& one : calls) {
    const bool took = one.call.f == "LoadAndDelete" && Found(one);
    if (!took || stored.count(one.Result("value")) != 1) continue;
    for (const TamperCall& other : calls) {
      const bool missed = other.call.f == "LoadAndDelete" && other.Returned() && !Found(other);
      if (!missed || one.Argument("key") != other.Argument("key")) continue;
      copies.push_back(
          WithValue(draft, other.close, {{"value", one.Result("value")}, {"loaded", "true"}}));
    }
  }
  return copies;
}

// One key twice in a Range.
Copies ShownTwice(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    const bool more = call.call.f == "f" && call.Result("more") == "true";
    if (!more) continue;
    Draft copy = draft;
    copy.lines.insert(copy.lines.begin() + call.close + 1, {call.call, call.end});
    copies.push_back(copy);
  }
  return copies;
}

// f said that it is enough, and was called again.
Copies ShownAfterFalse(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (size_t i = 0; i + 1 < calls.size(); ++i) {
    const TamperCall& call = calls[i];
    if (call.call.f != "f" || call.Result("more") != "true") continue;
    const bool another = std::any_of(calls.begin() + i + 1, calls.end(), [&](const auto& next) {
      return next.call.f == "f" && next.call.process == call.call.process &&
             std::none_of(draft.lines.begin() + call.close, draft.lines.begin() + next.invoke,
                          [&](const DraftLine& line) {
                            return line.f == "Range" && line.process == call.call.process;
                          });
    });
    if (another) copies.push_back(WithField(draft, call.close, "more", "false"));
  }
  return copies;
}

// A panic that becomes a return.
Copies NoPanic(const Draft& draft) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    if (call.Result("panic").empty() || call.call.f == "f") continue;
    std::vector<DraftField> value;
    if (!ResultKey(call).empty()) value.emplace_back(ResultKey(call), "null");
    if (!FlagKey(call).empty()) value.emplace_back(FlagKey(call), "false");
    copies.push_back(WithValue(draft, call.close, value));
  }
  return copies;
}

// A call that returned never does, at a quiescent end.
Copies NeverReturns(const Draft& draft) {
  Copies copies;
  if (!draft.end.has_value() || !draft.end->quiescent) return copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    const bool last = std::none_of(calls.begin(), calls.end(), [&](const TamperCall& other) {
      return other.call.process == call.call.process && other.invoke > call.invoke;
    });
    if (!last || !call.Returned() || call.call.f == "f") continue;
    Draft copy = draft;
    copy.lines.erase(copy.lines.begin() + call.close);
    copies.push_back(copy);
  }
  return copies;
}

}  // namespace

std::vector<TamperOperator> SyncMapTampering() {
  return {{"a value that was never stored", NeverStored},
          {"Range shows a value that was never stored", ShownButNeverStored},
          {"the other flag", OtherFlag},
          {"a value taken twice", GivenTwice},
          {"a key shown twice", ShownTwice},
          {"f called after false", ShownAfterFalse},
          {"a panic that is a return", NoPanic},
          {"a call that never returns", NeverReturns}};
}

}  // namespace gosync::models::brute
