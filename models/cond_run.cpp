#include "models/cond_run.hpp"

#include <algorithm>
#include <utility>

#include "models/core/engine.hpp"

namespace gosync::models::cond {
namespace {

constexpr const char* kCopied = "sync.Cond is copied";
constexpr const char* kNilDereference = "nil dereference";
constexpr const char* kNotLocked[] = {"sync: unlock of unlocked mutex",
                                      "sync: Unlock of unlocked RWMutex"};
constexpr const char* kNotRLocked = "sync: RUnlock of unlocked RWMutex";

bool IsSignal(Kind kind) { return kind == Kind::kSignal || kind == Kind::kBroadcast; }
bool IsLocking(Kind kind) { return kind == Kind::kLock || kind == Kind::kRLock; }
bool IsUnlocking(Kind kind) { return kind == Kind::kUnlock || kind == Kind::kRUnlock; }

}  // namespace

size_t Run::State::Hash() const {
  size_t hash = queue.size();
  for (const LockState& lock : locks) hash = HashMix(hash, lock.writers * 1000 + lock.readers);
  for (const CondState& cond : conds) {
    hash = HashMix(hash, (cond.side.lock + 1) * 8 + cond.place * 2 + (cond.side.shared ? 1 : 0));
  }
  for (const int32_t item : queue) hash = HashMix(hash, static_cast<uint32_t>(item));
  return phases.Hash(hash);
}

Run::State Run::Initial() const {
  State s;
  s.locks.resize(part_.locks.size());
  s.conds.resize(part_.conds.size());
  return s;
}

void Run::Invoked(int32_t item) {
  const Operation& op = Op(item);
  open_.push_back(item);
  if (op.kind == Kind::kSignal) signalled_[op.cond] = true;
  if (op.kind == Kind::kBroadcast) broadcast_[op.cond] = true;
}

// Nobody may name a new Cond before it is there, so its L can be set at once.
void Run::Enter(State& s, int32_t item) const {
  const Operation& op = Op(item);
  if (op.kind == Kind::kNewCond) s.conds[op.cond].side = op.side;
}

bool Run::IsToken(Token token, const char* text) const {
  return token != kNull && token == problem_.history->tokens.Find(text);
}

// Whether the call finds that its Cond is a copy.
bool Run::IsCopied(const State& s, const Operation& op) const {
  return s.conds[op.cond].place == kElsewhere && !Dropped(kCO5);
}

bool Run::Held(const State& s, const Side& side) {
  const LockState& lock = s.locks[side.lock];
  return (side.shared ? lock.readers : lock.writers) > 0;
}

bool Run::Free(const State& s, const Side& side) {
  const LockState& lock = s.locks[side.lock];
  return lock.writers == 0 && (side.shared || lock.readers == 0);
}

void Run::Hold(State& s, const Side& side, int by) {
  LockState& lock = s.locks[side.lock];
  (side.shared ? lock.readers : lock.writers) += by;
}

// Somebody waits for all of the lock, so that new readers may have to wait for him.
bool Run::WriterWaits(const State& s, const Side& side) const {
  return std::any_of(open_.begin(), open_.end(), [&](int32_t item) {
    const Operation& op = Op(item);
    const int32_t phase = s.phases.Of(item);
    const bool locks = op.kind == Kind::kLock && phase == kNothing && op.fate != Fate::kNever;
    const bool relocks = op.kind == Kind::kWait && phase == kGranted;
    const Side wanted = locks || relocks ? SideOf(s, op) : Side{};
    return wanted.lock == side.lock && !wanted.shared;
  });
}

bool Run::CannotLock(const State& s, const Side& side) const {
  return !Free(s, side) || (side.shared && WriterWaits(s, side));
}

// From now on the Cond has to stay where it is.
void Run::Use(State& s, int32_t cond) const {
  if (s.conds[cond].place == kUnused) s.conds[cond].place = kHere;
}

void Run::Enqueue(State& s, int32_t item) const {
  const int32_t cond = Op(item).cond;
  auto at = s.queue.begin();
  while (at != s.queue.end() && Op(*at).cond <= cond) ++at;
  s.queue.insert(at, item);
}

// The ticket may be that of a Wait that panicked: nobody is woken then.
void Run::Grant(State& s, size_t place) const {
  const int32_t item = s.queue[place];
  s.queue.erase(s.queue.begin() + static_cast<std::ptrdiff_t>(place));
  const int32_t phase = s.phases.Of(item);
  if (phase == kWaiting) s.phases.Set(item, kGranted);
  if (phase == kTicket) s.phases.Set(item, kServed);
}

void Run::Steps(const State& s, int32_t, const Emit& emit) const {
  for (const int32_t item : open_) {
    const Operation& op = Op(item);
    const int32_t phase = s.phases.Of(item);
    if (op.fate == Fate::kNever || phase == kDone || op.kind == Kind::kNewCond) continue;
    if (op.kind == Kind::kWait) {
      WaitSteps(s, item, phase, emit);
    } else if (IsSignal(op.kind)) {
      SignalSteps(s, item, emit);
    } else if (op.kind == Kind::kCopy) {
      CopySteps(s, item, emit);
    } else if (op.kind == Kind::kSetL) {
      State t = s;
      t.conds[op.cond].side = op.side;
      t.phases.Set(item, kDone);
      emit(std::move(t));
    } else {
      LockSteps(s, item, emit);
    }
  }
  LooseGrants(s, emit);
}

void Run::LockSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  const bool locks = IsLocking(op.kind);
  if (locks ? !Free(s, op.side) : !Held(s, op.side)) return;
  State t = s;
  Hold(t, op.side, locks ? 1 : -1);
  t.phases.Set(item, kDone);
  emit(std::move(t));
}

