#include "models/semaphore_run.hpp"

#include <algorithm>

#include "models/core/engine.hpp"

namespace gosync::models::semaphore {
namespace {

int64_t Saturated(__int128 value) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max() / 4;
  return static_cast<int64_t>(std::clamp<__int128>(value, -kMost, kMost));
}

void Charge(Run::State& s, int64_t n) { s.charged = Saturated(__int128{s.charged} + n); }
void Uncharge(Run::State& s, int64_t n) { s.charged = Saturated(__int128{s.charged} - n); }

}  // namespace

Run::Run(const Problem& problem, const Assumptions& assumptions)
    : problem_(problem), dropped_(assumptions.dropped), quirks_(assumptions.quirks) {}

int64_t Run::Free(const State& s) const { return Saturated(__int128{problem_.size} - s.charged); }

void Run::Closed(int32_t item) {
  open_.erase(std::find(open_.begin(), open_.end(), item));
  const Operation& op = problem_.operations[item];
  if (op.fate == Fate::kNever || (op.kind != Kind::kCancel && op.kind != Kind::kDeadline)) return;
  std::vector<uint8_t>& done = op.kind == Kind::kCancel ? cancelled_ : expired_;
  const auto at = static_cast<size_t>(op.ctx);
  if (done.size() <= at) done.resize(at + 1, 0);
  done[at] = 1;
}

bool Run::ContextDone(const State& s, Token ctx) const {
  if (ctx == problem_.background || ctx == kNull) return false;
  const auto at = static_cast<size_t>(ctx);
  if (at < cancelled_.size() && cancelled_[at] != 0) return true;
  if (at < expired_.size() && expired_[at] != 0) return true;
  return std::any_of(s.phases.begin(), s.phases.end(), [&](const Phases::Entry& e) {
    return e.phase == kDone && problem_.operations[e.item].ctx == ctx;
  });
}

// Without SE4 an Acquire that is seen to give up may do so for no reason.
bool Run::MayGiveUp(const State& s, const Operation& op) const {
  return ContextDone(s, op.ctx) || (Dropped(kSE4) && op.fate == Fate::kRefused);
}

// Nobody will ever know what became of it.
bool Run::Lost(int32_t item) const {
  return problem_.history->items[item].closing == Closing::kInfo;
}

// Misuse that the contract answers with a panic before anything else happens.
bool Run::Panics(const Operation& op) const {
  if (op.n < 0 && NegativePanics()) return true;
  return op.kind == Kind::kAcquire && op.ctx == kNull && !Dropped(kSE11);
}

// An Acquire that has not taken a step, so it may stand anywhere or nowhere.
bool Run::Floating(const State& s, int32_t item) const {
  const Operation& op = problem_.operations[item];
  return op.kind == Kind::kAcquire && op.fate != Fate::kNever && !Panics(op) && item != s.head &&
         s.phases.Of(item) == kNothing;
}

// Would queue if it came now, with nobody in the queue.
bool Run::Waits(const State& s, const Operation& op) const {
  if (op.n > problem_.size && !Dropped(kSE8)) return false;
  if (Dropped(kSE16) && op.n == 0 && Free(s) == 0) return true;
  return !Fits(s, op.n);
}

bool Run::RefusalLegal(const State& s, const Operation& op) const {
  if (Panics(op)) return false;
  if (Dropped(kSE1) || s.head >= 0 || !Fits(s, op.n)) return true;
  return Dropped(kSE16) && op.n == 0 && Free(s) == 0;
}

bool Run::Refusing(const State& s, int32_t item) const {
  const Operation& op = problem_.operations[item];
  return op.kind == Kind::kTryAcquire && op.fate == Fate::kRefused && s.phases.Of(item) == kNothing;
}

// A refused TryAcquire changes nothing, so it is taken as soon as it is legal.
void Run::Observe(State& s) const {
  for (int32_t item : open_) {
    if (Refusing(s, item) && RefusalLegal(s, problem_.operations[item])) {
      s.phases.Set(item, kRefused);
    }
  }
}

