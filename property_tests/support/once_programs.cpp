#include "property_tests/support/once_programs.hpp"

#include <array>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

enum class End { kReturn, kExit, kPanicError, kPanicPlain, kPanicNil };

// As generated; the smaller the numbers, the simpler.
struct Raw {
  int object;
  End end;
  bool nil;     // the function
  bool inside;  // it uses the other object
  bool asks;    // Released in place of Call
  int lingers;
};
using Branch = std::vector<Raw>;
using Branches = std::tuple<Branch, Branch, Branch, Branch>;

Raw Make(int object, End end, int odd, int inside, int lingers) {
  return {object, end, odd == 7, inside == 1, odd == 6, lingers};
}

rc::Gen<Raw> OneRaw() {
  const auto end =
      rc::gen::map(rc::gen::weightedOneOf<int>({{6, rc::gen::just(0)}, {4, InRange(1, 5)}}),
                   [](int n) { return static_cast<End>(n); });
  return rc::gen::apply(Make, InRange(0, 2), end, InRange(0, 8), InRange(0, 2), InRange(0, 12));
}

rc::Gen<Branches> AllBranches() {
  const auto branch = rc::gen::resize(4, rc::gen::container<Branch>(OneRaw()));
  return rc::gen::tuple(branch, branch, branch, branch);
}

template <class F>
void ForEach(const Branches& branches, F f) {
  std::apply([&](const auto&... branch) { (f(branch), ...); }, branches);
}

Field ObjectName(int object) { return "o" + std::to_string(object); }

// `values`: how many results the function has.
Outcome EndOf(End end, const std::string& fn, int values) {
  Outcome outcome;
  if (end == End::kReturn) {
    if (values > 0) outcome.results.push_back({"v1", "v" + fn});
    if (values > 1) outcome.results.push_back({"v2", "w" + fn});
    return outcome;
  }
  if (end == End::kExit) {
    outcome.kind = Outcome::Kind::kGoexit;
    return outcome;
  }
  outcome.kind = Outcome::Kind::kPanic;
  outcome.panic = end == End::kPanicNil ? adapters::kNilPanic : "p" + fn;
  outcome.panic_is_error = end == End::kPanicError;
  return outcome;
}

Field AddFunction(Program& program, const Raw& raw, int values, std::vector<Operation> body) {
  if (raw.nil) return nullptr;
  const std::string fn = "f" + std::to_string(program.functions.size());
  Function& function = program.functions[fn];
  function.body = std::move(body);
  function.on_panic = Function::OnPanic::kIgnore;
  function.lingers = raw.lingers;
  function.end = EndOf(raw.end, fn, values);
  return fn;
}

Program OnceProgram(int objects, const Branches& branches) {
  Program program;
  ForEach(branches, [&](const Branch& branch) {
    std::vector<Operation> operations;
    for (const Raw& raw : branch) {
      const int object = raw.object % objects;
      std::vector<Operation> body;
      // Only upwards, or functions would wait for each other in a circle.
      if (raw.inside && object + 1 < objects) {
        const Raw plain{};
        body.push_back(
            {{"Do",
              {{"once", ObjectName(object + 1)}, {"fn", AddFunction(program, plain, 0, {})}}}});
      }
      operations.push_back({{"Do",
                             {{"once", ObjectName(object)},
                              {"fn", AddFunction(program, raw, 0, std::move(body))}}}});
    }
    if (!operations.empty()) program.branches.push_back(std::move(operations));
  });
  return program;
}

Program OncefuncProgram(const std::vector<int>& kinds, const std::vector<Raw>& functions,
                        const Branches& branches) {
  static constexpr std::array<const char*, 3> kKinds{"OnceFunc", "OnceValue", "OnceValues"};
  Program program;
  const int objects = static_cast<int>(kinds.size());
  for (int object = 0; object < objects; ++object) {
    const Raw& raw = functions[object];
    std::vector<Operation> body;
    if (raw.inside && object + 1 < objects) {
      body.push_back({{"Call", {{"once", ObjectName(object + 1)}}}});
    }
    program.prefix.push_back(
        {{kKinds[kinds[object]],
          {{"once", ObjectName(object)}, {"fn", AddFunction(program, raw, kinds[object], body)}}}});
  }
  ForEach(branches, [&](const Branch& branch) {
    std::vector<Operation> operations;
    for (const Raw& raw : branch) {
      operations.push_back(
          {{raw.asks ? "Released" : "Call", {{"once", ObjectName(raw.object % objects)}}}});
    }
    if (!operations.empty()) program.branches.push_back(std::move(operations));
  });
  return program;
}

}  // namespace

rc::Gen<Program> OncePrograms() {
  return rc::gen::apply(OnceProgram, InRange(1, 3), AllBranches());
}

rc::Gen<Program> OncefuncPrograms() {
  return rc::gen::map(rc::gen::tuple(InRange(1, 3), InRange(0, 3), InRange(0, 3), OneRaw(),
                                     OneRaw(), AllBranches()),
                      [](const std::tuple<int, int, int, Raw, Raw, Branches>& parts) {
                        const auto& [objects, kind1, kind2, fn1, fn2, branches] = parts;
                        std::vector<int> kinds{kind1, kind2};
                        kinds.resize(static_cast<size_t>(objects));
                        return OncefuncProgram(kinds, {fn1, fn2}, branches);
                      });
}

}  // namespace gosync::property
