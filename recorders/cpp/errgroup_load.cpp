#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "recorders/cpp/load.hpp"

namespace gosync::recording {
namespace {

using adapters::Field;
using adapters::Outcome;
using property::Function;
using property::Operation;
using property::Program;

constexpr int64_t kGroups = 256;  // of the adapter

// All threads go through the groups in one order: they hand in functions, then they wait for them,
// or for the context. The first thread always waits, which is what ends the context at last.
class Writer {
 public:
  explicit Writer(const LoadOptions& options) : options_(options), random_(options.seed) {
    const int64_t threads = options.small ? 3 : random_.In(4, 7);
    groups_ = options.small ? 2 : std::clamp<int64_t>(options.events / (9 * threads), 1, kGroups);
    program_.branches.resize(static_cast<size_t>(threads));
  }

  Program Write() {
    for (int64_t group = 0; group < groups_; ++group) {
      derived_ = !random_.OneIn(6);
      fails_ = random_.OneIn(4);
      if (derived_) program_.prefix.push_back(Plain("WithContext", group));
      if (!random_.OneIn(4)) {
        program_.prefix.push_back(
            {.call = {"SetLimit", {{"group", Name(group)}, {"n", random_.In(1, 3)}}}});
      }
      bool first = true;
      for (auto& branch : program_.branches) Use(group, std::exchange(first, false), &branch);
    }
    return std::move(program_);
  }

 private:
  static Field Name(int64_t group) { return "g" + std::to_string(group); }
  static Operation Plain(const char* f, int64_t group) {
    return {.call = {f, {{"group", Name(group)}}}};
  }

  void Use(int64_t group, bool first, std::vector<Operation>* branch) {
    for (int64_t calls = random_.In(1, 4); calls > 0; --calls) {
      branch->push_back(Bring(random_.OneIn(4) ? "TryGo" : "Go", group, NewFunction(group)));
      Look(group, branch);
    }
    if (derived_ && !first && !random_.OneIn(4)) {
      branch->push_back(Plain("Done", group));
      branch->push_back(Plain("Cause", group));
      return;
    }
    branch->push_back(Plain("Wait", group));
    Look(group, branch);
  }

  // At the context, now and then.
  void Look(int64_t group, std::vector<Operation>* branch) {
    if (!derived_) return;
    const int64_t roll = random_.In(0, 24);
    if (roll < 3) branch->push_back(Plain(roll < 2 ? "Err" : "Cause", group));
    if (roll != 3 || !fails_) return;
    const Field cause = random_.OneIn(2) ? Field(nullptr) : Field("c" + std::to_string(group));
    branch->push_back({.call = {"Cancel", {{"group", Name(group)}, {"cause", cause}}}});
  }

  static Operation Bring(const char* f, int64_t group, const std::string& fn) {
    return {.call = {f, {{"group", Name(group)}, {"fn", fn}}}};
  }

  std::string NewFunction(int64_t group) {
    Function function;
    function.lingers = static_cast<int>(random_.In(50, 400));
    if (derived_ && random_.OneIn(8)) function.body.push_back(Plain("Err", group));
    if (random_.OneIn(12)) {
      function.body.push_back(Bring("TryGo", group, Add({}, {.results = {{"err", nullptr}}})));
    }
    const int64_t roll = random_.In(0, 40);
    Outcome end{.results = {{"err", nullptr}}};
    if (roll < 8 && fails_) end.results[0].value = "e" + std::to_string(program_.functions.size());
    if (roll == 8) end = {.kind = Outcome::Kind::kGoexit};
    return Add(std::move(function), std::move(end));
  }

  std::string Add(Function function, Outcome end) {
    function.on_panic = Function::OnPanic::kIgnore;
    function.end = std::move(end);
    std::string fn = "f" + std::to_string(program_.functions.size());
    program_.functions[fn] = std::move(function);
    return fn;
  }

  const LoadOptions options_;
  Random random_;
  int64_t groups_ = 1;
  bool derived_ = false;  // the group has a context
  bool fails_ = false;    // its functions may fail, and its parent be cancelled
  Program program_;
};

}  // namespace

property::Program ErrgroupLoad(const LoadOptions& options) { return Writer(options).Write(); }

}  // namespace gosync::recording
