#include "models/go_context.hpp"

#include <map>

#include "models/core/split.hpp"
#include "models/go_context_run.hpp"

namespace gosync::models {
namespace {

using go_context::Context;
using go_context::Kind;
using go_context::Operation;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"GX6", kSafety, "What is done to a nil context is a nil dereference.", true},
      {"GX12", kSafety, "A nil parent panics.", true},
      {"GX1", kSafety, "Background is never done and has no deadline and no values.", true},
      {"GX20", kSafety, "WithoutCancel makes a child with the values that is never done.", true},
      {"GX5", kSafety, "Value is what is stored for an equal key in the nearest context upwards.",
       true},
      {"GX19", kSafety, "WithValue makes a child that is done with its parent; a nil key panics.",
       true},
      {"GX23", kSafety, "Several AfterFuncs of a context do not replace each other.", true},
      {"GX22", kSafety,
       "Stop gives true exactly if it kept the function from running. It does not wait.", true},
      {"GX21", kSafety,
       "AfterFunc runs its function once, on a goroutine of its own, after the context is done; at "
       "once if it is.",
       true},
      {"GX11", kSafety, "A child of a done parent is done at once.", true},
      {"GX9", kSafety, "When a cancel returns, the context and all below it are done.", true},
      {"GX17", kSafety, "The cause that WithDeadlineCause takes is that of the deadline only.",
       true},
      {"GX18", kSafety, "A cancel before the deadline makes the context done with Canceled.", true},
      {"GX16", kSafety, "An earlier deadline of the parent holds for the child.", true},
      {"GX4", kSafety, "Deadline is that of the context or of one above it, if there is one.",
       true},
      {"GX15", kSafety,
       "A context of WithDeadline is done at the deadline at the latest, not before it, with "
       "DeadlineExceeded; at once if it has passed.",
       true},
      {"GX8", kSafety, "Only the first cancel of a context counts.", true},
      {"GX14", kSafety, "The first cancel of the context or of one above it sets the cause.", true},
      {"GX13", kSafety,
       "Cause is nil while Err is; then the reason given to the cancel, or Err if there is none.",
       true},
      {"GX3", kSafety, "Err is nil until the context is done; from then on it stays the same.",
       true},
      {"GX2", kSafety, "Done is closed when the context is done, and not before.", true},
      {"GX10", kSafety, "A cancel changes nothing above the context or beside it.", true},
      {"GX7", kSafety,
       "A context is done when its cancel is called or its parent is done, not before.", true},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "go_context";
  spec.text = "Go's context";
  const FieldSpec ctx{"ctx", FieldType::kToken};
  const FieldSpec nullable{"ctx", FieldType::kNullableToken};
  const FieldSpec parent{"parent", FieldType::kNullableToken};
  const FieldSpec deadline{"deadline", FieldType::kInt};
  const FieldSpec fn{"fn", FieldType::kToken};
  const FieldSpec cause{"cause", FieldType::kNullableToken};
  const FieldSpec key{"key", FieldType::kNullableToken};
  const FieldSpec value{"value", FieldType::kNullableToken};
  spec.operations = {
      {.name = "WithCancel", .arguments = {parent, ctx}, .may_panic = true},
      {.name = "WithoutCancel", .arguments = {parent, ctx}, .may_panic = true},
      // A function that runs inside it is wrong, but well formed.
      {.name = "Cancel", .arguments = {ctx, cause}, .calls_back = true},
      {.name = "Err",
       .arguments = {nullable},
       .results = {{"err", FieldType::kNullableToken}},
       .may_panic = true},
      {.name = "Cause", .arguments = {nullable}, .results = {cause}, .may_panic = true},
      {.name = "Wait", .arguments = {nullable}, .may_panic = true, .may_block = true},
      {.name = "WithValue", .arguments = {parent, ctx, key, value}, .may_panic = true},
      {.name = "Value", .arguments = {nullable, key}, .results = {value}, .may_panic = true},
      {.name = "AfterFunc", .arguments = {nullable, fn}, .may_panic = true, .calls_back = true},
      {.name = "Stop", .arguments = {fn}, .results = {{"stopped", FieldType::kBool}}},
      {.name = "fn", .arguments = {fn}, .callback = true},
      {.name = "WithDeadline", .arguments = {parent, ctx, deadline, cause}, .may_panic = true},
      {.name = "Deadline",
       .arguments = {nullable},
       .results = {deadline, {"ok", FieldType::kBool}},
       .may_panic = true},
      {.name = "Now", .results = {{"now", FieldType::kInt}}},
  };
  spec.clauses = Clauses();
  return spec;
}

