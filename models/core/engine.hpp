#ifndef GOSYNC_MODELS_CORE_ENGINE_HPP_
#define GOSYNC_MODELS_CORE_ENGINE_HPP_

// The search: keeps the set of all configurations that explain the history so far
// and carries it from event to event ("layer" by layer). Between two events the
// model may take internal steps (a grant, a join, the end of a flight ...); they
// are taken only to make the next event possible, never for their own sake.
//
// Why that is complete: all sequences of steps are tried until the event is possible.
// The steps that would follow can be taken after the event as well, since whatever
// they belong to is still open then.
//
// A model run R (one partition of one history) provides
//   using State        a value: ==, Hash(), Bytes()
//   State Initial()
//   void Invoked(item) / Closed(item)      facts that hold in every explanation
//   void Enter(State&, item)               an operation begins
//   bool NeedsSteps(event)                 may internal steps have to precede it?
//   void Steps(State, event, emit)         all internal steps, by `emit(State)`
//   bool Accept(State&, event)             takes the event, if this state can
//   bool Blocked(State)                    every open operation is blocked for good
//   bool WorksItself(item)                 it runs a function of its own: that is no waiting
//   bool Crashed(State)                    the program dies here
//   std::string Describe(State), WhyNot(State, event)

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/verdict.hpp"

namespace gosync::models {

template <class Run>
class Engine {
 public:
  using State = typename Run::State;

  // `events` are the events of this partition, as indices in history.events.
  // With `measure_waiting`, each operation that may block is tried at its invoke.
  Engine(const History& history, const ModelSpec& spec, const std::vector<int32_t>& events,
         Run* run, Budget* budget, bool measure_waiting)
      : history_(history),
        spec_(spec),
        events_(events),
        run_(*run),
        budget_(*budget),
        measure_waiting_(measure_waiting) {}

  PartitionResult Check() {
    layer_ = {run_.Initial()};
    for (int32_t e : events_) {
      if (!Take(e)) return result_;
    }
    Finish();
    return result_;
  }

 private:
  struct Hasher {
    size_t operator()(const State& s) const { return s.Hash(); }
  };
  using Set = std::unordered_set<State, Hasher>;

  // Carries the layer over event `e`. False: the verdict stands in result_.
  bool Take(int32_t e) {
    const Event& event = history_.events[e];
    const bool plain_invoke = event.type == EventType::kInvoke &&
                              !spec_.operations[history_.items[event.item].operation].callback;
    if (plain_invoke) {
      run_.Invoked(event.item);
      for (State& s : layer_) run_.Enter(s, event.item);
      Deduplicate();
      if (measure_waiting_) MeasureWaiting(event.item);
      return budget_.spent().empty() || Unknown();
    }
    std::vector<State> next;
    if (!Advance(e, &next)) return Unknown();
    if (next.empty()) return Illegal(e);
    layer_ = std::move(next);
    result_.widest_layer = std::max(result_.widest_layer, layer_.size());
    if (event.type == EventType::kOk || event.type == EventType::kFail) run_.Closed(event.item);
    return true;
  }

