#ifndef GOSYNC_MODELS_ONCE_RUN_HPP_
#define GOSYNC_MODELS_ONCE_RUN_HPP_

// The transition system behind models/once.hpp and models/oncefunc.hpp, for the engine.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/core/fate.hpp"
#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"

namespace gosync::models::once {

// What an operation is here. kMake: OnceFunc, OnceValue or OnceValues itself; kCall: a
// call of what it returned.
enum class Kind { kDo, kMake, kCall, kReleased, kFn };

// What the history says will come of an operation.
struct Operation {
  Kind kind = Kind::kDo;
  Fate fate = Fate::kUnknown;
  bool nil_fn = false;  // Do, Call: the function is nil
  bool inside = false;  // Do, Call: called by the function of the same object
  bool released = false;
  Token panic = kNull;
  int64_t v1 = kAbsent;  // Call, fn
  int64_t v2 = kAbsent;
  int32_t fn = -1;     // Do, Call: the callback item that it ran, if any
  int32_t owner = -1;  // fn: the Do or Call that runs it; -1: none
  int32_t partition = 0;
};

struct Problem {
  const History* history = nullptr;
  const ModelSpec* spec = nullptr;
  bool repeats = false;               // oncefunc: every call gives what the run gave
  std::vector<Operation> operations;  // by item
  std::vector<Token> objects;         // by partition
  // By item: the event from which on nobody knows what becomes of it. An info inside a
  // function takes the calls around it along.
  std::vector<int32_t> lost_at;
};

// The clauses that are dropped, by what that allows.
struct Freedom {
  bool runs = false;     // any number of runs, and calls that do not wait
  bool outcome = false;  // ... and give what they like
  bool bad_end = false;  // anything, once a run ended badly
  bool inside = false;   // calls from inside the function return
  bool place = false;    // it may run outside of a call
  bool release = false;  // it may be let go at any time or never
  bool nil = false;      // a nil function may do anything
};

enum class Status : uint8_t { kNew, kRunning, kEnded };

class Run {
 public:
  struct State {
    int32_t leader = -1;  // the Do or Call that runs the function
    int32_t fn = -1;      // its callback; -1: none was seen
    Status status = Status::kNew;
    bool bad = false;  // some run ended in a way that Freedom::bad_end is about

    bool operator==(const State&) const = default;
    size_t Hash() const;
    size_t Bytes() const { return sizeof(State); }
  };
  using Emit = std::function<void(State)>;

  Run(const Problem& problem, const Freedom& free, uint64_t quirks)
      : problem_(problem), free_(free), quirks_(quirks) {}

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
  const Operation& Op(int32_t item) const { return problem_.operations[item]; }
  bool Lost(int32_t item, int32_t event) const;
  bool IsOpen(int32_t item) const;
  bool IsBad(Fate fate) const;
  bool PanicsWith(const Operation& op, const char* text) const;
  bool Begins(State& s, int32_t item) const;
  bool Ends(State& s, int32_t item) const;
  bool Returns(const State& s, int32_t item) const;
  bool DoReturns(const State& s, int32_t item) const;
  bool CallReturns(const State& s, int32_t item) const;
  bool SeesRelease(const State& s, int32_t item) const;
  bool Unseen(int32_t fn) const;
  bool RunsFor(const State& s, int32_t item) const;

  const Problem& problem_;
  const Freedom free_;
  const uint64_t quirks_;
  std::vector<int32_t> open_;  // items, in the order of invoke
};

// A history that was decoded, for either model. `freedom` translates dropped clauses.
std::unique_ptr<Prepared> MakePrepared(Problem problem, Freedom (*freedom)(ClauseSet));

}  // namespace gosync::models::once

#endif  // GOSYNC_MODELS_ONCE_RUN_HPP_
