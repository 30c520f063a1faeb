#include "models/tests/brute/go_context_naive.hpp"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace gosync::models::brute {
namespace {

constexpr int8_t kNotYet = 0;
constexpr int8_t kAlive = 1;
constexpr int8_t kStopped = -1;

}  // namespace

bool NaiveGoContext::Is(int item, const char* f) const {
  return spec_.operations[history_.items[item].operation].name == f;
}

void NaiveGoContext::Add(int item) {
  const auto& arguments = history_.items[item].arguments;
  const auto find = [this](int64_t token) {
    const auto found = numbers_.find(static_cast<Token>(token));
    return found == numbers_.end() ? -1 : found->second;
  };
  if (Is(item, "Now")) {
    if (history_.items[item].closing == Closing::kOk) Know(history_.items[item].results[0]);
    node_of_.push_back(-1);
    return;
  }
  if (Is(item, "Stop") || Is(item, "fn")) {
    node_of_.push_back(functions_.at(static_cast<Token>(arguments[0])));
    return;
  }
  if (!Makes(item)) {
    node_of_.push_back(find(arguments[0]));
    return;
  }
  const int number = static_cast<int>(nodes_.size());
  nodes_.push_back({.parent = find(arguments[0]), .cut_off = Is(item, "WithoutCancel")});
  if (Is(item, "WithValue")) nodes_.back().values = item;
  if (Is(item, "WithDeadline")) {
    Know(arguments[2]);
    const auto above = DeadlineOf(nodes_.back().parent);
    if (!above.has_value() || *above >= arguments[2]) nodes_.back().timed = item;
    if (nodes_.back().timed < 0 && Has(kLastDeadline)) nodes_.back().timed = item;
  }
  nodes_.back().function = Is(item, "AfterFunc");
  (nodes_.back().function ? functions_ : numbers_)[static_cast<Token>(arguments[1])] = number;
  node_of_.push_back(number);
}

bool NaiveGoContext::Makes(int item) const {
  return Is(item, "WithCancel") || Is(item, "WithoutCancel") || Is(item, "WithValue") ||
         Is(item, "AfterFunc") || Is(item, "WithDeadline");
}

bool NaiveGoContext::Looks(int item) const { return Is(item, "Err") || Is(item, "Cause"); }

// From a context with a value to the one whose end is its own.
int NaiveGoContext::Up(int node) const {
  while (node >= 0 && nodes_[node].values >= 0) node = nodes_[node].parent;
  return node;
}

void NaiveGoContext::Know(int64_t number) {
  if (number <= kBeforeAll || number > 127) {
    std::fprintf(stderr, "%" PRId64 " is too large for the naive contexts\n", number);
    std::abort();
  }
  numbers_of_clock_.insert(static_cast<int8_t>(number));
}

std::optional<int64_t> NaiveGoContext::DeadlineOf(int node) const {
  for (; node >= 0 && !nodes_[node].cut_off; node = nodes_[node].parent) {
    if (nodes_[node].timed >= 0) return history_.items[nodes_[node].timed].arguments[2];
  }
  return std::nullopt;
}

bool NaiveGoContext::HasPassed(int node, const State& state) const {
  if (nodes_[node].timed < 0 || Has(kNoTimer)) return false;
  return Has(kEarlyTimer) || state.clock[0] >= history_.items[nodes_[node].timed].arguments[2];
}

const char* NaiveGoContext::ErrBy(int by) const {
  return Is(by, "Cancel") ? "context canceled" : "context deadline exceeded";
}

Token NaiveGoContext::CauseBy(int by) const {
  const bool cancel = Is(by, "Cancel");
  const auto given = static_cast<Token>(history_.items[by].arguments[cancel ? 1 : 3]);
  const int node = node_of_[by];
  if (!cancel || !Has(kOneCause) || nodes_[node].timed < 0) return given;
  return static_cast<Token>(history_.items[nodes_[node].timed].arguments[3]);
}

bool NaiveGoContext::IsDone(int item, const State& state) const {
  const int node = Up(node_of_[item]);
  return node >= 0 && state.context[node] > kAlive;
}

