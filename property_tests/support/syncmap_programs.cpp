#include "property_tests/support/syncmap_programs.hpp"

#include <tuple>
#include <utility>
#include <vector>

namespace gosync::property {
namespace {

// As generated; the smaller the numbers, the simpler.
struct Raw {
  int operation;
  int key;
  int back;  // compares with the value that was made so many operations before
};
using Branch = std::vector<Raw>;

Raw Make(int operation, int key, int back) { return {operation, key, back}; }

rc::Gen<int> InRange(int low, int end) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, end));
}

rc::Gen<Branch> Branches(int size) {
  const auto operation = rc::gen::weightedElement<int>(
      {{8, 0}, {8, 1}, {6, 2}, {6, 3}, {4, 4}, {8, 5}, {5, 6}, {5, 7}, {1, 8}});
  const auto raw = rc::gen::apply(Make, operation, InRange(0, 3), InRange(0, 7));
  return rc::gen::resize(size, rc::gen::container<Branch>(raw));
}

std::vector<Operation> Lower(const Branch& branch, int* made) {
  std::vector<Operation> operations;
  for (const Raw& raw : branch) {
    const int number = ++*made;
    const std::string old = raw.back > number ? "" : "v" + std::to_string(number - raw.back);
    operations.push_back({MapCall(raw.operation, raw.key, "v" + std::to_string(number), old)});
  }
  return operations;
}

}  // namespace

Call MapCall(int operation, int key, const std::string& value, const std::string& old) {
  const auto field = [](const std::string& text) -> Field {
    if (text.empty()) return nullptr;
    return text;
  };
  const Field k = "k" + std::to_string(key);
  switch (operation) {
    case 0:
      return {"Load", {{"key", k}}};
    case 1:
      return {"Store", {{"key", k}, {"value", field(value)}}};
    case 2:
      return {"LoadOrStore", {{"key", k}, {"value", field(value)}}};
    case 3:
      return {"LoadAndDelete", {{"key", k}}};
    case 4:
      return {"Delete", {{"key", k}}};
    case 5:
      return {"Swap", {{"key", k}, {"value", field(value)}}};
    case 6:
      return {"CompareAndSwap", {{"key", k}, {"old", field(old)}, {"new", field(value)}}};
    case 7:
      return {"CompareAndDelete", {{"key", k}, {"old", field(old)}}};
    default:
      return {"Clear"};
  }
}

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