  // All configurations behind event `e` that matter. False: the budget ran out.
  //
  // A configuration that another one reaches by one more internal step does not
  // matter: that step can be taken later as well. So when the event can be taken
  // both before and after somebody else's step, with the same result, only
  // "before" is kept; otherwise the layer would hold all subsets of the steps.
  bool Advance(int32_t e, std::vector<State>* next) {
    struct Work {
      State state;
      int64_t parent;
    };
    Set accepted;
    Set seen;
    std::vector<Work> work;
    for (const State& s : layer_) work.push_back({s, -1});
    const bool steps = run_.NeedsSteps(e);
    if (steps) seen.insert(layer_.begin(), layer_.end());
    // covered[i]: what the completions of work[i] reach by one more step.
    std::unordered_map<int64_t, Set> covered;
    for (size_t i = 0; i < work.size(); ++i) {
      if (!budget_.Charge((seen.size() + accepted.size()) * StateBytes())) return false;
      const State from = work[i].state;
      State after = from;
      if (run_.Accept(after, e)) {
        accepted.insert(std::move(after));
        continue;
      }
      if (!steps) continue;
      const auto by_parent = covered.find(work[i].parent);
      std::vector<State> completions;
      run_.Steps(from, e, [&](State to) {
        State taken = to;
        if (!run_.Accept(taken, e)) {
          if (seen.insert(to).second) work.push_back({std::move(to), static_cast<int64_t>(i)});
          return;
        }
        if (by_parent == covered.end() || !by_parent->second.contains(to)) {
          accepted.insert(std::move(taken));
        }
        completions.push_back(std::move(to));
      });
      for (const State& complete : completions) {
        if (!budget_.Charge((seen.size() + accepted.size()) * StateBytes())) return false;
        Set& reached = covered[static_cast<int64_t>(i)];
        run_.Steps(complete, e, [&](State to) { reached.insert(std::move(to)); });
      }
    }
    next->assign(accepted.begin(), accepted.end());
    return true;
  }

  void Finish() {
    if (!history_.end.has_value()) return;
    const bool crash = history_.end->crashed;
    if (!crash && !history_.end->quiescent) return;
    Set seen(layer_.begin(), layer_.end());
    std::vector<State> work = layer_;
    for (size_t i = 0; i < work.size(); ++i) {
      if (!budget_.Charge(seen.size() * StateBytes())) {
        Unknown();
        return;
      }
      if (crash ? run_.Crashed(work[i]) : run_.Blocked(work[i])) {
        result_.explains_crash = crash;
        return;
      }
      const State from = work[i];
      run_.Steps(from, kAtEnd, [&](State to) {
        if (seen.insert(to).second) work.push_back(std::move(to));
      });
    }
    if (crash) return;
    result_.verdict = Verdict::kStuck;
    result_.open_items = run_.OpenItems();
    Explain(kAtEnd);
  }

  void MeasureWaiting(int32_t id) {
    const Item& item = history_.items[id];
    if (item.closing != Closing::kOk || !spec_.operations[item.operation].may_block) return;
    if (run_.WorksItself(id)) return;
    std::vector<State> next;
    if (Advance(item.close, &next) && next.empty()) result_.waited.push_back(id);
  }

  bool Unknown() {
    result_.verdict = Verdict::kUnknown;
    return false;
  }

  bool Illegal(int32_t e) {
    result_.verdict = Verdict::kIllegal;
    result_.failing_event = e;
    Explain(e);
    return false;
  }

  void Explain(int32_t e) {
    constexpr size_t kMost = 6;
    for (size_t i = 0; i < layer_.size() && i < kMost; ++i) {
      result_.why.push_back(run_.Describe(layer_[i]) + ": " + run_.WhyNot(layer_[i], e));
    }
    std::sort(result_.why.begin(), result_.why.end());
    if (layer_.size() > kMost) {
      result_.why.push_back("and " + std::to_string(layer_.size() - kMost) +
                            " more explanations that fail here");
    }
  }

  void Deduplicate() {
    if (layer_.size() < 2) return;
    Set set(layer_.begin(), layer_.end());
    if (set.size() < layer_.size()) layer_.assign(set.begin(), set.end());
  }

  size_t StateBytes() const { return layer_.empty() ? sizeof(State) : layer_[0].Bytes() + 32; }

 public:
  static constexpr int32_t kAtEnd = -1;  // stands for an event in Steps and WhyNot

 private:
  const History& history_;
  const ModelSpec& spec_;
  const std::vector<int32_t>& events_;
  Run& run_;
  Budget& budget_;
  bool measure_waiting_;
  std::vector<State> layer_;
  PartitionResult result_;
};

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_ENGINE_HPP_
