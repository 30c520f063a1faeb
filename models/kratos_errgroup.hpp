#ifndef GOSYNC_MODELS_KRATOS_ERRGROUP_HPP_
#define GOSYNC_MODELS_KRATOS_ERRGROUP_HPP_

// The executable specification of kratos' errgroup.Group: which histories its clauses
// (docs/kratos_errgroup.md) allow. A history may hold many groups; each is judged by itself.
//
// State: the pool; which functions have not begun, run, or have an error to tell; the first
// error; what cancelled the context; the hook. For the release also the pool's channel, the
// list of those that found it full, the workers and the counter of the WaitGroup.

#include "models/core/model.hpp"

namespace gosync::models {

namespace kratos_errgroup {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kKR14,
  kKR6,
  kKR4,
  kKR2,
  kKR3,
  kKR1,
  kKR5,
  kKR9,
  kKR11,
  kKR7,
  kKR8,
};

enum Quirk : uint64_t {
  kReleased = 1,  // everything that v1.0.1 does in place of KR5 to KR9, KR11 and KR14
};

}  // namespace kratos_errgroup

const Model& KratosErrgroupModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_KRATOS_ERRGROUP_HPP_
