#ifndef GOSYNC_MODELS_WAITGROUP_RUN_HPP_
#define GOSYNC_MODELS_WAITGROUP_RUN_HPP_

// The transition system behind models/waitgroup.hpp, for the engine.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/core/fate.hpp"
#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/waitgroup.hpp"

namespace gosync::models::waitgroup {

// In the order of ModelSpec::operations.
enum class Kind : int { kAdd, kDone, kWait, kGo, kFn };

// What the history says will come of an operation.
struct Operation {
  Kind kind = Kind::kAdd;
  Fate fate = Fate::kUnknown;
  int64_t delta = 0;    // Add, Done, Go
  bool nil_fn = false;  // Go
  Token panic = kNull;
  int32_t owner = -1;  // fn: the Go that handed it in
  int32_t fn = -1;     // Go: its callback, if there is one
  bool lost = false;   // nobody will ever know what became of it, or of a call inside it
  int32_t partition = 0;
  int32_t counts_after = 0;  // the event: its invoke, of fn its end
};

struct Problem {
  const History* history = nullptr;
  std::vector<Operation> operations;  // by item
  std::vector<Token> groups;          // by partition
};

enum Phase : int32_t {
  kNothing,
  kCounted,      // Add, Done, Go: has counted. fn: has ended, and not counted down yet
  kNegative,     // has counted below zero, so it panics
  kLetGo,        // Wait: the counter came to zero
  kLetGoAtOnce,  // Wait: the counter was zero when it was called
  kDying,        // fn: panicked
  kDead,         // fn: panicked and, in an old release, counted down
  kUncounted,    // WG5 dropped, Go: has counted up and down again
};

class Run {
 public:
  struct State {
    int32_t counter = 0;
    bool wild = false;  // out of legal use: nothing is promised, and the rest says nothing
    Phases phases;

    bool operator==(const State&) const = default;
    size_t Hash() const {
      return phases.Hash(HashMix(static_cast<uint32_t>(counter), wild ? 1 : 0));
    }
    size_t Bytes() const { return sizeof(State); }
  };
  using Emit = std::function<void(State)>;

  Run(const Problem& problem, int partition, const Assumptions& assumptions)
      : problem_(problem),
        partition_(partition),
        dropped_(assumptions.dropped),
        quirks_(assumptions.quirks) {}

  State Initial() const { return State{}; }
  void Invoked(int32_t item) {
    open_.push_back(item);
    if (Op(item).kind == Kind::kGo) gos_.push_back(item);
  }
  void Closed(int32_t item);
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
  const Operation& Op(int32_t item) const { return problem_.operations[item]; }
  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  bool Has(Quirk q) const { return (quirks_ & q) != 0; }
  bool PanicIs(const Operation& op, const char* text) const;
  bool MisusePanic(const Operation& op) const;
  bool IsOpen(int32_t item) const;
  bool MetAWait(int32_t item) const;
  bool Count(State& s, int32_t item, int64_t delta) const;
  void LoseFn(State& s, int32_t item) const;
  void CountSteps(const State& s, int32_t item, const Emit& emit) const;
  void LooseCounters(const State& s, int64_t delta, bool negative, State t, const Emit& emit) const;
  void LooseGoSteps(const State& s, const Emit& emit) const;
  void FnSteps(const State& s, const Phases::Entry& fn, const Emit& emit) const;
  bool AcceptFn(State& s, const Event& event) const;
  bool AcceptPanic(State& s, int32_t item) const;

  const Problem& problem_;
  int partition_;
  ClauseSet dropped_;
  uint64_t quirks_;
  std::vector<int32_t> open_;  // items, in the order of invoke
  std::vector<int32_t> gos_;   // every Go so far
  int32_t wait_over_ = -1;     // the last event by which a Wait returned
};

}  // namespace gosync::models::waitgroup

#endif  // GOSYNC_MODELS_WAITGROUP_RUN_HPP_
