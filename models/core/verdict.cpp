#include "models/core/verdict.hpp"

namespace gosync::models {

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kLegal:
      return "Legal";
    case Verdict::kIllegal:
      return "Illegal";
    case Verdict::kStuck:
      return "Stuck";
    case Verdict::kUnknown:
      return "Unknown";
  }
  return "";
}

Budget::Budget(const Limits& limits) : limits_(limits), start_(std::chrono::steady_clock::now()) {}

bool Budget::Charge(uint64_t bytes) {
  constexpr uint64_t kClockEvery = 256;  // reading the clock costs more than a step
  ++configurations_;
  if (!spent_.empty()) return false;
  if (limits_.configurations != 0 && configurations_ > limits_.configurations) {
    spent_ = "the budget of " + std::to_string(limits_.configurations) + " configurations";
  } else if (limits_.bytes != 0 && bytes > limits_.bytes) {
    spent_ = "the budget of " + std::to_string(limits_.bytes) + " bytes";
  } else if (limits_.seconds > 0 && configurations_ % kClockEvery == 0) {
    const std::chrono::duration<double> used = std::chrono::steady_clock::now() - start_;
    if (used.count() > limits_.seconds) {
      spent_ = "the budget of " + std::to_string(limits_.seconds) + " seconds";
    }
  }
  return spent_.empty();
}

}  // namespace gosync::models
