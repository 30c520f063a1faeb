#ifndef GOSYNC_MODELS_COND_HPP_
#define GOSYNC_MODELS_COND_HPP_

// The executable specification of sync.Cond: which histories its clauses (docs/cond.md)
// allow.
//
// State: for each lock how often it is held, for each Cond what its L is and whether it may
// still be copied, and the queue of those who wait, in the order of their tickets. A Wait
// takes its ticket, and then lets go of L. A Signal grants to the head of the queue, a
// Broadcast to all of it. Who was granted takes L again, and that has no order. Unlocking
// takes a lock from whoever holds it, as in Go.

#include "models/core/model.hpp"

namespace gosync::models {

namespace cond {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kCO5,
  kCO8,
  kCO7,
  kCO3,
  kCO2,
  kCO4,
  kCO1,
  kCO6,
};

}  // namespace cond

const Model& CondModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_COND_HPP_
