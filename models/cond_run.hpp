#ifndef GOSYNC_MODELS_COND_RUN_HPP_
#define GOSYNC_MODELS_COND_RUN_HPP_

// The transition system behind models/cond.hpp, for the engine.

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/cond.hpp"
#include "models/core/fate.hpp"
#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"

namespace gosync::models::cond {

// In the order of ModelSpec::operations.
enum class Kind : int {
  kNewCond,
  kSetL,
  kCopy,
  kWait,
  kSignal,
  kBroadcast,
  kLock,
  kUnlock,
  kRLock,
  kRUnlock
};

// What the history says will come of an operation.
// A lock, or its reader side. No lock: nil.
struct Side {
  int32_t lock = -1;  // its number in the partition
  bool shared = false;
  bool operator==(const Side&) const = default;
};

struct Operation {
  Kind kind = Kind::kNewCond;
  Fate fate = Fate::kUnknown;
  Token panic = kNull;
  bool lost = false;  // nobody will ever know what became of it
  int32_t cond = -1;  // its number in the partition; NewCond: of what it made
  int32_t copy = -1;  // Copy: of what it made
  Side side;          // NewCond, SetL: the new L. Lock and so on: what is locked
  int32_t partition = 0;
};

// Locks and Conds that have to do with each other.
struct Part {
  std::vector<Token> locks;
  std::vector<Token> conds;
  std::vector<std::vector<Side>> sides;  // by cond: what its L ever is
};

struct Problem {
  const History* history = nullptr;
  std::vector<Operation> operations;  // by item
  std::vector<Part> parts;
};

enum Phase : int32_t {
  kNothing,
  kLate,     // CO1 dropped, Wait: has let go of L and has no ticket
  kTicket,   // Wait: in the queue, and has not let go of L
  kServed,   // ... and was granted meanwhile
  kWaiting,  // Wait: in the queue
  kGranted,  // Wait: has to take L again
  kDead,     // Wait: L is nil, so it panics; its ticket stays
  kDone,     // may return
};

// Where a Cond was used first: that is where it has to stay.
enum Place : int32_t { kUnused, kHere, kElsewhere };

class Run {
 public:
  struct CondState {
    Side side;
    int32_t place = kUnused;
    bool operator==(const CondState&) const = default;
  };
  struct LockState {
    int32_t writers = 0;
    int32_t readers = 0;
    bool operator==(const LockState&) const = default;
  };
  struct State {
    boost::container::small_vector<LockState, 2> locks;
    boost::container::small_vector<CondState, 2> conds;
    boost::container::small_vector<int32_t, 6> queue;  // Waits; cond by cond, each in order
    Phases phases;

    bool operator==(const State&) const = default;
    size_t Hash() const;
    size_t Bytes() const { return sizeof(State); }
  };
  using Emit = std::function<void(State)>;

  Run(const Problem& problem, int partition, const Assumptions& assumptions)
      : problem_(problem), part_(problem.parts[partition]), dropped_(assumptions.dropped) {
    signalled_.resize(part_.conds.size());
    broadcast_.resize(part_.conds.size());
  }

  State Initial() const;
  void Invoked(int32_t item);
  void Closed(int32_t item) { std::erase(open_, item); }
  void Enter(State& s, int32_t item) const;
  bool NeedsSteps(int32_t event) const {
    return problem_.history->events[event].type == EventType::kOk;
  }
  void Steps(const State& s, int32_t event, const Emit& emit) const;
  bool Accept(State& s, int32_t event) const;
  bool Blocked(const State& s) const;
  bool Crashed(const State& s) const;
  bool WorksItself(int32_t) const { return false; }
  std::vector<int32_t> OpenItems() const;
  std::string Describe(const State& s) const;
  std::string WhyNot(const State& s, int32_t event) const;

 private:
  const Operation& Op(int32_t item) const { return problem_.operations[item]; }
  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  bool IsToken(Token token, const char* text) const;
  bool IsCopied(const State& s, const Operation& op) const;
  static bool Held(const State& s, const Side& side);
  static bool Free(const State& s, const Side& side);
  static void Hold(State& s, const Side& side, int by);
  bool WriterWaits(const State& s, const Side& side) const;
  bool CannotLock(const State& s, const Side& side) const;
  void Use(State& s, int32_t cond) const;
  void Enqueue(State& s, int32_t item) const;
  void Grant(State& s, size_t place) const;
  void LockSteps(const State& s, int32_t item, const Emit& emit) const;
  void WaitSteps(const State& s, int32_t item, int32_t phase, const Emit& emit) const;
  void TicketSteps(const State& s, int32_t item, const Emit& emit) const;
  void ReleaseSteps(const State& s, int32_t item, int32_t phase, const Emit& emit) const;
  void RelockSteps(const State& s, int32_t item, const Emit& emit) const;
  void SignalSteps(const State& s, int32_t item, const Emit& emit) const;
  void CopySteps(const State& s, int32_t item, const Emit& emit) const;
  void LooseGrants(const State& s, const Emit& emit) const;
  bool AcceptPanic(State& s, int32_t item) const;
  bool IsBlocked(const State& s, int32_t item) const;
  Side SideOf(const State& s, const Operation& op) const {
    return op.cond < 0 ? op.side : s.conds[op.cond].side;
  }

  const Problem& problem_;
  const Part& part_;
  ClauseSet dropped_;
  std::vector<int32_t> open_;    // items, in the order of invoke
  std::vector<bool> signalled_;  // by cond: a Signal has been called
  std::vector<bool> broadcast_;  // ... a Broadcast
};

}  // namespace gosync::models::cond

#endif  // GOSYNC_MODELS_COND_RUN_HPP_
