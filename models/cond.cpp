#include "models/cond.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "models/cond_run.hpp"
#include "models/core/engine.hpp"
#include "models/core/split.hpp"

namespace gosync::models {
namespace {

using cond::Kind;
using cond::Operation;
using cond::Part;
using cond::Problem;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"CO5", kMisuse,
       "Wait without L ends the program, and takes whoever's lock it is; a nil L panics, its "
       "ticket "
       "stays; a copy of a used Cond panics.",
       true},
      {"CO8", kSafety, "Signal and Broadcast need no L, and never wait for one.", true},
      {"CO7", kMisuse, "Wait takes the L again that the Cond has then.", true},
      {"CO3", kSafety, "Broadcast wakes all who waited before it, and nobody else.", true},
      {"CO2", kSafety, "Signal wakes one, the one that waited longest, and is forgotten else.",
       true},
      {"CO4", kSafety, "Nobody wakes by himself.", true},
      {"CO1", kSafety, "Wait has its ticket before it lets go of L, and returns with L.", true},
      {"CO6", kSafety, "A Signal happens before the return of the Wait that it wakes.", false},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "cond";
  spec.text = "sync.Cond";
  const FieldSpec cond{"cond", FieldType::kToken};
  const FieldSpec lock{"l", FieldType::kToken};
  const std::vector<FieldSpec> side = {
      cond, {"l", FieldType::kNullableToken}, {"shared", FieldType::kBool}};
  spec.operations = {
      {.name = "NewCond", .arguments = side},
      {.name = "SetL", .arguments = side},
      {.name = "Copy", .arguments = {cond, {"to", FieldType::kToken}}},
      {.name = "Wait", .arguments = {cond}, .may_panic = true, .may_block = true},
      {.name = "Signal", .arguments = {cond}, .may_panic = true},
      {.name = "Broadcast", .arguments = {cond}, .may_panic = true},
      // They wait, too, but for L, which is not what is judged here.
      {.name = "Lock", .arguments = {lock}},
      {.name = "Unlock", .arguments = {lock}},
      {.name = "RLock", .arguments = {lock}},
      {.name = "RUnlock", .arguments = {lock}},
  };
  spec.clauses = Clauses();
  return spec;
}

// Finds out which locks and Conds have to do with each other.
class Groups {
 public:
  int Of(int thing) {
    while (parent_[thing] != thing) thing = parent_[thing];
    return thing;
  }
  int Add() {
    parent_.push_back(static_cast<int>(parent_.size()));
    return parent_.back();
  }
  void Join(int one, int other) { parent_[Of(one)] = Of(other); }
  size_t size() const { return parent_.size(); }

 private:
  std::vector<int> parent_;
};

// Ties Conds to what made them, and all to their locks. First everything gets a number that
// counts in the whole history, then one that counts in its partition.
class Decoder {
 public:
  Decoder(const History& history, Problem* out) : history_(history), out_(*out) {}

  std::optional<ReadError> Decode() {
    for (const Item& item : history_.items) {
      if (auto error = DecodeItem(item)) return error;
    }
    Number();
    return std::nullopt;
  }

 private:
  using Things = std::map<Token, int>;

  int Thing(Things* things, Token token) {
    const auto [it, fresh] = things->emplace(token, 0);
    if (fresh) {
      it->second = groups_.Add();
      tokens_.push_back(token);
      is_cond_.push_back(things == &conds_);
    }
    return it->second;
  }

  // A Cond may be named once what made it has returned.
  std::optional<ReadError> Named(const Item& item, Token token) const {
    const auto it = births_.find(token);
    if (it != births_.end() && it->second->closing == Closing::kOk &&
        it->second->close < item.invoke) {
      return std::nullopt;
    }
    return WrongItem(history_, item, "a Cond that a NewCond or Copy above has made",
                     history_.tokens.Name(token));
  }

  std::optional<ReadError> Born(const Item& item, Token token) {
    if (births_.emplace(token, &item).second) return std::nullopt;
    return WrongItem(history_, item, "a token of its own for the new Cond",
                     history_.tokens.Name(token));
  }

