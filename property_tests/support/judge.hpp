#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_JUDGE_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_JUDGE_HPP_

#include <string>
#include <string_view>
#include <vector>

#include "models/core/check.hpp"

namespace gosync::property {

struct Judgement {
  models::Verdict verdict = models::Verdict::kUnknown;
  // Bad input, or the clauses that are violated and why; empty if Legal.
  std::string text;
  models::Measures measures;

  bool legal() const { return verdict == models::Verdict::kLegal; }
};

// Judges the text of a history by a model, as gosync-oracle would; `without` names clauses that
// are not in force.
Judgement Judge(std::string_view history, std::string_view model, bool measure,
                const std::vector<std::string>& without = {});

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_JUDGE_HPP_
