#include "property_tests/support/errgroup_programs.hpp"

#include <array>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

constexpr int kGroups = 2;
constexpr int kDerived = 1;  // the group with a context

enum class Kind { kGo, kWait, kTryGo, kSetLimit, kErr, kCause, kDone, kCancel };
enum class End { kNil, kError, kExit };
enum class Inside { kNothing, kErr, kCause, kGo, kTryGo, kDone };

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

Raw Make(int group, Kind kind, int n, End end, Inside inside, int lingers) {
  return {group, kind, n, end, inside, lingers};
}

template <class T>
rc::Gen<T> One(const rc::Gen<int>& number) {
  return rc::gen::map(number, [](int n) { return static_cast<T>(n); });
}

rc::Gen<Branches> AllBranches() {
  const auto kind = rc::gen::weightedOneOf<int>({{5, rc::gen::just(0)},
                                                 {3, rc::gen::just(1)},
                                                 {3, rc::gen::just(2)},
                                                 {1, rc::gen::just(3)},
                                                 {3, InRange(0, 8)}});
  const auto end = rc::gen::weightedOneOf<int>(
      {{5, rc::gen::just(0)}, {4, rc::gen::just(1)}, {1, rc::gen::just(2)}});
  const auto inside = rc::gen::weightedOneOf<int>(
      {{4, rc::gen::just(0)}, {1, rc::gen::just(1)}, {2, rc::gen::just(2)}, {3, InRange(0, 6)}});
  const auto raw = rc::gen::apply(Make, InRange(0, kGroups), One<Kind>(kind), InRange(-1, 3),
                                  One<End>(end), One<Inside>(inside), InRange(0, 16));
  const auto branch = rc::gen::resize(6, rc::gen::container<Branch>(raw));
  return rc::gen::tuple(branch, branch, branch, branch);
}

class Writer {
 public:
  // `only`: the one group that is used, or kGroups for both.
  Writer(int only, const std::array<int, kGroups>& limits) : only_(only) {
    program_.prefix.push_back(Plain("WithContext", kDerived));
    for (int group = 0; group < kGroups; ++group) {
      if (limits[group] >= 0) program_.prefix.push_back(SetLimit(group, limits[group]));
    }
  }

  Program Write(const Branches& branches) {
    std::apply([&](const auto&... branch) { (AddBranch(branch), ...); }, branches);
    return std::move(program_);
  }

 private:
  static Field Name(int group) { return "g" + std::to_string(group); }
  static Operation Plain(const char* f, int group) { return {{f, {{"group", Name(group)}}}}; }
  static Operation SetLimit(int group, int64_t n) {
    return {{"SetLimit", {{"group", Name(group)}, {"n", n}}}};
  }
  static Operation Brings(const char* f, int group, const std::string& fn) {
    return {{f, {{"group", Name(group)}, {"fn", fn}}}};
  }

  void AddBranch(const Branch& branch) {
    std::vector<Operation> operations;
    for (const Raw& raw : branch) operations.push_back(Lower(raw));
    if (!operations.empty()) program_.branches.push_back(std::move(operations));
  }

  Operation Lower(const Raw& raw) {
    const bool needs_context = raw.kind >= Kind::kErr;
    const int group = needs_context ? kDerived : only_ < kGroups ? only_ : raw.group;
    switch (raw.kind) {
      case Kind::kGo:
        return Brings("Go", group, NewFunction(raw, group));
      case Kind::kTryGo:
        return Brings("TryGo", group, NewFunction(raw, group));
      case Kind::kWait:
        return Plain("Wait", group);
      case Kind::kSetLimit:
        return SetLimit(group, raw.n);
      case Kind::kErr:
        return Plain("Err", group);
      case Kind::kCause:
        return Plain("Cause", group);
      case Kind::kDone:
        return Plain("Done", group);
      case Kind::kCancel:
        break;
    }
    const Field cause = raw.n < 0 ? Field(nullptr) : Field("c" + std::to_string(raw.n));
    return {{"Cancel", {{"group", Name(group)}, {"cause", cause}}}};
  }

  std::string AddFunction(Function function, End end) {
    const std::string fn = "f" + std::to_string(program_.functions.size());
    function.on_panic = Function::OnPanic::kIgnore;
    function.end.results = {{"err", end == End::kError ? Field("e" + fn) : Field(nullptr)}};
    if (end == End::kExit) function.end = {.kind = Outcome::Kind::kGoexit};
    program_.functions[fn] = std::move(function);
    return fn;
  }

  std::string NewFunction(const Raw& raw, int group) {
    Function function;
    function.lingers = raw.lingers;
    const bool derived = group == kDerived;
    switch (raw.inside) {
      case Inside::kNothing:
        break;
      case Inside::kGo:
        function.body.push_back(Brings("Go", group, AddFunction({}, End::kNil)));
        break;
      case Inside::kTryGo:
        function.body.push_back(Brings("TryGo", group, AddFunction({}, End::kError)));
        break;
      case Inside::kErr:
        if (derived) function.body.push_back(Plain("Err", group));
        break;
      case Inside::kCause:
        if (derived) function.body.push_back(Plain("Cause", group));
        break;
      case Inside::kDone:
        if (derived) function.body.push_back(Plain("Done", group));
        break;
    }
    return AddFunction(std::move(function), raw.end);
  }

  const int only_;
  Program program_;
};

// -1, no limit, is the simplest.
rc::Gen<int> Limit() {
  return rc::gen::map(rc::gen::weightedOneOf<int>({{3, rc::gen::just(0)},
                                                   {4, rc::gen::just(2)},
                                                   {2, rc::gen::just(3)},
                                                   {1, rc::gen::just(1)}}),
                      [](int n) { return n - 1; });
}

}  // namespace

rc::Gen<Program> ErrgroupPrograms() {
  return rc::gen::map(rc::gen::tuple(InRange(0, kGroups + 1), Limit(), Limit(), AllBranches()),
                      [](const std::tuple<int, int, int, Branches>& parts) {
                        const auto& [only, zero, derived, branches] = parts;
                        return Writer(only, {zero, derived}).Write(branches);
                      });
}

}  // namespace gosync::property
