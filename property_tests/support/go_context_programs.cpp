#include "property_tests/support/go_context_programs.hpp"

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

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
  kStop
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

Raw Make(Kind kind, int context, bool cause, int key) { return {kind, context, cause, key}; }

rc::Gen<Branch> Branches() {
  const auto kind = rc::gen::weightedElement<Kind>({{4, Kind::kErr},
                                                    {5, Kind::kCause},
                                                    {12, Kind::kWait},
                                                    {5, Kind::kCancel},
                                                    {4, Kind::kMake},
                                                    {1, Kind::kMakeWithout},
                                                    {4, Kind::kMakeValue},
                                                    {4, Kind::kValue},
                                                    {5, Kind::kAfterFunc},
                                                    {4, Kind::kStop}});
  const auto raw = rc::gen::apply(Make, kind, InRange(0, kNilContext + 1),
                                  rc::gen::arbitrary<bool>(), InRange(0, kNilKey + 1));
  return rc::gen::resize(8, rc::gen::container<Branch>(raw));
}

const char* NameOf(Kind kind) {
  if (kind == Kind::kMake) return "WithCancel";
  return kind == Kind::kMakeValue ? "WithValue" : "WithoutCancel";
}

// What a thread knows: a context and, if it made it itself, at which place.
struct Known {
  std::string name;
  int place = -1;
  bool cancels = true;
};

class Lowering {
 public:
  // The tree: each context below one of those before it, or below Background.
  explicit Lowering(const std::vector<int>& parents) {
    for (const int parent : parents) {
      const size_t count = common_.size();
      const size_t below = static_cast<size_t>(parent) % (count + 1);
      const Field above = below == count ? Field("background") : Field(common_[below].name);
      program_.prefix.push_back(WithCancel("WithCancel", above));
      common_.push_back({last_name_});
    }
  }

  // A function that everybody may stop, of one context of the tree.
  void AddFunction(int context) {
    const size_t chosen = static_cast<size_t>(context) % (common_.size() + 1);
    if (chosen == common_.size()) return;
    program_.prefix.push_back(AfterFunc(common_[chosen].name, false));
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
        const Field cause = raw.cause ? Field("r" + std::to_string(causes_++)) : Field(nullptr);
        operation = {{"Cancel", {{"ctx", ctx}, {"cause", cause}}}};
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
      case Kind::kMake:
      case Kind::kMakeWithout:
      case Kind::kMakeValue: {
        const bool cancels = raw.kind == Kind::kMake;
        operation = WithCancel(NameOf(raw.kind), ctx);
        if (raw.kind == Kind::kMakeValue) {
          operation.call.arguments.push_back({"key", Key(raw.key)});
          operation.call.arguments.push_back({"value", "v" + std::to_string(contexts_)});
        }
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
};

}  // namespace

rc::Gen<Program> GoContextPrograms() {
  const auto parents = rc::gen::container<std::vector<int>>(2, InRange(0, 2));
  return rc::gen::map(
      rc::gen::tuple(parents, InRange(2, 5), InRange(0, 6),
                     rc::gen::tuple(Branches(), Branches(), Branches(), Branches())),
      [](const std::tuple<std::vector<int>, int, int, std::tuple<Branch, Branch, Branch, Branch>>&
             parts) {
        Lowering lowering(std::get<0>(parts));
        lowering.AddFunction(std::get<2>(parts));
        const auto& branches = std::get<3>(parts);
        lowering.AddBranch(std::get<0>(branches));
        lowering.AddBranch(std::get<1>(branches));
        lowering.AddBranch(std::get<2>(branches));
        lowering.AddBranch(std::get<3>(branches));
        lowering.AddWaiters(std::get<1>(parts));
        return lowering.Result();
      });
}

}  // namespace gosync::property
