#include "models/tests/brute/go_chan_naive.hpp"

#include <algorithm>
#include <cstdlib>

namespace gosync::models::brute {

template <int kMost>
void CaseQueue<kMost>::Push(CaseId id) {
  if (size == kMost) std::abort();  // the histories are too large
  at[size++] = id;
}

template <int kMost>
CaseId CaseQueue<kMost>::Take(int from) {
  const CaseId id = at[from];
  std::copy(at.begin() + from + 1, at.begin() + size, at.begin() + from);
  at[--size] = 0;
  return id;
}

namespace {

template <int kMost>
void Remove(CaseQueue<kMost>* queue, int item) {
  for (int i = queue->size - 1; i >= 0; --i) {
    if (queue->at[i] / 2 == item) queue->Take(i);
  }
}

template <int kMost>
bool AnyoneBut(const CaseQueue<kMost>& queue, int item) {
  return std::any_of(queue.at.begin(), queue.at.begin() + queue.size,
                     [item](CaseId id) { return id / 2 != item; });
}

CaseId IdOf(int item, int number) { return static_cast<CaseId>(2 * item + number); }

}  // namespace

NaiveGoChan::NaiveGoChan(const History& history, const ModelSpec& spec, uint64_t quirks)
    : history_(history), spec_(spec), quirks_(quirks) {}

bool NaiveGoChan::Is(int item, const char* f) const {
  return spec_.operations[history_.items[item].operation].name == f;
}

bool NaiveGoChan::HasDefault(int item) const {
  return spec_.operations[history_.items[item].operation].name.starts_with("Try");
}

int NaiveGoChan::CapacityOf() const {
  const auto capacity = static_cast<int>(history_.header.parameters[0]);
  return capacity + (Has(kOneTooMany) ? 1 : 0);
}

Token NaiveGoChan::ValueOf(CaseId id) const { return cases_[id / 2][id % 2].value; }

void NaiveGoChan::Add(int item) {
  const auto& arguments = history_.items[item].arguments;
  const auto number = [this](int64_t token) {
    if (token == kNull) return -1;
    const int next = static_cast<int>(numbers_.size());
    const int found = numbers_.try_emplace(static_cast<Token>(token), next).first->second;
    if (found >= kMaxChannels) std::abort();  // the histories are too large
    return found;
  };
  std::vector<NaiveCase>& cases = cases_.emplace_back();
  const bool select = Is(item, "Select") || Is(item, "TrySelect");
  for (size_t i = 0; i < (select ? 4 : 2); i += 2) {
    const auto value = static_cast<Token>(arguments[i + 1]);
    const bool sends = select ? value != kNull : Is(item, "Send") || Is(item, "TrySend");
    cases.push_back({number(arguments[i]), sends, sends ? value : kNull});
  }
}

void NaiveGoChan::NotMade(int item, State* state) const { state->phase[item] = Phase::kNotMade; }

bool NaiveGoChan::Failed(int item, State* state) const {
  if (state->phase[item] != Phase::kNotMade) return false;
  state->phase[item] = Phase::kIdle;
  return true;
}

bool NaiveGoChan::Invoke(int item, State* state) const {
  state->phase[item] = Phase::kOutside;
  return true;
}

void NaiveGoChan::Complete(CaseId id, State* state) const {
  state->phase[id / 2] = Phase::kDone;
  state->ran[id / 2] = static_cast<int8_t>(id % 2);
}

CaseId NaiveGoChan::Serve(bool sender, int channel, State* state) const {
  GoChanState::Channel& here = state->channels[channel];
  const CaseId id = sender ? here.senders.Take(0) : here.receivers.Take(0);
  for (GoChanState::Channel& each : state->channels) {
    if (Has(kStaysInQueues)) break;
    Remove(&each.senders, id / 2);
    Remove(&each.receivers, id / 2);
  }
  return id;
}

bool NaiveGoChan::IsReady(int item, const NaiveCase& c, const State& state) const {
  if (c.channel < 0) return false;
  const GoChanState::Channel& channel = state.channels[c.channel];
  if (channel.closed != 0) return true;
  if (c.sends) return channel.buffer.size < CapacityOf() || AnyoneBut(channel.receivers, item);
  return channel.buffer.size > 0 || AnyoneBut(channel.senders, item);
}

void NaiveGoChan::DoSend(int item, int number, State* state) const {
  const NaiveCase& c = cases_[item][number];
  GoChanState::Channel& channel = state->channels[c.channel];
  Complete(IdOf(item, number), state);
  if (channel.closed != 0) {
    state->phase[item] = Phase::kSendOnClosed;
  } else if (channel.receivers.size > 0) {
    const CaseId receiver = Serve(false, c.channel, state);
    Complete(receiver, state);
    state->got[receiver / 2] = IdOf(item, number);
    state->ok[receiver / 2] = 1;
  } else {
    channel.buffer.Push(IdOf(item, number));
  }
}

void NaiveGoChan::DoReceive(int item, int number, State* state) const {
  const NaiveCase& c = cases_[item][number];
  GoChanState::Channel& channel = state->channels[c.channel];
  Complete(IdOf(item, number), state);
  if (channel.buffer.size > 0) {
    state->got[item] = channel.buffer.Take(Has(kLastInFirstOut) ? channel.buffer.size - 1 : 0);
    state->ok[item] = 1;
    if (channel.senders.size == 0 || Has(kRoomWakesNobody)) return;
    const CaseId sender = Serve(true, c.channel, state);
    Complete(sender, state);
    channel.buffer.Push(sender);
  } else if (channel.senders.size > 0) {
    const CaseId sender = Serve(true, c.channel, state);
    Complete(sender, state);
    state->got[item] = sender;
    state->ok[item] = 1;
  }
}

// The cases of one select come at the same time, so any of them may stand before the others.
void NaiveGoChan::Wait(int item, State state, std::vector<State>* out) const {
  state.phase[item] = Phase::kWaiting;
  const int count = static_cast<int>(cases_[item].size());
  for (int first = 0; first < count; ++first) {
    State next = state;
    for (int i = 0; i < count; ++i) {
      const int number = (first + i) % count;
      const NaiveCase& c = cases_[item][number];
      if (c.channel < 0) continue;
      GoChanState::Channel& channel = next.channels[c.channel];
      (c.sends ? channel.senders : channel.receivers).Push(IdOf(item, number));
    }
    out->push_back(next);
  }
}

void NaiveGoChan::Close(int item, State* state) const {
  const int c = cases_[item][0].channel;
  state->phase[item] = Phase::kCloseOfNil;
  if (c < 0) return;
  GoChanState::Channel& channel = state->channels[c];
  state->phase[item] = channel.closed != 0 ? Phase::kCloseOfClosed : Phase::kDone;
  channel.closed = 1;
  if (Has(kCloseDropsBuffer)) channel.buffer = {};
  if (Has(kCloseWakesNobody)) return;
  while (channel.receivers.size > 0) Complete(Serve(false, c, state), state);
  while (channel.senders.size > 0) {
    state->phase[Serve(true, c, state) / 2] = Phase::kSendOnClosed;
  }
}

void NaiveGoChan::Arrive(int item, const State& state, std::vector<State>* out) const {
  bool any = false;
  for (size_t i = 0; i < cases_[item].size(); ++i) {
    const NaiveCase& c = cases_[item][i];
    if (!IsReady(item, c, state)) continue;
    any = true;
    State next = state;
    if (c.sends) {
      DoSend(item, static_cast<int>(i), &next);
    } else {
      DoReceive(item, static_cast<int>(i), &next);
    }
    out->push_back(next);
  }
  if (any && !(Has(kTimidDefault) && HasDefault(item))) return;
  if (!HasDefault(item)) return Wait(item, state, out);
  State next = state;
  next.phase[item] = Phase::kDone;
  next.ran[item] = -1;
  out->push_back(next);
}

void NaiveGoChan::Steps(const State& state, std::vector<State>* out) const {
  for (int item = 0; item < static_cast<int>(cases_.size()); ++item) {
    if (state.phase[item] != Phase::kOutside) continue;
    if (!Is(item, "Close")) {
      Arrive(item, state, out);
      continue;
    }
    State next = state;
    Close(item, &next);
    out->push_back(next);
  }
}

void NaiveGoChan::Results(int item, const State& state, Item* out) const {
  const int ran = state.ran[item];
  const bool ok = state.ok[item] != 0;
  const Token value = ok ? ValueOf(state.got[item]) : kNull;
  out->results = {};
  if (Is(item, "Receive")) {
    out->results = {value, ok};
  } else if (Is(item, "TryReceive")) {
    out->results = {value, ok, ran >= 0};
  } else if (Is(item, "TrySend")) {
    out->results = {ran >= 0};
  } else if (cases_[item].size() == 2) {
    out->results = {ran, value, ok};
  }
}

bool NaiveGoChan::Return(int item, State* state) const {
  const Item& end = history_.items[item];
  const Phase phase = state->phase[item];
  Item expected = end;
  Results(item, *state, &expected);
  state->phase[item] = Phase::kIdle;
  state->ran[item] = 0;
  state->got[item] = 0;
  state->ok[item] = 0;
  if (end.outcome == Outcome::kPanic) {
    const auto says = [&](const char* text) { return end.panic == history_.tokens.Find(text); };
    return (phase == Phase::kSendOnClosed && says("send on closed channel")) ||
           (phase == Phase::kCloseOfNil && says("close of nil channel")) ||
           (phase == Phase::kCloseOfClosed && says("close of closed channel"));
  }
  if (end.outcome != Outcome::kReturn || phase != Phase::kDone) return false;
  const size_t count = spec_.operations[end.operation].results.size();
  return std::equal(end.results.begin(), end.results.begin() + static_cast<std::ptrdiff_t>(count),
                    expected.results.begin());
}

bool NaiveGoChan::Quiescent(const State& state) const {
  for (int item = 0; item < static_cast<int>(cases_.size()); ++item) {
    if (history_.items[item].closing != Closing::kOpen) continue;
    if (state.phase[item] != Phase::kIdle && state.phase[item] != Phase::kWaiting) return false;
  }
  return true;
}

}  // namespace gosync::models::brute
