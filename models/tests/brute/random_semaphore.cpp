#include <algorithm>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/semaphore_naive.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class SemaphoreWalk final : public Walk<NaiveSemaphore> {
 public:
  SemaphoreWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        crowded_(random->Chance(45)),
        size_(crowded_ ? random->Between(1, 3) : random->Between(0, 4)),
        processes_(crowded_ ? 4 : random->Between(3, 4)),
        contexts_(random->Between(1, 3)),
        weights_(crowded_ ? std::vector<int>{9, 6, 3, 0, 3, 1}
                          : std::vector<int>{random->Between(4, 10), random->Between(0, 4),
                                             random->Between(0, 6), random->Between(0, 1),
                                             random->Between(0, 4), random->Between(0, 2)}),
        strange_(crowded_ ? 0 : random->Pick(std::vector<int>{0, 0, 5, 15})),
        background_(random->Between(0, 60)) {
    history_.header.parameters[0] = size_;
    if (crowded_ && random->Chance(70)) Plan();
  }

 private:
  bool Start() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;
  bool Allowed(const SemaphoreState& next) override;

  void Plan();
  bool StartPlanned(const std::vector<int32_t>& callers);
  int64_t Weight();
  Token Context();

  const bool crowded_;  // many who ask, few tokens, nothing strange
  const int size_;
  const int processes_;
  const int contexts_;
  const std::vector<int> weights_;
  const int strange_;     // per cent
  const int background_;  // per cent
  struct Planned {
    const char* f;
    int64_t n;
    std::string ctx;
  };
  std::deque<Planned> planned_;  // what is called first
  int32_t next_timer_ = 100;
  std::vector<int64_t> held_;  // by Acquires and TryAcquires that returned
  std::set<int> never_;        // Deadlines that do not pass
};

// A queue behind somebody who leaves it, which comes about too rarely by chance.
void SemaphoreWalk::Plan() {
  planned_.push_back({"Acquire", size_, "background"});
  planned_.push_back({"Acquire", random_.Between(1, size_), "c1"});
  const int behind = random_.Between(1, 2);
  for (int i = 0; i < behind; ++i) {
    planned_.push_back({"Acquire", random_.Between(0, size_), i == 0 ? "background" : "c2"});
  }
  if (random_.Chance(30)) planned_.push_back({"TryAcquire", random_.Between(0, 1), ""});
  if (random_.Chance(30)) planned_.push_back({"Release", random_.Between(0, size_), ""});
  if (random_.Chance(70)) planned_.push_back({"Cancel", 0, "c1"});
  if (random_.Chance(30)) planned_.push_back({"Release", random_.Between(0, size_), ""});
  if (random_.Chance(50)) planned_.push_back({"TryAcquire", random_.Between(0, 1), ""});
}

bool SemaphoreWalk::StartPlanned(const std::vector<int32_t>& callers) {
  const Planned next = planned_.front();
  planned_.pop_front();
  const int32_t process = random_.Pick(callers);
  if (next.f == std::string("Acquire")) {
    Invoke(process, next.f, {next.n, Word(next.ctx)});
  } else {
    Invoke(process, next.f, {next.ctx.empty() ? next.n : Word(next.ctx)});
  }
  // Mostly it gets as far as it can before the next one.
  while (random_.Chance(93) && Step()) continue;
  while (random_.Chance(80) && ReturnOne(false)) continue;
  return true;
}

int64_t SemaphoreWalk::Weight() {
  if (random_.Chance(strange_)) return random_.Between(-3, -1);
  if (random_.Chance(strange_)) return size_ + random_.Between(1, 2);
  if (random_.Chance(15)) return 0;
  return std::min(5, random_.Between(1, size_ + (random_.Chance(15) ? 1 : 0)));
}

Token SemaphoreWalk::Context() {
  if (random_.Chance(background_)) return Word("background");
  if (random_.Chance(strange_ / 3)) return kNull;
  return Word("c" + std::to_string(random_.Between(1, contexts_)));
}

bool SemaphoreWalk::Start() {
  const std::vector<int32_t> callers = Callers(processes_);
  const int choice = random_.Weighted(weights_);
  if (callers.empty()) return false;
  --left_;
  if (!planned_.empty()) return StartPlanned(callers);
  const int32_t process = random_.Pick(callers);
  const bool fails = random_.Chance(3);
  const Token context = Word("c" + std::to_string(random_.Between(1, contexts_)));
  switch (choice) {
    case 0:
      Invoke(process, "Acquire", {Weight(), Context()}, fails);
      return true;
    case 1:
      Invoke(process, "TryAcquire", {Weight()}, fails);
      return true;
    case 2: {
      int64_t weight = Weight();
      if (!held_.empty() && random_.Chance(75)) {
        const int which = random_.Below(held_.size());
        weight = held_[which];
        held_.erase(held_.begin() + which);
      }
      Invoke(process, "Release", {weight}, fails);
      return true;
    }
    case 3:
      Invoke(process, "NewWeighted", {random_.Between(-1, 1)}, fails);
      return true;
    case 4:
      Invoke(process, "Cancel", {context}, fails);
      return true;
    default:
      const int item = Invoke(next_timer_++, "Deadline", {context}, fails);
      if (random_.Chance(40)) never_.insert(item);
      return true;
  }
}

bool SemaphoreWalk::Allowed(const SemaphoreState& next) {
  return std::none_of(never_.begin(), never_.end(),
                      [&](int item) { return next.phase[item] == SemaphorePhase::kDone; });
}

bool SemaphoreWalk::CanReturn(int item) {
  switch (state_.phase[item]) {
    case SemaphorePhase::kIdle:
    case SemaphorePhase::kOutside:
    case SemaphorePhase::kQueued:
    case SemaphorePhase::kGrantedLate:
    case SemaphorePhase::kOversize:
      return false;
    default:
      return !Is(item, "Deadline") || random_.Chance(50);
  }
}

void SemaphoreWalk::Fill(Item* item, int index) {
  item->outcome = Outcome::kReturn;
  const auto panic = [&](const char* text) {
    item->outcome = Outcome::kPanic;
    item->panic = Word(text);
  };
  switch (state_.phase[index]) {
    case SemaphorePhase::kGranted:
      item->results[0] = kNull;
      held_.push_back(item->arguments[0]);
      break;
    case SemaphorePhase::kFailed:
      item->results[0] = Word(model_.ContextOf(index, state_) == ContextState::kCanceled
                                  ? "context canceled"
                                  : "context deadline exceeded");
      break;
    case SemaphorePhase::kTrue:
      item->results[0] = 1;
      held_.push_back(item->arguments[0]);
      break;
    case SemaphorePhase::kReleasedTooMuch:
      return panic("semaphore: released more than held");
    case SemaphorePhase::kNegativeWeight:
      return panic("semaphore: n < 0");
    case SemaphorePhase::kNegativeSize:
      return panic("semaphore: size < 0");
    case SemaphorePhase::kNilContext:
      return panic("nil dereference");
    default:
      break;
  }
}

void SemaphoreWalk::End(bool at_rest) {
  if (at_rest) {
    legal_ = legal_ && model_.Quiescent(state_);
    history_.end.emplace().quiescent = random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkSemaphore(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return SemaphoreWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
