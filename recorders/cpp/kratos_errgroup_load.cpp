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

// All threads go through the groups in one order: they hand in functions, then they wait for them.
class Writer {
 public:
  explicit Writer(const LoadOptions& options) : options_(options), random_(options.seed) {
    const int64_t threads = options.small ? 3 : random_.In(4, 7);
    groups_ = options.small ? 2 : std::clamp<int64_t>(options.events / (9 * threads), 1, kGroups);
    program_.branches.resize(static_cast<size_t>(threads));
  }

  Program Write() {
    for (int64_t group = 0; group < groups_; ++group) {
      const int64_t made = random_.In(0, 4);
      if (made > 0)
        program_.prefix.push_back(Plain(made > 1 ? "WithCancel" : "WithContext", group));
      fails_ = random_.OneIn(4);
      if (!random_.OneIn(4)) {
        program_.prefix.push_back(
            {.call = {"GOMAXPROCS", {{"group", Name(group)}, {"n", random_.In(1, 3)}}}});
      }
      for (auto& branch : program_.branches) Use(group, made > 0, &branch);
    }
    return std::move(program_);
  }

 private:
  static Field Name(int64_t group) { return "g" + std::to_string(group); }
  static Operation Plain(const char* f, int64_t group) {
    return {.call = {f, {{"group", Name(group)}}}};
  }
  static Operation Go(int64_t group, const std::string& fn) {
    return {.call = {"Go", {{"group", Name(group)}, {"fn", fn}}}};
  }

  void Use(int64_t group, bool derived, std::vector<Operation>* branch) {
    for (int64_t calls = random_.In(1, 4); calls > 0; --calls) {
      branch->push_back(Go(group, NewFunction(group)));
      if (!derived || !fails_ || !random_.OneIn(12)) continue;
      const Field cause = random_.OneIn(2) ? Field(nullptr) : Field("c" + std::to_string(group));
      branch->push_back({.call = {"Cancel", {{"group", Name(group)}, {"cause", cause}}}});
    }
    branch->push_back(Plain("Wait", group));
  }

  std::string NewFunction(int64_t group) {
    const std::string fn = NewName();
    Function function;
    function.lingers = static_cast<int>(random_.In(50, 400));
    if (random_.OneIn(8)) function.body.push_back({.call = {"Err", {{"fn", fn}}}});
    if (random_.OneIn(12)) {
      const std::string inner = NewName();
      Add(inner, {}, {.results = {{"err", nullptr}}});
      function.body.push_back(Go(group, inner));
    }
    const int64_t roll = random_.In(0, 40);
    Outcome end{.results = {{"err", nullptr}}};
    if (roll < 6 && fails_) end.results[0].value = "e" + fn;
    if (roll == 6 && fails_) {
      end = {.kind = Outcome::Kind::kPanic, .panic = "p" + fn, .panic_is_error = true};
    }
    if (roll == 7) end = {.kind = Outcome::Kind::kGoexit};
    Add(fn, std::move(function), std::move(end));
    return fn;
  }

  std::string NewName() { return "f" + std::to_string(functions_++); }
  void Add(const std::string& fn, Function function, Outcome end) {
    function.on_panic = Function::OnPanic::kIgnore;
    function.end = std::move(end);
    program_.functions[fn] = std::move(function);
  }

  const LoadOptions options_;
  Random random_;
  int64_t groups_ = 1;
  int64_t functions_ = 0;
  bool fails_ = false;  // functions of the group may fail, and its parent be cancelled
  Program program_;
};

}  // namespace

property::Program KratosErrgroupLoad(const LoadOptions& options) { return Writer(options).Write(); }

}  // namespace gosync::recording
