#include "models/once_run.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "models/core/engine.hpp"
#include "models/core/split.hpp"
#include "models/oncefunc.hpp"

namespace gosync::models::once {
namespace {

constexpr int32_t kNever = std::numeric_limits<int32_t>::max();

}  // namespace

size_t Run::State::Hash() const {
  size_t hash = HashMix(0, static_cast<uint64_t>(static_cast<uint32_t>(leader)));
  hash = HashMix(hash, static_cast<uint64_t>(static_cast<uint32_t>(fn)));
  return HashMix(hash, static_cast<uint64_t>(status) * 2 + (bad ? 1 : 0));
}

void Run::Closed(int32_t item) { std::erase(open_, item); }

// Nobody knows what became of it by then.
bool Run::Lost(int32_t item, int32_t event) const {
  const int32_t at = problem_.lost_at[item];
  return at != kNever && (event == Engine<Run>::kAtEnd || at < event);
}

// Nobody saw what the function did.
bool Run::Unseen(int32_t fn) const { return fn < 0 || Op(fn).fate == Fate::kUnknown; }

bool Run::IsOpen(int32_t item) const {
  return std::find(open_.begin(), open_.end(), item) != open_.end();
}

bool Run::IsBad(Fate fate) const {
  return fate == Fate::kGoexited || (fate == Fate::kPanicked && !problem_.repeats);
}

bool Run::PanicsWith(const Operation& op, const char* text) const {
  return op.fate == Fate::kPanicked && op.panic == problem_.history->tokens.Find(text);
}

bool Run::NeedsSteps(int32_t event) const {
  const Event& e = problem_.history->events[event];
  return e.type == EventType::kOk && Op(e.item).kind != Kind::kFn;
}

// Runs that no callback shows.
void Run::Steps(const State& s, int32_t event, const Emit& emit) const {
  if (s.status == Status::kRunning && (s.fn < 0 || Lost(s.fn, event))) {
    State t = s;
    t.status = Status::kEnded;
    emit(std::move(t));
  }
  if (s.status != Status::kNew) return;
  for (int32_t item : open_) {
    const Operation& op = Op(item);
    if (op.kind != Kind::kDo && op.kind != Kind::kCall) continue;
    if (op.fate == Fate::kNever || op.fn >= 0) continue;
    const bool nil = op.nil_fn && !problem_.repeats;
    if (!nil && !Lost(item, event)) continue;
    const bool shows = op.fate == Fate::kPanicked || op.fate == Fate::kUnknown;
    if (nil && !shows && !free_.bad_end) continue;
    State t = s;
    t.leader = item;
    t.status = nil ? Status::kEnded : Status::kRunning;
    t.bad = t.bad || nil;
    emit(std::move(t));
  }
}

bool Run::Begins(State& s, int32_t item) const {
  const Operation& op = Op(item);
  if (op.fate == Fate::kNever) return true;
  const bool placed = op.owner >= 0 && IsOpen(op.owner) && Op(op.owner).fate != Fate::kNever;
  if (!placed && !free_.place && !free_.runs) return false;
  const bool again = free_.bad_end && s.bad && s.status == Status::kEnded;
  const bool second = op.owner >= 0 && Op(op.owner).fn != item;
  if (s.status != Status::kNew || second) {
    if (free_.runs) return true;
    if (!again) return false;
  }
  s.leader = op.owner;
  s.fn = item;
  s.status = Status::kRunning;
  return true;
}

bool Run::Ends(State& s, int32_t item) const {
  if (s.fn != item || s.status != Status::kRunning) return true;  // a run beside the first
  s.status = Status::kEnded;
  s.bad = s.bad || IsBad(Op(item).fate);
  return true;
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  if (e.type == EventType::kInfo) return true;
  if (Op(e.item).kind == Kind::kFn) {
    return e.type == EventType::kInvoke ? Begins(s, e.item) : Ends(s, e.item);
  }
  return e.type == EventType::kFail || Returns(s, e.item);
}

// Does this call run the function, as far as state s knows?
bool Run::RunsFor(const State& s, int32_t item) const {
  return s.leader == item && s.status != Status::kNew;
}

bool Run::Returns(const State& s, int32_t item) const {
  const Operation& op = Op(item);
  if (op.kind == Kind::kMake) return true;
  if (op.kind == Kind::kReleased) return SeesRelease(s, item);
  if (op.inside && free_.inside) return true;
  if (free_.bad_end && s.bad) return true;
  return op.kind == Kind::kDo ? DoReturns(s, item) : CallReturns(s, item);
}

bool Run::DoReturns(const State& s, int32_t item) const {
  const Operation& op = Op(item);
  if (op.fn >= 0) {
    const bool over = RunsFor(s, item) && s.fn == op.fn && s.status == Status::kEnded;
    if (!over && !free_.runs) return false;
    const Operation& fn = Op(op.fn);
    if (fn.fate == Fate::kUnknown) return true;
    return op.fate == fn.fate && op.panic == fn.panic;
  }
  if (RunsFor(s, item) || (op.nil_fn && free_.runs && op.fate == Fate::kPanicked)) {
    return PanicsWith(op, "nil dereference");
  }
  return op.fate == Fate::kReturned && (s.status == Status::kEnded || free_.runs);
}

bool Run::CallReturns(const State& s, int32_t item) const {
  const Operation& op = Op(item);
  if (free_.outcome) return true;
  if (op.nil_fn) return free_.nil || PanicsWith(op, "nil dereference");
  if (s.status != Status::kEnded) return false;
  if (Unseen(s.fn)) return true;  // nobody saw what the run gave
  const Operation& fn = Op(s.fn);
  switch (fn.fate) {
    case Fate::kReturned:
      return op.fate == Fate::kReturned && op.v1 == fn.v1 && op.v2 == fn.v2;
    case Fate::kPanicked:
      return op.fate == Fate::kPanicked && op.panic == fn.panic;
    case Fate::kGoexited:
      if (RunsFor(s, item)) return op.fate == Fate::kGoexited;
      return (quirks_ & oncefunc::kGoexitPanics) == 0 || PanicsWith(op, "nil panic");
    default:
      return false;
  }
}

// It has to be let go by the time the call that ran it has returned, and not before the
// run is over.
bool Run::SeesRelease(const State& s, int32_t item) const {
  const Operation& op = Op(item);
  if (free_.release || op.nil_fn) return true;
  if (op.released) return s.status == Status::kEnded;
  if (s.status != Status::kEnded || s.leader < 0) return true;
  const bool kept = (quirks_ & oncefunc::kKeptAfterPanic) != 0 && s.fn >= 0 &&
                    (Op(s.fn).fate == Fate::kPanicked || Op(s.fn).fate == Fate::kGoexited);
  if (kept) return true;
  const Item& leader = problem_.history->items[s.leader];
  return leader.closing != Closing::kOk || leader.close > problem_.history->items[item].invoke;
}

std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> items;
  for (int32_t item : open_) {
    if (!Lost(item, Engine<Run>::kAtEnd)) items.push_back(item);
  }
  return items;
}

