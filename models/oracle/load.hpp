#ifndef GOSYNC_MODELS_ORACLE_LOAD_HPP_
#define GOSYNC_MODELS_ORACLE_LOAD_HPP_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/verdict.hpp"

namespace gosync::models {

// Reads "30s", "500ms", "2GB", "100MB", "1000000" into `limits`. False: not a budget.
bool ParseBudget(std::string_view text, Limits* limits);

// Reads one history and finds the model to judge it by: `model`, or the contract
// of the model that the header names. Charges `budget`, unless it is null.
std::optional<ReadError> Load(const std::string& file, const std::string& model,
                              const Limits& limits, Budget* budget, History* history,
                              ModelChoice* choice);

// Writes a whole file, or puts it in the place of one that is there. False: errno says why,
// and what was there is as it was.
bool WriteFile(const std::string& path, std::string_view text);

// Writes to standard output. False: it could not all be written, and standard error says so.
bool Print(std::string_view text);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_ORACLE_LOAD_HPP_
