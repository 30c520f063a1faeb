#include "models/kratos_errgroup_run.hpp"

#include <algorithm>

#include "models/core/engine.hpp"

namespace gosync::models::kratos_errgroup {
namespace {

template <class List, class T>
void Insert(List& list, T value) {
  list.insert(std::lower_bound(list.begin(), list.end(), value), value);
}

template <class List, class T>
bool Take(List& list, T value) {
  const auto it = std::find(list.begin(), list.end(), value);
  if (it == list.end()) return false;
  list.erase(it);
  return true;
}

uint64_t Pair(int32_t a, int32_t b) {
  return static_cast<uint64_t>(static_cast<uint32_t>(a)) << 32 | static_cast<uint32_t>(b);
}

}  // namespace

Run::Run(const Problem& problem, int32_t partition, const Assumptions& assumptions)
    : problem_(problem),
      partition_(partition),
      group_(problem.groups[partition]),
      dropped_(assumptions.dropped),
      released_((assumptions.quirks & kReleased) != 0) {
  for (size_t i = 0; i < problem.operations.size(); ++i) {
    if (problem.operations[i].partition == partition) items_.push_back(static_cast<int32_t>(i));
  }
}

size_t Run::State::Hash() const {
  size_t h = HashMix(static_cast<size_t>(n), Pair(teller, grace));
  h = HashMix(h, Pair(cause, static_cast<int32_t>(source) * 8 + static_cast<int32_t>(hook)));
  h = HashMix(h, Pair(workers, count));
  h = HashMix(h, Pair(leaving[kFree], leaving[kPooled] * 64 + leaving[kDying]));
  h = HashMix(h, uint64_t{free} << 2 | uint64_t{closed} << 1 | uint64_t{dead});
  for (Job job : waiting) h = HashMix(h, static_cast<uint32_t>(job));
  h = HashMix(h, 1);
  for (Job job : held) h = HashMix(h, static_cast<uint32_t>(job));
  h = HashMix(h, 3);
  for (Job job : running) h = HashMix(h, static_cast<uint32_t>(job));
  h = HashMix(h, 2);
  for (int32_t fn : ended) h = HashMix(h, static_cast<uint32_t>(fn));
  for (int32_t go : list) h = HashMix(h, static_cast<uint32_t>(go));
  return phases.Hash(h);
}

bool Run::Hooked() const {
  return !released_ && group_.hook >= 0 && Op(group_.hook).fate != Fate::kNever;
}

// Without KR7 or KR11 nothing is certain where they begin to speak. Whoever asks while the
// context is live may be told so later; nobody else may.
void Run::Enter(State& s, int32_t item) const {
  const Operation& op = Op(item);
  if (op.fate == Fate::kNever) return;
  const auto waits = [&](int32_t i) { return Op(i).kind == Kind::kWait; };
  if (op.kind == Kind::kWait && Dropped(kKR11)) {
    s.free = s.free || std::count_if(open_.begin(), open_.end(), waits) > 1;
  }
  if ((op.kind == Kind::kWait || op.kind == Kind::kGo) && Dropped(kKR7)) {
    const int32_t now = problem_.history->items[item].invoke;
    s.free = s.free || std::any_of(items_.begin(), items_.end(), [&](int32_t i) {
               const Item& other = problem_.history->items[i];
               return waits(i) && other.closing == Closing::kOk && other.close < now;
             });
  }
  const bool asks = op.kind == Kind::kErr || op.kind == Kind::kCause;
  if (asks && op.fate == Fate::kReturned && op.token == kNull && s.source == Source::kLive) {
    s.phases.Set(item, kDid);
  }
}

bool Run::NeedsSteps(int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Kind kind = Op(e.item).kind;
  const bool callback = kind == Kind::kFn || kind == Kind::kHook;
  return callback ? e.type == EventType::kInvoke : e.type == EventType::kOk;
}

int32_t Run::PooledIn(const State& s) const {
  const auto running = std::count_if(s.running.begin(), s.running.end(), Pooled);
  if (Dropped(kKR3)) return static_cast<int32_t>(running);
  const auto held = std::count_if(s.ended.begin(), s.ended.end(), [&](int32_t fn) {
    return s.phases.Of(fn) != 0;  // see Ends
  });
  return static_cast<int32_t>(running + held) + s.leaving[kPooled] + s.leaving[kDying];
}

bool Run::Failed(const State& s) const {
  return Cancels() && !released_ && !Dropped(kKR6) && s.teller >= 0;
}

bool Run::Idle(const State& s) const {
  if (Dropped(kKR8)) return true;
  const bool hook = s.hook == Hook::kDue || s.hook == Hook::kRuns;
  if (hook && !Dropped(kKR14)) return false;
  if (!s.running.empty() || !s.ended.empty()) return false;
  return s.waiting.empty() || (Cancels() && s.teller >= 0);
}

void Run::HandIn(State& s, int32_t item, bool pooled) const {
  if (!Failed(s)) Insert(s.waiting, JobOf(item, pooled));
  s.phases.Set(item, kDid);
}

void Run::Cancel(State& s, Token cause, Source source) const {
  if (s.source == Source::kLive) {
    s.cause = cause == kNull ? problem_.history->tokens.Find("context canceled") : cause;
    s.source = source;
  } else if (source == Source::kWait) {
    s.source = source;
  }
}

// The first error is told, and cancels. Later ones change nothing.
void Run::Tell(State& s, int32_t fn) const {
  s.teller = fn;
  s.grace = std::max<int32_t>(0, static_cast<int32_t>(s.n) - PooledIn(s));
  for (int32_t over : s.ended) {
    const bool pooled = s.phases.Of(over) != 0;
    if (released_) ++s.leaving[pooled ? kPooled : kFree];
    s.phases.Remove(over);
  }
  s.ended.clear();
  if (Cancels()) Cancel(s, kNull, Source::kError);
  if (Hooked()) s.hook = Hook::kDue;
}

void Run::Steps(const State& s, int32_t, const Emit& emit) const {
  if (s.free) return;
  for (int32_t fn : s.ended) {
    State t = s;
    Tell(t, fn);
    emit(std::move(t));
  }
  for (int how = 0; how < 3; ++how) {
    if (s.leaving[how] == 0) continue;
    State t = s;
    Leave(t, how);
    emit(std::move(t));
  }
  if (released_ && MayTake(s)) {
    State t = s;
    Insert(t.held, s.waiting.front());
    t.waiting.erase(t.waiting.begin());
    emit(std::move(t));
  }
  for (int32_t item : open_) {
    if (Op(item).fate == Fate::kNever) continue;
    switch (Op(item).kind) {
      case Kind::kGo:
        if (s.phases.Of(item) != 0) break;
        if (released_) {
          ReleasedGoSteps(s, item, emit);
        } else {
          GoSteps(s, item, emit);
        }
        break;
      case Kind::kWait:
        WaitSteps(s, item, emit);
        break;
      default:
        OtherSteps(s, item, emit);
    }
  }
}

void Run::GoSteps(const State& s, int32_t item, const Emit& emit) const {
  State t = s;
  HandIn(t, item, s.n > 0);
  emit(std::move(t));
}

void Run::WaitSteps(const State& s, int32_t item, const Emit& emit) const {
  const int32_t phase = s.phases.Of(item);
  State t = s;
  if (phase == kIdle) {
    if (Cancels()) Cancel(t, kNull, Source::kWait);
    t.phases.Set(item, s.teller >= 0 ? kToldErr : kToldNil);
    emit(std::move(t));
  } else if (released_) {
    if (ReleasedWaitStep(t, item)) emit(std::move(t));
  } else if (phase == 0 && Idle(s)) {
    t.waiting.clear();  // they were taken by nobody
    if (Dropped(kKR8)) t.waiting = s.waiting;
    t.phases.Set(item, kIdle);
    emit(std::move(t));
  }
}

void Run::OtherSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  if (s.phases.Of(item) != 0) return;
  State t = s;
  if (op.kind == Kind::kCancel) {
    Cancel(t, op.token, Source::kParent);
  } else if (op.kind != Kind::kGOMAXPROCS) {
    return;
  } else if (op.n > 0 && (s.n == 0 || Dropped(kKR4))) {
    if (s.n > 0) {
      t.phases.Set(item, kDid);
      emit(t);
    }
    t.n = op.n;
    t.workers = static_cast<int32_t>(std::min<int64_t>(op.n, 1 << 30));
  }
  t.phases.Set(item, kDid);
  emit(std::move(t));
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Operation& op = Op(e.item);
  if (e.type == EventType::kInfo || op.fate == Fate::kNever || s.free) return true;
  if (op.kind == Kind::kFn) return e.type == EventType::kInvoke ? Begins(s, event) : Ends(s, event);
  if (op.kind == Kind::kHook) return HookRuns(s, event);
  return Returns(s, event);
}

