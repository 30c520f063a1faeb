#ifndef GOSYNC_MODELS_SEMAPHORE_RUN_HPP_
#define GOSYNC_MODELS_SEMAPHORE_RUN_HPP_

// The transition system behind models/semaphore.hpp, for the engine.

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/semaphore.hpp"

namespace gosync::models::semaphore {

// In the order of ModelSpec::operations.
enum class Kind : int { kAcquire, kTryAcquire, kRelease, kNewWeighted, kCancel, kDeadline };

// What the history says will come of an operation.
enum class Fate { kUnknown, kNever, kGranted, kRefused, kDone, kPanicked };

struct Operation {
  Kind kind = Kind::kAcquire;
  Fate fate = Fate::kUnknown;
  int64_t n = 0;
  Token ctx = kNull;
  Token err = kNull;
  Token panic = kNull;
};

struct Problem {
  const History* history = nullptr;
  int64_t size = 0;
  Token background = -1;
  std::vector<Operation> operations;  // by item
  std::vector<uint8_t> ended_by;      // by token: 1 a Cancel names it, 2 a Deadline does
};

enum Phase : int32_t {
  kNothing,
  kHeld,     // granted: its tokens are charged
  kRefused,  // TryAcquire: seen to fail. Acquire: gives up, holds nothing
  kDone,     // Release, Cancel, Deadline: has taken effect
  kPanicked,
  kOutside,  // Acquire of more than the size: waits for its context, in no queue
};

class Run {
 public:
  struct State {
    int64_t charged = 0;  // tokens granted and not released
    int32_t head = -1;    // the waiter known to stand first, if any
    Phases phases;
    // SE5 dropped: waiters that gave up and are still queued, somewhere behind the head.
    boost::container::small_vector<int32_t, 1> ghosts;
    // Contexts with both a Cancel and a Deadline that are done, negative for the deadline:
    // whichever came first made the error.
    boost::container::small_vector<Token, 1> ended_by;

    bool operator==(const State&) const = default;
    size_t Hash() const {
      size_t h = HashMix(static_cast<size_t>(charged), static_cast<uint32_t>(head));
      for (int32_t ghost : ghosts) h = HashMix(h, static_cast<uint32_t>(ghost));
      for (Token ctx : ended_by) h = HashMix(h, static_cast<uint32_t>(ctx));
      return phases.Hash(h);
    }
    size_t Bytes() const { return sizeof(State); }
  };
  using Emit = std::function<void(State)>;

  Run(const Problem& problem, const Assumptions& assumptions);

  State Initial() const { return State{}; }
  void Invoked(int32_t item) { open_.push_back(item); }
  void Closed(int32_t item);
  void Enter(State& s, int32_t item) const;
  bool NeedsSteps(int32_t event) const;
  void Steps(const State& s, int32_t event, const Emit& emit) const;
  bool Accept(State& s, int32_t event) const;
  bool Blocked(const State& s) const;
  bool Crashed(const State&) const { return false; }
  bool WorksItself(int32_t) const { return false; }
  std::vector<int32_t> OpenItems() const;
  std::string Describe(const State& s) const;
  std::string WhyNot(const State& s, int32_t event) const;

 private:
  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  bool Has(Quirk q) const { return (quirks_ & q) != 0; }
  // Releasing n would leave less than nothing charged.
  static bool Over(const State& s, int64_t n) { return __int128{s.charged} - n < 0; }
  int64_t Free(const State& s) const;
  bool Fits(const State& s, int64_t n) const { return n <= Free(s); }
  bool ContextDone(const State& s, Token ctx) const;
  bool Lost(int32_t item) const;
  bool MayGiveUp(const State& s, const Operation& op) const;
  bool MayHoldWhenDone() const { return Dropped(kSE4); }
  bool NegativePanics() const { return !Dropped(kSE10); }
  bool Panics(const Operation& op) const;
  bool Floating(const State& s, int32_t item) const;
  bool Waits(const State& s, const Operation& op) const;
  bool RefusalLegal(const State& s, const Operation& op) const;
  bool Refusing(const State& s, int32_t item) const;
  bool HeadWanted(const State& s) const;
  bool ChargeWanted(const State& s) const;
  bool ErrorFits(const State& s, const Operation& op) const;
  bool PanicFits(const Operation& op) const;

  void Observe(State& s) const;
  bool Notify(State& s) const;
  void HandOver(const State& s, const Emit& emit) const;
  void Finish(State s, bool notify, const Emit& emit) const;
  void AcquireSteps(const State& s, int32_t item, bool head, bool charge, const Emit& emit) const;
  void FailSteps(const State& s, int32_t item, const Emit& emit) const;
  void WithdrawSteps(const State& s, int32_t item, const Emit& emit) const;
  void GiveBackSteps(const State& s, int32_t item, const Emit& emit) const;
  void GhostSteps(const State& s, const Emit& emit) const;
  void TryAcquireSteps(const State& s, int32_t item, const Emit& emit) const;
  void ReleaseSteps(const State& s, int32_t item, const Emit& emit) const;
  void ContextSteps(const State& s, int32_t item, int32_t event, const Emit& emit) const;

  const Problem& problem_;
  ClauseSet dropped_;
  uint64_t quirks_;
  std::vector<int32_t> open_;       // items, in the order of invoke
  std::vector<uint8_t> cancelled_;  // by token: some Cancel of it has returned
  std::vector<uint8_t> expired_;    // by token: some Deadline of it was seen to pass
};

}  // namespace gosync::models::semaphore

#endif  // GOSYNC_MODELS_SEMAPHORE_RUN_HPP_
