#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "recorders/cpp/load.hpp"

namespace gosync::recording {
namespace {

using property::Function;
using property::Operation;
using property::Program;

constexpr int64_t kGroups = 512;  // of the adapter

// All threads go through the groups in one order. Each has tasks in each group, counted before
// anybody begins; it does them, starts functions as long as one of them is left, and waits.
class Writer {
 public:
  explicit Writer(const LoadOptions& options) : options_(options), random_(options.seed) {
    const int64_t threads = options.small ? 3 : random_.In(4, 9);
    groups_ = options.small ? 2 : std::clamp<int64_t>(options.events / (6 * threads), 1, kGroups);
    program_.branches.resize(static_cast<size_t>(threads));
  }

  Program Write() {
    for (int64_t group = 0; group < groups_; ++group) {
      int64_t count = 0;
      for (auto& branch : program_.branches) count += Use(group, &branch);
      if (count > 0) program_.prefix.push_back(Add(group, count));
    }
    return std::move(program_);
  }

 private:
  static adapters::Field Name(int64_t group) { return "g" + std::to_string(group); }
  static Operation Add(int64_t group, int64_t delta) {
    return {.call = {"Add", {{"wg", Name(group)}, {"delta", delta}}}};
  }
  Operation Plain(const char* f, int64_t group) {
    return {.call = {f, {{"wg", Name(group)}}}, .pauses = static_cast<int>(random_.In(0, 8))};
  }

  // Returns how many tasks this thread has.
  int64_t Use(int64_t group, std::vector<Operation>* branch) {
    int64_t tasks = random_.In(0, 4);
    const int64_t counted = tasks;
    if (tasks > 0) {
      for (int64_t more = random_.In(-1, 3); more > 0; --more) branch->push_back(Go(group));
      if (random_.OneIn(5)) {
        const int64_t delta = random_.In(1, 3);
        branch->push_back(Add(group, delta));
        tasks += delta;
      }
      if (random_.OneIn(6)) {
        branch->push_back(Add(group, -(tasks - 1) - (random_.OneIn(2) ? 1 : 0)));
        tasks += std::get<int64_t>(branch->back().call.arguments[1].value);
      }
    }
    for (; tasks > 0; --tasks) branch->push_back(Plain("Done", group));
    // Now and then somebody who did not wait is ahead of the others.
    if (!random_.OneIn(6)) branch->push_back(Plain("Wait", group));
    return counted;
  }

  Operation Go(int64_t group) {
    const std::string fn = "f" + std::to_string(program_.functions.size());
    Function function;
    function.on_panic = Function::OnPanic::kIgnore;
    function.lingers = static_cast<int>(random_.In(20, 200));
    if (random_.OneIn(6)) function.body = {Add(group, 1), Plain("Done", group)};
    if (random_.OneIn(8)) function.end.kind = adapters::Outcome::Kind::kGoexit;
    program_.functions[fn] = std::move(function);
    return {.call = {"Go", {{"wg", Name(group)}, {"fn", fn}}}};
  }

  const LoadOptions options_;
  Random random_;
  int64_t groups_ = 1;
  Program program_;
};

}  // namespace

property::Program WaitgroupLoad(const LoadOptions& options) { return Writer(options).Write(); }

}  // namespace gosync::recording