bool Run::Begins(State& s, int32_t event) const {
  const Operation& op = Op(problem_.history->events[event].item);
  const Job free = JobOf(op.owner, false);
  const Job pooled = JobOf(op.owner, true);
  auto has = [](const auto& list, Job job) {
    return std::find(list.begin(), list.end(), job) != list.end();
  };
  if (released_) {
    const Job job = has(s.held, free) ? free : pooled;
    if (!Take(s.held, job)) return false;
    Insert(s.running, job);
    return true;
  }
  if (has(s.waiting, pooled)) {
    if (Failed(s)) {
      if (s.grace-- == 0) return false;
    } else if (PooledIn(s) >= s.n && !Dropped(kKR5)) {
      return false;
    }
  } else if (!has(s.waiting, free)) {
    if (Dropped(kKR8)) s.free = true;
    return Dropped(kKR8);
  }
  const Job job = has(s.waiting, free) ? free : pooled;
  Take(s.waiting, job);
  Insert(s.running, job);
  return true;
}

// A phase of a function that has ended says that its worker waits for it.
bool Run::Ends(State& s, int32_t event) const {
  const int32_t item = problem_.history->events[event].item;
  const Operation& op = Op(item);
  const bool free = Take(s.running, JobOf(op.owner, false));
  if (!free) Take(s.running, JobOf(op.owner, true));
  const bool exits = op.fate == Fate::kGoexited;
  if (exits && Dropped(kKR9)) s.free = true;
  if (op.fate == Fate::kPanicked && Dropped(kKR2)) s.free = true;
  const bool fails = op.fate == Fate::kPanicked || op.token != kNull;
  if (!fails || s.teller >= 0) {
    if (released_) ++s.leaving[free ? kFree : exits ? kDying : kPooled];
    return true;
  }
  Insert(s.ended, item);
  if (!free) s.phases.Set(item, kDid);
  return true;
}

