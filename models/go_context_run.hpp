#ifndef GOSYNC_MODELS_GO_CONTEXT_RUN_HPP_
#define GOSYNC_MODELS_GO_CONTEXT_RUN_HPP_

// The transition system behind models/go_context.hpp, for the engine.

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "models/core/fate.hpp"
#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/go_context.hpp"

namespace gosync::models::go_context {

// In the order of ModelSpec::operations.
enum class Kind : int {
  kWithCancel,
  kWithoutCancel,
  kCancel,
  kErr,
  kCause,
  kWait,
  kWithValue,
  kValue,
  kAfterFunc,
  kStop,
  kFn,
  kWithDeadline,
  kDeadline,
  kNow,
};

inline bool IsMaker(Kind kind) {
  return kind == Kind::kWithCancel || kind == Kind::kWithoutCancel || kind == Kind::kWithValue ||
         kind == Kind::kAfterFunc || kind == Kind::kWithDeadline;
}

inline constexpr int kBackground = -1;
inline constexpr int kNil = -2;

inline constexpr Token kNoPanic = -3;

struct Operation {
  Kind kind = Kind::kWait;
  Fate fate = Fate::kUnknown;
  int context = kBackground;  // that it makes, or the bearer of the one that it names
  int named = kBackground;    // the one that it names, of whatever kind
  bool by_value = false;      // what it names is of WithValue
  Token cause = kNull;        // of Cancel
  Token result = kNull;       // of Err, Cause and Value
  Token panic = kNull;
  Token must_panic = kNoPanic;      // with this
  Clause why_panic = kGX12;         // by this clause
  Token found = kNull;              // Value: what is stored
  bool found_above_cut = false;     // ... beyond a WithoutCancel
  int64_t number = 0;               // Now, Deadline: what it returned
  bool ok = false;                  // Deadline
  std::optional<int64_t> deadline;  // Deadline: of the context
  bool first = false;               // fn: its function has not been run before
};

struct Context {
  int parent = kBackground;  // its bearer
  // Which one's state this has: its own, or that of the nearest above that is not of WithValue.
  int bearer = kBackground;
  bool cut_off = false;  // by WithoutCancel: never done
  Token name = kNull;
  int above = kBackground;  // the parent itself
  Token key = kNull;        // of WithValue
  Token value = kNull;
  std::optional<int64_t> deadline;  // its own or that of one above, whichever is first
  std::optional<int64_t> own;       // of WithDeadline
  Token own_cause = kNull;          // ... or the error
  bool parent_is_earlier = false;   // ... which holds
  bool is_function = false;  // none, but the function of an AfterFunc, by the name of its token
  bool runs = false;         // it: it has been run
  bool replaced = false;     // it: another one came for the same context
};

struct Problem {
  const History* history = nullptr;
  Token canceled = -1;  // Go's texts
  Token exceeded = -1;
  std::vector<Operation> operations;  // by item
  std::vector<Context> contexts;      // parents before children
};

enum Phase : int32_t { kNothing, kDone };

// How a context ended: the cause, and whether a deadline did it.
using Ending = int32_t;
inline Ending EndingOf(Token cause, bool exceeded) { return cause * 2 + (exceeded ? 1 : 0); }
inline Token CauseOf(Ending ending) { return ending >> 1; }
inline bool IsExceeded(Ending ending) { return (ending & 1) != 0; }

// What stands in its place before there is one, or for a function. A token is -1 or more.
inline constexpr Ending kLive = -3;
inline constexpr Ending kNotMade = -4;
inline constexpr Ending kStopped = -5;  // a function
inline constexpr Ending kStarted = 0;   // a function

class Run {
 public:
  struct State {
    boost::container::small_vector<Ending, 6> endings;  // by context
    int64_t clock = std::numeric_limits<int64_t>::min();
    Phases phases;

    bool operator==(const State&) const = default;
    size_t Hash() const {
      size_t h = HashMix(0, static_cast<uint64_t>(clock));
      for (Ending ending : endings) h = HashMix(h, static_cast<uint32_t>(ending));
      return phases.Hash(h);
    }
    size_t Bytes() const { return sizeof(State) + endings.size() * sizeof(Ending); }
  };
  using Emit = std::function<void(State)>;

  Run(const Problem& problem, const Assumptions& assumptions);

  State Initial() const {
    State s;
    s.endings.assign(problem_.contexts.size(), kNotMade);
    return s;
  }
  void Invoked(int32_t item);
  void Closed(int32_t item);
  void Enter(State&, int32_t) const {}
  bool NeedsSteps(int32_t event) const {
    const Event& e = problem_.history->events[event];
    return e.type == (Of(e.item).kind == Kind::kFn ? EventType::kInvoke : EventType::kOk);
  }
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
  const Operation& Of(int32_t item) const { return problem_.operations[item]; }
  bool IsDone(const State& s, int context) const;
  bool AllDoneBelow(const State& s, int context) const;
  bool MayBeForgotten(const Context& context) const;
  bool MayEnd(const State& s, int context) const;
  bool EndsAsItMust(const Operation& op) const;
  bool Sees(const State& s, const Operation& op) const;
  bool SeesValue(const Operation& op) const;
  bool SeesDeadline(const Operation& op) const;
  int64_t ReadLater(const State& s, int32_t event) const;
  bool HasToEnd(const State& s) const;
  bool SeesErr(const State& s, const Operation& op) const;
  bool SeesCause(const State& s, const Operation& op) const;
  static bool IsOver(const State& s, const Context& context);
  static Ending Handed(const State& s, const Context& context);
  void Make(const State& s, int32_t item, const Emit& emit) const;
  void Cancel(const State& s, int32_t item, const Emit& emit) const;
  void ReadClock(const State& s, int32_t item, const Emit& emit) const;
  void Exceed(const State& s, size_t context, int64_t latest, const Emit& emit) const;
  void Stop(const State& s, int32_t item, const Emit& emit) const;
  bool Begins(const State& s, int32_t item) const;

  const Problem& problem_;
  ClauseSet dropped_;
  std::vector<int32_t> open_;  // items, in the order of invoke
  std::vector<Token> given_;   // causes of all Cancels that began
  // By event: the least that is read from the clock by those that are called from there on.
  std::vector<int64_t> read_from_;
};

}  // namespace gosync::models::go_context

#endif  // GOSYNC_MODELS_GO_CONTEXT_RUN_HPP_
