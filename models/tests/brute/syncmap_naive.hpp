#ifndef GOSYNC_MODELS_TESTS_BRUTE_SYNCMAP_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_SYNCMAP_NAIVE_HPP_

// sync.Map as a table that every operation changes or reads in one step of its own,
// whatever comes of it; and beside it, for each Range, all that each key was mapped to
// since it began.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

inline constexpr int kMaxEntries = 12;
inline constexpr int kMaxRanges = 6;

// Beside the faults of releases: wrong implementations, for walks that are to go wrong.
enum SyncMapVariant : uint64_t {
  kLosesStores = uint64_t{1} << 32,    // a Store of a key that is there may do nothing
  kAbsentIsNil = uint64_t{1} << 33,    // CompareAndSwap takes absent for nil
  kClearsInSteps = uint64_t{1} << 34,  // Clear takes key by key
  kHangs = uint64_t{1} << 35,          // some operations never come back
};

enum class SyncMapPhase : int8_t {
  kIdle,     // not called yet, or returned
  kNotMade,  // the caller never made the call
  kCalled,
  kDone,  // its results are in the state
  kUncomparable,
  kUnhashable,
  kRunning,  // a Range or an f
};

enum class LastF : int8_t { kNone, kMore, kStop, kPanic, kGoexit };

struct SyncMapState {
  // Bit of each value that the entry had since the Range began; bit 63: none.
  std::array<std::array<uint64_t, kMaxEntries>, kMaxRanges> held{};
  std::array<int16_t, kMaxEntries> value{};    // 0: none, otherwise token + 1
  std::array<int16_t, kMaxItems> result{};     // token
  std::array<uint16_t, kMaxRanges> visited{};  // bit of each entry that f was shown
  std::array<SyncMapPhase, kMaxItems> phase{};
  std::array<int8_t, kMaxItems> flag{};
  std::array<LastF, kMaxRanges> last{};
  std::array<int8_t, 6> unused{};  // no padding: states are compared as bytes

  friend bool operator==(const SyncMapState&, const SyncMapState&) = default;
};

class NaiveSyncMap final : public NaiveModel<SyncMapState> {
 public:
  NaiveSyncMap(const History& history, const ModelSpec& spec, uint64_t quirks);

  // More entries or Ranges than a state has room for.
  bool TooLarge() const { return next_entry_ > kMaxEntries || next_range_ > kMaxRanges; }

  void Add(int item) override;
  SyncMapState Initial() const override { return {}; }
  void Steps(const SyncMapState& state, std::vector<SyncMapState>* out) const override;
  bool Invoke(int item, SyncMapState* state) const override;
  void NotMade(int item, SyncMapState* state) const override;
  bool Failed(int item, SyncMapState* state) const override;
  bool Return(int item, SyncMapState* state) const override;
  bool Quiescent(const SyncMapState& state) const override;
  bool Crashed(const SyncMapState&) const override { return false; }

  int EntryOf(int item) const { return entry_of_[item]; }
  Token KeyOf(int entry) const { return keys_[entry]; }
  int RangeOf(int item) const { return range_of_[item]; }
  int Entries() const { return next_entry_; }
  bool Kept(int item, const SyncMapState& state) const;  // by a leaked lock

 private:
  enum Op {
    kLoad,
    kStore,
    kLoadOrStore,
    kLoadAndDelete,
    kDelete,
    kSwap,
    kCas,
    kCad,
    kClear,
    kRange,
    kF
  };
  Op Of(int item) const { return static_cast<Op>(history_.items[item].operation); }
  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  int64_t Argument(int item, int i) const { return history_.items[item].arguments[i]; }
  std::string Name(int64_t token) const { return history_.tokens.Name(static_cast<Token>(token)); }
  bool IsNan(int64_t token) const { return Name(token).starts_with("nan:"); }
  std::string LikeOf(int64_t token) const;
  uint64_t BitOf(int16_t value) const;
  void Set(int entry, int16_t value, SyncMapState* state) const;
  void Do(int item, SyncMapState* state) const;
  void Compare(int item, SyncMapState* state) const;
  bool InvokeF(int item, SyncMapState* state) const;
  bool ReturnRange(int item, const SyncMapState& state) const;
  bool Results(int item, const SyncMapState& state) const;
  bool Leaked() const;

  const History& history_;
  const uint64_t quirks_;
  int next_entry_ = 0;
  int next_range_ = 0;
  std::vector<int> entry_of_;  // per item; -1: none, it can never be there
  std::vector<int> range_of_;  // per item, for Ranges
  std::vector<Token> keys_;    // per entry
  std::map<Token, int> entries_;
  mutable std::map<int16_t, int> bits_;
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_SYNCMAP_NAIVE_HPP_
