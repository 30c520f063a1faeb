#include "models/go_context_run.hpp"

#include <algorithm>

#include "models/core/engine.hpp"

namespace gosync::models::go_context {

void Run::Invoked(int32_t item) {
  open_.push_back(item);
  const Operation& op = Of(item);
  if (op.kind == Kind::kCancel && op.fate != Fate::kNever) given_.push_back(op.cause);
}

void Run::Closed(int32_t item) { std::erase(open_, item); }  // a function was never in it

bool Run::IsDone(const State& s, int context) const {
  if (context < 0) return false;
  const Token cause = s.causes[static_cast<size_t>(context)];
  return cause != kLive && cause != kNotMade && cause != kStopped;
}

// A function that need not be told.
bool Run::MayBeForgotten(const Context& context) const {
  return context.is_function && (Dropped(kGX21) || (context.replaced && Dropped(kGX23)));
}

bool Run::AllDoneBelow(const State& s, int context) const {
  for (size_t c = 0; c < s.causes.size(); ++c) {
    if (s.causes[c] != kLive || MayBeForgotten(problem_.contexts[c])) continue;
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
  if (s.causes[static_cast<size_t>(context)] != kLive) return false;
  if (here.cut_off && !Dropped(kGX20)) return false;
  return IsDone(s, here.parent) || (here.is_function && Dropped(kGX21));
}

bool Run::SeesErr(const State& s, const Operation& op) const {
  if (IsDone(s, op.context)) return op.result == problem_.canceled || Dropped(kGX3);
  return op.result == kNull;
}

bool Run::SeesCause(const State& s, const Operation& op) const {
  if (!IsDone(s, op.context)) return op.result == kNull;
  if (Dropped(kGX13)) return true;
  if (op.result == s.causes[static_cast<size_t>(op.context)]) return true;
  return Dropped(kGX14) && std::find(given_.begin(), given_.end(), op.result) != given_.end();
}

bool Run::SeesValue(const Operation& op) const {
  if (op.result == op.found || Dropped(kGX5)) return true;
  return op.found_above_cut && Dropped(kGX20);
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
  const bool sees_value = op.kind == Kind::kValue;
  if (op.context == kBackground && !(sees_value && op.by_value) && Dropped(kGX1)) return true;
  if (sees_value) return SeesValue(op);
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
Token Run::Handed(const State& s, const Context& context) {
  return context.is_function ? kStarted : s.causes[static_cast<size_t>(context.parent)];
}

void Run::Make(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  const auto context = static_cast<size_t>(op.context);
  const Context& made = problem_.contexts[context];
  State t = s;
  t.phases.Set(item, kDone);
  if (op.must_panic != kNoPanic && op.fate != Fate::kReturned) return emit(std::move(t));
  if (op.kind == Kind::kWithValue) return emit(std::move(t));  // it has no state of its own
  t.causes[context] = kLive;
  const bool done = IsDone(s, made.parent) && op.kind != Kind::kWithoutCancel;
  if (!done || Dropped(made.is_function ? kGX21 : kGX11)) emit(t);
  if (!done) return;
  t.causes[context] = Handed(s, made);
  emit(std::move(t));
}

// Decides between running and not.
void Run::Stop(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  State t = s;
  t.phases.Set(item, kDone);
  Token& state = t.causes[static_cast<size_t>(op.context)];
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
  Token& cause = t.causes[static_cast<size_t>(op.context)];
  if (cause != kLive || Dropped(kGX7)) emit(t);
  if (cause != kLive && !Dropped(kGX8)) return;
  cause = op.cause;
  emit(std::move(t));
}

void Run::Steps(const State& s, int32_t, const Emit& emit) const {
  for (int32_t item : open_) {
    const Operation& op = Of(item);
    if (op.fate == Fate::kNever || s.phases.Of(item) != kNothing || !EndsAsItMust(op)) continue;
    if (IsMaker(op.kind)) {
      Make(s, item, emit);
    } else if (op.kind == Kind::kCancel) {
      Cancel(s, item, emit);
    } else if (op.kind == Kind::kStop) {
      Stop(s, item, emit);
    } else if (Sees(s, op)) {
      State t = s;
      t.phases.Set(item, kDone);
      emit(std::move(t));
    }
  }
  for (size_t c = 0; c < s.causes.size(); ++c) {
    const int context = static_cast<int>(c);
    State t = s;
    if (MayEnd(s, context)) {
      t.causes[c] = Handed(s, problem_.contexts[c]);
      emit(t);
    }
    if (!Dropped(kGX10) || s.causes[c] != kLive || problem_.contexts[c].is_function) continue;
    for (Token cause : given_) {  // somebody else's
      t.causes[c] = cause;
      emit(t);
    }
  }
}

}  // namespace gosync::models::go_context
