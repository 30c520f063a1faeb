#ifndef GOSYNC_MODELS_SYNCMAP_RUN_HPP_
#define GOSYNC_MODELS_SYNCMAP_RUN_HPP_

// The transition system behind models/syncmap.hpp, for the engine.

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/core/fate.hpp"
#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/syncmap.hpp"

namespace gosync::models::syncmap {

// In the order of ModelSpec::operations.
enum class Kind : int {
  kLoad,
  kStore,
  kLoadOrStore,
  kLoadAndDelete,
  kDelete,
  kSwap,
  kCompareAndSwap,
  kCompareAndDelete,
  kClear,
  kRange,
  kF,
};

// What the history says will come of an operation.
// A key without a value. Not a token, and not nil.
inline constexpr Token kNoValue = -1;
// A value that is unequal to all that the history names.
inline constexpr Token kOtherValue = -2;

struct Operation {
  Kind kind = Kind::kLoad;
  Fate fate = Fate::kUnknown;
  int32_t entry = -1;  // the key, as an index in Problem::entries; -1: all of them
  bool unhashable = false;
  Token value = kNull;  // what it is given: to store, or for f what it is shown
  Token old = kNull;    // what it compares with
  Token result = kNull;
  bool flag = false;  // its boolean result
  Token panic = kNull;
  int32_t sight = -1;      // Range: of its first entry, in Problem::sights; the others follow
  bool misshapen = false;  // Range, f: against MP5 whatever the map is
  bool beside_f = false;   // some f ran while it was open
  bool inside_f = false;   // Range: open, because its f is
};

// What a Range has to have seen: `value` under `entry`.
struct Sight {
  int32_t range = -1;
  int32_t entry = -1;
  Token value = kNoValue;
  bool asked = false;  // false: nothing is asked of this entry
};

struct Problem {
  const History* history = nullptr;
  std::vector<Operation> operations;  // by item
  std::vector<Token> entries;         // the keys; of those unequal to themselves one per store
  std::vector<Sight> sights;
  std::vector<int32_t> alike;  // by token: a number > 0 if it is uncomparable with its like
  std::vector<bool> nan;       // by token
  bool panicked = false;       // an operation of the map panicked
  bool leaked = false;         // ... a CompareAndDelete, while comparing

  bool IsNan(Token t) const { return t >= 0 && nan[t]; }
  int32_t Alike(Token t) const { return t >= 0 ? alike[t] : 0; }
};

class Run {
 public:
  struct State {
    boost::container::small_vector<Token, 4> values;  // by slot
    // What open readers have not seen yet, sorted: an item, or -1 - an index of a sight.
    boost::container::small_vector<int32_t, 6> unseen;
    Phases phases;  // of writers: 1, it has taken effect

    bool operator==(const State&) const = default;
    size_t Hash() const;
    size_t Bytes() const { return sizeof(State) + (values.size() + unseen.size()) * sizeof(Token); }
  };
  using Emit = std::function<void(State)>;

  // Judges the entries first .. first + count - 1.
  Run(const Problem& problem, const Assumptions& assumptions, int32_t first, int32_t count)
      : problem_(problem),
        dropped_(assumptions.dropped),
        quirks_(assumptions.quirks),
        first_(first),
        count_(count) {}

  State Initial() const;
  void Invoked(int32_t item) { open_.push_back(item); }
  void Closed(int32_t item);
  void Enter(State& s, int32_t item) const;
  bool NeedsSteps(int32_t event) const;
  void Steps(const State& s, int32_t event, const Emit& emit) const;
  bool Accept(State& s, int32_t event) const;
  bool Blocked(const State& s) const;
  bool Crashed(const State&) const { return false; }
  bool WorksItself(int32_t) const { return false; }
  std::vector<int32_t> OpenItems() const;
  std::string Describe(const State& s) const;
  std::string WhyNot(const State& s, int32_t event) const;

 private:
  enum class Comparison { kUnequal, kEqual, kPanics };
  // What an operation may do to its key: at most two different things.
  using Effects = boost::container::small_vector<Token, 2>;

  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  Token Value(const State& s, const Operation& op) const { return s.values[op.entry - first_]; }
  Comparison Compare(Token value, Token old) const;
  bool Shaped(const Operation& op, Token value) const;
  bool PanicFits(const Operation& op, Token value) const;
  void Compared(const Operation& op, Token value, Effects* out) const;
  Effects EffectsOf(const Operation& op, Token value) const;
  bool Possible(const Operation& op) const;
  bool Reads(const Operation& op) const;
  bool Seen(const State& s, int32_t unseen) const;
  bool Awaited(const State& s, int32_t unseen) const;
  void Await(State& s, int32_t unseen) const;
  void Look(State& s) const;
  bool NeedsLock(const Operation& op, Token value) const;
  bool MayBlock(const State& s, int32_t item) const;
  bool AcceptF(const State& s, int32_t item) const;
  bool AcceptRange(State& s, int32_t item) const;

  const Problem& problem_;
  ClauseSet dropped_;
  uint64_t quirks_;
  int32_t first_;
  int32_t count_;
  std::vector<int32_t> open_;
};

}  // namespace gosync::models::syncmap

#endif  // GOSYNC_MODELS_SYNCMAP_RUN_HPP_
