#include "models/tests/brute/waitgroup_naive.hpp"

#include <string_view>

#include "models/waitgroup.hpp"

namespace gosync::models::brute {
namespace {

constexpr std::string_view kNegativeText = "sync: negative WaitGroup counter";

}  // namespace

NaiveWaitgroup::NaiveWaitgroup(const History& history, const ModelSpec& spec, uint64_t quirks)
    : history_(history),
      quirks_(quirks),
      add_(spec.FindOperation("Add")),
      done_(spec.FindOperation("Done")),
      wait_(spec.FindOperation("Wait")),
      go_(spec.FindOperation("Go")),
      fn_(spec.FindOperation("fn")) {}

void NaiveWaitgroup::Add(int item) {
  const Item& call = history_.items[item];
  const auto token = static_cast<Token>(call.arguments[0]);
  fns_.push_back(0);
  go_of_.push_back(-1);
  if (IsFn(item)) {
    const int go = functions_.at(token);
    group_of_.push_back(group_of_[go]);
    if (call.closing != Closing::kFail && ++fns_[go] == 1) go_of_[item] = go;
    return;
  }
  group_of_.push_back(groups_.try_emplace(token, static_cast<int>(groups_.size())).first->second);
  if (Is(item, go_)) functions_[static_cast<Token>(call.arguments[1])] = item;
}

int64_t NaiveWaitgroup::DeltaOf(int item) const {
  if (Is(item, add_)) return history_.items[item].arguments[1];
  return Is(item, go_) ? 1 : -1;
}

bool NaiveWaitgroup::Panicked(int item) const {
  return history_.items[item].closing == Closing::kOk &&
         history_.items[item].outcome == Outcome::kPanic;
}

void NaiveWaitgroup::NotMade(int item, State* state) const {
  state->phase[item] = WaitgroupPhase::kNotMade;
}

bool NaiveWaitgroup::Failed(int item, State* state) const {
  if (state->phase[item] != WaitgroupPhase::kNotMade) return false;
  state->phase[item] = WaitgroupPhase::kIdle;
  return true;
}

// Whoever is lost inside a function takes it along; it may have ended.
void NaiveWaitgroup::Lose(int item, State* state) const {
  for (int at = item; at >= 0; at = history_.items[at].parent) {
    state->lost[at] = 1;
    if (IsFn(at)) state->phase[at] = WaitgroupPhase::kEnded;
  }
}

bool NaiveWaitgroup::Invoke(int item, State* state) const {
  if (!IsFn(item)) {
    state->phase[item] = WaitgroupPhase::kOutside;
    return true;
  }
  if (state->lawless[group_of_[item]] != 0) return true;
  const int go = go_of_[item];
  if (go < 0) return false;
  const WaitgroupPhase phase = state->phase[go];
  const bool over = phase == WaitgroupPhase::kIdle;
  if (over && (history_.items[go].closing == Closing::kFail || Panicked(go))) return false;
  if (!over && phase != WaitgroupPhase::kDone) return false;
  state->began[go] = 1;
  state->phase[item] = WaitgroupPhase::kRuns;
  return true;
}

// One atomic addition, and what it sees.
void NaiveWaitgroup::Count(int item, State* state) const {
  const int group = group_of_[item];
  int32_t& counter = state->counter[group];
  const auto sum =
      static_cast<int32_t>(static_cast<uint64_t>(counter) + static_cast<uint64_t>(DeltaOf(item)));
  bool waiter = false;
  for (int other = 0; other < static_cast<int>(group_of_.size()); ++other) {
    const WaitgroupPhase phase = state->phase[other];
    waiter = waiter || (IsWait(other) && group_of_[other] == group &&
                        phase != WaitgroupPhase::kIdle && phase != WaitgroupPhase::kNotMade);
  }
  if (counter == 0 && sum != 0 && waiter) state->lawless[group] = 1;
  counter = sum;
  state->phase[item] =
      sum < 0 && !Has(kAllowsNegative) ? WaitgroupPhase::kNegative : WaitgroupPhase::kDone;
  if (IsFn(item) && state->phase[item] == WaitgroupPhase::kDone) {
    state->phase[item] = WaitgroupPhase::kIdle;
  }
}

void NaiveWaitgroup::Steps(const State& state, std::vector<State>* out) const {
  for (int item = 0; item < static_cast<int>(group_of_.size()); ++item) {
    const int group = group_of_[item];
    if (state.lawless[group] != 0) continue;
    const WaitgroupPhase phase = state.phase[item];
    if (phase == WaitgroupPhase::kOutside && IsWait(item)) {
      if (state.counter[group] == 0 || Has(kWaitsForNobody)) {
        out->push_back(state);
        out->back().phase[item] = WaitgroupPhase::kDone;
      }
      if (Has(kWakesOneOnly) && state.counter[group] != 0) {
        out->push_back(state);
        out->back().phase[item] = WaitgroupPhase::kAsleep;
      }
    } else if (phase == WaitgroupPhase::kOutside || phase == WaitgroupPhase::kEnded) {
      out->push_back(state);
      Count(item, &out->back());
    } else if (phase == WaitgroupPhase::kDying && Has(waitgroup::kDoneBeforeCrash) &&
               state.began[item] == 0) {
      out->push_back(state);
      Count(item, &out->back());
      out->back().phase[item] = WaitgroupPhase::kDying;
      out->back().began[item] = 1;  // it has counted down
    }
  }
}

bool NaiveWaitgroup::ReturnFn(int item, State* state) const {
  if (state->phase[item] != WaitgroupPhase::kRuns) return false;
  const Outcome outcome = history_.items[item].outcome;
  state->phase[item] = outcome == Outcome::kPanic ? WaitgroupPhase::kDying : WaitgroupPhase::kEnded;
  if (outcome == Outcome::kGoexit && Has(kNoDoneAfterExit)) {
    state->phase[item] = WaitgroupPhase::kIdle;
  }
  return true;
}

bool NaiveWaitgroup::Return(int item, State* state) const {
  const WaitgroupPhase phase = state->phase[item];
  const Item& end = history_.items[item];
  if (state->lawless[group_of_[item]] != 0) {
    state->phase[item] = WaitgroupPhase::kIdle;
    return true;
  }
  if (IsFn(item)) return ReturnFn(item, state);
  state->phase[item] = WaitgroupPhase::kIdle;
  if (phase == WaitgroupPhase::kNegative) {
    return end.outcome == Outcome::kPanic && end.panic == history_.tokens.Find(kNegativeText);
  }
  return phase == WaitgroupPhase::kDone && end.outcome == Outcome::kReturn;
}

bool NaiveWaitgroup::CanMove(int item, const State& state) const {
  const WaitgroupPhase phase = state.phase[item];
  if (state.lawless[group_of_[item]] != 0 || state.lost[item] != 0) return false;
  if (Is(item, go_) && phase == WaitgroupPhase::kIdle) {
    // A function that is yet to run; a call that never was, or is yet to come, has none.
    return history_.items[item].closing == Closing::kOk && !Panicked(item) &&
           state.began[item] == 0;
  }
  switch (phase) {
    case WaitgroupPhase::kIdle:
    case WaitgroupPhase::kNotMade:
    case WaitgroupPhase::kAsleep:
    case WaitgroupPhase::kRuns:
      return false;
    case WaitgroupPhase::kOutside:
      return !IsWait(item) || state.counter[group_of_[item]] == 0;
    default:
      return true;
  }
}

bool NaiveWaitgroup::Quiescent(const State& state) const {
  for (int item = 0; item < static_cast<int>(group_of_.size()); ++item) {
    if (CanMove(item, state)) return false;
  }
  return true;
}

bool NaiveWaitgroup::Crashed(const State& state) const {
  const Token crash = history_.end->crash;
  const auto is = [&](Token token) { return crash == kNull || crash == token; };
  for (int item = 0; item < static_cast<int>(group_of_.size()); ++item) {
    if (state.lawless[group_of_[item]] != 0) return true;
    const Item& call = history_.items[item];
    if (IsFn(item) && state.phase[item] == WaitgroupPhase::kDying && is(call.panic)) return true;
    if (IsFn(item) && state.phase[item] == WaitgroupPhase::kNegative &&
        is(history_.tokens.Find(kNegativeText))) {
      return true;
    }
    const bool called = !Panicked(item) && (call.closing != Closing::kFail ||
                                            state.phase[item] != WaitgroupPhase::kIdle);
    if (Is(item, go_) && call.arguments[1] == kNull && called &&
        is(history_.tokens.Find("nil dereference"))) {
      return true;
    }
  }
  return false;
}

}  // namespace gosync::models::brute
