#include "property_tests/support/semaphore_programs.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

enum class Kind { kTryAcquire, kAcquire, kReleaseOwn, kReleaseAny, kCancel, kNegative };

// As generated; the smaller the numbers, the simpler.
struct Raw {
  Kind kind;
  int n;
  int context;
};
using Branch = std::vector<Raw>;
struct RawProgram {
  int size;
  int held_before;
  int deadline;
  std::tuple<Branch, Branch, Branch, Branch> branches;
};

constexpr int kNilContext = 5;
constexpr int kContexts = 6;

Field ContextOf(int number) {
  static constexpr const char* kNames[] = {"background", "c0", "c1", "d0", "d1"};
  if (number == kNilContext) return nullptr;
  return std::string(kNames[number]);
}

Raw Make(Kind kind, int n, int context) { return {kind, n, context}; }

rc::Gen<Branch> Branches() {
  const auto kind = rc::gen::weightedElement<Kind>({{4, Kind::kTryAcquire},
                                                    {10, Kind::kAcquire},
                                                    {12, Kind::kReleaseOwn},
                                                    {2, Kind::kReleaseAny},
                                                    {3, Kind::kCancel},
                                                    {1, Kind::kNegative}});
  const auto context = rc::gen::weightedOneOf<int>(
      {{12, InRange(0, kNilContext)}, {1, InRange(kNilContext, kContexts)}});
  const auto raw = rc::gen::apply(Make, kind, InRange(0, 6), context);
  return rc::gen::resize(6, rc::gen::container<Branch>(raw));
}

// Turns what was generated into operations that make sense where they stand.
class Lowering {
 public:
  explicit Lowering(const RawProgram& raw) : raw_(raw) {
    program_.parameters = {{"size", int64_t{raw.size}}};
    if (raw.held_before > 0) {
      const int64_t n = std::min(raw.held_before, raw.size);
      program_.prefix.push_back({{"TryAcquire", {{"n", n}}}});
    }
    AddBranch(std::get<0>(raw.branches));
    AddBranch(std::get<1>(raw.branches));
    AddBranch(std::get<2>(raw.branches));
    AddBranch(std::get<3>(raw.branches));
  }

  Program Result() { return std::move(program_); }

 private:
  void AddBranch(const Branch& branch) {
    std::vector<Operation> operations;
    std::vector<int> holds;  // places of acquisitions that have not been released
    for (const Raw& raw : branch) Add(raw, operations, holds);
    if (!operations.empty()) program_.branches.push_back(std::move(operations));
  }

  void Add(const Raw& raw, std::vector<Operation>& operations, std::vector<int>& holds) {
    const int64_t n = std::min(raw.n, raw_.size + 1);
    switch (raw.kind) {
      case Kind::kTryAcquire:
        holds.push_back(static_cast<int>(operations.size()));
        operations.push_back({{"TryAcquire", {{"n", n}}}});
        break;
      case Kind::kAcquire:
        NoteDeadline(raw.context);
        holds.push_back(static_cast<int>(operations.size()));
        operations.push_back({{"Acquire", {{"n", n}, {"ctx", ContextOf(raw.context)}}}});
        break;
      case Kind::kReleaseOwn: {
        if (holds.empty()) break;
        const int place = holds.back();
        holds.pop_back();
        const Call& call = operations[static_cast<size_t>(place)].call;
        operations.push_back({{"Release", {call.arguments[0]}}, place});
        break;
      }
      case Kind::kReleaseAny:
        operations.push_back({{"Release", {{"n", n}}}});
        break;
      case Kind::kCancel:
        operations.push_back({{"Cancel", {{"ctx", ContextOf(1 + raw.context % 2)}}}});
        break;
      case Kind::kNegative:
        AddNegative(raw, operations);
        break;
    }
  }

  static void AddNegative(const Raw& raw, std::vector<Operation>& operations) {
    const int64_t n = -1 - raw.n;
    switch (raw.n % 4) {
      case 0:
        operations.push_back({{"TryAcquire", {{"n", n}}}});
        break;
      case 1:
        operations.push_back({{"Acquire", {{"n", n}, {"ctx", ContextOf(kNilContext)}}}});
        break;
      case 2:
        operations.push_back({{"Release", {{"n", n}}}});
        break;
      default:
        operations.push_back({{"NewWeighted", {{"n", n}}}});
    }
  }

  void NoteDeadline(int context) {
    if (context != 3 && context != 4) return;
    const Field name = ContextOf(context);
    for (const Call& timer : program_.timers) {
      if (timer.arguments[0].value == name) return;
    }
    const int64_t nanoseconds = (context == 3 ? 10'000 : 60'000) + raw_.deadline * 15'000;
    program_.timers.push_back({"Deadline", {{"ctx", name}}, nanoseconds});
  }

  const RawProgram& raw_;
  Program program_;
};

}  // namespace

rc::Gen<Program> SemaphorePrograms() {
  return rc::gen::map(
      rc::gen::tuple(InRange(0, 5), InRange(0, 4), InRange(0, 8),
                     rc::gen::tuple(Branches(), Branches(), Branches(), Branches())),
      [](const std::tuple<int, int, int, std::tuple<Branch, Branch, Branch, Branch>>& parts) {
        const RawProgram raw{std::get<0>(parts), std::get<1>(parts), std::get<2>(parts),
                             std::get<3>(parts)};
        return Lowering(raw).Result();
      });
}

}  // namespace gosync::property
