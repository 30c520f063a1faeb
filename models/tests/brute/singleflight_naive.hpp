#ifndef GOSYNC_MODELS_TESTS_BRUTE_SINGLEFLIGHT_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_SINGLEFLIGHT_NAIVE_HPP_

// singleflight.Group as explicit flights. A flight bears the number of the item
// (Do or DoChan) that leads it.

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Beside the faults of releases: wrong implementations, for walks that are to go wrong.
enum SingleflightVariant : uint64_t {
  kExitSends = uint64_t{1} << 32,  // channels get nil when fn exits
  kForgetIgnored = uint64_t{1} << 33,
  kStrandsJoiners = uint64_t{1} << 34,  // the end of a flight releases nobody
};

enum class CallPhase : int8_t {
  kIdle,     // not called yet, or returned
  kNotMade,  // the caller never made the call
  kOutside,  // called, and nothing has happened
  kLeads,
  kJoined,
  kDone,  // Forget, Receive: will return
};

enum class FlightStage : int8_t {
  kNone,
  kNew,       // fn has not begun
  kRuns,      // fn runs
  kReturned,  // fn has ended
  kEnded,
  kCrashed,
};

enum class ChannelState : int8_t { kEmpty, kFilled, kConsumed };

// A flight that kills the program keeps the lock, so nobody of its key gets on any
// more. In truth neither does anybody of another key, but the models judge keys apart
// (docs/singleflight.md), and so does this one.
inline constexpr int8_t kLockedForEver = -1;

struct SingleflightState {
  template <typename T>
  using PerItem = std::array<T, kMaxItems>;

  PerItem<CallPhase> phase{};
  PerItem<int8_t> flight{};  // 1 + the flight that the call leads or has joined
  PerItem<ChannelState> channel{};
  PerItem<int8_t> current{};  // per key: 1 + its flight, or kLockedForEver
  // Per flight:
  PerItem<FlightStage> stage{};
  PerItem<uint8_t> joined{};  // somebody did
  PerItem<uint8_t> has_channel{};
  PerItem<uint8_t> released{};  // its joiners may return
  PerItem<int8_t> wrapper{};    // 1 + the item that first showed its panic

  friend bool operator==(const SingleflightState&, const SingleflightState&) = default;
};

class NaiveSingleflight final : public NaiveModel<SingleflightState> {
 public:
  enum class FnEnd { kReturn, kPanic, kGoexit };

  NaiveSingleflight(const History& history, const ModelSpec& spec, uint64_t quirks);

  void Add(int item) override;
  SingleflightState Initial() const override { return {}; }
  void Steps(const SingleflightState& state, std::vector<SingleflightState>* out) const override;
  bool Invoke(int item, SingleflightState* state) const override;
  void NotMade(int item, SingleflightState* state) const override;
  bool Failed(int item, SingleflightState* state) const override;
  bool Return(int item, SingleflightState* state) const override;
  bool Quiescent(const SingleflightState& state) const override;
  bool Crashed(const SingleflightState& state) const override;

  // For those who make histories up. How the function of a flight ended:
  FnEnd EndOf(int flight) const;
  // Its callback; -1: it is nil, or has not begun.
  int FnOf(int flight) const { return fn_of_[flight]; }
  // The Do or DoChan that handed in the function of a callback, or that made
  // the channel of a Receive.
  int OriginOf(int item) const { return origin_of_[item]; }
  // A panic or Goexit after which nothing is ever cleaned up.
  bool LeavesKeyStuck(int flight) const;
  // A flight that has killed the program; -1: none.
  int CrashedFlight(const SingleflightState& state) const;
  // Whether an open Do could return now.
  bool DoCanReturn(int item, const SingleflightState& state) const;

 private:
  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  bool Is(int item, int operation) const;
  bool DiedOf(int flight, const State& state) const;
  bool Locked(int item, const State& state) const;
  bool NilFn(int item) const;
  void Enter(int item, State* state) const;
  void FlightSteps(int flight, const State& state, std::vector<State>* out) const;
  void End(int flight, State* state) const;
  bool ReturnDo(int item, int flight, bool leads, State* state) const;
  bool MatchPanic(int item, int flight, State* state) const;
  bool MatchResult(int item, int flight, bool shared) const;
  bool CallCanMove(int item, const State& state) const;
  bool FlightCanMove(int flight, const State& state) const;

  const History& history_;
  const uint64_t quirks_;
  const int do_, do_chan_, receive_, forget_, fn_;
  std::map<Token, int> keys_, functions_, channels_;
  // Per item.
  std::vector<int> key_of_, fn_of_, origin_of_;
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_SINGLEFLIGHT_NAIVE_HPP_
