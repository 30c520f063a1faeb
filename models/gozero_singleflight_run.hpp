#ifndef GOSYNC_MODELS_GOZERO_SINGLEFLIGHT_RUN_HPP_
#define GOSYNC_MODELS_GOZERO_SINGLEFLIGHT_RUN_HPP_

// The transition system behind models/gozero_singleflight.hpp, for the engine.

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/core/fate.hpp"
#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/gozero_singleflight.hpp"

namespace gosync::models::gozero_singleflight {

// In the order of ModelSpec::operations.
enum class Kind : int { kDo, kDoEx, kFn };

// What the history says will come of an operation.
struct Operation {
  Kind kind = Kind::kDo;
  Fate fate = Fate::kUnknown;
  bool nil_fn = false;
  bool fresh = false;
  Token v = kNull;
  Token err = kNull;
  Token panic = kNull;
  int32_t fn = -1;     // Do, DoEx: the callback item that ran, if any
  int32_t owner = -1;  // fn: the call that handed it in
  int32_t partition = 0;
};

struct Problem {
  const History* history = nullptr;
  std::vector<Operation> operations;  // by item
};

// kEnded: only without GZ2, when callers are let go before the key is free.
enum class Status : uint8_t { kLed, kRunning, kFnEnded, kEnded };

// What is known of an open call beside the flight of the key.
enum Tie : int32_t {
  kMayHaveJoined = 1,  // a flight that has ended
  kLed,                // ... which it led
  kBeside,             // it runs its own function although there is a flight (GZ1 dropped)
  kJoined,             // of a call with a nil function, which might have led as well
};

class Run {
 public:
  struct State {
    int32_t current = -1;  // the leader of the key's flight, an item
    Status status = Status::kLed;
    Phases ties;  // by item

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
  bool Crashed(const State&) const { return false; }
  bool WorksItself(int32_t item) const { return Op(item).fn >= 0; }
  std::vector<int32_t> OpenItems() const;
  std::string Describe(const State& s) const;
  std::string WhyNot(const State& s, int32_t event) const;

 private:
  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  const Operation& Op(int32_t item) const { return problem_.operations[item]; }
  bool Lost(int32_t item) const;
  bool IsOpen(int32_t item) const;
  Fate FnFate(int32_t leader) const;
  bool EndsBadly(int32_t leader) const;
  bool MayLead(int32_t item) const;
  bool SameResult(int32_t leader, const Operation& op, bool fresh) const;
  bool Matches(int32_t leader, int32_t item) const;
  bool Stays(const State& s) const;
  bool FnOver(int32_t item) const;
  bool TakesFn(State& s, const Event& event) const;
  bool Joins(const State& s, int32_t item) const;
  bool Returns(State& s, int32_t item) const;
  bool Rests(const State& s, int32_t item) const;
  void LeadSteps(const State& s, int32_t item, int32_t goal, const Emit& emit) const;
  void EndSteps(const State& s, const Emit& emit) const;
  void Free(State& s) const;

  const Problem& problem_;
  const ClauseSet dropped_;
  const uint64_t quirks_;
  std::vector<int32_t> open_;  // calls, in the order of invoke
};

}  // namespace gosync::models::gozero_singleflight

#endif  // GOSYNC_MODELS_GOZERO_SINGLEFLIGHT_RUN_HPP_
