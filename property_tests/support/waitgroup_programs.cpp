#include "property_tests/support/waitgroup_programs.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

constexpr int kWild = 2;  // the group without rules

enum class Kind { kDone, kWait, kGo, kAdd };

// As generated; the smaller the numbers, the simpler.
struct Raw {
  int group;
  Kind kind;
  int delta;
  bool exits;
  bool inside;  // the function uses the group
  int lingers;
};
using Branch = std::vector<Raw>;
using Branches = std::tuple<Branch, Branch, Branch, Branch>;

Raw Make(int group, int kind, int delta, int odd, int lingers) {
  return {group, static_cast<Kind>(kind), delta, odd == 3, odd == 2, lingers};
}

rc::Gen<Branches> AllBranches() {
  const auto raw = rc::gen::apply(Make, InRange(0, 3), InRange(0, 4), InRange(-2, 4), InRange(0, 4),
                                  InRange(0, 12));
  const auto branch = rc::gen::resize(9, rc::gen::container<Branch>(raw));
  return rc::gen::tuple(branch, branch, branch, branch);
}

class Writer {
 public:
  Program Write(const Branches& branches) {
    std::apply([&](const auto&... branch) { (AddBranch(branch), ...); }, branches);
    for (int group = 0; group < kWild; ++group) {
      if (held_[group] > 0) program_.prefix.push_back(Add(group, held_[group]));
    }
    return std::move(program_);
  }

 private:
  static Field Name(int group) { return "g" + std::to_string(group); }
  static Operation Add(int group, int64_t delta) {
    return {{"Add", {{"wg", Name(group)}, {"delta", delta}}}};
  }
  static Operation Plain(const char* f, int group) { return {{f, {{"wg", Name(group)}}}}; }

  void AddBranch(const Branch& branch) {
    std::vector<Operation> operations;
    for (int group = 0; group < kWild; ++group) AddLegal(branch, group, &operations);
    for (const Raw& raw : branch) {
      if (raw.group != kWild) continue;
      if (raw.kind == Kind::kWait) {
        operations.push_back(Plain("Wait", kWild));
      } else if (raw.kind == Kind::kDone) {
        operations.push_back(Plain("Done", kWild));
      } else {
        operations.push_back(Add(kWild, raw.delta));
      }
    }
    if (!operations.empty()) program_.branches.push_back(std::move(operations));
  }

  // First what needs a task that is left, then this branch's own are done, then it waits.
  void AddLegal(const Branch& branch, int group, std::vector<Operation>* out) {
    int tasks = 0;
    for (const Raw& raw : branch) {
      if (raw.group != group || raw.kind == Kind::kWait) continue;
      if (tasks == 0) {
        tasks = 1;
        ++held_[group];
      }
      if (raw.kind == Kind::kGo) out->push_back(Go(raw, group));
      if (raw.kind != Kind::kAdd || raw.delta < 1) continue;
      out->push_back(Add(group, raw.delta));
      tasks += raw.delta;
    }
    if (tasks > 2) {
      out->push_back(Add(group, 1 - tasks));
      tasks = 1;
    }
    for (; tasks > 0; --tasks) out->push_back(Plain("Done", group));
    for (const Raw& raw : branch) {
      if (raw.group == group && raw.kind == Kind::kWait) out->push_back(Plain("Wait", group));
    }
  }

  Operation Go(const Raw& raw, int group) {
    const std::string fn = "f" + std::to_string(program_.functions.size());
    Function function;
    function.on_panic = Function::OnPanic::kIgnore;
    function.lingers = raw.lingers;
    if (raw.inside) function.body = {Add(group, 1), Plain("Done", group)};
    if (raw.exits) function.end.kind = Outcome::Kind::kGoexit;
    program_.functions[fn] = std::move(function);
    return {{"Go", {{"wg", Name(group)}, {"fn", fn}}}};
  }

  Program program_;
  int64_t held_[kWild] = {};
};

}  // namespace

rc::Gen<Program> WaitgroupPrograms() {
  return rc::gen::map(AllBranches(),
                      [](const Branches& branches) { return Writer().Write(branches); });
}

}  // namespace gosync::property
