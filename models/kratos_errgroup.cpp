#include "models/kratos_errgroup.hpp"

#include <unordered_map>

#include "models/core/engine.hpp"
#include "models/kratos_errgroup_run.hpp"

namespace gosync::models {
namespace {

using kratos_errgroup::Fate;
using kratos_errgroup::Group;
using kratos_errgroup::Kind;
using kratos_errgroup::Operation;
using kratos_errgroup::Problem;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"KR14", kSafety, "The hook is told the first error once, and Wait waits for it.", true},
      {"KR6", kSafety, "In a failed group of WithCancel no further function begins.", true},
      {"KR4", kSafety,
       "GOMAXPROCS panics if n <= 0; the first valid call makes the pool, others change nothing.",
       true},
      {"KR2", kSafety, "A panic in a function becomes its error.", true},
      {"KR3", kSafety,
       "Every Wait returns the first error, which has cancelled before anything follows from it.",
       true},
      {"KR1", kSafety, "The context that functions are given, and what cancels it.", true},
      {"KR5", kSafety,
       "Go never blocks; at most n pooled functions run; one begins as soon as a worker is free.",
       true},
      {"KR9", kLiveness, "A function that exits its goroutine has ended, its worker goes on.",
       true},
      {"KR11", kSafety, "Several may wait at once.", true},
      {"KR7", kSafety, "After a Wait the group can be used again.", true},
      {"KR8", kLiveness,
       "Every function that is handed in runs once, and Wait waits until all have ended.", true},
      {"KR10", kLiveness, "When no function is left, no worker is.", false},
      {"KR12", kSafety, "A typed nil is an error.", false},
      {"KR13", kSafety, "What a function did happens before Wait returns.", false},
  };
}

