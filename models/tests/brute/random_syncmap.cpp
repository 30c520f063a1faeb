#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "models/syncmap.hpp"
#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/syncmap_naive.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class SyncMapWalk final : public Walk<NaiveSyncMap> {
 public:
  SyncMapWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        quirks_(quirks),
        keys_(random->Between(1, 3)),
        processes_(random->Between(2, 4)),
        strange_(random->Pick(std::vector<int>{0, 0, 5, 20})),
        clears_(random->Chance(40) ? 2 : 0),
        compares_(random->Between(1, 6)),
        planned_(random->Chance(12) ? 2 : 0) {}

 private:
  bool Start() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;
  bool Extra() override;
  bool Allowed(const SyncMapState& next) override;

  Token Key();
  Token Value(const std::string& prefix);
  Token Old();
  void Hang(int item);
  bool StartPlanned(int32_t process);
  bool Show(int item);
  void FillF(Item* item);

  const uint64_t quirks_;
  const int keys_;
  const int processes_;
  const int strange_;  // per cent
  const int clears_;
  const int compares_;
  int planned_ = 0;  // calls that are to make a comparison panic
  int ranges_ = 0;
  int fresh_ = 0;
  bool leaked_ = false;
  std::vector<Token> stored_;
  std::set<int> hanging_;
};

Token SyncMapWalk::Key() {
  if (random_.Chance(strange_ / 2)) return Word("nan:" + std::to_string(random_.Between(1, 2)));
  if (random_.Chance(strange_ / 4)) return Word("uncomparable:s/1");
  if (random_.Chance(strange_ / 4)) return kNull;
  return Word("k" + std::to_string(random_.Between(1, keys_)));
}

Token SyncMapWalk::Value(const std::string& prefix) {
  Token value = Word(prefix + std::to_string(++fresh_));
  if (random_.Chance(strange_)) {
    const int which = random_.Below(4);
    const std::string number = std::to_string(fresh_);
    value = which == 0 ? Word("nan:" + number)
            : which == 1
                ? kNull
                : Word("uncomparable:t" + std::to_string(random_.Between(1, 2)) + "/" + number);
  }
  stored_.push_back(value);
  return value;
}

Token SyncMapWalk::Old() {
  if (random_.Chance(20)) return kNull;
  if (random_.Chance(strange_)) {
    return Word("uncomparable:t" + std::to_string(random_.Between(1, 2)) + "/x");
  }
  return stored_.empty() ? Word("none") : random_.Pick(stored_);
}

// What will never come back, because somebody kept the lock, or just so.
void SyncMapWalk::Hang(int item) {
  const bool locked = (quirks_ & syncmap::kLeakedLock) != 0 && leaked_ && random_.Chance(60);
  if (locked || ((quirks_ & kHangs) != 0 && random_.Chance(25))) hanging_.insert(item);
}

// A comparison that panics, which comes about too rarely by chance.
bool SyncMapWalk::StartPlanned(int32_t process) {
  const bool store = planned_-- == 2;
  const Token value = Word(store ? "uncomparable:t/1" : "uncomparable:t/2");
  Invoke(process, store ? "Store" : "CompareAndDelete", {Word("k1"), value});
  while (Step()) continue;
  while (random_.Chance(90) && ReturnOne(false)) continue;
  return true;
}

bool SyncMapWalk::Start() {
  const std::vector<int32_t> callers = Callers(processes_);
  if (callers.empty()) return false;
  --left_;
  const int32_t process = random_.Pick(callers);
  if (planned_ > 0) return StartPlanned(process);
  const bool fails = random_.Chance(3);
  const Token key = Key();
  // The pair of a NaN and its value is stored once only.
  const bool nan = history_.tokens.Name(key).starts_with("nan:");
  const Token value = nan ? Word("n" + std::to_string(++fresh_)) : Value("v");
  int item = -1;
  switch (random_.Weighted({4, 5, 3, 2, 2, 2, compares_, compares_, clears_, 3})) {
    case 0:
      item = Invoke(process, "Load", {key}, fails);
      break;
    case 1:
      item = Invoke(process, "Store", {key, value}, fails);
      break;
    case 2:
      item = Invoke(process, "LoadOrStore", {key, value}, fails);
      break;
    case 3:
      item = Invoke(process, "LoadAndDelete", {key}, fails);
      break;
    case 4:
      item = Invoke(process, "Delete", {key}, fails);
      break;
    case 5:
      item = Invoke(process, "Swap", {key, value}, fails);
      break;
    case 6:
      item = Invoke(process, "CompareAndSwap", {key, Old(), value}, fails);
      break;
    case 7:
      item = Invoke(process, "CompareAndDelete", {key, Old()}, fails);
      break;
    case 8:
      item = Invoke(process, "Clear", {}, fails);
      break;
    default:
      if (ranges_ == 3) return false;
      ++ranges_;
      Invoke(process, "Range", {}, fails);
      return true;
  }
  if (!fails) Hang(item);
  return true;
}

