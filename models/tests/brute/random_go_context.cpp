#include <cstdint>
#include <string>
#include <vector>

#include "models/tests/brute/go_context_naive.hpp"
#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class GoContextWalk final : public Walk<NaiveGoContext> {
 public:
  GoContextWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        processes_(random->Between(3, 4)),
        weights_{random->Between(2, 6), random->Between(0, 1), random->Between(2, 6),
                 random->Between(0, 4), random->Between(1, 5), random->Between(2, 7),
                 random->Between(0, 5), random->Between(0, 4), random->Between(0, 6),
                 random->Between(0, 5)} {}

 private:
  bool Start() override;
  bool Extra() override;
  bool CanReturn(int item) override {
    if (Is(item, "fn")) return random_.Chance(60);
    return state_.phase[item] == GoContextPhase::kDone ||
           state_.phase[item] == GoContextPhase::kThrows;
  }
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;

  Token Known() { return random_.Chance(8) || known_.empty() ? Word("background") : Newest(); }
  Token KnownOrNil() { return random_.Chance(3) ? kNull : Known(); }
  Token Key() { return random_.Chance(5) ? kNull : Word("k" + std::to_string(random_.Below(2))); }
  Token Newest() { return random_.Chance(40) ? known_.back() : random_.Pick(known_); }

  const int processes_;
  const std::vector<int> weights_;
  std::vector<Token> known_;       // made, and their maker has returned
  std::vector<Token> cancelable_;  // ... by WithCancel
  std::vector<Token> functions_;   // their AfterFuncs have returned
  int made_ = 0;
  int causes_ = 0;
};

bool GoContextWalk::Start() {
  static constexpr const char* kNames[] = {"WithCancel", "WithoutCancel", "Cancel",    "Err",
                                           "Cause",      "Wait",          "WithValue", "Value",
                                           "AfterFunc",  "Stop"};
  const std::vector<int32_t> callers = Callers(processes_);
  int choice = random_.Weighted(weights_);
  if (callers.empty()) return false;
  if (cancelable_.empty() && choice == 2) choice = 0;
  if (functions_.empty() && choice == 9) choice = 8;
  --left_;
  const int32_t process = random_.Pick(callers);
  const bool fails = random_.Chance(3);
  if (choice == 6) {
    const Token value = random_.Chance(5) ? kNull : Word("v" + std::to_string(made_));
    Invoke(process, kNames[choice],
           {random_.Chance(4) ? kNull : Known(), Word("c" + std::to_string(++made_)), Key(), value},
           fails);
  } else if (choice == 8) {
    Invoke(process, kNames[choice], {KnownOrNil(), Word("f" + std::to_string(++made_))}, fails);
  } else if (choice == 9) {
    Invoke(process, kNames[choice], {random_.Pick(functions_)}, fails);
  } else if (choice == 7) {
    Invoke(process, kNames[choice], {KnownOrNil(), Key()}, fails);
  } else if (choice < 2) {
    const Token parent = random_.Chance(4) ? kNull : Known();
    Invoke(process, kNames[choice], {parent, Word("c" + std::to_string(++made_))}, fails);
  } else if (choice == 2) {
    const Token cause = random_.Chance(20) ? kNull : Word("r" + std::to_string(++causes_));
    Invoke(process, kNames[choice], {random_.Pick(cancelable_), cause}, fails);
  } else {
    Invoke(process, kNames[choice], {KnownOrNil()}, fails);
  }
  return true;
}

// The function of an AfterFunc begins, in a process of its own.
bool GoContextWalk::Extra() {
  std::vector<int> ready;
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const int item = static_cast<int>(i);
    if (Is(item, "AfterFunc") && model_.IsStarted(item, state_)) ready.push_back(item);
  }
  if (ready.empty()) return false;
  const int item = random_.Pick(ready);
  Invoke(20 + item, "fn", {history_.items[item].arguments[1]});
  return true;
}

void GoContextWalk::Fill(Item* item, int index) {
  if (state_.phase[index] == GoContextPhase::kThrows) {
    item->outcome = Outcome::kPanic;
    item->panic = Word(model_.Throws(index));
    return;
  }
  item->outcome = Outcome::kReturn;
  if (Is(index, "Stop")) item->results[0] = state_.seen[index];
  if (Is(index, "AfterFunc")) functions_.push_back(static_cast<Token>(item->arguments[1]));
  if (Is(index, "Value")) item->results[0] = model_.ValueSeen(index);
  if (Is(index, "WithCancel") || Is(index, "WithoutCancel") || Is(index, "WithValue")) {
    known_.push_back(static_cast<Token>(item->arguments[1]));
    if (Is(index, "WithCancel")) cancelable_.push_back(known_.back());
  }
  if (!Is(index, "Err") && !Is(index, "Cause")) return;
  const int by = model_.SeenBy(index, state_);
  if (by < 0) return;
  const auto given = static_cast<Token>(history_.items[by].arguments[1]);
  const bool reason = Is(index, "Cause") && given != kNull;
  item->results[0] = reason ? given : Word("context canceled");
}

void GoContextWalk::End(bool at_rest) {
  if (at_rest) {
    legal_ = legal_ && model_.Quiescent(state_);
    history_.end.emplace().quiescent = random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkGoContext(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return GoContextWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
