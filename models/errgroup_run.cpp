#include "models/errgroup_run.hpp"

#include <algorithm>

#include "models/core/engine.hpp"

namespace gosync::models::errgroup {

Run::Run(const Problem& problem, int32_t partition, const Assumptions& assumptions)
    : problem_(problem),
      partition_(partition),
      dropped_(assumptions.dropped),
      quirks_(assumptions.quirks) {
  for (size_t i = 0; i < problem.operations.size(); ++i) {
    if (problem.operations[i].partition == partition) items_.push_back(static_cast<int32_t>(i));
  }
}

size_t Run::State::Hash() const {
  size_t h = HashMix(static_cast<size_t>(limit), static_cast<uint32_t>(slots));
  h = HashMix(
      h, static_cast<uint64_t>(static_cast<uint32_t>(busy)) << 32 | static_cast<uint32_t>(leaving));
  h = HashMix(
      h, static_cast<uint64_t>(static_cast<uint32_t>(err)) << 32 | static_cast<uint32_t>(cause));
  h = HashMix(
      h, static_cast<uint64_t>(static_cast<uint32_t>(panic)) << 32 | static_cast<uint32_t>(ghosts));
  h = HashMix(h, static_cast<uint64_t>(source) << 4 | uint64_t{abnormal} << 2 |
                     uint64_t{told} << 1 | uint64_t{free});
  for (int32_t fn : ended) h = HashMix(h, static_cast<uint32_t>(fn));
  return phases.Hash(h);
}

// Whoever asks while the context is live may be told so later; nobody else may.
void Run::Enter(State& s, int32_t item) const {
  const Operation& op = Op(item);
  const bool asks = op.kind == Kind::kErr || op.kind == Kind::kCause;
  if (asks && op.fate == Fate::kReturned && op.token == kNull && s.source == Source::kLive) {
    s.phases.Set(item, kDid);
  }
}

bool Run::NeedsSteps(int32_t event) const {
  const Event& e = problem_.history->events[event];
  const bool begins = Op(e.item).kind == Kind::kFn && e.type == EventType::kInvoke;
  return begins || (e.type == EventType::kOk && Op(e.item).kind != Kind::kFn);
}

bool Run::MayEnter(const State& s) const {
  // A slot of a channel without room passes from hand to hand.
  const bool handed = Has(kNewChannel) && s.limit == 0 && s.leaving > 0;
  return !Full(s) || handed || Dropped(kEG6);
}

void Run::LetIn(State& s, int32_t item) const {
  ++s.busy;
  if (Has(kNewChannel) && s.limit == 0 && s.leaving > 0) {
    --s.leaving;
  } else if (!Has(kNewChannel) || s.limit >= 0) {
    ++s.slots;
  }
  s.phases.Set(item, kAdmitted);
}

bool Run::MayLeave(const State& s) const {
  return s.leaving > 0 && (!Has(kNewChannel) || s.limit < 0 || s.slots > 0);
}

void Run::Leave(State& s) const {
  --s.leaving;
  if (!Has(kNewChannel) || s.limit >= 0) --s.slots;
  if (Dropped(kEG8)) ++s.ghosts;
}

bool Run::Idle(const State& s) const {
  if (Dropped(kEG2)) return true;
  if (s.Count() > 0) return false;
  if (Has(kSlotBeforeCount) || Dropped(kEG11) || s.limit == 0) return true;
  return std::none_of(open_.begin(), open_.end(), [&](int32_t item) {
    return Op(item).kind == Kind::kGo && s.phases.Of(item) == kWaits;
  });
}

void Run::Cancel(State& s, Token cause, Source source) const {
  if (s.source == Source::kLive) {
    s.cause = cause == kNull ? problem_.history->tokens.Find("context canceled") : cause;
    s.source = source;
  } else if (source == Source::kWait) {
    s.source = source;
  }
}

// The function's end takes effect: the first error counts, and cancels.
void Run::Tell(State& s, int32_t fn) const {
  s.ended.erase(std::find(s.ended.begin(), s.ended.end(), fn));
  ++s.leaving;
  const Operation& op = Op(fn);
  if (op.fate == Fate::kReturned) {
    if (s.err != kNull) return;
    s.err = op.token;
    if (!Has(kPropagates)) {  // later errors change nothing
      s.leaving += static_cast<int32_t>(s.ended.size());
      s.ended.clear();
    }
    return Cancel(s, s.err, Source::kError);
  }
  if (!s.abnormal) Cancel(s, s.err, Source::kError);
  s.abnormal = true;
  if (op.fate == Fate::kPanicked && s.panic == kNull) s.panic = op.panic;
}

void Run::Steps(const State& s, int32_t, const Emit& emit) const {
  if (s.free) return;
  for (int32_t fn : s.ended) {
    State t = s;
    Tell(t, fn);
    emit(std::move(t));
  }
  if (MayLeave(s)) {
    State t = s;
    Leave(t);
    emit(std::move(t));
  }
  for (int32_t item : open_) {
    if (Op(item).fate == Fate::kNever) continue;
    switch (Op(item).kind) {
      case Kind::kGo:
      case Kind::kTryGo:
        GoSteps(s, item, emit);
        break;
      case Kind::kWait:
        WaitSteps(s, item, emit);
        break;
      case Kind::kSetLimit:
        LimitSteps(s, item, emit);
        break;
      default:
        OtherSteps(s, item, emit);
    }
  }
}

void Run::GoSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  const int32_t phase = s.phases.Of(item);
  if (phase > kWaits) return;
  const auto set = [&](int32_t to) {
    State t = s;
    t.phases.Set(item, to);
    emit(std::move(t));
  };
  const bool unknown = op.fate == Fate::kUnknown;
  const bool enters = op.kind == Kind::kGo || op.ok || unknown;
  if (enters && op.fate != Fate::kPanicked && MayEnter(s)) {
    State t = s;
    LetIn(t, item);
    emit(std::move(t));
  }
  const bool ghosts = Dropped(kEG8) && s.limit >= 0 && s.slots + s.ghosts >= s.limit;
  const bool refuses = op.kind == Kind::kTryGo && op.fate == Fate::kReturned && !op.ok;
  if (refuses && (Full(s) || ghosts || Dropped(kEG7))) set(kRefused);
  if (op.kind == Kind::kGo && op.fate == Fate::kPanicked && op.inside && Full(s)) set(kThrew);
}

