#ifndef GOSYNC_MODELS_ERRGROUP_RUN_HPP_
#define GOSYNC_MODELS_ERRGROUP_RUN_HPP_

// The transition system behind models/errgroup.hpp, for the engine.

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/core/fate.hpp"
#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/errgroup.hpp"

namespace gosync::models::errgroup {

// In the order of ModelSpec::operations.
enum class Kind : int {
  kGo,
  kTryGo,
  kWait,
  kSetLimit,
  kWithContext,
  kErr,
  kCause,
  kDone,
  kCancel,
  kSeenWaiting,
  kFn
};

// What the history says will come of an operation.
struct Operation {
  Kind kind = Kind::kGo;
  Fate fate = Fate::kUnknown;
  bool ok = false;      // TryGo
  int64_t n = 0;        // SetLimit
  Token token = kNull;  // what it returned; Cancel: the cause that it gives
  Token panic = kNull;  // what it panicked with
  bool inside = false;  // Go: called by a function of the same group
  int32_t fn = -1;      // Go, TryGo: the callback that ran first, if any
  int32_t owner = -1;   // fn, SeenWaiting: the Go or TryGo that brought the function
  int32_t partition = 0;
};

struct Problem {
  const History* history = nullptr;
  const ModelSpec* spec = nullptr;
  std::vector<Operation> operations;  // by item
  std::vector<Token> groups;          // by partition
};

enum class Source : uint8_t { kLive, kError, kParent, kWait };

// Phases of operations; 0 is "nothing yet".
enum Phase : int32_t {
  kStays = -1,    // Go: a limit was set since its call, it may stay with the old one
  kWaits = 1,     // Go: is known to wait for a slot
  kAdmitted = 2,  // Go, TryGo
  kRefused = 3,   // TryGo
  kThrew = 4,     // Go, SetLimit: panics
  kIdle = 1,      // Wait: nothing was under way
  kToldNil = 2,   // Wait: ... the context is cancelled, there was no error
  kToldErr = 3,   // Wait: ... there was one
  kDid = 1,       // SetLimit, Cancel, SeenWaiting; Err, Cause: saw a live context
};

class Run {
 public:
  struct State {
    int64_t limit = -1;
    int32_t slots = 0;    // taken; the contract counts them without a limit, too
    int32_t busy = 0;     // functions that were let in and have not ended
    int32_t leaving = 0;  // ... that have ended and told, but still hold their slots
    int32_t ghosts = 0;   // EG8 dropped: slots that may still seem to be taken
    Token err = kNull;
    Token cause = kNull;
    Token panic = kNull;  // kPropagates
    Source source = Source::kLive;
    bool abnormal = false;  // kPropagates: some function panicked or exited
    bool told = false;      // a Wait has returned an error
    bool free = false;      // a dropped clause was broken: nothing is certain any more
    boost::container::small_vector<int32_t, 4> ended;  // functions with an error to tell
    Phases phases;

    bool operator==(const State&) const = default;
    size_t Hash() const;
    size_t Bytes() const { return sizeof(State); }
    int32_t Count() const { return busy + leaving + static_cast<int32_t>(ended.size()); }
  };
  using Emit = std::function<void(State)>;

  Run(const Problem& problem, int32_t partition, const Assumptions& assumptions);

  State Initial() const { return State{}; }
  void Invoked(int32_t item) { open_.push_back(item); }
  void Closed(int32_t item) { std::erase(open_, item); }
  void Enter(State& s, int32_t item) const;
  bool NeedsSteps(int32_t event) const;
  void Steps(const State& s, int32_t event, const Emit& emit) const;
  bool Accept(State& s, int32_t event) const;
  bool Blocked(const State& s) const;
  bool Crashed(const State& s) const;
  bool WorksItself(int32_t) const { return false; }
  std::vector<int32_t> OpenItems() const;
  std::string Describe(const State& s) const;
  std::string WhyNot(const State& s, int32_t event) const;

 private:
  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  bool Has(Quirk q) const { return (quirks_ & q) != 0; }
  const Operation& Op(int32_t item) const { return problem_.operations[item]; }

  bool Full(const State& s) const { return s.limit >= 0 && s.slots >= s.limit; }
  bool MayEnter(const State& s) const;
  bool MayLeave(const State& s) const;
  bool Idle(const State& s) const;
  void LetIn(State& s, int32_t item) const;
  void Leave(State& s) const;
  void Tell(State& s, int32_t fn) const;
  void Cancel(State& s, Token cause, Source source) const;

  void GoSteps(const State& s, int32_t item, const Emit& emit) const;
  void WaitSteps(const State& s, int32_t item, const Emit& emit) const;
  void LimitSteps(const State& s, int32_t item, const Emit& emit) const;
  void OtherSteps(const State& s, int32_t item, const Emit& emit) const;

  bool Returns(State& s, int32_t event) const;
  bool WaitReturns(const State& s, int32_t event) const;
  bool SawLive(const State& s, int32_t item) const;
  bool WasLetIn(const State& s, int32_t item, int32_t event) const;
  bool Begins(State& s, int32_t event) const;
  bool Ends(State& s, int32_t event) const;

  bool Unbegun(const State& s) const;
  bool MayStay(const State& s, int32_t item) const;
  bool WaitsForItself(const State& s) const;
  bool AnyBefore(Kind kind, int32_t event) const;

  const Problem& problem_;
  const int32_t partition_;
  const ClauseSet dropped_;
  const uint64_t quirks_;
  std::vector<int32_t> items_;  // of the partition
  std::vector<int32_t> open_;   // operations, in the order of invoke
};

}  // namespace gosync::models::errgroup

#endif  // GOSYNC_MODELS_ERRGROUP_RUN_HPP_