std::vector<OperationSpec> Operations() {
  const FieldSpec group{"group", FieldType::kToken};
  const FieldSpec fn{"fn", FieldType::kToken};
  const FieldSpec err{"err", FieldType::kNullableToken};
  const FieldSpec cause{"cause", FieldType::kNullableToken};
  const FieldSpec recovered{"recovered", FieldType::kBool, /*required=*/false};
  return {
      {.name = "Go", .arguments = {group, fn}, .may_panic = true},
      {.name = "Wait",
       .arguments = {group},
       .results = {err, recovered},
       .may_panic = true,
       .may_block = true},
      {.name = "GOMAXPROCS", .arguments = {group, {"n", FieldType::kInt}}, .may_panic = true},
      {.name = "WithContext", .arguments = {group}},
      {.name = "WithCancel", .arguments = {group}},
      {.name = "OnError", .arguments = {group}},
      {.name = "Err", .arguments = {fn}, .results = {err}},
      {.name = "Cause", .arguments = {fn}, .results = {cause}},
      {.name = "Done", .arguments = {fn}, .may_block = true},
      {.name = "Cancel", .arguments = {group, cause}},
      {.name = "fn",
       .arguments = {fn},
       .results = {err},
       .may_panic = true,
       .may_goexit = true,
       .callback = true},
      {.name = "hook",
       .arguments = {group, {"err", FieldType::kToken}, recovered},
       .may_panic = true,
       .may_goexit = true,
       .callback = true},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "kratos_errgroup";
  spec.text = "Group of github.com/go-kratos/kratos/pkg/sync/errgroup, repaired";
  spec.operations = Operations();
  spec.clauses = Clauses();
  spec.releases = {
      {"v1.0.1", "KR5 to KR9 and KR11 do not hold, there is no hook", kratos_errgroup::kReleased}};
  return spec;
}

Fate FateOf(const Item& item) {
  if (item.closing == Closing::kFail) return Fate::kNever;
  if (item.closing != Closing::kOk) return Fate::kUnknown;
  if (item.outcome == Outcome::kPanic) return Fate::kPanicked;
  return item.outcome == Outcome::kGoexit ? Fate::kGoexited : Fate::kReturned;
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
    const bool callback = op.kind == Kind::kFn || op.kind == Kind::kHook;
    if (item.closing == Closing::kInfo && (callback || item.parent >= 0)) {
      return WrongItem(history_, item, "no info of a callback or inside one", "info");
    }
    switch (op.kind) {
      case Kind::kFn:
      case Kind::kErr:
      case Kind::kCause:
      case Kind::kDone:
        return OfFunction(id);
      default:
        break;
    }
    op.partition = PartitionOf(static_cast<Token>(item.arguments[0]));
    op.n = op.kind == Kind::kGOMAXPROCS ? item.arguments[1] : 0;
    op.recovered = op.kind == Kind::kWait && item.results[1] == 1;
    if (op.kind == Kind::kCancel) op.token = static_cast<Token>(item.arguments[1]);
    if (op.kind == Kind::kHook) {
      op.token = static_cast<Token>(item.arguments[1]);
      op.recovered = item.arguments[2] == 1;
    }
    return op.kind == Kind::kGo ? Brings(id) : OfGroup(id);
  }

 private:
  std::optional<ReadError> Wrong(int32_t id, const std::string& expected) const {
    const Item& item = history_.items[id];
    return WrongItem(history_, item, expected,
                     history_.tokens.Name(static_cast<Token>(item.arguments[0])));
  }

  std::optional<ReadError> OfFunction(int32_t id) {
    const Item& item = history_.items[id];
    Operation& op = out_.operations[id];
    const auto it = owners_.find(static_cast<Token>(item.arguments[0]));
    if (it == owners_.end()) return Wrong(id, "a function that a Go above handed in");
    op.owner = it->second;
    Operation& owner = out_.operations[op.owner];
    op.partition = owner.partition;
    if (op.kind == Kind::kFn) {
      if (op.fate != Fate::kNever) owner.begun = true;
    } else if (!owner.begun) {
      return Wrong(id, "a function that has begun");
    }
    return std::nullopt;
  }

  std::optional<ReadError> Brings(int32_t id) {
    const Item& item = history_.items[id];
    Group& group = out_.groups[out_.operations[id].partition];
    group.used = true;
    if (group.hook >= 0 && history_.items[group.hook].closing != Closing::kFail) {
      const Item& hook = history_.items[group.hook];
      if (hook.closing != Closing::kOk || hook.close > item.invoke) {
        return Wrong(id, "no Go before the OnError of its group has returned");
      }
    }
    const auto fn = static_cast<Token>(item.arguments[1]);
    if (owners_.emplace(fn, id).second) return std::nullopt;
    return WrongItem(history_, item, "a fn token of its own",
                     history_.tokens.Name(fn) + " a second time");
  }

  // A group has a context of its own if WithContext or WithCancel made it, before all else.
  std::optional<ReadError> OfGroup(int32_t id) {
    const Item& item = history_.items[id];
    const Operation& op = out_.operations[id];
    Group& group = out_.groups[op.partition];
    switch (op.kind) {
      case Kind::kWithContext:
      case Kind::kWithCancel:
        if (group.maker != id) return Wrong(id, "a group that is new");
        group.cancels = op.kind == Kind::kWithCancel;
        return std::nullopt;
      case Kind::kOnError:
        if (group.used || group.hook >= 0) return Wrong(id, "one OnError before the first Go");
        group.hook = id;
        return std::nullopt;
      case Kind::kCancel: {
        const Item& made = history_.items[group.maker];
        const Kind by = out_.operations[group.maker].kind;
        const bool derived = by == Kind::kWithContext || by == Kind::kWithCancel;
        const bool over = made.closing == Closing::kOk && made.close < item.invoke;
        if (derived && over) return std::nullopt;
        return Wrong(id, "a group that WithContext or WithCancel above returned");
      }
      default:
        return std::nullopt;
    }
  }

  int32_t PartitionOf(Token group) {
    const auto [it, fresh] = partitions_.emplace(group, static_cast<int32_t>(partitions_.size()));
    if (fresh) {
      out_.groups.push_back({});
      out_.groups.back().name = group;
      out_.groups.back().maker = static_cast<int32_t>(out_.operations.size()) - 1;
    }
    return it->second;
  }

  const History& history_;
  Problem& out_;
  std::unordered_map<Token, int32_t> owners_;
  std::unordered_map<Token, int32_t> partitions_;
};

class PreparedKratosErrgroup : public Prepared {
 public:
  explicit PreparedKratosErrgroup(Problem problem)
      : problem_(std::move(problem)), events_(problem_.groups.size()) {
    const std::vector<Event>& events = problem_.history->events;
    for (size_t i = 0; i < events.size(); ++i) {
      events_[PartitionOf(events[i].item)].push_back(static_cast<int32_t>(i));
    }
  }

  int Partitions() const override { return static_cast<int>(problem_.groups.size()); }
  std::string PartitionName(int p) const override {
    return "group " + problem_.history->tokens.Name(problem_.groups[p].name);
  }
  int PartitionOf(int32_t item) const override { return problem_.operations[item].partition; }

  PartitionResult Check(int partition, const Assumptions& assumptions, Budget* budget,
                        bool measure_waiting) const override {
    kratos_errgroup::Run run(problem_, partition, assumptions);
    return Engine(*problem_.history, *problem_.spec, events_[partition], &run, budget,
                  measure_waiting)
        .Check();
  }

 private:
  Problem problem_;
  std::vector<std::vector<int32_t>> events_;
};

class KratosErrgroup : public Model {
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
    *out = std::make_unique<PreparedKratosErrgroup>(std::move(problem));
    return std::nullopt;
  }
};

}  // namespace

const Model& KratosErrgroupModel() {
  static const KratosErrgroup model;
  return model;
}

}  // namespace gosync::models
