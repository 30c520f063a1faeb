#include "models/syncmap_run.hpp"

#include <algorithm>

#include "models/core/engine.hpp"

namespace gosync::models::syncmap {

namespace {

constexpr int32_t kDone = 1;

// What two results of an operation say: the value and whether there was one.
struct Pair {
  Token value;
  bool flag;
};

Pair Expected(const Operation& op, Token value) {
  const bool there = value != kNoValue;
  if (op.kind == Kind::kLoadOrStore) return {there ? value : op.value, there};
  return {there ? value : kNull, there};
}

}  // namespace

size_t Run::State::Hash() const {
  size_t h = 0;
  for (Token v : values) h = HashMix(h, static_cast<uint32_t>(v));
  for (int32_t u : unseen) h = HashMix(h, static_cast<uint32_t>(u));
  return phases.Hash(h);
}

Run::State Run::Initial() const {
  State s;
  s.values.assign(count_, kNoValue);
  return s;
}

void Run::Closed(int32_t item) {
  const auto it = std::find(open_.begin(), open_.end(), item);
  if (it != open_.end()) open_.erase(it);  // an f is never entered
}

Run::Comparison Run::Compare(Token value, Token old) const {
  if (value == kNoValue) return Comparison::kUnequal;
  const int32_t alike = problem_.Alike(value);
  if (alike != 0 && alike == problem_.Alike(old)) return Comparison::kPanics;
  return value == old && !problem_.IsNan(old) ? Comparison::kEqual : Comparison::kUnequal;
}

// MP2. Without it the flag may be wrong; and a value may come with false, or be the caller's.
bool Run::Shaped(const Operation& op, Token value) const {
  const Pair expected = Expected(op, value);
  if (op.result == expected.value && op.flag == expected.flag) return true;
  if (!Dropped(kMP2)) return false;
  if (op.result == expected.value) return true;
  if (op.kind == Kind::kLoadOrStore && op.result == op.value) return true;
  return op.flag == expected.flag && !op.flag;
}

bool Run::PanicFits(const Operation& op, Token value) const {
  if (Dropped(kMP4)) return true;
  const Tokens& tokens = problem_.history->tokens;
  if (op.unhashable) return op.panic == tokens.Find("hash of unhashable type");
  const bool compares = op.kind == Kind::kCompareAndSwap || op.kind == Kind::kCompareAndDelete;
  return compares && Compare(value, op.old) == Comparison::kPanics &&
         op.panic == tokens.Find("comparing uncomparable type");
}

// CompareAndSwap and CompareAndDelete that did not panic.
void Run::Compared(const Operation& op, Token value, Effects* out) const {
  const Token after = op.kind == Kind::kCompareAndSwap ? op.value : kNoValue;
  const bool known = op.fate == Fate::kReturned;
  const Comparison found = Compare(value, op.old);
  const auto may_be = [&](bool flag) {
    if (known && op.flag != flag) return false;
    if (found == Comparison::kPanics) return Dropped(kMP4);
    return flag == (found == Comparison::kEqual) || Dropped(kMP3);
  };
  if (may_be(true)) out->push_back(after);
  if (may_be(false)) out->push_back(value);
}

// What the key may be mapped to afterwards. Nothing: it cannot have had its outcome here.
Run::Effects Run::EffectsOf(const Operation& op, Token value) const {
  if (op.fate == Fate::kPanicked) return PanicFits(op, value) ? Effects{value} : Effects{};
  const bool known = op.fate == Fate::kReturned;
  if (op.unhashable) return !known || Dropped(kMP4) ? Effects{value} : Effects{};
  Effects out;
  switch (op.kind) {
    case Kind::kLoad:
      if (!known || Shaped(op, value)) out.push_back(value);
      break;
    case Kind::kLoadOrStore:
      if (!known || Shaped(op, value)) out.push_back(value == kNoValue ? op.value : value);
      break;
    case Kind::kLoadAndDelete:
      if (!known || Shaped(op, value)) out.push_back(kNoValue);
      break;
    case Kind::kSwap:
      if (!known || Shaped(op, value)) out.push_back(op.value);
      break;
    case Kind::kStore:
      out.push_back(op.value);
      break;
    case Kind::kDelete:
      out.push_back(kNoValue);
      break;
    case Kind::kCompareAndSwap:
    case Kind::kCompareAndDelete:
      Compared(op, value, &out);
      break;
    case Kind::kClear:
    case Kind::kRange:
    case Kind::kF:
      break;
  }
  return out;
}

// MP1 dropped: whether there is anything at all that the key could be mapped to.
bool Run::Possible(const Operation& op) const {
  for (const Token value : {kNoValue, kNull, kOtherValue, op.result, op.old, op.value}) {
    if (!EffectsOf(op, value).empty()) return true;
  }
  return false;
}

// Its outcome says that it changed nothing.
bool Run::Reads(const Operation& op) const {
  if (op.kind == Kind::kF || op.kind == Kind::kRange || op.kind == Kind::kClear) return false;
  if (Dropped(kMP1) || op.fate == Fate::kPanicked || op.unhashable) return true;
  switch (op.kind) {
    case Kind::kLoad:
      return true;
    case Kind::kLoadOrStore:
      return op.fate == Fate::kReturned && op.flag && !Dropped(kMP2);
    case Kind::kLoadAndDelete:
      return op.fate == Fate::kReturned && !op.flag && !Dropped(kMP2);
    case Kind::kCompareAndSwap:
    case Kind::kCompareAndDelete:
      return op.fate == Fate::kReturned && !op.flag;
    default:
      return false;
  }
}

bool Run::Seen(const State& s, int32_t unseen) const {
  if (unseen < 0) {
    const Sight& sight = problem_.sights[-1 - unseen];
    return Dropped(kMP1) || s.values[sight.entry - first_] == sight.value;
  }
  const Operation& op = problem_.operations[unseen];
  return Dropped(kMP1) ? Possible(op) : !EffectsOf(op, Value(s, op)).empty();
}

bool Run::Awaited(const State& s, int32_t unseen) const {
  return std::binary_search(s.unseen.begin(), s.unseen.end(), unseen);
}

void Run::Await(State& s, int32_t unseen) const {
  if (Seen(s, unseen)) return;
  s.unseen.insert(std::lower_bound(s.unseen.begin(), s.unseen.end(), unseen), unseen);
}

void Run::Look(State& s) const {
  const auto seen = [&](int32_t unseen) { return Seen(s, unseen); };
  s.unseen.erase(std::remove_if(s.unseen.begin(), s.unseen.end(), seen), s.unseen.end());
}

void Run::Enter(State& s, int32_t item) const {
  const Operation& op = problem_.operations[item];
  if (op.fate == Fate::kNever) return;
  if (op.kind == Kind::kRange) {
    if (Dropped(kMP5)) return;
    for (int32_t entry = first_; entry < first_ + count_; ++entry) {
      const int32_t sight = op.sight + entry;
      if (problem_.sights[sight].asked) Await(s, -1 - sight);
    }
    return;
  }
  const bool known = op.fate == Fate::kReturned || op.fate == Fate::kPanicked;
  if (known && Reads(op)) Await(s, item);
}

// Operations on other keys than that of the event matter only if a Clear may still come
// after them; else they can be taken later as well.
void Run::Steps(const State& s, int32_t event, const Emit& emit) const {
  int32_t entry = -1;
  if (event != Engine<Run>::kAtEnd) {
    entry = problem_.operations[problem_.history->events[event].item].entry;
  }
  const auto idle = [&](int32_t item) {
    return problem_.operations[item].fate != Fate::kNever && s.phases.Of(item) != kDone;
  };
  const bool clears = std::any_of(open_.begin(), open_.end(), [&](int32_t item) {
    return problem_.operations[item].kind == Kind::kClear && idle(item);
  });
  for (int32_t item : open_) {
    const Operation& op = problem_.operations[item];
    if (!idle(item) || op.kind == Kind::kRange || Reads(op)) continue;
    if (op.kind == Kind::kClear) {
      State t = s;
      if (!Dropped(kMP1)) t.values.assign(count_, kNoValue);
      t.phases.Set(item, kDone);
      Look(t);
      emit(std::move(t));
      continue;
    }
    if (!clears && entry >= 0 && op.entry != entry) continue;
    for (const Token after : EffectsOf(op, Value(s, op))) {
      if (op.fate == Fate::kUnknown && after == Value(s, op)) continue;
      State t = s;
      t.values[op.entry - first_] = after;
      t.phases.Set(item, kDone);
      Look(t);
      emit(std::move(t));
    }
  }
}

}  // namespace gosync::models::syncmap
