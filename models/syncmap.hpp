#ifndef GOSYNC_MODELS_SYNCMAP_HPP_
#define GOSYNC_MODELS_SYNCMAP_HPP_

// The executable specification of sync.Map: which histories its clauses
// (docs/syncmap.md) allow.
//
// State: what each key is mapped to. An operation that changes the map is a step. An
// operation whose outcome says that it changed nothing is no step but an observation:
// the map has to be, at some moment of the call, such that the outcome follows. That
// can be ticked off as soon as it is so, since having seen more never hurts; so reads
// cost no branching. A Range is one observation per key (MP5): of a key that it showed,
// the value, until the callback begins; of one that it did not show, the absence, until
// it returns.
//
// Keys are judged apart unless a Clear was called, which is one moment for all of them.

#include "models/core/model.hpp"

namespace gosync::models {

namespace syncmap {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kMP4,
  kMP18,
  kMP3,
  kMP2,
  kMP5,
  kMP1,
  kMP6,
  kMP7,
  kMP8,
  kMP9,
  kMP10,
  kMP11,
  kMP12,
  kMP13,
  kMP14,
  kMP15,
  kMP16,
  kMP17,
  kMP19,
};

// Faults of releases.
enum Quirk : uint64_t {
  kLeakedLock = 1,  // MP4: a CompareAndDelete that panics keeps the lock of a node
};

}  // namespace syncmap

const Model& SyncMapModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_SYNCMAP_HPP_
