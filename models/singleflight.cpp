#include "models/singleflight.hpp"

#include <unordered_map>

#include "models/core/engine.hpp"
#include "models/core/split.hpp"
#include "models/singleflight_run.hpp"

namespace gosync::models {
namespace {

using singleflight::Kind;
using singleflight::Operation;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"SF12", kLiveness, "When fn exits its goroutine, nothing is ever sent to the channels.",
       true},
      {"SF10", kSafety,
       "A panic of fn with a channel attached to its flight kills the program, whoever would "
       "recover; joining Do calls may still be released before.",
       true},
      {"SF11", kSafety,
       "When fn exits its goroutine, the leader and every joining Do exit theirs, and the key is "
       "free.",
       true},
      {"SF9", kSafety,
       "When fn panics and no channel waits, the leader and every joining Do panic with one and "
       "the same wrapper of the original value, and the key is free.",
       true},
      {"SF6", kSafety, "Calls after Forget count for the new flight's shared only.", true},
      {"SF3", kSafety,
       "shared is true for every joiner and every channel that joined, and for the leader exactly "
       "if somebody joined before the flight ended.",
       true},
      {"SF4", kSafety,
       "No stale result: a call that starts after a call of a flight has returned does not get "
       "that flight's result.",
       true},
      {"SF5", kSafety,
       "After Forget the first call starts a new flight, and the end of the old one does not "
       "touch it.",
       true},
      {"SF8", kSafety,
       "DoChan returns at once, and its channel gets exactly one result when fn returns.", true},
      {"SF1", kSafety,
       "One flight per key: a call that finds one in progress joins it and does not run its own "
       "function.",
       true},
      {"SF2", kSafety, "Leader, joiners and channels get the value and error that fn returned.",
       true},
      {"SF7", kLiveness, "A Do of the same key inside its own function blocks for ever.", false},
      {"SF13", kNondeterminism, "panic(nil) counts as a panic, of a value that the runtime makes.",
       false},
      {"SF14", kSafety,
       "A function that returns a panic which it recovered from another Do panics itself; a nil "
       "function panics.",
       false},
      {"SF15", kNondeterminism,
       "Which caller leads, and in which order joiners and channels are served, is open.", false},
      {"SF16", kSafety, "What fn did happens before every return of its flight.", false},
      {"SF19", kSafety, "Flights of one key that were not forgotten are ordered.", false},
      {"SF20", kSafety, "fn runs without the lock: other keys go on.", false},
      {"SF21", kSafety, "A panic of a forgotten flight reaches its own callers only.", false},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "singleflight";
  spec.text = "golang.org/x/sync/singleflight.Group";
  const FieldSpec key{"key", FieldType::kToken};
  const FieldSpec fn{"fn", FieldType::kNullableToken};
  const FieldSpec chan{"chan", FieldType::kToken};
  const FieldSpec v{"v", FieldType::kNullableToken};
  const FieldSpec err{"err", FieldType::kNullableToken};
  const FieldSpec shared{"shared", FieldType::kBool};
  const FieldSpec panic_error{"panic_error", FieldType::kBool, false};
  spec.operations = {
      {.name = "Do",
       .arguments = {key, fn},
       .results = {v, err, shared},
       .may_panic = true,
       .may_goexit = true,
       .calls_back = true,
       .may_block = true},
      {.name = "DoChan", .arguments = {key, fn, chan}, .may_panic = true},
      {.name = "Receive", .arguments = {chan}, .results = {v, err, shared}, .may_block = true},
      {.name = "Forget", .arguments = {key}},
      {.name = "fn",
       .arguments = {{"fn", FieldType::kToken}},
       .results = {v, err, panic_error},
       .may_panic = true,
       .may_goexit = true,
       .callback = true},
  };
  spec.clauses = Clauses();
  spec.releases = {
      {"v0.0.0-20201020160332-67f06af15bc9", "SF4 does not hold (2020-08 to 2022-09)",
       singleflight::kDoneBeforeLock},
      {"v0.0.0-20190423024810-112230192c58",
       "SF4 does not hold, and a panic or Goexit keeps its key (2019-04 to 2020-08)",
       singleflight::kDoneBeforeLock | singleflight::kNoPanicHandling},
      {"v0.0.0-20190227155943-e225da77a7e6",
       "SF4 and SF5 do not hold, and a panic or Goexit keeps its key (before 2019-04)",
       singleflight::kDoneBeforeLock | singleflight::kNoPanicHandling |
           singleflight::kUnconditionalDelete},
  };
  return spec;
}

