#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kOther[] = "\"something else\"";
constexpr char kBelowZero[] = "\"sync: negative WaitGroup counter\"";
constexpr char kMisuse[] = "\"sync: WaitGroup misuse: Add called concurrently with Wait\"";
constexpr char kReused[] = "\"sync: WaitGroup is reused before previous Wait has returned\"";

int64_t DeltaOf(const TamperCall& call) {
  if (call.call.f == "Add") return std::stoll(call.Argument("delta"));
  return call.call.f == "Done" ? -1 : call.call.f == "Go" ? 1 : 0;
}

std::string GroupOf(const Calls& calls, const TamperCall& call) {
  if (call.call.f != "fn") return call.Argument("wg");
  for (const TamperCall& go : calls) {
    if (go.call.f == "Go" && go.Argument("fn") == call.Argument("fn")) return go.Argument("wg");
  }
  return "";
}

// The least that the counter of a group can come to by what certainly has counted at a line
// (up) and by what can have counted at a later one (down).
int64_t Least(const Calls& calls, const std::string& group, int line, int later) {
  int64_t least = 0;
  for (const TamperCall& call : calls) {
    if (GroupOf(calls, call) != group) continue;
    const int64_t delta = DeltaOf(call);
    if (delta > 0 && call.close >= 0 && call.close < line) least += delta;
    if (delta < 0 && call.invoke < later) least += delta;
    if (call.call.f == "fn" && call.close >= 0 && call.close < later) --least;
  }
  return least;
}

// The most, the other way round.
int64_t Most(const Calls& calls, const std::string& group, int line, int later) {
  int64_t most = 0;
  for (const TamperCall& call : calls) {
    if (GroupOf(calls, call) != group) continue;
    const int64_t delta = DeltaOf(call);
    if (delta > 0 && call.invoke < later) most += delta;
    if (delta < 0 && call.close >= 0 && call.close < line) most += delta;
  }
  return most;
}

bool Ended(const TamperCall& call, const std::string& panic) {
  return call.Returned() && call.Result("panic") == panic;
}

// Nothing that counts ran beside a Wait while the counter may have been zero.
bool LegalUse(const Calls& calls, const std::string& group) {
  for (const TamperCall& call : calls) {
    if (GroupOf(calls, call) == group && DeltaOf(call) > 1000) return false;  // it may overflow
  }
  for (const TamperCall& wait : calls) {
    if (wait.call.f != "Wait" || GroupOf(calls, wait) != group) continue;
    for (const TamperCall& call : calls) {
      if (GroupOf(calls, call) != group || DeltaOf(call) == 0) continue;
      const bool beside = (wait.close < 0 || call.invoke < wait.close) &&
                          (call.close < 0 || wait.invoke < call.close);
      if (beside && Least(calls, group, call.invoke, call.invoke) <= 0) return false;
    }
  }
  return true;
}

// What `change` makes of every call of f, of groups in legal use.
std::function<Copies(const Draft&)> ForEach(const std::string& f, Change change) {
  return [f, change](const Draft& draft) {
    Copies copies;
    const Calls calls = TamperCalls(draft);
    for (const TamperCall& call : calls) {
      if (call.call.f == f && LegalUse(calls, GroupOf(calls, call))) {
        change(calls, call, draft, &copies);
      }
    }
    return copies;
  };
}

std::vector<DraftField> Panic(const std::string& token) {
  return {{"outcome", "\"panic\""}, {"panic", token}};
}

void TooSoon(const Calls& calls, const TamperCall& wait, const Draft& draft, Copies* out) {
  if (!Ended(wait, "") || wait.close == wait.invoke + 1) return;
  if (Least(calls, GroupOf(calls, wait), wait.invoke, wait.invoke + 1) <= 0) return;
  out->push_back(WithMoved(draft, wait.close, wait.invoke + 1));
}

