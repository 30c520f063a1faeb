#ifndef GOSYNC_MODELS_TESTS_BRUTE_GO_CONTEXT_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_GO_CONTEXT_NAIVE_HPP_

// Contexts, where each Cancel itself walks down its tree and tells one context after the other.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Wrong implementations, for walks that are to go wrong.
enum GoContextVariant : uint64_t {
  kTellsNoChild = uint64_t{1} << 32,   // a Cancel ends its own context only
  kLastCauseWins = uint64_t{1} << 33,  // a later Cancel changes the cause
  kReturnsEarly = uint64_t{1} << 34,   // a Cancel that is not the first waits for nobody
  kParentToo = uint64_t{1} << 35,      // a Cancel ends the parent, too
  kWakesNoWaiter = uint64_t{1} << 36,  // a Wait that found its context not done sleeps on
  kFarthestValue = uint64_t{1} << 37,  // Value finds the one that is farthest up
  kStopLies = uint64_t{1} << 38,       // a Stop that comes too late gives true, too
  kStopIsIdle = uint64_t{1} << 39,     // a Stop keeps nothing from running
  kOneFunction = uint64_t{1} << 40,    // an AfterFunc takes the place of the one before it
  kEarlyTimer = uint64_t{1} << 41,     // deadlines do not look at the clock
  kNoTimer = uint64_t{1} << 42,        // deadlines do not pass
  kOneCause = uint64_t{1} << 43,       // the cause of a deadline is that of a Cancel, too
  kLastDeadline = uint64_t{1} << 44,   // a later deadline than the parent's is shown
};

enum class GoContextPhase : int8_t {
  kIdle,     // not called yet, or returned
  kNotMade,  // the caller never made the call
  kOutside,  // called, and nothing has happened
  kWalking,  // a Cancel
  kWaiting,  // a Wait that has looked in vain
  kDone,
  kThrows,
  kRuns,  // a function
};

inline constexpr int8_t kBeforeAll = -128;

struct GoContextState {
  // By number of the context: 0 not made, 1 not done, 2 + the Cancel or WithDeadline that ended it.
  // Functions of AfterFuncs have numbers, too: done is started; -1: stopped.
  std::array<int8_t, kMaxItems> context{};
  std::array<int8_t, kMaxItems> began{};  // functions
  std::array<int8_t, kMaxItems> timer{};  // a deadline that has passed: 1 tells those below, 2 has
  std::array<GoContextPhase, kMaxItems> phase{};
  std::array<int8_t, kMaxItems>
      seen{};  // by Err and Cause, as in `context`; by Stop: 1 is true; by Now
  // As if in an array: no padding. All numbers in a history are small.
  std::array<int8_t, 1> clock{kBeforeAll};

  friend bool operator==(const GoContextState&, const GoContextState&) = default;
};

class NaiveGoContext final : public NaiveModel<GoContextState> {
 public:
  NaiveGoContext(const History& history, const ModelSpec& spec, uint64_t quirks)
      : history_(history), spec_(spec), quirks_(quirks) {}

  void Add(int item) override;
  GoContextState Initial() const override { return {}; }
  void Steps(const GoContextState& state, std::vector<GoContextState>* out) const override;
  bool Invoke(int item, GoContextState* state) const override;
  void NotMade(int item, GoContextState* state) const override;
  bool Failed(int item, GoContextState* state) const override;
  bool Return(int item, GoContextState* state) const override;
  bool Quiescent(const GoContextState& state) const override;
  bool Crashed(const GoContextState&) const override { return false; }

  bool IsDone(int item, const GoContextState& state) const;
  // The Cancel whose cause an Err or Cause saw, or -1.
  int SeenBy(int item, const GoContextState& state) const { return state.seen[item] - 2; }
  // Whether the function of an AfterFunc may begin.
  bool IsStarted(int item, const GoContextState& state) const {
    return state.context[node_of_[item]] > 1 && state.began[node_of_[item]] == 0;
  }
  // The text with which an item has to panic, or null.
  const char* Throws(int item) const;
  Token ValueSeen(int item) const;
  std::optional<int64_t> DeadlineSeen(int item) const { return DeadlineOf(node_of_[item]); }
  // The text of the error, and the cause, of who ended a context.
  const char* ErrBy(int by) const;
  // Null: that is the error.
  Token CauseBy(int by) const;

 private:
  using Phase = GoContextPhase;
  struct Node {
    int parent = -1;  // background or nil
    bool cut_off = false;
    int values = -1;  // the WithValue that made it
    bool function = false;
    int timed = -1;  // the WithDeadline that made it, if the parent's deadline is not earlier
  };

  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  bool Is(int item, const char* f) const;
  bool Makes(int item) const;
  bool Looks(int item) const;
  int Up(int node) const;
  std::optional<int64_t> DeadlineOf(int node) const;
  bool HasPassed(int node, const State& state) const;
  void Know(int64_t number);
  void Tell(int top, const State& state, std::vector<State>* out) const;
  void Clock(const State& state, std::vector<State>* out) const;
  bool IsBelow(int node, int top) const;
  void Make(int item, State* state) const;
  void Stop(int item, State* state) const;
  void Walk(int item, const State& state, std::vector<State>* out) const;

  const History& history_;
  const ModelSpec& spec_;
  const uint64_t quirks_;
  std::map<Token, int> numbers_;
  std::map<Token, int> functions_;
  std::set<int8_t> numbers_of_clock_;
  std::vector<Node> nodes_;
  std::vector<int> node_of_;  // by item; -1: background
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_GO_CONTEXT_NAIVE_HPP_
