#include "models/tests/brute/errgroup_naive.hpp"

#include <algorithm>

#include "models/errgroup.hpp"

namespace gosync::models::brute {

namespace eg = errgroup;
using enum GroupPhase;

NaiveErrgroup::NaiveErrgroup(const History& history, const ModelSpec& spec, uint64_t quirks)
    : history_(history), spec_(spec), quirks_(quirks) {}

bool NaiveErrgroup::Is(int item, const char* f) const {
  return spec_.operations[history_.items[item].operation].name == f;
}

void NaiveErrgroup::Add(int item) {
  const auto token = static_cast<Token>(history_.items[item].arguments[0]);
  fn_of_.push_back(-1);
  if (Is(item, "fn") || Is(item, "SeenWaiting")) {
    const int owner = functions_.at(token);
    owner_of_.push_back(owner);
    group_of_.push_back(group_of_[owner]);
    const bool runs = Is(item, "fn") && history_.items[item].closing != Closing::kFail;
    if (runs && fn_of_[owner] < 0) fn_of_[owner] = item;
    return;
  }
  owner_of_.push_back(-1);
  group_of_.push_back(groups_.try_emplace(token, static_cast<int>(groups_.size())).first->second);
  if (Is(item, "Go") || Is(item, "TryGo")) {
    functions_[static_cast<Token>(history_.items[item].arguments[1])] = item;
  }
}

void NaiveErrgroup::NotMade(int item, State* state) const { state->phase[item] = kNotMade; }

bool NaiveErrgroup::Failed(int item, State* state) const {
  if (state->phase[item] != kNotMade) return false;
  state->phase[item] = kIdle;
  return true;
}

bool NaiveErrgroup::Invoke(int item, State* state) const {
  if (!Is(item, "fn")) {
    state->phase[item] = kCalled;
    return true;
  }
  const int owner = owner_of_[item];
  if (state->life[owner] != Life::kIn) return false;
  state->life[owner] = Life::kRuns;
  return true;
}

int NaiveErrgroup::Active(int group, const State& state) const {
  int active = 0;
  for (int i = 0; i < static_cast<int>(group_of_.size()); ++i) {
    const Life life = state.life[i];
    if (group_of_[i] == group && life != Life::kNone && life != Life::kGone) ++active;
  }
  return active;
}

int NaiveErrgroup::Slots(int group, const State& state) const {
  return Has(eg::kNewChannel) ? state.channel[group] : Active(group, state);
}

bool NaiveErrgroup::Full(int group, const State& state) const {
  if (state.limit[group] == 0) return false;
  return Slots(group, state) >= state.limit[group] - 1 + (Has(kOneOverLimit) ? 1 : 0);
}

bool NaiveErrgroup::CanLeave(int item, const State& state) const {
  const int group = group_of_[item];
  if (state.life[item] != Life::kTold) return false;
  if (Has(kNotLetGo) && item % 3 == 0) return false;
  return !Has(eg::kNewChannel) || state.limit[group] == 0 || state.channel[group] > 0;
}

bool NaiveErrgroup::Zero(int group, const State& state) const {
  if (Has(kSlotsKept)) {
    for (int i = 0; i < static_cast<int>(group_of_.size()); ++i) {
      const Life life = state.life[i];
      if (group_of_[i] == group && life > Life::kNone && life < Life::kTold) return false;
    }
    return true;
  }
  if (Active(group, state) > 0) return false;
  if (Has(eg::kSlotBeforeCount) || state.limit[group] == 1) return true;
  for (int i = 0; i < static_cast<int>(group_of_.size()); ++i) {
    if (group_of_[i] == group && state.phase[i] == kSeen && state.stays[i] == 0) return false;
  }
  return true;
}

void NaiveErrgroup::Put(int item, GroupPhase phase, const State& state,
                        std::vector<State>* out) const {
  out->push_back(state);
  out->back().phase[item] = phase;
}

// Through the channel of a release without room a slot goes from hand to hand: then
// somebody who is on the way out takes it at once.
void NaiveErrgroup::Enter(int item, const State& state, std::vector<State>* out) const {
  const int group = group_of_[item];
  if (!Full(group, state)) {
    Put(item, kIn, state, out);
    out->back().life[item] = Life::kIn;
    if (Has(eg::kNewChannel) && state.limit[group] != 0) ++out->back().channel[group];
  }
  if (!Has(eg::kNewChannel) || state.limit[group] != 1) return;
  for (int other = 0; other < static_cast<int>(group_of_.size()); ++other) {
    if (group_of_[other] != group || state.life[other] != Life::kTold) continue;
    Put(item, kIn, state, out);
    out->back().life[item] = Life::kIn;
    out->back().life[other] = Life::kGone;
  }
}

void NaiveErrgroup::Cancel(int group, int cause, State* state) const {
  if (state->cause[group] == 0) state->cause[group] = static_cast<int8_t>(cause);
}

void NaiveErrgroup::Tell(int item, const State& state, std::vector<State>* out) const {
  const int group = group_of_[item];
  const int fn = fn_of_[item];
  const Item& end = history_.items[fn];
  State next = state;
  next.life[item] = Life::kTold;
  if (end.outcome == Outcome::kReturn) {
    if (end.results[0] != kNull && state.err[group] == 0) {
      next.err[group] = static_cast<int8_t>(1 + fn);
      if (!Has(kErrorsKept)) Cancel(group, 2 + fn, &next);
    }
  } else if (Has(eg::kPropagates)) {
    const int err = state.err[group];
    if (state.abnormal[group] == 0) Cancel(group, err == 0 ? 1 : 1 + err, &next);
    next.abnormal[group] = 1;
    if (end.outcome == Outcome::kPanic && state.panic[group] == 0) {
      next.panic[group] = static_cast<int8_t>(1 + fn);
    }
  }
  out->push_back(next);
}

bool NaiveErrgroup::Inside(int item) const {
  for (int at = history_.items[item].parent; at >= 0; at = history_.items[at].parent) {
    if (Is(at, "fn") && group_of_[at] == group_of_[item]) return true;
  }
  return false;
}

void NaiveErrgroup::GoSteps(int item, const State& state, std::vector<State>* out) const {
  if (state.phase[item] != kCalled && state.phase[item] != kSeen) return;
  Enter(item, state, out);
  const bool full = Full(group_of_[item], state);
  if (Is(item, "TryGo") && full) Put(item, kRefused, state, out);
  if (Is(item, "Go") && full && Inside(item)) Put(item, kThrew, state, out);
}

void NaiveErrgroup::LimitSteps(int item, const State& state, std::vector<State>* out) const {
  const int group = group_of_[item];
  const int64_t n = history_.items[item].arguments[1];
  const bool busy = Slots(group, state) > 0;
  const bool limited = state.limit[group] != 0;
  const bool refuses = busy && limited && n >= 0;
  if (refuses || (busy && !Has(eg::kNewChannel))) Put(item, kThrew, state, out);
  if (refuses) return;
  Put(item, kDid, state, out);
  State& next = out->back();
  next.limit[group] = static_cast<int8_t>(n < 0 ? 0 : std::min<int64_t>(n, kMaxItems) + 1);
  next.channel[group] = 0;
  for (int i = 0; i < static_cast<int>(group_of_.size()); ++i) {
    const bool waits = state.phase[i] == kCalled || state.phase[i] == kSeen;
    if (group_of_[i] == group && Is(i, "Go") && waits) next.stays[i] = 1;
  }
}

void NaiveErrgroup::ContextSteps(int item, const State& state, std::vector<State>* out) const {
  const int group = group_of_[item];
  const bool live = state.cause[group] == 0;
  if (Is(item, "Done")) {
    if (!live) Put(item, kDid, state, out);
  } else if (Is(item, "Cancel")) {
    Put(item, kDid, state, out);
    const bool plain = history_.items[item].arguments[1] == kNull;
    Cancel(group, plain ? 1 : 2 + item, &out->back());
  } else {
    Put(item, live ? kSawLive : kDid, state, out);
  }
}

void NaiveErrgroup::CallSteps(int item, const State& state, std::vector<State>* out) const {
  const int group = group_of_[item];
  if (Is(item, "Go") || Is(item, "TryGo")) return GoSteps(item, state, out);
  if (Is(item, "Wait")) {
    if (state.phase[item] == kCalled && Zero(group, state)) Put(item, kZero, state, out);
    if (state.phase[item] != kZero) return;
    const int err = state.err[group];
    Put(item, err == 0 && state.abnormal[group] == 0 ? kToldNil : kToldErr, state, out);
    return Cancel(group, err == 0 ? 1 : 1 + err, &out->back());
  }
  if (state.phase[item] != kCalled) return;
  if (Is(item, "SetLimit")) return LimitSteps(item, state, out);
  if (Is(item, "WithContext")) return Put(item, kDid, state, out);
  if (!Is(item, "SeenWaiting")) return ContextSteps(item, state, out);
  const int go = owner_of_[item];
  const bool open = state.phase[go] == kCalled || state.phase[go] == kSeen;
  if (!open || !Is(go, "Go") || !(state.stays[go] != 0 || Full(group, state))) return;
  Put(item, kDid, state, out);
  out->back().phase[go] = kSeen;
}

void NaiveErrgroup::Steps(const State& state, std::vector<State>* out) const {
  for (int item = 0; item < static_cast<int>(group_of_.size()); ++item) {
    if (state.life[item] == Life::kEnded) Tell(item, state, out);
    if (CanLeave(item, state)) {
      out->push_back(state);
      out->back().life[item] = Life::kGone;
      const int group = group_of_[item];
      if (Has(eg::kNewChannel) && state.limit[group] != 0) --out->back().channel[group];
    }
    if (state.phase[item] == kIdle || state.phase[item] == kNotMade) continue;
    if (!Is(item, "fn")) CallSteps(item, state, out);
  }
}

Token NaiveErrgroup::CauseOf(int group, const State& state) const {
  const int from = state.cause[group] - 2;
  if (from < -1) return kNull;
  if (from < 0) return history_.tokens.Find("context canceled");
  const Item& item = history_.items[from];
  return static_cast<Token>(Is(from, "Cancel") ? item.arguments[1] : item.results[0]);
}

bool NaiveErrgroup::CanReturn(int item, const State& state) const {
  switch (state.phase[item]) {
    case kIn:
    case kRefused:
    case kThrew:
    case kToldNil:
    case kToldErr:
    case kDid:
    case kSawLive:
      return true;
    default:
      return false;
  }
}

bool NaiveErrgroup::MatchWait(int item, const State& state) const {
  const Item& end = history_.items[item];
  const int group = group_of_[item];
  const Token reused =
      history_.tokens.Find("sync: WaitGroup is reused before previous Wait has returned");
  if (Has(eg::kSlotBeforeCount) && end.outcome == Outcome::kPanic && end.panic == reused) {
    for (int i = 0; i < item || history_.items[i].invoke < end.close; ++i) {
      if (i >= static_cast<int>(group_of_.size())) break;
      const bool made = history_.items[i].closing != Closing::kFail;
      if (made && group_of_[i] == group && Is(i, "Go")) return true;
    }
  }
  if (state.phase[item] != kToldNil && state.phase[item] != kToldErr) return false;
  const bool nil = end.outcome == Outcome::kReturn && end.results[0] == kNull;
  if (state.phase[item] == kToldNil && nil) return true;
  if (state.panic[group] != 0) {
    return end.outcome == Outcome::kPanic &&
           end.panic == history_.items[state.panic[group] - 1].panic;
  }
  if (state.abnormal[group] != 0) return end.outcome == Outcome::kGoexit;
  const Token err = state.err[group] == 0
                        ? kNull
                        : static_cast<Token>(history_.items[state.err[group] - 1].results[0]);
  return end.outcome == Outcome::kReturn && end.results[0] == err;
}

bool NaiveErrgroup::Return(int item, State* state) const {
  const State before = *state;
  const GroupPhase phase = before.phase[item];
  const Item& end = history_.items[item];
  state->phase[item] = kIdle;
  if (Is(item, "fn")) {
    state->life[owner_of_[item]] = Life::kEnded;
    return true;
  }
  const bool panics = end.outcome == Outcome::kPanic;
  if (Is(item, "Wait")) return MatchWait(item, before);
  if (Is(item, "Go")) return phase == (panics ? kThrew : kIn);
  if (Is(item, "TryGo")) return phase == (end.results[0] != 0 ? kIn : kRefused);
  if (Is(item, "SetLimit")) return phase == (panics ? kThrew : kDid);
  const bool asks = Is(item, "Err") || Is(item, "Cause");
  if (!asks) return phase == kDid;
  if (end.results[0] == kNull) return phase == kSawLive;
  const Token canceled = history_.tokens.Find("context canceled");
  const Token told = Is(item, "Err") ? canceled : CauseOf(group_of_[item], before);
  return phase == kDid && end.results[0] == told;
}

// Whether all that is active waits for a slot, inside its function.
bool NaiveErrgroup::OnlyWaiters(int group, const State& state) const {
  bool any = false;
  for (int i = 0; i < static_cast<int>(group_of_.size()); ++i) {
    if (group_of_[i] != group || state.life[i] != Life::kRuns) continue;
    any = true;
    bool waits = false;
    for (int go = 0; go < static_cast<int>(group_of_.size()); ++go) {
      const bool open = state.phase[go] == kCalled || state.phase[go] == kSeen;
      waits = waits || (open && Is(go, "Go") && group_of_[go] == group &&
                        history_.items[go].parent == fn_of_[i]);
    }
    if (!waits) return false;
  }
  return any;
}

bool NaiveErrgroup::CanMove(int item, const State& state) const {
  const GroupPhase phase = state.phase[item];
  const int group = group_of_[item];
  if (state.life[item] == Life::kIn || state.life[item] == Life::kEnded) return true;
  if (CanLeave(item, state)) return true;
  if (phase == kIdle || phase == kNotMade || state.lost[item] != 0) return false;
  if (Is(item, "Done")) return phase != kCalled || state.cause[group] != 0;
  if (Is(item, "Wait")) return phase != kCalled || Zero(group, state);
  if (!Is(item, "Go")) return true;
  if (phase != kCalled && phase != kSeen) return true;
  if (state.stays[item] != 0) return false;
  if (!Full(group, state)) return true;
  std::vector<State> entered;
  Enter(item, state, &entered);
  if (!entered.empty()) return true;
  return !Has(eg::kNestedGoWaits) && OnlyWaiters(group, state);
}

bool NaiveErrgroup::Panicked(const State& state) const {
  for (int i = 0; i < static_cast<int>(group_of_.size()); ++i) {
    const bool over = state.life[i] >= Life::kEnded;
    if (over && history_.items[fn_of_[i]].outcome == Outcome::kPanic) return true;
  }
  return false;
}

bool NaiveErrgroup::Quiescent(const State& state) const {
  if (Panicked(state) && !Has(eg::kPropagates)) return false;
  for (int item = 0; item < static_cast<int>(group_of_.size()); ++item) {
    if (CanMove(item, state)) return false;
  }
  return true;
}

bool NaiveErrgroup::Crashed(const State& state) const {
  if (Has(eg::kPropagates)) return false;
  const Token crash = history_.end->crash;
  for (int i = 0; i < static_cast<int>(group_of_.size()); ++i) {
    if (state.life[i] < Life::kEnded) continue;
    const Item& fn = history_.items[fn_of_[i]];
    if (fn.outcome == Outcome::kPanic && (crash == kNull || crash == fn.panic)) return true;
  }
  return false;
}

}  // namespace gosync::models::brute
