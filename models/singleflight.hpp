#ifndef GOSYNC_MODELS_SINGLEFLIGHT_HPP_
#define GOSYNC_MODELS_SINGLEFLIGHT_HPP_

// The executable specification of singleflight.Group: which histories its clauses
// (docs/singleflight.md) allow. Keys are independent, so each is judged apart.
//
// State of one key: the flights that somebody may still hear of, which of them
// new calls would join ("current"), and who is tied to which. A Do that joins is
// not placed at once: nobody can see a join before the result, and the joiners of
// a flight are a set without an order. So a call that was open when a flight left the
// map merely may have joined it; the tie is made when its own return shows the
// result, or when somebody's shared=true needs a joiner. Without this the 2^k sets of
// joiners would all be tried.

#include "models/core/model.hpp"

namespace gosync::models {

namespace singleflight {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kSF12,
  kSF10,
  kSF11,
  kSF9,
  kSF6,
  kSF3,
  kSF4,
  kSF5,
  kSF8,
  kSF1,
  kSF2,
  kSF7,
  kSF13,
  kSF14,
  kSF15,
  kSF16,
  kSF19,
  kSF20,
  kSF21,
};

// Faults of releases.
enum Quirk : uint64_t {
  kDoneBeforeLock = 1,       // SF4: joiners return before the key is free
  kUnconditionalDelete = 2,  // SF5: the end of a forgotten flight frees the key of a newer one
  kNoPanicHandling = 4,      // SF17: a panic or Goexit leaves the key taken
};

}  // namespace singleflight

const Model& SingleflightModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_SINGLEFLIGHT_HPP_
