#include <algorithm>

#include "models/core/engine.hpp"
#include "models/go_context_run.hpp"

namespace gosync::models::go_context {
namespace {

// The clause by which it does not wait.
Clause EndsBy(Kind kind) {
  switch (kind) {
    case Kind::kWithValue:
      return kGX19;
    case Kind::kValue:
      return kGX5;
    case Kind::kAfterFunc:
      return kGX21;
    case Kind::kStop:
      return kGX22;
    case Kind::kWithDeadline:
      return kGX15;
    case Kind::kDeadline:
      return kGX4;
    default:
      return kGX7;
  }
}

}  // namespace

// On a goroutine of its own, after the context is done, once.
bool Run::Begins(const State& s, int32_t item) const {
  const Operation& op = Of(item);
  if (op.fate == Fate::kNever || Dropped(kGX21)) return true;
  return op.first && problem_.history->items[item].parent < 0 &&
         s.endings[static_cast<size_t>(op.context)] == kStarted;
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Operation& op = Of(e.item);
  const int32_t phase = s.phases.Of(e.item);
  if (e.type == EventType::kInfo) return true;
  if (op.kind == Kind::kFn) return e.type != EventType::kInvoke || Begins(s, e.item);
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

// Is a deadline that has passed still to be told to somebody?
bool Run::HasToEnd(const State& s) const {
  if (Dropped(kGX15)) return false;
  for (size_t c = 0; c < s.endings.size(); ++c) {
    const Context& here = problem_.contexts[c];
    if (!here.own.has_value()) continue;
    const int context = static_cast<int>(c);
    if (s.endings[c] == kLive
            ? IsOver(s, here)
            : IsDone(s, context) && IsExceeded(s.endings[c]) && !AllDoneBelow(s, context)) {
      return true;
    }
  }
  return false;
}

// Only a Wait blocks, and only while its context is not done. A function that was started runs.
bool Run::Blocked(const State& s) const {
  if (HasToEnd(s)) return false;
  for (size_t c = 0; c < s.endings.size(); ++c) {
    const Context& function = problem_.contexts[c];
    if (!function.is_function || function.runs || Dropped(kGX21)) continue;
    if (s.endings[c] == kStarted) return false;
  }
  for (int32_t item : OpenItems()) {
    const Operation& op = Of(item);
    if (op.kind != Kind::kWait) {
      if (!Dropped(EndsBy(op.kind))) return false;
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
  for (size_t c = 0; c < s.endings.size(); ++c) {
    if (problem_.contexts[c].bearer != static_cast<int>(c)) continue;
    out += (out.empty() ? "" : ", ") + tokens.Name(problem_.contexts[c].name);
    if (s.endings[c] == kNotMade) {
      out += " not made";
    } else if (problem_.contexts[c].is_function) {
      out += s.endings[c] == kLive      ? " waits"
             : s.endings[c] == kStarted ? " is started"
                                        : " is stopped";
    } else if (s.endings[c] == kLive) {
      out += " not done";
    } else {
      out += IsExceeded(s.endings[c]) ? " done by a deadline" : " done";
      if (CauseOf(s.endings[c]) > 0) out += " (" + tokens.Name(CauseOf(s.endings[c])) + ")";
    }
  }
  if (s.clock > std::numeric_limits<int64_t>::min()) {
    out += (out.empty() ? "" : ", ") + std::string("the clock at ") + std::to_string(s.clock);
  }
  return out.empty() ? "no contexts" : out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) {
    return HasToEnd(s) ? "a deadline has passed, and not all are done"
                       : "somebody is open who has nothing to wait for, or a function has never "
                         "been run";
  }
  const Operation& op = Of(problem_.history->events[event].item);
  if (!EndsAsItMust(op)) {
    return op.must_panic == kNoPanic ? "it has no reason to panic" : "it has to panic";
  }
  switch (op.kind) {
    case Kind::kValue:
      return "that is not what is stored";
    case Kind::kDeadline:
      return "that is not its deadline";
    case Kind::kNow:
      return "the clock has been further";
    case Kind::kFn:
      return "its context is not done, or it was stopped, or it has run already";
    case Kind::kStop:
      return op.result != 0 ? "it did not keep it from running" : "it kept it from running";
    case Kind::kCancel:
      return "one below it is not done";
    case Kind::kWait:
      return "the context is not done";
    default:
      return IsDone(s, op.context) ? "that is not why it is done" : "the context is not done";
  }
}

}  // namespace gosync::models::go_context
