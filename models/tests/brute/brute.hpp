#ifndef GOSYNC_MODELS_TESTS_BRUTE_BRUTE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_BRUTE_HPP_

// A second, slow way to the same verdicts, written from the contract alone and
// sharing nothing with the checker but the history in memory: it keeps all
// states that all interleavings of internal steps can reach, before every event
// all of them, and never looks ahead.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/core/verdict.hpp"

namespace gosync::models::brute {

// Histories with more operations and callbacks are too large for this way.
inline constexpr int kMaxItems = 64;

// `failing_event` is the first event after which no state remains.
struct Judgement {
  Verdict verdict = Verdict::kLegal;
  std::optional<int32_t> failing_event;

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

// "Illegal at line 7": lines as in a history file.
std::string Words(const History& history, const Judgement& judgement);

// One primitive, step by step. S is a plain struct without padding.
template <typename S>
class NaiveModel {
 public:
  using State = S;

  virtual ~NaiveModel() = default;
  // The next item of the history; its call has not happened yet.
  virtual void Add(int item) = 0;
  virtual S Initial() const = 0;
  // Appends every state that is one internal step away.
  virtual void Steps(const S& state, std::vector<S>* out) const = 0;
  // The observed call. False: impossible in this state.
  virtual bool Invoke(int item, S* state) const = 0;
  // The same call, but it turns out that nobody made it: marks it so.
  virtual void NotMade(int item, S* state) const = 0;
  // Takes the mark off again. False: it has none.
  virtual bool Failed(int item, S* state) const = 0;
  // Nobody will ever know what becomes of this call or callback.
  virtual void Lose(int /*item*/, S* /*state*/) const {}
  // The observed return, with the results that stand in the item.
  virtual bool Return(int item, S* state) const = 0;
  // Whether nothing that the history leaves open could move.
  virtual bool Quiescent(const S& state) const = 0;
  // Whether the program has died in the way that the end of the history tells.
  virtual bool Crashed(const S& state) const = 0;
};

template <typename S>
struct StateHash {
  size_t operator()(const S& state) const {
    static_assert(std::has_unique_object_representations_v<S>);
    return std::hash<std::string_view>()(
        std::string_view(reinterpret_cast<const char*>(&state), sizeof(S)));
  }
};

template <typename S>
using StateSet = std::unordered_set<S, StateHash<S>>;

// Adds all that internal steps can reach. False: more than `limit` states.
template <typename S>
bool Close(const NaiveModel<S>& model, size_t limit, StateSet<S>* states) {
  std::vector<S> todo(states->begin(), states->end());
  std::vector<S> next;
  while (!todo.empty()) {
    const S state = todo.back();
    todo.pop_back();
    next.clear();
    model.Steps(state, &next);
    for (const S& reached : next) {
      if (states->insert(reached).second) todo.push_back(reached);
    }
    if (states->size() > limit) return false;
  }
  return true;
}

template <typename S>
Judgement JudgeEnd(const NaiveModel<S>& model, const History& history, const StateSet<S>& states) {
  if (!history.end.has_value()) return {};
  for (const S& state : states) {
    if (history.end->crashed ? model.Crashed(state)
                             : !history.end->quiescent || model.Quiescent(state)) {
      return {};
    }
  }
  return {history.end->crashed ? Verdict::kIllegal : Verdict::kStuck, std::nullopt};
}

// Judges `history` by `model`, to which all its items have been added.
template <typename S>
Judgement JudgeNaively(const NaiveModel<S>& model, const History& history, size_t limit) {
  StateSet<S> states = {model.Initial()};
  if (!Close(model, limit, &states)) return {Verdict::kUnknown, std::nullopt};
  for (size_t i = 0; i < history.events.size(); ++i) {
    const Event& event = history.events[i];
    StateSet<S> after;
    for (S state : states) {
      if (event.type == EventType::kInfo) {
        model.Lose(event.item, &state);
        after.insert(state);
      } else if (event.type == EventType::kInvoke) {
        if (history.items[event.item].closing == Closing::kFail) {
          S never = state;
          model.NotMade(event.item, &never);
          after.insert(never);
        }
        if (model.Invoke(event.item, &state)) after.insert(state);
      } else if (event.type == EventType::kFail ? model.Failed(event.item, &state)
                                                : model.Return(event.item, &state)) {
        after.insert(state);
      }
    }
    if (after.empty()) return {Verdict::kIllegal, static_cast<int32_t>(i)};
    if (!Close(model, limit, &after)) return {Verdict::kUnknown, std::nullopt};
    states = std::move(after);
  }
  return JudgeEnd(model, history, states);
}

// The same, with the model that `spec` names. Unknown: too large, or more than
// `limit` states at once.
Judgement JudgeByBruteForce(const History& history, const ModelSpec& spec, uint64_t quirks,
                            size_t limit = size_t{1} << 20);

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_BRUTE_HPP_
