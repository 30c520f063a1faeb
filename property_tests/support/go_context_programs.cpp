#include "property_tests/support/go_context_programs.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

enum class Kind { kErr, kCause, kWait, kCancel, kMake, kMakeWithout };

// As generated; `context` picks one of those that the thread knows.
struct Raw {
  Kind kind;
  int context;
  bool cause;
};
using Branch = std::vector<Raw>;

Raw Make(Kind kind, int context, bool cause) { return {kind, context, cause}; }

rc::Gen<Branch> Branches() {
  const auto kind = rc::gen::weightedElement<Kind>({{4, Kind::kErr},
                                                    {5, Kind::kCause},
                                                    {12, Kind::kWait},
                                                    {5, Kind::kCancel},
                                                    {4, Kind::kMake},
                                                    {1, Kind::kMakeWithout}});
  const auto raw = rc::gen::apply(Make, kind, InRange(0, 6), rc::gen::arbitrary<bool>());
  return rc::gen::resize(8, rc::gen::container<Branch>(raw));
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

  void AddBranch(const Branch& branch) {
    std::vector<Operation> operations;
    std::vector<Known> known = common_;
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
  Operation WithCancel(const char* name, const Field& parent) {
    last_name_ = "c" + std::to_string(contexts_++);
    return {{name, {{"parent", parent}, {"ctx", last_name_}}}};
  }

  void Add(const Raw& raw, std::vector<Operation>& operations, std::vector<Known>& known) {
    const Known chosen = known[static_cast<size_t>(raw.context) % known.size()];
    const Field ctx = chosen.name;
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
      case Kind::kMake:
      case Kind::kMakeWithout: {
        const bool cancels = raw.kind == Kind::kMake;
        operation = WithCancel(cancels ? "WithCancel" : "WithoutCancel", ctx);
        known.insert(known.begin(), {last_name_, static_cast<int>(operations.size()), cancels});
        break;
      }
    }
    operation.needs = chosen.place;
    operations.push_back(std::move(operation));
  }

  Program program_;
  std::vector<Known> common_;
  std::string last_name_;
  int contexts_ = 0;
  int causes_ = 0;
};

}  // namespace

rc::Gen<Program> GoContextPrograms() {
  const auto parents = rc::gen::container<std::vector<int>>(2, InRange(0, 2));
  return rc::gen::map(
      rc::gen::tuple(parents, InRange(2, 5),
                     rc::gen::tuple(Branches(), Branches(), Branches(), Branches())),
      [](const std::tuple<std::vector<int>, int, std::tuple<Branch, Branch, Branch, Branch>>&
             parts) {
        Lowering lowering(std::get<0>(parts));
        const auto& branches = std::get<2>(parts);
        lowering.AddBranch(std::get<0>(branches));
        lowering.AddBranch(std::get<1>(branches));
        lowering.AddBranch(std::get<2>(branches));
        lowering.AddBranch(std::get<3>(branches));
        lowering.AddWaiters(std::get<1>(parts));
        return lowering.Result();
      });
}

}  // namespace gosync::property
