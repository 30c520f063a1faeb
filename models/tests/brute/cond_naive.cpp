#include "models/tests/brute/cond_naive.hpp"

#include <string_view>

namespace gosync::models::brute {
namespace {

int NumberOf(std::map<Token, int>* things, Token token) {
  return things->try_emplace(token, static_cast<int>(things->size())).first->second;
}

}  // namespace

NaiveCond::NaiveCond(const History& history, const ModelSpec& spec, uint64_t quirks)
    : history_(history),
      quirks_(quirks),
      new_cond_(spec.FindOperation("NewCond")),
      set_l_(spec.FindOperation("SetL")),
      copy_(spec.FindOperation("Copy")),
      wait_(spec.FindOperation("Wait")),
      signal_(spec.FindOperation("Signal")),
      broadcast_(spec.FindOperation("Broadcast")),
      lock_(spec.FindOperation("Lock")),
      unlock_(spec.FindOperation("Unlock")),
      rlock_(spec.FindOperation("RLock")),
      runlock_(spec.FindOperation("RUnlock")) {}

void NaiveCond::Add(int item) {
  const Item& call = history_.items[item];
  const auto first = static_cast<Token>(call.arguments[0]);
  const auto second = static_cast<Token>(call.arguments[1]);
  int cond = -1;
  int to = -1;
  int lock = 0;
  if (Locks(item) || Unlocks(item)) {
    lock = NumberOf(&locks_, first) + 1;
  } else {
    cond = NumberOf(&conds_, first);
  }
  if (Is(item, copy_)) to = NumberOf(&conds_, second);
  if ((Is(item, new_cond_) || Is(item, set_l_)) && second != kNull) {
    lock = NumberOf(&locks_, second) + 1;
  }
  cond_of_.push_back(cond);
  to_.push_back(to);
  lock_of_.push_back(lock);
}

int NaiveCond::LockOf(Token token) const {
  const auto found = locks_.find(token);
  return found == locks_.end() ? -1 : found->second;
}

NaiveCond::Side NaiveCond::SideOf(int item, const State& state) const {
  const int cond = cond_of_[item];
  if (cond < 0) return {lock_of_[item], Is(item, rlock_) || Is(item, runlock_)};
  return {state.lock[cond], state.shared[cond] != 0};
}

bool NaiveCond::Take(Side side, State* state) {
  int8_t& writers = state->writers[side.lock - 1];
  int8_t& readers = state->readers[side.lock - 1];
  if (writers != 0 || (!side.shared && readers != 0)) return false;
  ++(side.shared ? readers : writers);
  return true;
}

bool NaiveCond::Drop(Side side, State* state) {
  int8_t& holders = (side.shared ? state->readers : state->writers)[side.lock - 1];
  if (holders == 0) return false;
  --holders;
  return true;
}

void NaiveCond::NotMade(int item, State* state) const { state->phase[item] = CondPhase::kNotMade; }

bool NaiveCond::Failed(int item, State* state) const {
  if (state->phase[item] != CondPhase::kNotMade) return false;
  state->phase[item] = CondPhase::kIdle;
  return true;
}

bool NaiveCond::Invoke(int item, State* state) const {
  state->phase[item] = CondPhase::kCalled;
  if (!Is(item, new_cond_)) return true;
  state->lock[cond_of_[item]] = static_cast<int8_t>(lock_of_[item]);
  state->shared[cond_of_[item]] = history_.items[item].arguments[2] != 0;
  state->phase[item] = CondPhase::kDone;
  return true;
}

// Whether the Cond is where it was used first.
bool NaiveCond::Check(int item, State* state) const {
  int8_t& first = state->first[cond_of_[item]];
  const auto here = static_cast<int8_t>(cond_of_[item] + 1);
  if (first == 0) first = here;
  return first == here;
}

void NaiveCond::Notify(int item, State* state) const {
  const int cond = cond_of_[item];
  const int8_t given = state->given[cond];
  int8_t& served = state->served[cond];
  if (Is(item, broadcast_) && !Has(kBroadcastsToOne)) {
    served = given;
  } else if (Has(kWakesLast) && served < given) {
    // Whoever came last gives his ticket to the one who came first.
    for (int other = 0; other < static_cast<int>(cond_of_.size()); ++other) {
      const CondPhase phase = state->phase[other];
      const bool waits = phase == CondPhase::kTicketed || phase == CondPhase::kOutside;
      if (!Is(other, wait_) || cond_of_[other] != cond || !waits) continue;
      if (state->ticket[other] == served) {
        state->ticket[other] = static_cast<int8_t>(given - 1);
      } else if (state->ticket[other] == given - 1) {
        state->ticket[other] = served;
      }
    }
    ++served;
  } else if (served < given || Has(kSignalRemembered)) {
    ++served;
  }
}

bool NaiveCond::StepOfWait(int item, State* state) const {
  CondPhase& phase = state->phase[item];
  const int cond = cond_of_[item];
  const Side side = SideOf(item, *state);
  switch (phase) {
    case CondPhase::kChecked:
      state->ticket[item] = state->given[cond]++;
      phase = CondPhase::kTicketed;
      return true;
    case CondPhase::kTicketed:
      phase = side.lock == 0 ? CondPhase::kPanics : CondPhase::kOutside;
      return side.lock == 0 || Drop(side, state);
    case CondPhase::kOutside:
      if (state->ticket[item] >= state->served[cond] && !Has(kWakesAlone)) return false;
      phase = CondPhase::kWoken;
      return true;
    case CondPhase::kWoken:
      phase = side.lock == 0 ? CondPhase::kPanics : CondPhase::kDone;
      return side.lock == 0 || Take(side, state) || Has(kReturnsWithoutL);
    default:
      return false;
  }
}

// The next thing that an open call does by itself. False: it can do nothing.
bool NaiveCond::StepOf(int item, State* state) const {
  CondPhase& phase = state->phase[item];
  if (phase == CondPhase::kCalled && (Is(item, wait_) || Signals(item))) {
    phase = Check(item, state) ? CondPhase::kChecked : CondPhase::kCopied;
    return true;
  }
  if (Is(item, wait_)) return StepOfWait(item, state);
  if (phase != CondPhase::kCalled && phase != CondPhase::kChecked) return false;
  phase = CondPhase::kDone;
  const int cond = cond_of_[item];
  if (Signals(item)) {
    Notify(item, state);
  } else if (Is(item, set_l_)) {
    state->lock[cond] = static_cast<int8_t>(lock_of_[item]);
    state->shared[cond] = history_.items[item].arguments[2] != 0;
  } else if (Is(item, copy_)) {
    state->lock[to_[item]] = state->lock[cond];
    state->shared[to_[item]] = state->shared[cond];
    state->first[to_[item]] = state->first[cond];
  } else {
    return Locks(item) ? Take(SideOf(item, *state), state) : Drop(SideOf(item, *state), state);
  }
  return true;
}

bool NaiveCond::MissesGrant(int item, State* state) const {
  if (!Has(kSleepsThrough) || !Is(item, wait_)) return false;
  if (state->phase[item] != CondPhase::kOutside) return false;
  state->phase[item] = CondPhase::kAsleep;
  return true;
}

void NaiveCond::Steps(const State& state, std::vector<State>* out) const {
  for (int item = 0; item < static_cast<int>(cond_of_.size()); ++item) {
    State next = state;
    if (StepOf(item, &next)) out->push_back(next);
    next = state;
    if (MissesGrant(item, &next)) out->push_back(next);
  }
}

bool NaiveCond::Return(int item, State* state) const {
  const Item& end = history_.items[item];
  const CondPhase phase = state->phase[item];
  state->phase[item] = CondPhase::kIdle;
  if (phase == CondPhase::kDone) return end.outcome == Outcome::kReturn;
  if (phase != CondPhase::kPanics && phase != CondPhase::kCopied) return false;
  const std::string_view text =
      phase == CondPhase::kPanics ? "nil dereference" : "sync.Cond is copied";
  return end.outcome == Outcome::kPanic && end.panic == history_.tokens.Find(text);
}

// Somebody is about to lock all of it.
bool NaiveCond::WriterWaits(int lock, const State& state) const {
  for (int item = 0; item < static_cast<int>(cond_of_.size()); ++item) {
    const CondPhase phase = state.phase[item];
    const Side side = SideOf(item, state);
    if (side.lock != lock || side.shared) continue;
    if (Is(item, lock_) && phase == CondPhase::kCalled) return true;
    if (Is(item, wait_) && phase == CondPhase::kWoken) return true;
  }
  return false;
}

bool NaiveCond::CanMove(int item, const State& state) const {
  const CondPhase phase = state.phase[item];
  if (state.lost[item] != 0) return false;
  switch (phase) {
    case CondPhase::kIdle:
    case CondPhase::kNotMade:
    case CondPhase::kAsleep:
      return false;
    case CondPhase::kOutside:
      return state.ticket[item] < state.served[cond_of_[item]];
    case CondPhase::kCalled:
      if (!Locks(item)) return true;
      break;
    case CondPhase::kWoken:
      break;
    default:
      return true;
  }
  // It wants a lock, and readers may have to let a writer pass.
  State next = state;
  const Side side = SideOf(item, state);
  if (side.lock == 0) return true;
  return Take(side, &next) && !(side.shared && WriterWaits(side.lock, state));
}

bool NaiveCond::Quiescent(const State& state) const {
  for (int item = 0; item < static_cast<int>(cond_of_.size()); ++item) {
    if (CanMove(item, state)) return false;
  }
  return true;
}

bool NaiveCond::Crashed(const State& state) const {
  const Token crash = history_.end->crash;
  const auto is = [&](std::string_view text) {
    return crash == kNull || crash == history_.tokens.Find(text);
  };
  for (int item = 0; item < static_cast<int>(cond_of_.size()); ++item) {
    const bool waits = Is(item, wait_) && state.phase[item] == CondPhase::kTicketed;
    const bool unlocks = Unlocks(item) && state.phase[item] == CondPhase::kCalled;
    const Side side = SideOf(item, state);
    State next = state;
    if ((!waits && !unlocks) || side.lock == 0 || Drop(side, &next)) continue;
    if (side.shared
            ? is("sync: RUnlock of unlocked RWMutex")
            : is("sync: unlock of unlocked mutex") || is("sync: Unlock of unlocked RWMutex")) {
      return true;
    }
  }
  return false;
}

}  // namespace gosync::models::brute
