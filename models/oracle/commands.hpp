#ifndef GOSYNC_MODELS_ORACLE_COMMANDS_HPP_
#define GOSYNC_MODELS_ORACLE_COMMANDS_HPP_

#include <string>
#include <vector>

#include "models/core/verdict.hpp"

namespace gosync::models {

inline constexpr int kExitLegal = 0;
inline constexpr int kExitIllegal = 1;
inline constexpr int kExitUnknown = 2;
inline constexpr int kExitInput = 3;
inline constexpr int kExitUsage = 64;
inline constexpr int kExitOutput = 74;

struct CheckArguments {
  std::vector<std::string> files;
  std::string model;
  std::string html;
  std::vector<std::string> budgets;
  std::vector<std::string> without;  // clause ids
  bool json = false;
  bool stats = false;
};

struct ModelsArguments {
  std::string name;
  bool json = false;
};

struct ExplainArguments {
  std::string file;
  std::string model;
  int width = 100;
};

int ExitOf(Verdict verdict);

// Each runs one subcommand and returns its exit code.
int Check(const CheckArguments& arguments);
int Models(const ModelsArguments& arguments);
int Explain(const ExplainArguments& arguments);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_ORACLE_COMMANDS_HPP_
