#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "recorders/cpp/load.hpp"

namespace gosync::recording {
namespace {

using adapters::Outcome;
using property::Function;
using property::Operation;
using property::Program;

constexpr int64_t kObjects = 255;  // of the adapters

// All threads go through the objects in one order, so they meet at each of them, and one runs the
// function while the others wait.
class Writer {
 public:
  Writer(const LoadOptions& options, bool makes) : options_(options), random_(options.seed) {
    makes_ = makes;
    const int64_t threads = options.small ? 3 : random_.In(4, 9);
    const int64_t events = options.small ? 20 : options.events;
    objects_ = std::clamp<int64_t>(events / (2 * threads + (makes ? 4 : 2)), 1, kObjects);
    program_.branches.resize(static_cast<size_t>(threads));
  }

  Program Write() {
    for (int64_t object = 0; object < objects_; ++object) {
      if (makes_) Make(object);
      for (auto& branch : program_.branches) Use(object, &branch);
    }
    return std::move(program_);
  }

 private:
  static adapters::Field Name(int64_t object) { return "o" + std::to_string(object); }

  void Make(int64_t object) {
    static constexpr const char* kKinds[] = {"OnceFunc", "OnceValue", "OnceValues"};
    const int64_t kind = random_.In(0, 3);
    adapters::Field fn = nullptr;
    if (!random_.OneIn(40)) fn = AddFunction(object, kind);
    program_.prefix.push_back({.call = {kKinds[kind], {{"once", Name(object)}, {"fn", fn}}}});
  }

  void Use(int64_t object, std::vector<Operation>* branch) {
    Operation operation{.call = {"Call", {{"once", Name(object)}}}};
    if (!makes_) {
      adapters::Field fn = nullptr;
      if (!random_.OneIn(80)) fn = AddFunction(object, 0);
      operation.call = {"Do", {{"once", Name(object)}, {"fn", fn}}};
    } else if (random_.OneIn(20)) {
      operation.call.operation = "Released";
    }
    branch->push_back(std::move(operation));
  }

  std::string AddFunction(int64_t object, int64_t values) {
    Function function;
    function.lingers = static_cast<int>(random_.In(400, 1200));
    function.on_panic = Function::OnPanic::kIgnore;
    // Only upwards, or functions would wait for each other in a circle (ON3).
    if (!makes_ && object + 1 < objects_ && random_.OneIn(25)) {
      function.body.push_back(
          {.call = {"Do", {{"once", Name(object + 1)}, {"fn", AddFunction(objects_, 0)}}}});
    }
    std::string fn = "f" + std::to_string(program_.functions.size());
    function.end = EndOf(fn, values);
    program_.functions[fn] = std::move(function);
    return fn;
  }

  Outcome EndOf(const std::string& fn, int64_t values) {
    const int64_t roll = random_.In(0, 20);
    if (roll < 3) {
      return {.kind = Outcome::Kind::kPanic, .panic = "p" + fn, .panic_is_error = roll < 2};
    }
    if (roll < 5) return {.kind = Outcome::Kind::kGoexit};
    Outcome outcome;
    if (values > 0) outcome.results.push_back({"v1", "v" + fn});
    if (values > 1) outcome.results.push_back({"v2", "w" + fn});
    return outcome;
  }

  const LoadOptions options_;
  Random random_;
  bool makes_ = false;
  int64_t objects_ = 1;
  Program program_;
};

}  // namespace

property::Program OnceLoad(const LoadOptions& options) { return Writer(options, false).Write(); }
property::Program OncefuncLoad(const LoadOptions& options) { return Writer(options, true).Write(); }

}  // namespace gosync::recording
