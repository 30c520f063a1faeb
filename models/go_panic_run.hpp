#ifndef GOSYNC_MODELS_GO_PANIC_RUN_HPP_
#define GOSYNC_MODELS_GO_PANIC_RUN_HPP_

// The transition system behind models/go_panic.hpp, for the engine. One run is one goroutine.

#include <cstdint>
#include <string>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/go_panic.hpp"

namespace gosync::models::go_panic {

// In the order of ModelSpec::operations.
enum class Kind : int { kCall, kFn, kDefer, kRecover };

struct Operation {
  Kind kind = Kind::kCall;
  bool never = false;  // the call was never made
  bool body = false;   // fn: handed in by a Call, not by a Defer
  Token fn = kNull;
};

struct Problem {
  const History* history = nullptr;
  std::vector<Operation> operations;  // by item
  std::vector<int32_t> processes;     // by partition
  std::vector<int32_t> partitions;    // by item
  Token nil_dereference = -1;
  Token nil_panic = -1;
};

// How something ended, or will end as things stand. `exits`: beneath a panic there is a Goexit.
struct Ending {
  Outcome how = Outcome::kReturn;
  Token panic = kNull;
  bool exits = false;

  bool operator==(const Ending&) const = default;
};

// Who raised the panic that a frame has now.
enum class Origin : uint8_t { kBody, kDeferred, kNilFunction };

// One open Call.
struct Frame {
  int32_t call = -1;
  bool begun = false;    // its body
  bool ended = false;    // ... likewise
  int32_t fn = -1;       // the function that runs; -1: none
  bool loose = false;    // a clause was dropped to get here: any value and any end will do
  bool went_on = false;  // the function did something although a Call in it had ended it
  bool cut = false;      // a Goexit ended a panic
  bool resumes = false;  // a panic during a Goexit was recovered
  Origin origin = Origin::kBody;
  Ending ending;
  Ending passes;                 // how a Call in the function ended, so does the function
  std::vector<Token> pending;    // functions to be run, null for nil
  std::vector<Token> recovered;  // panics ...
  std::vector<Token> replaced;   // ... by a panic or a Goexit
  std::vector<Token> inner;      // ... recovered in Calls that deferred functions made

  bool operator==(const Frame&) const = default;
  bool Panics() const { return ending.how == Outcome::kPanic; }
};

class Run {
 public:
  struct State {
    std::vector<Frame> frames;

    bool operator==(const State&) const = default;
    size_t Hash() const;
    size_t Bytes() const { return sizeof(State) + frames.size() * sizeof(Frame); }
  };

  Run(const Problem& problem, int partition, const Assumptions& assumptions)
      : problem_(problem), partition_(partition), dropped_(assumptions.dropped) {}

  State Initial() const { return {}; }
  void Invoked(int32_t) {}
  void Closed(int32_t) {}
  void Enter(State& s, int32_t item) const;
  bool NeedsSteps(int32_t) const { return false; }
  template <class Emit>
  void Steps(const State&, int32_t, const Emit&) const {}
  bool Accept(State& s, int32_t event) const;
  bool Blocked(const State& s) const;
  bool Crashed(const State&) const { return false; }
  bool WorksItself(int32_t) const { return false; }
  std::vector<int32_t> OpenItems() const;
  std::string Describe(const State& s) const;
  std::string WhyNot(const State& s, int32_t event) const;

 private:
  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  const Item& Of(int32_t item) const { return problem_.history->items[item]; }
  Ending Seen(int32_t item) const;
  bool InBody(const Frame& f) const;
  Token RecoverGives(const Frame& f) const;
  bool MayPass(const Frame& f, const Ending& seen) const;

  void NilTurns(Frame& f) const;
  bool Begins(State& s, int32_t item) const;
  bool Ends(State& s, int32_t item) const;
  bool Deferred(State& s, int32_t item) const;
  bool Recovered(State& s, int32_t item) const;
  bool Returns(State& s, int32_t item) const;

  // The clause that is broken if this is not what should be seen.
  Clause BlameRecover(const State& s, Token seen) const;
  Clause BlameLeftOut(const Frame& f) const;
  Clause BlameEnd(const Frame& f, const Ending& seen) const;
  Clause BlamePanicLost(const Frame& f, const Ending& seen) const;
  Clause BlameOpen(const State& s, int32_t innermost) const;

  const Problem& problem_;
  const int partition_;
  const ClauseSet dropped_;
};

}  // namespace gosync::models::go_panic

#endif  // GOSYNC_MODELS_GO_PANIC_RUN_HPP_
