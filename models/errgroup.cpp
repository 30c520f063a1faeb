#include "models/errgroup.hpp"

#include <unordered_map>

#include "models/core/engine.hpp"
#include "models/core/split.hpp"
#include "models/errgroup_run.hpp"

namespace gosync::models {
namespace {

using errgroup::Kind;
using errgroup::Operation;
using errgroup::Problem;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"EG5", kSafety, "Cancelling the parent does not make Wait fail.", true},
      {"EG3", kSafety,
       "The first error sticks: later functions still run, later Waits return it again.", true},
      {"EG17", kSafety, "An error cancels before the function's slot is free.", true},
      {"EG8", kSafety, "After a Wait the slots of its functions are free.", true},
      {"EG10", kLiveness,
       "A group does not wait for itself: some slot is held by a function that does not wait for "
       "one.",
       true},
      {"EG9", kMisuse,
       "SetLimit while functions are active: with a limit, to another one, panics; otherwise it "
       "panics or does what it says.",
       true},
      {"EG11", kMisuse,
       "Wait waits for a Go that waits for a slot which it will get, and does not panic.", true},
      {"EG12", kSafety,
       "A panic of a function ends the program; a function that exits its goroutine has ended "
       "without an error.",
       true},
      {"EG7", kSafety,
       "TryGo never waits; it returns false, and does not run its function, exactly if all slots "
       "are taken.",
       true},
      {"EG6", kSafety, "No more functions are active than the limit; Go waits for a slot.", true},
      {"EG4", kSafety,
       "The derived context is cancelled by the first error, by Wait or by its parent, whichever "
       "comes first, and that is its cause.",
       true},
      {"EG2", kSafety,
       "Wait returns when every function that was let in has ended, and returns the first error.",
       true},
      {"EG1", kSafety, "Go runs its function once, on a goroutine of its own.", true},
      {"EG13", kSafety, "v0.14 and v0.15: panics and exits come out of Wait.", false},
      {"EG14", kSafety, "A typed nil is an error.", false},
      {"EG15", kSafety, "What a function did happens before Wait returns.", false},
      {"EG16", kNondeterminism, "Which waiting Go gets a slot is open.", false},
      {"EG18", kSafety, "What a function did happens before the next one in its slot.", false},
  };
}

