#include "property_tests/support/syncmap_programs.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"
#include "property_tests/support/syncmap_calls.hpp"

namespace gosync::property {
namespace {

constexpr int kKeys = 3;

// As generated; the smaller the numbers, the simpler.
struct Raw {
  int operation;
  int key;
  int back;  // compares with the value that was made so many operations before
};
using Branch = std::vector<Raw>;

Raw Make(int operation, int key, int back) { return {operation, key, back}; }

rc::Gen<Branch> Branches(int size) {
  const auto operation = rc::gen::weightedElement<int>({{8, kLoad},
                                                        {8, kStore},
                                                        {6, kLoadOrStore},
                                                        {6, kLoadAndDelete},
                                                        {4, kDelete},
                                                        {8, kSwap},
                                                        {5, kCas},
                                                        {5, kCad},
                                                        {1, kClear},
                                                        {3, kRange}});
  const auto raw = rc::gen::apply(Make, operation, InRange(0, kKeys), InRange(0, 7));
  return rc::gen::resize(size, rc::gen::container<Branch>(raw));
}

std::vector<Operation> Lower(const Branch& branch, int* made) {
  std::vector<Operation> operations;
  for (const Raw& raw : branch) {
    const int number = ++*made;
    const std::string old = raw.back > number ? "" : "v" + std::to_string(number - raw.back);
    const Call call = MapCall(raw.operation, raw.key, "v" + std::to_string(number), old);
    operations.push_back({.call = call, .visits = raw.operation == kRange ? kKeys : 0});
  }
  return operations;
}

}  // namespace

rc::Gen<Program> SyncMapPrograms() {
  return rc::gen::map(
      rc::gen::tuple(Branches(6), Branches(5), Branches(5), Branches(5), Branches(5)),
      [](const std::tuple<Branch, Branch, Branch, Branch, Branch>& parts) {
        Program program;
        int made = 0;
        program.prefix = Lower(std::get<0>(parts), &made);
        for (const Branch& branch :
             {std::get<1>(parts), std::get<2>(parts), std::get<3>(parts), std::get<4>(parts)}) {
          std::vector<Operation> operations = Lower(branch, &made);
          if (!operations.empty()) program.branches.push_back(std::move(operations));
        }
        return program;
      });
}

}  // namespace gosync::property
