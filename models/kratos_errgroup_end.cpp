// The ends of kratos_errgroup's histories, and what people are told about configurations.

#include <algorithm>

#include "models/core/engine.hpp"
#include "models/kratos_errgroup_run.hpp"

namespace gosync::models::kratos_errgroup {

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    if (problem_.history->items[item].closing == Closing::kOpen) items.push_back(item);
  }
  return items;
}

// Nothing has to let those begin that have not.
bool Run::WaitingRests(const State& s) const {
  if (released_) return s.held.empty() && !MayTake(s);
  if (s.waiting.empty() || (Cancels() && s.teller >= 0) || Dropped(kKR8)) return true;
  if (!std::all_of(s.waiting.begin(), s.waiting.end(), Pooled)) return false;
  const bool waits = std::any_of(open_.begin(), open_.end(),
                                 [&](int32_t item) { return Op(item).kind == Kind::kWait; });
  return PooledIn(s) >= s.n || (Dropped(kKR5) && !waits);
}

bool Run::ReleasedWaitRests(const State& s, int32_t item) const {
  const int32_t phase = s.phases.Of(item);
  if (phase >= kDrains) return !s.closed && Buffered(s) >= s.n;
  return phase == kZero && s.count != 0;
}

bool Run::OpenRests(const State& s, int32_t item) const {
  switch (Op(item).kind) {
    case Kind::kGo:
      return Dropped(kKR5);
    case Kind::kWait:
      if (released_) return ReleasedWaitRests(s, item);
      if (Dropped(kKR14) && (s.hook == Hook::kDue || s.hook == Hook::kRuns)) return true;
      return Dropped(kKR8) || (s.phases.Of(item) == 0 && !Idle(s));
    case Kind::kGOMAXPROCS:
      return Dropped(kKR4);
    case Kind::kDone:
      return s.source == Source::kLive || Dropped(kKR1);
    default:
      return false;
  }
}

bool Run::Blocked(const State& s) const {
  if (s.free) return true;
  if (s.dead || !s.ended.empty()) return false;
  if (s.leaving != std::array<int32_t, 3>{}) return false;
  if (s.hook == Hook::kDue && !Dropped(kKR14)) return false;
  if (!WaitingRests(s)) return false;
  const std::vector<int32_t> open = OpenItems();
  return std::all_of(open.begin(), open.end(), [&](int32_t item) { return OpenRests(s, item); });
}

std::string Run::Describe(const State& s) const {
  if (s.free) return "nothing is certain any more";
  const Tokens& tokens = problem_.history->tokens;
  std::string out = std::to_string(s.waiting.size() + s.held.size() + s.list.size()) +
                    " functions wait, " + std::to_string(s.running.size()) + " run, " +
                    std::to_string(s.ended.size()) + " have an error to tell, ";
  out += s.n == 0 ? "no pool" : "a pool of " + std::to_string(s.n);
  if (s.teller >= 0) {
    const Operation& fn = Op(s.teller);
    const bool panicked = fn.fate == Fate::kPanicked;
    out += std::string(", first ") + (panicked ? "panic " : "error ") +
           tokens.Name(panicked ? fn.panic : fn.token);
  }
  // The words for a plain cancellation may stand nowhere in the history.
  if (s.source != Source::kLive) {
    out += ", cancelled: " + (s.cause < 0 ? "context canceled" : tokens.Name(s.cause));
  }
  if (released_ && s.closed) out += ", the channel is closed";
  return out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  const History& history = *problem_.history;
  if (event == Engine<Run>::kAtEnd) {
    if (!s.ended.empty()) return "a function has an error to tell";
    if (s.hook == Hook::kDue) return "the hook has to be told";
    if (!WaitingRests(s)) return "a function that was handed in has not begun";
    std::string who;
    for (int32_t item : OpenItems()) {
      who += " process " + std::to_string(history.items[item].process) + "'s " +
             problem_.spec->operations[history.items[item].operation].name;
    }
    return "nothing keeps waiting:" + who;
  }
  switch (Op(history.events[event].item).kind) {
    case Kind::kGo:
      return "Go does that never";
    case Kind::kWait:
      return Idle(s) ? "that is not the first error" : "a function has not ended";
    case Kind::kGOMAXPROCS:
      return "it panics exactly if n is not positive";
    case Kind::kFn:
      return "it was not handed in, ran before, comes too late, or finds no worker";
    case Kind::kHook:
      return "that is not what the hook has to be told now";
    default:
      return "that is not what the context says";
  }
}

}  // namespace gosync::models::kratos_errgroup
