// The ends of errgroup's histories, and what people are told about configurations.

#include <algorithm>

#include "models/core/engine.hpp"
#include "models/errgroup_run.hpp"

namespace gosync::models::errgroup {

bool Run::AnyBefore(Kind kind, int32_t event) const {
  return std::any_of(items_.begin(), items_.end(), [&](int32_t item) {
    return Op(item).kind == kind && Op(item).fate != Fate::kNever &&
           problem_.history->items[item].invoke < event;
  });
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    if (problem_.history->items[item].closing == Closing::kOpen) items.push_back(item);
  }
  return items;
}

// A function that was let in and that nobody has seen begin.
bool Run::Unbegun(const State& s) const {
  const auto end = static_cast<int32_t>(problem_.history->events.size());
  return std::any_of(items_.begin(), items_.end(), [&](int32_t item) {
    const bool brings = Op(item).kind == Kind::kGo || Op(item).kind == Kind::kTryGo;
    return brings && Op(item).fn < 0 && WasLetIn(s, item, end);
  });
}

// Every function that holds a slot waits for one.
bool Run::WaitsForItself(const State& s) const {
  int holders = 0;
  for (int32_t item : items_) {
    const Item& it = problem_.history->items[item];
    if (Op(item).kind != Kind::kFn || it.closing != Closing::kOpen) continue;
    ++holders;
    const bool waits = std::any_of(open_.begin(), open_.end(), [&](int32_t go) {
      return Op(go).kind == Kind::kGo && problem_.history->items[go].parent == item &&
             s.phases.Of(go) <= kWaits;
    });
    if (!waits) return false;
  }
  return holders > 0;
}

// Nothing has to let this Go in.
bool Run::MayStay(const State& s, int32_t item) const {
  if (Dropped(kEG6)) return true;
  if (s.phases.Of(item) > kWaits) return false;
  if (s.phases.Of(item) == kStays) return true;
  if (MayEnter(s)) return false;
  return Has(kNestedGoWaits) || Dropped(kEG10) || !WaitsForItself(s);
}

bool Run::Blocked(const State& s) const {
  if (s.free) return true;
  const bool panicked = std::any_of(items_.begin(), items_.end(), [&](int32_t item) {
    return Op(item).kind == Kind::kFn && Op(item).fate == Fate::kPanicked;
  });
  if (panicked && !Has(kPropagates) && !Dropped(kEG12)) return false;
  if (!s.ended.empty() || MayLeave(s)) return false;
  const bool skipped = Dropped(kEG3) && s.err != kNull;
  if (!Dropped(kEG1) && !skipped && Unbegun(s)) return false;
  for (int32_t item : OpenItems()) {
    switch (Op(item).kind) {
      case Kind::kGo:
        if (!MayStay(s, item)) return false;
        break;
      case Kind::kTryGo:
        if (!Dropped(kEG7)) return false;
        break;
      case Kind::kWait:
        if (!Dropped(kEG2) && (s.phases.Of(item) != 0 || Idle(s))) return false;
        break;
      case Kind::kDone:
        if (s.source != Source::kLive && !Dropped(kEG4)) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

bool Run::Crashed(const State& s) const {
  if (s.free || Dropped(kEG12)) return true;
  if (Has(kPropagates)) return false;
  const Token crash = problem_.history->end->crash;
  return std::any_of(items_.begin(), items_.end(), [&](int32_t item) {
    return Op(item).kind == Kind::kFn && Op(item).fate == Fate::kPanicked &&
           (crash == kNull || crash == Op(item).panic);
  });
}

std::string Run::Describe(const State& s) const {
  if (s.free) return "nothing is certain any more";
  const Tokens& tokens = problem_.history->tokens;
  std::string out = std::to_string(s.busy) + " functions under way, ";
  out += std::to_string(s.Count() - s.busy) + " on their way out, ";
  out += s.limit < 0 ? "no limit"
                     : std::to_string(s.slots) + " of " + std::to_string(s.limit) + " slots taken";
  if (s.err != kNull) out += ", first error " + tokens.Name(s.err);
  // The words for a plain cancellation may stand nowhere in the history.
  if (s.source != Source::kLive) {
    out += ", cancelled: " + (s.cause < 0 ? "context canceled" : tokens.Name(s.cause));
  }
  return out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  const History& history = *problem_.history;
  if (event == Engine<Run>::kAtEnd) {
    if (!s.ended.empty() || MayLeave(s)) return "a function is on its way out";
    if (Unbegun(s)) return "a function that was let in has not begun";
    std::string who;
    for (int32_t item : OpenItems()) {
      who += " process " + std::to_string(history.items[item].process) + "'s " +
             problem_.spec->operations[history.items[item].operation].name;
    }
    return who.empty() ? "a panic has to end the program" : "nothing keeps waiting:" + who;
  }
  switch (Op(history.events[event].item).kind) {
    case Kind::kGo:
      return "no slot is free";
    case Kind::kTryGo:
      return "that is not what the slots say";
    case Kind::kWait:
      return Idle(s) ? "that is not the first error" : "a function is still under way";
    case Kind::kSetLimit:
      return "a limit may be set exactly if no function is active";
    case Kind::kFn:
      return "it was not let in, or ran before";
    case Kind::kSeenWaiting:
      return "it does not wait for a slot";
    default:
      return "that is not what the context says";
  }
}

}  // namespace gosync::models::errgroup