void NeverWoken(const Calls& calls, const TamperCall& wait, const Draft& draft, Copies* out) {
  if (!Ended(wait, "") || !draft.end.has_value() || !draft.end->quiescent) return;
  for (const TamperCall& call : calls) {  // its process did something afterwards
    if (call.call.process == wait.call.process && call.invoke > wait.close) return;
    if (call.call.f == "fn" && call.call.process == wait.call.process) return;
  }
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + wait.close);
  out->push_back(std::move(copy));
}

void Reused(const Calls&, const TamperCall& wait, const Draft& draft, Copies* out) {
  if (Ended(wait, "")) out->push_back(WithValue(draft, wait.close, Panic(kReused)));
}

void WaitRefused(const Calls&, const TamperCall& wait, const Draft& draft, Copies* out) {
  if (Ended(wait, "")) out->push_back(WithValue(draft, wait.close, Panic(kBelowZero)));
}

void Misused(const Calls&, const TamperCall& call, const Draft& draft, Copies* out) {
  if (Ended(call, "")) out->push_back(WithValue(draft, call.close, Panic(kMisuse)));
}

void Refused(const Calls& calls, const TamperCall& done, const Draft& draft, Copies* out) {
  if (!Ended(done, "")) return;
  if (Least(calls, GroupOf(calls, done), done.invoke, done.close) < 0) return;
  out->push_back(WithValue(draft, done.close, Panic(kBelowZero)));
}

void NotRefused(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* out) {
  if (Most(calls, GroupOf(calls, call), call.invoke, call.close) + DeltaOf(call) >= 0) return;
  if (Ended(call, kBelowZero)) out->push_back(WithValue(draft, call.close, {}));
}

void OtherGroup(const Calls&, const TamperCall& done, const Draft& draft, Copies* out) {
  if (Ended(done, "")) out->push_back(WithField(draft, done.invoke, "wg", kOther));
}

// A Wait behind it has returned, and nothing else can have counted for it.
void OneMore(const Calls& calls, const TamperCall& add, const Draft& draft, Copies* out) {
  const int64_t delta = DeltaOf(add);
  const std::string group = GroupOf(calls, add);
  if (!Ended(add, "") || delta < 1) return;
  bool waited = false;
  for (const TamperCall& call : calls) {
    if (GroupOf(calls, call) != group) continue;
    if (call.Result("outcome") != "") return;
    if (call.call.f == "Wait" && call.invoke > add.close && Ended(call, "")) waited = true;
    if (DeltaOf(call) < -1) return;
  }
  if (!waited) return;
  out->push_back(WithField(draft, add.invoke, "delta", std::to_string(delta + 1)));
}

void RunTwice(const Calls&, const TamperCall& fn, const Draft& draft, Copies* out) {
  Draft copy = draft;
  copy.lines.push_back(fn.call);
  copy.lines.back().process = 1000;
  out->push_back(std::move(copy));
}

void FnPanicked(const Calls&, const TamperCall& fn, const Draft& draft, Copies* out) {
  if (!Ended(fn, "") || !draft.end.has_value() || !draft.end->quiescent) return;
  out->push_back(WithValue(draft, fn.close, Panic(kOther)));
}

}  // namespace

std::vector<TamperOperator> WaitgroupTampering() {
  return {
      {"order: Wait returned too soon", ForEach("Wait", TooSoon)},
      {"order: Wait did not return", ForEach("Wait", NeverWoken)},
      {"result: Wait panicked", ForEach("Wait", Reused)},
      {"result: Wait panicked below zero", ForEach("Wait", WaitRefused)},
      {"result: Add panicked", ForEach("Add", Misused)},
      {"result: Done panicked", ForEach("Done", Refused)},
      {"result: Done did not panic", ForEach("Done", NotRefused)},
      {"result: Add did not panic", ForEach("Add", NotRefused)},
      {"result: fn panicked", ForEach("fn", FnPanicked)},
      {"identity: Done of another group", ForEach("Done", OtherGroup)},
      {"argument: Add of one more", ForEach("Add", OneMore)},
      {"order: a second run", ForEach("fn", RunTwice)},
  };
}

}  // namespace gosync::models::brute
