#ifndef GOSYNC_MODELS_TESTS_BRUTE_GO_CHAN_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_GO_CHAN_NAIVE_HPP_

// Channels with explicit buffers and explicit queues of those who wait, first come, first
// served.

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Wrong implementations, for walks that are to go wrong.
enum GoChanVariant : uint64_t {
  kLastInFirstOut = uint64_t{1} << 32,  // the value that was sent last is received first
  kOneTooMany = uint64_t{1} << 33,      // the buffer holds one value more
  kCloseWakesNobody = uint64_t{1} << 34,
  kCloseDropsBuffer = uint64_t{1} << 35,
  kRoomWakesNobody = uint64_t{1} << 36,  // a receive from a full buffer serves no sender
  kStaysInQueues = uint64_t{1} << 37,    // a select that was served is served again elsewhere
  kTimidDefault = uint64_t{1} << 38,     // a default runs though a case is ready
};

enum class GoChanPhase : int8_t {
  kIdle,     // not called yet, or returned
  kNotMade,  // the caller never made the call
  kOutside,  // called, and nothing has happened
  kWaiting,
  kDone,
  kSendOnClosed,
  kCloseOfNil,
  kCloseOfClosed,
};

inline constexpr int kMaxChannels = 4;
inline constexpr int kMaxWaiters = 32;
inline constexpr int kMaxBuffer = 8;

// A case of an item: 2 * item + number of the case.
using CaseId = uint8_t;

template <int kMost>
struct CaseQueue {
  uint8_t size = 0;
  std::array<CaseId, kMost> at{};
  void Push(CaseId id);
  CaseId Take(int from);

  friend bool operator==(const CaseQueue&, const CaseQueue&) = default;
};

struct GoChanState {
  struct Channel {
    uint8_t closed = 0;
    CaseQueue<kMaxBuffer> buffer{};  // who sent the values
    CaseQueue<kMaxWaiters> senders{};
    CaseQueue<kMaxWaiters> receivers{};
    friend bool operator==(const Channel&, const Channel&) = default;
  };
  std::array<Channel, kMaxChannels> channels{};
  std::array<GoChanPhase, kMaxItems> phase{};
  std::array<int8_t, kMaxItems> ran{};  // case, or -1
  std::array<CaseId, kMaxItems> got{};  // who sent what it received
  std::array<uint8_t, kMaxItems> ok{};  // it received something

  friend bool operator==(const GoChanState&, const GoChanState&) = default;
};

class NaiveGoChan final : public NaiveModel<GoChanState> {
 public:
  NaiveGoChan(const History& history, const ModelSpec& spec, uint64_t quirks);

  void Add(int item) override;
  GoChanState Initial() const override { return {}; }
  void Steps(const GoChanState& state, std::vector<GoChanState>* out) const override;
  bool Invoke(int item, GoChanState* state) const override;
  void NotMade(int item, GoChanState* state) const override;
  bool Failed(int item, GoChanState* state) const override;
  bool Return(int item, GoChanState* state) const override;
  bool Quiescent(const GoChanState& state) const override;
  bool Crashed(const GoChanState&) const override { return false; }

  // The results that the state says, in the order of the operation's table.
  void Results(int item, const GoChanState& state, Item* out) const;

 private:
  using Phase = GoChanPhase;
  struct NaiveCase {
    int channel = -1;  // nil
    bool sends = false;
    Token value = kNull;
  };

  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  bool Is(int item, const char* f) const;
  bool HasDefault(int item) const;
  int CapacityOf() const;
  Token ValueOf(CaseId id) const;
  bool IsReady(int item, const NaiveCase& c, const State& state) const;
  void Arrive(int item, const State& state, std::vector<State>* out) const;
  void DoSend(int item, int number, State* state) const;
  void DoReceive(int item, int number, State* state) const;
  void Wait(int item, State state, std::vector<State>* out) const;
  void Close(int item, State* state) const;
  // Takes the first of a queue, and out of all others where it stands.
  CaseId Serve(bool sender, int channel, State* state) const;
  void Complete(CaseId id, State* state) const;

  const History& history_;
  const ModelSpec& spec_;
  const uint64_t quirks_;
  std::map<Token, int> numbers_;
  std::vector<std::vector<NaiveCase>> cases_;  // by item
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_GO_CHAN_NAIVE_HPP_
