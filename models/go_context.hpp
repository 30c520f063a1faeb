#ifndef GOSYNC_MODELS_GO_CONTEXT_HPP_
#define GOSYNC_MODELS_GO_CONTEXT_HPP_

// The executable specification of contexts: which histories the clauses of docs/go_context.md
// allow.
//
// State: of each context whether it has been made, is done, and why. A Cancel is not one step:
// its own context is done first, then, one by one and from the top down, those below; each
// takes the cause of its parent unless it has one of its own by then. When a Cancel
// returns none below is left (GX9).
//
// A context of WithValue has no such state: it is done when the nearest other one above it is.
// What Value finds is known from the tree, which never changes. The function of an AfterFunc is
// like a child: it waits, until it is told that its context is done, or until it is stopped.
//
// The clock is what somebody has read from it, or has to have been for a deadline that has
// passed, whichever is later: the least that it can be, which forbids the least. So a
// deadline may pass at any time, and what is read afterwards must not be less.

#include "models/core/model.hpp"

namespace gosync::models {

namespace go_context {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kGX6,
  kGX12,
  kGX1,
  kGX20,
  kGX5,
  kGX19,
  kGX23,
  kGX22,
  kGX21,
  kGX11,
  kGX9,
  kGX17,
  kGX18,
  kGX16,
  kGX4,
  kGX15,
  kGX8,
  kGX14,
  kGX13,
  kGX3,
  kGX2,
  kGX10,
  kGX7,
};

}  // namespace go_context

const Model& GoContextModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_GO_CONTEXT_HPP_
