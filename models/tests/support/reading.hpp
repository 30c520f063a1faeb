#ifndef GOSYNC_MODELS_TESTS_SUPPORT_READING_HPP_
#define GOSYNC_MODELS_TESTS_SUPPORT_READING_HPP_

#include <cstdio>
#include <string>
#include <string_view>

#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/reader.hpp"

namespace gosync::models::tests {

inline const ModelSpec* FindSpec(std::string_view name) {
  const auto choice = FindModel(name);
  return choice.has_value() && choice->release == nullptr ? &choice->model->spec() : nullptr;
}

// The complaint about a text under the name h, or "fine".
inline std::string Complaint(const std::string& text) {
  History history;
  const ModelSpec* spec = nullptr;
  const auto error = ReadHistoryText(text, "h", FindSpec, &history, &spec);
  return error.has_value() ? error->Text() : "fine";
}

// The same of a file, under its path.
inline std::string ComplaintAbout(std::FILE* file, const std::string& name,
                                  const ReadLimits& limits = {}) {
  History history;
  const ModelSpec* spec = nullptr;
  const auto error = ReadHistory(file, name, FindSpec, limits, &history, &spec);
  return error.has_value() ? error->Text() : "fine";
}

}  // namespace gosync::models::tests

#endif  // GOSYNC_MODELS_TESTS_SUPPORT_READING_HPP_
