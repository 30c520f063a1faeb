#ifndef GOSYNC_MODELS_GO_PANIC_HPP_
#define GOSYNC_MODELS_GO_PANIC_HPP_

// The executable specification of defer, panic, recover and Goexit: which histories the clauses
// of docs/go_panic.md allow.
//
// State: the stack of open Calls of one goroutine, and of each the functions that it has still to
// run and how it will end as things stand. Nothing is hidden, so there are no internal steps: an
// event fits or it does not, and if not there is one clause that says so. Without that clause
// what was seen is taken and followed.

#include "models/core/model.hpp"

namespace gosync::models {

namespace go_panic {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kGP16,
  kGP15,
  kGP13,
  kGP12,
  kGP11,
  kGP9,
  kGP8,
  kGP7,
  kGP6,
  kGP5,
  kGP4,
  kGP3,
  kGP10,
  kGP2,
  kGP1,
};

}  // namespace go_panic

const Model& GoPanicModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_GO_PANIC_HPP_
