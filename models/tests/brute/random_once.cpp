#include <algorithm>
#include <string>
#include <vector>

#include "models/tests/brute/once_naive.hpp"
#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class OnceWalk final : public Walk<NaiveOnce> {
 public:
  OnceWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        processes_(random->Between(2, 4)),
        objects_(random->Chance(70) ? 1 : 2),
        strange_(random->Pick(std::vector<int>{0, 30, 60})) {}

 private:
  bool Start() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;
  bool Extra() override;

  bool Make(int32_t process, bool fails);
  void FillFn(Item* item, int index);
  void FillCall(Item* item, int index);
  void FillValues(Item* item, int object, const std::string& number);

  const int processes_;
  const int objects_;
  const int strange_;        // per cent of functions that do not return normally
  std::vector<int> makers_;  // oncefunc: the operation that made each object
  std::vector<int> made_;    // ... its item
  std::vector<Token> functions_;
};

bool OnceWalk::Make(int32_t process, bool fails) {
  static constexpr const char* kKinds[] = {"OnceFunc", "OnceValue", "OnceValues"};
  const int kind = random_.Below(3);
  const std::string number = std::to_string(makers_.size());
  const Token fn = random_.Chance(8) ? kNull : Word("f" + number);
  makers_.push_back(kind);
  functions_.push_back(fn);
  made_.push_back(Invoke(process, kKinds[kind], {Word("o" + number), fn}, fails));
  return true;
}

bool OnceWalk::Start() {
  const std::vector<int32_t> callers = Callers(processes_);
  if (callers.empty()) return false;
  const int32_t process = random_.Pick(callers);
  const bool fails = random_.Chance(3);
  if (!model_.Repeats()) {
    --left_;
    const std::string number = std::to_string(history_.items.size());
    const Token fn = random_.Chance(6) ? kNull : Word("f" + number);
    Invoke(process, "Do", {Word("o" + std::to_string(random_.Below(objects_))), fn}, fails);
    return true;
  }
  if (static_cast<int>(makers_.size()) < objects_) return Make(process, random_.Chance(1));
  const int object = random_.Below(makers_.size());
  if (history_.items[made_[object]].closing != Closing::kOk) return false;
  --left_;
  Invoke(process, random_.Chance(85) ? "Call" : "Released", {Word("o" + std::to_string(object))},
         fails);
  return true;
}

// A function begins, under the call that runs it.
bool OnceWalk::Extra() {
  std::vector<int> ready;
  for (const int item : Innermost()) {
    const int object = model_.ObjectOf(item);
    if (model_.IsCall(item) && state_.phase[item] == OncePhase::kLeads &&
        state_.leader[object] == item + 1 && state_.stage[object] == OnceStage::kLed) {
      ready.push_back(item);
    }
  }
  if (ready.empty()) return false;
  const int leader = random_.Pick(ready);
  const Token fn = model_.Repeats() ? functions_[model_.ObjectOf(leader)]
                                    : static_cast<Token>(history_.items[leader].arguments[1]);
  Invoke(history_.items[leader].process, "fn", {fn});
  return true;
}

bool OnceWalk::CanReturn(int item) {
  if (model_.IsFn(item)) return random_.Chance(50);
  if (model_.IsCall(item)) return model_.CallCanReturn(item, state_);
  const OncePhase phase = state_.phase[item];
  return phase == OncePhase::kDone || phase == OncePhase::kSawHeld;
}

void OnceWalk::FillValues(Item* item, int object, const std::string& number) {
  item->outcome = Outcome::kReturn;
  item->results[0] = item->results[1] = kAbsent;
  if (!model_.Repeats()) return;
  if (makers_[object] >= 1) item->results[0] = random_.Chance(10) ? kNull : Word("v" + number);
  if (makers_[object] == 2) item->results[1] = random_.Chance(60) ? kNull : Word("e" + number);
}

void OnceWalk::FillFn(Item* item, int index) {
  const std::string number = std::to_string(index);
  if (!random_.Chance(strange_)) return FillValues(item, model_.ObjectOf(index), number);
  item->outcome = random_.Chance(60) ? Outcome::kPanic : Outcome::kGoexit;
  if (item->outcome == Outcome::kPanic) {
    item->panic = Word(random_.Chance(85) ? "p" + number : "nil panic");
  }
}

void OnceWalk::FillCall(Item* item, int index) {
  const int object = model_.ObjectOf(index);
  const bool follows = state_.phase[index] == OncePhase::kFollows;
  const auto panic = [&](Token token) {
    item->outcome = Outcome::kPanic;
    item->panic = token;
  };
  FillValues(item, object, "none");
  if (model_.Repeats() && model_.NilFn(index)) return panic(Word("nil dereference"));
  if (follows && !model_.Repeats()) return;
  if (follows && state_.stage[object] != OnceStage::kOver) return;
  const int fn = model_.FnFor(index, state_);
  switch (model_.EndFor(index, state_)) {
    case NaiveOnce::End::kUnseen:
      return;
    case NaiveOnce::End::kReturn:
      item->results = history_.items[fn].results;
      return;
    case NaiveOnce::End::kPanic:
      return panic(fn < 0 ? Word("nil dereference") : history_.items[fn].panic);
    case NaiveOnce::End::kGoexit:
      if (follows && random_.Chance(60)) return panic(Word("nil panic"));
      if (follows && model_.Allows() && random_.Chance(50)) return;
      if (follows) return panic(Word("nil panic"));
      item->outcome = Outcome::kGoexit;
  }
}

void OnceWalk::Fill(Item* item, int index) {
  item->outcome = Outcome::kReturn;
  if (model_.IsFn(index)) return FillFn(item, index);
  if (model_.IsCall(index)) return FillCall(item, index);
  if (Is(index, "Released")) item->results[0] = state_.phase[index] == OncePhase::kDone ? 1 : 0;
}

void OnceWalk::End(bool at_rest) {
  if (at_rest) {
    legal_ = legal_ && model_.Quiescent(state_);
    history_.end.emplace().quiescent = random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkOnce(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return OnceWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
