#ifndef GOSYNC_MODELS_TESTS_BRUTE_SEMAPHORE_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_SEMAPHORE_NAIVE_HPP_

// semaphore.Weighted as an explicit count and an explicit queue.

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Beside the faults of releases: wrong implementations, for walks that are to go wrong.
enum SemaphoreVariant : uint64_t {
  kBarges = uint64_t{1} << 32,    // what fits is granted although others wait
  kWakesOne = uint64_t{1} << 33,  // a Release or give-back grants one waiter only
  kWithdrawalWakesNobody = uint64_t{1} << 34,
  kOversizeQueues = uint64_t{1} << 35,
};

enum class SemaphorePhase : int8_t {
  kIdle,     // not called yet, or returned
  kNotMade,  // the caller never made the call
  kOutside,  // called, and nothing has happened
  kQueued,
  kGranted,      // holds its tokens and may return nil
  kGrantedLate,  // the same, but its ctx was done before: can only give back
  kOversize,     // waits for its ctx, outside of the queue
  kFailed,       // will return the error of its ctx
  kTrue,
  kFalse,
  kDone,  // will return
  kReleasedTooMuch,
  kNegativeWeight,
  kNegativeSize,
  kNilContext,
};

enum class ContextState : int8_t { kLive, kCanceled, kDeadlineExceeded };

struct SemaphoreState {
  int64_t held = 0;
  int64_t waiting = 0;                    // how much of `queue` is in use
  std::array<int8_t, kMaxItems> queue{};  // items, the front first
  std::array<SemaphorePhase, kMaxItems> phase{};
  std::array<ContextState, kMaxItems> context{};  // by number of the context

  friend bool operator==(const SemaphoreState&, const SemaphoreState&) = default;
};

class NaiveSemaphore final : public NaiveModel<SemaphoreState> {
 public:
  NaiveSemaphore(const History& history, const ModelSpec& spec, uint64_t quirks);

  void Add(int item) override;
  SemaphoreState Initial() const override { return {}; }
  void Steps(const SemaphoreState& state, std::vector<SemaphoreState>* out) const override;
  bool Invoke(int item, SemaphoreState* state) const override;
  void NotMade(int item, SemaphoreState* state) const override;
  bool Failed(int item, SemaphoreState* state) const override;
  bool Return(int item, SemaphoreState* state) const override;
  bool Quiescent(const SemaphoreState& state) const override;
  bool Crashed(const SemaphoreState&) const override { return false; }

  ContextState ContextOf(int item, const SemaphoreState& state) const;

 private:
  using Phase = SemaphorePhase;

  int64_t Size() const { return history_.header.parameters[0]; }
  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  bool Is(int item, int operation) const;
  int64_t WeightOf(int item) const;
  bool FitsNow(int item, const State& state) const;
  void Acquire(int item, const State& state, std::vector<State>* out) const;
  void Enter(int item, State* state) const;
  void Withdraw(int item, State* state) const;
  // True: done. False: it panics, more than is held.
  bool GiveBack(int64_t weight, State* state) const;
  void GrantFront(State* state) const;
  bool Panics(int item, Phase phase) const;
  bool CanMove(int item, const State& state) const;

  const History& history_;
  const uint64_t quirks_;
  const int acquire_, try_acquire_, release_, new_weighted_, cancel_, deadline_;
  std::vector<int> context_of_;  // per item; -1: none, or one that is never done
  std::map<Token, int> contexts_;
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_SEMAPHORE_NAIVE_HPP_
