// Which clause says that what was seen cannot be: one for every mismatch.

#include <algorithm>

#include "models/go_panic_run.hpp"

namespace gosync::models::go_panic {
namespace {

bool Has(const std::vector<Token>& tokens, Token token) {
  return std::find(tokens.begin(), tokens.end(), token) != tokens.end();
}

}  // namespace

Clause Run::BlameRecover(const State& s, Token seen) const {
  const Frame& f = s.frames.back();
  if (RecoverGives(f) != kNull) {
    if (f.origin == Origin::kNilFunction) return kGP16;
    if (f.ending.panic == problem_.nil_panic) return kGP15;
    if (Has(f.replaced, seen)) return kGP8;
    if (!f.inner.empty() && (seen == kNull || Has(f.inner, seen))) return kGP9;
    return kGP3;
  }
  if (Has(f.recovered, seen)) return kGP5;
  if (f.ending.how == Outcome::kGoexit) return f.cut && Has(f.replaced, seen) ? kGP12 : kGP11;
  if (Has(f.replaced, seen)) return kGP8;
  for (const Frame& around : s.frames) {
    if (&around != &f && around.Panics() && around.ending.panic == seen) return kGP7;
  }
  return kGP4;
}

// Functions were not run.
Clause Run::BlameLeftOut(const Frame& f) const {
  if (!f.recovered.empty()) return kGP6;
  return f.ended && f.ending.how == Outcome::kGoexit ? kGP10 : kGP1;
}

// The frame panics, and that is not what was seen.
Clause Run::BlamePanicLost(const Frame& f, const Ending& seen) const {
  const bool panics = seen.how == Outcome::kPanic;
  if (f.origin == Origin::kNilFunction) return kGP16;
  if (panics && f.ending.panic == problem_.nil_panic) return kGP15;
  if (panics && Has(f.replaced, seen.panic)) return kGP8;
  const bool wiped = seen.how == Outcome::kReturn || (panics && Has(f.inner, seen.panic));
  if (!f.inner.empty() && wiped) return kGP9;
  if (f.ending.exits) return kGP13;
  return f.origin == Origin::kDeferred ? kGP8 : kGP2;
}

Clause Run::BlameEnd(const Frame& f, const Ending& seen) const {
  switch (f.ending.how) {
    case Outcome::kPanic:
      return BlamePanicLost(f, seen);
    case Outcome::kGoexit:
      if (f.resumes) return kGP13;
      return f.cut ? kGP12 : kGP10;
    default:
      break;
  }
  if (!f.recovered.empty()) return kGP3;
  if (seen.how == Outcome::kPanic) return Has(f.inner, seen.panic) ? kGP9 : kGP2;
  return seen.how == Outcome::kGoexit ? kGP10 : kGP1;
}

Clause Run::BlameOpen(const State& s, int32_t innermost) const {
  Frame f = s.frames.back();
  const Operation& op = problem_.operations[innermost];
  if (op.kind == Kind::kRecover) return RecoverGives(f) == kNull ? kGP4 : kGP3;
  if (op.kind == Kind::kDefer) return op.fn == kNull ? kGP16 : kGP1;
  NilTurns(f);
  if (!f.ended || !f.pending.empty()) return BlameLeftOut(f);
  return BlameEnd(f, {Outcome::kReturn, kNull, false});
}

}  // namespace gosync::models::go_panic
