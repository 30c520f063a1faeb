#include "models/tests/brute/once_naive.hpp"

#include "models/oncefunc.hpp"

namespace gosync::models::brute {

NaiveOnce::NaiveOnce(const History& history, const ModelSpec& spec, uint64_t quirks)
    : history_(history),
      quirks_(quirks),
      repeats_(spec.name == "oncefunc"),
      do_(spec.FindOperation("Do")),
      call_(spec.FindOperation("Call")),
      released_(spec.FindOperation("Released")),
      fn_(spec.FindOperation("fn")) {}

bool NaiveOnce::Is(int item, int operation) const {
  return history_.items[item].operation == operation;
}

bool NaiveOnce::IsCall(int item) const { return Is(item, repeats_ ? call_ : do_); }
bool NaiveOnce::IsFn(int item) const { return Is(item, fn_); }

bool NaiveOnce::Allows() const { return !Has(oncefunc::kGoexitPanics); }

bool NaiveOnce::NilFn(int item) const {
  return repeats_ ? nil_[object_of_[item]] : history_.items[item].arguments[1] == kNull;
}

void NaiveOnce::Add(int item) {
  const Item& call = history_.items[item];
  const auto token = static_cast<Token>(call.arguments[0]);
  const auto fn = static_cast<Token>(call.arguments[1]);
  fn_of_.push_back(-1);
  runs_for_.push_back(-1);
  if (Is(item, fn_)) {
    const int target = functions_.at(token);
    object_of_.push_back(repeats_ ? target : object_of_[target]);
    const bool under =
        call.parent >= 0 && IsCall(call.parent) && object_of_[call.parent] == object_of_[item];
    runs_for_[item] = !repeats_ ? target : under ? call.parent : -1;
    const int caller = runs_for_[item];
    if (caller >= 0 && fn_of_[caller] < 0 && call.closing != Closing::kFail) fn_of_[caller] = item;
    return;
  }
  const auto [it, fresh] = objects_.try_emplace(token, static_cast<int>(objects_.size()));
  object_of_.push_back(it->second);
  if (fresh) nil_.push_back(repeats_ && fn == kNull);
  if (repeats_ && !fresh) return;
  if (fn != kNull) functions_[fn] = repeats_ ? it->second : item;
}

void NaiveOnce::NotMade(int item, State* state) const { state->phase[item] = OncePhase::kNotMade; }

bool NaiveOnce::Failed(int item, State* state) const {
  if (state->phase[item] != OncePhase::kNotMade) return false;
  state->phase[item] = OncePhase::kIdle;
  return true;
}

// Whoever is lost inside a function takes the calls around it along.
void NaiveOnce::Lose(int item, State* state) const {
  for (int at = item; at >= 0; at = history_.items[at].parent) state->lost[at] = 1;
}

bool NaiveOnce::Invoke(int item, State* state) const {
  const int object = object_of_[item];
  if (!Is(item, fn_)) {
    const bool late =
        Is(item, released_) && state->stage[object] == OnceStage::kOver && state->back[object] != 0;
    state->phase[item] = late ? OncePhase::kOutsideLate : OncePhase::kOutside;
    return true;
  }
  const int caller = runs_for_[item];
  if (caller < 0 || fn_of_[caller] != item || state->phase[caller] != OncePhase::kLeads ||
      state->leader[object] != caller + 1 || state->stage[object] != OnceStage::kLed) {
    return false;
  }
  state->stage[object] = OnceStage::kRuns;
  return true;
}

// A call that runs the function knows its own run only; another may have come after it.
int NaiveOnce::RunnerFor(int item, const State& state) const {
  return state.phase[item] == OncePhase::kLeads ? item : state.leader[object_of_[item]] - 1;
}

int NaiveOnce::FnFor(int item, const State& state) const {
  const int runner = RunnerFor(item, state);
  return runner < 0 ? -1 : fn_of_[runner];
}

NaiveOnce::End NaiveOnce::EndFor(int item, const State& state) const {
  const int runner = RunnerFor(item, state);
  if (runner >= 0 && NilFn(runner)) return End::kPanic;
  const int fn = FnFor(item, state);
  if (fn < 0) return End::kUnseen;
  switch (history_.items[fn].closing == Closing::kOk ? history_.items[fn].outcome
                                                     : Outcome::kNone) {
    case Outcome::kReturn:
      return End::kReturn;
    case Outcome::kPanic:
      return End::kPanic;
    case Outcome::kGoexit:
      return End::kGoexit;
    case Outcome::kNone:
      return End::kUnseen;
  }
  return End::kUnseen;
}

bool NaiveOnce::Bad(int object, const State& state) const {
  const int leader = state.leader[object] - 1;
  const End end = leader < 0 ? End::kUnseen : EndFor(leader, state);
  return end == End::kGoexit || end == End::kPanic;
}

void NaiveOnce::CallSteps(int item, const State& state, std::vector<State>* out) const {
  const int object = object_of_[item];
  const OnceStage stage = state.stage[object];
  if (repeats_ && NilFn(item)) {
    State next = state;
    next.phase[item] = OncePhase::kFollows;
    out->push_back(next);
    return;
  }
  const bool again = stage == OnceStage::kOver && Has(kAgainIfBad) && Bad(object, state);
  if (stage == OnceStage::kFresh || again) {
    State next = state;
    next.phase[item] = OncePhase::kLeads;
    next.leader[object] = static_cast<int8_t>(item + 1);
    next.stage[object] = NilFn(item) ? OnceStage::kOver : OnceStage::kLed;
    next.back[object] = 0;
    out->push_back(next);
  } else if (stage == OnceStage::kOver || Has(kFlagFirst)) {
    if (Has(kKeepsLock) && Bad(object, state)) return;
    State next = state;
    next.phase[item] = OncePhase::kFollows;
    out->push_back(next);
  }
}

void NaiveOnce::ReleasedSteps(int item, const State& state, std::vector<State>* out) const {
  const int object = object_of_[item];
  const int leader = state.leader[object] - 1;
  const bool free = NilFn(item);  // there is nothing to be let go
  const End end = leader < 0 ? End::kUnseen : EndFor(leader, state);
  const bool kept = Has(kKeepsFunction) ||
                    (Has(oncefunc::kKeptAfterPanic) && (end == End::kPanic || end == End::kGoexit));
  State next = state;
  if (free || state.stage[object] == OnceStage::kOver) {
    next.phase[item] = OncePhase::kDone;
    out->push_back(next);
  }
  if (free || kept || state.phase[item] == OncePhase::kOutside) {
    next.phase[item] = OncePhase::kSawHeld;
    out->push_back(next);
  }
}

void NaiveOnce::Steps(const State& state, std::vector<State>* out) const {
  for (int item = 0; item < static_cast<int>(object_of_.size()); ++item) {
    const OncePhase phase = state.phase[item];
    const int object = object_of_[item];
    if (phase == OncePhase::kLeads && state.leader[object] == item + 1) {
      // What nobody saw: the run of a lost call, the end of a lost function.
      const int fn = fn_of_[item];
      const bool unseen_run =
          state.stage[object] == OnceStage::kLed && state.lost[item] != 0 && fn < 0;
      const bool unseen_end =
          state.stage[object] == OnceStage::kRuns && fn >= 0 && state.lost[fn] != 0;
      if (unseen_run || unseen_end) {
        out->push_back(state);
        out->back().stage[object] = OnceStage::kOver;
      }
    }
    if (phase != OncePhase::kOutside && phase != OncePhase::kOutsideLate) continue;
    if (IsCall(item)) {
      CallSteps(item, state, out);
    } else if (Is(item, released_)) {
      ReleasedSteps(item, state, out);
    } else {
      out->push_back(state);
      out->back().phase[item] = OncePhase::kDone;
    }
  }
}

bool NaiveOnce::CallCanReturn(int item, const State& state) const {
  if (state.phase[item] == OncePhase::kFollows) return true;
  return state.phase[item] == OncePhase::kLeads &&
         (state.leader[object_of_[item]] != item + 1 ||
          state.stage[object_of_[item]] == OnceStage::kOver);
}

bool NaiveOnce::MatchDo(int item, const State& state) const {
  const Item& end = history_.items[item];
  if (state.phase[item] == OncePhase::kFollows) return end.outcome == Outcome::kReturn;
  switch (EndFor(item, state)) {
    case End::kReturn:
      return end.outcome == Outcome::kReturn;
    case End::kGoexit:
      return end.outcome == Outcome::kGoexit;
    case End::kPanic: {
      const int fn = FnFor(item, state);
      const Token token =
          fn < 0 ? history_.tokens.Find("nil dereference") : history_.items[fn].panic;
      return end.outcome == Outcome::kPanic && end.panic == token;
    }
    case End::kUnseen:
      return true;
  }
  return false;
}

bool NaiveOnce::MatchCall(int item, const State& state) const {
  const Item& end = history_.items[item];
  const auto panics = [&](Token token) {
    return end.outcome == Outcome::kPanic && end.panic == token;
  };
  if (NilFn(item)) return panics(history_.tokens.Find("nil dereference"));
  // Walks that set the flag first have nothing to compare with.
  if (state.phase[item] == OncePhase::kFollows &&
      state.stage[object_of_[item]] != OnceStage::kOver) {
    return true;
  }
  const int fn = FnFor(item, state);
  switch (EndFor(item, state)) {
    case End::kReturn:
      return end.outcome == Outcome::kReturn && end.results[0] == history_.items[fn].results[0] &&
             end.results[1] == history_.items[fn].results[1];
    case End::kPanic:
      return panics(history_.items[fn].panic);
    case End::kGoexit:
      if (state.phase[item] == OncePhase::kLeads) return end.outcome == Outcome::kGoexit;
      return !Has(oncefunc::kGoexitPanics) || panics(history_.tokens.Find("nil panic"));
    case End::kUnseen:
      return true;
  }
  return false;
}

bool NaiveOnce::Return(int item, State* state) const {
  const State before = *state;
  const int object = object_of_[item];
  state->phase[item] = OncePhase::kIdle;
  if (Is(item, fn_)) {
    if (runs_for_[item] != state->leader[object] - 1) return false;
    state->stage[object] = OnceStage::kOver;
    return true;
  }
  if (!IsCall(item)) {
    const bool held = Is(item, released_) && history_.items[item].results[0] == 0;
    return before.phase[item] == (held ? OncePhase::kSawHeld : OncePhase::kDone);
  }
  if (!CallCanReturn(item, before)) return false;
  if (before.phase[item] == OncePhase::kLeads) state->back[object] = 1;
  return repeats_ ? MatchCall(item, before) : MatchDo(item, before);
}

bool NaiveOnce::CanMove(int item, const State& state) const {
  if (state.lost[item] != 0 || Is(item, fn_)) return false;
  const OncePhase phase = state.phase[item];
  if (phase == OncePhase::kIdle || phase == OncePhase::kNotMade) return false;
  if (!IsCall(item) || phase == OncePhase::kFollows || (repeats_ && NilFn(item))) return true;
  const int object = object_of_[item];
  const int leader = state.leader[object] - 1;
  if (phase == OncePhase::kLeads) {
    return CallCanReturn(item, state) || state.stage[object] == OnceStage::kLed;
  }
  if (state.stage[object] == OnceStage::kFresh) return true;
  if (Has(kKeepsLock) && Bad(object, state)) return false;
  // A leader that was lost sight of may have stopped before it let the others go.
  return state.stage[object] == OnceStage::kOver && !(leader >= 0 && state.lost[leader] != 0);
}

bool NaiveOnce::Quiescent(const State& state) const {
  for (int item = 0; item < static_cast<int>(object_of_.size()); ++item) {
    if (CanMove(item, state)) return false;
  }
  return true;
}

}  // namespace gosync::models::brute
