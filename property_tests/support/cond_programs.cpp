#include "property_tests/support/cond_programs.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

constexpr int kConds = 3;
constexpr int kShared = 2;  // the one with a reader side

// What one branch does at a time.
enum class Kind { kSignal, kBroadcast, kWait, kSignalInside, kBroadcastInside, kWaitAndPassOn };

// As generated; the smaller the numbers, the simpler.
struct Raw {
  int cond;
  Kind kind;
  int pauses;
};
using Branch = std::vector<Raw>;
using Branches = std::tuple<Branch, Branch, Branch, Branch>;

Raw Make(int cond, int kind, int pauses) {
  // Every other one waits.
  static constexpr Kind kKinds[] = {Kind::kSignal, Kind::kWait,           Kind::kBroadcast,
                                    Kind::kWait,   Kind::kSignalInside,   Kind::kWaitAndPassOn,
                                    Kind::kWait,   Kind::kBroadcastInside};
  return {cond, kKinds[kind], pauses};
}

rc::Gen<Branches> AllBranches() {
  const auto raw = rc::gen::apply(Make, InRange(0, kConds), InRange(0, 8), InRange(0, 6));
  const auto branch = rc::gen::resize(5, rc::gen::container<Branch>(raw));
  return rc::gen::tuple(branch, branch, branch, branch);
}

class Writer {
 public:
  Program Write(const Branches& branches) {
    std::apply([&](const auto&... branch) { (AddBranch(branch), ...); }, branches);
    for (int cond = 0; cond < kConds; ++cond) {
      if (!used_[cond]) continue;
      program_.prefix.push_back({{"NewCond",
                                  {{"cond", Name(cond)},
                                   {"l", std::string(LockOf(cond))},
                                   {"shared", cond == kShared}}}});
    }
    return std::move(program_);
  }

 private:
  static Field Name(int cond) { return "c" + std::to_string(cond); }
  static const char* LockOf(int cond) { return cond == kShared ? "m1" : "m0"; }

  void AddBranch(const Branch& branch) {
    if (branch.empty()) return;
    std::vector<Operation> operations;
    for (const Raw& raw : branch) Add(raw, &operations);
    program_.branches.push_back(std::move(operations));
  }

  void Add(const Raw& raw, std::vector<Operation>* out) {
    used_[raw.cond] = true;
    const bool outside = raw.kind == Kind::kSignal || raw.kind == Kind::kBroadcast;
    const bool waits = raw.kind == Kind::kWait || raw.kind == Kind::kWaitAndPassOn;
    const bool shared = waits && raw.cond == kShared;
    // Nobody unlocks or waits who has not locked, also in a smaller program.
    int locked = -1;
    const auto add = [&](const char* f, const char* key, Field value, int pauses) {
      out->push_back({{f, {{key, std::move(value)}}}, locked, pauses});
    };
    if (!outside) {
      add(shared ? "RLock" : "Lock", "l", LockOf(raw.cond), raw.pauses);
      locked = static_cast<int>(out->size()) - 1;
    }
    if (waits) add("Wait", "cond", Name(raw.cond), 0);
    if (raw.kind == Kind::kBroadcast || raw.kind == Kind::kBroadcastInside) {
      add("Broadcast", "cond", Name(raw.cond), raw.pauses);
    } else if (raw.kind != Kind::kWait) {
      add("Signal", "cond", Name(raw.cond), raw.pauses);
    }
    if (!outside) add(shared ? "RUnlock" : "Unlock", "l", LockOf(raw.cond), 0);
  }

  Program program_;
  bool used_[kConds] = {};
};

}  // namespace

rc::Gen<Program> CondPrograms() {
  return rc::gen::map(AllBranches(),
                      [](const Branches& branches) { return Writer().Write(branches); });
}

}  // namespace gosync::property
