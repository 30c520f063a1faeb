#ifndef GOSYNC_MODELS_TESTS_BRUTE_WAITGROUP_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_WAITGROUP_NAIVE_HPP_

// sync.WaitGroup as a counter that every waiter looks at by itself.

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Wrong implementations, for walks that are to go wrong.
enum WaitgroupVariant : uint64_t {
  kWaitsForNobody = uint64_t{1} << 32,  // Wait looks at nothing
  kWakesOneOnly = uint64_t{1} << 33,    // at zero, others sleep on
  kAllowsNegative = uint64_t{1} << 34,  // no panic below zero
  kNoDoneAfterExit = uint64_t{1} << 35,
};

enum class WaitgroupPhase : int8_t {
  kIdle,     // not called yet, or returned
  kNotMade,  // the caller never made the call
  kOutside,  // called, and nothing has happened
  kAsleep,   // Wait, in a variant: will not look again
  kDone,     // will return
  kNegative,
  kRuns,   // fn
  kEnded,  // fn: has not counted down yet
  kDying,  // fn: the program is about to end
};

struct WaitgroupState {
  template <typename T>
  using PerItem = std::array<T, kMaxItems>;

  PerItem<int32_t> counter{};  // per group
  PerItem<uint8_t> lawless{};  // per group: nothing is promised any more
  PerItem<WaitgroupPhase> phase{};
  PerItem<uint8_t> lost{};   // nobody will ever know what became of it
  PerItem<uint8_t> began{};  // Go: its function has been seen

  friend bool operator==(const WaitgroupState&, const WaitgroupState&) = default;
};

class NaiveWaitgroup final : public NaiveModel<WaitgroupState> {
 public:
  NaiveWaitgroup(const History& history, const ModelSpec& spec, uint64_t quirks);

  void Add(int item) override;
  WaitgroupState Initial() const override { return {}; }
  void Steps(const WaitgroupState& state, std::vector<WaitgroupState>* out) const override;
  bool Invoke(int item, WaitgroupState* state) const override;
  void NotMade(int item, WaitgroupState* state) const override;
  bool Failed(int item, WaitgroupState* state) const override;
  void Lose(int item, WaitgroupState* state) const override;
  bool Return(int item, WaitgroupState* state) const override;
  bool Quiescent(const WaitgroupState& state) const override;
  bool Crashed(const WaitgroupState& state) const override;

  // For walks.
  bool IsFn(int item) const { return Is(item, fn_); }
  bool IsWait(int item) const { return Is(item, wait_); }
  int GroupOf(int item) const { return group_of_[item]; }

 private:
  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  bool Is(int item, int operation) const { return history_.items[item].operation == operation; }
  int64_t DeltaOf(int item) const;
  bool Panicked(int item) const;
  bool ReturnFn(int item, State* state) const;
  void Count(int item, State* state) const;
  bool CanMove(int item, const State& state) const;

  const History& history_;
  const uint64_t quirks_;
  const int add_, done_, wait_, go_, fn_;
  std::map<Token, int> groups_;
  std::map<Token, int> functions_;           // the Go that brought it
  std::vector<int> group_of_, go_of_, fns_;  // per item; fns_: how many callbacks, of a Go
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_WAITGROUP_NAIVE_HPP_