  std::optional<ReadError> DecodeItem(const Item& item) {
    Operation& op = out_.operations.emplace_back();
    op.kind = static_cast<Kind>(item.operation);
    op.fate = FateOf(item);
    op.panic = item.panic;
    op.lost = item.closing == Closing::kInfo;
    const auto first = static_cast<Token>(item.arguments[0]);
    if (op.kind >= Kind::kLock) {
      op.side.lock = Thing(&locks_, first);
      op.side.shared = op.kind >= Kind::kRLock;
      return std::nullopt;
    }
    const bool makes = op.kind == Kind::kNewCond;
    if (auto error = makes ? Born(item, first) : Named(item, first)) return error;
    op.cond = Thing(&conds_, first);
    if (op.kind == Kind::kCopy) {
      const auto to = static_cast<Token>(item.arguments[1]);
      if (auto error = Born(item, to)) return error;
      op.copy = Thing(&conds_, to);
      groups_.Join(op.cond, op.copy);
    } else if (makes || op.kind == Kind::kSetL) {
      const auto lock = static_cast<Token>(item.arguments[1]);
      op.side.shared = item.arguments[2] != 0;
      if (lock == kNull) return std::nullopt;
      op.side.lock = Thing(&locks_, lock);
      groups_.Join(op.cond, op.side.lock);
    }
    return std::nullopt;
  }

  void Number() {
    std::map<int, int32_t> partitions;
    std::vector<int32_t> number(groups_.size());
    std::vector<int32_t> partition(groups_.size());
    for (size_t i = 0; i < groups_.size(); ++i) {
      const int group = groups_.Of(static_cast<int>(i));
      const auto it = partitions.emplace(group, static_cast<int32_t>(partitions.size())).first;
      partition[i] = it->second;
      out_.parts.resize(partitions.size());
      Part& part = out_.parts[it->second];
      std::vector<Token>& list = is_cond_[i] ? part.conds : part.locks;
      number[i] = static_cast<int32_t>(list.size());
      list.push_back(tokens_[i]);
      part.sides.resize(part.conds.size());
    }
    for (Operation& op : out_.operations) {
      op.partition = partition[op.cond >= 0 ? op.cond : op.side.lock];
      for (int32_t* thing : {&op.cond, &op.copy, &op.side.lock}) {
        if (*thing >= 0) *thing = number[*thing];
      }
      Part& part = out_.parts[op.partition];
      if (op.kind == Kind::kNewCond || op.kind == Kind::kSetL) {
        part.sides[op.cond].push_back(op.side);
      } else if (op.kind == Kind::kCopy) {
        part.sides[op.copy] = part.sides[op.cond];
      }
    }
  }

  const History& history_;
  Problem& out_;
  Groups groups_;
  std::vector<Token> tokens_;
  std::vector<bool> is_cond_;
  Things locks_, conds_;
  std::map<Token, const Item*> births_;
};

std::vector<std::string> PartNames(const Problem& problem) {
  const Tokens& tokens = problem.history->tokens;
  std::vector<std::string> names;
  for (const Part& part : problem.parts) {
    names.push_back(part.conds.empty() ? "lock " + tokens.Name(part.locks[0])
                                       : "cond " + tokens.Name(part.conds[0]));
  }
  return names;
}

class Cond : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    Problem problem;
    problem.history = &history;
    if (auto error = Decoder(history, &problem).Decode()) return error;
    Cut cut = CutByItem(history, PartNames(problem), PartitionsOf(problem.operations));
    *out = MakeSplit(history, spec(), std::move(cut), std::move(problem),
                     [](const Problem& p, int partition, const Assumptions& assumptions) {
                       return cond::Run(p, partition, assumptions);
                     });
    return std::nullopt;
  }
};

}  // namespace

const Model& CondModel() {
  static const Cond model;
  return model;
}

}  // namespace gosync::models