// Is what this Wait or hook was told the first error?
bool Run::Expects(const State& s, int32_t item) const {
  if (s.teller < 0) return false;
  const Operation& fn = Op(s.teller);
  const bool panicked = fn.fate == Fate::kPanicked;
  return Op(item).recovered == panicked && Op(item).token == (panicked ? fn.panic : fn.token);
}

bool Run::HookRuns(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  if (e.type != EventType::kInvoke) {
    s.hook = Hook::kOver;
    s.free = Op(e.item).fate == Fate::kPanicked && Dropped(kKR14);
    return true;
  }
  if (s.hook == Hook::kDue && Expects(s, e.item)) {
    s.hook = Hook::kRuns;
    return true;
  }
  s.free = Dropped(kKR14);
  return s.free;
}

bool Run::Returns(State& s, int32_t event) const {
  const int32_t item = problem_.history->events[event].item;
  const Operation& op = Op(item);
  const int32_t phase = s.phases.Of(item);
  const bool cancelled = s.source != Source::kLive;
  bool fits = true;
  switch (op.kind) {
    case Kind::kGo:
      fits = phase == (op.fate == Fate::kPanicked ? kThrew : kDid);
      break;
    case Kind::kWait:
      fits = WaitReturns(s, item);
      break;
    case Kind::kGOMAXPROCS:
      fits = (op.n <= 0) == (op.fate == Fate::kPanicked) || Dropped(kKR4);
      fits = fits && (op.n <= 0 || op.fate == Fate::kPanicked || phase == kDid);
      break;
    case Kind::kErr:
    case Kind::kCause:
      if (op.token == kNull) {
        fits = phase == kDid || (Dropped(kKR3) && s.source == Source::kError);
      } else if (op.kind == Kind::kErr) {
        fits = cancelled && op.token == problem_.history->tokens.Find("context canceled");
      } else {
        fits = cancelled && op.token == s.cause;
      }
      fits = fits || Dropped(kKR1);
      break;
    case Kind::kDone:
      fits = cancelled || Dropped(kKR1);
      break;
    case Kind::kCancel:
      fits = phase == kDid;
      break;
    default:
      break;
  }
  s.phases.Remove(item);
  return fits;
}

bool Run::WaitReturns(const State& s, int32_t item) const {
  const Operation& op = Op(item);
  const int32_t phase = s.phases.Of(item);
  if (op.fate == Fate::kPanicked) {
    const Tokens& tokens = problem_.history->tokens;
    return (phase == kThrewSend && op.panic == tokens.Find("send on closed channel")) ||
           (phase == kThrew && op.panic == tokens.Find("close of closed channel"));
  }
  if (phase != kToldNil && phase != kToldErr) return false;
  if (Dropped(kKR3) || Expects(s, item)) return true;
  return phase == kToldNil && op.token == kNull && !op.recovered;
}

}  // namespace gosync::models::kratos_errgroup
