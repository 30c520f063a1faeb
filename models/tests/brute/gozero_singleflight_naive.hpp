#ifndef GOSYNC_MODELS_TESTS_BRUTE_GOZERO_SINGLEFLIGHT_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_GOZERO_SINGLEFLIGHT_NAIVE_HPP_

// go-zero's SingleFlight as explicit flights, which every call either leads or has joined.
// A flight bears the number of the call that leads it.

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Beside the faults of releases: wrong implementations, for walks that are to go wrong.
enum GozeroVariant : uint64_t {
  kGozeroEarlyDone = uint64_t{1} << 32,  // joiners are let go before the key is free
  kGozeroKeepsKey = uint64_t{1} << 33,   // after a panic or an exit nothing is cleaned up
  kGozeroStrands = uint64_t{1} << 34,    // the end of a flight lets nobody go
  kGozeroAllFresh = uint64_t{1} << 35,   // fresh is always true
};

struct GozeroState {
  template <typename T>
  using PerItem = std::array<T, kMaxItems>;
  enum class Phase : int8_t { kIdle, kNotMade, kOutside, kLeads, kJoined };
  enum class Stage : int8_t { kNone, kNew, kRuns, kFnOver, kEnded };

  PerItem<Phase> phase{};
  PerItem<int8_t> flight{};   // 1 + the flight that the call leads or has joined
  PerItem<int8_t> current{};  // per key: 1 + its flight
  // Per flight:
  PerItem<Stage> stage{};
  PerItem<uint8_t> released{};  // its joiners may return

  friend bool operator==(const GozeroState&, const GozeroState&) = default;
};

class NaiveGozeroSingleflight final : public NaiveModel<GozeroState> {
 public:
  NaiveGozeroSingleflight(const History& history, const ModelSpec& spec, uint64_t quirks);

  void Add(int item) override;
  GozeroState Initial() const override { return {}; }
  void Steps(const GozeroState& state, std::vector<GozeroState>* out) const override;
  bool Invoke(int item, GozeroState* state) const override;
  void NotMade(int item, GozeroState* state) const override;
  bool Failed(int item, GozeroState* state) const override;
  bool Return(int item, GozeroState* state) const override;
  bool Quiescent(const GozeroState& state) const override;
  bool Crashed(const GozeroState&) const override { return false; }

  // For those who make histories up: whether an open call could return now ...
  bool CanReturn(int item, const GozeroState& state) const;
  // ... and writes into its item what it would return.
  void Fill(int item, const GozeroState& state, Token nil_dereference, Item* out) const;

 private:
  using Phase = GozeroState::Phase;
  using Stage = GozeroState::Stage;

  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  bool IsFn(int item) const { return history_.items[item].operation == fn_; }
  bool NilFn(int item) const { return history_.items[item].arguments[1] == kNull; }
  bool EndedBadly(int flight) const;
  bool CleansUp(int flight) const;
  bool Same(int item, bool joined, int flight) const;

  const History& history_;
  const uint64_t quirks_;
  const int do_ex_, fn_;
  std::map<Token, int> keys_, functions_;
  std::vector<int> key_of_, fn_of_, origin_of_;  // per item
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_GOZERO_SINGLEFLIGHT_NAIVE_HPP_