void Run::Enter(State& s, int32_t item) const {
  const Operation& op = problem_.operations[item];
  // Done before the call: it holds nothing at any time (SE4).
  const bool misused = op.fate == Fate::kPanicked && (op.n < 0 || op.ctx == kNull);
  const bool doomed = op.fate != Fate::kNever && !misused;
  if (op.kind == Kind::kAcquire && doomed && !Panics(op) && !MayHoldWhenDone() &&
      ContextDone(s, op.ctx)) {
    s.phases.Set(item, kRefused);
  }
  if (op.kind == Kind::kTryAcquire) Observe(s);
}

// Is there anything that only a queued waiter would explain?
bool Run::HeadWanted(const State& s) const {
  constexpr ClauseSet kQueueClauses =
      ClauseSet{1} << kSE3 | ClauseSet{1} << kSE5 | ClauseSet{1} << kSE6 | ClauseSet{1} << kSE7 |
      ClauseSet{1} << kSE8 | ClauseSet{1} << kSE9 | ClauseSet{1} << kSE11 | ClauseSet{1} << kSE16;
  if ((dropped_ & kQueueClauses) != 0) return true;
  return std::any_of(open_.begin(), open_.end(), [&](int32_t item) {
    const Operation& op = problem_.operations[item];
    if (Refusing(s, item)) return true;
    const bool takes = op.kind == Kind::kRelease || s.phases.Of(item) == kHeld;
    if (Has(kNegativeCount) && takes && Over(s, op.n)) return true;
    return Has(kZeroWeightGap) && op.n == 0 && Floating(s, item);
  });
}

// Is there anything that tokens in the hands of an Acquire which will not keep
// them would explain?
bool Run::ChargeWanted(const State& s) const {
  if (Dropped(kSE5) || Dropped(kSE7)) return true;
  return std::any_of(open_.begin(), open_.end(), [&](int32_t item) {
    const Operation& op = problem_.operations[item];
    // The gap opens only while nothing is free, whoever has it all.
    if (Has(kZeroWeightGap) && op.n == 0 && Floating(s, item)) return true;
    if (op.kind == Kind::kAcquire && problem_.history->quiescent() && Lost(item)) return true;
    if (s.phases.Of(item) == kHeld && op.fate == Fate::kRefused && Over(s, op.n)) return true;
    if (Refusing(s, item)) return true;
    if (op.kind == Kind::kAcquire && op.fate == Fate::kPanicked && !Panics(op)) return true;
    return op.kind == Kind::kRelease && s.phases.Of(item) == kNothing && Over(s, op.n);
  });
}

// Grants the head if it fits. False: this cannot have happened.
bool Run::Notify(State& s) const {
  if (s.head < 0) return true;
  const Operation& op = problem_.operations[s.head];
  if (!Fits(s, op.n)) return true;
  Charge(s, op.n);
  const int32_t head = s.head;
  s.head = -1;
  if (s.phases.Of(head) != kNothing || std::find(open_.begin(), open_.end(), head) == open_.end()) {
    return true;  // a ghost (SE5 or SE11 dropped): its tokens are lost
  }
  if (op.fate == Fate::kGranted && ContextDone(s, op.ctx) && !MayHoldWhenDone()) return false;
  s.phases.Set(head, kHeld);
  return true;
}

void Run::Finish(State s, bool notify, const Emit& emit) const {
  if (notify && !Notify(s)) return;
  Observe(s);
  emit(std::move(s));
}

void Run::Steps(const State& s, int32_t event, const Emit& emit) const {
  // At the end, what nobody knows of may keep others blocked.
  const bool at_end = event == Engine<Run>::kAtEnd;
  const bool head = s.head < 0 && (at_end || HeadWanted(s));
  const bool charge = at_end || ChargeWanted(s);
  GhostSteps(s, emit);
  for (int32_t item : open_) {
    const Operation& op = problem_.operations[item];
    if (op.fate == Fate::kNever) continue;
    switch (op.kind) {
      case Kind::kAcquire:
        AcquireSteps(s, item, head, charge, emit);
        break;
      case Kind::kTryAcquire:
        TryAcquireSteps(s, item, emit);
        break;
      case Kind::kRelease:
        ReleaseSteps(s, item, emit);
        break;
      case Kind::kCancel:
      case Kind::kDeadline:
        ContextSteps(s, item, event, emit);
        break;
      case Kind::kNewWeighted:
        break;
    }
  }
}