void Run::WaitSteps(const State& s, int32_t item, const Emit& emit) const {
  const int32_t phase = s.phases.Of(item);
  State t = s;
  if (phase == 0 && Idle(s)) {
    t.phases.Set(item, kIdle);
    emit(std::move(t));
  } else if (phase == kIdle) {
    Cancel(t, s.err, Source::kWait);
    t.phases.Set(item, s.err != kNull || s.abnormal ? kToldErr : kToldNil);
    emit(std::move(t));
  }
}

void Run::LimitSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  if (s.phases.Of(item) != 0) return;
  const bool release = Has(kNewChannel);
  const bool active = release ? s.limit >= 0 && s.slots > 0 : s.Count() > 0;
  const bool must_panic = active && op.n >= 0 && s.limit >= 0;
  const bool may_panic = release ? must_panic : active;
  const bool any = Dropped(kEG9) && s.Count() > 0;
  const bool ghosts = Dropped(kEG8) && s.ghosts > 0;
  if (op.fate != Fate::kReturned && (may_panic || any || ghosts)) {
    State t = s;
    t.phases.Set(item, kThrew);
    emit(std::move(t));
  }
  if (op.fate == Fate::kPanicked || (must_panic && !any)) return;
  State t = s;
  t.phases.Set(item, kDid);
  t.limit = std::max<int64_t>(op.n, -1);
  if (release) t.slots = 0;
  // Who waited may stay with the limit that it found (EG6).
  for (int32_t go : open_) {
    if (Op(go).kind == Kind::kGo && t.phases.Of(go) <= kWaits) t.phases.Set(go, kStays);
  }
  if (any) t.free = true;
  emit(std::move(t));
}

void Run::OtherSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  if (s.phases.Of(item) != 0) return;
  State t = s;
  if (op.kind == Kind::kCancel) {
    Cancel(t, op.token, Source::kParent);
    t.phases.Set(item, kDid);
    emit(std::move(t));
  } else if (op.kind == Kind::kSeenWaiting && op.fate == Fate::kReturned) {
    const bool open = std::find(open_.begin(), open_.end(), op.owner) != open_.end();
    const Operation& go = Op(op.owner);
    const bool waits =
        open && go.kind == Kind::kGo && go.fate != Fate::kNever && s.phases.Of(op.owner) <= kWaits;
    const bool stays = s.phases.Of(op.owner) == kStays;
    if (!waits || !(stays || Full(s) || Dropped(kEG6))) return;
    if (!stays) t.phases.Set(op.owner, kWaits);
    t.phases.Set(item, kDid);
    emit(std::move(t));
  }
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Operation& op = Op(e.item);
  if (e.type == EventType::kInfo || op.fate == Fate::kNever || s.free) return true;
  if (op.kind == Kind::kFn) return e.type == EventType::kInvoke ? Begins(s, event) : Ends(s, event);
  return Returns(s, event);
}

