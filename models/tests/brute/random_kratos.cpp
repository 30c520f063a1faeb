#include <string>
#include <vector>

#include "models/kratos_errgroup.hpp"
#include "models/tests/brute/kratos_naive.hpp"
#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class KratosWalk final : public Walk<NaiveKratos> {
 public:
  KratosWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        processes_(random->Between(2, 4)),
        groups_(random->Chance(90) ? 1 : 2),
        maker_(
            random->Pick(std::vector<const char*>{"", "WithContext", "WithCancel", "WithCancel"})),
        pool_(random->Chance(70)),
        released_((quirks & kratos_errgroup::kReleased) != 0),
        strange_(random->Pick(std::vector<int>{0, 10, 25})) {
    for (int group = 0; group < groups_; ++group) {
      if (maker_[0] != '\0') Do(maker_, {GroupToken(group)});
      if (random->Chance(25)) Do("OnError", {GroupToken(group)});
      if (pool_ && random->Chance(85)) Do("GOMAXPROCS", {GroupToken(group), random->Between(1, 2)});
    }
  }

 private:
  bool Start() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;
  bool Extra() override;
  bool MayLose(int item) override {
    const bool callback = Is(item, "fn") || Is(item, "hook");
    return !callback && history_.items[item].parent < 0 && !Is(item, "OnError");
  }

  Token GroupToken(int group) { return Word("g" + std::to_string(group)); }
  void Do(const char* f, std::initializer_list<int64_t> arguments) {
    const int item = Invoke(0, f, arguments);
    Step();
    Close(item, EventType::kOk);
  }

  const int processes_;
  const int groups_;
  const char* const maker_;
  const bool pool_;
  const bool released_;
  const int strange_;  // per cent of functions that do not return
  int32_t next_process_ = 10;
};

bool KratosWalk::Start() {
  // The release has a great many explanations: its brute force takes small histories only.
  if (released_ && history_.items.size() > 11) return false;
  const std::vector<int32_t> callers = Callers(processes_);
  if (callers.empty()) return false;
  const int32_t process = random_.Pick(callers);
  const Token group = GroupToken(random_.Below(groups_));
  const bool fails = random_.Chance(2);
  const bool derived = maker_[0] != '\0';
  --left_;
  switch (random_.Weighted({9, 5, pool_ ? 2 : 0, derived ? 1 : 0, 3})) {
    case 0:
      Invoke(process, "Go", {group, Word("f" + std::to_string(history_.items.size()))}, fails);
      return true;
    case 1:
      Invoke(process, "Wait", {group}, fails);
      return true;
    case 2:
      Invoke(process, "GOMAXPROCS", {group, random_.Pick(std::vector<int>{-1, 0, 1, 1, 2})}, fails);
      return true;
    case 3:
      Invoke(process, "Cancel", {group, random_.Chance(50) ? kNull : Word("c")}, fails);
      return true;
    default:
      break;
  }
  std::vector<int64_t> begun;
  for (size_t i = 0; i < history_.items.size(); ++i) {
    if (Is(static_cast<int>(i), "fn")) begun.push_back(history_.items[i].arguments[0]);
  }
  if (begun.empty()) return false;
  static constexpr const char* kAsk[] = {"Err", "Cause", "Done"};
  Invoke(process, kAsk[random_.Below(3)], {random_.Pick(begun)}, fails);
  return true;
}

// A function or a hook begins, in a process of its own.
bool KratosWalk::Extra() {
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const int group = model_.GroupOf(static_cast<int>(i));
    if (!Is(static_cast<int>(i), "OnError") || state_.hook[group] != Told::kDue) continue;
    bool recovered = false;
    const Token err = model_.FirstOf(group, state_, &recovered);
    Invoke(next_process_++, "hook", {history_.items[i].arguments[0], err, recovered ? 1 : 0});
    return true;
  }
  for (int job = 0; job < kMaxItems; ++job) {
    if (state_.job[job] == Job::kNone || !model_.MayBegin(job, state_)) continue;
    Invoke(next_process_++, "fn", {history_.items[state_.go[job]].arguments[1]});
    return true;
  }
  return false;
}

bool KratosWalk::CanReturn(int item) {
  if (Is(item, "fn") || Is(item, "hook")) return random_.Chance(50);
  return model_.CanReturn(item, state_);
}

void KratosWalk::Fill(Item* item, int index) {
  const KratosPhase phase = state_.phase[index];
  const int group = model_.GroupOf(index);
  const std::string number = std::to_string(index);
  item->outcome = Outcome::kReturn;
  const auto panic = [&](Token token) {
    item->outcome = Outcome::kPanic;
    item->panic = token;
  };
  if (Is(index, "fn") || Is(index, "hook")) {
    if (random_.Chance(strange_)) {
      item->outcome = Outcome::kGoexit;
      if (random_.Chance(50)) panic(Word("p" + number));
    } else if (Is(index, "fn")) {
      item->results[0] = random_.Chance(50) ? kNull : Word("e" + number);
    }
  } else if (Is(index, "Wait")) {
    if (phase == KratosPhase::kThrew) return panic(Word("close of closed channel"));
    if (phase == KratosPhase::kThrewSend) return panic(Word("send on closed channel"));
    bool recovered = false;
    item->results[0] = model_.FirstOf(group, state_, &recovered);
    item->results[1] = recovered ? 1 : 0;
  } else if (phase == KratosPhase::kThrew) {
    panic(Word(Is(index, "Go") ? "send on closed channel" : "refused"));
  } else if (Is(index, "Err") && phase == KratosPhase::kDid) {
    item->results[0] = Word("context canceled");
  } else if (Is(index, "Cause") && phase == KratosPhase::kDid) {
    Word("context canceled");
    item->results[0] = model_.CauseOf(group, state_);
  }
}

void KratosWalk::End(bool at_rest) {
  if (model_.Crashed(state_)) {
    if (random_.Chance(80)) history_.end.emplace().crashed = true;
  } else if (at_rest) {
    // A walk rests where the model cannot move, or where it lost patience.
    history_.end.emplace().quiescent = model_.Quiescent(state_) && random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkKratos(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return KratosWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
