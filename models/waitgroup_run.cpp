#include "models/waitgroup_run.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "models/core/engine.hpp"

namespace gosync::models::waitgroup {
namespace {

constexpr const char* kBelowZero = "sync: negative WaitGroup counter";

// Out of legal use nothing else matters: one state is enough.
Run::State Settled(Run::State s) {
  if (!s.wild) return s;
  Run::State wild;
  wild.wild = true;
  return wild;
}

}  // namespace

bool Run::IsOpen(int32_t item) const {
  return std::find(open_.begin(), open_.end(), item) != open_.end();
}

void Run::Closed(int32_t item) {
  std::erase(open_, item);
  if (Op(item).kind == Kind::kWait && Op(item).fate != Fate::kNever) {
    wait_over_ = problem_.history->items[item].close;
  }
}

// Whether a Wait was open since `item` may count. A step is never taken before it has to be,
// so that the Wait may have returned in between; that the item was open beside it stays true.
bool Run::MetAWait(int32_t item) const {
  if (wait_over_ > Op(item).counts_after) return true;
  return std::any_of(open_.begin(), open_.end(), [&](int32_t other) {
    return Op(other).kind == Kind::kWait && Op(other).fate != Fate::kNever;
  });
}

bool Run::PanicIs(const Operation& op, const char* text) const {
  return op.fate == Fate::kPanicked && op.panic != kNull &&
         op.panic == problem_.history->tokens.Find(text);
}

bool Run::MisusePanic(const Operation& op) const {
  return PanicIs(op, "sync: WaitGroup misuse: Add called concurrently with Wait") ||
         PanicIs(op, "sync: WaitGroup is reused before previous Wait has returned");
}

void Run::Enter(State& s, int32_t item) const {
  const Operation& op = Op(item);
  if (op.kind != Kind::kWait || op.fate == Fate::kNever || s.wild || s.counter != 0) return;
  s.phases.Set(item, kLetGoAtOnce);
}

bool Run::NeedsSteps(int32_t event) const {
  return problem_.history->events[event].type != EventType::kInfo;
}

// Counts, and lets the waiters go at zero. True: the counter is below zero now.
bool Run::Count(State& s, int32_t by, int64_t delta) const {
  const auto added = static_cast<uint32_t>(delta);
  const auto before = static_cast<uint32_t>(s.counter);
  if (before == 0 && added != 0 && MetAWait(by)) s.wild = true;
  s.counter = static_cast<int32_t>(before + added);
  if (s.counter != 0) return s.counter < 0;
  for (int32_t item : open_) {
    const Operation& op = Op(item);
    if (op.kind != Kind::kWait || op.fate == Fate::kNever) continue;
    if (s.phases.Of(item) == kNothing) s.phases.Set(item, kLetGo);
  }
  return false;
}

void Run::Steps(const State& s, int32_t, const Emit& emit) const {
  if (s.wild) return;  // anything is accepted as it is
  for (int32_t item : open_) {
    const Operation& op = Op(item);
    if (op.kind == Kind::kWait || op.fate == Fate::kNever) continue;
    if (op.kind == Kind::kGo && Dropped(kWG5)) continue;
    if (s.phases.Of(item) == kNothing) CountSteps(s, item, emit);
  }
  for (const Phases::Entry& entry : s.phases) {
    if (Op(entry.item).kind == Kind::kFn) FnSteps(s, entry, emit);
  }
  if (Dropped(kWG5)) LooseGoSteps(s, emit);
}

void Run::CountSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  State t = s;
  const bool negative = Count(t, item, op.delta);
  t.phases.Set(item, negative ? kNegative : kCounted);
  emit(Settled(t));
  if (Dropped(kWG2) && !t.wild) LooseCounters(s, op.delta, negative, std::move(t), emit);
}

// WG2 dropped: a count below zero may be refused, or cut off there; a counter may have more
// than 32 bits, of which only the sign matters.
void Run::LooseCounters(const State& s, int64_t delta, bool negative, State t,
                        const Emit& emit) const {
  constexpr int64_t kWide = int64_t{1} << 33;
  const int64_t wide = s.counter + std::clamp(delta, -kWide, kWide);
  std::vector<int64_t> counters;
  if (negative) counters = {s.counter, 0};
  if (wide != t.counter) counters.push_back(wide);
  for (int64_t counter : counters) {
    using Limits = std::numeric_limits<int32_t>;
    t.counter = static_cast<int32_t>(std::clamp<int64_t>(counter, Limits::min(), Limits::max()));
    emit(t);
  }
}

// A function that has ended counts down.
void Run::FnSteps(const State& s, const Phases::Entry& fn, const Emit& emit) const {
  const bool returned = fn.phase == kCounted;
  if (!returned && !(fn.phase == kDying && Has(kDoneBeforeCrash))) return;
  State t = s;
  t.phases.Remove(fn.item);
  const bool negative = Count(t, fn.item, -1);
  if (!returned) {
    t.phases.Set(fn.item, kDead);
  } else if (negative) {
    t.phases.Set(fn.item, kNegative);
  }
  emit(Settled(std::move(t)));
}

// WG5 dropped: every Go counts up and down whenever it likes, or never.
void Run::LooseGoSteps(const State& s, const Emit& emit) const {
  for (int32_t item : gos_) {
    const int32_t phase = s.phases.Of(item);
    if (phase == kUncounted) continue;
    State t = s;
    Count(t, item, phase == kNothing ? 1 : -1);
    t.phases.Set(item, phase == kNothing ? kCounted : kUncounted);
    emit(Settled(std::move(t)));
  }
}

