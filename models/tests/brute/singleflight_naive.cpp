#include "models/tests/brute/singleflight_naive.hpp"

#include <algorithm>

#include "models/singleflight.hpp"

namespace gosync::models::brute {

using singleflight::kDoneBeforeLock;
using singleflight::kNoPanicHandling;
using singleflight::kUnconditionalDelete;

NaiveSingleflight::NaiveSingleflight(const History& history, const ModelSpec& spec, uint64_t quirks)
    : history_(history),
      quirks_(quirks),
      do_(spec.FindOperation("Do")),
      do_chan_(spec.FindOperation("DoChan")),
      receive_(spec.FindOperation("Receive")),
      forget_(spec.FindOperation("Forget")),
      fn_(spec.FindOperation("fn")) {}

bool NaiveSingleflight::Is(int item, int operation) const {
  return history_.items[item].operation == operation;
}

bool NaiveSingleflight::NilFn(int item) const { return history_.items[item].arguments[1] == kNull; }

void NaiveSingleflight::Add(int item) {
  const Item& call = history_.items[item];
  const auto argument = [&](int i) { return static_cast<Token>(call.arguments[i]); };
  int key = -1;
  int origin = -1;
  if (Is(item, do_) || Is(item, do_chan_)) {
    functions_[argument(1)] = item;
    if (Is(item, do_chan_)) channels_[argument(2)] = item;
  } else if (Is(item, receive_)) {
    origin = channels_.at(argument(0));
  } else if (Is(item, fn_)) {
    origin = functions_.at(argument(0));
    if (fn_of_[origin] < 0 && call.closing != Closing::kFail) fn_of_[origin] = item;
  }
  if (Is(item, do_) || Is(item, do_chan_) || Is(item, forget_)) {
    key = keys_.try_emplace(argument(0), static_cast<int>(keys_.size())).first->second;
  }
  key_of_.push_back(key);
  fn_of_.push_back(-1);
  origin_of_.push_back(origin);
}

NaiveSingleflight::FnEnd NaiveSingleflight::EndOf(int flight) const {
  if (NilFn(flight)) return FnEnd::kPanic;
  const Item& fn = history_.items[fn_of_[flight]];
  if (fn.outcome == Outcome::kPanic) return FnEnd::kPanic;
  if (fn.outcome == Outcome::kGoexit) return FnEnd::kGoexit;
  const bool panic_error = fn.results[2] == 1;
  return panic_error && !Has(kNoPanicHandling) ? FnEnd::kPanic : FnEnd::kReturn;
}

bool NaiveSingleflight::LeavesKeyStuck(int flight) const {
  return Has(kNoPanicHandling) && EndOf(flight) != FnEnd::kReturn;
}

void NaiveSingleflight::NotMade(int item, State* state) const {
  state->phase[item] = CallPhase::kNotMade;
}

bool NaiveSingleflight::Failed(int item, State* state) const {
  if (state->phase[item] != CallPhase::kNotMade) return false;
  state->phase[item] = CallPhase::kIdle;
  return true;
}

bool NaiveSingleflight::Invoke(int item, State* state) const {
  if (!Is(item, fn_)) {
    state->phase[item] = CallPhase::kOutside;
    return true;
  }
  FlightStage& stage = state->stage[origin_of_[item]];
  if (stage != FlightStage::kNew) return false;
  stage = FlightStage::kRuns;
  return true;
}

bool NaiveSingleflight::Locked(int item, const State& state) const {
  return state.current[key_of_[item]] == kLockedForEver;
}

void NaiveSingleflight::Enter(int item, State* state) const {
  int8_t& current = state->current[key_of_[item]];
  const bool leads = current == 0;
  if (leads) {
    current = static_cast<int8_t>(item + 1);
    state->stage[item] = NilFn(item) ? FlightStage::kReturned : FlightStage::kNew;
  }
  const int flight = current - 1;
  state->flight[item] = current;
  state->phase[item] = leads ? CallPhase::kLeads : CallPhase::kJoined;
  if (!leads) state->joined[flight] = 1;
  if (Is(item, do_chan_)) state->has_channel[flight] = 1;
}

void NaiveSingleflight::End(int flight, State* state) const {
  int8_t& current = state->current[key_of_[flight]];
  if (current == flight + 1 || Has(kUnconditionalDelete)) current = 0;
  state->stage[flight] = FlightStage::kEnded;
  state->released[flight] = Has(kStrandsJoiners) ? 0 : 1;
  const FnEnd end = EndOf(flight);
  if (end == FnEnd::kPanic && state->has_channel[flight] != 0) {
    state->stage[flight] = FlightStage::kCrashed;
    current = kLockedForEver;
  }
  if (end == FnEnd::kPanic || (end == FnEnd::kGoexit && !Has(kExitSends))) return;
  for (int item = 0; item < static_cast<int>(key_of_.size()); ++item) {
    if (Is(item, do_chan_) && state->flight[item] == flight + 1) {
      state->channel[item] = ChannelState::kFilled;
    }
  }
}

void NaiveSingleflight::FlightSteps(int flight, const State& state, std::vector<State>* out) const {
  if (state.stage[flight] != FlightStage::kReturned) return;
  State next = state;
  if (LeavesKeyStuck(flight)) {
    // Nobody above the function of a DoChan's own goroutine recovers.
    if (!Is(flight, do_chan_) || EndOf(flight) != FnEnd::kPanic) return;
    next.stage[flight] = FlightStage::kCrashed;
  } else if (Has(kDoneBeforeLock) && state.released[flight] == 0) {
    next.released[flight] = 1;
  } else if (!Locked(flight, state)) {
    End(flight, &next);
  } else {
    return;
  }
  out->push_back(next);
}

void NaiveSingleflight::Steps(const State& state, std::vector<State>* out) const {
  for (int item = 0; item < static_cast<int>(key_of_.size()); ++item) {
    FlightSteps(item, state, out);
    if (state.phase[item] != CallPhase::kOutside) continue;
    State next = state;
    if (Is(item, receive_)) {
      ChannelState& channel = next.channel[origin_of_[item]];
      if (channel != ChannelState::kFilled) continue;
      channel = ChannelState::kConsumed;
      next.phase[item] = CallPhase::kDone;
    } else if (Locked(item, state)) {
      continue;
    } else if (Is(item, forget_)) {
      if (!Has(kForgetIgnored)) next.current[key_of_[item]] = 0;
      next.phase[item] = CallPhase::kDone;
    } else {
      Enter(item, &next);
    }
    out->push_back(next);
  }
}

bool NaiveSingleflight::MatchResult(int item, int flight, bool shared) const {
  const Item& end = history_.items[item];
  if (end.outcome != Outcome::kReturn) return false;
  const Item& fn = history_.items[fn_of_[flight]];
  return end.results[0] == fn.results[0] && end.results[1] == fn.results[1] &&
         (end.results[2] != 0) == shared;
}

bool NaiveSingleflight::MatchPanic(int item, int flight, State* state) const {
  const Item& end = history_.items[item];
  if (end.outcome != Outcome::kPanic) return false;
  if (Has(kNoPanicHandling)) {
    return NilFn(flight) || end.panic == history_.items[fn_of_[flight]].panic;
  }
  if (state->wrapper[flight] == 0) state->wrapper[flight] = static_cast<int8_t>(item + 1);
  if (end.panic != history_.items[state->wrapper[flight] - 1].panic) return false;
  if (NilFn(flight)) return true;
  const Item& fn = history_.items[fn_of_[flight]];
  if (fn.outcome == Outcome::kReturn) return end.panic == fn.results[1];
  return end.panic != fn.panic &&
         (end.unwraps == kAbsent || end.unwraps == kNull || end.unwraps == fn.panic);
}

bool NaiveSingleflight::DoCanReturn(int item, const State& state) const {
  const int flight = state.flight[item] - 1;
  if (state.phase[item] == CallPhase::kJoined) return state.released[flight] != 0;
  if (state.phase[item] != CallPhase::kLeads) return false;
  if (state.stage[flight] == FlightStage::kReturned) return LeavesKeyStuck(flight);
  return state.stage[flight] == FlightStage::kEnded;
}

bool NaiveSingleflight::ReturnDo(int item, int flight, bool leads, State* state) const {
  switch (EndOf(flight)) {
    case FnEnd::kReturn:
      return MatchResult(item, flight, !leads || state->joined[flight] != 0);
    case FnEnd::kPanic:
      return MatchPanic(item, flight, state);
    case FnEnd::kGoexit:
      return history_.items[item].outcome == Outcome::kGoexit;
  }
  return false;
}

bool NaiveSingleflight::Return(int item, State* state) const {
  const CallPhase phase = state->phase[item];
  if (Is(item, fn_)) {
    state->stage[origin_of_[item]] = FlightStage::kReturned;
    return true;
  }
  const State before = *state;
  state->phase[item] = CallPhase::kIdle;
  if (Is(item, do_)) {
    state->flight[item] = 0;
    if (!DoCanReturn(item, before)) return false;
    return ReturnDo(item, before.flight[item] - 1, phase == CallPhase::kLeads, state);
  }
  if (Is(item, receive_)) {
    const int flight = state->flight[origin_of_[item]] - 1;
    return phase == CallPhase::kDone && MatchResult(item, flight, state->joined[flight] != 0);
  }
  const bool entered = phase == CallPhase::kLeads || phase == CallPhase::kJoined;
  return history_.items[item].outcome == Outcome::kReturn &&
         (Is(item, forget_) ? phase == CallPhase::kDone : entered);
}

bool NaiveSingleflight::CallCanMove(int item, const State& state) const {
  if (history_.items[item].closing != Closing::kOpen || Is(item, fn_)) return false;
  if (Is(item, receive_)) {
    return state.phase[item] == CallPhase::kDone ||
           state.channel[origin_of_[item]] == ChannelState::kFilled;
  }
  return !Is(item, do_) || state.phase[item] == CallPhase::kOutside || DoCanReturn(item, state);
}

// Fn begins, and when it has ended, the flight ends. A call that the history has
// lost sight of (info) may have stopped anywhere, but once the function of a
// DoChan runs, it has a goroutine of its own.
bool NaiveSingleflight::FlightCanMove(int flight, const State& state) const {
  const FlightStage stage = state.stage[flight];
  if (stage != FlightStage::kNew && stage != FlightStage::kReturned) return false;
  const bool spawned = Is(flight, do_chan_) && fn_of_[flight] >= 0;
  if (history_.items[flight].closing == Closing::kInfo && !spawned) return false;
  if (stage == FlightStage::kNew || !LeavesKeyStuck(flight)) return true;
  return Is(flight, do_chan_) && EndOf(flight) == FnEnd::kPanic;
}

bool NaiveSingleflight::Quiescent(const State& state) const {
  if (CrashedFlight(state) >= 0) return false;
  for (int item = 0; item < static_cast<int>(key_of_.size()); ++item) {
    if (CallCanMove(item, state) || FlightCanMove(item, state)) return false;
  }
  return true;
}

int NaiveSingleflight::CrashedFlight(const State& state) const {
  const auto at = std::find(state.stage.begin(), state.stage.end(), FlightStage::kCrashed);
  return at == state.stage.end() ? -1 : static_cast<int>(at - state.stage.begin());
}

bool NaiveSingleflight::Crashed(const State& state) const {
  for (int flight = 0; flight < static_cast<int>(key_of_.size()); ++flight) {
    if (state.stage[flight] == FlightStage::kCrashed && DiedOf(flight, state)) return true;
  }
  return false;
}

bool NaiveSingleflight::DiedOf(int flight, const State& state) const {
  const Token token = history_.end->crash;
  if (token == kNull || NilFn(flight)) return true;
  const Item& fn = history_.items[fn_of_[flight]];
  const Token own = static_cast<Token>(fn.outcome == Outcome::kPanic ? fn.panic : fn.results[1]);
  const int shown = state.wrapper[flight] - 1;
  if (token == own || (shown >= 0 && token == history_.items[shown].panic)) return true;
  // A panic of another Do, which prints what it wraps.
  return std::any_of(history_.items.begin(), history_.items.end(), [&](const Item& item) {
    return item.outcome == Outcome::kPanic && item.panic == own && item.unwraps == token;
  });
}

}  // namespace gosync::models::brute
