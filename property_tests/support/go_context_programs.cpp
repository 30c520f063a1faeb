#include "property_tests/support/go_context_programs.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/adapters/go_context_clock.hpp"
#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

enum class Kind {
  kErr,
  kCause,
  kWait,
  kCancel,
  kMake,
  kMakeWithout,
  kMakeValue,
  kValue,
  kAfterFunc,
  kStop,
  kMakeDeadline,
  kDeadline,
  kNow
};

// As generated; `context` picks one of those that the thread knows, or nil.
struct Raw {
  Kind kind;
  int context;
  bool cause;
  int key;
};
using Branch = std::vector<Raw>;

constexpr int kNilContext = 23;
constexpr int kNilKey = 7;
// The smaller, the simpler. The threads begin after a tick or so.
constexpr int64_t kTicks[] = {adapters::kFarTick, 0, -1, 3, 5, 6, 7, 9};

// A context of the tree: below which of those before it, and which of the deadlines.
struct Node {
  int parent;
  int deadline;
};
using Tree = std::vector<Node>;

rc::Gen<Tree> Trees() {
  const auto node = rc::gen::apply([](int parent, int deadline) { return Node{parent, deadline}; },
                                   InRange(0, 2), InRange(-24, 8));
  return rc::gen::container<Tree>(2, node);
}

Raw Make(Kind kind, int context, bool cause, int key) { return {kind, context, cause, key}; }

rc::Gen<Branch> Branches() {
  const auto kind = rc::gen::weightedElement<Kind>({{4, Kind::kErr},
                                                    {5, Kind::kCause},
                                                    {12, Kind::kWait},
                                                    {5, Kind::kCancel},
                                                    {4, Kind::kMake},
                                                    {3, Kind::kMakeWithout},
                                                    {5, Kind::kMakeValue},
                                                    {6, Kind::kValue},
                                                    {5, Kind::kAfterFunc},
                                                    {4, Kind::kStop},
                                                    {3, Kind::kMakeDeadline},
                                                    {2, Kind::kDeadline},
                                                    {3, Kind::kNow}});
  const auto raw = rc::gen::apply(Make, kind, InRange(0, kNilContext + 1),
                                  rc::gen::arbitrary<bool>(), InRange(0, kNilKey + 1));
  return rc::gen::resize(8, rc::gen::container<Branch>(raw));
}

const char* NameOf(Kind kind) { return kind == Kind::kMake ? "WithCancel" : "WithoutCancel"; }

// What a thread knows: a context and, if it made it itself, at which place.
struct Known {
  std::string name;
  int place = -1;
  bool cancels = true;
  bool timed = false;  // its cancel takes no cause
};

class Lowering {
 public:
  // The tree: each context below one of those before it, or below Background; some have a deadline.
  // The last has a value.
  explicit Lowering(const Tree& tree) {
    for (const Node& node : tree) {
      const size_t count = common_.size();
      const size_t below = static_cast<size_t>(node.parent) % (count + 1);
      const Field above = below == count ? Field("background") : Field(common_[below].name);
      const bool timed = node.deadline >= 0;
      program_.prefix.push_back(timed ? WithDeadline(above, node.deadline, true)
                                      : WithCancel("WithCancel", above));
      common_.push_back({.name = last_name_, .timed = timed});
    }
    program_.prefix.push_back(WithValue(common_.front().name, 0));
    common_.push_back({.name = last_name_, .cancels = false});
  }

  // A function that everybody may stop, of one context of the tree.
  void AddFunction(int context) {
    const size_t chosen = static_cast<size_t>(context) % (common_.size() + 1);
    if (chosen == common_.size()) return;
    program_.prefix.push_back(AfterFunc(common_[chosen].name, false));
    program_.functions[last_name_].body.clear();  // must not block, whoever runs it
    common_function_ = last_name_;
  }

  void AddBranch(const Branch& branch) {
    std::vector<Operation> operations;
    std::vector<Known> known = common_;
    functions_.clear();
    if (common_function_) functions_.push_back({*common_function_});
    for (const Raw& raw : branch) Add(raw, operations, known);
    if (!operations.empty()) program_.branches.push_back(std::move(operations));
  }

  // A thread that reads the clock when all deadlines that are near have passed. The first, because
  // a program is made smaller from there, and all others are faster then.
  void AddClock() {
    if (last_tick_ < 0) return;
    Operation now{{"Now"}};
    now.not_before = (last_tick_ + 1) * adapters::kTick;
    program_.branches.insert(program_.branches.begin(), {now});
  }

  // A thread that waits for a context of the tree and looks at it: open while the others work.
  void AddWaiter(const Known& known) {
    const Field ctx = known.name;
    program_.branches.push_back({{{"Wait", {{"ctx", ctx}}}}, {{"Cause", {{"ctx", ctx}}}}});
  }
  void AddWaiters(int count) {
    for (int i = 0; i < count; ++i) AddWaiter(common_[static_cast<size_t>(i) % common_.size()]);
  }

  Program Result() { return std::move(program_); }

 private:
  static Field Key(int key) {
    return key == kNilKey ? Field(nullptr) : Field("k" + std::to_string(key % 2));
  }

