#ifndef GOSYNC_MODELS_CORE_SPLIT_HPP_
#define GOSYNC_MODELS_CORE_SPLIT_HPP_

// A history cut into the partitions that a model judges apart.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/core/engine.hpp"
#include "models/core/model.hpp"

namespace gosync::models {

struct Cut {
  std::vector<std::string> names;            // by partition
  std::vector<int32_t> partition_of;         // by item
  std::vector<std::vector<int32_t>> events;  // by partition, as indices in History::events
};

// Everything in one partition, without a name.
Cut CutNothing(const History& history);

// Each event goes to the partition of its operation.
Cut CutByItem(const History& history, std::vector<std::string> names,
              std::vector<int32_t> partition_of);

// The partition of each of a problem's operations.
template <class Operation>
std::vector<int32_t> PartitionsOf(const std::vector<Operation>& operations) {
  std::vector<int32_t> out;
  for (const Operation& op : operations) out.push_back(op.partition);
  return out;
}

// "group g1", "group g2" ...
std::vector<std::string> NamesOf(const History& history, const std::string& kind,
                                 const std::vector<Token>& tokens);

// Problem: what the model has decoded from the history. make_run(problem, partition, assumptions)
// gives the run (engine.hpp) of one partition; it may refer to the problem.
template <class Problem, class MakeRun>
class Split : public Prepared {
 public:
  Split(const History& history, const ModelSpec& spec, Cut cut, Problem problem, MakeRun make_run)
      : history_(history),
        spec_(spec),
        cut_(std::move(cut)),
        problem_(std::move(problem)),
        make_run_(std::move(make_run)) {}

  int Partitions() const override { return static_cast<int>(cut_.events.size()); }
  std::string PartitionName(int partition) const override {
    return partition < 0 ? "" : cut_.names[static_cast<size_t>(partition)];
  }
  int PartitionOf(int32_t item) const override {
    return cut_.partition_of[static_cast<size_t>(item)];
  }

  PartitionResult Check(int partition, const Assumptions& assumptions, Budget* budget,
                        bool measure_waiting) const override {
    auto run = make_run_(problem_, partition, assumptions);
    const std::vector<int32_t>& events = cut_.events[static_cast<size_t>(partition)];
    return Engine(history_, spec_, events, &run, budget, measure_waiting).Check();
  }

 private:
  const History& history_;
  const ModelSpec& spec_;
  const Cut cut_;
  const Problem problem_;
  const MakeRun make_run_;
};

template <class Problem, class MakeRun>
std::unique_ptr<Prepared> MakeSplit(const History& history, const ModelSpec& spec, Cut cut,
                                    Problem problem, MakeRun make_run) {
  return std::make_unique<Split<Problem, MakeRun>>(history, spec, std::move(cut),
                                                   std::move(problem), std::move(make_run));
}

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_SPLIT_HPP_
