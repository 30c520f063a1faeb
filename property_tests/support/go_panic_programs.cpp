#include "property_tests/support/go_panic_programs.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

// What comes next in the text of a goroutine. kEnd ends the function that is being written.
enum class Kind { kCall, kDefer, kDeferRecover, kRecover, kEnd };
enum class How { kReturn, kPanic, kGoexit, kNilPanic };

struct Raw {
  Kind kind;
  How body;      // how that ends if it is a body ...
  How deferred;  // ... or a deferred function
  int nil;       // 0: of a Call or Defer: the function is nil
};
using Branch = std::vector<Raw>;

constexpr size_t kDeepest = 3;

Raw Make(Kind kind, How body, How deferred, int nil) { return {kind, body, deferred, nil}; }

rc::Gen<Branch> Branches() {
  const auto kind = rc::gen::weightedElement<Kind>({{3, Kind::kCall},
                                                    {2, Kind::kDefer},
                                                    {5, Kind::kDeferRecover},
                                                    {1, Kind::kRecover},
                                                    {9, Kind::kEnd}});
  const auto body = rc::gen::weightedElement<How>(
      {{4, How::kReturn}, {9, How::kPanic}, {3, How::kGoexit}, {1, How::kNilPanic}});
  // One that does not return leaves less to see.
  const auto deferred = rc::gen::weightedElement<How>(
      {{12, How::kReturn}, {4, How::kPanic}, {1, How::kGoexit}, {1, How::kNilPanic}});
  const auto nil = InRange(0, 16);
  return rc::gen::resize(
      24, rc::gen::container<Branch>(rc::gen::apply(Make, kind, body, deferred, nil)));
}

class Lowering {
 public:
  void AddBranch(const Branch& branch) {
    std::vector<Operation> operations;
    for (const Raw& raw : branch) Add(raw, operations);
    open_.clear();
    if (!operations.empty()) program_.branches.push_back(std::move(operations));
  }
  Program Result() { return std::move(program_); }

 private:
  struct Open {
    std::string name;
    bool body;
  };

  void Add(const Raw& raw, std::vector<Operation>& operations) {
    const bool outside = open_.empty();
    const bool in_body = !outside && open_.back().body;
    if (raw.kind == Kind::kEnd) {
      if (!outside) End(in_body ? raw.body : raw.deferred);
    } else if (raw.kind == Kind::kRecover) {
      // Only a deferred function has something to ask.
      if (!outside && !in_body) Place(operations).push_back({{"Recover", {}}});
    } else if (raw.kind == Kind::kCall || outside) {
      if (Depth() < kDeepest) Begin("Call", raw, operations);
    } else if (in_body) {
      Begin("Defer", raw, operations);
    }
  }

  size_t Depth() const {
    size_t depth = 0;
    for (const Open& open : open_) depth += open.body ? 1 : 0;
    return depth;
  }

  std::vector<Operation>& Place(std::vector<Operation>& operations) {
    return open_.empty() ? operations : program_.functions[open_.back().name].body;
  }

  void Begin(const char* operation, const Raw& raw, std::vector<Operation>& operations) {
    if (raw.nil == 0) return Place(operations).push_back({{operation, {{"fn", nullptr}}}});
    const std::string name = "f" + std::to_string(functions_++);
    Place(operations).push_back({{operation, {{"fn", name}}}});
    const bool body = std::string(operation) == "Call";
    open_.push_back({name, body});
    program_.functions[name];
    if (!body && raw.kind == Kind::kDeferRecover) {
      program_.functions[name].body.push_back({{"Recover", {}}});
    }
  }

  // Functions that nothing ends return.
  void End(How how) {
    const std::string name = open_.back().name;
    Outcome& end = program_.functions[name].end;
    if (how == How::kGoexit) end.kind = Outcome::Kind::kGoexit;
    if (how == How::kPanic || how == How::kNilPanic) {
      end.kind = Outcome::Kind::kPanic;
      end.panic = how == How::kPanic ? "p" + name.substr(1) : std::string(adapters::kNilPanic);
    }
    open_.pop_back();
  }

  Program program_;
  std::vector<Open> open_;  // functions that are being written, innermost last
  int functions_ = 0;
};

}  // namespace

rc::Gen<Program> GoPanicPrograms() {
  return rc::gen::map(rc::gen::tuple(Branches(), Branches(), Branches()),
                      [](const std::tuple<Branch, Branch, Branch>& branches) {
                        Lowering lowering;
                        lowering.AddBranch(std::get<0>(branches));
                        lowering.AddBranch(std::get<1>(branches));
                        lowering.AddBranch(std::get<2>(branches));
                        return lowering.Result();
                      });
}

}  // namespace gosync::property
