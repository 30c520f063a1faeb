#include <array>
#include <string>
#include <vector>

#include "models/tests/brute/cond_naive.hpp"
#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class CondWalk final : public Walk<NaiveCond> {
 public:
  CondWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        processes_(random->Between(2, 4)),
        conds_(random->Chance(70) ? 1 : 2),
        careless_(random->Chance(8)),
        odd_(random->Chance(12)) {}

 private:
  // A Cond that may be named.
  struct Known {
    Token cond;
    Token lock;
    bool shared;
  };

  bool Start() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;

  bool Make(int32_t process, bool fails);
  std::vector<Known> KnownConds() const;
  int Holds(int32_t process) const;
  void StartHolding(int32_t process, int held, const Known& cond, bool fails);
  void StartOutside(int32_t process, const Known& cond, bool fails);
  bool CallSignal(int32_t process, const Known& cond, bool fails);

  const int processes_;
  const int conds_;
  const bool careless_;  // unlocks what it has not locked
  const bool odd_;       // copies Conds, and gives them another L
};

std::vector<CondWalk::Known> CondWalk::KnownConds() const {
  std::vector<Known> known;
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const Item& item = history_.items[i];
    if (item.closing != Closing::kOk) continue;
    const auto token = static_cast<Token>(item.arguments[0]);
    const auto second = static_cast<Token>(item.arguments[1]);
    if (Is(static_cast<int>(i), "NewCond")) {
      known.push_back({token, second, item.arguments[2] != 0});
    } else if (Is(static_cast<int>(i), "Copy")) {
      known.push_back({second, kNull, false});
    }
  }
  return known;
}

// The item by which a process got the lock that it holds, or -1.
int CondWalk::Holds(int32_t process) const {
  int held = -1;
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const Item& item = history_.items[i];
    if (item.process != process || item.closing != Closing::kOk) continue;
    const int index = static_cast<int>(i);
    if (Is(index, "Lock") || Is(index, "RLock")) held = index;
    if (Is(index, "Unlock") || Is(index, "RUnlock")) held = -1;
  }
  return held;
}

bool CondWalk::Make(int32_t process, bool fails) {
  int made = 0;
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const Item& item = history_.items[i];
    if (!Is(static_cast<int>(i), "NewCond")) continue;
    if (item.closing == Closing::kOpen || item.closing == Closing::kFail) return false;
    ++made;
  }
  if (made >= conds_) return false;
  const Token cond = Word("c" + std::to_string(history_.items.size()));
  const Token lock = random_.Chance(odd_ ? 30 : 1) ? kNull : Word(random_.Chance(80) ? "m" : "n");
  Invoke(process, "NewCond", {cond, lock, random_.Chance(25) ? 1 : 0}, fails);
  return true;
}

bool CondWalk::CallSignal(int32_t process, const Known& cond, bool fails) {
  Invoke(process, random_.Chance(65) ? "Signal" : "Broadcast", {cond.cond}, fails);
  return true;
}

void CondWalk::StartHolding(int32_t process, int held, const Known& cond, bool fails) {
  const bool shared = Is(held, "RLock");
  const int64_t lock = history_.items[held].arguments[0];
  const bool its_own = cond.lock == lock && cond.shared == shared;
  switch (random_.Weighted({its_own ? 55 : careless_ ? 5 : 0, 20, 25})) {
    case 0:
      Invoke(process, "Wait", {cond.cond}, fails);
      break;
    case 1:
      CallSignal(process, cond, fails);
      break;
    default:
      Invoke(process, shared ? "RUnlock" : "Unlock", {lock}, fails);
  }
}

void CondWalk::StartOutside(int32_t process, const Known& cond, bool fails) {
  const int64_t lock = cond.lock == kNull ? Word("m") : cond.lock;
  const bool shared = cond.shared != random_.Chance(15);
  const bool nil = cond.lock == kNull;
  switch (
      random_.Weighted({60, 35, careless_ || nil ? 10 : 0, careless_ ? 10 : 0, odd_ ? 25 : 0})) {
    case 0:
      Invoke(process, shared ? "RLock" : "Lock", {lock}, fails);
      break;
    case 1:
      CallSignal(process, cond, fails);
      break;
    case 2:
      Invoke(process, "Wait", {cond.cond}, fails);
      break;
    case 3:
      Invoke(process, shared ? "RUnlock" : "Unlock", {lock}, fails);
      break;
    default:
      if (random_.Chance(60)) {
        const Token to = Word("d" + std::to_string(history_.items.size()));
        Invoke(process, "Copy", {cond.cond, to}, fails);
      } else {
        Invoke(process, "SetL", {cond.cond, random_.Chance(15) ? kNull : Word("n"), 0}, fails);
      }
  }
}

bool CondWalk::Start() {
  const std::vector<int32_t> callers = Callers(processes_);
  if (callers.empty() || history_.items.size() > 22) return false;
  const int32_t process = random_.Pick(callers);
  const bool fails = random_.Chance(3);
  const std::vector<Known> known = KnownConds();
  if (known.empty() || random_.Chance(20)) {
    if (Make(process, fails)) return true;
  }
  if (known.empty()) return false;
  const Known& cond = random_.Pick(known);
  const int held = Holds(process);
  if (random_.Chance(60)) --left_;  // much of it is locking only
  if (held >= 0) {
    StartHolding(process, held, cond, fails);
  } else {
    StartOutside(process, cond, fails);
  }
  return true;
}

bool CondWalk::CanReturn(int item) {
  const CondPhase phase = state_.phase[item];
  return phase == CondPhase::kDone || phase == CondPhase::kPanics || phase == CondPhase::kCopied;
}

void CondWalk::Fill(Item* item, int index) {
  const CondPhase phase = state_.phase[index];
  item->outcome = phase == CondPhase::kDone ? Outcome::kReturn : Outcome::kPanic;
  if (phase == CondPhase::kPanics) item->panic = Word("nil dereference");
  if (phase == CondPhase::kCopied) item->panic = Word("sync.Cond is copied");
}

void CondWalk::End(bool at_rest) {
  static constexpr std::array<const char*, 3> kTexts = {"sync: unlock of unlocked mutex",
                                                        "sync: RUnlock of unlocked RWMutex", ""};
  for (const char* text : kTexts) {
    history_.end.emplace().crashed = true;
    history_.end->crash = *text == '\0' ? kNull : Word(text);
    if (model_.Crashed(state_) && (at_rest || random_.Chance(80))) return;
  }
  history_.end.reset();
  if (at_rest) {
    legal_ = legal_ && model_.Quiescent(state_);
    history_.end.emplace().quiescent = random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkCond(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return CondWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