// Reads the tree of contexts out of a history. A context may be named once it is known.
class Reader {
 public:
  explicit Reader(const History& history) : history_(history) {
    problem_.history = &history;
    problem_.canceled = history.tokens.Find("context canceled");
    problem_.exceeded = history.tokens.Find("context deadline exceeded");
    background_ = history.tokens.Find("background");
    nil_parent_ = history.tokens.Find("cannot create context from nil parent");
    nil_key_ = history.tokens.Find("nil key");
    nil_dereference_ = history.tokens.Find("nil dereference");
  }

  std::optional<ReadError> Read() {
    for (size_t i = 0; i < history_.items.size(); ++i) {
      const Item& item = history_.items[i];
      Operation op;
      op.kind = static_cast<Kind>(item.operation);
      const bool makes = go_context::IsMaker(op.kind);
      const bool of_function = op.kind == Kind::kStop || op.kind == Kind::kFn;
      if (of_function ? !Function(item, &op) : makes ? !Make(item, &op) : !Look(item, &op)) {
        return WrongItem(history_, item, Expected(op.kind),
                         history_.tokens.Name(static_cast<Token>(item.arguments[makes ? 1 : 0])));
      }
      Decode(item, &op);
      problem_.operations.push_back(op);
    }
    return std::nullopt;
  }

  go_context::Problem Result() { return std::move(problem_); }

 private:
  static const char* Expected(Kind kind) {
    switch (kind) {
      case Kind::kFn:
        return "a function that an AfterFunc above handed in";
      case Kind::kStop:
        return "a function that an AfterFunc handed in that has returned";
      case Kind::kAfterFunc:
        return "a fn token of its own, and a context that has been made";
      default:
        return go_context::IsMaker(kind)
                   ? "a new context, and a parent that has been made"
                   : "a context that has been made, for Cancel by WithCancel or WithDeadline";
    }
  }

  bool Make(const Item& item, Operation* op) {
    Context made;
    made.name = static_cast<Token>(item.arguments[1]);
    made.cut_off = op->kind == Kind::kWithoutCancel;
    made.is_function = op->kind == Kind::kAfterFunc;
    op->context = static_cast<int>(problem_.contexts.size());
    made.bearer = op->context;
    Names& names = made.is_function ? functions_ : contexts_;
    if (!made.is_function && made.name == background_) return false;
    if (!names.try_emplace(made.name, op->context, &item).second) return false;
    if (item.arguments[0] == kNull) {
      made.above = go_context::kNil;
      op->must_panic = made.is_function ? nil_dereference_ : nil_parent_;
    } else if (!Name(item, item.arguments[0], &made.above)) {
      return false;
    }
    made.parent = BearerOf(made.above);
    if (!made.cut_off && made.above >= 0) made.deadline = At(made.above).deadline;
    if (op->kind == Kind::kWithDeadline) SetDeadline(item, &made);
    if (op->kind == Kind::kWithValue) Store(item, op, &made);
    if (made.is_function) {
      op->why_panic = go_context::kGX6;
      for (Context& other : problem_.contexts) {
        if (other.is_function && other.parent == made.parent) other.replaced = true;
      }
    }
    problem_.contexts.push_back(made);
    return true;
  }

  void SetDeadline(const Item& item, Context* made) const {
    made->own = item.arguments[2];
    made->own_cause = static_cast<Token>(item.arguments[3]);
    if (made->own_cause == kNull) made->own_cause = problem_.exceeded;
    made->parent_is_earlier = made->deadline.has_value() && *made->deadline < *made->own;
    if (!made->parent_is_earlier) made->deadline = made->own;
  }

  void Store(const Item& item, Operation* op, Context* made) const {
    made->bearer = made->parent;
    made->key = static_cast<Token>(item.arguments[2]);
    made->value = static_cast<Token>(item.arguments[3]);
    if (made->key != kNull || made->above == go_context::kNil) return;
    op->must_panic = nil_key_;
    op->why_panic = go_context::kGX19;
  }

