#ifndef GOSYNC_MODELS_WAITGROUP_HPP_
#define GOSYNC_MODELS_WAITGROUP_HPP_

// The executable specification of sync.WaitGroup: which histories its clauses
// (docs/waitgroup.md) allow.
//
// State: the counter, and how far each open call has come. An Add, a Done, a Go
// and the end of a function of Go count in one step somewhere in their interval (the
// last one after the function's end). When the counter is zero every open Wait is let
// go at once: being let go binds nobody, so nothing is lost by doing it eagerly.
// Outside of legal use (the counter leaves zero beside an open Wait) everything is
// allowed from there on.

#include "models/core/model.hpp"

namespace gosync::models {

namespace waitgroup {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kWG5,
  kWG2,
  kWG4,
  kWG3,
  kWG1,
  kWG6,
  kWG7,
  kWG8,
};

// Faults of releases.
enum Quirk : uint64_t {
  kDoneBeforeCrash = 1,  // WG5: a function that panics counts down before the program dies
};

}  // namespace waitgroup

const Model& WaitgroupModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_WAITGROUP_HPP_