const char* NaiveGoContext::Throws(int item) const {
  const auto& arguments = history_.items[item].arguments;
  if (Is(item, "Stop") || Is(item, "Now")) return nullptr;
  if (Makes(item) && !Is(item, "AfterFunc")) {
    if (arguments[0] == kNull) return "cannot create context from nil parent";
    return Is(item, "WithValue") && arguments[2] == kNull ? "nil key" : nullptr;
  }
  return arguments[0] == kNull ? "nil dereference" : nullptr;
}

Token NaiveGoContext::ValueSeen(int item) const {
  Token seen = kNull;
  for (int node = node_of_[item]; node >= 0; node = nodes_[node].parent) {
    if (nodes_[node].values < 0) continue;
    const auto& arguments = history_.items[nodes_[node].values].arguments;
    if (arguments[2] != history_.items[item].arguments[1]) continue;
    seen = static_cast<Token>(arguments[3]);
    if (!Has(kFarthestValue)) break;
  }
  return seen;
}

void NaiveGoContext::NotMade(int item, State* state) const { state->phase[item] = Phase::kNotMade; }

bool NaiveGoContext::Failed(int item, State* state) const {
  if (state->phase[item] != Phase::kNotMade) return false;
  state->phase[item] = Phase::kIdle;
  return true;
}

bool NaiveGoContext::Invoke(int item, State* state) const {
  if (Is(item, "fn")) {
    if (!IsStarted(item, *state) || history_.items[item].parent >= 0) return false;
    state->began[node_of_[item]] = 1;
    state->phase[item] = Phase::kRuns;
    return true;
  }
  state->phase[item] = Phase::kOutside;
  return true;
}

bool NaiveGoContext::IsBelow(int node, int top) const {
  while (node != top) {
    if (node < 0 || nodes_[node].cut_off) return false;
    node = nodes_[node].parent;
  }
  return true;
}

void NaiveGoContext::Make(int item, State* state) const {
  const Node& node = nodes_[node_of_[item]];
  state->phase[item] = Phase::kDone;
  if (node.values >= 0) return;
  const int parent = Up(node.parent);
  int8_t above = parent < 0 || node.cut_off ? kAlive : state->context[parent];
  if (above == kAlive && HasPassed(node_of_[item], *state)) above = static_cast<int8_t>(2 + item);
  state->context[node_of_[item]] = above;
  if (!node.function || !Has(kOneFunction)) return;
  for (int other = 0; other < node_of_[item]; ++other) {
    if (nodes_[other].function && Up(nodes_[other].parent) == parent &&
        state->context[other] == kAlive) {
      state->context[other] = kStopped;
    }
  }
}

void NaiveGoContext::Stop(int item, State* state) const {
  int8_t& function = state->context[node_of_[item]];
  const bool stops = function == kAlive;
  state->seen[item] = stops || (Has(kStopLies) && function > kAlive) ? 1 : 0;
  if (stops && !Has(kStopIsIdle)) function = kStopped;
  state->phase[item] = Phase::kDone;
}

// Begins at the top, then tells any that has a parent that knows.
void NaiveGoContext::Walk(int item, const State& state, std::vector<State>* out) const {
  const int top = node_of_[item];
  State next = state;
  if (state.phase[item] == Phase::kOutside) {
    const bool first = state.context[top] == kAlive;
    const int parent = Up(nodes_[top].parent);
    if (first || Has(kLastCauseWins)) next.context[top] = static_cast<int8_t>(2 + item);
    if (Has(kParentToo) && parent >= 0 && next.context[parent] == kAlive) {
      next.context[parent] = next.context[top];
    }
    const bool over = Has(kTellsNoChild) || (Has(kReturnsEarly) && !first);
    next.phase[item] = over ? Phase::kDone : Phase::kWalking;
    out->push_back(next);
    return;
  }
  const size_t before = out->size();
  Tell(top, state, out);
  if (out->size() > before) return;
  next.phase[item] = Phase::kDone;
  out->push_back(next);
}

// One of those below that has a parent that knows.
void NaiveGoContext::Tell(int top, const State& state, std::vector<State>* out) const {
  for (int node = 0; node < static_cast<int>(nodes_.size()); ++node) {
    if (state.context[node] != kAlive || !IsBelow(node, top)) continue;
    const int8_t above = state.context[Up(nodes_[node].parent)];
    if (above <= kAlive) continue;
    out->push_back(state);
    out->back().context[node] = above;
  }
}

