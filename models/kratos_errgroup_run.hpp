#ifndef GOSYNC_MODELS_KRATOS_ERRGROUP_RUN_HPP_
#define GOSYNC_MODELS_KRATOS_ERRGROUP_RUN_HPP_

// The transition system behind models/kratos_errgroup.hpp, for the engine.
//
// In the contract a worker's taking a function is no step of its own: that a function was
// taken shows only when it begins. After a failed group has told its error nothing is taken
// any more; of the functions that wait for a worker then, as many may have been taken as
// workers were free (`grace`), and it is left open which.

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/kratos_errgroup.hpp"

namespace gosync::models::kratos_errgroup {

// In the order of ModelSpec::operations.
enum class Kind : int {
  kGo,
  kWait,
  kGOMAXPROCS,
  kWithContext,
  kWithCancel,
  kOnError,
  kErr,
  kCause,
  kDone,
  kCancel,
  kFn,
  kHook
};

// What the history says will come of an operation.
enum class Fate { kUnknown, kNever, kReturned, kPanicked, kGoexited };

struct Operation {
  Kind kind = Kind::kGo;
  Fate fate = Fate::kUnknown;
  int64_t n = 0;           // GOMAXPROCS
  Token token = kNull;     // what it returned; Cancel: the cause; hook: the error it is told
  Token panic = kNull;     // what it panicked with
  bool recovered = false;  // Wait, hook: the error was made of a panic
  bool begun = false;      // Go: its function begins somewhere
  int32_t owner = -1;      // fn, Err, Cause, Done: the Go that brought the function
  int32_t partition = 0;
};

// Facts about a group that hold in every explanation.
struct Group {
  Token name = kNull;
  int32_t maker = -1;    // its first item
  int32_t hook = -1;     // its OnError
  bool used = false;     // there was a Go
  bool cancels = false;  // WithCancel made it
};

struct Problem {
  const History* history = nullptr;
  const ModelSpec* spec = nullptr;
  std::vector<Operation> operations;  // by item
  std::vector<Group> groups;          // by partition
};

enum class Source : uint8_t { kLive, kError, kParent, kWait };
enum class Hook : uint8_t { kIdle, kDue, kRuns, kOver };

// Phases of operations; 0 is "nothing yet".
enum Phase : int32_t {
  kDid = 1,      // Go: handed in; GOMAXPROCS, Cancel; Err, Cause: saw a live context
  kThrew = 2,    // panics; Wait of a release: because the channel is closed already
  kIdle = 3,     // Wait: nothing was left
  kToldNil = 4,  // ... the context is cancelled, there was no error
  kToldErr = 5,  // ... there was one
  // The release's Wait.
  kZero = 6,       // waits for the counter
  kPast = 7,       // the counter was zero
  kThrewSend = 8,  // it sent on the closed channel
  kDrains = 1000,  // + 64 * how many it found in the list + how many of them it has sent
};

class Run {
 public:
  // A Go, and whether its function is pooled.
  using Job = int32_t;
  static Job JobOf(int32_t go, bool pooled) { return go * 2 + (pooled ? 1 : 0); }
  static bool Pooled(Job job) { return job % 2 != 0; }

  struct State {
    boost::container::small_vector<Job, 6> waiting;    // sorted; release: the channel, in order
    boost::container::small_vector<Job, 4> held;       // release: about to begin; sorted
    boost::container::small_vector<Job, 6> running;    // sorted
    boost::container::small_vector<int32_t, 4> ended;  // functions with an error to tell
    boost::container::small_vector<int32_t, 4> list;   // release: who found the channel full
    int64_t n = 0;                                     // of the pool; 0: none
    int32_t teller = -1;                               // the function whose error was the first
    int32_t grace = 0;  // functions that a worker took before the error was told
    Token cause = kNull;
    Source source = Source::kLive;
    Hook hook = Hook::kIdle;
    bool free = false;  // a dropped clause was broken: nothing is certain any more
    // The release.
    bool closed = false;
    bool dead = false;    // the counter fell below zero
    int32_t workers = 0;  // that live
    // Functions that have ended and told, but have not been counted: free ones, pooled ones,
    // and pooled ones whose worker dies.
    std::array<int32_t, 3> leaving{};
    int32_t count = 0;
    Phases phases;

    bool operator==(const State&) const = default;
    size_t Hash() const;
    size_t Bytes() const { return sizeof(State); }
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
  bool Crashed(const State& s) const { return s.free || s.dead; }
  bool WorksItself(int32_t) const { return false; }
  std::vector<int32_t> OpenItems() const;
  std::string Describe(const State& s) const;
  std::string WhyNot(const State& s, int32_t event) const;

 private:
  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  const Operation& Op(int32_t item) const { return problem_.operations[item]; }
  bool Cancels() const { return group_.cancels; }
  bool Hooked() const;
  int32_t PooledIn(const State& s) const;
  // Nothing that has not begun is going to.
  bool Failed(const State& s) const;
  bool Idle(const State& s) const;
  bool MayTake(const State& s) const;
  int64_t Buffered(const State& s) const { return static_cast<int64_t>(s.waiting.size()); }
  bool Expects(const State& s, int32_t item) const;

  void HandIn(State& s, int32_t item, bool pooled) const;
  void Cancel(State& s, Token cause, Source source) const;
  void Tell(State& s, int32_t fn) const;
  void Leave(State& s, int how) const;
  // How a function leaves.
  enum : int { kFree, kPooled, kDying };

  void GoSteps(const State& s, int32_t item, const Emit& emit) const;
  void ReleasedGoSteps(const State& s, int32_t item, const Emit& emit) const;
  void WaitSteps(const State& s, int32_t item, const Emit& emit) const;
  bool Races(int32_t go) const;
  bool ReleasedWaitStep(State& s, int32_t item) const;
  void OtherSteps(const State& s, int32_t item, const Emit& emit) const;

  bool Returns(State& s, int32_t event) const;
  bool WaitReturns(const State& s, int32_t item) const;
  bool Begins(State& s, int32_t event) const;
  bool Ends(State& s, int32_t event) const;
  bool HookRuns(State& s, int32_t event) const;

  bool WaitingRests(const State& s) const;
  bool OpenRests(const State& s, int32_t item) const;
  bool ReleasedWaitRests(const State& s, int32_t item) const;

  const Problem& problem_;
  const int32_t partition_;
  const Group& group_;
  const ClauseSet dropped_;
  const bool released_;
  std::vector<int32_t> items_;  // of the partition
  std::vector<int32_t> open_;   // operations, in the order of invoke
};

}  // namespace gosync::models::kratos_errgroup

#endif  // GOSYNC_MODELS_KRATOS_ERRGROUP_RUN_HPP_
