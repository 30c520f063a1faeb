#include "models/gozero_singleflight_run.hpp"

#include <algorithm>
#include <utility>

#include "models/core/engine.hpp"

namespace gosync::models::gozero_singleflight {

Run::Run(const Problem& problem, const Assumptions& assumptions)
    : problem_(problem), dropped_(assumptions.dropped), quirks_(assumptions.quirks) {}

size_t Run::State::Hash() const {
  return ties.Hash(HashMix(static_cast<uint32_t>(current), static_cast<uint64_t>(status)));
}

void Run::Closed(int32_t item) { std::erase(open_, item); }

bool Run::IsOpen(int32_t item) const {
  return std::find(open_.begin(), open_.end(), item) != open_.end();
}

// Nobody will ever know what became of it.
bool Run::Lost(int32_t item) const {
  return problem_.history->items[item].closing == Closing::kInfo;
}

// What the function of a flight did: kUnknown while it runs.
Fate Run::FnFate(int32_t leader) const {
  if (Op(leader).nil_fn) return Fate::kPanicked;
  const int32_t fn = Op(leader).fn;
  return fn < 0 ? Fate::kUnknown : Op(fn).fate;
}

bool Run::EndsBadly(int32_t leader) const {
  return FnFate(leader) == Fate::kPanicked || FnFate(leader) == Fate::kGoexited;
}

bool Run::MayLead(int32_t item) const {
  const Operation& op = Op(item);
  if (op.fate == Fate::kNever) return false;
  if (op.nil_fn) {
    return op.fate == Fate::kPanicked || op.fate == Fate::kUnknown || Dropped(kGZ3);
  }
  return op.fn >= 0 || Lost(item);  // of one that is lost, fn may be about to begin
}

// Of a function that returned. `fresh`: what a DoEx has to say.
bool Run::SameResult(int32_t leader, const Operation& op, bool fresh) const {
  if (op.fate != Fate::kReturned) return false;
  if (op.kind == Kind::kDoEx && op.fresh != fresh && !Dropped(kGZ6)) return false;
  const Operation& fn = Op(Op(leader).fn);
  return Dropped(kGZ5) || (op.v == fn.v && op.err == fn.err);
}

// Can the outcome of `item` be that of the flight of `leader`? It is the leader itself, or
// a joiner.
bool Run::Matches(int32_t leader, int32_t item) const {
  const Operation& op = Op(item);
  if (op.fate == Fate::kNever) return false;
  if (op.fate == Fate::kUnknown) return true;
  if (!EndsBadly(leader)) {
    return FnFate(leader) == Fate::kReturned && SameResult(leader, op, item == leader);
  }
  if (Dropped(kGZ3)) return true;
  if (item != leader && (quirks_ & kSilentJoiners) != 0) {
    return op.fate == Fate::kReturned && op.v == kNull && op.err == kNull &&
           (!op.fresh || Dropped(kGZ6));
  }
  if (op.fate != FnFate(leader)) return false;
  if (op.fate == Fate::kGoexited) return true;
  const Token raised = Op(leader).nil_fn ? problem_.history->tokens.Find("nil dereference")
                                         : Op(Op(leader).fn).panic;
  return op.panic == raised;
}

bool Run::NeedsSteps(int32_t event) const {
  const Event& e = problem_.history->events[event];
  const bool fn = Op(e.item).kind == Kind::kFn;
  return e.type == (fn ? EventType::kInvoke : EventType::kOk);
}

// The key's flight leaves the map: whoever is open may have joined it.
void Run::Free(State& s) const {
  for (int32_t item : open_) {
    const Operation& op = Op(item);
    if (item == s.current || op.fn >= 0 || s.ties.Of(item) >= kLed) continue;
    // What becomes of an open call is not known; it might as well not have joined.
    const bool stranded = Dropped(kGZ3) && EndsBadly(s.current);
    if (op.fate == Fate::kUnknown && !stranded) continue;
    if (Matches(s.current, item)) s.ties.Set(item, kMayHaveJoined);
  }
  s.current = -1;
  s.status = Status::kLed;
}

void Run::EndSteps(const State& s, const Emit& emit) const {
  State t = s;
  if (s.status == Status::kFnEnded) {
    if (IsOpen(s.current)) t.ties.Set(s.current, kLed);
    if (Dropped(kGZ2)) {
      State kept = t;  // the key is freed later
      kept.status = Status::kEnded;
      emit(std::move(kept));
    }
  }
  Free(t);
  emit(std::move(t));
}

void Run::LeadSteps(const State& s, int32_t item, int32_t goal, const Emit& emit) const {
  const int32_t tie = s.ties.Of(item);
  if (item == s.current || tie >= kLed || !MayLead(item)) return;
  State t = s;
  if (s.current < 0) {
    t.current = item;
    t.status = Op(item).nil_fn ? Status::kFnEnded : Status::kLed;
    t.ties.Remove(item);
    emit(std::move(t));
  } else if (Dropped(kGZ1) && goal >= 0 && Op(item).fn == goal) {
    t.ties.Set(item, kBeside);
    emit(std::move(t));
  }
}

void Run::Steps(const State& s, int32_t event, const Emit& emit) const {
  const bool at_end = event == Engine<Run>::kAtEnd;
  const int32_t goal = at_end ? -1 : problem_.history->events[event].item;
  for (int32_t item : open_) {
    // Whose function begins later may lead later; who is lost leads for ever, which only
    // the end can show.
    const bool now = Op(item).nil_fn || (goal >= 0 && Op(item).fn == goal);
    if (now || (at_end && Lost(item))) LeadSteps(s, item, goal, emit);
  }
  if (s.current >= 0 && s.status >= Status::kFnEnded) EndSteps(s, emit);
  if (goal >= 0 && Op(goal).kind != Kind::kFn && Op(goal).nil_fn && Joins(s, goal)) {
    State t = s;
    t.ties.Set(goal, kJoined);
    emit(std::move(t));
  }
}

// May it return as a joiner?
bool Run::Joins(const State& s, int32_t item) const {
  const int32_t tie = s.ties.Of(item);
  if (tie != 0 || s.current == item) return tie == kMayHaveJoined;
  const bool early = Dropped(kGZ2) && s.current >= 0 && s.status >= Status::kFnEnded;
  return early && Op(item).fn < 0 && Matches(s.current, item);
}

bool Run::TakesFn(State& s, const Event& event) const {
  const int32_t owner = Op(event.item).owner;
  if (Op(owner).fn != event.item) return Dropped(kGZ1);  // it runs a second time
  if (s.ties.Of(owner) == kBeside) return true;
  const Status from = event.type == EventType::kInvoke ? Status::kLed : Status::kRunning;
  if (s.current != owner || s.status != from) return false;
  s.status = event.type == EventType::kInvoke ? Status::kRunning : Status::kFnEnded;
  return true;
}

// Its function has ended by the time that it returns itself.
bool Run::FnOver(int32_t item) const {
  const History& history = *problem_.history;
  const Item& fn = history.items[Op(item).fn];
  return fn.closing == Closing::kOk && fn.close < history.items[item].close;
}

// The key stays taken by a flight whose function ended badly (GZ3 dropped).
bool Run::Stays(const State& s) const {
  return s.current >= 0 && s.status == Status::kFnEnded && Dropped(kGZ3) && EndsBadly(s.current);
}

bool Run::Returns(State& s, int32_t item) const {
  switch (s.ties.Of(item)) {
    case kJoined:
      break;
    case kLed:
      if (!Matches(item, item)) return false;
      break;
    case kBeside: {
      const bool same = EndsBadly(item)
                            ? Matches(item, item)
                            : SameResult(item, Op(item), true) || SameResult(item, Op(item), false);
      if (!FnOver(item) || !same) return false;
      break;
    }
    default:
      if (s.current == item) return Stays(s);
      // That a nil function did not lead is a step, since others could have joined it.
      if (Op(item).nil_fn || !Joins(s, item)) return false;
  }
  s.ties.Remove(item);
  return true;
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  if (e.type == EventType::kInfo) return true;
  if (Op(e.item).kind == Kind::kFn) return TakesFn(s, e);
  return e.type == EventType::kFail || Returns(s, e.item);
}

// An open call that somebody's function keeps waiting.
bool Run::Rests(const State& s, int32_t item) const {
  const bool bad = Dropped(kGZ3) && EndsBadly(item);
  switch (s.ties.Of(item)) {
    case kMayHaveJoined:
      return true;  // left waiting (GZ3 dropped)
    case kLed:
      return bad;
    case kBeside:
      return Op(Op(item).fn).fate == Fate::kUnknown;
    default:
      return s.current >= 0 && (s.current != item || s.status == Status::kRunning || bad);
  }
}

bool Run::Blocked(const State& s) const {
  if (s.current >= 0 && s.status != Status::kRunning && !Lost(s.current) && !Stays(s)) return false;
  const std::vector<int32_t> items = OpenItems();
  return std::all_of(items.begin(), items.end(), [&](int32_t item) { return Rests(s, item); });
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    if (!Lost(item)) items.push_back(item);
  }
  return items;
}

