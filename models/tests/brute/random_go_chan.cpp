#include <cstdint>
#include <string>
#include <vector>

#include "models/tests/brute/go_chan_naive.hpp"
#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class GoChanWalk final : public Walk<NaiveGoChan> {
 public:
  GoChanWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        processes_(random->Between(3, 4)),
        channels_(random->Between(1, 3)),
        nil_(random->Pick(std::vector<int>{0, 0, 5, 20})),
        weights_{random->Between(3, 9), random->Between(3, 9), random->Between(0, 3),
                 random->Between(0, 3), random->Between(0, 3), random->Between(0, 6),
                 random->Between(0, 3)} {
    history_.header.parameters[0] = random->Pick(std::vector<int>{0, 0, 0, 1, 1, 2});
  }

 private:
  bool Start() override;
  bool CanReturn(int item) override {
    return state_.phase[item] != GoChanPhase::kOutside &&
           state_.phase[item] != GoChanPhase::kWaiting;
  }
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;

  Token Channel() {
    if (random_.Chance(nil_)) return kNull;
    return Word("ch" + std::to_string(random_.Between(1, channels_)));
  }
  // Mostly a value of its own: the same one twice hides mistakes.
  Token Value() { return Word("v" + std::to_string(random_.Chance(10) ? 0 : ++values_)); }

  const int processes_;
  const int channels_;
  const int nil_;  // per cent
  const std::vector<int> weights_;
  int values_ = 0;
};

bool GoChanWalk::Start() {
  static constexpr const char* kNames[] = {"Send",       "Receive", "Close",    "TrySend",
                                           "TryReceive", "Select",  "TrySelect"};
  const std::vector<int32_t> callers = Callers(processes_);
  const int choice = random_.Weighted(weights_);
  if (callers.empty()) return false;
  --left_;
  const int32_t process = random_.Pick(callers);
  const bool fails = random_.Chance(3);
  const Token channel = Channel();
  if (choice == 0 || choice == 3) {
    Invoke(process, kNames[choice], {channel, Value()}, fails);
  } else if (choice < 5) {
    Invoke(process, kNames[choice], {channel}, fails);
  } else {
    const Token other = Channel();
    const Token one = random_.Chance(50) ? Value() : kNull;
    const Token two = random_.Chance(50) ? Value() : kNull;
    Invoke(process, kNames[choice], {channel, one, other, two}, fails);
  }
  return true;
}

void GoChanWalk::Fill(Item* item, int index) {
  item->outcome = Outcome::kPanic;
  switch (state_.phase[index]) {
    case GoChanPhase::kSendOnClosed:
      item->panic = Word("send on closed channel");
      return;
    case GoChanPhase::kCloseOfNil:
      item->panic = Word("close of nil channel");
      return;
    case GoChanPhase::kCloseOfClosed:
      item->panic = Word("close of closed channel");
      return;
    default:
      item->outcome = Outcome::kReturn;
      model_.Results(index, state_, item);
  }
}

void GoChanWalk::End(bool at_rest) {
  if (at_rest) {
    legal_ = legal_ && model_.Quiescent(state_);
    history_.end.emplace().quiescent = random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkGoChan(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return GoChanWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
