#ifndef GOSYNC_MODELS_TESTS_BRUTE_COND_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_COND_NAIVE_HPP_

// sync.Cond as two counters, tickets given and tickets served, that every waiter compares
// with its own ticket.

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Wrong implementations, for walks that are to go wrong.
enum CondVariant : uint64_t {
  kWakesLast = uint64_t{1} << 32,         // Signal wakes the one that came last
  kSignalRemembered = uint64_t{1} << 33,  // a Signal without a waiter is for the next one
  kSleepsThrough = uint64_t{1} << 34,     // a Wait may miss what comes after its ticket
  kWakesAlone = uint64_t{1} << 35,        // a Wait may return without a wake-up
  kBroadcastsToOne = uint64_t{1} << 36,
  kReturnsWithoutL = uint64_t{1} << 37,
};

enum class CondPhase : int8_t {
  kIdle,     // not called yet, or returned
  kNotMade,  // the caller never made the call
  kCalled,
  kChecked,   // is used where it was used first
  kTicketed,  // Wait: holds L
  kOutside,   // Wait: has let go of L
  kAsleep,    // Wait, in a variant: will not look again
  kWoken,     // Wait: takes L again
  kPanics,    // L is nil
  kCopied,    // panics, too
  kDone,      // will return
};

struct CondNaiveState {
  template <typename T>
  using PerItem = std::array<T, kMaxItems>;

  PerItem<CondPhase> phase{};
  PerItem<int8_t> ticket{};  // Wait
  PerItem<uint8_t> lost{};   // nobody will ever know what became of it
  // Per Cond.
  PerItem<int8_t> given{}, served{};
  PerItem<int8_t> lock{};  // 0: nil, or one more than the number
  PerItem<uint8_t> shared{};
  PerItem<int8_t> first{};  // one more than the number of the Cond that was used first
  // Per lock.
  PerItem<int8_t> writers{}, readers{};

  friend bool operator==(const CondNaiveState&, const CondNaiveState&) = default;
};

class NaiveCond final : public NaiveModel<CondNaiveState> {
 public:
  NaiveCond(const History& history, const ModelSpec& spec, uint64_t quirks);

  void Add(int item) override;
  CondNaiveState Initial() const override { return {}; }
  void Steps(const CondNaiveState& state, std::vector<CondNaiveState>* out) const override;
  bool Invoke(int item, CondNaiveState* state) const override;
  void NotMade(int item, CondNaiveState* state) const override;
  bool Failed(int item, CondNaiveState* state) const override;
  void Lose(int item, CondNaiveState* state) const override { state->lost[item] = 1; }
  bool Return(int item, CondNaiveState* state) const override;
  bool Quiescent(const CondNaiveState& state) const override;
  bool Crashed(const CondNaiveState& state) const override;

  // For walks: the lock that the history calls so, or -1.
  int LockOf(Token token) const;

 private:
  // What an item locks or unlocks, or a Cond's L.
  struct Side {
    int lock = 0;  // as in the state
    bool shared = false;
  };

  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  bool Is(int item, int operation) const { return history_.items[item].operation == operation; }
  bool Locks(int item) const { return Is(item, lock_) || Is(item, rlock_); }
  bool Unlocks(int item) const { return Is(item, unlock_) || Is(item, runlock_); }
  bool Signals(int item) const { return Is(item, signal_) || Is(item, broadcast_); }
  Side SideOf(int item, const State& state) const;
  static bool Take(Side side, State* state);
  static bool Drop(Side side, State* state);
  bool Check(int item, State* state) const;
  void Notify(int item, State* state) const;
  bool StepOf(int item, State* state) const;
  bool StepOfWait(int item, State* state) const;
  bool MissesGrant(int item, State* state) const;
  bool WriterWaits(int lock, const State& state) const;
  bool CanMove(int item, const State& state) const;

  const History& history_;
  const uint64_t quirks_;
  const int new_cond_, set_l_, copy_, wait_, signal_, broadcast_, lock_, unlock_, rlock_, runlock_;
  std::map<Token, int> conds_, locks_;
  std::vector<int> cond_of_, to_, lock_of_;  // per item; lock_of_ as in the state
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_COND_NAIVE_HPP_