void Run::WaitSteps(const State& s, int32_t item, int32_t phase, const Emit& emit) const {
  switch (phase) {
    case kNothing:
      if (!IsCopied(s, Op(item))) TicketSteps(s, item, emit);
      break;
    case kLate: {
      State t = s;
      Enqueue(t, item);
      t.phases.Set(item, kWaiting);
      emit(std::move(t));
      break;
    }
    case kTicket:
    case kServed:
      ReleaseSteps(s, item, phase, emit);
      break;
    case kGranted:
      RelockSteps(s, item, emit);
      break;
    default:
      break;
  }
}

void Run::TicketSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  const Side side = SideOf(s, op);
  State t = s;
  Use(t, op.cond);
  if (Dropped(kCO1) && side.lock >= 0 && Held(s, side)) {
    State late = t;
    Hold(late, side, -1);
    late.phases.Set(item, kLate);
    emit(std::move(late));
  }
  Enqueue(t, item);
  t.phases.Set(item, kTicket);
  emit(std::move(t));
}

void Run::ReleaseSteps(const State& s, int32_t item, int32_t phase, const Emit& emit) const {
  const Side side = SideOf(s, Op(item));
  const bool nil = side.lock < 0;
  const bool held = !nil && Held(s, side);
  State t = s;
  t.phases.Set(item, phase == kServed ? kGranted : kWaiting);
  // Without L, on somebody's mistake; or it does not let go of L.
  if ((!held && Dropped(kCO5)) || (held && Dropped(kCO1))) emit(t);
  if (nil) t.phases.Set(item, kDead);
  if (held) Hold(t, side, -1);
  if (nil || held) emit(std::move(t));
}

void Run::RelockSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  const auto lock = [&](const Side& side) {
    State t = s;
    t.phases.Set(item, side.lock < 0 && !Dropped(kCO5) ? kDead : kDone);
    if (side.lock >= 0 && !Free(s, side)) return;
    if (side.lock >= 0) Hold(t, side, 1);
    emit(std::move(t));
  };
  lock(SideOf(s, op));
  if (Dropped(kCO7)) {
    for (const Side& side : part_.sides[op.cond]) lock(side);
  }
  if (!Dropped(kCO1)) return;
  State t = s;
  t.phases.Set(item, kDone);
  emit(std::move(t));
}

void Run::SignalSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  if (IsCopied(s, op)) return;
  const bool one = op.kind == Kind::kSignal;
  State t = s;
  Use(t, op.cond);
  t.phases.Set(item, kDone);
  if (Dropped(one ? kCO2 : kCO3)) emit(t);  // wakes nobody; others are woken by LooseGrants
  for (size_t i = 0; i < t.queue.size();) {
    if (Op(t.queue[i]).cond != op.cond) {
      ++i;
      continue;
    }
    Grant(t, i);
    if (one) break;
  }
  emit(std::move(t));
}

void Run::CopySteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  State t = s;
  t.phases.Set(item, kDone);
  CondState& copy = t.conds[op.copy];
  copy = s.conds[op.cond];
  if (copy.place == kHere) copy.place = kElsewhere;
  emit(t);
  if (copy.place != kUnused) return;
  // A call that has only just begun may have noted the place already.
  const bool may_be_used = std::any_of(open_.begin(), open_.end(), [&](int32_t other) {
    const Operation& use = Op(other);
    const bool uses = use.kind == Kind::kWait || IsSignal(use.kind);
    return uses && use.cond == op.cond && use.fate != Fate::kNever;
  });
  if (!may_be_used) return;
  copy.place = kElsewhere;
  Use(t, op.cond);
  emit(std::move(t));
}

// What a dropped clause would have forbidden: to be woken by nobody, or by the wrong one.
void Run::LooseGrants(const State& s, const Emit& emit) const {
  if (!Dropped(kCO2) && !Dropped(kCO3) && !Dropped(kCO4)) return;
  for (size_t i = 0; i < s.queue.size(); ++i) {
    const int32_t cond = Op(s.queue[i]).cond;
    if (!Dropped(kCO4) && !(Dropped(kCO2) && signalled_[cond]) &&
        !(Dropped(kCO3) && broadcast_[cond])) {
      continue;
    }
    State t = s;
    Grant(t, i);
    emit(std::move(t));
  }
}

