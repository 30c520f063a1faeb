#ifndef GOSYNC_MODELS_CORE_CHECK_HPP_
#define GOSYNC_MODELS_CORE_CHECK_HPP_

// Judges one history by one model: verdict, failing point, violated clauses.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/picture.hpp"
#include "models/core/verdict.hpp"

namespace gosync::models {

struct CheckOptions {
  Limits limits;
  // Charged instead of a new one of `limits`, if the caller has charged the reading to it.
  Budget* budget = nullptr;
  ClauseSet dropped = 0;  // clauses that are not in force
  bool name_clauses = true;
  bool measure = false;  // fill Report::measures
};

// What the history is made of, to show that it tests anything at all.
struct Measures {
  size_t operations = 0;   // without callbacks
  size_t overlapping = 0;  // ... open together with one of another process on the same object
  // Per operation that may block: how many returned, and how many of these could not have
  // returned by anything that had begun when they began, in any explanation.
  std::map<std::string, size_t> returned;
  std::map<std::string, size_t> waited;
};

struct Report {
  Verdict verdict = Verdict::kLegal;
  // Indices in ModelSpec::clauses: a minimal set without which the history has an
  // explanation. Computed from the history alone.
  std::vector<int> clauses;
  std::string clauses_note;              // why there are none, if the verdict wants some
  std::optional<int32_t> failing_event;  // index in History::events
  bool failing_event_exact = true;       // false: the budget ran out before it was narrowed down
  std::string partition;
  std::vector<std::string> why;
  std::vector<int32_t> open_items;  // Stuck: what nothing keeps open
  std::string unknown;              // Unknown: what ran out, and how far it got
  uint64_t configurations = 0;
  size_t widest_layer = 0;
  double seconds = 0;
  Measures measures;
};

// `error` is set, and the report void, if the history is not fit for the model.
Report CheckHistory(const ModelChoice& choice, const History& history, const CheckOptions& options,
                    std::optional<ReadError>* error);

Picture MakePicture(const ModelChoice& choice, const History& history, const Report& report);

// One event in words: `process 3 calls Acquire(n=2 ctx=c1)`.
std::string DescribeEvent(const History& history, const ModelSpec& spec, const Event& event);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_CHECK_HPP_
