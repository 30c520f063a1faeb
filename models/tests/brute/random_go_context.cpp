#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
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
                 random->Between(0, 5), random->Between(0, 6), random->Between(0, 4),
                 random->Between(0, 5)},
        last_tick_(random->Between(1, 6)) {
    state_.clock[0] = 0;
  }

 private:
  bool Start() override;
  bool Extra() override;
  bool Allowed(const GoContextState& next) override { return next.clock[0] <= last_tick_; }
  bool CanReturn(int item) override {
    if (Is(item, "fn")) return random_.Chance(60);
    return state_.phase[item] == GoContextPhase::kDone ||
           state_.phase[item] == GoContextPhase::kThrows;
  }
  void Fill(Item* item, int index) override;
  void End(bool at_rest) override;

  Token Known() { return random_.Chance(8) || known_.empty() ? Word("background") : Newest(); }
  Token Parent() { return random_.Chance(4) ? kNull : Known(); }
  Token NewName(const char* letter) { return Word(letter + std::to_string(++made_)); }
  Token Cause(int nil) {
    return random_.Chance(nil) ? kNull : Word("r" + std::to_string(++causes_));
  }
  Token KnownOrNil() { return random_.Chance(3) ? kNull : Known(); }
  Token Key() { return random_.Chance(5) ? kNull : Word("k" + std::to_string(random_.Below(2))); }
  Token Newest() { return random_.Chance(40) ? known_.back() : random_.Pick(known_); }

  const int processes_;
  const std::vector<int> weights_;
  const int last_tick_;                      // the clock goes no further
  std::vector<Token> known_;                 // made, and their maker has returned
  std::vector<Token> cancelable_;            // ... by WithCancel
  std::vector<Token> timed_;                 // ... by WithDeadline
  std::vector<Token> functions_;             // their AfterFuncs have returned
  Token cancelled_ = kNull;                  // at last
  std::vector<std::string_view> questions_;  // that it is to be asked
  int made_ = 0;
  int causes_ = 0;
};

bool GoContextWalk::Start() {
  static constexpr const char* kNames[] = {
      "WithCancel", "WithoutCancel", "Cancel", "Err",          "Cause",    "Wait", "WithValue",
      "Value",      "AfterFunc",     "Stop",   "WithDeadline", "Deadline", "Now"};
  const std::vector<int32_t> callers = Callers(processes_);
  std::string_view f = kNames[random_.Weighted(weights_)];
  if (callers.empty()) return false;
  if (cancelable_.empty() && f == "Cancel") f = "WithCancel";
  if (functions_.empty() && f == "Stop") f = "AfterFunc";
  const bool asks = !questions_.empty() && random_.Chance(60);
  if (asks) {
    f = questions_.back();
    questions_.pop_back();
  }
  --left_;
  const int32_t process = random_.Pick(callers);
  const bool fails = random_.Chance(3);
  const auto call = [&](std::initializer_list<int64_t> arguments) {
    Invoke(process, f.data(), arguments, fails);
  };
  if (f == "WithCancel" || f == "WithoutCancel") {
    call({Parent(), NewName("c")});
  } else if (f == "WithValue") {
    const Token value = random_.Chance(5) ? kNull : Word("v" + std::to_string(made_));
    call({Parent(), NewName("c"), Key(), value});
  } else if (f == "WithDeadline") {
    call({Parent(), NewName("c"), state_.clock[0] + random_.Between(-1, 3), Cause(30)});
  } else if (f == "Cancel") {
    // Of one with a deadline Err and Cause together say whether it was the Cancel that ended it.
    const bool timed = !timed_.empty() && random_.Chance(50);
    cancelled_ = random_.Pick(timed ? timed_ : cancelable_);
    if (timed) questions_ = {"Err", "Cause"};
    call({cancelled_, Cause(20)});
  } else if (asks) {
    call({cancelled_});
  } else if (f == "AfterFunc") {
    call({KnownOrNil(), NewName("f")});
  } else if (f == "Stop") {
    call({random_.Pick(functions_)});
  } else if (f == "Value") {
    call({KnownOrNil(), Key()});
  } else if (f == "Now") {
    call({});
  } else {
    call({KnownOrNil()});
  }
  return true;
}

// The function of an AfterFunc begins, in a process of its own; or a moment passes.
bool GoContextWalk::Extra() {
  if (state_.clock[0] < last_tick_ && random_.Chance(15)) {
    ++state_.clock[0];
    return true;
  }
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
  if (Is(index, "Now")) item->results[0] = state_.seen[index];
  if (Is(index, "Deadline")) {
    const auto deadline = model_.DeadlineSeen(index);
    item->results = {deadline.value_or(0), deadline.has_value() ? 1 : 0};
  }
  const bool cancels = Is(index, "WithCancel") || Is(index, "WithDeadline");
  if (cancels || Is(index, "WithoutCancel") || Is(index, "WithValue")) {
    known_.push_back(static_cast<Token>(item->arguments[1]));
    if (cancels) cancelable_.push_back(known_.back());
    if (Is(index, "WithDeadline")) timed_.push_back(known_.back());
  }
  if (!Is(index, "Err") && !Is(index, "Cause")) return;
  const int by = model_.SeenBy(index, state_);
  if (by < 0) return;
  const Token cause = Is(index, "Cause") ? model_.CauseBy(by) : kNull;
  item->results[0] = cause != kNull ? cause : Word(model_.ErrBy(by));
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