// Was the function of this Go or TryGo let in?
bool Run::WasLetIn(const State& s, int32_t item, int32_t event) const {
  const Item& it = problem_.history->items[item];
  const bool closed = it.closing == Closing::kOk && it.close < event;
  if (!closed) return s.phases.Of(item) == kAdmitted;
  return Op(item).fate == Fate::kReturned && (Op(item).kind == Kind::kGo || Op(item).ok);
}

bool Run::Begins(State& s, int32_t event) const {
  const int32_t item = problem_.history->events[event].item;
  const Operation& op = Op(item);
  if (Op(op.owner).fn == item && WasLetIn(s, op.owner, event)) return true;
  const bool refused = Op(op.owner).kind == Kind::kTryGo && !Op(op.owner).ok;
  if (!Dropped(kEG1) && !(refused && Dropped(kEG7))) return false;
  s.free = true;
  return true;
}

bool Run::Ends(State& s, int32_t event) const {
  const int32_t item = problem_.history->events[event].item;
  const Operation& op = Op(item);
  --s.busy;
  const bool abnormal = op.fate == Fate::kPanicked || op.fate == Fate::kGoexited;
  if (abnormal && Dropped(kEG12)) s.free = true;
  const bool tells = abnormal ? Has(kPropagates) : op.token != kNull && s.err == kNull;
  if (!tells) {
    ++s.leaving;
  } else {
    s.ended.insert(std::lower_bound(s.ended.begin(), s.ended.end(), item), item);
  }
  return true;
}

bool Run::SawLive(const State& s, int32_t item) const {
  return s.phases.Of(item) == kDid || (Dropped(kEG17) && s.source == Source::kError);
}

bool Run::Returns(State& s, int32_t event) const {
  const int32_t item = problem_.history->events[event].item;
  const Operation& op = Op(item);
  const int32_t phase = s.phases.Of(item);
  const bool cancelled = s.source != Source::kLive;
  bool fits = true;
  switch (op.kind) {
    case Kind::kGo:
      fits = phase == (op.fate == Fate::kPanicked ? kThrew : kAdmitted);
      break;
    case Kind::kTryGo:
      fits = phase == (op.ok ? kAdmitted : kRefused);
      break;
    case Kind::kWait:
      fits = WaitReturns(s, event);
      s.told = s.told || (Dropped(kEG3) && op.token != kNull);
      break;
    case Kind::kSetLimit:
      fits = phase == (op.fate == Fate::kPanicked ? kThrew : kDid);
      break;
    case Kind::kErr:
    case Kind::kCause:
      if (op.token == kNull) {
        fits = SawLive(s, item);
      } else if (op.kind == Kind::kErr) {
        fits = cancelled && op.token == problem_.history->tokens.Find("context canceled");
      } else {
        fits = cancelled && op.token == s.cause;
      }
      fits = fits || Dropped(kEG4);
      break;
    case Kind::kDone:
      fits = cancelled || Dropped(kEG4);
      break;
    case Kind::kCancel:
    case Kind::kSeenWaiting:
      fits = phase == kDid;
      break;
    default:
      break;
  }
  s.phases.Remove(item);
  return fits;
}

bool Run::WaitReturns(const State& s, int32_t event) const {
  const int32_t item = problem_.history->events[event].item;
  const Operation& op = Op(item);
  const bool misuse = op.fate == Fate::kPanicked && (Has(kSlotBeforeCount) || Dropped(kEG11));
  if (misuse && op.panic == problem_.history->tokens.Find(
                                "sync: WaitGroup is reused before previous Wait has returned")) {
    return Dropped(kEG11) || AnyBefore(Kind::kGo, event);
  }
  const int32_t phase = s.phases.Of(item);
  if (phase < kToldNil) return false;
  if (Dropped(kEG2) || (Dropped(kEG3) && s.told)) return true;
  if (Dropped(kEG5) && AnyBefore(Kind::kCancel, event)) return true;
  const bool nil = op.fate == Fate::kReturned && op.token == kNull;
  if (phase == kToldNil && nil) return true;
  if (s.panic != kNull) return op.fate == Fate::kPanicked && op.panic == s.panic;
  if (s.abnormal) return op.fate == Fate::kGoexited;
  return op.fate == Fate::kReturned && op.token == s.err;
}

}  // namespace gosync::models::errgroup
