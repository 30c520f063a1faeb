#ifndef GOSYNC_MODELS_CORE_MODEL_HPP_
#define GOSYNC_MODELS_CORE_MODEL_HPP_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/reader.hpp"
#include "models/core/schema.hpp"
#include "models/core/verdict.hpp"

namespace gosync::models {

// What a check assumes: which clauses of the contract are dropped (bit i:
// ModelSpec::clauses[i]) and which faults of a release are in force.
struct Assumptions {
  ClauseSet dropped = 0;
  uint64_t quirks = 0;
};

// A history made ready for one model: split into partitions that can be judged
// apart (one key of a singleflight.Group, say).
class Prepared {
 public:
  virtual ~Prepared() = default;
  virtual int Partitions() const = 0;
  virtual std::string PartitionName(int partition) const = 0;
  virtual int PartitionOf(int32_t item) const = 0;
  virtual PartitionResult Check(int partition, const Assumptions& assumptions, Budget* budget,
                                bool measure_waiting) const = 0;
};

class Model {
 public:
  virtual ~Model() = default;
  virtual const ModelSpec& spec() const = 0;
  // Finds what the tables of the spec cannot say (a function that nobody handed
  // in, say): bad input, with its line. Keeps a reference to `history`.
  virtual std::optional<ReadError> Prepare(const History& history,
                                           std::unique_ptr<Prepared>* out) const = 0;
};

// All models, in the order in which they are listed.
const std::vector<const Model*>& AllModels();

// "semaphore" or "semaphore@v0.24.0". Null if there is no such model or release.
struct ModelChoice {
  const Model* model = nullptr;
  const ReleaseSpec* release = nullptr;  // null: the contract
  std::string Name() const;
};
std::optional<ModelChoice> FindModel(std::string_view name);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_MODEL_HPP_
