#ifndef GOSYNC_MODELS_CORE_VERDICT_HPP_
#define GOSYNC_MODELS_CORE_VERDICT_HPP_

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace gosync::models {

// Legal: some explanation. Illegal: some event has none. Stuck: every event has
// one, but at the quiescent end an operation is open that no explanation blocks.
// Unknown: a budget ran out first.
enum class Verdict { kLegal, kIllegal, kStuck, kUnknown };

const char* VerdictName(Verdict verdict);

// What a check may cost. Zero means no limit.
struct Limits {
  uint64_t configurations = 0;
  uint64_t bytes = 0;
  double seconds = 0;
};

// Counts against Limits, from its construction on; one for a whole check: reading the
// history, all its partitions, and the re-runs that name clauses and the failing event.
class Budget {
 public:
  explicit Budget(const Limits& limits);
  // A part of `whole` for one re-run, of at most `configurations` (0: no limit of its
  // own). What it is charged, `whole` is charged too.
  Budget(Budget* whole, uint64_t configurations);
  // Charges one configuration, with about `bytes` held at present by the search.
  // False once spent.
  bool Charge(uint64_t bytes);
  // These bytes stay held beside those of Charge (the history, say). False once spent.
  bool Hold(uint64_t bytes);
  // Looks at the clock, for work that is no configuration. False once spent.
  bool OnTime();
  // Which limit ran out, in words; empty if none did.
  const std::string& spent() const { return spent_; }
  uint64_t configurations() const { return configurations_; }
  uint64_t held() const { return held_; }

 private:
  bool Spent(const std::string& what);
  bool Fits(uint64_t bytes);

  Budget* whole_ = nullptr;
  Limits limits_;
  std::chrono::steady_clock::time_point start_;
  uint64_t configurations_ = 0;
  uint64_t held_ = 0;
  std::string spent_;
};

// How one partition of a history came out.
struct PartitionResult {
  Verdict verdict = Verdict::kLegal;
  std::optional<int32_t> failing_event;  // index in History::events; absent: at the end
  std::vector<std::string> why;          // the last explanations, and what each ran into
  std::vector<int32_t> open_items;       // Stuck: what was open
  bool explains_crash = false;           // some explanation ends in the crash
  size_t widest_layer = 0;
  std::vector<int32_t> waited;  // items that could not have completed when they began
};

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_VERDICT_HPP_
