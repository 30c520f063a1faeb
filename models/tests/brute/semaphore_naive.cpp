#include "models/tests/brute/semaphore_naive.hpp"

#include <algorithm>
#include <string_view>

#include "models/semaphore.hpp"

namespace gosync::models::brute {

NaiveSemaphore::NaiveSemaphore(const History& history, const ModelSpec& spec, uint64_t quirks)
    : history_(history),
      quirks_(quirks),
      acquire_(spec.FindOperation("Acquire")),
      try_acquire_(spec.FindOperation("TryAcquire")),
      release_(spec.FindOperation("Release")),
      new_weighted_(spec.FindOperation("NewWeighted")),
      cancel_(spec.FindOperation("Cancel")),
      deadline_(spec.FindOperation("Deadline")) {}

bool NaiveSemaphore::Is(int item, int operation) const {
  return history_.items[item].operation == operation;
}

int64_t NaiveSemaphore::WeightOf(int item) const { return history_.items[item].arguments[0]; }

void NaiveSemaphore::Add(int item) {
  Token context = kNull;
  if (Is(item, acquire_)) context = static_cast<Token>(history_.items[item].arguments[1]);
  if (Is(item, cancel_) || Is(item, deadline_)) {
    context = static_cast<Token>(history_.items[item].arguments[0]);
  }
  int index = -1;
  if (context != kNull && context != history_.tokens.Find("background")) {
    index = contexts_.try_emplace(context, static_cast<int>(contexts_.size())).first->second;
  }
  context_of_.push_back(index);
}

ContextState NaiveSemaphore::ContextOf(int item, const State& state) const {
  return context_of_[item] < 0 ? ContextState::kLive : state.context[context_of_[item]];
}

void NaiveSemaphore::NotMade(int item, State* state) const {
  state->phase[item] = SemaphorePhase::kNotMade;
}

bool NaiveSemaphore::Failed(int item, State* state) const {
  if (state->phase[item] != SemaphorePhase::kNotMade) return false;
  state->phase[item] = SemaphorePhase::kIdle;
  return true;
}

bool NaiveSemaphore::Invoke(int item, State* state) const {
  Phase& phase = state->phase[item];
  phase = Phase::kOutside;
  const bool weighs = Is(item, acquire_) || Is(item, try_acquire_) || Is(item, release_);
  if (weighs && WeightOf(item) < 0) {
    phase = Phase::kNegativeWeight;
  } else if (Is(item, new_weighted_)) {
    phase = WeightOf(item) < 0 ? Phase::kNegativeSize : Phase::kDone;
  } else if (Is(item, acquire_)) {
    if (history_.items[item].arguments[1] == kNull) phase = Phase::kNilContext;
    if (ContextOf(item, *state) != ContextState::kLive) phase = Phase::kFailed;
  }
  return true;
}

void NaiveSemaphore::GrantFront(State* state) const {
  while (state->waiting > 0 && WeightOf(state->queue[0]) <= Size() - state->held) {
    const int item = state->queue[0];
    std::copy(state->queue.begin() + 1, state->queue.begin() + state->waiting,
              state->queue.begin());
    state->queue[--state->waiting] = 0;
    state->held += WeightOf(item);
    const bool late = ContextOf(item, *state) != ContextState::kLive;
    state->phase[item] = late ? Phase::kGrantedLate : Phase::kGranted;
    if (Has(kWakesOne)) return;
  }
}

bool NaiveSemaphore::FitsNow(int item, const State& state) const {
  return (state.waiting == 0 || Has(kBarges)) && WeightOf(item) <= Size() - state.held;
}

bool NaiveSemaphore::GiveBack(int64_t weight, State* state) const {
  if (weight > state->held) {
    if (Has(semaphore::kNegativeCount)) state->held -= weight;
    return false;
  }
  state->held -= weight;
  GrantFront(state);
  return true;
}

void NaiveSemaphore::Enter(int item, State* state) const {
  const int64_t weight = WeightOf(item);
  Phase& phase = state->phase[item];
  if (FitsNow(item, *state)) {
    const bool late = ContextOf(item, *state) != ContextState::kLive;
    phase = late ? Phase::kGrantedLate : Phase::kGranted;
    state->held += weight;
  } else if (weight > Size() && !Has(kOversizeQueues)) {
    phase = Phase::kOversize;
  } else {
    phase = Phase::kQueued;
    state->queue[state->waiting++] = static_cast<int8_t>(item);
  }
}

void NaiveSemaphore::Withdraw(int item, State* state) const {
  const auto end = state->queue.begin() + state->waiting;
  const auto at = std::find(state->queue.begin(), end, static_cast<int8_t>(item));
  const bool front = at == state->queue.begin();
  std::copy(at + 1, end, at);
  state->queue[--state->waiting] = 0;
  state->phase[item] = Phase::kFailed;
  const bool wakes = !Has(semaphore::kZeroWeightGap) || Size() > state->held;
  if (front && wakes && !Has(kWithdrawalWakesNobody)) GrantFront(state);
}

void NaiveSemaphore::Acquire(int item, const State& state, std::vector<State>* out) const {
  const bool done = ContextOf(item, state) != ContextState::kLive;
  State next = state;
  switch (state.phase[item]) {
    case Phase::kOutside:
      Enter(item, &next);
      out->push_back(next);
      if (!done) return;
      next = state;
      next.phase[item] = Phase::kFailed;
      out->push_back(next);
      return;
    case Phase::kQueued:
      if (!done) return;
      Withdraw(item, &next);
      out->push_back(next);
      return;
    case Phase::kOversize:
      if (!done) return;
      next.phase[item] = Phase::kFailed;
      out->push_back(next);
      return;
    case Phase::kGranted:
    case Phase::kGrantedLate:
      if (!done) return;
      next.phase[item] = GiveBack(WeightOf(item), &next) ? Phase::kFailed : Phase::kReleasedTooMuch;
      out->push_back(next);
      return;
    default:
      return;
  }
}

void NaiveSemaphore::Steps(const State& state, std::vector<State>* out) const {
  for (int item = 0; item < static_cast<int>(context_of_.size()); ++item) {
    if (state.phase[item] == Phase::kIdle) continue;
    if (Is(item, acquire_)) {
      Acquire(item, state, out);
      continue;
    }
    if (state.phase[item] != Phase::kOutside) continue;
    State next = state;
    Phase& phase = next.phase[item];
    phase = Phase::kDone;
    if (Is(item, try_acquire_)) {
      const bool fits = FitsNow(item, state);
      phase = fits ? Phase::kTrue : Phase::kFalse;
      if (fits) next.held += WeightOf(item);
    } else if (Is(item, release_)) {
      if (!GiveBack(WeightOf(item), &next)) phase = Phase::kReleasedTooMuch;
    } else if (ContextOf(item, state) == ContextState::kLive && context_of_[item] >= 0) {
      next.context[context_of_[item]] =
          Is(item, cancel_) ? ContextState::kCanceled : ContextState::kDeadlineExceeded;
    }
    out->push_back(next);
  }
}

bool NaiveSemaphore::Panics(int item, Phase phase) const {
  std::string_view text;
  if (phase == Phase::kReleasedTooMuch) text = "semaphore: released more than held";
  if (phase == Phase::kNegativeWeight) text = "semaphore: n < 0";
  if (phase == Phase::kNegativeSize) text = "semaphore: size < 0";
  if (phase == Phase::kNilContext) text = "nil dereference";
  return !text.empty() && history_.items[item].panic == history_.tokens.Find(text);
}

bool NaiveSemaphore::Return(int item, State* state) const {
  const Item& end = history_.items[item];
  const Phase phase = state->phase[item];
  const ContextState context = ContextOf(item, *state);
  state->phase[item] = Phase::kIdle;
  if (end.outcome == Outcome::kPanic) return Panics(item, phase);
  if (end.outcome != Outcome::kReturn) return false;
  if (Is(item, try_acquire_)) return phase == (end.results[0] != 0 ? Phase::kTrue : Phase::kFalse);
  if (!Is(item, acquire_)) return phase == Phase::kDone;
  if (end.results[0] == kNull) return phase == Phase::kGranted;
  const std::string_view error =
      context == ContextState::kCanceled ? "context canceled" : "context deadline exceeded";
  return phase == Phase::kFailed && end.results[0] == history_.tokens.Find(error);
}

bool NaiveSemaphore::CanMove(int item, const State& state) const {
  if (history_.items[item].closing != Closing::kOpen || Is(item, deadline_)) return false;
  const Phase phase = state.phase[item];
  if (phase == Phase::kIdle) return false;
  const bool waits = phase == Phase::kQueued || phase == Phase::kOversize;
  return !waits || ContextOf(item, state) != ContextState::kLive;
}

bool NaiveSemaphore::Quiescent(const State& state) const {
  for (int item = 0; item < static_cast<int>(context_of_.size()); ++item) {
    if (CanMove(item, state)) return false;
  }
  return true;
}

}  // namespace gosync::models::brute
