// What the transition system of singleflight can take from the history, and why not.

#include <algorithm>

#include "models/core/engine.hpp"
#include "models/singleflight_run.hpp"

namespace gosync::models::singleflight {

bool Run::NeedsSteps(int32_t event) const {
  const Event& e = problem_.history->events[event];
  if (Op(e.item).kind == Kind::kFn) return e.type == EventType::kInvoke;
  return e.type == EventType::kOk;
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  const Operation& op = Op(e.item);
  if (e.type == EventType::kInfo) return true;
  if (op.kind == Kind::kFn) {
    Flight* f = Find(s, op.owner);
    const bool first = Op(op.owner).fn == e.item;
    if (!first) return Dropped(kSF1);  // it ran a second time
    const Status from = e.type == EventType::kInvoke ? Status::kLed : Status::kRunning;
    if (f == nullptr || f->status != from) return false;
    f->status = e.type == EventType::kInvoke ? Status::kRunning : Status::kFnEnded;
    return true;
  }
  if (e.type == EventType::kFail) {
    if (!Free(s, e.item)) return false;
    Untie(s, e.item);
    return true;
  }
  if (op.kind == Kind::kDoChan) {
    return op.fate == Fate::kReturned && FindLink(s, e.item, Tie::kJoined) != nullptr;
  }
  if (FindLink(s, e.item, Tie::kComplete) == nullptr) return false;
  Untie(s, e.item);
  Collect(s);
  return true;
}

// Nobody will ever know what became of it.
bool Run::Lost(int32_t item) const {
  return problem_.history->items[item].closing == Closing::kInfo;
}

// ... so its flight may never have come to its end.
bool Run::LeaderLost(const Flight& f) const {
  // What fn ran on for a DoChan is a goroutine of its own, which is not lost once it was seen.
  const bool own = Op(f.leader).kind == Kind::kDo || Op(f.leader).nil_fn;
  return Lost(f.leader) && (f.status == Status::kLed || (f.status == Status::kFnEnded && own));
}

// An open Do that somebody else's function keeps waiting.
bool Run::Waiting(const State& s, int32_t item) const {
  const auto keeps = [&](int32_t leader) {
    const Flight* f = leader < 0 ? nullptr : Find(s, leader);
    const bool ends_not = f != nullptr && (KeyKept(*f) || LeaderLost(*f)) && !f->released;
    return f != nullptr && (f->status == Status::kRunning || ends_not);
  };
  if (const Flight* own = Find(s, item)) {  // the leader
    const bool spared = own->status == Status::kFnEnded && FnPanics(*own) && own->chans;
    return own->status == Status::kRunning || (spared && Dropped(kSF10));
  }
  if (const Link* joined = FindLink(s, item, Tie::kJoined)) return keeps(joined->flight);
  if (keeps(s.current)) return true;
  return std::any_of(s.links.begin(), s.links.end(),
                     [&](const Link& l) { return l.item == item && keeps(l.flight); });
}

bool Run::Blocked(const State& s) const {
  if (s.crashing) return false;
  for (const Flight& f : s.flights) {
    if (LeaderLost(f)) continue;
    if (f.status == Status::kLed || (f.status == Status::kFnEnded && !KeyKept(f))) return false;
  }
  for (int32_t item : OpenItems()) {
    const Operation& op = Op(item);
    if (op.kind == Kind::kForget || (op.kind == Kind::kDoChan && !Dropped(kSF8))) return false;
    if (op.kind == Kind::kDo && !Waiting(s, item)) return false;
    if (op.kind != Kind::kReceive || Dropped(kSF8)) continue;
    const Link* link = FindLink(s, op.owner, Tie::kJoined);
    const Flight* f = link == nullptr ? nullptr : Find(s, link->flight);
    const bool filled = f != nullptr && f->status == Status::kEnded &&
                        FnFate(*f) == Fate::kReturned && !FnPanics(*f);
    if (filled) return false;
  }
  return true;
}

bool Run::Crashed(const State& s) const {
  if (!s.crashing) return false;
  const Token token = problem_.history->end->crash;
  const auto is = [&](Token panic) {
    const auto it = problem_.wrapped.find(panic);
    return panic == token || (it != problem_.wrapped.end() && it->second == token);
  };
  return token == kNull || std::any_of(s.flights.begin(), s.flights.end(), [&](const Flight& f) {
           const Operation* fn = FnOf(f);
           const bool dies = DiesAlone(f) || (f.chans && f.status == Status::kEnded);
           return dies && FnPanics(f) &&
                  (fn == nullptr || is(fn->panic) || is(fn->err) || is(f.wrapper));
         });
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    if (!Lost(item)) items.push_back(item);
  }
  return items;
}

std::string Run::Describe(const State& s) const {
  const History& history = *problem_.history;
  const auto name = [&](int32_t item) {
    const Item& i = history.items[item];
    return "process " + std::to_string(i.process) + "'s " +
           SingleflightModel().spec().operations[i.operation].name + " (line " +
           std::to_string(history.InvokeOf(i).line) + ")";
  };
  if (s.crashing) return "the program is crashing";
  std::string out;
  for (const Flight& f : s.flights) {
    static constexpr const char* kWords[] = {"about to run", "running", "fn has ended", "ended"};
    if (f.status == Status::kEnded && s.current != f.leader) continue;
    out += (out.empty() ? "" : "; ") +
           std::string(s.current == f.leader ? "current" : "forgotten") + " flight of " +
           name(f.leader) + ", " + kWords[static_cast<int>(f.status)];
  }
  return out.empty() ? "no flight in progress" : out;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) {
    std::string out;
    for (int32_t item : OpenItems()) {
      if (IsCall(item) && Waiting(s, item)) continue;
      const Item& i = problem_.history->items[item];
      out += (out.empty() ? "nothing keeps process " : ", process ") + std::to_string(i.process) +
             "'s " + SingleflightModel().spec().operations[i.operation].name;
    }
    return out.empty() ? "a flight could go on" : out + " from ending";
  }
  const Event& e = problem_.history->events[event];
  const Operation& op = Op(e.item);
  switch (op.kind) {
    case Kind::kFn:
      return s.current >= 0 ? "its caller would have to join, not to run its own function"
                            : "its caller cannot be leading a flight";
    case Kind::kDoChan:
      return "it must return at once";
    case Kind::kReceive:
      return "its flight has not ended with that result, or it was delivered before";
    case Kind::kForget:
      return "it must return";
    case Kind::kDo:
      break;
  }
  if (const Flight* f = Find(s, e.item)) {
    if (f->status != Status::kEnded) return "its flight has not ended";
    if (f->chans && FnPanics(*f)) return "a channel waits, so the program must crash";
    if (!Matches(*f, e.item)) return "that is not what its function did";
    return op.shared ? "nobody can have joined its flight" : "somebody joined its flight";
  }
  if (op.fn >= 0) return "it ran its own function";
  if (op.fate == Fate::kReturned && !op.shared) return "a joiner's result is always shared";
  return "no flight that it can have joined ended with that result";
}

}  // namespace gosync::models::singleflight
