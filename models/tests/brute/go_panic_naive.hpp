#ifndef GOSYNC_MODELS_TESTS_BRUTE_GO_PANIC_NAIVE_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_GO_PANIC_NAIVE_HPP_

// Frames without any state but what has begun and ended: after every event the whole tree of
// calls is gone through again, from the outside in. Each Call keeps a list of all that was raised
// in it, in order, and how it ends is read from that list.

#include <array>
#include <cstdint>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/brute.hpp"

namespace gosync::models::brute {

// Wrong implementations, for walks that are to go wrong.
enum GoPanicVariant : uint64_t {
  kFirstDeferredFirst = uint64_t{1} << 32,
  kNeverRecovers = uint64_t{1} << 33,        // Recover finds nothing
  kRecoversAgain = uint64_t{1} << 34,        // what was recovered can be had again
  kRecoverSkipsRest = uint64_t{1} << 35,     // nothing that is left runs after a recover
  kSeesOuterPanic = uint64_t{1} << 36,       // in calls of deferred functions, too
  kKeepsOldPanic = uint64_t{1} << 37,        // a panic does not replace the one before
  kInnerRecoverEndsAll = uint64_t{1} << 38,  // a recover ends outer panics, too
  kPanicOutlivesExit = uint64_t{1} << 39,    // a Goexit does not end a panic
  kForgetsExit = uint64_t{1} << 40,          // a recovered panic ends the Goexit beneath
  kRecoversExit = uint64_t{1} << 41,         // Recover gives something for Goexit
  kNilIsSkipped = uint64_t{1} << 42,         // a deferred nil does nothing
  kNilPanicIsNil = uint64_t{1} << 43,        // Recover gives nil for panic(nil)
  kExitReturns = uint64_t{1} << 44,          // a Call in which Goexit was called returns
};

enum class GoPanicStage : int8_t { kNotYet, kNotMade, kOpen, kLost, kOver };

struct GoPanicState {
  std::array<GoPanicStage, kMaxItems> stage{};

  friend bool operator==(const GoPanicState&, const GoPanicState&) = default;
};

class NaiveGoPanic final : public NaiveModel<GoPanicState> {
 public:
  NaiveGoPanic(const History& history, const ModelSpec& spec, uint64_t quirks)
      : history_(history), spec_(spec), quirks_(quirks) {}

  void Add(int item) override;
  GoPanicState Initial() const override { return {}; }
  void Steps(const GoPanicState&, std::vector<GoPanicState>*) const override {}
  bool Invoke(int item, GoPanicState* state) const override;
  void NotMade(int item, GoPanicState* state) const override;
  bool Failed(int item, GoPanicState* state) const override;
  void Lose(int item, GoPanicState* state) const override;
  bool Return(int item, GoPanicState* state) const override;
  bool Quiescent(const GoPanicState& state) const override;
  bool Crashed(const GoPanicState&) const override { return false; }

  struct End {
    Outcome how = Outcome::kReturn;
    Token panic = kNull;
    bool nil = false;  // the panic is that of a nil function
  };
  // What is next in an open item of which nothing is open inside.
  struct Next {
    Token fn = kNull;  // a Call runs it; null: ...
    End end;           // ... the Call ends so; a function has been ended so by a Call in it
    End recover;       // a Recover gives this panic; kGoexit: something for an exit
  };
  Next NextOf(int item, const GoPanicState& state) const;

  bool Is(int item, const char* f) const;
  Token FnOf(int item) const { return static_cast<Token>(history_.items[item].arguments[0]); }
  bool IsBody(int fn) const { return of_a_call_[fn]; }
  bool Has(uint64_t quirk) const { return (quirks_ & quirk) != 0; }
  const History& history() const { return history_; }
  int Count() const { return static_cast<int>(of_a_call_.size()); }

 private:
  bool Explains(int item, const GoPanicState& state) const;

  const History& history_;
  const ModelSpec& spec_;
  const uint64_t quirks_;
  std::vector<bool> of_a_call_;  // by item: a function that a Call handed in
};

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_GO_PANIC_NAIVE_HPP_
