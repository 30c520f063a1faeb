#ifndef GOSYNC_MODELS_CORE_READER_HPP_
#define GOSYNC_MODELS_CORE_READER_HPP_

// Reads docs/history-format.md, strictly: whatever is not as that page says is
// one error with line and column, what was expected and what was found.

#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "models/core/history.hpp"
#include "models/core/json.hpp"
#include "models/core/schema.hpp"
#include "models/core/verdict.hpp"

namespace gosync::models {

struct ReadError {
  // kBudget: nothing is wrong with the input, but a budget ran out over it.
  enum class Kind { kInput, kBudget } kind = Kind::kInput;
  std::string file;
  int64_t line = 0;  // 0: the file as a whole
  int column = 0;
  std::string expected;
  std::string found;

  // file:line:column: expected ..., found ...
  std::string Text() const;
};

// What a model finds wrong in a line, or in the line that began an item.
ReadError WrongAt(const History& history, int64_t line, std::string expected, std::string found);
ReadError WrongItem(const History& history, const Item& item, std::string expected,
                    std::string found);

struct ReadLimits {
  size_t line_bytes = size_t{1} << 20;
  size_t memory_bytes = size_t{8} << 30;
  Budget* budget = nullptr;  // charged with the time that reading takes and with the history
};

// Looks up a model by name; null if there is none.
using FindModelSpec = std::function<const ModelSpec*(std::string_view)>;

// ReadHistory reads one whole history from `in`; *spec becomes the spec of the
// model that its header names. Returns the first error, if any.
std::optional<ReadError> ReadHistory(std::FILE* in, const std::string& name,
                                     const FindModelSpec& find, const ReadLimits& limits,
                                     History* out, const ModelSpec** spec);

// The same for text in memory.
std::optional<ReadError> ReadHistoryText(std::string_view text, const std::string& name,
                                         const FindModelSpec& find, History* out,
                                         const ModelSpec** spec);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_READER_HPP_
