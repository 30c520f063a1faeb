#include "property_tests/support/gozero_singleflight_programs.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

enum class End { kValue, kError, kNothing, kExit, kPanicError, kPanicPlain, kPanicNil, kNilCall };

// As generated; the smaller the numbers, the simpler.
struct Raw {
  bool ex;
  int key;
  End end;
  bool inside;    // its function calls Do of the other key ...
  End inner_end;  // ... with a function that ends like this
  bool ignores;   // ... and does not mind a panic of it
  int lingers;
};
using Branch = std::vector<Raw>;
using Branches = std::tuple<Branch, Branch, Branch, Branch>;

Raw Make(int ex, int key, End end, int inside, End inner_end, int ignores, int lingers) {
  return {ex == 1, key, end, inside == 2, inner_end, ignores == 1, lingers};
}

rc::Gen<Branch> OneBranch() {
  const auto end = rc::gen::map(
      rc::gen::weightedOneOf<int>({{6, InRange(0, 3)}, {4, InRange(3, 7)}, {1, rc::gen::just(7)}}),
      [](int n) { return static_cast<End>(n); });
  return rc::gen::resize(5, rc::gen::container<Branch>(
                                rc::gen::apply(Make, InRange(0, 2), InRange(0, 2), end,
                                               InRange(0, 3), end, InRange(0, 2), InRange(0, 8))));
}

Outcome EndOf(End end, const std::string& fn) {
  Outcome outcome;
  switch (end) {
    case End::kExit:
      outcome.kind = Outcome::Kind::kGoexit;
      return outcome;
    case End::kPanicError:
    case End::kPanicPlain:
    case End::kPanicNil:
    case End::kNilCall:
      outcome.kind = Outcome::Kind::kPanic;
      outcome.panic = end == End::kPanicNil ? adapters::kNilPanic : "p" + fn;
      outcome.panic_is_error = end == End::kPanicError;
      return outcome;
    case End::kValue:
      outcome.results = {{"v", "v" + fn}, {"err", nullptr}};
      return outcome;
    case End::kError:
      outcome.results = {{"v", "v" + fn}, {"err", "e" + fn}};
      return outcome;
    case End::kNothing:
      outcome.results = {{"v", nullptr}, {"err", nullptr}};
      return outcome;
  }
  return outcome;
}

Operation CallOf(bool ex, int key, Field fn) {
  return {{ex ? "DoEx" : "Do", {{"key", "k" + std::to_string(key)}, {"fn", std::move(fn)}}}};
}

Field AddFunction(Program& program, Function function, End end) {
  if (end == End::kNilCall) return nullptr;
  std::string fn = "f" + std::to_string(program.functions.size());
  function.end = EndOf(end, fn);
  program.functions[fn] = std::move(function);
  return fn;
}

Operation Lower(Program& program, const Raw& raw, int keys) {
  const int key = raw.key % keys;
  Function function;
  function.lingers = raw.lingers;
  function.on_panic = raw.ignores ? Function::OnPanic::kIgnore : Function::OnPanic::kPanicToo;
  // Only upwards, or functions would wait for each other in a circle (GZ4).
  if (raw.inside && key + 1 < keys && raw.end != End::kNilCall) {
    function.body.push_back(CallOf(!raw.ex, key + 1, AddFunction(program, {}, raw.inner_end)));
  }
  return CallOf(raw.ex, key, AddFunction(program, std::move(function), raw.end));
}

Program ProgramOf(int keys, const Branches& branches) {
  Program program;
  const auto add = [&](const Branch& branch) {
    std::vector<Operation> operations;
    for (const Raw& raw : branch) operations.push_back(Lower(program, raw, keys));
    if (!operations.empty()) program.branches.push_back(std::move(operations));
  };
  std::apply([&](const auto&... branch) { (add(branch), ...); }, branches);
  return program;
}

}  // namespace

rc::Gen<Program> GozeroSingleflightPrograms() {
  return rc::gen::apply(ProgramOf, InRange(1, 3),
                        rc::gen::tuple(OneBranch(), OneBranch(), OneBranch(), OneBranch()));
}

}  // namespace gosync::property
