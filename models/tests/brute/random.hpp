#ifndef GOSYNC_MODELS_TESTS_BRUTE_RANDOM_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_RANDOM_HPP_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace gosync::models::brute {

// The same numbers from the same seed with every compiler and library.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  // 0 .. count-1; 0 if there is nothing to choose from.
  int Below(size_t count) { return count == 0 ? 0 : static_cast<int>(engine_() % count); }
  int Between(int low, int high) { return low + Below(static_cast<size_t>(high - low + 1)); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Pick(const std::vector<T>& of) {
    return of[Below(of.size())];
  }
  // An index, each with the probability that its weight says.
  int Weighted(const std::vector<int>& weights) {
    int total = 0;
    for (const int weight : weights) total += weight;
    int left = Below(static_cast<size_t>(total));
    size_t i = 0;
    while (i + 1 < weights.size() && left >= weights[i]) left -= weights[i++];
    return static_cast<int>(i);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_RANDOM_HPP_
