#ifndef GOSYNC_MODELS_CORE_SCHEMA_HPP_
#define GOSYNC_MODELS_CORE_SCHEMA_HPP_

// What a model tells the codec and the reader about its operations. All checks
// of form (unknown operation, missing argument, wrong type) follow from these
// tables; a model sees well-formed items only.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gosync::models {

enum class FieldType { kInt, kBool, kToken, kNullableToken };

struct FieldSpec {
  std::string name;
  FieldType type = FieldType::kToken;
  bool required = true;
};

struct OperationSpec {
  std::string name;
  std::vector<FieldSpec> arguments = {};  // at most kMaxFields
  std::vector<FieldSpec> results = {};    // at most kMaxFields; of the outcome "return"
  bool may_panic = false;
  bool may_goexit = false;
  bool callback = false;    // a function of the caller, run by the implementation
  bool calls_back = false;  // may run callbacks in its own process
  bool may_block = false;   // counted in "really waited"
};

// S safety, L liveness, N permitted nondeterminism, M misuse.
enum class ClauseClass { kSafety, kLiveness, kNondeterminism, kMisuse };

// A clause of the contract. `relaxable`: the model can be asked what it would
// allow without this clause, so a verdict can name it.
struct ClauseSpec {
  std::string id;
  ClauseClass cls = ClauseClass::kSafety;
  std::string text;
  bool relaxable = false;
};

// A release whose behaviour differs from the contract.
struct ReleaseSpec {
  std::string name;  // "v0.24.0"
  std::string text;  // what differs
  uint64_t quirks = 0;
};

struct ModelSpec {
  std::string name;
  std::string text;
  std::vector<FieldSpec> parameters;
  std::vector<OperationSpec> operations;
  // Listed in the order in which a verdict prefers to name them: of two clauses
  // whose removal explains a history, the one that says more stands first.
  std::vector<ClauseSpec> clauses;
  std::vector<ReleaseSpec> releases;

  int FindOperation(std::string_view name) const;  // -1: none
};

// A set of clauses: bit i is ModelSpec::clauses[i].
using ClauseSet = uint64_t;

inline constexpr int kMaxFields = 4;

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_SCHEMA_HPP_
