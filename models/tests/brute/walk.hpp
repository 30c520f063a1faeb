#ifndef GOSYNC_MODELS_TESTS_BRUTE_WALK_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_WALK_HPP_

// A random walk on a naive model, which writes down what callers see. What it
// writes is legal by construction.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/random.hpp"

namespace gosync::models::brute {

template <typename Model>
class Walk {
 public:
  Walk(const ModelSpec& spec, uint64_t quirks, Random* random)
      : random_(*random),
        spec_(spec),
        history_(Header(spec)),
        model_(history_, spec, quirks),
        state_(model_.Initial()) {}
  virtual ~Walk() = default;
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  History Run() {
    left_ = random_.Between(4, 9);
    loses_ = random_.Chance(25);
    const bool to_rest = random_.Chance(50);
    const std::vector<int> weights = {random_.Between(2, 6), random_.Between(3, 9),
                                      random_.Between(2, 6), 1};
    const int patience = to_rest ? 1000 : random_.Between(30, 150);
    int idle = 0;
    for (int i = 0; i < patience && idle < 60; ++i) idle = Move(weights) ? 0 : idle + 1;
    if (to_rest) Rest();
    End(to_rest);
    if (!legal_) {
      std::fprintf(stderr, "a walk on the naive model left it:\n%s",
                   WriteHistory(history_, spec_).c_str());
      std::abort();
    }
    return std::move(history_);
  }

 protected:
  using State = typename Model::State;

  // A new call, if one can be made.
  virtual bool Start() = 0;
  // Whether an open item may return now.
  virtual bool CanReturn(int item) = 0;
  // Writes the results that the state says into an item.
  virtual void Fill(Item* item, int index) = 0;
  // The end, once nothing more is to come.
  virtual void End(bool at_rest) = 0;
  // What else may happen.
  virtual bool Extra() { return false; }
  // Whether sight of this item may be lost.
  virtual bool MayLose(int /*item*/) { return true; }
  // Whether the walk goes there.
  virtual bool Allowed(const State& /*next*/) { return true; }
  // Whether a walk that comes to rest should still take this item's return.
  virtual bool Insists(int /*item*/) { return true; }

  Token Word(const std::string& text) { return history_.tokens.OfString(text); }
  bool Is(int item, const char* f) const {
    return history_.items[item].operation == spec_.FindOperation(f);
  }

  int Invoke(int32_t process, const char* f, std::initializer_list<int64_t> arguments,
             bool fails = false) {
    const int index = static_cast<int>(history_.items.size());
    Item item;
    item.operation = spec_.FindOperation(f);
    item.process = process;
    if (!stacks_[process].empty()) item.parent = stacks_[process].back();
    item.closing = fails ? Closing::kFail : Closing::kOpen;
    size_t i = 0;
    for (const int64_t argument : arguments) item.arguments[i++] = argument;
    const std::vector<int>& around = stacks_[process];
    if (!around.empty()) item.parent = around.back();
    history_.items.push_back(item);
    Note(index, EventType::kInvoke);
    model_.Add(index);
    stacks_[process].push_back(index);
    if (!fails) {
      legal_ = model_.Invoke(index, &state_) && legal_;
    }
    return index;
  }

  void Close(int index, EventType type) {
    Item& item = history_.items[index];
    Note(index, type);
    stacks_[item.process].pop_back();
    if (type == EventType::kInfo) dead_.insert(item.process);
    item.closing = type == EventType::kInfo   ? Closing::kInfo
                   : type == EventType::kFail ? Closing::kFail
                                              : Closing::kOk;
    if (type == EventType::kInfo) model_.Lose(index, &state_);
    if (type != EventType::kOk) return;
    Fill(&item, index);
    legal_ = model_.Return(index, &state_) && legal_;
  }

  // Processes 0 .. count-1 that may call something: idle, or inside a callback.
  std::vector<int32_t> Callers(int count) const {
    std::vector<int32_t> callers;
    for (int32_t process = 0; process < count; ++process) {
      const auto found = stacks_.find(process);
      if (dead_.contains(process)) continue;
      if (found == stacks_.end() || found->second.empty()) callers.push_back(process);
    }
    for (const auto& [process, stack] : stacks_) {
      if (!stack.empty() && spec_.operations[history_.items[stack.back()].operation].callback &&
          !dead_.contains(process)) {
        callers.push_back(process);
      }
    }
    return callers;
  }

  std::vector<int> Innermost() const {
    std::vector<int> items;
    for (const auto& [process, stack] : stacks_) {
      if (!stack.empty() && !dead_.contains(process)) items.push_back(stack.back());
    }
    return items;
  }

  bool Step() {
    std::vector<State> next;
    model_.Steps(state_, &next);
    std::erase_if(next, [this](const State& state) { return !Allowed(state); });
    if (next.empty()) return false;
    state_ = random_.Pick(next);
    return true;
  }

  // Closes an open item. The strange ends are rare.
  bool ReturnOne(bool at_rest) {
    std::vector<int> ready;
    for (const int item : Innermost()) {
      const bool failing = history_.items[item].closing == Closing::kFail;
      if (failing || (CanReturn(item) && (!at_rest || Insists(item)))) ready.push_back(item);
    }
    if (ready.empty()) return false;
    const int item = random_.Pick(ready);
    Close(item, history_.items[item].closing == Closing::kFail ? EventType::kFail : EventType::kOk);
    return true;
  }

  bool Lose() {
    const std::vector<int> open = Innermost();
    if (open.empty() || !loses_ || !random_.Chance(20)) return false;
    const int item = random_.Pick(open);
    if (history_.items[item].closing == Closing::kFail || !MayLose(item)) return false;
    Close(item, EventType::kInfo);
    return true;
  }

  bool Move(const std::vector<int>& weights) {
    switch (random_.Weighted(weights)) {
      case 0:
        return left_ > 0 && Start();
      case 1:
        return random_.Chance(50) ? Extra() || Step() : Step() || Extra();
      case 2:
        return ReturnOne(false);
      default:
        return Lose();
    }
  }

  void Rest() {
    for (int i = 0; i < 1000; ++i) {
      if (!(random_.Chance(50) ? ReturnOne(true) || Step() || Extra()
                               : Extra() || Step() || ReturnOne(true))) {
        return;
      }
    }
  }

  Random& random_;
  const ModelSpec& spec_;
  History history_;
  Model model_;
  State state_;
  int left_ = 0;        // operations still to be called
  bool loses_ = false;  // sight of calls (info)
  bool legal_ = true;

 private:
  static History Header(const ModelSpec& spec) {
    History history;
    history.header.model = spec.name;
    return history;
  }

  void Note(int item, EventType type) {
    Event event;
    event.index = static_cast<int64_t>(history_.events.size());
    event.item = item;
    event.type = type;
    history_.events.push_back(event);
  }

  std::map<int32_t, std::vector<int>> stacks_;
  std::set<int32_t> dead_;
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_WALK_HPP_
