#include "models/tests/brute/syncmap_naive.hpp"

#include <algorithm>
#include <string>

#include "models/syncmap.hpp"

namespace gosync::models::brute {

namespace {

constexpr uint64_t kNothing = uint64_t{1} << 63;

}  // namespace

NaiveSyncMap::NaiveSyncMap(const History& history, const ModelSpec&, uint64_t quirks)
    : history_(history), quirks_(quirks) {}

std::string NaiveSyncMap::LikeOf(int64_t token) const {
  const std::string name = Name(token);
  return name.starts_with("uncomparable:") ? name.substr(0, name.find('/')) : "";
}

void NaiveSyncMap::Add(int item) {
  const Op op = Of(item);
  int entry = -1;
  range_of_.push_back(op == kRange ? next_range_++ : -1);
  if (op != kRange && op != kClear && op != kF) {
    const auto key = static_cast<Token>(Argument(item, 0));
    const bool stores = op == kStore || op == kSwap || op == kLoadOrStore;
    if (LikeOf(key).empty() && (!IsNan(key) || stores)) {
      const auto found = IsNan(key) ? entries_.end() : entries_.find(key);
      entry = found == entries_.end() ? next_entry_++ : found->second;
      if (!IsNan(key)) entries_[key] = entry;
      keys_.resize(next_entry_, key);
    }
  }
  entry_of_.push_back(entry);
}

void NaiveSyncMap::NotMade(int item, SyncMapState* state) const {
  state->phase[item] = SyncMapPhase::kNotMade;
}

bool NaiveSyncMap::Failed(int item, SyncMapState* state) const {
  if (state->phase[item] != SyncMapPhase::kNotMade) return false;
  state->phase[item] = SyncMapPhase::kIdle;
  return true;
}

uint64_t NaiveSyncMap::BitOf(int16_t value) const {
  if (value == 0) return kNothing;
  const int bit = bits_.try_emplace(value, static_cast<int>(bits_.size())).first->second;
  return uint64_t{1} << bit;
}

void NaiveSyncMap::Set(int entry, int16_t value, SyncMapState* state) const {
  state->value[entry] = value;
  for (size_t item = 0; item < range_of_.size(); ++item) {
    if (range_of_[item] < 0 || state->phase[item] != SyncMapPhase::kRunning) continue;
    state->held[range_of_[item]][entry] |= BitOf(value);
  }
}

bool NaiveSyncMap::Invoke(int item, SyncMapState* state) const {
  if (Of(item) == kF) return InvokeF(item, state);
  if (Of(item) != kRange) {
    state->phase[item] = SyncMapPhase::kCalled;
    return true;
  }
  state->phase[item] = SyncMapPhase::kRunning;
  for (int entry = 0; entry < kMaxEntries; ++entry) {
    state->held[range_of_[item]][entry] = BitOf(state->value[entry]);
  }
  return true;
}

bool NaiveSyncMap::InvokeF(int item, SyncMapState* state) const {
  const int parent = history_.items[item].parent;
  if (parent < 0 || state->phase[parent] != SyncMapPhase::kRunning) return false;
  const int range = range_of_[parent];
  if (state->last[range] != LastF::kNone && state->last[range] != LastF::kMore) return false;
  const auto key = static_cast<Token>(Argument(item, 0));
  const uint64_t bit = BitOf(static_cast<int16_t>(Argument(item, 1) + 1));
  for (int entry = 0; entry < next_entry_; ++entry) {
    if (keys_[entry] != key || (state->held[range][entry] & bit) == 0) continue;
    if ((state->visited[range] >> entry & 1) != 0) continue;
    state->visited[range] |= static_cast<uint16_t>(1 << entry);
    state->phase[item] = SyncMapPhase::kRunning;
    return true;
  }
  return false;
}

void NaiveSyncMap::Compare(int item, SyncMapState* state) const {
  const int entry = entry_of_[item];
  const int16_t value = entry < 0 ? 0 : state->value[entry];
  const int64_t old = Argument(item, 1);
  bool equal = value != 0 && value - 1 == old && !IsNan(old);
  if (value == 0 && old == kNull && Has(kAbsentIsNil) && Of(item) == kCas) equal = entry >= 0;
  if (value != 0 && !LikeOf(old).empty() && LikeOf(old) == LikeOf(value - 1)) {
    state->phase[item] = SyncMapPhase::kUncomparable;
    return;
  }
  state->flag[item] = equal ? 1 : 0;
  if (!equal) return;
  Set(entry, Of(item) == kCad ? int16_t{0} : static_cast<int16_t>(Argument(item, 2) + 1), state);
}

// The whole operation, in one step.
void NaiveSyncMap::Do(int item, SyncMapState* state) const {
  const int entry = entry_of_[item];
  state->phase[item] = SyncMapPhase::kDone;
  if (Of(item) == kClear) {
    for (int i = 0; i < next_entry_; ++i) Set(i, 0, state);
    return;
  }
  if (!LikeOf(Argument(item, 0)).empty()) {
    state->phase[item] = SyncMapPhase::kUnhashable;
    return;
  }
  const int16_t before = entry < 0 ? 0 : state->value[entry];
  const auto given = static_cast<int16_t>(Argument(item, 1) + 1);
  switch (Of(item)) {
    case kCas:
    case kCad:
      return Compare(item, state);
    case kStore:
      if (before == 0 || !Has(kLosesStores)) Set(entry, given, state);
      return;
    case kDelete:
      if (before != 0) Set(entry, 0, state);
      return;
    case kLoadOrStore:
      if (before == 0) Set(entry, given, state);
      state->result[item] = static_cast<int16_t>((before == 0 ? given : before) - 1);
      break;
    case kSwap:
      Set(entry, given, state);
      [[fallthrough]];
    default:
      state->result[item] = static_cast<int16_t>(before == 0 ? kNull : before - 1);
  }
  if (Of(item) == kLoadAndDelete && before != 0) Set(entry, 0, state);
  state->flag[item] = before == 0 ? 0 : 1;
}

void NaiveSyncMap::Steps(const SyncMapState& state, std::vector<SyncMapState>* out) const {
  for (int item = 0; item < static_cast<int>(entry_of_.size()); ++item) {
    if (state.phase[item] != SyncMapPhase::kCalled) continue;
    if (Of(item) == kClear && Has(kClearsInSteps)) {
      SyncMapState less = state;
      for (int entry = 0; entry < next_entry_; ++entry) {
        if (less.value[entry] == 0) continue;
        Set(entry, 0, &less);
        out->push_back(less);
        break;
      }
    }
    SyncMapState& after = out->emplace_back(state);
    Do(item, &after);
  }
}

bool NaiveSyncMap::ReturnRange(int item, const SyncMapState& state) const {
  const int range = range_of_[item];
  const Item& call = history_.items[item];
  int last = -1;
  for (int f = item + 1; f < static_cast<int>(entry_of_.size()); ++f) {
    if (Of(f) == kF && history_.items[f].parent == item) last = f;
  }
  if (call.outcome == Outcome::kPanic) {
    return state.last[range] == LastF::kPanic && history_.items[last].panic == call.panic;
  }
  if (call.outcome == Outcome::kGoexit) return state.last[range] == LastF::kGoexit;
  if (state.last[range] == LastF::kPanic || state.last[range] == LastF::kGoexit) return false;
  if (state.last[range] == LastF::kStop) return true;
  for (int entry = 0; entry < next_entry_; ++entry) {
    const bool shown = (state.visited[range] >> entry & 1) != 0;
    if (!shown && (state.held[range][entry] & kNothing) == 0) return false;
  }
  return true;
}

bool NaiveSyncMap::Results(int item, const SyncMapState& state) const {
  const Item& call = history_.items[item];
  const SyncMapPhase phase = state.phase[item];
  if (call.outcome == Outcome::kPanic) {
    const char* text = phase == SyncMapPhase::kUncomparable ? "comparing uncomparable type"
                       : phase == SyncMapPhase::kUnhashable ? "hash of unhashable type"
                                                            : "";
    return *text != 0 && call.panic == history_.tokens.Find(text);
  }
  if (phase != SyncMapPhase::kDone) return false;
  switch (Of(item)) {
    case kLoad:
    case kLoadOrStore:
    case kLoadAndDelete:
    case kSwap:
      return call.results[0] == state.result[item] && call.results[1] == state.flag[item];
    case kCas:
    case kCad:
      return call.results[0] == state.flag[item];
    default:
      return true;
  }
}

bool NaiveSyncMap::Return(int item, SyncMapState* state) const {
  const Item& call = history_.items[item];
  if (Of(item) == kF) {
    const int range = range_of_[call.parent];
    state->last[range] = call.outcome == Outcome::kPanic    ? LastF::kPanic
                         : call.outcome == Outcome::kGoexit ? LastF::kGoexit
                         : call.results[0] != 0             ? LastF::kMore
                                                            : LastF::kStop;
  } else if (Of(item) == kRange) {
    if (state->phase[item] != SyncMapPhase::kRunning || !ReturnRange(item, *state)) return false;
    const int range = range_of_[item];
    state->held[range] = {};
    state->visited[range] = 0;
    state->last[range] = LastF::kNone;
  } else if (!Results(item, *state)) {
    return false;
  }
  state->phase[item] = SyncMapPhase::kIdle;
  state->result[item] = 0;
  state->flag[item] = 0;
  return true;
}

// A CompareAndDelete panicked while comparing, or may have, unseen.
bool NaiveSyncMap::Leaked() const {
  for (int item = 0; item < static_cast<int>(entry_of_.size()); ++item) {
    const Item& call = history_.items[item];
    if (Of(item) != kCad || !LikeOf(Argument(item, 0)).empty()) continue;
    if (call.closing == Closing::kOk && call.outcome == Outcome::kPanic) return true;
    if (call.closing == Closing::kInfo && !LikeOf(Argument(item, 1)).empty()) return true;
  }
  return false;
}

bool NaiveSyncMap::Kept(int item, const SyncMapState& state) const {
  if (!Has(syncmap::kLeakedLock) || !Leaked()) return false;
  if (state.phase[item] != SyncMapPhase::kCalled || entry_of_[item] < 0) return false;
  const bool there = state.value[entry_of_[item]] != 0;
  switch (Of(item)) {
    case kStore:
    case kSwap:
      return true;
    case kLoadOrStore:
      return !there;
    case kDelete:
    case kLoadAndDelete:
    case kCad:
      return there;
    case kCas: {
      const int64_t old = Argument(item, 1);
      return there && state.value[entry_of_[item]] - 1 == old && !IsNan(old) && LikeOf(old).empty();
    }
    default:
      return false;
  }
}

bool NaiveSyncMap::Quiescent(const SyncMapState& state) const {
  for (int item = 0; item < static_cast<int>(entry_of_.size()); ++item) {
    const Item& call = history_.items[item];
    if (state.phase[item] == SyncMapPhase::kIdle || call.closing == Closing::kInfo) continue;
    if (state.phase[item] == SyncMapPhase::kNotMade || Of(item) == kF) continue;
    bool inside = false;
    for (int f = 0; f < static_cast<int>(entry_of_.size()); ++f) {
      inside = inside || (Of(f) == kF && history_.items[f].parent == item &&
                          state.phase[f] == SyncMapPhase::kRunning);
    }
    if (!inside && !Kept(item, state)) return false;
  }
  return true;
}

}  // namespace gosync::models::brute
