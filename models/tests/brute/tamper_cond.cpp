#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

bool Has(const Calls& calls, const std::string& f) {
  return std::any_of(calls.begin(), calls.end(),
                     [&](const TamperCall& c) { return c.call.f == f; });
}

bool IsSignal(const TamperCall& call) {
  return call.call.f == "Signal" || call.call.f == "Broadcast";
}
bool Locks(const TamperCall& call) { return call.call.f == "Lock" || call.call.f == "RLock"; }
bool Unlocks(const TamperCall& call) { return call.call.f == "Unlock" || call.call.f == "RUnlock"; }

bool Ended(const TamperCall& call) { return call.Returned() && call.Result("outcome").empty(); }

bool SameCond(const TamperCall& one, const TamperCall& other) {
  return one.Argument("cond") == other.Argument("cond");
}

// What `change` makes of every call of one of `names`, in histories with nothing odd in them.
std::function<Copies(const Draft&)> ForEach(const std::vector<std::string>& names, Change change) {
  return [names, change](const Draft& draft) {
    Copies copies;
    const Calls calls = TamperCalls(draft);
    const bool crashed = draft.end.has_value() && draft.end->crash.has_value();
    if (crashed || Has(calls, "Copy") || Has(calls, "SetL")) return copies;
    for (const TamperCall& call : calls) {
      if (std::count(names.begin(), names.end(), call.call.f) == 0 || !Ended(call)) continue;
      change(calls, call, draft, &copies);
    }
    return copies;
  };
}

std::vector<DraftField> Panic(const std::string& text) {
  return {{"outcome", "\"panic\""}, {"panic", "\"" + text + "\""}};
}

bool SomebodySignals(const Calls& calls, const TamperCall& wait, int from, int to) {
  return std::any_of(calls.begin(), calls.end(), [&](const TamperCall& call) {
    return IsSignal(call) && SameCond(call, wait) && call.invoke < to &&
           (call.close < 0 || call.close > from);
  });
}

// Back at once, when nobody had called Signal.
void TooSoon(const Calls& calls, const TamperCall& wait, const Draft& draft, Copies* out) {
  if (wait.close == wait.invoke + 1) return;
  if (SomebodySignals(calls, wait, wait.invoke, wait.invoke + 1)) return;
  out->push_back(WithMoved(draft, wait.close, wait.invoke + 1));
}

bool WasLast(const Calls& calls, const TamperCall& call) {
  return std::none_of(calls.begin(), calls.end(), [&](const TamperCall& other) {
    return other.call.process == call.call.process && other.invoke > call.close;
  });
}

// Others have come back for every Signal but this one's.
void NeverWoken(const Calls& calls, const TamperCall& wait, const Draft& draft, Copies* out) {
  if (!draft.end.has_value() || !draft.end->quiescent || !WasLast(calls, wait)) return;
  for (const TamperCall& call : calls) {
    if (call.call.f == "Wait" && SameCond(call, wait) && call.close < 0) return;
    if (IsSignal(call) && SameCond(call, wait) && call.invoke < wait.invoke + 1) return;
  }
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + wait.close);
  out->push_back(std::move(copy));
}

void WithoutSignal(const Calls& calls, const TamperCall& signal, const Draft& draft, Copies* out) {
  bool waited = false;
  for (const TamperCall& call : calls) {
    if (IsSignal(call) && SameCond(call, signal) && call.invoke != signal.invoke) return;
    waited = waited || (call.call.f == "Wait" && SameCond(call, signal) && Ended(call));
  }
  if (!waited) return;
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + signal.close);
  copy.lines.erase(copy.lines.begin() + signal.invoke);
  out->push_back(std::move(copy));
}

void SignalHangs(const Calls& calls, const TamperCall& signal, const Draft& draft, Copies* out) {
  if (!draft.end.has_value() || !draft.end->quiescent || !WasLast(calls, signal)) return;
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + signal.close);
  out->push_back(std::move(copy));
}

void Copied(const Calls&, const TamperCall& call, const Draft& draft, Copies* out) {
  out->push_back(WithValue(draft, call.close, Panic("sync.Cond is copied")));
}

void NilL(const Calls&, const TamperCall& wait, const Draft& draft, Copies* out) {
  out->push_back(WithValue(draft, wait.close, Panic("nil dereference")));
}

// Back while somebody holds all of the lock, who has not begun to let go of it.
void LockedTwice(const Calls& calls, const TamperCall& lock, const Draft& draft, Copies* out) {
  if (lock.close == lock.invoke + 1) return;
  int held = -1;
  for (const TamperCall& call : calls) {
    const bool lets_go = Unlocks(call) || call.call.f == "Wait";
    if (lets_go && call.invoke > held && call.invoke <= lock.invoke) held = -1;
    const bool all = call.call.f == "Lock" && call.Argument("l") == lock.Argument("l");
    if (all && Ended(call) && call.close < lock.invoke) held = std::max(held, call.close);
  }
  for (const TamperCall& call : calls) {
    const bool lets_go = Unlocks(call) || call.call.f == "Wait";
    if (lets_go && call.invoke < lock.invoke + 1 && (call.close < 0 || call.close > held)) return;
  }
  if (held >= 0) out->push_back(WithMoved(draft, lock.close, lock.invoke + 1));
}

// Somebody has locked all of it since.
void NotUnlocked(const Calls& calls, const TamperCall& unlock, const Draft& draft, Copies* out) {
  bool locked = false;
  for (const TamperCall& call : calls) {
    if (call.Argument("l") != unlock.Argument("l") || !Locks(call) || !Ended(call)) continue;
    locked = locked || (call.call.f == "Lock" && call.invoke > unlock.close);
  }
  for (const TamperCall& call : calls) {
    if (Unlocks(call) && call.invoke != unlock.invoke && call.close < 0) return;
  }
  if (!locked) return;
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + unlock.close);
  copy.lines.erase(copy.lines.begin() + unlock.invoke);
  out->push_back(std::move(copy));
}

}  // namespace

std::vector<TamperOperator> CondTampering() {
  return {
      {"order: Wait returned too soon", ForEach({"Wait"}, TooSoon)},
      {"order: Wait did not return", ForEach({"Wait"}, NeverWoken)},
      {"order: no Signal at all", ForEach({"Signal", "Broadcast"}, WithoutSignal)},
      {"order: Signal did not return", ForEach({"Signal", "Broadcast"}, SignalHangs)},
      {"order: Lock returned too soon", ForEach({"Lock", "RLock"}, LockedTwice)},
      {"order: no Unlock", ForEach({"Unlock"}, NotUnlocked)},
      {"result: Wait panicked, copied", ForEach({"Wait"}, Copied)},
      {"result: Wait panicked, nil", ForEach({"Wait"}, NilL)},
      {"result: Signal panicked", ForEach({"Signal", "Broadcast"}, Copied)},
  };
}

}  // namespace gosync::models::brute
