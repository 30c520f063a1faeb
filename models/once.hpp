#ifndef GOSYNC_MODELS_ONCE_HPP_
#define GOSYNC_MODELS_ONCE_HPP_

// The executable specification of sync.Once: which histories its clauses
// (docs/once.md) allow. A history may hold many Onces; each is judged by itself.
//
// State: whether the function has begun and whether it has ended. Who runs it shows by
// its callback, so nothing has to be guessed but runs that no recorder can see: that of
// a nil function, and that of a call that was lost sight of (info).

#include "models/core/model.hpp"

namespace gosync::models {

namespace once {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kON3,
  kON2,
  kON1,
};

}  // namespace once

const Model& OnceModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_ONCE_HPP_
