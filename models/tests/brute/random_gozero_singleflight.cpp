#include <algorithm>
#include <string>
#include <vector>

#include "models/tests/brute/gozero_singleflight_naive.hpp"
#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class GozeroSingleflightWalk final : public Walk<NaiveGozeroSingleflight> {
 public:
  GozeroSingleflightWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        processes_(random->Between(3, 4)),
        keys_(random->Chance(75) ? 1 : 2),
        ex_(random->Pick(std::vector<int>{0, 50, 50, 100})),
        strange_(random->Pick(std::vector<int>{0, 20, 50})),
        same_values_(random->Pick(std::vector<int>{0, 0, 40, 100})) {}

 private:
  bool Start() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;
  bool Extra() override;

  const int processes_;
  const int keys_;
  const int ex_;           // per cent of calls that are DoEx
  const int strange_;      // per cent of functions that do not return
  const int same_values_;  // per cent
};

bool GozeroSingleflightWalk::Start() {
  const std::vector<int32_t> callers = Callers(processes_);
  if (callers.empty()) return false;
  --left_;
  const int32_t process = random_.Pick(callers);
  const Token key = Word("k" + std::to_string(random_.Between(1, keys_)));
  const Token fn = random_.Chance(4) ? kNull : Word("f" + std::to_string(history_.items.size()));
  Invoke(process, random_.Chance(ex_) ? "DoEx" : "Do", {key, fn}, random_.Chance(3));
  return true;
}

// A function begins under its call.
bool GozeroSingleflightWalk::Extra() {
  std::vector<int> ready;
  for (const int item : Innermost()) {
    if (state_.stage[item] == GozeroState::Stage::kNew) ready.push_back(item);
  }
  if (ready.empty()) return false;
  const int leader = random_.Pick(ready);
  Invoke(history_.items[leader].process, "fn", {history_.items[leader].arguments[1]});
  return true;
}

bool GozeroSingleflightWalk::CanReturn(int item) {
  return Is(item, "fn") ? random_.Chance(50) : model_.CanReturn(item, state_);
}

void GozeroSingleflightWalk::Fill(Item* item, int index) {
  if (!Is(index, "fn")) return model_.Fill(index, state_, Word("nil dereference"), item);
  const std::string number = std::to_string(index);
  const bool same = random_.Chance(same_values_);
  item->outcome = Outcome::kReturn;
  if (!random_.Chance(strange_)) {
    item->results[0] = random_.Chance(10) ? kNull : Word(same ? "v" : "v" + number);
    item->results[1] = random_.Chance(70) ? kNull : Word(same ? "e" : "e" + number);
  } else if (random_.Chance(50)) {
    item->outcome = Outcome::kGoexit;
  } else {
    item->outcome = Outcome::kPanic;
    item->panic = Word(random_.Chance(8) ? "nil dereference" : same ? "p" : "p" + number);
  }
}

void GozeroSingleflightWalk::End(bool at_rest) {
  if (at_rest) {
    legal_ = legal_ && model_.Quiescent(state_);
    history_.end.emplace().quiescent = true;
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkGozeroSingleflight(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return GozeroSingleflightWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
