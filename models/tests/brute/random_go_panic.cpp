#include <string>
#include <vector>

#include "models/tests/brute/go_panic_naive.hpp"
#include "models/tests/brute/random_history.hpp"
#include "models/tests/brute/walk.hpp"

namespace gosync::models::brute {
namespace {

class GoPanicWalk final : public Walk<NaiveGoPanic> {
 public:
  GoPanicWalk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : Walk(spec, quirks, random),
        processes_(random->Between(1, 2)),
        strange_(random->Pick(std::vector<int>{20, 50, 80})) {}

 private:
  bool Start() override;
  bool Extra() override;
  bool CanReturn(int item) override;
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;

  std::vector<int> Weights(int fn) const;
  // A function that a Call in it has ended does nothing more.
  bool IsEnded(int fn) { return model_.NextOf(fn, state_).end.how != Outcome::kReturn; }
  Token NewFn(int nil) {
    return random_.Chance(nil) ? kNull : Word("f" + std::to_string(history_.items.size()));
  }

  const int processes_;
  const int strange_;  // per cent of functions that do not return
};

// Of a Call, a Defer and a Recover, outside of all functions or in one.
std::vector<int> GoPanicWalk::Weights(int fn) const {
  if (fn < 0) return {1, 0, 0};
  if (!model_.IsBody(fn)) return {4, 0, 9};
  const bool nested = history_.items[history_.items[fn].parent].parent >= 0;
  return nested ? std::vector<int>{2, 8, 4} : std::vector<int>{3, 12, 1};
}

bool GoPanicWalk::Start() {
  const std::vector<int32_t> callers = Callers(processes_);
  if (callers.empty()) return false;
  const int32_t process = random_.Pick(callers);
  int fn = -1;
  for (const int item : Innermost()) {
    if (history_.items[item].process == process) fn = item;
  }
  if (fn >= 0 && IsEnded(fn)) return false;
  --left_;
  const bool fails = random_.Chance(2);
  const int choice = random_.Weighted(Weights(fn));
  if (choice == 0) Invoke(process, "Call", {NewFn(3)}, fails);
  if (choice == 1) Invoke(process, "Defer", {NewFn(7)}, fails);
  if (choice == 2) Invoke(process, "Recover", {}, fails);
  return true;
}

// A Call runs a function.
bool GoPanicWalk::Extra() {
  for (const int item : Innermost()) {
    if (!Is(item, "Call") || history_.items[item].closing == Closing::kFail) continue;
    const Token fn = model_.NextOf(item, state_).fn;
    if (fn == kNull) continue;
    Invoke(history_.items[item].process, "fn", {fn});
    return true;
  }
  return false;
}

bool GoPanicWalk::CanReturn(int item) {
  if (Is(item, "Call")) return model_.NextOf(item, state_).fn == kNull;
  return !Is(item, "fn") || left_ == 0 || random_.Chance(model_.IsBody(item) ? 25 : 50);
}

void GoPanicWalk::Fill(Item* item, int index) {
  NaiveGoPanic::End end;
  item->outcome = Outcome::kReturn;
  // The item is no longer open in the walk, but it is in the model.
  if (Is(index, "Recover")) {
    const NaiveGoPanic::End gives = model_.NextOf(index, state_).recover;
    if (gives.how == Outcome::kGoexit) item->results[0] = Word("exit");
    if (gives.how == Outcome::kPanic) {
      item->results[0] = gives.nil ? Word("nil dereference") : gives.panic;
    }
    return;
  }
  if (Is(index, "Defer")) return;
  end = model_.NextOf(index, state_).end;
  if (Is(index, "fn") && end.how == Outcome::kReturn && random_.Chance(strange_)) {
    end.how = random_.Chance(70) ? Outcome::kPanic : Outcome::kGoexit;
    if (end.how == Outcome::kPanic) {
      end.panic = Word(random_.Chance(85) ? "p" + std::to_string(index) : "nil panic");
    }
  }
  item->outcome = end.how;
  if (end.how == Outcome::kPanic) item->panic = end.nil ? Word("nil dereference") : end.panic;
}

void GoPanicWalk::End(bool at_rest) {
  if (at_rest) {
    legal_ = legal_ && model_.Quiescent(state_);
    history_.end.emplace().quiescent = random_.Chance(90);
  } else if (random_.Chance(50)) {
    history_.end.emplace();
  }
}

}  // namespace

History WalkGoPanic(const ModelSpec& spec, uint64_t quirks, Random* random) {
  return GoPanicWalk(spec, quirks, random).Run();
}

}  // namespace gosync::models::brute
