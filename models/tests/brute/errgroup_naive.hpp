#ifndef GOSYNC_MODELS_TESTS_BRUTE_ERRGROUP_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_ERRGROUP_NAIVE_HPP_

// errgroup.Group, function by function: each is let in, begins, ends, tells its error,
// and is gone.

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Wrong implementations, for walks that are to go wrong.
enum GroupVariant : uint64_t {
  kOneOverLimit = uint64_t{1} << 32,  // one function more than the limit
  kNotLetGo = uint64_t{1} << 33,      // Wait is not told of the end of a function
  kErrorsKept = uint64_t{1} << 34,    // an error does not cancel
  kSlotsKept = uint64_t{1} << 35,     // Wait does not wait for slots to be free
};

enum class GroupPhase : int8_t {
  kIdle,     // not called yet, or returned
  kNotMade,  // the caller never made the call
  kCalled,   // and nothing has happened
  kSeen,     // Go: somebody saw it wait
  kIn,       // Go, TryGo: let in
  kRefused,
  kThrew,
  kZero,  // Wait: nothing was active
  kToldNil,
  kToldErr,
  kDid,
  kSawLive,
};

enum class Life : int8_t { kNone, kIn, kRuns, kEnded, kTold, kGone };

struct GroupState {
  template <typename T>
  using PerItem = std::array<T, kMaxItems>;

  PerItem<GroupPhase> phase{};
  PerItem<Life> life{};      // of the function of a Go or TryGo
  PerItem<uint8_t> lost{};   // nobody will ever know what became of it
  PerItem<uint8_t> stays{};  // Go: may stay with a limit that is none any more
  // Per group:
  PerItem<int8_t> limit{};    // 1 + the limit; 0: none
  PerItem<int8_t> channel{};  // what is in the channel of a release
  PerItem<int8_t> err{};      // 1 + the function that told first
  PerItem<int8_t> cause{};    // 0: live; 1: cancelled, no more; 2 + whose error or cause
  PerItem<int8_t> panic{};    // 1 + the function
  PerItem<uint8_t> abnormal{};

  friend bool operator==(const GroupState&, const GroupState&) = default;
};

class NaiveErrgroup final : public NaiveModel<GroupState> {
 public:
  NaiveErrgroup(const History& history, const ModelSpec& spec, uint64_t quirks);

  void Add(int item) override;
  GroupState Initial() const override { return {}; }
  void Steps(const GroupState& state, std::vector<GroupState>* out) const override;
  bool Invoke(int item, GroupState* state) const override;
  void NotMade(int item, GroupState* state) const override;
  bool Failed(int item, GroupState* state) const override;
  void Lose(int item, GroupState* state) const override { state->lost[item] = 1; }
  bool Return(int item, GroupState* state) const override;
  bool Quiescent(const GroupState& state) const override;
  bool Crashed(const GroupState& state) const override;

  // For walks.
  bool Is(int item, const char* f) const;
  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  int GroupOf(int item) const { return group_of_[item]; }
  int OwnerOf(int item) const { return owner_of_[item]; }
  bool CanReturn(int item, const State& state) const;
  Token CauseOf(int group, const State& state) const;
  bool Panicked(const State& state) const;

 private:
  int Active(int group, const State& state) const;
  int Slots(int group, const State& state) const;
  bool Full(int group, const State& state) const;
  bool CanEnter(int group, const State& state) const;
  bool CanLeave(int fn_of, const State& state) const;
  bool Zero(int group, const State& state) const;
  bool Inside(int item) const;
  bool OnlyWaiters(int group, const State& state) const;
  void Enter(int item, const State& state, std::vector<State>* out) const;
  void Cancel(int group, int cause, State* state) const;
  void Tell(int item, const State& state, std::vector<State>* out) const;
  void CallSteps(int item, const State& state, std::vector<State>* out) const;
  void GoSteps(int item, const State& state, std::vector<State>* out) const;
  void LimitSteps(int item, const State& state, std::vector<State>* out) const;
  void ContextSteps(int item, const State& state, std::vector<State>* out) const;
  bool MatchWait(int item, const State& state) const;
  bool CanMove(int item, const State& state) const;
  void Put(int item, GroupPhase phase, const State& state, std::vector<State>* out) const;

  const History& history_;
  const ModelSpec& spec_;
  const uint64_t quirks_;
  std::map<Token, int> groups_;
  std::map<Token, int> functions_;                // the Go or TryGo
  std::vector<int> group_of_, owner_of_, fn_of_;  // per item
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_ERRGROUP_NAIVE_HPP_
