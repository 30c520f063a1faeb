#ifndef GOSYNC_MODELS_ERRGROUP_HPP_
#define GOSYNC_MODELS_ERRGROUP_HPP_

// The executable specification of errgroup.Group: which histories its clauses
// (docs/errgroup.md) allow. A history may hold many groups; each is judged by itself.
//
// State: the limit and the slots taken; how many functions are under way, and how many
// are on their way out; the first error; what cancelled the context.

#include "models/core/model.hpp"

namespace gosync::models {

namespace errgroup {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kEG5,
  kEG3,
  kEG17,
  kEG8,
  kEG10,
  kEG9,
  kEG11,
  kEG12,
  kEG7,
  kEG6,
  kEG4,
  kEG2,
  kEG1,
};

// What releases do beside or against the contract.
enum Quirk : uint64_t {
  kNewChannel = 1,       // EG9: a new limit forgets the slots that are taken
  kNestedGoWaits = 2,    // EG10: a group may wait for itself
  kSlotBeforeCount = 4,  // EG11: who waits for a slot is not counted
  kPropagates = 8,       // EG13: panics and exits come out of Wait
};

}  // namespace errgroup

const Model& ErrgroupModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_ERRGROUP_HPP_