  Operation WithCancel(const char* name, const Field& parent) {
    last_name_ = "c" + std::to_string(contexts_++);
    return {{name, {{"parent", parent}, {"ctx", last_name_}}}};
  }

  Operation WithValue(const Field& parent, int key) {
    Operation operation = WithCancel("WithValue", parent);
    operation.call.arguments.push_back({"key", Key(key)});
    operation.call.arguments.push_back({"value", "v" + std::to_string(contexts_)});
    return operation;
  }

  Operation WithDeadline(const Field& parent, int deadline, bool cause) {
    const int64_t tick = kTicks[deadline];
    if (tick < adapters::kFarTick) last_tick_ = std::max(last_tick_, tick);
    Operation operation = WithCancel("WithDeadline", parent);
    operation.call.arguments.push_back({"deadline", tick});
    operation.call.arguments.push_back({"cause", Cause(cause)});
    return operation;
  }

  Field Cause(bool given) {
    return given ? Field("r" + std::to_string(causes_++)) : Field(nullptr);
  }

  // The function looks at its context, or stops the one that everybody knows.
  Operation AfterFunc(const Field& ctx, bool stops) {
    last_name_ = "f" + std::to_string(program_.functions.size());
    Function function;
    function.body = {stops && common_function_ ? Operation{{"Stop", {{"fn", *common_function_}}}}
                                               : Operation{{"Cause", {{"ctx", ctx}}}}};
    program_.functions[last_name_] = std::move(function);
    return {{"AfterFunc", {{"ctx", ctx}, {"fn", last_name_}}}};
  }

  void Add(const Raw& raw, std::vector<Operation>& operations, std::vector<Known>& known) {
    const bool nil = raw.context == kNilContext;
    const Known chosen =
        nil ? Known{"", -1, false} : known[static_cast<size_t>(raw.context) % known.size()];
    const Field ctx = nil ? Field(nullptr) : Field(chosen.name);
    Operation operation;
    switch (raw.kind) {
      case Kind::kErr:
        operation = {{"Err", {{"ctx", ctx}}}};
        break;
      case Kind::kCause:
        operation = {{"Cause", {{"ctx", ctx}}}};
        break;
      case Kind::kWait:
        operation = {{"Wait", {{"ctx", ctx}}}};
        break;
      case Kind::kCancel: {
        if (!chosen.cancels) return;
        operation = {{"Cancel", {{"ctx", ctx}, {"cause", Cause(raw.cause && !chosen.timed)}}}};
        break;
      }
      case Kind::kAfterFunc:
        operation = AfterFunc(ctx, raw.key == 0);
        functions_.insert(functions_.begin(), {last_name_, static_cast<int>(operations.size())});
        break;
      case Kind::kStop: {
        if (functions_.empty()) return;
        const Known& function = functions_[static_cast<size_t>(raw.context) % functions_.size()];
        operations.push_back({{"Stop", {{"fn", function.name}}}, function.place});
        return;
      }
      case Kind::kValue:
        operation = {{"Value", {{"ctx", ctx}, {"key", Key(raw.key)}}}};
        break;
      case Kind::kDeadline:
        operation = {{"Deadline", {{"ctx", ctx}}}};
        break;
      case Kind::kNow:
        operations.push_back({{"Now"}});
        return;
      case Kind::kMakeDeadline:
        operation = WithDeadline(ctx, raw.key, raw.cause);
        known.insert(known.begin(), {last_name_, static_cast<int>(operations.size()), true, true});
        break;
      case Kind::kMake:
      case Kind::kMakeWithout:
      case Kind::kMakeValue: {
        const bool cancels = raw.kind == Kind::kMake;
        operation = raw.kind == Kind::kMakeValue ? WithValue(ctx, raw.key)
                                                 : WithCancel(NameOf(raw.kind), ctx);
        known.insert(known.begin(), {last_name_, static_cast<int>(operations.size()), cancels});
        break;
      }
    }
    operation.needs = chosen.place;
    operations.push_back(std::move(operation));
  }

  Program program_;
  std::vector<Known> common_;
  std::optional<std::string> common_function_;
  std::vector<Known> functions_;  // that the thread knows
  std::string last_name_;
  int contexts_ = 0;
  int causes_ = 0;
  int64_t last_tick_ = -1;  // of those that are near
};

}  // namespace

rc::Gen<Program> GoContextPrograms() {
  return rc::gen::map(
      rc::gen::tuple(Trees(), InRange(2, 5), InRange(0, 6),
                     rc::gen::tuple(Branches(), Branches(), Branches(), Branches())),
      [](const std::tuple<Tree, int, int, std::tuple<Branch, Branch, Branch, Branch>>& parts) {
        Lowering lowering(std::get<0>(parts));
        lowering.AddFunction(std::get<2>(parts));
        const auto& branches = std::get<3>(parts);
        lowering.AddBranch(std::get<0>(branches));
        lowering.AddBranch(std::get<1>(branches));
        lowering.AddBranch(std::get<2>(branches));
        lowering.AddBranch(std::get<3>(branches));
        lowering.AddWaiters(std::get<1>(parts));
        lowering.AddClock();
        return lowering.Result();
      });
}

}  // namespace gosync::property