bool Run::AcceptFn(State& s, const Event& event) const {
  const Operation& fn = Op(event.item);
  if (fn.fate == Fate::kNever || Dropped(kWG5)) return true;
  if (event.type == EventType::kInvoke) {
    const Operation& go = Op(fn.owner);
    if (go.fn != event.item) return false;
    return IsOpen(fn.owner) ? s.phases.Of(fn.owner) == kCounted : go.fate == Fate::kReturned;
  }
  s.phases.Set(event.item, fn.fate == Fate::kPanicked ? kDying : kCounted);
  return true;
}

bool Run::AcceptPanic(State& s, int32_t item) const {
  const Operation& op = Op(item);
  if (MisusePanic(op)) {
    s.wild = true;
    s = Settled(std::move(s));
    return Dropped(kWG3);
  }
  if (op.kind == Kind::kWait) return false;
  if (op.kind == Kind::kGo && Dropped(kWG5)) return true;
  const int32_t phase = s.phases.Of(item);
  if (!PanicIs(op, kBelowZero) || (phase != kNegative && !(Dropped(kWG2) && phase == kCounted))) {
    return false;
  }
  s.phases.Remove(item);
  return true;
}

// A function that was lost sight of, itself or in a call that it made, may be running, or have
// ended: then it counts down, see Blocked.
void Run::LoseFn(State& s, int32_t fn) const {
  if (fn < 0 || Op(fn).kind != Kind::kFn || Op(fn).partition != partition_) return;
  s.phases.Set(fn, kCounted);
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Operation& op = Op(e.item);
  if (e.type == EventType::kInfo && !s.wild && !Dropped(kWG5)) {
    LoseFn(s, op.kind == Kind::kFn ? e.item : problem_.history->items[e.item].parent);
  }
  if (e.type == EventType::kInfo || s.wild) return true;
  if (op.kind == Kind::kFn) return AcceptFn(s, e);
  if (e.type == EventType::kFail) return true;
  if (op.fate == Fate::kPanicked) return AcceptPanic(s, e.item);
  const int32_t phase = s.phases.Of(e.item);
  switch (op.kind) {
    case Kind::kWait:
      if (phase != kLetGo && phase != kLetGoAtOnce && !Dropped(kWG1)) return false;
      break;
    case Kind::kGo:
      if (Dropped(kWG5)) return true;
      [[fallthrough]];
    default:
      if (phase != kCounted && !(phase == kNegative && Dropped(kWG2))) return false;
  }
  s.phases.Remove(e.item);
  return true;
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    if (!Op(item).lost) items.push_back(item);
  }
  for (int32_t item : gos_) {  // a function that was never run
    if (Dropped(kWG5) || IsOpen(item) || Op(item).fate != Fate::kReturned) continue;
    if (Op(item).fn < 0) items.push_back(item);
  }
  return items;
}

bool Run::Blocked(const State& s) const {
  if (s.wild) return true;
  for (const Phases::Entry& entry : s.phases) {
    if (Op(entry.item).kind == Kind::kFn && !Op(entry.item).lost) return false;
  }
  for (int32_t item : OpenItems()) {
    if (Op(item).kind == Kind::kGo && Dropped(kWG5)) continue;
    if (Op(item).kind != Kind::kWait) return false;
    if (Dropped(kWG1)) continue;
    const int32_t phase = s.phases.Of(item);
    if (phase == kLetGo || (phase == kLetGoAtOnce && !Dropped(kWG4))) return false;
  }
  return true;
}

bool Run::Crashed(const State& s) const {
  const History& history = *problem_.history;
  const Token crash = history.end->crash;
  const auto is = [&](Token token) { return crash == kNull || crash == token; };
  if (s.wild || Dropped(kWG5)) return true;
  const bool fn = std::any_of(s.phases.begin(), s.phases.end(), [&](const Phases::Entry& e) {
    if (Op(e.item).kind != Kind::kFn) return false;
    if (e.phase == kNegative) return is(history.tokens.Find(kBelowZero));
    return (e.phase == kDying || e.phase == kDead) && is(Op(e.item).panic);
  });
  return fn || std::any_of(gos_.begin(), gos_.end(), [&](int32_t item) {
           const Fate fate = Op(item).fate;
           return Op(item).nil_fn && fate != Fate::kNever && fate != Fate::kPanicked &&
                  is(history.tokens.Find("nil dereference"));
         });
}

std::string Run::Describe(const State& s) const {
  const History& history = *problem_.history;
  if (s.wild) return "the counter left zero beside an open Wait: nothing is promised any more";
  std::string out = "the counter is " + std::to_string(s.counter);
  for (const Phases::Entry& e : s.phases) {
    static constexpr const char* kWords[] = {
        "",         "has counted", "has counted below zero", "is let go", "is let go",
        "is dying", "is dying",    "has counted up and down"};
    const Item& item = history.items[e.item];
    out += ", process " + std::to_string(item.process) + "'s " +
           WaitgroupModel().spec().operations[item.operation].name + " " + kWords[e.phase];
  }
  return out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) {
    for (int32_t item : OpenItems()) {
      const int32_t phase = s.phases.Of(item);
      if (phase == kLetGo || phase == kLetGoAtOnce)
        return "a Wait that nothing holds is still open";
      if (Op(item).kind == Kind::kGo) return "a function has never been run";
    }
    return "somebody could go on";
  }
  const Event& e = problem_.history->events[event];
  const Operation& op = Op(e.item);
  if (op.kind == Kind::kFn) return "its Go has not handed it in, or it has run already";
  if (MisusePanic(op)) return "the counter did not leave zero beside an open Wait";
  if (op.fate == Fate::kPanicked) return "the counter does not fall below zero";
  if (op.kind == Kind::kWait) return "the counter has not been zero since it was called";
  return "it would fall below zero, so it must panic";
}

}  // namespace gosync::models::waitgroup
