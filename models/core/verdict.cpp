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

Budget::Budget(Budget* whole, uint64_t configurations) : whole_(whole) {
  limits_.configurations = configurations;
}

bool Budget::Charge(uint64_t bytes) {
  constexpr uint64_t kClockEvery = 256;  // reading the clock costs more than a step
  if (!spent_.empty()) return false;
  ++configurations_;
  if (limits_.configurations != 0 && configurations_ > limits_.configurations) {
    return Spent(std::to_string(limits_.configurations) + " configurations");
  }
  if (whole_ != nullptr) {
    if (!whole_->Charge(bytes + held_)) spent_ = whole_->spent_;
    return spent_.empty();
  }
  return Fits(bytes) && (configurations_ % kClockEvery != 0 || OnTime());
}

bool Budget::Hold(uint64_t bytes) {
  held_ += bytes;
  return spent_.empty() && (whole_ != nullptr || Fits(0));
}

bool Budget::OnTime() {
  if (!spent_.empty()) return false;
  if (whole_ != nullptr) {
    if (!whole_->OnTime()) spent_ = whole_->spent_;
    return spent_.empty();
  }
  if (limits_.seconds <= 0) return true;
  const std::chrono::duration<double> used = std::chrono::steady_clock::now() - start_;
  return used.count() <= limits_.seconds || Spent(std::to_string(limits_.seconds) + " seconds");
}

bool Budget::Fits(uint64_t bytes) {
  return limits_.bytes == 0 || held_ + bytes <= limits_.bytes ||
         Spent(std::to_string(limits_.bytes) + " bytes");
}

bool Budget::Spent(const std::string& what) {
  spent_ = "the budget of " + what;
  return false;
}

}  // namespace gosync::models
