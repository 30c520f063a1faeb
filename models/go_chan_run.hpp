#ifndef GOSYNC_MODELS_GO_CHAN_RUN_HPP_
#define GOSYNC_MODELS_GO_CHAN_RUN_HPP_

// The transition system behind models/go_chan.hpp, for the engine.

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/core/fate.hpp"
#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/phases.hpp"
#include "models/go_chan.hpp"

namespace gosync::models::go_chan {

// In the order of ModelSpec::operations.
enum class Kind : int { kSend, kReceive, kClose, kTrySend, kTryReceive, kSelect, kTrySelect };

// What the history says will come of an operation.
struct Case {
  int channel = -1;  // -1: nil
  bool sends = false;
  Token value = kNull;  // that it sends
};

inline constexpr int kDefault = -1;

// A send or a receive is a select with one case, one that tries has a default.
struct Operation {
  Kind kind = Kind::kSend;
  Fate fate = Fate::kUnknown;
  boost::container::small_vector<Case, 2> cases;  // of Close: its channel
  bool has_default = false;
  int chosen = 0;  // case that ran, or kDefault
  Token value = kNull;
  bool ok = false;
  Token panic = kNull;

  bool IsSelect() const { return has_default || cases.size() > 1; }
};

struct Problem {
  const History* history = nullptr;
  int64_t capacity = 0;
  std::vector<Operation> operations;  // by item
  std::vector<Token> channels;        // their names
};

enum Phase : int32_t { kNothing, kDone };

struct Channel {
  boost::container::small_vector<Token, 3> buffer;
  bool closed = false;
  bool operator==(const Channel&) const = default;
};

class Run {
 public:
  struct State {
    boost::container::small_vector<Channel, 2> channels;
    Phases phases;

    bool operator==(const State&) const = default;
    size_t Hash() const {
      size_t h = 0;
      for (const Channel& c : channels) {
        h = HashMix(h, c.closed ? 1 : 0);
        for (Token value : c.buffer) h = HashMix(h, static_cast<uint32_t>(value));
      }
      return phases.Hash(h);
    }
    size_t Bytes() const { return sizeof(State) + channels.size() * sizeof(Channel); }
  };
  using Emit = std::function<void(State)>;

  Run(const Problem& problem, const Assumptions& assumptions);

  State Initial() const;
  void Invoked(int32_t item);
  void Closed(int32_t item);
  void Enter(State&, int32_t) const {}
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
  bool Dropped(Clause c) const { return (dropped_ >> c & 1) != 0; }
  const Operation& Of(int32_t item) const { return problem_.operations[item]; }
  bool Is(Token token, const char* text) const;
  bool HasRoom(const Channel& c) const;
  bool Ready(const State& s, const Case& c) const;
  bool AnyReady(const State& s, const Operation& op) const;
  bool MayWait(const State& s, const Operation& op) const;
  bool Fits(const Operation& op, int chosen, Token value, bool ok) const;
  bool MayMeet(const State& s, int32_t sender, int32_t receiver) const;
  bool Excused(const State& s, int32_t item) const;
  bool MayStay(const State& s, int32_t item) const;

  void CloseSteps(const State& s, int32_t item, const Emit& emit) const;
  void SelectSteps(const State& s, int32_t item, const Emit& emit) const;
  void RunCase(const State& s, int32_t item, int chosen, const Emit& emit) const;
  void MeetSteps(const State& s, int32_t item, const Emit& emit) const;
  void Finish(State s, int32_t item, int chosen, const Emit& emit) const;
  // What is allowed because a clause is dropped.
  void RelaxedSteps(const State& s, int32_t item, const Emit& emit) const;
  bool NeedNothing(const State& s, const Operation& op) const;
  bool PanicsFreely(const Operation& op) const;
  bool ReceivesFreely(const State& s, const Operation& op) const;

  const Problem& problem_;
  ClauseSet dropped_;
  std::vector<int32_t> open_;                // items, in the order of invoke
  std::set<std::pair<int, Token>> offered_;  // channel and value of all sends that began
};

}  // namespace gosync::models::go_chan

#endif  // GOSYNC_MODELS_GO_CHAN_RUN_HPP_