bool Run::Blocked(const State& s) const {
  for (int32_t item : OpenItems()) {
    const Operation& op = Op(item);
    if (op.kind == Kind::kMake || op.kind == Kind::kReleased) return false;
    if (free_.runs || (free_.bad_end && s.bad)) continue;
    if (op.inside && free_.inside) continue;
    if (op.nil_fn && problem_.repeats) return false;
    const bool lost_leader =
        s.status == Status::kEnded && s.leader >= 0 && Lost(s.leader, Engine<Run>::kAtEnd);
    if (s.status != Status::kRunning && !lost_leader) return false;
  }
  return true;
}

std::string Run::Describe(const State& s) const {
  if (s.status == Status::kNew) return "nobody has run the function";
  std::string who = "outside of any call";
  if (s.leader >= 0) {
    who = "for process " + std::to_string(problem_.history->items[s.leader].process);
  }
  return s.status == Status::kRunning ? "the function is running " + who
                                      : "the function has run " + who;
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  const History& history = *problem_.history;
  if (event == Engine<Run>::kAtEnd) {
    std::string out;
    for (int32_t item : OpenItems()) {
      out += (out.empty() ? "nothing keeps process " : ", process ") +
             std::to_string(history.items[item].process) + "'s " +
             problem_.spec->operations[history.items[item].operation].name;
    }
    return out + " from ending";
  }
  const int32_t item = history.events[event].item;
  const Operation& op = Op(item);
  if (op.kind == Kind::kFn) {
    return s.status == Status::kNew ? "it runs outside of a call" : "it may run only once";
  }
  if (op.kind == Kind::kReleased) {
    return op.released ? "the function is still needed" : "the function is not needed any more";
  }
  if (s.status == Status::kNew) return "it cannot return before the function has run";
  if (s.status == Status::kRunning) return "it cannot return while the function runs";
  if (RunsFor(s, item)) return "that is not what the function did";
  return problem_.repeats ? "that is not what the first call gave"
                          : "it can only return, without anything";
}

std::unique_ptr<Prepared> MakePrepared(Problem problem, Freedom (*freedom)(ClauseSet)) {
  const History& history = *problem.history;
  problem.lost_at.assign(history.items.size(), kNever);
  for (const Item& item : history.items) {
    if (item.closing != Closing::kInfo) continue;
    auto at = static_cast<int32_t>(&item - history.items.data());
    for (; at >= 0; at = history.items[at].parent) problem.lost_at[at] = item.close;
  }
  const ModelSpec& spec = *problem.spec;
  Cut cut = CutByItem(history, NamesOf(history, "once", problem.objects),
                      PartitionsOf(problem.operations));
  return MakeSplit(history, spec, std::move(cut), std::move(problem),
                   [freedom](const Problem& p, int, const Assumptions& assumptions) {
                     return Run(p, freedom(assumptions.dropped), assumptions.quirks);
                   });
}

}  // namespace gosync::models::once
