#include <algorithm>
#include <string>
#include <vector>

#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/singleflight_naive.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class SingleflightWalk final : public Walk<NaiveSingleflight> {
 public:
  SingleflightWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        processes_(random->Between(3, 4)),
        keys_(random->Chance(70) ? 1 : 2),
        weights_{random->Between(6, 12), random->Between(0, 5), random->Between(0, 3),
                 random->Between(1, 5)},
        strange_(random->Pick(std::vector<int>{0, 20, 50})),
        same_values_(random->Pick(std::vector<int>{0, 0, 40, 100})) {}

 private:
  using FnEnd = NaiveSingleflight::FnEnd;

  bool Start() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;
  bool Extra() override;

  void FillFn(Item* item, int index);
  void FillPanic(Item* item, int flight);
  bool BeginFn();

  const int processes_;
  const int keys_;
  const std::vector<int> weights_;
  const int strange_;      // per cent of functions that do not return normally
  const int same_values_;  // per cent
  std::vector<Token> channels_;
};

bool SingleflightWalk::Start() {
  const std::vector<int32_t> callers = Callers(processes_);
  const int choice = random_.Weighted(weights_);
  if (callers.empty() || (choice == 3 && channels_.empty())) return false;
  --left_;
  const int32_t process = random_.Pick(callers);
  const bool fails = random_.Chance(3);
  const Token key = Word("k" + std::to_string(random_.Between(1, keys_)));
  const std::string number = std::to_string(history_.items.size());
  const Token fn = random_.Chance(4) ? kNull : Word("f" + number);
  switch (choice) {
    case 0:
      Invoke(process, "Do", {key, fn}, fails);
      return true;
    case 1:
      Invoke(process, "DoChan", {key, fn, Word("ch" + number)}, fails);
      return true;
    case 2:
      Invoke(process, "Forget", {key}, fails);
      return true;
    default:
      Invoke(process, "Receive", {random_.Pick(channels_)}, fails);
      return true;
  }
}

// A function begins: under its Do, or in a process of its own.
bool SingleflightWalk::BeginFn() {
  std::vector<int> ready;
  const std::vector<int> innermost = Innermost();
  for (int item = 0; item < static_cast<int>(history_.items.size()); ++item) {
    if (state_.stage[item] != FlightStage::kNew) continue;
    const bool live = std::find(innermost.begin(), innermost.end(), item) != innermost.end();
    if (Is(item, "DoChan") || live) ready.push_back(item);
  }
  if (ready.empty()) return false;
  const int leader = random_.Pick(ready);
  const int32_t process = Is(leader, "Do") ? history_.items[leader].process : 100 + leader;
  Invoke(process, "fn", {history_.items[leader].arguments[1]});
  return true;
}

bool SingleflightWalk::Extra() { return BeginFn(); }

bool SingleflightWalk::CanReturn(int item) {
  const CallPhase phase = state_.phase[item];
  if (Is(item, "fn")) return random_.Chance(50);
  if (Is(item, "Do")) return model_.DoCanReturn(item, state_);
  return phase != CallPhase::kIdle && phase != CallPhase::kOutside;
}

void SingleflightWalk::FillFn(Item* item, int index) {
  const std::string number = std::to_string(index);
  const bool same = random_.Chance(same_values_);
  item->outcome = Outcome::kReturn;
  item->results[2] = kAbsent;
  if (!random_.Chance(strange_)) {
    item->results[0] = random_.Chance(10) ? kNull : Word(same ? "v" : "v" + number);
    item->results[1] = random_.Chance(70) ? kNull : Word(same ? "e" : "e" + number);
    if (random_.Chance(5)) item->results[2] = 0;
    return;
  }
  switch (random_.Below(5)) {
    case 0:
      item->results[0] = kNull;
      item->results[1] = random_.Chance(50) ? Word("w1") : Word("pe" + number);
      item->results[2] = 1;
      return;
    case 1:
    case 2:
      item->outcome = Outcome::kGoexit;
      return;
    default:
      item->outcome = Outcome::kPanic;
      item->panic = Word(same ? "p" : "p" + number);
  }
}

void SingleflightWalk::FillPanic(Item* item, int flight) {
  item->outcome = Outcome::kPanic;
  const int fn = model_.FnOf(flight);
  item->panic = Word(random_.Chance(90) ? "w" + std::to_string(flight) : "w");
  const int shown = state_.wrapper[flight] - 1;
  if (shown >= 0) item->panic = history_.items[shown].panic;
  if (fn < 0) return;
  const Item& end = history_.items[fn];
  if (end.outcome == Outcome::kReturn) {
    item->panic = static_cast<Token>(end.results[1]);
    return;
  }
  if (model_.LeavesKeyStuck(flight)) {  // a release without the wrapper
    item->panic = end.panic;
    return;
  }
  const int how = random_.Below(3);
  item->unwraps = how == 0 ? kAbsent : how == 1 ? int64_t{kNull} : int64_t{end.panic};
}

void SingleflightWalk::Fill(Item* item, int index) {
  item->outcome = Outcome::kReturn;
  if (Is(index, "fn")) return FillFn(item, index);
  if (Is(index, "DoChan")) channels_.push_back(static_cast<Token>(item->arguments[2]));
  int flight = -1;
  bool shared = true;
  if (Is(index, "Do")) {
    flight = state_.flight[index] - 1;
    shared = state_.phase[index] == CallPhase::kJoined || state_.joined[flight] != 0;
  } else if (Is(index, "Receive")) {
    flight = state_.flight[model_.OriginOf(index)] - 1;
    shared = state_.joined[flight] != 0;
  } else {
    return;
  }
  switch (Is(index, "Receive") ? FnEnd::kReturn : model_.EndOf(flight)) {
    case FnEnd::kPanic:
      return FillPanic(item, flight);
    case FnEnd::kGoexit:
      item->outcome = Outcome::kGoexit;
      return;
    case FnEnd::kReturn:
      const Item& fn = history_.items[model_.FnOf(flight)];
      item->results = {fn.results[0], fn.results[1], shared ? 1 : 0};
  }
}

void SingleflightWalk::End(bool at_rest) {
  const int crashed = model_.CrashedFlight(state_);
  if (crashed >= 0 && random_.Chance(70)) {
    history_.end.emplace().crashed = true;
    const int fn = model_.FnOf(crashed);
    if (fn < 0 || random_.Chance(30)) return;
    const Item& end = history_.items[fn];
    history_.end->crash =
        end.outcome == Outcome::kPanic ? end.panic : static_cast<Token>(end.results[1]);
  } else if (at_rest && crashed < 0) {
    legal_ = legal_ && model_.Quiescent(state_);
    history_.end.emplace().quiescent = random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkSingleflight(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return SingleflightWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
