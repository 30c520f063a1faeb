#ifndef GOSYNC_MODELS_SINGLEFLIGHT_RUN_HPP_
#define GOSYNC_MODELS_SINGLEFLIGHT_RUN_HPP_

// The transition system behind models/singleflight.hpp, for the engine.

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/core/fate.hpp"
#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/singleflight.hpp"

namespace gosync::models::singleflight {

// In the order of ModelSpec::operations.
enum class Kind : int { kDo, kDoChan, kReceive, kForget, kFn };

// What the history says will come of an operation.
struct Operation {
  Kind kind = Kind::kDo;
  Fate fate = Fate::kUnknown;
  bool nil_fn = false;
  Token v = kNull;
  Token err = kNull;
  bool shared = false;
  bool panic_error = false;  // fn: its err is a panic of another Do
  Token panic = kNull;
  int64_t unwraps = kAbsent;
  int32_t fn = -1;       // Do, DoChan: the callback item that ran, if any
  int32_t owner = -1;    // fn: the Do or DoChan that handed it in; Receive: the DoChan
  int32_t receives = 0;  // DoChan: how many Receives name its channel
  int32_t partition = 0;
};

struct Problem {
  const History* history = nullptr;
  std::unordered_map<Token, Token> wrapped;  // a panic that a Do made -> what it wraps
  std::vector<Operation> operations;         // by item
};

enum class Status : uint8_t { kLed, kRunning, kFnEnded, kEnded };
enum class Shared : uint8_t { kOpen, kYes, kNo };

struct Flight {
  int32_t leader = -1;  // item; also the flight's name
  Status status = Status::kLed;
  Shared shared = Shared::kOpen;  // kYes: somebody joined for certain
  bool chans = false;             // a channel waits for it
  bool forgotten = false;         // it lost its key before its end
  bool leader_done = false;       // the leader has its result
  bool released = false;          // its joiners were let go, but the key is not free yet
  Token wrapper = kNull;          // the panic that its callers saw
  bool operator==(const Flight&) const = default;
};

enum class Tie : uint8_t {
  kMayHaveJoined,  // was open when the flight left the map
  kJoined,         // joined for certain; of a DoChan, its channel is attached
  kComplete,       // has its outcome, may return
};

struct Link {
  int32_t item;
  int32_t flight;
  Tie tie;
  bool operator==(const Link&) const = default;
  bool operator<(const Link& other) const {
    return item != other.item ? item < other.item : flight < other.flight;
  }
};

class Run {
 public:
  struct State {
    int32_t current = -1;  // the flight that a new call joins
    bool crashing = false;
    boost::container::small_vector<Flight, 3> flights;  // by leader
    boost::container::small_vector<Link, 6> links;      // by item, flight

    bool operator==(const State&) const = default;
    size_t Hash() const;
    size_t Bytes() const { return sizeof(State); }
  };
  using Emit = std::function<void(State)>;

  Run(const Problem& problem, const Assumptions& assumptions);

  State Initial() const { return State{}; }
  void Invoked(int32_t item) { open_.push_back(item); }
  void Closed(int32_t item);
  void Enter(State&, int32_t) const {}
  bool NeedsSteps(int32_t event) const;
  void Steps(const State& s, int32_t event, const Emit& emit) const;
  bool Accept(State& s, int32_t event) const;
  bool Blocked(const State& s) const;
  bool Crashed(const State& s) const;
  bool WorksItself(int32_t item) const { return Op(item).fn >= 0; }
  std::vector<int32_t> OpenItems() const;
  std::string Describe(const State& s) const;
  std::string WhyNot(const State& s, int32_t event) const;

 private:
  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  bool Has(Quirk q) const { return (quirks_ & q) != 0; }
  const Operation& Op(int32_t item) const { return problem_.operations[item]; }
  const Operation* FnOf(const Flight& f) const;   // null: it has not ended, or was nil
  Fate FnFate(const Flight& f) const;             // what fn did: kUnknown while it runs
  bool FnPanics(const Flight& f) const;           // ... or returned a panic of another Do
  bool IsCall(int32_t item) const;                // Do or DoChan
  bool Free(const State& s, int32_t item) const;  // neither leads, nor joined, nor complete
  bool Lost(int32_t item) const;
  bool LeaderLost(const Flight& f) const;
  bool MayLead(int32_t item) const;
  bool AnyShared(const Flight& f) const;
  bool Beside(const State& s, const Flight& f) const;
  bool MayShare(const Flight& f) const;
  bool Matches(const Flight& f, int32_t item) const;
  bool SameResult(const Flight& f, const Operation& op) const;
  bool SamePanic(const Flight& f, const Operation& op) const;
  bool Claimable(const Flight& f) const;
  bool DiesAlone(const Flight& f) const;
  bool KeyKept(const Flight& f) const;
  bool Waiting(const State& s, int32_t item) const;

  static Flight* Find(State& s, int32_t leader);
  static const Flight* Find(const State& s, int32_t leader);
  static const Link* FindLink(const State& s, int32_t item, Tie tie);
  static void Untie(State& s, int32_t item);
  static void TieTo(State& s, int32_t item, int32_t flight, Tie tie);
  void LeaveMap(State& s) const;
  void Collect(State& s) const;
  void Finish(State s, const Emit& emit) const;

  void LeadSteps(const State& s, int32_t item, int32_t goal, const Emit& emit) const;
  void JoinSteps(const State& s, int32_t item, const Emit& emit) const;
  void EndSteps(const State& s, const Flight& flight, const Emit& emit) const;
  void CrashSteps(const State& s, const Flight& flight, const Emit& emit) const;
  void ForgetSteps(const State& s, int32_t item, const Emit& emit) const;
  void FollowSteps(const State& s, int32_t item, const Emit& emit) const;
  void LeaderSteps(const State& s, int32_t item, const Emit& emit) const;
  void ReceiveSteps(const State& s, int32_t item, const Emit& emit) const;
  void LostReceiveSteps(const State& s, const Emit& emit) const;
  void ShareSteps(const State& s, int32_t flight, bool shared, const Emit& emit) const;

  const Problem& problem_;
  ClauseSet dropped_;
  uint64_t quirks_;
  std::vector<int32_t> open_;  // items, in the order of invoke
};

}  // namespace gosync::models::singleflight

#endif  // GOSYNC_MODELS_SINGLEFLIGHT_RUN_HPP_