std::string Run::Describe(const State& s) const {
  if (s.current < 0) return "no flight in progress";
  static constexpr const char* kWords[] = {"about to run", "running", "fn has ended", "ended"};
  const Item& leader = problem_.history->items[s.current];
  return "flight of process " + std::to_string(leader.process) + "'s " +
         GozeroSingleflightModel().spec().operations[leader.operation].name + " (line " +
         std::to_string(problem_.history->InvokeOf(leader).line) + "), " +
         kWords[static_cast<int>(s.status)];
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) {
    std::string out;
    for (int32_t item : OpenItems()) {
      if (Rests(s, item)) continue;
      const Item& i = problem_.history->items[item];
      out += (out.empty() ? "nothing keeps process " : ", process ") + std::to_string(i.process) +
             "'s " + GozeroSingleflightModel().spec().operations[i.operation].name;
    }
    return out.empty() ? "the flight could go on" : out + " from ending";
  }
  const int32_t item = problem_.history->events[event].item;
  const Operation& op = Op(item);
  if (op.kind == Kind::kFn) {
    return s.current >= 0 ? "its caller would have to join, not to run its own function"
                          : "its caller cannot be leading a flight";
  }
  if (s.current == item) return "its flight has not ended";
  if (s.ties.Of(item) == kLed) return "that is not what its function did";
  if (op.fn >= 0) return "it ran its own function";
  return "no flight that it can have joined ended with that result";
}

}  // namespace gosync::models::gozero_singleflight
