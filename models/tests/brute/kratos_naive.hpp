#ifndef GOSYNC_MODELS_TESTS_BRUTE_KRATOS_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_KRATOS_NAIVE_HPP_

// kratos' errgroup.Group, job by job: each waits, is held by a worker or goroutine, runs,
// ends, and is gone. In a release one function may be several jobs.

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Wrong implementations, for walks that are to go wrong.
enum KratosVariant : uint64_t {
  kOneWorkerMore = uint64_t{1} << 32,
  kErrorsDoNotCancel = uint64_t{1} << 33,
  kWorkerForgets = uint64_t{1} << 34,  // the end of a function is not told
  kJobsLost = uint64_t{1} << 35,       // a function does not begin
  kWaitsNotForErrors = uint64_t{1} << 36,
};

enum class KratosPhase : int8_t {
  kIdle,     // not called yet, or returned
  kNotMade,  // the caller never made the call
  kCalled,   // and nothing has happened
  kDid,
  kThrew,
  kThrewSend,
  kSawLive,
  kSends,  // a release's Wait
  kCounts,
  kZero,
  kRested,  // Wait: nothing was left
  kToldNil,
  kToldErr,
};

enum class Job : int8_t { kNone, kQueued, kFresh, kHeld, kRuns, kEnded, kGone };
enum class Told : int8_t { kNothing, kDue, kRuns, kOver };

struct KratosState {
  template <typename T>
  using PerItem = std::array<T, kMaxItems>;

  PerItem<KratosPhase> phase{};
  PerItem<uint8_t> lost{};  // nobody will ever know what became of it
  PerItem<int8_t> found{};  // a release's Wait: how many it found in the list
  PerItem<int8_t> sent{};
  PerItem<int8_t> listed{};  // Go: 1 + its place in the list of a release
  // Jobs:
  PerItem<Job> job{};
  PerItem<int8_t> go{};
  PerItem<int8_t> fn{};  // 1 + the callback that runs it
  PerItem<uint8_t> pooled{};
  // Per group:
  PerItem<int8_t> n{};
  PerItem<int8_t> first{};  // 1 + the function whose error was the first
  PerItem<int8_t> cause{};  // 0: live; 1: cancelled, no more; 2 + whose cause
  PerItem<uint8_t> hooked{};
  PerItem<Told> hook{};
  PerItem<uint8_t> closed{};
  PerItem<uint8_t> dead{};
  PerItem<int8_t> dead_workers{};
  PerItem<int8_t> count{};
  PerItem<int8_t> length{};  // of the list

  friend bool operator==(const KratosState&, const KratosState&) = default;
};

class NaiveKratos final : public NaiveModel<KratosState> {
 public:
  NaiveKratos(const History& history, const ModelSpec& spec, uint64_t quirks);

  void Add(int item) override;
  KratosState Initial() const override { return {}; }
  void Steps(const KratosState& state, std::vector<KratosState>* out) const override;
  bool Invoke(int item, KratosState* state) const override;
  void NotMade(int item, KratosState* state) const override;
  bool Failed(int item, KratosState* state) const override;
  void Lose(int item, KratosState* state) const override { state->lost[item] = 1; }
  bool Return(int item, KratosState* state) const override;
  bool Quiescent(const KratosState& state) const override;
  bool Crashed(const KratosState& state) const override;

  // For walks.
  bool Is(int item, const char* f) const;
  int GroupOf(int item) const { return group_of_[item]; }
  bool CanReturn(int item, const State& state) const;
  bool MayBegin(int job, const State& state) const;
  Token CauseOf(int group, const State& state) const;
  Token FirstOf(int group, const State& state, bool* recovered) const;

 private:
  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  bool Released() const;
  int Count() const { return static_cast<int>(group_of_.size()); }
  int Busy(int group, const State& state) const;
  int Buffered(int group, const State& state) const;
  bool FailedGroup(int group, const State& state) const;
  bool MayHold(int job, const State& state) const;
  bool AtRest(int group, const State& state) const;
  bool Match(int item, int group, const State& state) const;
  void NewJob(int go, bool pooled, Job as, State* state) const;
  void Put(int item, KratosPhase phase, const State& state, std::vector<State>* out) const;
  void JobSteps(int job, const State& state, std::vector<State>* out) const;
  // Whether two calls of Go are open at the same time.
  bool Overlap(int a, int b, const State& state) const;
  void Tell(int job, State* state) const;
  void CallSteps(int item, const State& state, std::vector<State>* out) const;
  void GoSteps(int item, const State& state, std::vector<State>* out) const;
  void WaitSteps(int item, const State& state, std::vector<State>* out) const;
  void ReleasedWait(int item, const State& state, std::vector<State>* out) const;
  bool MatchWait(int item, const State& state) const;
  bool CanMove(int item, const State& state) const;

  const History& history_;
  const ModelSpec& spec_;
  const uint64_t quirks_;
  std::map<Token, int> groups_;
  std::map<Token, int> functions_;        // the Go
  std::vector<int> group_of_, owner_of_;  // per item
  std::vector<bool> cancels_;             // per group
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_KRATOS_NAIVE_HPP_
