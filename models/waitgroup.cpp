#include "models/waitgroup.hpp"

#include <unordered_map>
#include <utility>

#include "models/core/engine.hpp"
#include "models/core/split.hpp"
#include "models/waitgroup_run.hpp"

namespace gosync::models {
namespace {

using waitgroup::Kind;
using waitgroup::Operation;
using waitgroup::Problem;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"WG5", kSafety,
       "Go counts up before it returns, or panics as Add and runs nothing; it counts down after "
       "its "
       "function has returned or exited; if the function panics the program dies.",
       true},
      {"WG2", kSafety,
       "A counter below zero panics in the call that made it so, and stays; it has 32 bits.", true},
      {"WG4", kLiveness, "On a group whose counter is zero, Wait returns at once.", true},
      {"WG3", kMisuse,
       "Only where the counter leaves zero beside an open Wait may there be a panic that says so.",
       true},
      {"WG1", kSafety,
       "Wait returns only if the counter was zero after it was called, and then all waiters do.",
       true},
      {"WG6", kSafety, "Done happens before the return of a Wait that it lets go.", false},
      {"WG7", kNondeterminism, "With panicnil=1 a panic(nil) ends its goroutine only.", false},
      {"WG8", kMisuse, "A copy counts for itself.", false},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "waitgroup";
  spec.text = "sync.WaitGroup";
  const FieldSpec wg{"wg", FieldType::kToken};
  spec.operations = {
      {.name = "Add", .arguments = {wg, {"delta", FieldType::kInt}}, .may_panic = true},
      {.name = "Done", .arguments = {wg}, .may_panic = true},
      {.name = "Wait", .arguments = {wg}, .may_panic = true, .may_block = true},
      {.name = "Go", .arguments = {wg, {"fn", FieldType::kNullableToken}}, .may_panic = true},
      {.name = "fn",
       .arguments = {{"fn", FieldType::kToken}},
       .may_panic = true,
       .may_goexit = true,
       .callback = true},
  };
  spec.clauses = Clauses();
  spec.releases = {{"go1.25", "WG5: a function that panics counts down before the program dies",
                    waitgroup::kDoneBeforeCrash}};
  return spec;
}

// Ties functions to the calls that brought them, and all to their groups.
class Decoder {
 public:
  Decoder(const History& history, Problem* out) : history_(history), out_(*out) {}

  std::optional<ReadError> Decode(int32_t id) {
    const Item& item = history_.items[id];
    Operation& op = out_.operations.emplace_back();
    op.kind = static_cast<Kind>(item.operation);
    op.fate = FateOf(item);
    op.panic = item.panic;
    if (item.closing == Closing::kInfo) {
      op.lost = true;
      if (item.parent >= 0) {
        out_.operations[item.parent].lost = true;
        out_.operations[item.parent].counts_after = item.close;
      }
    }
    op.counts_after = op.kind == Kind::kFn ? item.close : item.invoke;
    if (op.kind == Kind::kFn) return DecodeFn(item, id);
    op.partition = PartitionOf(static_cast<Token>(item.arguments[0]));
    op.delta = op.kind == Kind::kAdd ? item.arguments[1] : op.kind == Kind::kDone ? -1 : 1;
    if (op.kind != Kind::kGo) return std::nullopt;
    const auto fn = static_cast<Token>(item.arguments[1]);
    op.nil_fn = fn == kNull;
    if (!op.nil_fn && !owners_.emplace(fn, id).second) {
      return WrongItem(history_, item, "a fn token of its own",
                       history_.tokens.Name(fn) + " a second time");
    }
    return std::nullopt;
  }

 private:
  std::optional<ReadError> DecodeFn(const Item& item, int32_t id) {
    const auto fn = static_cast<Token>(item.arguments[0]);
    const auto it = owners_.find(fn);
    if (it == owners_.end()) {
      return WrongItem(history_, item, "a function that a Go above handed in",
                       history_.tokens.Name(fn));
    }
    Operation& op = out_.operations.back();
    Operation& owner = out_.operations[it->second];
    op.owner = it->second;
    op.partition = owner.partition;
    if (owner.fn < 0 && op.fate != Fate::kNever) owner.fn = id;
    return std::nullopt;
  }

  int32_t PartitionOf(Token group) {
    const auto [it, fresh] = partitions_.emplace(group, static_cast<int32_t>(partitions_.size()));
    if (fresh) out_.groups.push_back(group);
    return it->second;
  }

  const History& history_;
  Problem& out_;
  std::unordered_map<Token, int32_t> owners_;
  std::unordered_map<Token, int32_t> partitions_;
};

Cut CutGroups(const Problem& problem) {
  const History& history = *problem.history;
  Cut cut{NamesOf(history, "group", problem.groups), PartitionsOf(problem.operations), {}};
  cut.events.resize(cut.names.size());
  for (size_t i = 0; i < history.events.size(); ++i) {
    const int32_t item = history.events[i].item;
    const int32_t partition = cut.partition_of[item];
    cut.events[partition].push_back(static_cast<int32_t>(i));
    // Who is lost inside a function takes the function along, whosever it is.
    const int32_t around = history.items[item].parent;
    if (history.events[i].type != EventType::kInfo || around < 0) continue;
    const int32_t other = cut.partition_of[around];
    if (other != partition) cut.events[other].push_back(static_cast<int32_t>(i));
  }
  return cut;
}

class Waitgroup : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    Problem problem;
    problem.history = &history;
    Decoder decoder(history, &problem);
    for (size_t i = 0; i < history.items.size(); ++i) {
      if (auto error = decoder.Decode(static_cast<int32_t>(i))) return error;
    }
    Cut cut = CutGroups(problem);
    *out = MakeSplit(history, spec(), std::move(cut), std::move(problem),
                     [](const Problem& p, int partition, const Assumptions& assumptions) {
                       return waitgroup::Run(p, partition, assumptions);
                     });
    return std::nullopt;
  }
};

}  // namespace

const Model& WaitgroupModel() {
  static const Waitgroup model;
  return model;
}

}  // namespace gosync::models
