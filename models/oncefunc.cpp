#include "models/oncefunc.hpp"

#include <unordered_map>

#include "models/once_run.hpp"

namespace gosync::models {
namespace {

using once::Kind;
using once::Operation;
using once::Problem;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"ON7", kSafety,
       "The function runs neither before the first call nor outside of it, but in its goroutine.",
       true},
      {"ON6", kSafety,
       "Once the call that ran it is over, the function is let go, however it ended; a nil "
       "function is no fault until it is called, and then in every call.",
       true},
      {"ON5", kSafety,
       "A function that exits its goroutine is not called again; its caller's goroutine ends, and "
       "all other calls come to an end, in a way that is open.",
       true},
      {"ON3", kLiveness, "A call from inside the function waits for itself, for ever.", true},
      {"ON4", kSafety,
       "The function is called once. Every call ends after that and gives what it gave: the same "
       "results, or a panic with the same value.",
       true},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "oncefunc";
  spec.text = "sync.OnceFunc, OnceValue, OnceValues";
  const FieldSpec object{"once", FieldType::kToken};
  const FieldSpec v1{"v1", FieldType::kNullableToken, false};
  const FieldSpec v2{"v2", FieldType::kNullableToken, false};
  for (const char* name : {"OnceFunc", "OnceValue", "OnceValues"}) {
    spec.operations.push_back({.name = name,
                               .arguments = {object, {"fn", FieldType::kNullableToken}},
                               .calls_back = true});
  }
  spec.operations.push_back({.name = "Call",
                             .arguments = {object},
                             .results = {v1, v2},
                             .may_panic = true,
                             .may_goexit = true,
                             .calls_back = true,
                             .may_block = true});
  spec.operations.push_back(
      {.name = "Released", .arguments = {object}, .results = {{"released", FieldType::kBool}}});
  spec.operations.push_back({.name = "fn",
                             .arguments = {{"fn", FieldType::kToken}},
                             .results = {v1, v2},
                             .may_panic = true,
                             .may_goexit = true,
                             .callback = true});
  spec.clauses = Clauses();
  spec.releases = {
      {"go1.26", "what ON5 leaves open is a panic with the runtime's value for panic(nil)",
       oncefunc::kGoexitPanics},
      {"go1.24", "the same; ON6 does not hold for a function that panicked or exited",
       oncefunc::kGoexitPanics | oncefunc::kKeptAfterPanic},
  };
  return spec;
}

once::Freedom FreedomOf(ClauseSet dropped) {
  const auto has = [&](oncefunc::Clause c) { return (dropped >> c & 1) != 0; };
  once::Freedom free;
  free.runs = free.outcome = has(oncefunc::kON4);
  free.bad_end = has(oncefunc::kON5);
  free.inside = has(oncefunc::kON3);
  free.place = has(oncefunc::kON7);
  free.release = has(oncefunc::kON6);
  free.nil = has(oncefunc::kON6);
  return free;
}

// In the order of ModelSpec::operations.
constexpr int kOnceFunc = 0;
constexpr int kOnceValues = 2;
constexpr int kCall = 3;
constexpr int kReleased = 4;

// Ties functions and calls to what was made of them.
class Decoder {
 public:
  Decoder(const History& history, Problem* out) : history_(history), out_(*out) {}

  std::optional<ReadError> Decode(int32_t id) {
    const Item& item = history_.items[id];
    const auto token = static_cast<Token>(item.arguments[0]);
    Operation& op = out_.operations.emplace_back();
    op.fate = FateOf(item);
    op.panic = item.panic;
    if (item.operation <= kOnceValues) return Make(id, token);
    if (item.operation == kCall || item.operation == kReleased) return Use(id, token);
    op.kind = Kind::kFn;
    const auto it = functions_.find(token);
    if (it == functions_.end()) {
      return WrongItem(history_, item, "a function that was handed in above",
                       history_.tokens.Name(token));
    }
    op.partition = it->second;
    const int32_t parent = item.parent;
    if (parent >= 0 && out_.operations[parent].kind == Kind::kCall &&
        out_.operations[parent].partition == op.partition) {
      op.owner = parent;
      Operation& owner = out_.operations[parent];
      if (owner.fn < 0 && op.fate != Fate::kNever) owner.fn = id;
    }
    return Results(id);
  }

 private:
  std::optional<ReadError> Make(int32_t id, Token object) {
    const Item& item = history_.items[id];
    const auto fn = static_cast<Token>(item.arguments[1]);
    Operation& op = out_.operations[id];
    op.kind = Kind::kMake;
    op.partition = static_cast<int32_t>(out_.objects.size());
    if (!makers_.emplace(object, id).second) {
      return WrongItem(history_, item, "a once token of its own",
                       history_.tokens.Name(object) + " a second time");
    }
    if (fn != kNull && !functions_.emplace(fn, op.partition).second) {
      return WrongItem(history_, item, "a fn token of its own",
                       history_.tokens.Name(fn) + " a second time");
    }
    out_.objects.push_back(object);
    made_.push_back(id);
    return std::nullopt;
  }

  std::optional<ReadError> Use(int32_t id, Token object) {
    const Item& item = history_.items[id];
    Operation& op = out_.operations[id];
    const auto it = makers_.find(object);
    const Item* made = it == makers_.end() ? nullptr : &history_.items[it->second];
    if (made == nullptr || made->closing != Closing::kOk || made->close > item.invoke) {
      return WrongItem(history_, item, "what a call above has made", history_.tokens.Name(object));
    }
    op.partition = out_.operations[it->second].partition;
    op.nil_fn = made->arguments[1] == kNull;
    if (item.operation == kReleased) {
      op.kind = Kind::kReleased;
      op.released = op.fate == Fate::kReturned && item.results[0] != 0;
      return std::nullopt;
    }
    op.kind = Kind::kCall;
    op.inside = Inside(item, op.partition);
    return Results(id);
  }

  // As many results as the function has.
  std::optional<ReadError> Results(int32_t id) {
    const Item& item = history_.items[id];
    Operation& op = out_.operations[id];
    if (op.fate != Fate::kReturned) return std::nullopt;
    op.v1 = item.results[0];
    op.v2 = item.results[1];
    const int kind = history_.items[made_[op.partition]].operation;
    if ((op.v1 != kAbsent) != (kind > kOnceFunc) || (op.v2 != kAbsent) != (kind == kOnceValues)) {
      return WrongItem(history_, item, "as many results as the function has",
                       std::to_string(int{op.v1 != kAbsent} + int{op.v2 != kAbsent}));
    }
    return std::nullopt;
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
  std::vector<int32_t> made_;  // by partition
  std::unordered_map<Token, int32_t> makers_;
  std::unordered_map<Token, int32_t> functions_;
};

class Oncefunc : public Model {
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
    problem.repeats = true;
    Decoder decoder(history, &problem);
    for (size_t i = 0; i < history.items.size(); ++i) {
      if (auto error = decoder.Decode(static_cast<int32_t>(i))) return error;
    }
    *out = once::MakePrepared(std::move(problem), FreedomOf);
    return std::nullopt;
  }
};

}  // namespace

const Model& OncefuncModel() {
  static const Oncefunc model;
  return model;
}

}  // namespace gosync::models
