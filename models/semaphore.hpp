#ifndef GOSYNC_MODELS_SEMAPHORE_HPP_
#define GOSYNC_MODELS_SEMAPHORE_HPP_

// The executable specification of semaphore.Weighted: which histories its clauses
// (docs/semaphore.md) allow.
//
// State: how many tokens are charged, and at most one waiter that is known to
// stand at the head of the queue. Everything else about the queue is left open,
// because nobody can see it: the order among waiters shows only when one of them
// is granted, and a request that is placed later is still inside its interval.
// So an Acquire is one step (it enters and is granted) unless something was seen
// that only a non-empty queue explains, a TryAcquire that failed although
// its tokens were free; then one open Acquire that does not fit is chosen as the head.
// From there on it is granted before anybody else, in the very step that makes it
// fit. Without this "lazy head" the k! orders of k waiters would all be tried.

#include "models/core/model.hpp"

namespace gosync::models {

namespace semaphore {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kSE7,
  kSE11,
  kSE10,
  kSE9,
  kSE8,
  kSE4,
  kSE6,
  kSE5,
  kSE3,
  kSE2,
  kSE16,
  kSE1,
  kSE12,
  kSE13,
  kSE14,
  kSE15,
  kSE17,
};

// Faults of releases.
enum Quirk : uint64_t {
  kZeroWeightGap = 1,  // SE7: a cancelled head on a full semaphore wakes nobody
  kNegativeCount = 2,  // SE9, SE15: a refused Release is charged all the same
};

}  // namespace semaphore

const Model& SemaphoreModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_SEMAPHORE_HPP_
