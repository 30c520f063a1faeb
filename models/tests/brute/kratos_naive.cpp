#include "models/tests/brute/kratos_naive.hpp"

#include <algorithm>

#include "models/kratos_errgroup.hpp"

namespace gosync::models::brute {

using enum KratosPhase;

NaiveKratos::NaiveKratos(const History& history, const ModelSpec& spec, uint64_t quirks)
    : history_(history), spec_(spec), quirks_(quirks) {}

bool NaiveKratos::Released() const { return Has(kratos_errgroup::kReleased); }

bool NaiveKratos::Is(int item, const char* f) const {
  return spec_.operations[history_.items[item].operation].name == f;
}

void NaiveKratos::Add(int item) {
  const auto token = static_cast<Token>(history_.items[item].arguments[0]);
  if (Is(item, "fn") || Is(item, "Err") || Is(item, "Cause") || Is(item, "Done")) {
    owner_of_.push_back(functions_.at(token));
    group_of_.push_back(group_of_[owner_of_.back()]);
    return;
  }
  owner_of_.push_back(-1);
  group_of_.push_back(groups_.try_emplace(token, static_cast<int>(groups_.size())).first->second);
  cancels_.resize(groups_.size());
  if (Is(item, "WithCancel")) cancels_[group_of_.back()] = true;
  if (Is(item, "Go")) functions_[static_cast<Token>(history_.items[item].arguments[1])] = item;
}

void NaiveKratos::NotMade(int item, State* state) const { state->phase[item] = kNotMade; }

bool NaiveKratos::Failed(int item, State* state) const {
  if (state->phase[item] != kNotMade) return false;
  state->phase[item] = kIdle;
  return true;
}

Token NaiveKratos::FirstOf(int group, const State& state, bool* recovered) const {
  *recovered = false;
  if (state.first[group] == 0) return kNull;
  const Item& fn = history_.items[state.first[group] - 1];
  *recovered = fn.outcome == Outcome::kPanic;
  return *recovered ? fn.panic : static_cast<Token>(fn.results[0]);
}

// A Wait says it in its results, a hook is told in its arguments.
bool NaiveKratos::Match(int item, int group, const State& state) const {
  bool recovered = false;
  const Token first = FirstOf(group, state, &recovered);
  const Item& it = history_.items[item];
  const bool hook = Is(item, "hook");
  const int64_t err = hook ? it.arguments[1] : it.results[0];
  const int64_t flag = hook ? it.arguments[2] : it.results[1];
  return first == err && recovered == (flag == 1);
}

bool NaiveKratos::Invoke(int item, State* state) const {
  const int group = group_of_[item];
  if (Is(item, "OnError") && !Released()) state->hooked[group] = 1;
  if (Is(item, "hook")) {
    if (state->hook[group] != Told::kDue || !Match(item, group, *state)) return false;
    state->hook[group] = Told::kRuns;
    return true;
  }
  if (!Is(item, "fn")) {
    state->phase[item] = kCalled;
    return true;
  }
  for (int job = 0; job < kMaxItems; ++job) {
    if (state->go[job] != owner_of_[item] || !MayBegin(job, *state)) continue;
    state->job[job] = Job::kRuns;
    state->fn[job] = static_cast<int8_t>(1 + item);
    return true;
  }
  return false;
}

bool NaiveKratos::MayBegin(int job, const State& state) const {
  if (state.job[job] != Job::kQueued || Released()) return state.job[job] == Job::kHeld;
  return !cancels_[group_of_[state.go[job]]] && MayHold(job, state);
}

// Workers that are not free.
int NaiveKratos::Busy(int group, const State& state) const {
  int busy = 0;
  for (int job = 0; job < kMaxItems; ++job) {
    const Job life = state.job[job];
    const bool held = life == Job::kHeld || life == Job::kRuns || life == Job::kEnded;
    if (held && state.pooled[job] != 0 && group_of_[state.go[job]] == group) ++busy;
  }
  return busy;
}

int NaiveKratos::Buffered(int group, const State& state) const {
  int buffered = 0;
  for (int job = 0; job < kMaxItems; ++job) {
    if (state.job[job] == Job::kQueued && group_of_[state.go[job]] == group) ++buffered;
  }
  return buffered;
}

bool NaiveKratos::FailedGroup(int group, const State& state) const {
  return !Released() && cancels_[group] && state.first[group] != 0;
}

bool NaiveKratos::MayHold(int job, const State& state) const {
  const int group = group_of_[state.go[job]];
  if (Has(kJobsLost) && state.go[job] % 3 == 0) return false;
  if (state.job[job] == Job::kFresh) return true;
  // The channel of a release: first in, first out.
  for (int before = 0; Released() && before < job; ++before) {
    if (state.job[before] == Job::kQueued && group_of_[state.go[before]] == group) return false;
  }
  const int workers = state.n[group] - state.dead_workers[group] + (Has(kOneWorkerMore) ? 1 : 0);
  return Busy(group, state) < workers;
}

bool NaiveKratos::AtRest(int group, const State& state) const {
  if (state.hook[group] == Told::kDue || state.hook[group] == Told::kRuns) return false;
  for (int job = 0; job < kMaxItems; ++job) {
    const Job life = state.job[job];
    if (life == Job::kNone || life == Job::kGone) continue;
    if (Has(kWaitsNotForErrors) && life == Job::kEnded) continue;
    if (group_of_[state.go[job]] == group) return false;
  }
  return true;
}

void NaiveKratos::NewJob(int go, bool pooled, Job as, State* state) const {
  // The place of a release's job says when it was sent; ours has one for each Go.
  int job = Released() ? 0 : go;
  while (job < kMaxItems - 1 && state->job[job] != Job::kNone) ++job;
  state->job[job] = as;
  state->go[job] = static_cast<int8_t>(go);
  state->pooled[job] = pooled ? 1 : 0;
}

void NaiveKratos::Put(int item, KratosPhase phase, const State& state,
                      std::vector<State>* out) const {
  out->push_back(state);
  out->back().phase[item] = phase;
}

void NaiveKratos::Tell(int job, State* state) const {
  const int group = group_of_[state->go[job]];
  const int fn = state->fn[job] - 1;
  const Item& end = history_.items[fn];
  const bool fails = end.outcome == Outcome::kPanic ||
                     (end.outcome == Outcome::kReturn && end.results[0] != kNull);
  if (fails && state->first[group] == 0) {
    state->first[group] = static_cast<int8_t>(1 + fn);
    const bool cancels = cancels_[group] && !Has(kErrorsDoNotCancel);
    if (cancels && state->cause[group] == 0) state->cause[group] = 1;
    if (state->hooked[group] != 0) state->hook[group] = Told::kDue;
  }
  state->job[job] = Job::kGone;
  const bool exits = end.outcome == Outcome::kGoexit && state->pooled[job] != 0;
  if (Released() && exits) ++state->dead_workers[group];
  if (!Released()) return;
  if (--state->count[group] < 0) state->dead[group] = 1;
  // Nobody asks for it any more; states that differ in it only are one.
  for (int at = job; at < kMaxItems; ++at) {
    const bool last = at == kMaxItems - 1;
    state->job[at] = last ? Job::kNone : state->job[at + 1];
    state->go[at] = last ? int8_t{0} : state->go[at + 1];
    state->fn[at] = last ? int8_t{0} : state->fn[at + 1];
    state->pooled[at] = last ? uint8_t{0} : state->pooled[at + 1];
  }
}

void NaiveKratos::JobSteps(int job, const State& state, std::vector<State>* out) const {
  const Job life = state.job[job];
  if (life == Job::kQueued || life == Job::kFresh) {
    const int group = group_of_[state.go[job]];
    const bool failed = FailedGroup(group, state);
    // Where nothing is left out it does not matter when a worker takes it.
    if (!failed && !Released() && !cancels_[group]) return;
    if (!failed && !MayHold(job, state)) return;
    out->push_back(state);
    out->back().job[job] = failed ? Job::kGone : Job::kHeld;
  } else if (life == Job::kEnded) {
    if (Has(kWorkerForgets) && state.go[job] % 2 == 0) return;
    out->push_back(state);
    Tell(job, &out->back());
  }
}

bool NaiveKratos::Overlap(int a, int b, const State& state) const {
  const Item& x = history_.items[a];
  const Item& y = history_.items[b];
  if (x.invoke < 0) return state.phase[a] != kIdle;  // on a walk
  const bool before = x.close >= 0 && x.close < y.invoke;
  const bool after = y.close >= 0 && y.close < x.invoke;
  return !before && !after;
}

void NaiveKratos::GoSteps(int item, const State& state, std::vector<State>* out) const {
  const int group = group_of_[item];
  const bool pool = state.n[group] > 0;
  if (!Released()) {
    Put(item, kDid, state, out);
    const Job free = cancels_[group] ? Job::kFresh : Job::kHeld;
    return NewJob(item, pool, pool ? Job::kQueued : free, &out->back());
  }
  if (pool && state.closed[group] != 0) {
    Put(item, kThrew, state, out);
    ++out->back().count[group];
    return;
  }
  Put(item, kDid, state, out);
  ++out->back().count[group];
  if (!pool || Buffered(group, state) < state.n[group]) {
    return NewJob(item, pool, pool ? Job::kQueued : Job::kHeld, &out->back());
  }
  for (int i = 0; i < Count(); ++i) {
    if (i == item || group_of_[i] != group || !Is(i, "Go") || !Overlap(i, item, state)) continue;
    out->push_back(out->back());  // the append of one of them is lost
    break;
  }
  State& next = out->back();
  next.listed[item] = ++next.length[group];
}

void NaiveKratos::ReleasedWait(int item, const State& state, std::vector<State>* out) const {
  const int group = group_of_[item];
  const bool pool = state.n[group] > 0;
  switch (state.phase[item]) {
    case kCalled:
      Put(item, pool && state.length[group] > 0 ? kSends : kCounts, state, out);
      out->back().found[item] = state.length[group];
      return;
    case kSends:
      if (state.closed[group] != 0) return Put(item, kThrewSend, state, out);
      if (Buffered(group, state) >= state.n[group]) return;
      for (int go = 0; go < Count(); ++go) {
        if (group_of_[go] != group || state.listed[go] != state.sent[item] + 1) continue;
        const bool last = state.listed[go] == state.found[item];
        Put(item, last ? kCounts : kSends, state, out);
        NewJob(go, true, Job::kQueued, &out->back());
        ++out->back().sent[item];
        return;
      }
      return;
    case kCounts:
      if (state.count[group] == 0) Put(item, pool ? kZero : kRested, state, out);
      return;
    case kZero:
      Put(item, state.closed[group] != 0 ? kThrew : kRested, state, out);
      out->back().closed[group] = 1;
      return;
    default:
      return;
  }
}

void NaiveKratos::WaitSteps(int item, const State& state, std::vector<State>* out) const {
  const int group = group_of_[item];
  if (state.phase[item] == kRested) {
    Put(item, state.first[group] != 0 ? kToldErr : kToldNil, state, out);
    if (cancels_[group] && state.cause[group] == 0) out->back().cause[group] = 1;
  } else if (Released()) {
    ReleasedWait(item, state, out);
  } else if (state.phase[item] == kCalled && AtRest(group, state)) {
    Put(item, kRested, state, out);
  }
}

void NaiveKratos::CallSteps(int item, const State& state, std::vector<State>* out) const {
  const int group = group_of_[item];
  if (Is(item, "Wait")) return WaitSteps(item, state, out);
  if (state.phase[item] != kCalled) return;
  const bool live = state.cause[group] == 0;
  if (Is(item, "Go")) return GoSteps(item, state, out);
  if (Is(item, "GOMAXPROCS")) {
    const int64_t n = history_.items[item].arguments[1];
    Put(item, n > 0 ? kDid : kThrew, state, out);
    if (n > 0 && state.n[group] == 0) {
      out->back().n[group] = static_cast<int8_t>(std::min<int64_t>(n, kMaxItems));
    }
  } else if (Is(item, "Cancel")) {
    Put(item, kDid, state, out);
    const bool plain = history_.items[item].arguments[1] == kNull;
    if (live) out->back().cause[group] = static_cast<int8_t>(plain ? 1 : 2 + item);
  } else if (Is(item, "Done")) {
    if (!live) Put(item, kDid, state, out);
  } else if (Is(item, "Err") || Is(item, "Cause")) {
    Put(item, live ? kSawLive : kDid, state, out);
  } else {
    Put(item, kDid, state, out);
  }
}

void NaiveKratos::Steps(const State& state, std::vector<State>* out) const {
  for (int job = 0; job < kMaxItems; ++job) JobSteps(job, state, out);
  for (int item = 0; item < Count(); ++item) {
    if (state.phase[item] == kIdle || state.phase[item] == kNotMade) continue;
    CallSteps(item, state, out);
  }
}

Token NaiveKratos::CauseOf(int group, const State& state) const {
  const int from = state.cause[group] - 2;
  if (from < -1) return kNull;
  if (from < 0) return history_.tokens.Find("context canceled");
  return static_cast<Token>(history_.items[from].arguments[1]);
}

bool NaiveKratos::CanReturn(int item, const State& state) const {
  switch (state.phase[item]) {
    case kDid:
    case kThrew:
    case kThrewSend:
    case kSawLive:
    case kToldNil:
    case kToldErr:
      return true;
    default:
      return false;
  }
}

bool NaiveKratos::MatchWait(int item, const State& state) const {
  const Item& end = history_.items[item];
  const KratosPhase phase = state.phase[item];
  if (end.outcome == Outcome::kPanic) {
    const Token send = history_.tokens.Find("send on closed channel");
    const Token close = history_.tokens.Find("close of closed channel");
    return (phase == kThrewSend && end.panic == send) || (phase == kThrew && end.panic == close);
  }
  if (phase == kToldNil && end.results[0] == kNull && end.results[1] != 1) return true;
  const bool told = phase == kToldNil || phase == kToldErr;
  return told && state.first[group_of_[item]] != 0 && Match(item, group_of_[item], state);
}

bool NaiveKratos::Return(int item, State* state) const {
  const State before = *state;
  const KratosPhase phase = before.phase[item];
  const Item& end = history_.items[item];
  const int group = group_of_[item];
  state->phase[item] = kIdle;
  if (Is(item, "hook")) {
    state->hook[group] = Told::kOver;
    return true;
  }
  if (Is(item, "fn")) {
    for (int job = 0; job < kMaxItems; ++job) {
      if (state->fn[job] != item + 1) continue;
      state->job[job] = Job::kEnded;
    }
    return true;
  }
  if (Is(item, "Wait")) return MatchWait(item, before);
  const bool panics = end.outcome == Outcome::kPanic;
  if (Is(item, "Go") || Is(item, "GOMAXPROCS")) return phase == (panics ? kThrew : kDid);
  if (!Is(item, "Err") && !Is(item, "Cause")) return phase == kDid;
  if (end.results[0] == kNull) return phase == kSawLive;
  const Token canceled = history_.tokens.Find("context canceled");
  const Token told = Is(item, "Err") ? canceled : CauseOf(group, before);
  return phase == kDid && end.results[0] == told;
}

// Whether an open call could go on.
bool NaiveKratos::CanMove(int item, const State& state) const {
  const KratosPhase phase = state.phase[item];
  if (phase == kIdle || phase == kNotMade || state.lost[item] != 0) return false;
  if (CanReturn(item, state)) return true;
  std::vector<State> next;
  CallSteps(item, state, &next);
  return !next.empty();
}

bool NaiveKratos::Quiescent(const State& state) const {
  for (int group = 0; group < static_cast<int>(cancels_.size()); ++group) {
    if (state.hook[group] == Told::kDue || state.dead[group] != 0) return false;
  }
  for (int job = 0; job < kMaxItems; ++job) {
    if (state.job[job] == Job::kNone) continue;
    if (state.job[job] == Job::kQueued && MayHold(job, state)) return false;
    std::vector<State> next;
    JobSteps(job, state, &next);
    if (!next.empty() || state.job[job] == Job::kHeld) return false;
  }
  for (int item = 0; item < Count(); ++item) {
    if (CanMove(item, state)) return false;
  }
  return true;
}

bool NaiveKratos::Crashed(const State& state) const {
  return std::any_of(state.dead.begin(), state.dead.end(), [](uint8_t dead) { return dead != 0; });
}

}  // namespace gosync::models::brute
