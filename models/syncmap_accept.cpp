// What the map's transition system can take from the history, and why not.

#include <algorithm>

#include "models/core/engine.hpp"
#include "models/syncmap_run.hpp"

namespace gosync::models::syncmap {

bool Run::NeedsSteps(int32_t event) const {
  const Event& e = problem_.history->events[event];
  const bool f = problem_.operations[e.item].kind == Kind::kF;
  return e.type == (f ? EventType::kInvoke : EventType::kOk);
}

bool Run::AcceptF(const State& s, int32_t item) const {
  if (Dropped(kMP5)) return true;
  const Operation& f = problem_.operations[item];
  const Operation& range = problem_.operations[problem_.history->items[item].parent];
  return !f.misshapen && !Awaited(s, -1 - (range.sight + f.entry));
}

bool Run::AcceptRange(State& s, int32_t item) const {
  if (Dropped(kMP5)) return true;
  const Operation& range = problem_.operations[item];
  if (range.misshapen) return false;
  for (int32_t entry = first_; entry < first_ + count_; ++entry) {
    if (Awaited(s, -1 - (range.sight + entry))) return false;
  }
  return true;
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Operation& op = problem_.operations[e.item];
  if (op.kind == Kind::kF) return e.type != EventType::kInvoke || AcceptF(s, e.item);
  if (e.type != EventType::kOk) return true;
  if (op.kind == Kind::kRange) return AcceptRange(s, e.item);
  if (Reads(op)) return !Awaited(s, e.item);
  if (s.phases.Of(e.item) == 0) return false;
  s.phases.Remove(e.item);
  return true;
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    const bool lost = problem_.history->items[item].closing == Closing::kInfo;
    if (!lost && !problem_.operations[item].inside_f) items.push_back(item);
  }
  return items;
}

// kLeakedLock: what does its work under the lock of the node.
bool Run::NeedsLock(const Operation& op, Token value) const {
  if (op.unhashable) return false;
  switch (op.kind) {
    case Kind::kStore:
    case Kind::kSwap:
      return true;
    case Kind::kLoadOrStore:
      return value == kNoValue;
    case Kind::kLoadAndDelete:
    case Kind::kDelete:
    case Kind::kCompareAndDelete:
      return value != kNoValue;
    case Kind::kCompareAndSwap:
      return Compare(value, op.old) == Comparison::kEqual;
    default:
      return false;
  }
}

bool Run::MayBlock(const State& s, int32_t item) const {
  const Operation& op = problem_.operations[item];
  if (Dropped(kMP4) && problem_.panicked) return true;
  if (Dropped(kMP18) && op.beside_f) return true;
  if ((quirks_ & kLeakedLock) == 0 || !problem_.leaked || op.entry < 0) return false;
  if (Dropped(kMP1)) return NeedsLock(op, kNoValue) || NeedsLock(op, op.old);
  return s.phases.Of(item) == 0 && NeedsLock(op, Value(s, op));
}

// Nothing of a map ever waits.
bool Run::Blocked(const State& s) const {
  const std::vector<int32_t> open = OpenItems();
  return std::all_of(open.begin(), open.end(), [&](int32_t item) { return MayBlock(s, item); });
}

std::string Run::Describe(const State& s) const {
  const Tokens& tokens = problem_.history->tokens;
  std::string out;
  for (int32_t i = 0; i < count_; ++i) {
    if (s.values[i] == kNoValue) continue;
    out += (out.empty() ? "" : ", ") + tokens.Name(problem_.entries[first_ + i]) + ": " +
           tokens.Name(s.values[i]);
  }
  out = "{" + out + "}";
  for (const Phases::Entry& e : s.phases) {
    const Item& item = problem_.history->items[e.item];
    out += ", process " + std::to_string(item.process) + "'s " +
           SyncMapModel().spec().operations[item.operation].name + " done";
  }
  return out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) {
    std::string out;
    for (int32_t id : OpenItems()) {
      if (MayBlock(s, id)) continue;
      const Item& item = problem_.history->items[id];
      out += (out.empty() ? "nothing keeps process " : ", process ") +
             std::to_string(item.process) + "'s " +
             SyncMapModel().spec().operations[item.operation].name;
    }
    return out.empty() ? "somebody could go on" : out + " from ending";
  }
  const Operation& op = problem_.operations[problem_.history->events[event].item];
  if (op.misshapen) {
    return op.kind == Kind::kF ? "this key was shown before, or the Range was over"
                               : "that is not what its f ended it with";
  }
  if (op.kind == Kind::kF) return "the key did not have that value while the Range ran";
  if (op.kind == Kind::kRange) return "a key was there all the time and was not shown";
  if (op.fate == Fate::kPanicked) return "nothing here makes it panic that way";
  if (op.unhashable) return "this must panic";
  return "at no moment of the call could it have that outcome";
}

}  // namespace gosync::models::syncmap
