#include "models/go_chan.hpp"

#include <map>
#include <numeric>

#include "models/core/engine.hpp"
#include "models/core/split.hpp"
#include "models/go_chan_run.hpp"

namespace gosync::models {
namespace {

using go_chan::Case;
using go_chan::Kind;
using go_chan::Operation;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"GC8", kSafety, "Closing nil panics.", true},
      {"GC9", kSafety, "Closing a closed channel panics; the first close returns.", true},
      {"GC5", kLiveness, "A send to nil and a receive from nil wait for ever.", true},
      {"GC12", kSafety, "A case with a nil channel is never ready.", true},
      {"GC16", kSafety, "A select never serves itself.", true},
      {"GC14", kSafety, "A case that sends to a closed channel is ready, and panics if it runs.",
       true},
      {"GC13", kSafety,
       "A select with a default does not wait; the default runs exactly if no case "
       "is ready.",
       true},
      {"GC15", kSafety, "Cases that do not run have no effect.", true},
      {"GC7", kSafety,
       "What was sent before a close is received after it; then every receive gives nil and false "
       "at once, and none does before.",
       true},
      {"GC6", kSafety, "A send panics if its channel is closed, and only then.", true},
      {"GC10", kSafety, "Select runs exactly one case, one that is ready, and waits for that only.",
       true},
      {"GC1", kSafety,
       "A send ends when a receiver has the value or the buffer has room, a receive when there is "
       "a value.",
       true},
      {"GC2", kSafety, "Values are received in the order in which they were sent, each once.",
       true},
      {"GC3", kLiveness, "Those who wait are served in the order of their arrival.", false},
      {"GC11", kNondeterminism, "Of several cases that are ready any may run.", false},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "go_chan";
  spec.text = "Go's channels and select";
  spec.parameters = {{"cap", FieldType::kInt}};
  const FieldSpec chan{"chan", FieldType::kNullableToken};
  const FieldSpec v{"v", FieldType::kToken};
  const FieldSpec got{"v", FieldType::kNullableToken};
  const FieldSpec ok{"ok", FieldType::kBool};
  const FieldSpec ready{"ready", FieldType::kBool};
  const std::vector<FieldSpec> cases = {{"chan0", FieldType::kNullableToken},
                                        {"send0", FieldType::kNullableToken},
                                        {"chan1", FieldType::kNullableToken},
                                        {"send1", FieldType::kNullableToken}};
  const std::vector<FieldSpec> chosen = {{"case", FieldType::kInt}, got, ok};
  spec.operations = {
      {.name = "Send", .arguments = {chan, v}, .may_panic = true, .may_block = true},
      {.name = "Receive", .arguments = {chan}, .results = {got, ok}, .may_block = true},
      {.name = "Close", .arguments = {chan}, .may_panic = true},
      {.name = "TrySend", .arguments = {chan, v}, .results = {ready}, .may_panic = true},
      {.name = "TryReceive", .arguments = {chan}, .results = {got, ok, ready}},
      {.name = "Select",
       .arguments = cases,
       .results = chosen,
       .may_panic = true,
       .may_block = true},
      {.name = "TrySelect", .arguments = cases, .results = chosen, .may_panic = true},
  };
  spec.clauses = Clauses();
  return spec;
}

void DecodeResults(const Item& item, Operation* op) {
  switch (op->kind) {
    case Kind::kReceive:
    case Kind::kTryReceive:
      op->value = static_cast<Token>(item.results[0]);
      op->ok = item.results[1] != 0;
      if (op->kind == Kind::kTryReceive && item.results[2] == 0) op->chosen = go_chan::kDefault;
      return;
    case Kind::kTrySend:
      if (item.results[0] == 0) op->chosen = go_chan::kDefault;
      return;
    case Kind::kSelect:
    case Kind::kTrySelect:
      op->chosen = static_cast<int>(item.results[0]);
      op->value = static_cast<Token>(item.results[1]);
      op->ok = item.results[2] != 0;
      return;
    case Kind::kSend:
    case Kind::kClose:
      return;
  }
}

// Reads the operations, and ties channels that a select joins.
class Decoder {
 public:
  explicit Decoder(const History& history) : history_(history) {
    problem_.history = &history;
    problem_.capacity = history.header.parameters[0];
    for (const Item& item : history.items) problem_.operations.push_back(Decode(item));
    Partition();
  }