  // Stop and fn.
  bool Function(const Item& item, Operation* op) {
    const auto found = functions_.find(static_cast<Token>(item.arguments[0]));
    if (found == functions_.end()) return false;
    op->context = found->second.first;
    if (op->kind == Kind::kStop) return HasReturned(*found->second.second, item);
    bool& runs = problem_.contexts[static_cast<size_t>(op->context)].runs;
    op->first = !runs;
    if (item.closing != Closing::kFail) runs = true;
    return true;
  }

  // An operation on a context that is there, or on nil.
  bool Look(const Item& item, Operation* op) const {
    op->why_panic = go_context::kGX6;
    if (op->kind == Kind::kNow) return true;
    if (item.arguments[0] == kNull) {
      op->context = go_context::kNil;
      op->must_panic = nil_dereference_;
      return true;
    }
    if (!Name(item, item.arguments[0], &op->named)) return false;
    op->context = BearerOf(op->named);
    op->by_value = op->named != op->context;
    if (op->kind == Kind::kValue) Find(op->named, static_cast<Token>(item.arguments[1]), op);
    if (op->kind == Kind::kDeadline && op->named >= 0) op->deadline = At(op->named).deadline;
    return true;
  }

  void Find(int named, Token key, Operation* op) const {
    bool cut = false;
    for (int at = named; at >= 0; at = At(at).above) {
      if (At(at).cut_off) cut = true;
      if (At(at).bearer == at || At(at).key == kNull || At(at).key != key) continue;
      op->found = At(at).value;
      op->found_above_cut = cut;
      return;
    }
  }

  const Context& At(int context) const { return problem_.contexts[static_cast<size_t>(context)]; }
  int BearerOf(int context) const { return context < 0 ? context : At(context).bearer; }

  // False: not known when `item` began.
  bool Name(const Item& item, int64_t token, int* context) const {
    const auto name = static_cast<Token>(token);
    const bool cancels = static_cast<Kind>(item.operation) == Kind::kCancel;
    *context = go_context::kBackground;
    if (name == background_) return !cancels;
    const auto found = contexts_.find(name);
    if (found == contexts_.end()) return false;
    const Item& maker = *found->second.second;
    *context = found->second.first;
    return HasReturned(maker, item) &&
           (!cancels || static_cast<Kind>(maker.operation) == Kind::kWithCancel ||
            static_cast<Kind>(maker.operation) == Kind::kWithDeadline);
  }

  static bool HasReturned(const Item& maker, const Item& before) {
    return maker.closing == Closing::kOk && maker.close < before.invoke &&
           maker.outcome == Outcome::kReturn;
  }

  void Decode(const Item& item, Operation* op) const {
    if (op->kind == Kind::kCancel) {
      op->cause = static_cast<Token>(item.arguments[1]);
      if (op->cause == kNull) op->cause = problem_.canceled;
    }
    op->fate = FateOf(item);
    if (item.closing != Closing::kOk) return;
    op->panic = item.panic;
    op->result = static_cast<Token>(item.results[0]);
    op->number = item.results[0];
    op->ok = item.results[1] != 0;
    if (op->must_panic != go_context::kNoPanic || op->fate != Fate::kPanicked) return;
    // A panic without a reason: the clause that knows its text.
    if (op->kind == Kind::kWithValue && op->panic == nil_key_) op->why_panic = go_context::kGX19;
  }

  const History& history_;
  Token background_ = -1;
  Token nil_parent_ = -1;
  Token nil_key_ = -1;
  Token nil_dereference_ = -1;
  go_context::Problem problem_;
  // Number, and who made it.
  using Names = std::map<Token, std::pair<int, const Item*>>;
  Names contexts_;
  Names functions_;
};

class GoContext : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    Reader reader(history);
    if (auto error = reader.Read(); error.has_value()) return error;
    *out = MakeSplit(history, spec(), CutNothing(history), reader.Result(),
                     [](const go_context::Problem& p, int, const Assumptions& assumptions) {
                       return go_context::Run(p, assumptions);
                     });
    return std::nullopt;
  }
};

}  // namespace

const Model& GoContextModel() {
  static const GoContext model;
  return model;
}

}  // namespace gosync::models
