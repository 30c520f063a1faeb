#include "property_tests/support/smaller.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace gosync::property {
namespace {

using Operations = std::vector<Operation>;

// The channel that it makes or receives from, or null.
const std::string* ChannelOf(const Operation& operation) {
  for (const adapters::NamedField& field : operation.call.arguments) {
    if (std::string(field.name) == "chan") return std::get_if<std::string>(&field.value);
  }
  return nullptr;
}

// Without the one at `place` and those that need it: nobody receives from what nobody makes.
Operations Without(const Operations& operations, size_t place) {
  Operations left;
  const bool makes = std::string(operations[place].call.operation) == "DoChan";
  const std::string* gone = makes ? ChannelOf(operations[place]) : nullptr;
  std::vector<int> moved(operations.size(), -1);  // where each is now
  for (size_t i = 0; i < operations.size(); ++i) {
    Operation operation = operations[i];
    if (i == place) continue;
    const std::string* channel = ChannelOf(operation);
    if (i > place && gone != nullptr && channel != nullptr && *channel == *gone) continue;
    if (operation.needs >= 0) {
      operation.needs = moved[static_cast<size_t>(operation.needs)];
      if (operation.needs < 0) continue;
    }
    moved[i] = static_cast<int>(left.size());
    left.push_back(std::move(operation));
  }
  return left;
}

void NoteFunctions(const Program& program, const Operations& operations,
                   std::map<std::string, Function>* used) {
  for (const Operation& operation : operations) {
    for (const adapters::NamedField& field : operation.call.arguments) {
      const std::string* token = std::get_if<std::string>(&field.value);
      if (token == nullptr || std::string(field.name) != "fn") continue;
      const auto found = program.functions.find(*token);
      if (found == program.functions.end()) continue;
      if (!used->emplace(*token, found->second).second) continue;
      NoteFunctions(program, found->second.body, used);
    }
  }
}

// Drops threads that do nothing and functions that nobody hands in.
Program Tidied(Program program) {
  std::erase_if(program.branches, [](const Operations& branch) { return branch.empty(); });
  std::map<std::string, Function> used;
  NoteFunctions(program, program.prefix, &used);
  for (const Operations& branch : program.branches) NoteFunctions(program, branch, &used);
  program.functions = std::move(used);
  return program;
}

bool MakesAnObject(const Operation& operation) {
  return std::any_of(operation.call.arguments.begin(), operation.call.arguments.end(),
                     [](const auto& field) { return std::string_view(field.name) == "once"; });
}

// The context, group, Cond or function that it makes, or null.
const Field* MadeBy(const Operation& operation) {
  const std::string_view name = operation.call.operation;
  if (name == "NewCond") return &operation.call.arguments.front().value;
  if (name == "WithDeadline" || name == "WithValue") return &operation.call.arguments.at(1).value;
  const bool last =
      name == "WithCancel" || name == "WithContext" || name == "Copy" || name == "AfterFunc";
  return last ? &operation.call.arguments.back().value : nullptr;
}

// How often what it makes is named, there included; 0 if it makes nothing.
int Mentions(const Program& program, const Operation& maker) {
  const Field* made = MadeBy(maker);
  if (made == nullptr) return 0;
  int count = 0;
  const auto look = [&](const Operations& operations) {
    for (const Operation& operation : operations) {
      for (const adapters::NamedField& field : operation.call.arguments) {
        if (field.value == *made) ++count;
      }
    }
  };
  look(program.prefix);
  for (const Operations& branch : program.branches) look(branch);
  for (const auto& [name, function] : program.functions) look(function.body);
  return count;
}

}  // namespace

std::vector<Program> Smaller(const Program& program) {
  std::vector<Program> all;
  for (size_t b = 0; b < program.branches.size(); ++b) {
    for (size_t i = 0; i < program.branches[b].size(); ++i) {
      Program smaller = program;
      smaller.branches[b] = Without(program.branches[b], i);
      all.push_back(Tidied(std::move(smaller)));
    }
  }
  for (size_t i = 0; i < program.prefix.size(); ++i) {
    if (MakesAnObject(program.prefix[i])) continue;  // others name it
    if (Mentions(program, program.prefix[i]) > 1) continue;
    Program smaller = program;
    smaller.prefix = Without(program.prefix, i);
    all.push_back(Tidied(std::move(smaller)));
  }
  for (const auto& [name, function] : program.functions) {
    for (size_t i = 0; i < function.body.size(); ++i) {
      Program smaller = program;
      smaller.functions[name].body = Without(function.body, i);
      all.push_back(Tidied(std::move(smaller)));
    }
  }
  return all;
}

}  // namespace gosync::property
