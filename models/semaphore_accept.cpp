// What the semaphore's transition system can take from the history, and why not.

#include <algorithm>

#include "models/core/engine.hpp"
#include "models/semaphore_run.hpp"

namespace gosync::models::semaphore {

bool Run::NeedsSteps(int32_t event) const {
  const Event& e = problem_.history->events[event];
  return e.type == EventType::kOk && problem_.operations[e.item].kind != Kind::kNewWeighted;
}

// The error is that of whatever ended the context first.
bool Run::ErrorFits(const State& s, const Operation& op) const {
  if (Dropped(kSE5)) return true;
  const Tokens& tokens = problem_.history->tokens;
  const bool cancelled = op.err == tokens.Find("context canceled");
  if (!cancelled && op.err != tokens.Find("context deadline exceeded")) return false;
  if (!ContextDone(s, op.ctx)) return Dropped(kSE4) || Dropped(kSE8);
  const uint8_t by = problem_.ended_by[op.ctx];
  if (by != 3) return cancelled == (by == 1);
  const Token first = cancelled ? op.ctx : -op.ctx;
  return std::find(s.ended_by.begin(), s.ended_by.end(), first) != s.ended_by.end();
}

bool Run::PanicFits(const Operation& op) const {
  const Tokens& tokens = problem_.history->tokens;
  const auto is = [&](const char* text) { return op.panic == tokens.Find(text); };
  switch (op.kind) {
    case Kind::kNewWeighted:
      return is("semaphore: size < 0") || Dropped(kSE10);
    case Kind::kRelease:
      if (op.n < 0) return is("semaphore: n < 0") || Dropped(kSE10);
      return is("semaphore: released more than held") || Dropped(kSE9);
    case Kind::kAcquire:
      if (op.n >= 0 && op.ctx == kNull) return is("nil dereference") || Dropped(kSE11);
      if (op.n >= 0) return is("semaphore: released more than held");  // SE14
      [[fallthrough]];
    default:
      return is("semaphore: n < 0") || Dropped(kSE10);
  }
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Operation& op = problem_.operations[e.item];
  const int32_t phase = s.phases.Of(e.item);
  if (e.type == EventType::kInfo) return true;
  if (e.type == EventType::kFail) return phase == kNothing && s.head != e.item;
  if (op.kind == Kind::kNewWeighted) {
    if (Dropped(kSE10)) return true;
    return (op.fate == Fate::kPanicked) == (op.n < 0) && (op.n >= 0 || PanicFits(op));
  }
  bool fits = false;
  switch (op.fate) {
    case Fate::kGranted:
      fits = phase == kHeld;
      break;
    case Fate::kRefused:
      fits = phase == kRefused && (op.kind == Kind::kTryAcquire || ErrorFits(s, op));
      break;
    case Fate::kDone:
      fits = phase == kDone;
      break;
    case Fate::kPanicked:
      fits = phase == kPanicked && PanicFits(op);
      break;
    case Fate::kUnknown:
    case Fate::kNever:
      break;
  }
  if (fits) s.phases.Remove(e.item);
  return fits;
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    if (!Lost(item) && problem_.operations[item].kind != Kind::kDeadline) items.push_back(item);
  }
  return items;
}

bool Run::Blocked(const State& s) const {
  bool queue = s.head >= 0;
  bool fitting = false;
  for (int32_t item : OpenItems()) {
    const Operation& op = problem_.operations[item];
    if (op.kind != Kind::kAcquire || Panics(op)) return false;
    if (ContextDone(s, op.ctx) && !Dropped(kSE4)) return false;
    if (s.phases.Of(item) == kOutside) continue;
    if (s.phases.Of(item) != kNothing) return false;
    if (Waits(s, op)) queue = true;
    if (Fits(s, op.n)) fitting = true;
  }
  return queue || !fitting || Dropped(kSE1);
}

std::string Run::Describe(const State& s) const {
  const History& history = *problem_.history;
  const ModelSpec& spec = SemaphoreModel().spec();
  const auto name = [&](int32_t item) {
    const Item& i = history.items[item];
    return "process " + std::to_string(i.process) + "'s " + spec.operations[i.operation].name +
           "(" + DescribeArguments(history, spec, i) + ")";
  };
  std::string out =
      std::to_string(s.charged) + " of " + std::to_string(problem_.size) + " tokens charged";
  if (s.head >= 0) out += ", at the head of the queue " + name(s.head);
  for (const Phases::Entry& e : s.phases) {
    static constexpr const char* kWords[] = {"",     "granted",   "refused",
                                             "done", "panicking", "waiting outside"};
    out += ", " + name(e.item) + " " + kWords[e.phase];
  }
  return out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) {
    std::string out;
    for (int32_t item : OpenItems()) {
      const Operation& op = problem_.operations[item];
      if (op.kind == Kind::kAcquire && !ContextDone(s, op.ctx) && !Fits(s, op.n)) continue;
      const Item& i = problem_.history->items[item];
      out += (out.empty() ? "nothing keeps process " : ", process ") + std::to_string(i.process) +
             "'s " + SemaphoreModel().spec().operations[i.operation].name;
    }
    return out.empty() ? "somebody could go on" : out + " from ending";
  }
  const Operation& op = problem_.operations[problem_.history->events[event].item];
  if (Panics(op) != (op.fate == Fate::kPanicked)) {
    return Panics(op) ? "this must panic" : "nothing here makes it panic that way";
  }
  switch (op.fate) {
    case Fate::kGranted:
      if (ContextDone(s, op.ctx)) return "its context is done, so it may not succeed";
      if (s.head >= 0) return "it may not pass the head of the queue";
      return "nothing can free the " + std::to_string(op.n) + " tokens that it got";
    case Fate::kRefused:
      if (op.kind == Kind::kTryAcquire) return "its tokens are free and nobody can be waiting";
      return ContextDone(s, op.ctx) ? "that is not the error of its context"
                                    : "its context is not done";
    case Fate::kDone:
      return Over(s, op.n) ? "more than is held, so it must panic" : "it cannot take effect";
    case Fate::kPanicked:
      return "nothing here makes it panic that way";
    default:
      return "it cannot end so";
  }
}

}  // namespace gosync::models::semaphore
