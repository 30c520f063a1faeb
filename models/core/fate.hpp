#ifndef GOSYNC_MODELS_CORE_FATE_HPP_
#define GOSYNC_MODELS_CORE_FATE_HPP_

#include "models/core/history.hpp"

namespace gosync::models {

// What became of an operation. Unknown: nobody saw (info), or it was still open at the end.
// Never: it is known to have had no effect (fail).
enum class Fate { kUnknown, kNever, kReturned, kPanicked, kGoexited };

inline Fate FateOf(const Item& item) {
  if (item.closing == Closing::kFail) return Fate::kNever;
  if (item.closing != Closing::kOk) return Fate::kUnknown;
  if (item.outcome == Outcome::kPanic) return Fate::kPanicked;
  return item.outcome == Outcome::kGoexit ? Fate::kGoexited : Fate::kReturned;
}

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_FATE_HPP_
