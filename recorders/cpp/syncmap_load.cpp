#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "property_tests/support/syncmap_calls.hpp"
#include "recorders/cpp/load.hpp"

namespace gosync::recording {
namespace {

using property::Operation;
using property::Program;
using enum property::MapOperation;

// Every value is stored once, so that what is loaded says who stored it. What is compared with is
// among the latest, or nothing would ever be equal.
class Writer {
 public:
  explicit Writer(const LoadOptions& options) : options_(options), random_(options.seed) {
    const int64_t threads = options.small ? 3 : random_.In(6, 9);
    operations_ = options.small ? 4 : std::max<int64_t>(1, options.events / 2 / threads);
    program_.branches.resize(static_cast<size_t>(threads));
  }

  Program Write() {
    for (int64_t i = 0; i < operations_; ++i) {
      if (!options_.small && i % 40 == 39) first_ += random_.In(0, kKeys);
      for (auto& branch : program_.branches) branch.push_back(Next());
    }
    return std::move(program_);
  }

 private:
  Operation Next() {
    static constexpr int kOften[] = {kLoad, kLoad,   kLoad, kStore, kStore,         kLoadOrStore,
                                     kSwap, kDelete, kCas,  kCad,   kLoadAndDelete, kLoad};
    int operation = kOften[random_.In(0, static_cast<int64_t>(std::size(kOften)))];
    if (random_.OneIn(60)) operation = kRange;
    if (random_.OneIn(150)) operation = kClear;
    const int key = static_cast<int>(first_ + random_.In(0, kKeys));
    const std::string value = random_.OneIn(50) ? "" : "v" + std::to_string(++values_);
    std::string old = "v" + std::to_string(std::max<int64_t>(1, values_ - random_.In(0, 12)));
    if (random_.OneIn(30)) old.clear();
    return {.call = property::MapCall(operation, key, value, old),
            .visits = operation == kRange ? kMostPairs : 0};
  }

  // Two keys for long, so that threads meet at them, then others: the map promotes and expunges.
  static constexpr int64_t kKeys = 2;
  static constexpr int kMostPairs = 1000;  // more than there are keys

  const LoadOptions options_;
  Random random_;
  int64_t operations_ = 1;
  int64_t first_ = 0;
  int64_t values_ = 0;
  Program program_;
};

}  // namespace

property::Program SyncmapLoad(const LoadOptions& options) { return Writer(options).Write(); }

}  // namespace gosync::recording
