#include <string>
#include <utility>
#include <vector>

#include "recorders/cpp/load.hpp"

namespace gosync::recording {
namespace {

using property::Operation;
using property::Program;

constexpr int kCancellable = 64;  // of the adapter
constexpr int kTimed = 12;
constexpr int64_t kNothing = -1;
constexpr int kAlways = -1;
constexpr int64_t kNanosecondsPerEvent = 1500;  // about; deadlines are spread over the run

// Nobody waits with tokens in hand, but for a deadline. So whoever holds some gives them back, and
// everybody else gets on, also the canceller, who ends what asks for more than there is.
class Writer {
 public:
  explicit Writer(const LoadOptions& options)
      : options_(options), random_(options.seed), size_(random_.In(1, options.small ? 4 : 6)) {
    program_.parameters = {{"size", size_}};
    const int64_t threads = options.small ? 3 : random_.In(4, 9);
    program_.branches.resize(static_cast<size_t>(threads) + 1);
    for (int i = 0; i < kTimed && !options.small; ++i) {
      program_.timers.push_back({"Deadline", {{"ctx", "d" + std::to_string(i)}}, When(i)});
    }
  }

  Program Write() {
    const int64_t wanted = options_.small ? random_.In(6, 11) : options_.events * 11 / 20;
    const auto workers = static_cast<int64_t>(program_.branches.size()) - 1;
    while (written_ < wanted) {
      now_ = written_ * Contexts() / wanted;
      while (cancelled_ < now_) CancelNext();
      Turn(program_.branches[static_cast<size_t>(random_.In(0, workers))]);
    }
    while (cancelled_ <= now_ + 1) CancelNext();
    return std::move(program_);
  }

 private:
  using Branch = std::vector<Operation>;

  // All but the last two are used and cancelled, one after the other.
  int64_t Contexts() const { return options_.small ? 2 : kCancellable - 2; }
  int64_t When(int i) {
    return random_.In(i, i + 2) * options_.events * kNanosecondsPerEvent / kTimed + 10'000;
  }
  int Pauses() { return static_cast<int>(random_.In(0, 3)); }
  void Add(Branch& branch, Operation operation) {
    branch.push_back(std::move(operation));
    ++written_;
  }

  // Gets hold of some tokens, keeps them for a while and gives them back.
  void Turn(Branch& branch) {
    const int64_t n = Request(branch);
    if (n == kNothing) return;
    const int place = static_cast<int>(branch.size()) - 1;
    if (random_.OneIn(6)) RequestMore(branch);
    // In a small program some keep what they have.
    if (!options_.small || !random_.OneIn(3)) GiveBack(branch, n, place);
  }

  // Makes one call with nothing in hand; returns how much there may be to give back.
  int64_t Request(Branch& branch) {
    const int64_t n = random_.In(1, size_ + 1);
    const int64_t roll = random_.In(0, 100);
    if (roll < 60) return Acquire(branch, n, "background");
    if (roll < 72) return Acquire(branch, n, Doomed());
    if (roll < 76) return Acquire(branch, n, Timed());
    if (roll < 79) return Acquire(branch, size_ + random_.In(1, 3), Doomed());
    if (roll < 82) return Acquire(branch, 0, "background");
    if (roll < 86) {
      Misuse(branch, n);
      return kNothing;
    }
    const int64_t tried = random_.In(0, size_ + 2);
    Add(branch, {.call = {"TryAcquire", {{"n", tried}}}});
    return tried;
  }

  void RequestMore(Branch& branch) {
    const int64_t n = random_.In(0, size_ + 1);
    if (random_.OneIn(3) && !options_.small) {
      Acquire(branch, n, Timed());
    } else {
      Add(branch, {.call = {"TryAcquire", {{"n", n}}}});
    }
    Release(branch, n, static_cast<int>(branch.size()) - 1);
  }

  void GiveBack(Branch& branch, int64_t n, int place) {
    const int64_t part = n > 1 && random_.OneIn(2) ? random_.In(1, n) : n;
    Release(branch, part, place);
    if (part < n) Release(branch, n - part, place);
  }

  int64_t Acquire(Branch& branch, int64_t n, adapters::Field context) {
    Add(branch, {.call = {"Acquire", {{"n", n}, {"ctx", std::move(context)}}}, .pauses = Pauses()});
    return n;
  }
  void Release(Branch& branch, int64_t n, int needs) {
    Add(branch, {.call = {"Release", {{"n", n}}},
                 .needs = needs,
                 .pauses = (options_.small ? 8 : 2) * Pauses()});
  }

  // Calls that panic and change nothing, and a Release of nothing. Where somebody may be left
  // blocked, also a Release of what others hold: not all that they hold is given back then.
  void Misuse(Branch& branch, int64_t n) {
    switch (random_.In(0, options_.small ? 7 : 6)) {
      case 0:
        Acquire(branch, -n, "background");
        break;
      case 1:
        Add(branch, {.call = {"TryAcquire", {{"n", -n}}}});
        break;
      case 2:
        Release(branch, -n, kAlways);
        break;
      case 3:
        Add(branch, {.call = {"NewWeighted", {{"n", -n}}}});
        break;
      case 4:
        Acquire(branch, n, nullptr);
        break;
      case 5:
        Release(branch, 0, kAlways);
        break;
      default:
        Release(branch, n, kAlways);
    }
  }

  // A context that the canceller ends before, during or after its use.
  adapters::Field Doomed() { return "c" + std::to_string(now_ + random_.In(0, 2)); }
  adapters::Field Timed() {
    if (options_.small) return "background";
    return "d" + std::to_string(random_.In(0, kTimed));
  }

  // The canceller stands in the queue, too, or it would be done before the others have begun.
  void CancelNext() {
    Branch& branch = program_.branches.back();
    const int place = static_cast<int>(branch.size());
    if (!options_.small) Acquire(branch, 1, "background");
    Add(branch,
        {.call = {"Cancel", {{"ctx", "c" + std::to_string(cancelled_++)}}}, .pauses = Pauses()});
    if (!options_.small) Release(branch, 1, place);
  }

  const LoadOptions options_;
  Random random_;
  const int64_t size_;
  int64_t written_ = 0;
  int64_t now_ = 0;  // the number of the context that is in use
  int64_t cancelled_ = 0;
  Program program_;
};

}  // namespace

property::Program SemaphoreLoad(const LoadOptions& options) { return Writer(options).Write(); }

}  // namespace gosync::recording
