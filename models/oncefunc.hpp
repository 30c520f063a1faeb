#ifndef GOSYNC_MODELS_ONCEFUNC_HPP_
#define GOSYNC_MODELS_ONCEFUNC_HPP_

// The executable specification of sync.OnceFunc, OnceValue and OnceValues: which
// histories their clauses (docs/oncefunc.md) allow. What is made by one call of them is
// one object, judged by itself; the transition system is that of models/once.hpp.

#include "models/core/model.hpp"

namespace gosync::models {

namespace oncefunc {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kON7,
  kON6,
  kON5,
  kON3,
  kON4,
};

// What releases do beside or against the contract.
enum Quirk : uint64_t {
  kGoexitPanics = 1,    // ON5: what is open there is a panic of the runtime's nil value
  kKeptAfterPanic = 2,  // ON6: a function that panicked or exited is never let go
};

}  // namespace oncefunc

const Model& OncefuncModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_ONCEFUNC_HPP_