bool Run::AcceptPanic(State& s, int32_t item) const {
  const Operation& op = Op(item);
  const int32_t phase = s.phases.Of(item);
  if (phase == kDead && IsToken(op.panic, kNilDereference)) {
    s.phases.Remove(item);
    return true;
  }
  if (Dropped(kCO5)) {
    s.phases.Remove(item);
    return true;
  }
  return IsToken(op.panic, kCopied) && s.conds[op.cond].place == kElsewhere;
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Operation& op = Op(e.item);
  if (e.type != EventType::kOk || op.kind == Kind::kNewCond) return true;
  if (op.fate == Fate::kPanicked) return AcceptPanic(s, e.item);
  if (s.phases.Of(e.item) != kDone) return false;
  s.phases.Remove(e.item);
  return true;
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (const int32_t item : open_) {
    if (!Op(item).lost) items.push_back(item);
  }
  return items;
}

bool Run::IsBlocked(const State& s, int32_t item) const {
  const Operation& op = Op(item);
  const int32_t phase = s.phases.Of(item);
  if (IsLocking(op.kind)) return phase == kNothing && CannotLock(s, op.side);
  if (IsSignal(op.kind)) return Dropped(kCO8);
  if (op.kind != Kind::kWait) return false;
  if (phase == kWaiting) return true;
  if (phase != kGranted) return false;
  const auto cannot = [&](const Side& side) { return side.lock >= 0 && CannotLock(s, side); };
  if (cannot(SideOf(s, op))) return true;
  const std::vector<Side>& sides = part_.sides[op.cond];
  return Dropped(kCO7) && std::any_of(sides.begin(), sides.end(), cannot);
}

bool Run::Blocked(const State& s) const {
  const std::vector<int32_t> items = OpenItems();
  return std::all_of(items.begin(), items.end(), [&](int32_t item) { return IsBlocked(s, item); });
}

// Somebody unlocks what is not locked.
bool Run::Crashed(const State& s) const {
  if (Dropped(kCO5)) return true;
  const Token crash = problem_.history->end->crash;
  return std::any_of(open_.begin(), open_.end(), [&](int32_t item) {
    const Operation& op = Op(item);
    const int32_t phase = s.phases.Of(item);
    if (op.fate == Fate::kNever || phase > kServed) return false;
    if (op.kind == Kind::kWait ? IsCopied(s, op) : !IsUnlocking(op.kind)) return false;
    const Side side = SideOf(s, op);
    if (side.lock < 0 || Held(s, side)) return false;
    if (crash == kNull) return true;
    return side.shared ? IsToken(crash, kNotRLocked)
                       : IsToken(crash, kNotLocked[0]) || IsToken(crash, kNotLocked[1]);
  });
}

std::string Run::Describe(const State& s) const {
  const History& history = *problem_.history;
  std::string out;
  for (size_t i = 0; i < s.locks.size(); ++i) {
    const LockState& lock = s.locks[i];
    out += (out.empty() ? "" : ", ") + history.tokens.Name(part_.locks[i]) + " is " +
           (lock.writers > 0   ? "locked"
            : lock.readers > 0 ? "locked by " + std::to_string(lock.readers) + " readers"
                               : "free");
  }
  for (const Phases::Entry& e : s.phases) {
    static constexpr const char* kWords[] = {"",         "has let go of L without a ticket",
                                             "holds L",  "holds L and is woken",
                                             "waits",    "is woken",
                                             "has no L", "is through"};
    if (e.phase == kWaiting) continue;
    const Item& item = history.items[e.item];
    out += ", process " + std::to_string(item.process) + "'s " +
           CondModel().spec().operations[item.operation].name + " " + kWords[e.phase];
  }
  for (size_t i = 0; i < s.queue.size(); ++i) {
    out += (i == 0 ? ", waiting in this order: process " : ", ") +
           std::to_string(history.items[s.queue[i]].process);
  }
  return out.empty() ? "nothing has happened yet" : out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) {
    for (const int32_t item : OpenItems()) {
      if (IsBlocked(s, item)) continue;
      return "nothing holds the " +
             CondModel().spec().operations[problem_.history->items[item].operation].name +
             " of process " + std::to_string(problem_.history->items[item].process);
    }
    return "somebody could go on";
  }
  const Event& e = problem_.history->events[event];
  const Operation& op = Op(e.item);
  if (op.fate == Fate::kPanicked) return "there is no reason for that panic";
  if (IsLocking(op.kind)) return "the lock is not free";
  if (IsUnlocking(op.kind)) return "the lock is not locked";
  if (op.cond >= 0 && s.conds[op.cond].place == kElsewhere) return "the Cond is a copy";
  if (op.kind != Kind::kWait) return "it cannot be";
  switch (s.phases.Of(e.item)) {
    case kNothing:
    case kTicket:
    case kServed:
      return "its L is not locked, or is nil";
    case kWaiting:
      return "nobody has woken it";
    default:
      return "its L is not free";
  }
}

}  // namespace gosync::models::cond
