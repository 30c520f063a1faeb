#include "models/go_panic.hpp"

#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "models/core/engine.hpp"
#include "models/core/split.hpp"
#include "models/go_panic_run.hpp"

namespace gosync::models {
namespace {

using go_panic::Kind;
using go_panic::Operation;
using go_panic::Problem;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"GP16", kSafety,
       "To call nil is a panic with a runtime error; a deferred nil panics when its turn comes.",
       true},
      {"GP15", kSafety, "A panic with nil is a panic with an error of a type of its own.", true},
      {"GP13", kSafety,
       "A panic during Goexit is a panic; if it is recovered, the Goexit goes on where the "
       "recovering call would have returned.",
       true},
      {"GP12", kSafety, "Goexit in a deferred function ends the panic that made it run.", true},
      {"GP11", kSafety, "Recover gives nothing during Goexit.", true},
      {"GP9", kSafety,
       "A panic that a deferred function raises and recovers within itself leaves the one before "
       "as it was.",
       true},
      {"GP8", kSafety,
       "A panic in a deferred function takes the place of the one before; only the newest can be "
       "recovered, and with it go those that it replaced.",
       true},
      {"GP7", kSafety,
       "The calls that a deferred function makes do not see the panic that made it run.", true},
      {"GP6", kSafety,
       "After a recover the deferred functions that are left run as after a return.", true},
      {"GP5", kSafety, "A panic is recovered once.", true},
      {"GP4", kSafety, "Recover gives nothing if there is no panic.", true},
      {"GP3", kSafety,
       "Recover in a deferred function gives what Panic was given and ends the panic: the call "
       "that deferred it returns to its caller.",
       true},
      {"GP10", kSafety,
       "Goexit runs the deferred functions of all calls of the goroutine; nothing returns.", true},
      {"GP2", kSafety,
       "A panic ends the call that raised it and then the calls around it, each after its "
       "deferred functions.",
       true},
      {"GP1", kSafety,
       "When a call ends, its deferred functions run, the last one first, each once.", true},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "go_panic";
  spec.text = "Go's defer, panic, recover and Goexit";
  const FieldSpec fn{"fn", FieldType::kNullableToken};
  spec.operations = {
      {.name = "Call",
       .arguments = {fn},
       .may_panic = true,
       .may_goexit = true,
       .calls_back = true},
      {.name = "fn",
       .arguments = {{"fn", FieldType::kToken}},
       .may_panic = true,
       .may_goexit = true,
       .callback = true},
      {.name = "Defer", .arguments = {fn}, .may_panic = true},
      {.name = "Recover", .results = {{"value", FieldType::kNullableToken}}},
  };
  spec.clauses = Clauses();
  return spec;
}

// Says of each function who handed it in, and sorts items by process.
class Decoder {
 public:
  Decoder(const History& history, Problem* out) : history_(history), out_(*out) {
    out_.history = &history;
    out_.nil_dereference = history.tokens.Find("nil dereference");
    out_.nil_panic = history.tokens.Find("nil panic");
  }

  std::optional<ReadError> Decode(int32_t id) {
    const Item& item = history_.items[id];
    Operation op;
    op.kind = static_cast<Kind>(item.operation);
    op.never = item.closing == Closing::kFail;
    if (op.kind != Kind::kRecover) op.fn = static_cast<Token>(item.arguments[0]);
    Sort(item.process);
    const char* expected = op.kind == Kind::kFn ? Function(item, &op) : Plain(item, op);
    if (expected != nullptr) {
      return WrongItem(history_, item, expected,
                       op.kind == Kind::kRecover ? "Recover" : history_.tokens.Name(op.fn));
    }
    out_.operations.push_back(op);
    return std::nullopt;
  }

 private:
  void Sort(int32_t process) {
    const auto [it, fresh] =
        partitions_.try_emplace(process, static_cast<int>(out_.processes.size()));
    if (fresh) out_.processes.push_back(process);
    out_.partitions.push_back(it->second);
  }

  // Each returns what was expected if it is not so.
  const char* Function(const Item& item, Operation* op) const {
    if (item.parent < 0) return "a function inside the Call that runs it";
    if (out_.operations[item.parent].never || op->never)
      return "a function of a Call that was made";
    if (bodies_.contains({item.process, op->fn})) {
      op->body = true;
      return nullptr;
    }
    return deferred_.contains({item.process, op->fn})
               ? nullptr
               : "a function that a Call or a Defer of this process handed in";
  }

  const char* Plain(const Item& item, const Operation& op) {
    if (op.kind == Kind::kRecover) return item.parent < 0 ? "Recover in a function" : nullptr;
    if (op.kind == Kind::kDefer && (item.parent < 0 || !out_.operations[item.parent].body)) {
      return "Defer in the function of a Call";
    }
    if (op.fn == kNull) return nullptr;
    if (!known_.insert(op.fn).second) return "a fn token of its own";
    (op.kind == Kind::kCall ? bodies_ : deferred_).insert({item.process, op.fn});
    return nullptr;
  }

  struct PairHash {
    size_t operator()(const std::pair<int32_t, Token>& p) const {
      return HashMix(HashMix(0, static_cast<uint32_t>(p.first)), static_cast<uint32_t>(p.second));
    }
  };
  using Functions = std::unordered_set<std::pair<int32_t, Token>, PairHash>;

  const History& history_;
  Problem& out_;
  std::unordered_map<int32_t, int> partitions_;
  std::unordered_set<Token> known_;
  Functions bodies_, deferred_;
};

class GoPanic : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    Problem problem;
    Decoder decoder(history, &problem);
    for (size_t i = 0; i < history.items.size(); ++i) {
      if (auto error = decoder.Decode(static_cast<int32_t>(i))) return error;
    }
    std::vector<std::string> names;
    for (int32_t process : problem.processes) names.push_back("process " + std::to_string(process));
    Cut cut = CutByItem(history, std::move(names), problem.partitions);
    *out = MakeSplit(history, spec(), std::move(cut), std::move(problem),
                     [](const Problem& p, int partition, const Assumptions& assumptions) {
                       return go_panic::Run(p, partition, assumptions);
                     });
    return std::nullopt;
  }
};

}  // namespace

const Model& GoPanicModel() {
  static const GoPanic model;
  return model;
}

}  // namespace gosync::models
