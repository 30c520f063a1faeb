#include "models/go_context_run.hpp"

#include <algorithm>

#include "models/core/engine.hpp"

namespace gosync::models::go_context {

void Run::Invoked(int32_t item) {
  open_.push_back(item);
  const Operation& op = Of(item);
  if (op.kind == Kind::kCancel && op.fate != Fate::kNever) given_.push_back(op.cause);
}

void Run::Closed(int32_t item) { open_.erase(std::find(open_.begin(), open_.end(), item)); }

bool Run::IsDone(const State& s, int context) const {
  if (context < 0) return false;
  const Token cause = s.causes[static_cast<size_t>(context)];
  return cause != kLive && cause != kNotMade;
}

bool Run::AllDoneBelow(const State& s, int context) const {
  for (size_t c = 0; c < s.causes.size(); ++c) {
    if (s.causes[c] != kLive) continue;
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
  return IsDone(s, here.parent);
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

void Run::Make(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  const auto context = static_cast<size_t>(op.context);
  const Context& made = problem_.contexts[context];
  State t = s;
  t.phases.Set(item, kDone);
  if (op.must_panic != kNoPanic && op.fate != Fate::kReturned) return emit(std::move(t));
  if (op.kind == Kind::kWithValue) return emit(std::move(t));  // it has no state of its own
  t.causes[context] = kLive;
  const bool done = IsDone(s, made.parent) && op.kind == Kind::kWithCancel;
  if (!done || Dropped(kGX11)) emit(t);
  if (!done) return;
  t.causes[context] = s.causes[static_cast<size_t>(made.parent)];
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
      t.causes[c] = s.causes[static_cast<size_t>(problem_.contexts[c].parent)];
      emit(t);
    }
    if (!Dropped(kGX10) || s.causes[c] != kLive) continue;
    for (Token cause : given_) {  // somebody else's
      t.causes[c] = cause;
      emit(t);
    }
  }
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Operation& op = Of(e.item);
  const int32_t phase = s.phases.Of(e.item);
  if (e.type == EventType::kInfo) return true;
  if (e.type == EventType::kFail) return phase == kNothing;
  if (phase != kDone) return false;
  if (op.kind == Kind::kCancel && !Dropped(kGX9) && !Dropped(kGX7) &&
      !AllDoneBelow(s, op.context)) {
    return false;
  }
  s.phases.Remove(e.item);
  return true;
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    if (problem_.history->items[item].closing == Closing::kOpen) items.push_back(item);
  }
  return items;
}

// Only a Wait blocks, and only while its context is not done.
bool Run::Blocked(const State& s) const {
  for (int32_t item : OpenItems()) {
    const Operation& op = Of(item);
    if (op.kind != Kind::kWait) {
      if (!Dropped(kGX7)) return false;
      continue;
    }
    if (s.phases.Of(item) != kNothing) return false;
    if (op.must_panic != kNoPanic && !Dropped(op.why_panic)) return false;
    if (IsDone(s, op.context) && !Dropped(kGX2) && !(op.by_value && Dropped(kGX19))) return false;
  }
  return true;
}

std::string Run::Describe(const State& s) const {
  const Tokens& tokens = problem_.history->tokens;
  std::string out;
  for (size_t c = 0; c < s.causes.size(); ++c) {
    if (problem_.contexts[c].bearer != static_cast<int>(c)) continue;
    out += (out.empty() ? "" : ", ") + tokens.Name(problem_.contexts[c].name);
    if (s.causes[c] == kNotMade) {
      out += " not made";
    } else if (s.causes[c] == kLive) {
      out += " not done";
    } else {
      out += " done";
      if (s.causes[c] >= 0) out += " (" + tokens.Name(s.causes[c]) + ")";
    }
  }
  return out.empty() ? "no contexts" : out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) return "somebody is open who has nothing to wait for";
  const Operation& op = Of(problem_.history->events[event].item);
  if (!EndsAsItMust(op)) {
    return op.must_panic == kNoPanic ? "it has no reason to panic" : "it has to panic";
  }
  switch (op.kind) {
    case Kind::kValue:
      return "that is not what is stored";
    case Kind::kCancel:
      return "one below it is not done";
    case Kind::kWait:
      return "the context is not done";
    default:
      return IsDone(s, op.context) ? "that is not why it is done" : "the context is not done";
  }
}

}  // namespace gosync::models::go_context
