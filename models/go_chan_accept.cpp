// What the channels' transition system can take from the history, and why not.

#include <algorithm>

#include "models/core/engine.hpp"
#include "models/go_chan_run.hpp"

namespace gosync::models::go_chan {

bool Run::NeedsSteps(int32_t event) const {
  return problem_.history->events[event].type == EventType::kOk;
}

// What is done was done in the way that the history says.
bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const int32_t phase = s.phases.Of(e.item);
  if (e.type == EventType::kInfo) return true;
  if (e.type == EventType::kFail) return phase == kNothing;
  if (phase != kDone) return false;
  s.phases.Remove(e.item);
  return true;
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    const Closing closing = problem_.history->items[item].closing;
    if (closing == Closing::kOpen) items.push_back(item);
  }
  return items;
}

// A clause without which this could stay open though it can go on.
bool Run::Excused(const State& s, int32_t item) const {
  const Operation& op = Of(item);
  if (op.has_default) return Dropped(kGC13);
  if (op.cases.size() > 1) return Dropped(kGC10);
  const Case& c = op.cases[0];
  const bool closed = c.channel >= 0 && s.channels[static_cast<size_t>(c.channel)].closed;
  if (closed && c.sends) return Dropped(kGC6);
  return Dropped(kGC1) || (closed && Dropped(kGC7));
}

// Nothing lets it go on, or it may fail to.
bool Run::MayStay(const State& s, int32_t item) const {
  const Operation& op = Of(item);
  if (s.phases.Of(item) == kDone) return false;
  if (op.kind == Kind::kClose) return Dropped(kGC7);
  if (Excused(s, item)) return true;
  return !op.has_default && !AnyReady(s, op);
}

bool Run::Blocked(const State& s) const {
  const std::vector<int32_t> items = OpenItems();
  for (int32_t item : items) {
    if (!MayStay(s, item)) return false;
  }
  if (problem_.capacity > 0) return true;
  for (int32_t sender : items) {
    for (int32_t receiver : items) {
      if (sender == receiver || Excused(s, sender) || Excused(s, receiver)) continue;
      for (const Case& mine : Of(sender).cases) {
        for (const Case& theirs : Of(receiver).cases) {
          const bool meet = mine.sends && !theirs.sends && mine.channel == theirs.channel;
          if (meet && mine.channel >= 0) return false;
        }
      }
    }
  }
  return true;
}

std::string Run::Describe(const State& s) const {
  const History& history = *problem_.history;
  std::string out;
  for (size_t c = 0; c < s.channels.size(); ++c) {
    out += (c == 0 ? "" : ", ") + history.tokens.Name(problem_.channels[c]) + " holds";
    for (Token value : s.channels[c].buffer) out += " " + history.tokens.Name(value);
    if (s.channels[c].buffer.empty()) out += " nothing";
    if (s.channels[c].closed) out += " and is closed";
  }
  const ModelSpec& spec = GoChanModel().spec();
  for (const Phases::Entry& e : s.phases) {
    const Item& i = history.items[e.item];
    out += ", process " + std::to_string(i.process) + "'s " + spec.operations[i.operation].name +
           "(" + DescribeArguments(history, spec, i) + ") done";
  }
  return out.empty() ? "no channels" : out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) {
    std::string out;
    for (int32_t item : OpenItems()) {
      if (MayStay(s, item)) continue;
      const Item& i = problem_.history->items[item];
      out += (out.empty() ? "nothing keeps process " : ", process ") + std::to_string(i.process) +
             "'s " + GoChanModel().spec().operations[i.operation].name;
    }
    return out.empty() ? "two that are open could meet" : out + " from ending";
  }
  const Operation& op = Of(problem_.history->events[event].item);
  if (op.fate == Fate::kPanicked) return "nothing here makes it panic that way";
  if (op.kind == Kind::kClose) return "this must panic";
  if (op.chosen == kDefault) return "a case is ready, so it may not take its default";
  const Case& c = op.cases[static_cast<size_t>(op.chosen)];
  if (c.channel < 0) return "a nil channel is never ready";
  const bool closed = s.channels[static_cast<size_t>(c.channel)].closed;
  if (c.sends)
    return closed ? "a send to a closed channel must panic" : "nobody can take its value";
  return op.ok ? "that value cannot be the next one" : "the channel is not both closed and empty";
}

}  // namespace gosync::models::go_chan
