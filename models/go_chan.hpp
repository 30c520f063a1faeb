#ifndef GOSYNC_MODELS_GO_CHAN_HPP_
#define GOSYNC_MODELS_GO_CHAN_HPP_

// The executable specification of channels and select: which histories the clauses of
// docs/go_chan.md allow.
//
// State: of each channel the values in its buffer and whether it is closed; of each operation
// whether it has taken effect. There are no queues of those who wait: an operation takes
// effect at one instant, or two of them at the same instant if they meet without a buffer. That
// is enough, because nobody can see when somebody began to wait (GC3 is not observable): whoever
// was served out of a queue may as well have come right before. Only one thing is left of
// waiting: of two that meet one has waited, so it has no default and no other case of it was
// ready just then.

#include "models/core/model.hpp"

namespace gosync::models {

namespace go_chan {

// Bits of ModelSpec::clauses, in the order of preference when one is named.
enum Clause : int {
  kGC8,
  kGC9,
  kGC5,
  kGC12,
  kGC16,
  kGC14,
  kGC13,
  kGC15,
  kGC7,
  kGC6,
  kGC10,
  kGC1,
  kGC2,
  kGC3,
  kGC11,
};

}  // namespace go_chan

const Model& GoChanModel();

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_GO_CHAN_HPP_
