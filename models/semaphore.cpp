#include "models/semaphore.hpp"

#include "models/core/engine.hpp"
#include "models/core/split.hpp"
#include "models/semaphore_run.hpp"

namespace gosync::models {
namespace {

using semaphore::Fate;
using semaphore::Kind;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"SE7", kLiveness,
       "A waiter of weight 0 behind a head that gives up on a full semaphore is granted then.",
       true},
      {"SE11", kSafety, "Acquire with a nil context panics and leaves the semaphore as it was.",
       true},
      {"SE10", kSafety,
       "A negative weight panics in every operation, a negative size in NewWeighted.", true},
      {"SE9", kSafety,
       "A Release of more than is held panics; the count never falls below zero, also after the "
       "panic was recovered.",
       true},
      {"SE8", kSafety,
       "A request for more than the size never enters the queue: it blocks nobody and ends only "
       "with its context.",
       true},
      {"SE4", kSafety,
       "Acquire gives up only when its context is done, and never succeeds if the context was "
       "done before it was granted; done before the call, it holds nothing at any time.",
       true},
      {"SE6", kLiveness, "When the head of the queue gives up, all that then fit are granted.",
       true},
      {"SE5", kSafety,
       "After an Acquire that gave up everything is as if it had never asked, and its error is "
       "the context's.",
       true},
      {"SE3", kLiveness,
       "Release and give-back hand the tokens to the waiters that fit in the same step.", true},
      {"SE2", kSafety,
       "First come, first served: nobody is granted, not even by TryAcquire, while an earlier "
       "request waits.",
       true},
      {"SE16", kSafety,
       "Weight 0 is granted on a full semaphore while nobody waits; Release(0) is allowed.", true},
      {"SE1", kSafety,
       "Granted weights never exceed the size, and what fits while nobody waits is granted.", true},
      {"SE12", kSafety, "A Release happens before the Acquire that it enables.", false},
      {"SE13", kNondeterminism,
       "Between its cancellation and its return an Acquire may still count as waiting.", false},
      {"SE14", kMisuse,
       "Releasing what others hold goes unnoticed; an Acquire that then cannot give back panics.",
       false},
      {"SE15", kMisuse, "A refused Release wakes nobody.", false},
      {"SE17", kLiveness, "There is no ownership: a holder that asks for the rest blocks itself.",
       false},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "semaphore";
  spec.text = "golang.org/x/sync/semaphore.Weighted";
  spec.parameters = {{"size", FieldType::kInt}};
  const FieldSpec n{"n", FieldType::kInt};
  const FieldSpec ctx{"ctx", FieldType::kToken};
  const FieldSpec nullable_ctx{"ctx", FieldType::kNullableToken};
  const FieldSpec err{"err", FieldType::kNullableToken};
  spec.operations = {
      {.name = "Acquire",
       .arguments = {n, nullable_ctx},
       .results = {err},
       .may_panic = true,
       .may_block = true},
      {.name = "TryAcquire",
       .arguments = {n},
       .results = {{"ok", FieldType::kBool}},
       .may_panic = true},
      {.name = "Release", .arguments = {n}, .may_panic = true},
      {.name = "NewWeighted", .arguments = {n}, .may_panic = true},
      {.name = "Cancel", .arguments = {ctx}},
      {.name = "Deadline", .arguments = {ctx}},
  };
  spec.clauses = Clauses();
  spec.releases = {
      {"v0.24.0", "SE7 and SE9 do not hold (from v0.23.0)",
       semaphore::kZeroWeightGap | semaphore::kNegativeCount},
  };
  return spec;
}

Fate FateOf(const Item& item, Kind kind) {
  if (item.closing == Closing::kFail) return Fate::kNever;
  if (item.closing != Closing::kOk) return Fate::kUnknown;
  if (item.outcome == Outcome::kPanic) return Fate::kPanicked;
  switch (kind) {
    case Kind::kAcquire:
      return item.results[0] == kNull ? Fate::kGranted : Fate::kRefused;
    case Kind::kTryAcquire:
      return item.results[0] != 0 ? Fate::kGranted : Fate::kRefused;
    default:
      return Fate::kDone;
  }
}

semaphore::Operation Decode(const Item& item) {
  semaphore::Operation op;
  op.kind = static_cast<Kind>(item.operation);
  op.fate = FateOf(item, op.kind);
  if (op.kind == Kind::kCancel || op.kind == Kind::kDeadline) {
    op.ctx = static_cast<Token>(item.arguments[0]);
    return op;
  }
  op.n = item.arguments[0];
  if (op.kind == Kind::kAcquire) {
    op.ctx = static_cast<Token>(item.arguments[1]);
    op.err = static_cast<Token>(item.results[0]);
  }
  op.panic = item.panic;
  return op;
}

semaphore::Problem Decode(const History& history) {
  semaphore::Problem problem;
  problem.history = &history;
  problem.size = history.header.parameters[0];
  problem.background = history.tokens.Find("background");
  for (const Item& item : history.items) {
    const semaphore::Operation& op = problem.operations.emplace_back(Decode(item));
    const auto at = static_cast<size_t>(op.ctx);
    if (problem.ended_by.size() <= at) problem.ended_by.resize(at + 1, 0);
    if (op.fate == Fate::kNever) continue;
    if (op.kind == Kind::kCancel) problem.ended_by[at] |= 1;
    if (op.kind == Kind::kDeadline) problem.ended_by[at] |= 2;
  }
  return problem;
}

class Semaphore : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    if (history.header.parameters[0] < 0) {
      return WrongAt(history, 1, "a size >= 0", std::to_string(history.header.parameters[0]));
    }
    for (const Item& item : history.items) {
      const bool names_ctx = static_cast<Kind>(item.operation) == Kind::kCancel ||
                             static_cast<Kind>(item.operation) == Kind::kDeadline;
      if (names_ctx && item.arguments[0] == history.tokens.Find("background")) {
        return WrongItem(history, item, "a context that can end", "background");
      }
    }
    *out = MakeSplit(history, spec(), CutNothing(history), Decode(history),
                     [](const semaphore::Problem& p, int, const Assumptions& assumptions) {
                       return semaphore::Run(p, assumptions);
                     });
    return std::nullopt;
  }
};

}  // namespace

const Model& SemaphoreModel() {
  static const Semaphore model;
  return model;
}

}  // namespace gosync::models
