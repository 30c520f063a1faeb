#include <set>
#include <string>
#include <vector>

#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/waitgroup_naive.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class WaitgroupWalk final : public Walk<NaiveWaitgroup> {
 public:
  WaitgroupWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        processes_(random->Between(2, 4)),
        groups_(random->Chance(75) ? 1 : 2),
        careless_(random->Chance(12)),
        strange_(random->Pick(std::vector<int>{0, 30})) {}

 private:
  bool Start() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;
  bool Extra() override;

  int32_t Counter(int group) const;
  bool WaitIsOpen(int group) const;
  bool Lawless(int item) const { return state_.lawless[model_.GroupOf(item)] != 0; }
  int64_t Delta(int64_t counter);
  void StartGo(int32_t process, Token group, bool fails);

  const int processes_;
  const int groups_;
  const bool careless_;  // leaves zero beside a Wait, and goes below
  const int strange_;    // per cent of functions that do not return normally
  std::set<int> run_;    // Gos whose function has begun
};

// What the walk's own state says of the group with that number in its name.
int32_t WaitgroupWalk::Counter(int group) const {
  for (size_t item = 0; item < history_.items.size(); ++item) {
    if (!model_.IsFn(static_cast<int>(item)) &&
        history_.items[item].arguments[0] == history_.tokens.Find("g" + std::to_string(group))) {
      return state_.counter[model_.GroupOf(static_cast<int>(item))];
    }
  }
  return 0;
}

bool WaitgroupWalk::WaitIsOpen(int group) const {
  for (size_t item = 0; item < history_.items.size(); ++item) {
    const WaitgroupPhase phase = state_.phase[item];
    if (model_.IsWait(static_cast<int>(item)) && phase != WaitgroupPhase::kIdle &&
        history_.items[item].arguments[0] == history_.tokens.Find("g" + std::to_string(group))) {
      return true;
    }
  }
  return false;
}

int64_t WaitgroupWalk::Delta(int64_t counter) {
  if (random_.Chance(3)) return random_.Chance(50) ? int64_t{1} << 31 : int64_t{1} << 32;
  if (counter > 0 && random_.Chance(35)) return -counter;
  if (counter < 0 && random_.Chance(60)) return -counter;
  if (random_.Chance(careless_ ? 25 : 4)) return -random_.Between(1, 2);
  return random_.Chance(5) ? 0 : random_.Between(1, 3);
}

void WaitgroupWalk::StartGo(int32_t process, Token group, bool fails) {
  const Token fn = random_.Chance(strange_ > 0 ? 4 : 0)
                       ? kNull
                       : Word("f" + std::to_string(history_.items.size()));
  const int item = Invoke(process, "Go", {group, fn}, fails);
  if (fails || fn == kNull) run_.insert(item);
}

bool WaitgroupWalk::Start() {
  const std::vector<int32_t> callers = Callers(processes_);
  if (callers.empty()) return false;
  const int32_t process = random_.Pick(callers);
  const int number = random_.Below(groups_);
  const int32_t counter = Counter(number);
  const bool fails = random_.Chance(3);
  const bool beside = counter == 0 && WaitIsOpen(number) && !careless_ && random_.Chance(90);
  const Token group = Word("g" + std::to_string(number));
  --left_;
  const int waits = counter > 0 ? 30 : 15;
  const int dones = counter > 0 ? 30 : careless_ ? 6 : 1;
  switch (random_.Weighted({waits, dones, beside ? 0 : 30, beside ? 0 : 15})) {
    case 0:
      Invoke(process, "Wait", {group}, fails);
      break;
    case 1:
      Invoke(process, "Done", {group}, fails);
      break;
    case 2:
      Invoke(process, "Add", {group, Delta(counter)}, fails);
      break;
    default:
      StartGo(process, group, fails);
  }
  return true;
}

// The function of a Go begins, in a process of its own.
bool WaitgroupWalk::Extra() {
  std::vector<int> ready;
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const int item = static_cast<int>(i);
    if (!Is(item, "Go") || run_.contains(item)) continue;
    const WaitgroupPhase phase = state_.phase[item];
    if (history_.items[item].outcome == Outcome::kPanic) continue;
    const bool counted = phase != WaitgroupPhase::kOutside && phase != WaitgroupPhase::kNegative;
    if (counted || Lawless(item)) ready.push_back(item);
  }
  if (ready.empty()) return false;
  const int item = random_.Pick(ready);
  run_.insert(item);
  Invoke(20 + item, "fn", {history_.items[item].arguments[1]});
  return true;
}

bool WaitgroupWalk::CanReturn(int item) {
  const WaitgroupPhase phase = state_.phase[item];
  if (Lawless(item) || model_.IsFn(item)) return random_.Chance(60);
  return phase == WaitgroupPhase::kDone || phase == WaitgroupPhase::kNegative;
}

void WaitgroupWalk::Fill(Item* item, int index) {
  item->outcome = Outcome::kReturn;
  const auto panic = [&](Token token) {
    item->outcome = Outcome::kPanic;
    item->panic = token;
  };
  if (model_.IsFn(index)) {
    if (!random_.Chance(strange_)) return;
    if (random_.Chance(50)) return panic(Word("p" + std::to_string(index)));
    item->outcome = Outcome::kGoexit;
  } else if (state_.phase[index] == WaitgroupPhase::kNegative) {
    panic(Word("sync: negative WaitGroup counter"));
  } else if (Lawless(index) && random_.Chance(30)) {
    panic(Word(model_.IsWait(index) ? "sync: WaitGroup is reused before previous Wait has returned"
                                    : "sync: WaitGroup misuse: Add called concurrently with Wait"));
  }
}

void WaitgroupWalk::End(bool at_rest) {
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const Item& item = history_.items[i];
    const WaitgroupPhase phase = state_.phase[i];
    const bool negative = model_.IsFn(static_cast<int>(i)) && phase == WaitgroupPhase::kNegative;
    const bool nil = Is(static_cast<int>(i), "Go") && item.arguments[1] == kNull &&
                     item.closing != Closing::kFail && item.outcome != Outcome::kPanic;
    if (phase != WaitgroupPhase::kDying && !negative && !nil) continue;
    if (!at_rest && random_.Chance(20)) return;
    history_.end.emplace().crashed = true;
    history_.end->crash = negative ? Word("sync: negative WaitGroup counter")
                          : nil    ? Word("nil dereference")
                                   : item.panic;
    return;
  }
  if (at_rest) {
    legal_ = legal_ && model_.Quiescent(state_);
    history_.end.emplace().quiescent = random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkWaitgroup(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return WaitgroupWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