void Run::AcquireSteps(const State& s, int32_t item, bool head, bool charge,
                       const Emit& emit) const {
  const Operation& op = problem_.operations[item];
  const int32_t phase = s.phases.Of(item);
  if (phase == kHeld) return GiveBackSteps(s, item, emit);
  if (phase == kOutside) return FailSteps(s, item, emit);
  if (phase != kNothing) return;
  if (Panics(op) || (op.fate == Fate::kPanicked && (Dropped(kSE10) || Dropped(kSE11)))) {
    State t = s;
    t.phases.Set(item, kPanicked);
    emit(std::move(t));  // with SE11 dropped it may leave a ghost at the head
    if (Panics(op)) return;
  }
  if (s.head == item) return WithdrawSteps(s, item, emit);
  const bool keeps = op.fate == Fate::kGranted;
  const bool may_enter = s.head < 0 || Dropped(kSE2);
  if (may_enter && (Fits(s, op.n) || Dropped(kSE1)) &&
      (keeps ? !ContextDone(s, op.ctx) || MayHoldWhenDone() : charge)) {
    State t = s;
    Charge(t, op.n);
    t.phases.Set(item, kHeld);
    Finish(std::move(t), false, emit);
  }
  if (head && Waits(s, op)) {
    State t = s;
    t.head = item;
    Finish(std::move(t), false, emit);
  }
  if (Has(kNegativeCount) && op.n > problem_.size && !Fits(s, op.n) && !keeps) {
    State t = s;
    t.phases.Set(item, kOutside);
    emit(std::move(t));
  }
  FailSteps(s, item, emit);
}

// An Acquire that nobody has seen in the queue gives up.
void Run::FailSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = problem_.operations[item];
  const bool may_fail = MayGiveUp(s, op) || (Dropped(kSE8) && op.n > problem_.size);
  if (op.fate != Fate::kRefused || !may_fail) return;
  State t = s;
  t.phases.Set(item, kRefused);
  emit(t);
  if (!Dropped(kSE5)) return;
  t.ghosts.push_back(item);
  emit(std::move(t));
}

// A waiter that gave up and was left in the queue comes to its head.
void Run::GhostSteps(const State& s, const Emit& emit) const {
  if (s.head >= 0) return;
  for (size_t i = 0; i < s.ghosts.size(); ++i) {
    State t = s;
    t.ghosts.erase(t.ghosts.begin() + static_cast<std::ptrdiff_t>(i));
    const int64_t n = problem_.operations[s.ghosts[i]].n;
    if (Fits(s, n)) {
      Charge(t, n);  // granted to nobody
    } else {
      t.head = s.ghosts[i];
    }
    Finish(std::move(t), false, emit);
  }
}

// The waiter at the head gives up.
void Run::WithdrawSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = problem_.operations[item];
  if (op.fate == Fate::kGranted || !MayGiveUp(s, op)) return;
  State t = s;
  t.head = -1;
  t.phases.Set(item, kRefused);
  // Who stood behind it and fits is granted now; all others float, so there is
  // nothing to do, unless nobody is told: then one that fits may stay at the head.
  const bool gap = (Has(kZeroWeightGap) || Dropped(kSE7)) && Free(s) <= 0;
  for (int32_t next : open_) {
    if (!Floating(t, next)) continue;
    const Operation& other = problem_.operations[next];
    if (Dropped(kSE6) || (gap && other.n == 0)) {
      State u = t;
      u.head = next;
      Finish(std::move(u), false, emit);
    }
  }
  if (Dropped(kSE5)) {  // a ghost stays where it stood
    State u = t;
    u.head = item;
    Finish(std::move(u), false, emit);
  }
  Finish(std::move(t), false, emit);
}

