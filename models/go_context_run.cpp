#include "models/go_context_run.hpp"

#include <algorithm>
#include <limits>

#include "models/core/engine.hpp"

namespace gosync::models::go_context {

namespace {

constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

}  // namespace

Run::Run(const Problem& problem, const Assumptions& assumptions)
    : problem_(problem),
      dropped_(assumptions.dropped),
      read_from_(problem.history->events.size() + 1, kNoLimit) {
  for (size_t i = 0; i < problem.operations.size(); ++i) {
    const Operation& op = problem.operations[i];
    if (op.kind != Kind::kNow || op.fate != Fate::kReturned) continue;
    read_from_[static_cast<size_t>(problem.history->items[i].invoke)] = op.number;
  }
  for (size_t e = problem.history->events.size(); e-- > 0;) {
    read_from_[e] = std::min(read_from_[e], read_from_[e + 1]);
  }
}

// What the clock must not have passed yet: somebody will read it.
int64_t Run::ReadLater(const State& s, int32_t event) const {
  if (event < 0) return kNoLimit;
  int64_t least = read_from_[static_cast<size_t>(event)];
  for (int32_t item : open_) {
    const Operation& op = Of(item);
    if (op.kind != Kind::kNow || op.fate != Fate::kReturned) continue;
    if (s.phases.Of(item) == kNothing) least = std::min(least, op.number);
  }
  return least;
}

void Run::Invoked(int32_t item) {
  open_.push_back(item);
  const Operation& op = Of(item);
  if (op.kind == Kind::kCancel && op.fate != Fate::kNever) given_.push_back(op.cause);
}

void Run::Closed(int32_t item) { std::erase(open_, item); }  // a function was never in it

bool Run::IsDone(const State& s, int context) const {
  if (context < 0) return false;
  const Ending ending = s.endings[static_cast<size_t>(context)];
  return ending != kLive && ending != kNotMade && ending != kStopped;
}

// One that need not be told.
bool Run::MayBeForgotten(const Context& context) const {
  if (context.parent_is_earlier && Dropped(kGX16)) return true;
  return context.is_function && (Dropped(kGX21) || (context.replaced && Dropped(kGX23)));
}

bool Run::AllDoneBelow(const State& s, int context) const {
  for (size_t c = 0; c < s.endings.size(); ++c) {
    if (s.endings[c] != kLive || MayBeForgotten(problem_.contexts[c])) continue;
    for (int up = static_cast<int>(c); up >= 0; up = problem_.contexts[up].parent) {
      if (up == context) return false;
      if (problem_.contexts[up].cut_off) break;
    }
  }
  return true;
}

// It may become done for another reason than its own Cancel.
bool Run::MayEnd(const State& s, int context) const {
  const Context& here = problem_.contexts[static_cast<size_t>(context)];
  if (s.endings[static_cast<size_t>(context)] != kLive) return false;
  if (here.cut_off && !Dropped(kGX20)) return false;
  return IsDone(s, here.parent) || (here.is_function && Dropped(kGX21));
}

bool Run::SeesErr(const State& s, const Operation& op) const {
  if (!IsDone(s, op.context)) return op.result == kNull;
  const bool exceeded = IsExceeded(s.endings[static_cast<size_t>(op.context)]);
  return op.result == (exceeded ? problem_.exceeded : problem_.canceled) || Dropped(kGX3);
}

bool Run::SeesCause(const State& s, const Operation& op) const {
  if (!IsDone(s, op.context)) return op.result == kNull;
  if (Dropped(kGX13)) return true;
  if (op.result == CauseOf(s.endings[static_cast<size_t>(op.context)])) return true;
  return Dropped(kGX14) && std::find(given_.begin(), given_.end(), op.result) != given_.end();
}

bool Run::SeesValue(const Operation& op) const {
  if (op.result == op.found || Dropped(kGX5)) return true;
  return op.found_above_cut && Dropped(kGX20);
}

bool Run::SeesDeadline(const Operation& op) const {
  if (op.ok == op.deadline.has_value() && op.number == op.deadline.value_or(0)) return true;
  if (Dropped(kGX4)) return true;
  for (int at = op.named; at >= 0; at = problem_.contexts[static_cast<size_t>(at)].above) {
    const Context& here = problem_.contexts[static_cast<size_t>(at)];
    if (here.cut_off) return Dropped(kGX20);
    if (op.ok && here.own == op.number && Dropped(kGX16)) return true;
  }
  return false;
}

// Does it panic exactly if it has to? What is not known is right.
bool Run::EndsAsItMust(const Operation& op) const {
  if (op.fate == Fate::kUnknown) return true;
  if (op.must_panic != kNoPanic) {
    return (op.fate == Fate::kPanicked && op.panic == op.must_panic) || Dropped(op.why_panic);
  }
  return op.fate != Fate::kPanicked || Dropped(op.why_panic);
}

// Does an operation that changes nothing see what the history says of it?
bool Run::Sees(const State& s, const Operation& op) const {
  if (op.fate == Fate::kPanicked || op.must_panic != kNoPanic) return true;  // see EndsAsItMust
  if (op.fate == Fate::kUnknown && op.kind != Kind::kWait) return true;
  const bool up_the_tree = op.kind == Kind::kValue || op.kind == Kind::kDeadline;
  const int of = up_the_tree ? op.named : op.context;
  if (of == kBackground && Dropped(kGX1)) return true;
  if (op.kind == Kind::kValue) return SeesValue(op);
  if (op.kind == Kind::kDeadline) return SeesDeadline(op);
  if (op.by_value && Dropped(kGX19)) return true;
  if (op.context >= 0) {
    if (problem_.contexts[static_cast<size_t>(op.context)].cut_off && Dropped(kGX20)) return true;
    if (!IsDone(s, op.context) && Dropped(kGX7)) return true;
  }
  if (op.kind == Kind::kErr) return SeesErr(s, op);
  if (op.kind == Kind::kCause) return SeesCause(s, op);
  return IsDone(s, op.context) || Dropped(kGX2);
}

// What one is told whose parent is done.
Ending Run::Handed(const State& s, const Context& context) {
  return context.is_function ? kStarted : s.endings[static_cast<size_t>(context.parent)];
}

// Its deadline has passed, and nobody has told it yet.
bool Run::IsOver(const State& s, const Context& context) {
  return context.own.has_value() && !context.parent_is_earlier && *context.own <= s.clock;
}

// The deadline passes.
void Run::Exceed(const State& s, size_t context, int64_t latest, const Emit& emit) const {
  const Context& here = problem_.contexts[context];
  const bool waits =
      s.endings[context] == kLive || (Dropped(kGX18) && IsDone(s, static_cast<int>(context)));
  if (!here.own.has_value() || !waits) return;
  if (here.parent_is_earlier && !Dropped(kGX16)) return;
  State t = s;
  if (!Dropped(kGX15)) {
    if (*here.own > latest) return;
    t.clock = std::max(t.clock, *here.own);
  }
  t.endings[context] = EndingOf(here.own_cause, true);
  emit(t);
  if (!Dropped(kGX17)) return;
  t.endings[context] = EndingOf(problem_.exceeded, true);
  emit(std::move(t));
}

void Run::ReadClock(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  State t = s;
  t.phases.Set(item, kDone);
  if (op.fate == Fate::kReturned) {
    if (op.number < s.clock) return;
    t.clock = op.number;
  }
  emit(std::move(t));
}

void Run::Make(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  const auto context = static_cast<size_t>(op.context);
  const Context& made = problem_.contexts[context];
  State t = s;
  t.phases.Set(item, kDone);
  if (op.must_panic != kNoPanic && op.fate != Fate::kReturned) return emit(std::move(t));
  if (op.kind == Kind::kWithValue) return emit(std::move(t));  // it has no state of its own
  t.endings[context] = kLive;
  const bool done = IsDone(s, made.parent) && op.kind != Kind::kWithoutCancel;
  if (done ? Dropped(made.is_function ? kGX21 : kGX11) : !IsOver(s, made)) emit(t);
  if (!done && IsOver(s, made)) {
    if (Dropped(kGX15)) emit(t);
    Exceed(t, context, s.clock, emit);
  }
  if (!done) return;
  t.endings[context] = Handed(s, made);
  emit(std::move(t));
}

// Decides between running and not.
void Run::Stop(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  State t = s;
  t.phases.Set(item, kDone);
  Ending& state = t.endings[static_cast<size_t>(op.context)];
  const bool stops = state == kLive;
  if (Dropped(kGX22)) emit(t);
  if (op.fate != Fate::kUnknown && stops != (op.result != 0) && !Dropped(kGX22)) return;
  if (stops) state = kStopped;
  emit(std::move(t));
}

void Run::Cancel(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  State t = s;
  t.phases.Set(item, kDone);
  Ending& ending = t.endings[static_cast<size_t>(op.context)];
  if (ending != kLive || Dropped(kGX7)) emit(t);
  if (ending != kLive && !Dropped(kGX8)) return;
  ending = EndingOf(op.cause, false);
  emit(t);
  const Context& here = problem_.contexts[static_cast<size_t>(op.context)];
  if (!here.own.has_value()) return;
  if (Dropped(kGX17)) {
    ending = EndingOf(here.own_cause, false);
    emit(t);
  }
  if (Dropped(kGX18)) {
    ending = EndingOf(op.cause == problem_.canceled ? problem_.exceeded : op.cause, true);
    emit(t);
  }
}

void Run::Steps(const State& s, int32_t event, const Emit& emit) const {
  for (int32_t item : open_) {
    const Operation& op = Of(item);
    if (op.fate == Fate::kNever || s.phases.Of(item) != kNothing || !EndsAsItMust(op)) continue;
    if (IsMaker(op.kind)) {
      Make(s, item, emit);
    } else if (op.kind == Kind::kCancel) {
      Cancel(s, item, emit);
    } else if (op.kind == Kind::kStop) {
      Stop(s, item, emit);
    } else if (op.kind == Kind::kNow) {
      ReadClock(s, item, emit);
    } else if (Sees(s, op)) {
      State t = s;
      t.phases.Set(item, kDone);
      emit(std::move(t));
    }
  }
  const int64_t latest = ReadLater(s, event);
  for (size_t c = 0; c < s.endings.size(); ++c) {
    const int context = static_cast<int>(c);
    Exceed(s, c, latest, emit);
    State t = s;
    if (MayEnd(s, context)) {
      t.endings[c] = Handed(s, problem_.contexts[c]);
      emit(t);
    }
    if (!Dropped(kGX10) || s.endings[c] != kLive || problem_.contexts[c].is_function) continue;
    for (Token cause : given_) {  // somebody else's
      t.endings[c] = EndingOf(cause, false);
      emit(t);
    }
  }
}

}  // namespace gosync::models::go_context