// Ties functions and channels to the calls that brought them.
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
    op.unwraps = item.unwraps;
    const auto argument = [&](int i) { return static_cast<Token>(item.arguments[i]); };
    if (op.kind == Kind::kDo || op.kind == Kind::kReceive || op.kind == Kind::kFn) {
      op.v = static_cast<Token>(item.results[0]);
      op.err = static_cast<Token>(item.results[1]);
      const bool flag = item.results[2] != kAbsent && item.results[2] != 0;
      (op.kind == Kind::kFn ? op.panic_error : op.shared) = flag && op.fate == Fate::kReturned;
    }
    switch (op.kind) {
      case Kind::kForget:
        op.partition = PartitionOf(argument(0));
        return std::nullopt;
      case Kind::kDo:
      case Kind::kDoChan:
        return Call(id, argument(0), argument(1), op.kind == Kind::kDoChan ? argument(2) : kNull);
      case Kind::kReceive:
        return Owned(id, chans_, argument(0), "a channel that a DoChan above made");
      case Kind::kFn:
        return Owned(id, fns_, argument(0), "a function that a Do or DoChan above handed in");
    }
    return std::nullopt;
  }

  std::optional<ReadError> Call(int32_t id, Token key, Token fn, Token chan) {
    const Item& item = history_.items[id];
    out_[id].partition = PartitionOf(key);
    out_[id].nil_fn = fn == kNull;
    if (fn != kNull && !fns_.emplace(fn, id).second) {
      return WrongItem(history_, item, "a fn token of its own",
                       history_.tokens.Name(fn) + " a second time");
    }
    if (chan != kNull && !chans_.emplace(chan, id).second) {
      return WrongItem(history_, item, "a chan token of its own",
                       history_.tokens.Name(chan) + " a second time");
    }
    return std::nullopt;
  }

  std::optional<ReadError> Owned(int32_t id, const std::unordered_map<Token, int32_t>& owners,
                                 Token token, const char* expected) {
    const auto it = owners.find(token);
    if (it == owners.end()) {
      return WrongItem(history_, history_.items[id], expected, history_.tokens.Name(token));
    }
    out_[id].owner = it->second;
    Operation& owner = out_[it->second];
    out_[id].partition = owner.partition;
    if (out_[id].kind == Kind::kReceive) {
      const Item& made = history_.items[it->second];
      if (made.closing != Closing::kOk || made.close > history_.items[id].invoke) {
        return WrongItem(history_, history_.items[id], "a channel of a DoChan that has returned",
                         history_.tokens.Name(token));
      }
      ++owner.receives;
    } else if (owner.fn < 0) {
      owner.fn = id;
    }
    return std::nullopt;
  }

  const History& history_;
  std::vector<Operation>& out_;
  std::unordered_map<Token, int32_t> fns_;
  std::unordered_map<Token, int32_t> chans_;
  std::unordered_map<Token, int32_t> partitions_;
  std::vector<Token> keys_;
};

class Singleflight : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    singleflight::Problem problem;
    problem.history = &history;
    Decoder decoder(history, &problem.operations);
    if (auto error = decoder.Run()) return error;
    for (const Operation& op : problem.operations) {
      const bool wraps = op.unwraps != kAbsent && op.unwraps != kNull;
      if (op.fate != Fate::kPanicked || !wraps) continue;
      problem.wrapped.emplace(op.panic, static_cast<Token>(op.unwraps));
    }
    Cut cut = CutByItem(history, NamesOf(history, "key", decoder.keys()),
                        PartitionsOf(problem.operations));
    *out = MakeSplit(history, spec(), std::move(cut), std::move(problem),
                     [](const singleflight::Problem& p, int, const Assumptions& assumptions) {
                       return singleflight::Run(p, assumptions);
                     });
    return std::nullopt;
  }
};

}  // namespace

const Model& SingleflightModel() {
  static const Singleflight model;
  return model;
}

}  // namespace gosync::models
