#ifndef GOSYNC_MODELS_GOZERO_SINGLEFLIGHT_HPP_
#define GOSYNC_MODELS_GOZERO_SINGLEFLIGHT_HPP_

// The executable specification of go-zero's SingleFlight: which histories its clauses
// (docs/gozero_singleflight.md) allow. Keys are independent, so each is judged apart.
//
// State of one key: its flight, how far that has come, and what earlier flights left
// behind. As in singleflight.hpp a joiner is not placed when it joins, which nobody can
// see: when a flight ends, every open call whose outcome could be the flight's may have
// joined it. There is no `shared` here, so nobody else hears whether it did, and such a call
// needs no more than the note that it may return.

#include "models/core/model.hpp"

namespace gosync::models {

namespace gozero_singleflight {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int { kGZ3, kGZ6, kGZ2, kGZ5, kGZ1, kGZ4, kGZ7 };

// Faults of releases.
enum Quirk : uint64_t {
  kSilentJoiners = 1,  // GZ3: joiners of a bad end return nil and nil
};

}  // namespace gozero_singleflight

const Model& GozeroSingleflightModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_GOZERO_SINGLEFLIGHT_HPP_
