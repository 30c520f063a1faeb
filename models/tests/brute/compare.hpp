#ifndef GOSYNC_MODELS_TESTS_BRUTE_COMPARE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_COMPARE_HPP_

// Sets the checker beside the brute force on many histories.

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "models/core/model.hpp"
#include "models/tests/brute/brute.hpp"
#include "models/tests/brute/draft.hpp"

namespace gosync::models::brute {

using Judge = std::function<Judgement(const Fit&)>;

Judge ByBruteForce(const ModelChoice& choice);
Judge ByChecker(const ModelChoice& choice);

uint64_t QuirksOf(const ModelChoice& choice);

struct Mismatch {
  uint64_t seed = 0;
  int number = 0;  // the how manieth history it was
  Draft draft;     // shrunk
  Judgement expected, found;
};

struct Tally {
  int legal = 0, illegal = 0, stuck = 0;
  int unknown = 0;                   // too large for the brute force
  std::optional<Mismatch> mismatch;  // the first, at which it stopped

  int total() const { return legal + illegal + stuck + unknown; }
};

// Histories first_seed .. first_seed + count - 1.
Tally CompareMany(const ModelChoice& choice, const Judge& judge, uint64_t first_seed, int count);

// Drops calls, lines and the end while `keep` holds of what is left.
Draft Shrink(Draft draft, const Model& model, const std::function<bool(const Fit&)>& keep);

// Prints the history, both verdicts and the seed, and leaves the history in a file.
void Explain(const ModelChoice& choice, const Mismatch& mismatch, const std::string& again,
             std::ostream* out);

// Number from the environment, or the default.
int64_t FromEnvironment(const char* name, int64_t otherwise);

// What the number of histories is divided by: a sanitizer is that much slower, and what g++
// compiles, unoptimized, is the same code once more.
inline constexpr int Slowness() {
#if !defined(__clang__)
  return 10;
#elif __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return 10;
#else
  return 1;
#endif
}

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_COMPARE_HPP_
