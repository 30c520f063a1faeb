#include <string>
#include <utility>
#include <vector>

#include "recorders/cpp/load.hpp"

namespace gosync::recording {
namespace {

using property::Operation;
using property::Program;

constexpr int kConds = 3;
constexpr int kShared = 2;  // its L is the reader side of m1; that of the others is m0

// Most threads wait as often as they wake others. One only wakes, more often than all the
// others wait, so that hardly anybody is left; who is left waits rightly.
class Writer {
 public:
  explicit Writer(const LoadOptions& options) : options_(options), random_(options.seed) {}

  Program Write() {
    for (int cond = 0; cond < kConds; ++cond) {
      program_.prefix.push_back({.call = {"NewCond",
                                          {{"cond", Name(cond)},
                                           {"l", std::string(LockOf(cond))},
                                           {"shared", cond == kShared}}}});
    }
    const int64_t threads = options_.small ? 3 : random_.In(4, 8);
    const int64_t turns = options_.small ? 2 : options_.events / (9 * threads) + 1;
    for (int64_t thread = 0; thread < threads; ++thread) {
      std::vector<Operation> branch;
      for (int64_t turn = 0; turn < turns; ++turn) {
        if (random_.OneIn(3)) {
          Wake(&branch, random_.In(0, 8));
        } else {
          WaitFor(&branch);
        }
      }
      program_.branches.push_back(std::move(branch));
    }
    if (options_.small) return std::move(program_);
    std::vector<Operation> feeder;
    for (int64_t i = 0; i < turns * threads; ++i) Wake(&feeder, random_.In(10, 40));
    program_.branches.push_back(std::move(feeder));
    return std::move(program_);
  }

 private:
  static adapters::Field Name(int64_t cond) { return "c" + std::to_string(cond); }
  static const char* LockOf(int64_t cond) { return cond == kShared ? "m1" : "m0"; }

  static void Add(std::vector<Operation>* branch, const char* f, const char* key,
                  adapters::Field value, int64_t pauses) {
    branch->push_back({.call = {f, {{key, std::move(value)}}}, .pauses = static_cast<int>(pauses)});
  }

  void WaitFor(std::vector<Operation>* branch) {
    const int64_t cond = random_.In(0, kConds);
    const bool shared = cond == kShared;
    Add(branch, shared ? "RLock" : "Lock", "l", std::string(LockOf(cond)), random_.In(0, 6));
    Add(branch, "Wait", "cond", Name(cond), random_.In(0, 4));
    if (random_.OneIn(4)) Add(branch, "Signal", "cond", Name(cond), 0);
    Add(branch, shared ? "RUnlock" : "Unlock", "l", std::string(LockOf(cond)), random_.In(0, 4));
  }

  void Wake(std::vector<Operation>* branch, int64_t pauses) {
    const int64_t cond = random_.In(0, kConds);
    const bool inside = random_.OneIn(3);
    if (inside) Add(branch, "Lock", "l", std::string(LockOf(cond)), pauses);
    Add(branch, random_.OneIn(3) ? "Broadcast" : "Signal", "cond", Name(cond),
        inside ? random_.In(0, 4) : pauses);
    if (inside) Add(branch, "Unlock", "l", std::string(LockOf(cond)), random_.In(0, 4));
  }

  const LoadOptions options_;
  Random random_;
  Program program_;
};

}  // namespace

property::Program CondLoad(const LoadOptions& options) { return Writer(options).Write(); }

}  // namespace gosync::recording