  go_chan::Problem Problem() { return std::move(problem_); }
  Cut Partitions() { return CutByItem(history_, std::move(names_), std::move(partition_of_)); }

 private:
  int ChannelOf(int64_t token) {
    if (token == kNull) return -1;
    const auto name = static_cast<Token>(token);
    const auto [at, added] = numbers_.try_emplace(name, static_cast<int>(numbers_.size()));
    if (added) problem_.channels.push_back(name);
    return at->second;
  }

  Operation Decode(const Item& item) {
    Operation op;
    op.kind = static_cast<Kind>(item.operation);
    op.has_default =
        op.kind == Kind::kTrySend || op.kind == Kind::kTryReceive || op.kind == Kind::kTrySelect;
    const int cases = op.kind == Kind::kSelect || op.kind == Kind::kTrySelect ? 2 : 1;
    for (int i = 0; i < cases; ++i) {
      Case& c = op.cases.emplace_back();
      c.channel = ChannelOf(item.arguments[static_cast<size_t>(2 * i)]);
      c.value = static_cast<Token>(item.arguments[static_cast<size_t>(2 * i + 1)]);
      c.sends =
          op.kind == Kind::kSend || op.kind == Kind::kTrySend || (cases == 2 && c.value != kNull);
    }
    if (item.closing == Closing::kFail) op.fate = Fate::kNever;
    if (item.closing != Closing::kOk) return op;
    op.fate = item.outcome == Outcome::kPanic ? Fate::kPanicked : Fate::kReturned;
    op.panic = item.panic;
    if (op.fate == Fate::kReturned) DecodeResults(item, &op);
    return op;
  }

  // Channels that a select joins are judged together. All that names nil only is one part.
  void Partition() {
    std::vector<int> leader(problem_.channels.size() + 1);
    std::iota(leader.begin(), leader.end(), 0);  // 0: nil
    const auto find = [&](int c) {
      while (leader[c] != c) c = leader[c];
      return c;
    };
    for (const Operation& op : problem_.operations) {
      if (op.cases.size() < 2 || op.cases[0].channel < 0 || op.cases[1].channel < 0) continue;
      leader[find(op.cases[0].channel + 1)] = find(op.cases[1].channel + 1);
    }
    std::map<int, int> number;
    for (const Operation& op : problem_.operations) {
      int channel = op.cases[0].channel;
      if (channel < 0 && op.cases.size() > 1) channel = op.cases[1].channel;
      const int root = find(channel + 1);
      const auto [at, added] = number.try_emplace(root, static_cast<int>(number.size()));
      partition_of_.push_back(at->second);
      if (added) {
        names_.push_back(root == 0 ? "nil" : history_.tokens.Name(problem_.channels[root - 1]));
      }
    }
  }

  const History& history_;
  go_chan::Problem problem_;
  std::map<Token, int> numbers_;
  std::vector<int32_t> partition_of_;
  std::vector<std::string> names_;
};

class GoChan : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    if (history.header.parameters[0] < 0) {
      return WrongAt(history, 1, "a cap >= 0", std::to_string(history.header.parameters[0]));
    }
    for (const Item& item : history.items) {
      const auto kind = static_cast<Kind>(item.operation);
      const bool select = kind == Kind::kSelect || kind == Kind::kTrySelect;
      if (!select || item.closing != Closing::kOk || item.outcome != Outcome::kReturn) continue;
      const int64_t least = kind == Kind::kSelect ? 0 : go_chan::kDefault;
      if (item.results[0] >= least && item.results[0] <= 1) continue;
      return WrongAt(history, history.events[static_cast<size_t>(item.close)].line,
                     "case 0 or 1, or -1 for the default of a TrySelect",
                     std::to_string(item.results[0]));
    }
    Decoder decoder(history);
    *out = MakeSplit(history, spec(), decoder.Partitions(), decoder.Problem(),
                     [](const go_chan::Problem& p, int, const Assumptions& assumptions) {
                       return go_chan::Run(p, assumptions);
                     });
    return std::nullopt;
  }
};

}  // namespace

const Model& GoChanModel() {
  static const GoChan model;
  return model;
}

}  // namespace gosync::models