bool SyncMapWalk::Allowed(const SyncMapState& next) {
  for (const int item : hanging_) {
    if (next.phase[item] != state_.phase[item]) return false;
  }
  return true;
}

// A Range shows something.
bool SyncMapWalk::Extra() {
  for (const int item : Innermost()) {
    if (Is(item, "Range") && history_.items[item].closing != Closing::kFail && Show(item)) {
      return true;
    }
  }
  return false;
}

bool SyncMapWalk::Show(int item) {
  if (state_.phase[item] != SyncMapPhase::kRunning || model_.Entries() == 0) return false;
  for (int tries = 0; tries < 4; ++tries) {
    const int entry = random_.Below(static_cast<size_t>(model_.Entries()));
    const Token value = state_.value[entry] != 0 ? Token{state_.value[entry] - 1}
                        : stored_.empty()        ? kNull
                                                 : random_.Pick(stored_);
    const size_t f = history_.items.size();
    Item call;
    call.operation = spec_.FindOperation("f");
    call.process = history_.items[item].process;
    call.parent = item;
    call.arguments = {model_.KeyOf(entry), value};
    history_.items.push_back(call);
    NaiveSyncMap after = model_;
    after.Add(static_cast<int>(f));
    SyncMapState next = state_;
    const bool shown = after.Invoke(static_cast<int>(f), &next);
    history_.items.pop_back();
    if (!shown) continue;
    Invoke(call.process, "f", {call.arguments[0], value});
    return true;
  }
  return false;
}

bool SyncMapWalk::CanReturn(int item) {
  if (Is(item, "f")) return random_.Chance(80);
  if (!Is(item, "Range")) {
    return state_.phase[item] != SyncMapPhase::kCalled && state_.phase[item] != SyncMapPhase::kIdle;
  }
  Item& call = history_.items[item];
  const LastF last = state_.last[model_.RangeOf(item)];
  call.outcome = last == LastF::kPanic    ? Outcome::kPanic
                 : last == LastF::kGoexit ? Outcome::kGoexit
                                          : Outcome::kReturn;
  for (size_t f = item + 1; f < history_.items.size(); ++f) {
    if (history_.items[f].parent == item) call.panic = history_.items[f].panic;
  }
  SyncMapState after = state_;
  return model_.Return(item, &after);
}

void SyncMapWalk::FillF(Item* item) {
  item->outcome = Outcome::kReturn;
  item->results[0] = random_.Chance(85) ? 1 : 0;
  if (!random_.Chance(8)) return;
  item->outcome = random_.Chance(50) ? Outcome::kPanic : Outcome::kGoexit;
  if (item->outcome == Outcome::kPanic) item->panic = Word("p" + std::to_string(++fresh_));
}

void SyncMapWalk::Fill(Item* item, int index) {
  if (Is(index, "f")) return FillF(item);
  if (Is(index, "Range")) return;
  item->outcome = Outcome::kReturn;
  const auto panic = [&](const char* text) {
    item->outcome = Outcome::kPanic;
    item->panic = Word(text);
  };
  if (state_.phase[index] == SyncMapPhase::kUnhashable) return panic("hash of unhashable type");
  if (state_.phase[index] == SyncMapPhase::kUncomparable) {
    leaked_ = leaked_ || Is(index, "CompareAndDelete");
    return panic("comparing uncomparable type");
  }
  const int results = static_cast<int>(spec_.operations[item->operation].results.size());
  if (results == 1) item->results[0] = state_.flag[index];
  if (results == 2) item->results = {state_.result[index], state_.flag[index]};
}

void SyncMapWalk::End(bool at_rest) {
  if (at_rest) {
    const bool rest = model_.Quiescent(state_) || (quirks_ & kHangs) != 0;
    history_.end.emplace().quiescent = rest && random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkSyncMap(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return SyncMapWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
