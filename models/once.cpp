#include "models/once.hpp"

#include <unordered_map>

#include "models/once_run.hpp"

namespace gosync::models {
namespace {

using once::Kind;
using once::Operation;
using once::Problem;

ModelSpec MakeSpec() {
  using enum ClauseClass;
  ModelSpec spec;
  spec.name = "once";
  spec.text = "sync.Once";
  const FieldSpec fn{"fn", FieldType::kNullableToken};
  spec.operations = {
      {.name = "Do",
       .arguments = {{"once", FieldType::kToken}, fn},
       .may_panic = true,
       .may_goexit = true,
       .calls_back = true,
       .may_block = true},
      {.name = "fn",
       .arguments = {{"fn", FieldType::kToken}},
       .may_panic = true,
       .may_goexit = true,
       .callback = true},
  };
  spec.clauses = {
      {"ON3", kLiveness, "A Do of the same Once inside its function waits for itself, for ever.",
       true},
      {"ON2", kSafety,
       "A function that panics or exits its goroutine has run: its caller sees that, later calls "
       "and those that wait return without anything.",
       true},
      {"ON1", kSafety,
       "A Once runs one function once, whichever is handed in, and no Do returns before that "
       "run has ended; all return after it.",
       true},
  };
  return spec;
}

once::Freedom FreedomOf(ClauseSet dropped) {
  const auto has = [&](once::Clause c) { return (dropped >> c & 1) != 0; };
  once::Freedom free;
  free.runs = has(once::kON1);
  free.bad_end = has(once::kON2);
  free.inside = has(once::kON3);
  return free;
}

// Ties functions to the calls that brought them.
class Decoder {
 public:
  Decoder(const History& history, Problem* out) : history_(history), out_(*out) {}

  std::optional<ReadError> Decode(int32_t id) {
    const Item& item = history_.items[id];
    Operation& op = out_.operations.emplace_back();
    op.fate = FateOf(item);
    op.panic = item.panic;
    const auto argument = [&](int i) { return static_cast<Token>(item.arguments[i]); };
    if (item.operation == 0) {
      op.kind = Kind::kDo;
      op.nil_fn = argument(1) == kNull;
      op.partition = PartitionOf(argument(0));
      op.inside = Inside(item, op.partition);
      if (!op.nil_fn && !owners_.emplace(argument(1), id).second) {
        return WrongItem(history_, item, "a fn token of its own",
                         history_.tokens.Name(argument(1)) + " a second time");
      }
      return std::nullopt;
    }
    op.kind = Kind::kFn;
    const auto it = owners_.find(argument(0));
    if (it == owners_.end()) {
      return WrongItem(history_, item, "a function that a Do above handed in",
                       history_.tokens.Name(argument(0)));
    }
    op.owner = it->second;
    Operation& owner = out_.operations[op.owner];
    op.partition = owner.partition;
    if (owner.fn < 0 && op.fate != Fate::kNever) owner.fn = id;
    return std::nullopt;
  }

 private:
  int32_t PartitionOf(Token object) {
    const auto [it, fresh] = partitions_.emplace(object, static_cast<int32_t>(partitions_.size()));
    if (fresh) out_.objects.push_back(object);
    return it->second;
  }

  bool Inside(const Item& item, int32_t partition) const {
    for (int32_t at = item.parent; at >= 0; at = history_.items[at].parent) {
      const Operation& op = out_.operations[at];
      if (op.kind == Kind::kFn && op.partition == partition) return true;
    }
    return false;
  }

  const History& history_;
  Problem& out_;
  std::unordered_map<Token, int32_t> owners_;
  std::unordered_map<Token, int32_t> partitions_;
};

class Once : public Model {
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
    *out = once::MakePrepared(std::move(problem), FreedomOf);
    return std::nullopt;
  }
};

}  // namespace

const Model& OnceModel() {
  static const Once model;
  return model;
}

}  // namespace gosync::models
