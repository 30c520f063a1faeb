#include "models/go_chan_run.hpp"

#include <algorithm>

#include "models/core/engine.hpp"

namespace gosync::models::go_chan {

Run::Run(const Problem& problem, const Assumptions& assumptions)
    : problem_(problem), dropped_(assumptions.dropped) {}

Run::State Run::Initial() const {
  State s;
  s.channels.resize(problem_.channels.size());
  return s;
}

void Run::Invoked(int32_t item) {
  open_.push_back(item);
  const Operation& op = Of(item);
  if (op.fate == Fate::kNever) return;
  for (const Case& c : op.cases) {
    if (c.sends && c.channel >= 0) offered_.insert({c.channel, c.value});
  }
}

void Run::Closed(int32_t item) { open_.erase(std::find(open_.begin(), open_.end(), item)); }

bool Run::Is(Token token, const char* text) const {
  return token == problem_.history->tokens.Find(text);
}

bool Run::HasRoom(const Channel& c) const {
  return static_cast<int64_t>(c.buffer.size()) < problem_.capacity;
}

bool Run::Ready(const State& s, const Case& c) const {
  if (c.channel < 0) return false;  // GC12
  const Channel& channel = s.channels[static_cast<size_t>(c.channel)];
  if (channel.closed) return true;
  return c.sends ? HasRoom(channel) : !channel.buffer.empty();
}

bool Run::AnyReady(const State& s, const Operation& op) const {
  return std::any_of(op.cases.begin(), op.cases.end(), [&](const Case& c) { return Ready(s, c); });
}

// Only who has looked at all cases in vain waits.
bool Run::MayWait(const State& s, const Operation& op) const {
  return (!op.has_default || Dropped(kGC13)) && (!AnyReady(s, op) || Dropped(kGC10));
}

// Is this what the history says of it?
bool Run::Fits(const Operation& op, int chosen, Token value, bool ok) const {
  if (op.fate == Fate::kUnknown) return true;
  if (op.fate != Fate::kReturned || op.chosen != chosen) return false;
  if (chosen == kDefault || op.cases[static_cast<size_t>(chosen)].sends) {
    return Dropped(kGC15) || (op.value == kNull && !op.ok);  // nothing is written
  }
  return op.ok == ok && (op.value == value || (ok && Dropped(kGC2)) || (!ok && Dropped(kGC7)));
}

// Takes effect; with GC15 dropped the cases that do not run may have an effect, too.
void Run::Finish(State s, int32_t item, int chosen, const Emit& emit) const {
  s.phases.Set(item, kDone);
  const Operation& op = Of(item);
  if (Dropped(kGC15) && op.IsSelect()) {
    for (size_t i = 0; i < op.cases.size(); ++i) {
      const Case& c = op.cases[i];
      if (static_cast<int>(i) == chosen || c.channel < 0) continue;
      State t = s;
      auto& buffer = t.channels[static_cast<size_t>(c.channel)].buffer;
      if (c.sends) {
        buffer.push_back(c.value);
      } else if (!buffer.empty()) {
        buffer.erase(buffer.begin());
      }
      emit(std::move(t));
    }
  }
  emit(std::move(s));
}

void Run::Steps(const State& s, int32_t, const Emit& emit) const {
  for (int32_t item : open_) {
    const Operation& op = Of(item);
    if (op.fate == Fate::kNever || s.phases.Of(item) != kNothing) continue;
    if (op.kind == Kind::kClose) {
      CloseSteps(s, item, emit);
    } else {
      SelectSteps(s, item, emit);
      RelaxedSteps(s, item, emit);
    }
  }
  if (!Dropped(kGC2)) return;
  for (size_t c = 0; c < s.channels.size(); ++c) {  // a value is lost
    if (s.channels[c].buffer.empty()) continue;
    State t = s;
    t.channels[c].buffer.erase(t.channels[c].buffer.begin());
    emit(std::move(t));
  }
}

void Run::CloseSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  const int c = op.cases[0].channel;
  const bool returns = op.fate == Fate::kUnknown || op.fate == Fate::kReturned;
  const bool panics = op.fate == Fate::kUnknown || op.fate == Fate::kPanicked;
  const auto fits = [&](const char* text) {
    return op.fate == Fate::kUnknown || Is(op.panic, text);
  };
  State t = s;
  t.phases.Set(item, kDone);
  if (c < 0) {
    if ((panics && fits("close of nil channel")) || Dropped(kGC8)) emit(std::move(t));
    return;
  }
  Channel& channel = t.channels[static_cast<size_t>(c)];
  const bool again = channel.closed;
  channel.closed = true;
  if (!again && returns) return emit(std::move(t));
  if ((again && panics && fits("close of closed channel")) || Dropped(kGC9)) emit(std::move(t));
}

void Run::SelectSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  for (size_t i = 0; i < op.cases.size(); ++i) {
    if (Ready(s, op.cases[i])) RunCase(s, item, static_cast<int>(i), emit);
  }
  MeetSteps(s, item, emit);
  if (op.has_default && (!AnyReady(s, op) || Dropped(kGC13)) && Fits(op, kDefault, kNull, false)) {
    Finish(s, item, kDefault, emit);
  }
}

