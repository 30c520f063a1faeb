#include <string>
#include <vector>

#include "models/errgroup.hpp"
#include "models/tests/brute/errgroup_naive.hpp"
#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class GroupWalk final : public Walk<NaiveErrgroup> {
 public:
  GroupWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        at_limit_(random->Chance(quirks == errgroup::kSlotBeforeCount ? 80 : 10)),
        processes_(at_limit_ ? 4 : random->Between(2, 4)),
        groups_(at_limit_ || random->Chance(85) ? 1 : 2),
        derived_(!at_limit_ && random->Chance(60)),
        strange_(random->Pick(std::vector<int>{0, 0, 15})) {
    if (derived_) {
      for (int group = 0; group < groups_; ++group) {
        const int made = Invoke(0, "WithContext", {GroupToken(group)});
        Step();
        Close(made, EventType::kOk);
      }
    }
  }

 private:
  bool Start() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;
  bool Extra() override;
  bool MayLose(int item) override { return !Is(item, "fn") && history_.items[item].parent < 0; }

  Token GroupToken(int group) { return Word("g" + std::to_string(group)); }
  bool SeeWaiting(int32_t process);
  bool StartAtLimit();

  const bool at_limit_;  // one slot, and somebody looks who waits for it (EG11)
  const int processes_;
  const int groups_;
  const bool derived_;
  const int strange_;  // per cent of functions that do not return
  int32_t next_process_ = 10;
};

bool GroupWalk::SeeWaiting(int32_t process) {
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const int item = static_cast<int>(i);
    const bool open = state_.phase[i] == GroupPhase::kCalled;
    if (!open || !Is(item, "Go") || history_.items[i].closing == Closing::kInfo) continue;
    Invoke(process, "SeenWaiting", {history_.items[i].arguments[1]});
    return true;
  }
  return false;
}

bool GroupWalk::StartAtLimit() {
  const std::vector<int32_t> callers = Callers(processes_);
  if (callers.empty()) return false;
  const int32_t process = random_.Pick(callers);
  const Token group = GroupToken(0);
  if (history_.items.empty()) {
    Invoke(process, "SetLimit", {group, 1});
  } else if (random_.Chance(50) && SeeWaiting(process)) {
    // Looked.
  } else if (random_.Chance(35)) {
    Invoke(process, "Wait", {group});
  } else {
    Invoke(process, "Go", {group, Word("f" + std::to_string(history_.items.size()))});
  }
  --left_;
  return true;
}

bool GroupWalk::Start() {
  if (at_limit_) return StartAtLimit();
  const std::vector<int32_t> callers = Callers(processes_);
  if (callers.empty()) return false;
  const int32_t process = random_.Pick(callers);
  const Token group = GroupToken(random_.Below(groups_));
  const bool fails = random_.Chance(2);
  const Token fn = Word("f" + std::to_string(history_.items.size()));
  --left_;
  switch (random_.Weighted({8, 4, 5, 4, 2, derived_ ? 6 : 0})) {
    case 0:
      Invoke(process, "Go", {group, fn}, fails);
      return true;
    case 1:
      Invoke(process, "TryGo", {group, fn}, fails);
      return true;
    case 2:
      Invoke(process, "Wait", {group}, fails);
      return true;
    case 3:
      Invoke(process, "SetLimit", {group, random_.Pick(std::vector<int>{-1, 0, 1, 1, 1, 2})},
             fails);
      return true;
    case 4:
      return SeeWaiting(process);
    default:
      break;
  }
  static constexpr const char* kAsk[] = {"Err", "Cause", "Done"};
  if (random_.Chance(15)) {
    Invoke(process, "Cancel", {group, random_.Chance(50) ? kNull : Word("c")}, fails);
  } else {
    Invoke(process, kAsk[random_.Below(3)], {group}, fails);
  }
  return true;
}

// A function begins, in a process of its own.
bool GroupWalk::Extra() {
  for (size_t i = 0; i < history_.items.size(); ++i) {
    if (state_.life[i] != Life::kIn) continue;
    Invoke(next_process_++, "fn", {history_.items[i].arguments[1]});
    return true;
  }
  return false;
}

bool GroupWalk::CanReturn(int item) {
  if (Is(item, "fn")) return random_.Chance(50);
  return model_.CanReturn(item, state_);
}

void GroupWalk::Fill(Item* item, int index) {
  const GroupPhase phase = state_.phase[index];
  const int group = model_.GroupOf(index);
  item->outcome = Outcome::kReturn;
  const auto panic = [&](Token token) {
    item->outcome = Outcome::kPanic;
    item->panic = token;
  };
  if (Is(index, "fn")) {
    const std::string number = std::to_string(index);
    if (random_.Chance(strange_)) {
      item->outcome = Outcome::kGoexit;
      if (random_.Chance(50)) panic(Word("p" + number));
    } else {
      item->results[0] = random_.Chance(50) ? kNull : Word("e" + number);
    }
  } else if (Is(index, "Wait")) {
    if (state_.panic[group] != 0) return panic(history_.items[state_.panic[group] - 1].panic);
    if (state_.abnormal[group] != 0) {
      item->outcome = Outcome::kGoexit;
    } else if (state_.err[group] != 0) {
      item->results[0] = history_.items[state_.err[group] - 1].results[0];
    }
  } else if (phase == GroupPhase::kThrew) {
    panic(Word("refused"));
  } else if (Is(index, "TryGo")) {
    item->results[0] = phase == GroupPhase::kIn ? 1 : 0;
  } else if (Is(index, "Err") && phase == GroupPhase::kDid) {
    item->results[0] = Word("context canceled");
  } else if (Is(index, "Cause") && phase == GroupPhase::kDid) {
    Word("context canceled");
    item->results[0] = model_.CauseOf(group, state_);
  }
}

void GroupWalk::End(bool at_rest) {
  const bool dies = model_.Panicked(state_) && !model_.Has(errgroup::kPropagates);
  if (dies) {
    if (!random_.Chance(80)) return;
    history_.end.emplace().crashed = true;
  } else if (at_rest) {
    // A walk rests where the model cannot move, or where it lost patience.
    history_.end.emplace().quiescent = model_.Quiescent(state_) && random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkErrgroup(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return GroupWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