// The clock goes on, deadlines pass, and those below are told.
void NaiveGoContext::Clock(const State& state, std::vector<State>* out) const {
  const auto later = numbers_of_clock_.upper_bound(state.clock[0]);
  if (later != numbers_of_clock_.end()) {
    out->push_back(state);
    out->back().clock[0] = *later;
  }
  for (int node = 0; node < static_cast<int>(nodes_.size()); ++node) {
    if (state.timer[node] == 1) {
      const size_t before = out->size();
      Tell(node, state, out);
      if (out->size() > before) continue;
      out->push_back(state);
      out->back().timer[node] = 2;
    } else if (state.context[node] == kAlive && HasPassed(node, state)) {
      out->push_back(state);
      out->back().context[node] = static_cast<int8_t>(2 + nodes_[node].timed);
      out->back().timer[node] = 1;
    }
  }
}

void NaiveGoContext::Steps(const State& state, std::vector<State>* out) const {
  Clock(state, out);
  for (int item = 0; item < static_cast<int>(node_of_.size()); ++item) {
    const Phase phase = state.phase[item];
    if (phase != Phase::kOutside && phase != Phase::kWalking && phase != Phase::kWaiting) continue;
    if (Is(item, "Cancel")) {
      Walk(item, state, out);
      continue;
    }
    State next = state;
    if (Throws(item) != nullptr) {
      next.phase[item] = Phase::kThrows;
    } else if (Is(item, "Wait")) {
      if (phase == Phase::kWaiting && (Has(kWakesNoWaiter) || !IsDone(item, state))) continue;
      next.phase[item] = IsDone(item, state) ? Phase::kDone : Phase::kWaiting;
    } else if (Makes(item)) {
      Make(item, &next);
    } else if (Is(item, "Stop")) {
      Stop(item, &next);
    } else if (Is(item, "Now")) {
      next.seen[item] = state.clock[0];
      next.phase[item] = Phase::kDone;
    } else {
      const int node = Up(node_of_[item]);
      if (Looks(item)) next.seen[item] = node < 0 ? kAlive : state.context[node];
      next.phase[item] = Phase::kDone;
    }
    out->push_back(next);
  }
}

bool NaiveGoContext::Return(int item, State* state) const {
  const Item& end = history_.items[item];
  const Phase phase = state->phase[item];
  const int by = SeenBy(item, *state);
  const int seen = state->seen[item];
  state->phase[item] = Phase::kIdle;
  state->seen[item] = kNotYet;
  if (Is(item, "fn")) return true;
  if (end.outcome == Outcome::kPanic) {
    return phase == Phase::kThrows && end.panic == history_.tokens.Find(Throws(item));
  }
  if (phase != Phase::kDone || end.outcome != Outcome::kReturn) return false;
  if (Is(item, "Stop")) return (end.results[0] != 0) == (seen != 0);
  if (Is(item, "Now")) return end.results[0] == seen;
  if (Is(item, "Deadline")) {
    const auto deadline = DeadlineSeen(item);
    return end.results[0] == deadline.value_or(0) && (end.results[1] != 0) == deadline.has_value();
  }

  if (Is(item, "Value")) return end.results[0] == ValueSeen(item);
  if (!Looks(item)) return true;
  if (by < 0) return end.results[0] == kNull;
  const Token cause = Is(item, "Cause") ? CauseBy(by) : kNull;
  return end.results[0] == (cause != kNull ? cause : history_.tokens.Find(ErrBy(by)));
}

bool NaiveGoContext::Quiescent(const State& state) const {
  for (int node = 0; node < static_cast<int>(nodes_.size()); ++node) {
    const bool alive = state.context[node] == kAlive;
    if (nodes_[node].function && state.context[node] > kAlive && state.began[node] == 0) {
      return false;
    }
    if (state.timer[node] == 1 || (alive && HasPassed(node, state))) return false;
  }
  for (int item = 0; item < static_cast<int>(node_of_.size()); ++item) {
    if (history_.items[item].closing != Closing::kOpen || Is(item, "fn")) continue;
    const Phase phase = state.phase[item];
    const bool sleeps = !IsDone(item, state) || Has(kWakesNoWaiter);
    if (phase != Phase::kIdle && (phase != Phase::kWaiting || !sleeps)) return false;
  }
  return true;
}

}  // namespace gosync::models::brute