std::vector<OperationSpec> Operations() {
  const FieldSpec group{"group", FieldType::kToken};
  const FieldSpec fn{"fn", FieldType::kToken};
  const FieldSpec err{"err", FieldType::kNullableToken};
  const FieldSpec cause{"cause", FieldType::kNullableToken};
  return {
      {.name = "Go", .arguments = {group, fn}, .may_panic = true, .may_block = true},
      {.name = "TryGo", .arguments = {group, fn}, .results = {{"ok", FieldType::kBool}}},
      {.name = "Wait",
       .arguments = {group},
       .results = {err},
       .may_panic = true,
       .may_goexit = true,
       .may_block = true},
      {.name = "SetLimit", .arguments = {group, {"n", FieldType::kInt}}, .may_panic = true},
      {.name = "WithContext", .arguments = {group}},
      {.name = "Err", .arguments = {group}, .results = {err}},
      {.name = "Cause", .arguments = {group}, .results = {cause}},
      {.name = "Done", .arguments = {group}, .may_block = true},
      {.name = "Cancel", .arguments = {group, cause}},
      {.name = "SeenWaiting", .arguments = {fn}},
      {.name = "fn",
       .arguments = {fn},
       .results = {err},
       .may_panic = true,
       .may_goexit = true,
       .callback = true},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "errgroup";
  spec.text = "golang.org/x/sync/errgroup.Group";
  spec.operations = Operations();
  spec.clauses = Clauses();
  const uint64_t hangs =
      errgroup::kNewChannel | errgroup::kNestedGoWaits | errgroup::kSlotBeforeCount;
  spec.releases = {
      {"v0.24.0", "EG9, EG10 and EG11 do not hold (all releases with SetLimit)", hangs},
      {"v0.15.0", "the same, and panics and exits come out of Wait (EG13; v0.14.0 and v0.15.0)",
       hangs | errgroup::kPropagates},
  };
  return spec;
}

// Ties functions to the calls that brought them, and operations to their groups.
class Decoder {
 public:
  Decoder(const History& history, Problem* out) : history_(history), out_(*out) {}

  std::optional<ReadError> Decode(int32_t id) {
    const Item& item = history_.items[id];
    Operation& op = out_.operations.emplace_back();
    op.kind = static_cast<Kind>(item.operation);
    op.fate = FateOf(item);
    op.panic = item.panic;
    if (op.fate == Fate::kReturned) op.token = static_cast<Token>(item.results[0]);
    op.ok = op.kind == Kind::kTryGo && op.fate == Fate::kReturned && item.results[0] != 0;
    if (item.closing == Closing::kInfo && (op.kind == Kind::kFn || item.parent >= 0)) {
      return WrongItem(history_, item, "no info of a function or inside one", "info");
    }
    if (op.kind == Kind::kFn || op.kind == Kind::kSeenWaiting) return OfFunction(id);
    op.partition = PartitionOf(static_cast<Token>(item.arguments[0]));
    if (op.kind == Kind::kSetLimit) op.n = item.arguments[1];
    if (op.kind == Kind::kCancel) op.token = static_cast<Token>(item.arguments[1]);
    if (op.kind == Kind::kGo || op.kind == Kind::kTryGo) return Brings(id);
    return OfContext(id);
  }

 private:
  std::optional<ReadError> OfFunction(int32_t id) {
    const Item& item = history_.items[id];
    Operation& op = out_.operations[id];
    const auto it = owners_.find(static_cast<Token>(item.arguments[0]));
    if (it == owners_.end()) {
      return WrongItem(history_, item, "a function that a Go or TryGo above handed in",
                       history_.tokens.Name(static_cast<Token>(item.arguments[0])));
    }
    op.owner = it->second;
    Operation& owner = out_.operations[op.owner];
    op.partition = owner.partition;
    if (op.kind == Kind::kFn && owner.fn < 0 && op.fate != Fate::kNever) owner.fn = id;
    return std::nullopt;
  }

  std::optional<ReadError> Brings(int32_t id) {
    const Item& item = history_.items[id];
    Operation& op = out_.operations[id];
    for (int32_t at = item.parent; at >= 0; at = history_.items[at].parent) {
      const Operation& around = out_.operations[at];
      op.inside = op.inside || (around.kind == Kind::kFn && around.partition == op.partition);
    }
    const auto fn = static_cast<Token>(item.arguments[1]);
    if (owners_.emplace(fn, id).second) return std::nullopt;
    return WrongItem(history_, item, "a fn token of its own",
                     history_.tokens.Name(fn) + " a second time");
  }

  // A group has a context if a WithContext made it, before everything else.
  std::optional<ReadError> OfContext(int32_t id) {
    const Item& item = history_.items[id];
    const Operation& op = out_.operations[id];
    const std::string name = history_.tokens.Name(static_cast<Token>(item.arguments[0]));
    if (op.kind == Kind::kWithContext) {
      if (made_by_[op.partition] == id) return std::nullopt;
      return WrongItem(history_, item, "WithContext as the first that is done to its group", name);
    }
    const bool needs = op.kind == Kind::kErr || op.kind == Kind::kCause || op.kind == Kind::kDone ||
                       op.kind == Kind::kCancel;
    if (!needs) return std::nullopt;
    const int32_t maker = made_by_[op.partition];
    const Item& made = history_.items[maker];
    const bool derived = out_.operations[maker].kind == Kind::kWithContext &&
                         made.closing == Closing::kOk && made.close < item.invoke;
    if (derived) return std::nullopt;
    return WrongItem(history_, item, "a group that a WithContext above returned", name);
  }

  int32_t PartitionOf(Token group) {
    const auto [it, fresh] = partitions_.emplace(group, static_cast<int32_t>(partitions_.size()));
    if (fresh) {
      out_.groups.push_back(group);
      made_by_.push_back(static_cast<int32_t>(out_.operations.size()) - 1);
    }
    return it->second;
  }

  const History& history_;
  Problem& out_;
  std::unordered_map<Token, int32_t> owners_;
  std::unordered_map<Token, int32_t> partitions_;
  std::vector<int32_t> made_by_;  // by partition: its first item
};

class Errgroup : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    Problem problem;
    problem.history = &history;
    problem.spec = &spec();
    Decoder decoder(history, &problem);
    for (size_t i = 0; i < history.items.size(); ++i) {
      if (auto error = decoder.Decode(static_cast<int32_t>(i))) return error;
    }
    Cut cut = CutByItem(history, NamesOf(history, "group", problem.groups),
                        PartitionsOf(problem.operations));
    *out = MakeSplit(history, spec(), std::move(cut), std::move(problem),
                     [](const Problem& p, int partition, const Assumptions& assumptions) {
                       return errgroup::Run(p, partition, assumptions);
                     });
    return std::nullopt;
  }
};

}  // namespace

const Model& ErrgroupModel() {
  static const Errgroup model;
  return model;
}

}  // namespace gosync::models