// Granted, but its ctx is done: it puts the tokens back (SE4, SE5).
void Run::GiveBackSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = problem_.operations[item];
  if (op.fate == Fate::kGranted || !MayGiveUp(s, op)) return;
  State t = s;
  if (Dropped(kSE5)) {
    State u = s;
    u.phases.Set(item, kRefused);
    emit(std::move(u));
  }
  if (Over(s, op.n)) {  // SE14: somebody released what was not theirs
    t.phases.Set(item, kPanicked);
    if (Dropped(kSE9)) Finish(t, false, emit);
    if (Has(kNegativeCount) || Dropped(kSE9)) Uncharge(t, op.n);
    return Finish(std::move(t), false, emit);
  }
  t.phases.Set(item, kRefused);
  Uncharge(t, op.n);
  HandOver(t, emit);
}

// Tokens have come free: the head is granted if it fits, and so are all behind it.
void Run::HandOver(const State& s, const Emit& emit) const {
  Finish(s, true, emit);
  if (!Dropped(kSE3)) return;
  Finish(s, false, emit);  // nobody is told, or not everybody
  State granted = s;
  if (!Notify(granted) || granted.head >= 0) return;
  for (int32_t next : open_) {
    if (!Floating(granted, next)) continue;
    State t = granted;
    t.head = next;
    Finish(std::move(t), false, emit);
  }
}

void Run::TryAcquireSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = problem_.operations[item];
  if (s.phases.Of(item) != kNothing) return;
  if (Panics(op) || (op.fate == Fate::kPanicked && Dropped(kSE10))) {
    State t = s;
    t.phases.Set(item, kPanicked);
    return emit(std::move(t));
  }
  if (op.fate == Fate::kRefused) return;  // see Observe
  if ((s.head >= 0 && !Dropped(kSE2)) || !(Fits(s, op.n) || Dropped(kSE1))) return;
  State t = s;
  Charge(t, op.n);
  t.phases.Set(item, kHeld);
  Finish(std::move(t), false, emit);
}

void Run::ReleaseSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = problem_.operations[item];
  if (s.phases.Of(item) != kNothing) return;
  const bool over = Over(s, op.n);
  State panicked = s;
  panicked.phases.Set(item, kPanicked);
  if (Panics(op)) return emit(std::move(panicked));
  if (op.n < 0) emit(panicked);  // SE10 dropped: both may be
  State done = s;
  done.phases.Set(item, kDone);
  State less = done;
  Uncharge(less, op.n);
  if (!over || Dropped(kSE9)) HandOver(less, emit);
  if (over && Dropped(kSE9)) {
    Finish(done, true, emit);
    done.charged = 0;
    Finish(std::move(done), true, emit);
  }
  if (!over && !Dropped(kSE9)) return;
  if (Has(kNegativeCount) || Dropped(kSE9)) {
    less.phases.Set(item, kPanicked);
    Finish(std::move(less), false, emit);
    if (!Dropped(kSE9)) return;
  }
  Finish(std::move(panicked), false, emit);
}

void Run::ContextSteps(const State& s, int32_t item, int32_t event, const Emit& emit) const {
  const Operation& op = problem_.operations[item];
  if (s.phases.Of(item) != kNothing) return;
  const bool asked = event != Engine<Run>::kAtEnd && problem_.history->events[event].item == item;
  // With two ways to end, it matters which came first, long before anybody asks.
  const bool matters =
      problem_.ended_by[op.ctx] == 3 || std::any_of(open_.begin(), open_.end(), [&](int32_t other) {
        const Operation& acquire = problem_.operations[other];
        return acquire.kind == Kind::kAcquire && acquire.ctx == op.ctx;
      });
  if (!asked && !matters) return;
  State t = s;
  if (problem_.ended_by[op.ctx] == 3 && !ContextDone(s, op.ctx)) {
    const Token by = op.kind == Kind::kCancel ? op.ctx : -op.ctx;
    t.ended_by.insert(std::lower_bound(t.ended_by.begin(), t.ended_by.end(), by), by);
  }
  t.phases.Set(item, kDone);
  emit(std::move(t));
}

}  // namespace gosync::models::semaphore
