#include "models/go_panic_run.hpp"

#include <algorithm>
#include <utility>

#include "models/core/engine.hpp"

namespace gosync::models::go_panic {
namespace {

bool Same(const Ending& a, const Ending& b) { return a.how == b.how && a.panic == b.panic; }

// Recover stops the panic of a frame.
void Stop(Frame& f) {
  f.recovered.push_back(f.ending.panic);
  f.resumes = f.resumes || f.ending.exits;
  f.ending.how = f.ending.exits ? Outcome::kGoexit : Outcome::kReturn;
  f.ending.panic = kNull;
}

// A deferred function has ended otherwise than by returning.
void Replace(Frame& f, const Ending& next, Origin origin) {
  if (f.Panics()) f.replaced.push_back(f.ending.panic);
  if (next.how == Outcome::kGoexit) f.cut = f.cut || f.Panics() || !f.recovered.empty();
  f.ending = {next.how, next.panic, next.exits || f.ending.exits};
  f.origin = origin;
}

}  // namespace

size_t Run::State::Hash() const {
  size_t hash = 0;
  for (const Frame& f : frames) {
    hash = HashMix(hash, static_cast<uint32_t>(f.call));
    hash = HashMix(hash, static_cast<uint32_t>(f.fn));
    hash = HashMix(hash, f.pending.size());
    hash = HashMix(hash, static_cast<uint32_t>(f.ending.panic));
  }
  return hash;
}

// As the history has it; whether a Goexit is beneath a panic is not in there.
Ending Run::Seen(int32_t item) const {
  const Item& i = Of(item);
  return {i.outcome, i.outcome == Outcome::kPanic ? i.panic : kNull, i.outcome == Outcome::kGoexit};
}

bool Run::InBody(const Frame& f) const { return problem_.operations[f.fn].body; }

Token Run::RecoverGives(const Frame& f) const {
  return f.Panics() && !InBody(f) ? f.ending.panic : kNull;
}

void Run::Enter(State& s, int32_t item) const {
  const Operation& op = problem_.operations[item];
  if (op.never) return;
  if (!s.frames.empty()) {
    Frame& f = s.frames.back();
    f.went_on = f.went_on || f.passes.how != Outcome::kReturn;
  }
  if (op.kind != Kind::kCall) return;
  Frame& f = s.frames.emplace_back();
  f.call = item;
  f.ending.how = Outcome::kReturn;
  f.passes.how = Outcome::kReturn;
  if (op.fn != kNull) return;
  f.begun = f.ended = true;
  f.ending = {Outcome::kPanic, problem_.nil_dereference, false};
  f.origin = Origin::kNilFunction;
}

// The turns of deferred nils have come.
void Run::NilTurns(Frame& f) const {
  while (f.ended && !f.pending.empty() && f.pending.back() == kNull) {
    f.pending.pop_back();
    Replace(f, {Outcome::kPanic, problem_.nil_dereference, false}, Origin::kNilFunction);
  }
}

bool Run::Begins(State& s, int32_t item) const {
  Frame& f = s.frames.back();
  const Token fn = problem_.operations[item].fn;
  NilTurns(f);
  f.fn = item;
  if (!f.begun && fn == problem_.operations[f.call].fn) {
    f.begun = true;
    return true;
  }
  if (f.ended && !f.pending.empty() && f.pending.back() == fn) {
    f.pending.pop_back();
    return true;
  }
  std::erase(f.pending, fn);
  f.loose = true;
  return Dropped(kGP1);
}

bool Run::Ends(State& s, int32_t item) const {
  Frame& f = s.frames.back();
  Ending seen = Seen(item);
  if (Same(f.passes, seen)) {
    seen.exits = f.passes.exits;
  } else if (f.passes.how != Outcome::kReturn &&
             !Dropped(f.passes.how == Outcome::kPanic ? kGP2 : kGP10)) {
    return false;
  }
  f.passes = {};
  f.went_on = false;
  f.fn = -1;
  if (f.begun && !f.ended && problem_.operations[item].fn == problem_.operations[f.call].fn) {
    f.ended = true;
    f.ending = seen;
    // Without GP1 nobody knows when the turn of a nil comes.
    f.loose = f.loose || (Dropped(kGP1) &&
                          std::find(f.pending.begin(), f.pending.end(), kNull) != f.pending.end());
  } else if (seen.how != Outcome::kReturn) {
    Replace(f, seen, Origin::kDeferred);
  }
  return true;
}

bool Run::Deferred(State& s, int32_t item) const {
  const Token fn = problem_.operations[item].fn;
  if (Of(item).outcome == Outcome::kPanic) return Dropped(fn == kNull ? kGP16 : kGP1);
  s.frames.back().pending.push_back(fn);
  return true;
}

bool Run::Recovered(State& s, int32_t item) const {
  Frame& f = s.frames.back();
  const auto seen = static_cast<Token>(Of(item).results[0]);
  if (seen != RecoverGives(f)) {
    if (!f.loose && !Dropped(BlameRecover(s, seen))) return false;
    f.loose = true;
  }
  if (seen != kNull && f.Panics()) Stop(f);
  return true;
}

bool Run::Returns(State& s, int32_t item) const {
  Frame f = std::move(s.frames.back());
  s.frames.pop_back();
  NilTurns(f);
  if (!f.ended || !f.pending.empty()) {
    if (!Dropped(BlameLeftOut(f))) return false;
    f.loose = true;
  }
  Ending seen = Seen(item);
  if (!Same(seen, f.ending) && !f.loose && !Dropped(BlameEnd(f, seen))) return false;
  if (s.frames.empty()) return true;
  Frame& around = s.frames.back();
  if (seen.how == Outcome::kPanic) seen.exits = f.ending.exits;
  if (seen.how != Outcome::kReturn) around.passes = seen;
  if (InBody(around)) return true;
  around.inner.insert(around.inner.end(), f.recovered.begin(), f.recovered.end());
  around.inner.insert(around.inner.end(), f.inner.begin(), f.inner.end());
  return true;
}

bool Run::Accept(State& s, int32_t event) const {
  const Event& e = problem_.history->events[event];
  if (e.type == EventType::kInfo || e.type == EventType::kFail) return true;
  for (const Frame& f : s.frames) {
    if (f.went_on && !Dropped(f.passes.how == Outcome::kPanic ? kGP2 : kGP10)) return false;
  }
  switch (problem_.operations[e.item].kind) {
    case Kind::kFn:
      return e.type == EventType::kInvoke ? Begins(s, e.item) : Ends(s, e.item);
    case Kind::kDefer:
      return Deferred(s, e.item);
    case Kind::kRecover:
      return Recovered(s, e.item);
    case Kind::kCall:
      return Returns(s, e.item);
  }
  return false;
}

// The innermost that is open, unless nobody knows what became of its process.
std::vector<int32_t> Run::OpenItems() const {
  std::vector<int32_t> innermost;
  const std::vector<Item>& items = problem_.history->items;
  for (size_t i = 0; i < items.size(); ++i) {
    if (problem_.partitions[i] != partition_) continue;
    if (items[i].closing == Closing::kInfo) return {};
    if (items[i].closing == Closing::kOpen) innermost = {static_cast<int32_t>(i)};
  }
  return innermost;
}

// A function may take its time; nothing else does.
bool Run::Blocked(const State& s) const {
  const std::vector<int32_t> open = OpenItems();
  return open.empty() || problem_.operations[open[0]].kind == Kind::kFn ||
         Dropped(BlameOpen(s, open[0]));
}

std::string Run::Describe(const State& s) const {
  const Tokens& tokens = problem_.history->tokens;
  if (s.frames.empty()) return "no call is open";
  const Frame& f = s.frames.back();
  std::string out = "the call of " + tokens.Name(problem_.operations[f.call].fn);
  if (!f.ended) return out + " has not run it";
  if (f.ending.how == Outcome::kReturn) out += " returns";
  if (f.ending.how == Outcome::kGoexit) out += " exits";
  if (f.Panics()) {
    out += " panics with " +
           (f.ending.panic < 0 ? "nil dereference" : tokens.Name(f.ending.panic)) +
           (f.ending.exits ? " during Goexit" : "");
  }
  out += ", functions left to run: " + std::to_string(f.pending.size());
  return f.pending.empty() ? out : out + ", first " + tokens.Name(f.pending.back());
}

std::string Run::WhyNot(const State& s, int32_t event) const {
  if (event == Engine<Run>::kAtEnd) return "somebody is open who has nothing to wait for";
  for (const Frame& f : s.frames) {
    if (f.went_on) return "a call in it had ended the function";
  }
  switch (problem_.operations[problem_.history->events[event].item].kind) {
    case Kind::kFn:
      return problem_.history->events[event].type == EventType::kInvoke
                 ? "it is not the turn of this function"
                 : "a call in it had ended the function";
    case Kind::kDefer:
      return "Defer only returns";
    case Kind::kRecover:
      return "that is not what there is to recover";
    case Kind::kCall:
      break;
  }
  return "the call does not end so, or not yet";
}

}  // namespace gosync::models::go_panic
