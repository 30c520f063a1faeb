#include "models/tests/brute/gozero_singleflight_naive.hpp"

#include "models/gozero_singleflight.hpp"

namespace gosync::models::brute {

using gozero_singleflight::kSilentJoiners;

NaiveGozeroSingleflight::NaiveGozeroSingleflight(const History& history, const ModelSpec& spec,
                                                 uint64_t quirks)
    : history_(history),
      quirks_(quirks),
      do_ex_(spec.FindOperation("DoEx")),
      fn_(spec.FindOperation("fn")) {}

void NaiveGozeroSingleflight::Add(int item) {
  const Item& call = history_.items[item];
  int key = -1;
  int origin = -1;
  if (IsFn(item)) {
    origin = functions_.at(static_cast<Token>(call.arguments[0]));
    if (fn_of_[origin] < 0) fn_of_[origin] = item;
  } else {
    functions_[static_cast<Token>(call.arguments[1])] = item;
    const auto next = static_cast<int>(keys_.size());
    key = keys_.try_emplace(static_cast<Token>(call.arguments[0]), next).first->second;
  }
  key_of_.push_back(key);
  fn_of_.push_back(-1);
  origin_of_.push_back(origin);
}

bool NaiveGozeroSingleflight::EndedBadly(int flight) const {
  return NilFn(flight) || history_.items[fn_of_[flight]].outcome != Outcome::kReturn;
}

bool NaiveGozeroSingleflight::CleansUp(int flight) const {
  return !Has(kGozeroKeepsKey) || !EndedBadly(flight);
}

void NaiveGozeroSingleflight::NotMade(int item, State* state) const {
  state->phase[item] = Phase::kNotMade;
}

bool NaiveGozeroSingleflight::Failed(int item, State* state) const {
  if (state->phase[item] != Phase::kNotMade) return false;
  state->phase[item] = Phase::kIdle;
  return true;
}

bool NaiveGozeroSingleflight::Invoke(int item, State* state) const {
  if (!IsFn(item)) {
    state->phase[item] = Phase::kOutside;
    return true;
  }
  Stage& stage = state->stage[origin_of_[item]];
  if (stage != Stage::kNew) return false;
  stage = Stage::kRuns;
  return true;
}

void NaiveGozeroSingleflight::Steps(const State& state, std::vector<State>* out) const {
  for (int item = 0; item < static_cast<int>(key_of_.size()); ++item) {
    if (state.stage[item] == Stage::kFnOver && CleansUp(item)) {
      State next = state;
      if (Has(kGozeroEarlyDone) && state.released[item] == 0) {
        next.released[item] = 1;
      } else {
        next.current[key_of_[item]] = 0;
        next.stage[item] = Stage::kEnded;
        next.released[item] = Has(kGozeroStrands) ? 0 : 1;
      }
      out->push_back(next);
    }
    if (state.phase[item] != Phase::kOutside) continue;
    State next = state;
    int8_t& current = next.current[key_of_[item]];
    next.phase[item] = current == 0 ? Phase::kLeads : Phase::kJoined;
    if (current == 0) {
      current = static_cast<int8_t>(item + 1);
      next.stage[item] = NilFn(item) ? Stage::kFnOver : Stage::kNew;
    }
    next.flight[item] = current;
    out->push_back(next);
  }
}

bool NaiveGozeroSingleflight::CanReturn(int item, const State& state) const {
  const int flight = state.flight[item] - 1;
  if (state.phase[item] == Phase::kJoined) return state.released[flight] != 0;
  if (state.phase[item] != Phase::kLeads) return false;
  const bool left = state.stage[flight] == Stage::kFnOver && !CleansUp(flight);
  return state.stage[flight] == Stage::kEnded || left;
}

void NaiveGozeroSingleflight::Fill(int item, const State& state, Token nil_dereference,
                                   Item* out) const {
  const int flight = state.flight[item] - 1;
  const bool joined = state.phase[item] == Phase::kJoined;
  out->results = {};
  const size_t err = out->operation == do_ex_ ? 2 : 1;
  if (err == 2) out->results[1] = !joined || Has(kGozeroAllFresh) ? 1 : 0;
  if (joined && EndedBadly(flight) && Has(kSilentJoiners)) {
    out->outcome = Outcome::kReturn;
    return;
  }
  if (NilFn(flight)) {
    out->outcome = Outcome::kPanic;
    out->panic = nil_dereference;
    return;
  }
  const Item& fn = history_.items[fn_of_[flight]];
  out->outcome = fn.outcome;
  out->panic = fn.panic;
  out->results[0] = fn.results[0];
  out->results[err] = fn.results[1];
}

bool NaiveGozeroSingleflight::Same(int item, bool joined, int flight) const {
  const Item& seen = history_.items[item];
  Item right;
  right.operation = seen.operation;
  State state;
  state.flight[item] = static_cast<int8_t>(flight + 1);
  state.phase[item] = joined ? Phase::kJoined : Phase::kLeads;
  Fill(item, state, history_.tokens.Find("nil dereference"), &right);
  if (seen.outcome != right.outcome) return false;
  if (seen.outcome == Outcome::kPanic) return seen.panic == right.panic;
  if (seen.outcome == Outcome::kGoexit) return true;
  const int count = seen.operation == do_ex_ ? 3 : 2;
  for (int i = 0; i < count; ++i) {
    if (seen.results[i] != right.results[i]) return false;
  }
  return true;
}

bool NaiveGozeroSingleflight::Return(int item, State* state) const {
  if (IsFn(item)) {
    state->stage[origin_of_[item]] = Stage::kFnOver;
    return true;
  }
  if (!CanReturn(item, *state)) return false;
  const bool joined = state->phase[item] == Phase::kJoined;
  const int flight = state->flight[item] - 1;
  state->phase[item] = Phase::kIdle;
  state->flight[item] = 0;
  return Same(item, joined, flight);
}

// A call that the history has lost sight of (info) may have stopped anywhere.
bool NaiveGozeroSingleflight::Quiescent(const State& state) const {
  for (int item = 0; item < static_cast<int>(key_of_.size()); ++item) {
    const Closing closing = history_.items[item].closing;
    const Stage stage = state.stage[item];
    const bool goes_on = stage == Stage::kNew || (stage == Stage::kFnOver && CleansUp(item));
    if (goes_on && closing != Closing::kInfo) return false;
    if (closing != Closing::kOpen || IsFn(item)) continue;
    if (state.phase[item] == Phase::kOutside || CanReturn(item, state)) return false;
  }
  return true;
}

}  // namespace gosync::models::brute