// A case that is ready runs.
void Run::RunCase(const State& s, int32_t item, int chosen, const Emit& emit) const {
  const Operation& op = Of(item);
  const Case& c = op.cases[static_cast<size_t>(chosen)];
  State t = s;
  Channel& channel = t.channels[static_cast<size_t>(c.channel)];
  if (!c.sends) {
    const bool ok = !channel.buffer.empty();
    const Token value = ok ? channel.buffer.front() : kNull;
    if (ok) channel.buffer.erase(channel.buffer.begin());
    if (Fits(op, chosen, value, ok)) Finish(std::move(t), item, chosen, emit);
    return;
  }
  if (channel.closed) {
    const bool panics = op.fate == Fate::kPanicked && Is(op.panic, "send on closed channel");
    if (panics || op.fate == Fate::kUnknown) Finish(std::move(t), item, chosen, emit);
    return;
  }
  channel.buffer.push_back(c.value);
  if (Fits(op, chosen, kNull, false)) Finish(std::move(t), item, chosen, emit);
}

// One of the two has waited; a default does not wait, nor does who has another case ready.
bool Run::MayMeet(const State& s, int32_t sender, int32_t receiver) const {
  if (sender == receiver) return false;  // GC16
  const Operation& other = Of(receiver);
  if (other.fate == Fate::kNever || s.phases.Of(receiver) != kNothing) return false;
  return MayWait(s, Of(sender)) || MayWait(s, other);
}

// A send of this and a receive of somebody else are one step, if there is no buffer.
void Run::MeetSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Of(item);
  if (problem_.capacity > 0) return;
  for (size_t i = 0; i < op.cases.size(); ++i) {
    const Case& mine = op.cases[i];
    const int chosen = static_cast<int>(i);
    if (!mine.sends || mine.channel < 0 || s.channels[static_cast<size_t>(mine.channel)].closed) {
      continue;
    }
    if (!Fits(op, chosen, kNull, false)) continue;
    for (int32_t partner : open_) {
      const Operation& other = Of(partner);
      if (other.kind == Kind::kClose || !MayMeet(s, item, partner)) continue;
      for (size_t j = 0; j < other.cases.size(); ++j) {
        const Case& theirs = other.cases[j];
        const int taken = static_cast<int>(j);
        if (theirs.sends || theirs.channel != mine.channel) continue;
        if (!Fits(other, taken, mine.value, true)) continue;
        Finish(s, item, chosen, [&](const State& t) { Finish(t, partner, taken, emit); });
      }
    }
  }
}

bool Run::PanicsFreely(const Operation& op) const {
  const bool sends =
      std::any_of(op.cases.begin(), op.cases.end(), [](const Case& c) { return c.sends; });
  if (op.fate != Fate::kPanicked) return false;
  if (Dropped(kGC5) && op.cases.size() == 1 && op.cases[0].channel < 0) return true;
  return sends && Dropped(op.IsSelect() ? kGC14 : kGC6);
}

bool Run::ReceivesFreely(const State& s, const Operation& op) const {
  const Case& c = op.cases[static_cast<size_t>(op.chosen)];
  const bool closed = c.channel >= 0 && s.channels[static_cast<size_t>(c.channel)].closed;
  if (Dropped(kGC7) && (!op.ok || closed)) return true;
  if (Dropped(kGC2) && op.ok && offered_.contains({c.channel, op.value})) return true;
  // Out of nothing: of a value that was sent GC2 says when it comes.
  const Clause waits = op.IsSelect() ? kGC10 : kGC1;
  return Dropped(waits) && c.channel >= 0 && op.ok && !offered_.contains({c.channel, op.value});
}

// It may return what it did, whatever the state, because a clause is dropped.
bool Run::NeedNothing(const State& s, const Operation& op) const {
  if (op.fate == Fate::kPanicked) return PanicsFreely(op);
  if (op.fate != Fate::kReturned) return false;
  if (op.chosen == kDefault) return false;
  const Case& c = op.cases[static_cast<size_t>(op.chosen)];
  if (c.channel < 0) return Dropped(op.IsSelect() ? kGC12 : kGC5);
  if (Dropped(kGC16) && op.cases.size() == 2 && op.cases[0].channel == op.cases[1].channel &&
      op.cases[0].sends != op.cases[1].sends && (c.sends || op.ok)) {
    return true;
  }
  if (!c.sends) return ReceivesFreely(s, op);
  const bool closed = s.channels[static_cast<size_t>(c.channel)].closed;
  return closed && Dropped(op.IsSelect() ? kGC14 : kGC6);
}

void Run::RelaxedSteps(const State& s, int32_t item, const Emit& emit) const {
  if (dropped_ == 0) return;
  const Operation& op = Of(item);
  State t = s;
  t.phases.Set(item, kDone);
  if (NeedNothing(s, op)) emit(t);
  const Clause send_clause = op.IsSelect() ? kGC10 : kGC1;
  if (op.fate != Fate::kReturned || op.chosen == kDefault || !Dropped(send_clause)) return;
  const Case& c = op.cases[static_cast<size_t>(op.chosen)];
  if (!c.sends || c.channel < 0 || t.channels[static_cast<size_t>(c.channel)].closed) return;
  t.channels[static_cast<size_t>(c.channel)].buffer.push_back(c.value);  // without room
  emit(std::move(t));
}

}  // namespace gosync::models::go_chan
