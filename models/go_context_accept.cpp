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
         s.causes[static_cast<size_t>(op.context)] == kStarted;
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

// Only a Wait blocks, and only while its context is not done. A function that was started runs.
bool Run::Blocked(const State& s) const {
  for (size_t c = 0; c < s.causes.size(); ++c) {
    const Context& function = problem_.contexts[c];
    if (!function.is_function || function.runs || Dropped(kGX21)) continue;
    if (s.causes[c] == kStarted) return false;
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
  for (size_t c = 0; c < s.causes.size(); ++c) {
    if (problem_.contexts[c].bearer != static_cast<int>(c)) continue;
    out += (out.empty() ? "" : ", ") + tokens.Name(problem_.contexts[c].name);
    if (s.causes[c] == kNotMade) {
      out += " not made";
    } else if (problem_.contexts[c].is_function) {
      out += s.causes[c] == kLive      ? " waits"
             : s.causes[c] == kStarted ? " is started"
                                       : " is stopped";
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
  if (event == Engine<Run>::kAtEnd) {
    return "somebody is open who has nothing to wait for, or a function has never been run";
  }
  const Operation& op = Of(problem_.history->events[event].item);
  if (!EndsAsItMust(op)) {
    return op.must_panic == kNoPanic ? "it has no reason to panic" : "it has to panic";
  }
  switch (op.kind) {
    case Kind::kValue:
      return "that is not what is stored";
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
