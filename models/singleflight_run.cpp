#include "models/singleflight_run.hpp"

#include <algorithm>

#include "models/core/engine.hpp"

namespace gosync::models::singleflight {

Run::Run(const Problem& problem, const Assumptions& assumptions)
    : problem_(problem), dropped_(assumptions.dropped), quirks_(assumptions.quirks) {}

const Operation* Run::FnOf(const Flight& f) const {
  const int32_t fn = Op(f.leader).fn;
  return fn < 0 ? nullptr : &Op(fn);
}

Fate Run::FnFate(const Flight& f) const {
  if (Op(f.leader).nil_fn) return Fate::kPanicked;
  const Operation* fn = FnOf(f);
  return fn == nullptr ? Fate::kUnknown : fn->fate;
}

bool Run::FnPanics(const Flight& f) const {
  const Operation* fn = FnOf(f);
  return FnFate(f) == Fate::kPanicked ||
         (fn != nullptr && fn->panic_error && !Has(kNoPanicHandling));
}

bool Run::IsCall(int32_t item) const {
  return Op(item).kind == Kind::kDo || Op(item).kind == Kind::kDoChan;
}

bool Run::Free(const State& s, int32_t item) const {
  return Find(s, item) == nullptr && FindLink(s, item, Tie::kJoined) == nullptr &&
         FindLink(s, item, Tie::kComplete) == nullptr;
}

bool Run::MayLead(int32_t item) const {
  const Operation& op = Op(item);
  if (op.fate == Fate::kNever) return false;
  if (op.nil_fn) {
    return op.kind == Kind::kDoChan || op.fate == Fate::kPanicked || op.fate == Fate::kUnknown;
  }
  if (Lost(item)) return true;  // its fn may run unseen
  // A DoChan may lead although its fn has not begun when the history ends.
  return op.fn >= 0 || op.kind == Kind::kDoChan;
}

// With these clauses dropped, `shared` says nothing about this flight.
bool Run::AnyShared(const Flight& f) const {
  return Dropped(kSF3) || Dropped(kSF1) || (Dropped(kSF6) && f.forgotten);
}

// SF1 dropped: somebody ran a function of their own beside the flight of the key.
// That is no flight, so nothing has to end.
bool Run::Beside(const State& s, const Flight& f) const {
  return Dropped(kSF1) && s.current != f.leader && !f.forgotten;
}

// Could somebody have joined this flight, for all that its leader reports?
bool Run::MayShare(const Flight& f) const {
  if (AnyShared(f)) return true;
  const Operation& leader = Op(f.leader);
  const bool alone = leader.kind == Kind::kDo && leader.fate == Fate::kReturned && !leader.shared;
  return f.shared != Shared::kNo && !alone;
}

bool Run::SameResult(const Flight& f, const Operation& op) const {
  if (op.fate != Fate::kReturned) return false;
  if (Dropped(kSF2)) return true;
  const Operation* fn = FnOf(f);
  return fn != nullptr && op.v == fn->v && op.err == fn->err;
}

bool Run::SamePanic(const Flight& f, const Operation& op) const {
  if (op.fate != Fate::kPanicked) return false;
  if (f.wrapper != kNull && f.wrapper != op.panic) return false;
  const Operation* fn = FnOf(f);
  if (fn == nullptr) return true;  // a nil function: the panic is the runtime's
  if (fn->panic_error) return op.panic == fn->err;
  const bool raw = op.panic == fn->panic;
  if (Has(kNoPanicHandling) || (raw && Dropped(kSF1))) return raw;
  return !raw && (op.unwraps == kAbsent || op.unwraps == kNull || op.unwraps == fn->panic);
}

// Can the outcome of `item` be that of flight f (`shared` left aside)?
bool Run::Matches(const Flight& f, int32_t item) const {
  const Operation& op = Op(item);
  if (op.kind == Kind::kDoChan || op.fate == Fate::kUnknown) return op.fate != Fate::kNever;
  if (FnPanics(f)) return Dropped(kSF9) || SamePanic(f, op);
  switch (FnFate(f)) {
    case Fate::kGoexited:
      return op.fate == Fate::kGoexited || Dropped(kSF11);
    case Fate::kReturned:
      return SameResult(f, op);
    default:
      return false;
  }
}

// Its panic is on a goroutine of its own and nobody handles it.
bool Run::DiesAlone(const Flight& f) const {
  return Has(kNoPanicHandling) && FnFate(f) == Fate::kPanicked &&
         Op(f.leader).kind == Kind::kDoChan;
}

// Nobody will ever free the key of this flight.
bool Run::KeyKept(const Flight& f) const {
  if (DiesAlone(f)) return false;
  const bool crash_due = f.status == Status::kFnEnded && FnPanics(f) && f.chans;
  if (crash_due && Dropped(kSF10)) return true;
  return f.status == Status::kFnEnded &&
         ((FnFate(f) == Fate::kPanicked && (Has(kNoPanicHandling) || Dropped(kSF9))) ||
          (FnFate(f) == Fate::kGoexited && (Has(kNoPanicHandling) || Dropped(kSF11))));
}

// Joiners may have their result.
bool Run::Claimable(const Flight& f) const {
  if (f.status == Status::kEnded) return true;
  return f.status == Status::kFnEnded && (Has(kDoneBeforeLock) || Dropped(kSF4)) &&
         !(Has(kNoPanicHandling) && (KeyKept(f) || DiesAlone(f)));
}

// The current flight leaves the map: whoever is open and free may have joined it.
void Run::LeaveMap(State& s) const {
  const Flight& f = *Find(s, s.current);
  for (int32_t item : open_) {
    if (!IsCall(item) || Op(item).fate == Fate::kNever || Op(item).fn >= 0) continue;
    if (!Free(s, item) || !MayShare(f) || !Matches(f, item)) continue;
    TieTo(s, item, s.current, Tie::kMayHaveJoined);
  }
  s.current = -1;
}

// Forgets what no one can hear of any more, so that equal futures are equal states.
void Run::Collect(State& s) const {
  const auto idle = [&](const Link& l) {
    if (l.flight < 0) return false;
    const Flight* f = Find(s, l.flight);
    const Operation& op = Op(l.item);
    if (l.tie == Tie::kMayHaveJoined) {
      return op.fate == Fate::kUnknown && f->status == Status::kEnded && f->leader_done &&
             f->shared != Shared::kOpen;
    }
    const bool returned = std::find(open_.begin(), open_.end(), l.item) == open_.end();
    return f->status == Status::kEnded && returned && op.receives == 0;
  };
  s.links.erase(std::remove_if(s.links.begin(), s.links.end(), idle), s.links.end());
  const auto over = [&](const Flight& f) {
    return f.status == Status::kEnded && f.leader_done && f.leader != s.current &&
           std::none_of(s.links.begin(), s.links.end(),
                        [&](const Link& l) { return l.flight == f.leader; });
  };
  s.flights.erase(std::remove_if(s.flights.begin(), s.flights.end(), over), s.flights.end());
}

void Run::Finish(State s, const Emit& emit) const {
  Collect(s);
  emit(std::move(s));
}

void Run::Steps(const State& s, int32_t event, const Emit& emit) const {
  const int32_t goal = event == Engine<Run>::kAtEnd ? -1 : problem_.history->events[event].item;
  if (goal >= 0 && Op(goal).kind == Kind::kDo) {
    LeaderSteps(s, goal, emit);
    FollowSteps(s, goal, emit);
  }
  if (s.crashing) {  // the lock is held until the program is dead
    if (goal >= 0 && Op(goal).kind == Kind::kDoChan) JoinSteps(s, goal, emit);
    if (goal >= 0 && Op(goal).kind == Kind::kReceive) ReceiveSteps(s, goal, emit);
    return;
  }
  for (int32_t item : open_) {
    if (IsCall(item)) LeadSteps(s, item, goal, emit);
    if (Op(item).kind == Kind::kForget) ForgetSteps(s, item, emit);
  }
  if (Dropped(kSF1) && goal >= 0 && Op(goal).kind == Kind::kFn) {
    const int32_t owner = Op(goal).owner;  // a DoChan that has returned
    if (std::find(open_.begin(), open_.end(), owner) == open_.end()) {
      LeadSteps(s, owner, goal, emit);
    }
  }
  for (const Flight& f : s.flights) {
    const bool own_channel = Op(f.leader).kind == Kind::kDoChan;
    const bool ends = !Beside(s, f) || own_channel;
    if (f.status == Status::kFnEnded && ends) EndSteps(s, f, emit);
    if (f.status == Status::kEnded && s.current == f.leader) {  // SF4 dropped
      State t = s;
      LeaveMap(t);
      Finish(std::move(t), emit);
    }
  }
  if (goal >= 0 && Op(goal).kind == Kind::kDoChan) JoinSteps(s, goal, emit);
  if (goal >= 0 && Op(goal).kind == Kind::kReceive) ReceiveSteps(s, goal, emit);
  if (goal < 0) LostReceiveSteps(s, emit);
}

void Run::LeadSteps(const State& s, int32_t item, int32_t goal, const Emit& emit) const {
  // With SF1 dropped a second one may lead, when its function is seen to begin.
  const bool second = Dropped(kSF1) && goal >= 0 && Op(item).fn == goal;
  if (Find(s, item) != nullptr || !(Free(s, item) || second)) return;
  if (!MayLead(item) || (s.current >= 0 && !second)) return;
  State t = s;
  Flight f;
  f.leader = item;
  f.chans = Op(item).kind == Kind::kDoChan;
  if (Op(item).nil_fn) f.status = Status::kFnEnded;
  const auto before = [](const Flight& a, const Flight& b) { return a.leader < b.leader; };
  t.flights.insert(std::lower_bound(t.flights.begin(), t.flights.end(), f, before), f);
  if (t.current < 0) t.current = item;
  Untie(t, item);
  if (f.chans) TieTo(t, item, item, Tie::kJoined);
  Finish(std::move(t), emit);
}

// A DoChan attaches its channel to a flight.
void Run::JoinSteps(const State& s, int32_t item, const Emit& emit) const {
  if (!Free(s, item) || (Op(item).fn >= 0 && !Dropped(kSF1))) return;
  const auto join = [&](int32_t flight) {
    State t = s;
    Flight& f = *Find(t, flight);
    const bool survived = f.status == Status::kEnded && FnPanics(f) && !f.chans && !Dropped(kSF10);
    if (!MayShare(f) || survived) return;
    f.shared = Shared::kYes;
    f.chans = true;
    Untie(t, item);
    TieTo(t, item, flight, Tie::kJoined);
    Finish(std::move(t), emit);
  };
  if (s.current >= 0 && !s.crashing) join(s.current);
  for (const Link& l : s.links) {
    if (l.item == item) join(l.flight);
  }
}

void Run::EndSteps(const State& s, const Flight& flight, const Emit& emit) const {
  if (Has(kNoPanicHandling) && KeyKept(flight)) return;
  if (DiesAlone(flight)) {
    State t = s;
    t.crashing = true;
    return Finish(std::move(t), emit);
  }
  if (FnPanics(flight)) {
    CrashSteps(s, flight, emit);
    if (flight.chans && !Dropped(kSF10)) return;
  }
  State t = s;
  Flight& f = *Find(t, flight.leader);
  f.status = Status::kEnded;
  f.released = false;
  if (Op(f.leader).kind == Kind::kDoChan) f.leader_done = true;
  if (t.current == flight.leader) {
    if (Dropped(kSF4)) Finish(t, emit);  // the key is freed later, see Steps
    LeaveMap(t);
  } else if (t.current >= 0 && (Has(kUnconditionalDelete) || Dropped(kSF5))) {
    State u = t;
    Find(u, u.current)->forgotten = true;
    LeaveMap(u);
    Finish(std::move(u), emit);
    if (Has(kUnconditionalDelete)) return;
  }
  Finish(std::move(t), emit);
}

// A panic with a channel attached: joiners are let go, then the program dies
// with the lock held (SF10).
void Run::CrashSteps(const State& s, const Flight& flight, const Emit& emit) const {
  const auto crash = [&](int32_t late) {
    State t = s;
    t.crashing = true;
    if (late >= 0) {  // a DoChan that joined without having returned
      Untie(t, late);
      TieTo(t, late, flight.leader, Tie::kJoined);
    }
    if (t.current >= 0) LeaveMap(t);  // nobody enters any more, but many may have
    Flight& f = *Find(t, flight.leader);
    f.status = Status::kEnded;
    f.chans = true;
    Finish(std::move(t), emit);
  };
  if (flight.chans || Dropped(kSF9)) return crash(-1);
  for (int32_t item : open_) {
    if (Op(item).kind != Kind::kDoChan || Op(item).fn >= 0 || !Free(s, item)) continue;
    const bool tied = std::any_of(s.links.begin(), s.links.end(), [&](const Link& l) {
      return l.item == item && l.flight == flight.leader;
    });
    if (s.current == flight.leader || tied) crash(item);
  }
}

void Run::ForgetSteps(const State& s, int32_t item, const Emit& emit) const {
  if (Op(item).fate == Fate::kNever || FindLink(s, item, Tie::kComplete) != nullptr) return;
  State t = s;
  TieTo(t, item, -1, Tie::kComplete);
  if (Dropped(kSF5)) emit(t);
  if (t.current >= 0) {
    Find(t, t.current)->forgotten = true;
    LeaveMap(t);
  }
  Finish(std::move(t), emit);
}

}  // namespace gosync::models::singleflight
