#ifndef GOSYNC_MODELS_TESTS_BRUTE_ONCE_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_ONCE_NAIVE_HPP_

// sync.Once, and what OnceFunc and its kin make, as a lock and a flag: whoever comes
// first runs the function, the others wait for it.

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Wrong implementations, for walks that are to go wrong.
enum OnceVariant : uint64_t {
  kFlagFirst = uint64_t{1} << 32,      // the flag is set before the function runs
  kAgainIfBad = uint64_t{1} << 33,     // a function that did not return runs again
  kKeepsLock = uint64_t{1} << 34,      // ... or nobody who waits for it gets on
  kKeepsFunction = uint64_t{1} << 35,  // it is never let go
};

enum class OncePhase : int8_t {
  kIdle,         // not called yet, or returned
  kNotMade,      // the caller never made the call
  kOutside,      // called, and nothing has happened
  kOutsideLate,  // Released: called when the function had to be let go
  kLeads,
  kFollows,  // came after the run, or waited for it
  kDone,     // will return
  kSawHeld,  // Released: the function is still held
};

enum class OnceStage : int8_t { kFresh, kLed, kRuns, kOver };

struct OnceState {
  template <typename T>
  using PerItem = std::array<T, kMaxItems>;

  PerItem<OncePhase> phase{};
  PerItem<uint8_t> lost{};  // nobody will ever know what became of it
  // Per object:
  PerItem<OnceStage> stage{};
  PerItem<int8_t> leader{};  // 1 + the call that runs the function
  PerItem<uint8_t> back{};   // that call has returned

  friend bool operator==(const OnceState&, const OnceState&) = default;
};

class NaiveOnce final : public NaiveModel<OnceState> {
 public:
  enum class End { kUnseen, kReturn, kPanic, kGoexit };

  NaiveOnce(const History& history, const ModelSpec& spec, uint64_t quirks);

  void Add(int item) override;
  OnceState Initial() const override { return {}; }
  void Steps(const OnceState& state, std::vector<OnceState>* out) const override;
  bool Invoke(int item, OnceState* state) const override;
  void NotMade(int item, OnceState* state) const override;
  bool Failed(int item, OnceState* state) const override;
  void Lose(int item, OnceState* state) const override;
  bool Return(int item, OnceState* state) const override;
  bool Quiescent(const OnceState& state) const override;
  bool Crashed(const OnceState&) const override { return false; }

  // For walks.
  bool IsCall(int item) const;  // Do or Call
  bool IsFn(int item) const;
  bool CallCanReturn(int item, const OnceState& state) const;
  // What the function of a call's object did, by the run that is over.
  End EndFor(int item, const OnceState& state) const;
  int FnFor(int item, const OnceState& state) const;  // -1: none was seen
  bool NilFn(int item) const;
  bool Repeats() const { return repeats_; }
  // Calls after a Goexit may end in any way.
  bool Allows() const;
  int ObjectOf(int item) const { return object_of_[item]; }

 private:
  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  bool Is(int item, int operation) const;
  bool Bad(int object, const State& state) const;
  int RunnerFor(int item, const State& state) const;
  bool MatchDo(int item, const State& state) const;
  bool MatchCall(int item, const State& state) const;
  void CallSteps(int item, const State& state, std::vector<State>* out) const;
  void ReleasedSteps(int item, const State& state, std::vector<State>* out) const;
  bool CanMove(int item, const State& state) const;

  const History& history_;
  const uint64_t quirks_;
  const bool repeats_;
  const int do_, call_, released_, fn_;
  std::map<Token, int> objects_;
  std::map<Token, int> functions_;                 // a Do, or an object
  std::vector<int> object_of_, fn_of_, runs_for_;  // per item
  std::vector<bool> nil_;                          // per object (oncefunc)
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_ONCE_NAIVE_HPP_
