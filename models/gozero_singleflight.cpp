#include "models/gozero_singleflight.hpp"

#include <unordered_map>

#include "models/core/split.hpp"
#include "models/gozero_singleflight_run.hpp"

namespace gosync::models {
namespace {

using gozero_singleflight::Kind;
using gozero_singleflight::Operation;
using gozero_singleflight::Problem;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"GZ3", kSafety,
       "When fn panics or exits its goroutine, the leader and every joiner do the same, with the "
       "same value, and the key is free.",
       true},
      {"GZ6", kSafety, "fresh is true for a leader's DoEx and false for joiners.", true},
      {"GZ2", kSafety,
       "No stale result: a call that starts after a call of a flight has returned does not get "
       "that flight's result.",
       true},
      {"GZ5", kSafety, "Leader and joiners get the value and error that fn returned.", true},
      {"GZ1", kSafety,
       "One flight per key: a call that finds one in progress joins it and does not run its own "
       "function.",
       true},
      {"GZ4", kLiveness,
       "A call of the same key inside its own function blocks for ever; a nil function panics.",
       false},
      {"GZ7", kSafety, "What fn did happens before every return of its flight.", false},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "gozero_singleflight";
  spec.text = "github.com/zeromicro/go-zero/core/syncx.SingleFlight";
  const FieldSpec key{"key", FieldType::kToken};
  const FieldSpec fn{"fn", FieldType::kNullableToken};
  const FieldSpec v{"v", FieldType::kNullableToken};
  const FieldSpec err{"err", FieldType::kNullableToken};
  const FieldSpec fresh{"fresh", FieldType::kBool};
  OperationSpec call{.name = "Do",
                     .arguments = {key, fn},
                     .results = {v, err},
                     .may_panic = true,
                     .may_goexit = true,
                     .calls_back = true,
                     .may_block = true};
  spec.operations = {call};
  call.name = "DoEx";
  call.results = {v, fresh, err};
  spec.operations.push_back(call);
  spec.operations.push_back({.name = "fn",
                             .arguments = {{"fn", FieldType::kToken}},
                             .results = {v, err},
                             .may_panic = true,
                             .may_goexit = true,
                             .callback = true});
  spec.clauses = Clauses();
  spec.releases = {
      {"v1.10.3", "joiners of a function that panics or exits return nil and nil (GZ3)",
       gozero_singleflight::kSilentJoiners},
  };
  return spec;
}

// Ties functions to the calls that brought them.
class Decoder {
 public:
  Decoder(const History& history, std::vector<Operation>* out) : history_(history), out_(*out) {}

  std::optional<ReadError> Run() {
    out_.resize(history_.items.size());
    for (size_t i = 0; i < history_.items.size(); ++i) {
      if (auto error = Decode(static_cast<int32_t>(i))) return error;
    }
    return std::nullopt;
  }

  const std::vector<Token>& keys() const { return keys_; }

 private:
  int32_t PartitionOf(Token key) {
    const auto [it, fresh] = partitions_.emplace(key, static_cast<int32_t>(keys_.size()));
    if (fresh) keys_.push_back(key);
    return it->second;
  }

  std::optional<ReadError> Decode(int32_t id) {
    const Item& item = history_.items[id];
    Operation& op = out_[id];
    op.kind = static_cast<Kind>(item.operation);
    op.fate = FateOf(item);
    op.panic = item.panic;
    const bool ex = op.kind == Kind::kDoEx;
    if (op.fate == Fate::kReturned) {
      op.v = static_cast<Token>(item.results[0]);
      op.fresh = ex && item.results[1] != 0;
      op.err = static_cast<Token>(item.results[ex ? 2 : 1]);
    }
    const auto argument = [&](int i) { return static_cast<Token>(item.arguments[i]); };
    if (op.kind != Kind::kFn) {
      op.partition = PartitionOf(argument(0));
      op.nil_fn = argument(1) == kNull;
      if (op.nil_fn || owners_.emplace(argument(1), id).second) return std::nullopt;
      return WrongItem(history_, item, "a fn token of its own",
                       history_.tokens.Name(argument(1)) + " a second time");
    }
    const auto it = owners_.find(argument(0));
    if (it == owners_.end()) {
      return WrongItem(history_, item, "a function that a Do or DoEx above handed in",
                       history_.tokens.Name(argument(0)));
    }
    op.owner = it->second;
    op.partition = out_[op.owner].partition;
    if (out_[op.owner].fn < 0) out_[op.owner].fn = id;
    return std::nullopt;
  }

  const History& history_;
  std::vector<Operation>& out_;
  std::unordered_map<Token, int32_t> owners_;
  std::unordered_map<Token, int32_t> partitions_;
  std::vector<Token> keys_;
};

class GozeroSingleflight : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    Problem problem;
    problem.history = &history;
    Decoder decoder(history, &problem.operations);
    if (auto error = decoder.Run()) return error;
    Cut cut = CutByItem(history, NamesOf(history, "key", decoder.keys()),
                        PartitionsOf(problem.operations));
    *out = MakeSplit(history, spec(), std::move(cut), std::move(problem),
                     [](const Problem& p, int, const Assumptions& assumptions) {
                       return gozero_singleflight::Run(p, assumptions);
                     });
    return std::nullopt;
  }
};

}  // namespace

const Model& GozeroSingleflightModel() {
  static const GozeroSingleflight model;
  return model;
}

}  // namespace gosync::models
