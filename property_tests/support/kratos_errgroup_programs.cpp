#include "property_tests/support/kratos_errgroup_programs.hpp"

#include <array>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

constexpr int kGroups = 2;

enum class Kind { kGo, kWait, kGOMAXPROCS, kCancel };
enum class End { kNil, kError, kPanic, kExit };
enum class Inside { kNothing, kErr, kCause, kGo, kTwoGo, kDone };

// As generated; the smaller the numbers, the simpler.
struct Raw {
  int group;
  Kind kind;
  int n;
  End end;
  Inside inside;
  int lingers;
};
using Branch = std::vector<Raw>;
using Branches = std::tuple<Branch, Branch, Branch, Branch>;

// What a group has at the beginning.
struct Start {
  int n;  // of its pool; 0: none
  bool hook;
};

Raw Make(int group, Kind kind, int n, End end, Inside inside, int lingers) {
  return {group, kind, n, end, inside, lingers};
}

template <class T>
rc::Gen<T> One(const rc::Gen<int>& number) {
  return rc::gen::map(number, [](int n) { return static_cast<T>(n); });
}

rc::Gen<Branches> AllBranches() {
  const auto kind = rc::gen::weightedOneOf<int>(
      {{6, rc::gen::just(0)}, {4, rc::gen::just(1)}, {1, InRange(2, 4)}});
  const auto end = rc::gen::weightedOneOf<int>(
      {{5, rc::gen::just(0)}, {2, rc::gen::just(1)}, {1, rc::gen::just(2)}, {1, rc::gen::just(3)}});
  const auto inside = rc::gen::weightedOneOf<int>(
      {{4, rc::gen::just(0)}, {2, rc::gen::just(1)}, {4, InRange(0, 6)}});
  const auto raw = rc::gen::apply(Make, InRange(0, kGroups), One<Kind>(kind), InRange(-1, 3),
                                  One<End>(end), One<Inside>(inside), InRange(0, 16));
  const auto branch = rc::gen::resize(6, rc::gen::container<Branch>(raw));
  return rc::gen::tuple(branch, branch, branch, branch);
}

class Writer {
 public:
  // `only`: the one group that is used, or kGroups for both.
  Writer(int only, const std::array<Start, kGroups>& starts) : only_(only) {
    program_.prefix.push_back(Plain("WithCancel", 0));
    program_.prefix.push_back(Plain("WithContext", 1));
    for (int group = 0; group < kGroups; ++group) {
      if (starts[group].hook) program_.prefix.push_back(Plain("OnError", group));
      if (starts[group].n > 0) program_.prefix.push_back(Pool(group, starts[group].n));
    }
  }

  Program Write(const Branches& branches) {
    std::apply([&](const auto&... branch) { (AddBranch(branch), ...); }, branches);
    return std::move(program_);
  }

 private:
  static Field Name(int group) { return "g" + std::to_string(group); }
  static Operation Plain(const char* f, int group) { return {{f, {{"group", Name(group)}}}}; }
  static Operation Pool(int group, int64_t n) {
    return {{"GOMAXPROCS", {{"group", Name(group)}, {"n", n}}}};
  }
  static Operation Go(int group, const std::string& fn) {
    return {{"Go", {{"group", Name(group)}, {"fn", fn}}}};
  }

  void AddBranch(const Branch& branch) {
    std::vector<Operation> operations;
    for (const Raw& raw : branch) operations.push_back(Lower(raw));
    if (!operations.empty()) program_.branches.push_back(std::move(operations));
  }

  Operation Lower(const Raw& raw) {
    const int group = only_ < kGroups ? only_ : raw.group;
    switch (raw.kind) {
      case Kind::kGo:
        return Go(group, NewFunction(raw, group));
      case Kind::kWait:
        return Plain("Wait", group);
      case Kind::kGOMAXPROCS:
        return Pool(group, raw.n);
      case Kind::kCancel:
        break;
    }
    const Field cause = raw.n < 0 ? Field(nullptr) : Field("c" + std::to_string(raw.n));
    return {{"Cancel", {{"group", Name(group)}, {"cause", cause}}}};
  }

  std::string NewName() { return "f" + std::to_string(functions_++); }

  void AddFunction(const std::string& fn, Function function, End end) {
    function.on_panic = Function::OnPanic::kIgnore;
    function.end.results = {{"err", end == End::kError ? Field("e" + fn) : Field(nullptr)}};
    if (end == End::kExit) function.end = {.kind = Outcome::Kind::kGoexit};
    if (end == End::kPanic) {
      function.end = {.kind = Outcome::Kind::kPanic, .panic = "p" + fn, .panic_is_error = true};
    }
    program_.functions[fn] = std::move(function);
  }

  Operation Another(int group, End end) {
    const std::string fn = NewName();
    AddFunction(fn, {}, end);
    return Go(group, fn);
  }

  std::string NewFunction(const Raw& raw, int group) {
    const std::string fn = NewName();
    Function function;
    function.lingers = raw.lingers;
    const auto asks = [&](const char* f) { function.body.push_back({{f, {{"fn", fn}}}}); };
    switch (raw.inside) {
      case Inside::kNothing:
        break;
      case Inside::kErr:
        asks("Err");
        break;
      case Inside::kCause:
        asks("Cause");
        break;
      case Inside::kTwoGo:
        function.body.push_back(Another(group, End::kNil));
        [[fallthrough]];
      case Inside::kGo:
        function.body.push_back(Another(group, raw.n > 1 ? End::kError : End::kNil));
        break;
      case Inside::kDone:
        asks("Done");
        break;
    }
    AddFunction(fn, std::move(function), raw.end);
    return fn;
  }

  const int only_;
  int functions_ = 0;
  Program program_;
};

rc::Gen<Start> AStart() {
  const auto n = rc::gen::weightedOneOf<int>(
      {{2, rc::gen::just(0)}, {4, rc::gen::just(1)}, {2, rc::gen::just(2)}});
  return rc::gen::apply([](int size, int hook) { return Start{size, hook == 1}; }, n,
                        InRange(0, 3));
}

}  // namespace

rc::Gen<Program> KratosErrgroupPrograms() {
  return rc::gen::map(rc::gen::tuple(InRange(0, kGroups + 1), AStart(), AStart(), AllBranches()),
                      [](const std::tuple<int, Start, Start, Branches>& parts) {
                        const auto& [only, cancel, context, branches] = parts;
                        return Writer(only, {cancel, context}).Write(branches);
                      });
}

}  // namespace gosync::property
