// Contexts of the Go world as a subject.

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gosync/go/context.hpp"
#include "gosync/go/select.hpp"
#include "property_tests/adapters/go_context_clock.hpp"
#include "property_tests/adapters/recover.hpp"

#ifndef GOSYNC_SUBJECT
#define GOSYNC_SUBJECT "gosync/go/context"
#endif
#ifndef GOSYNC_VERSION
#define GOSYNC_VERSION "tree"
#endif

GOSYNC_BEGIN
namespace adapting {
namespace {

using adapters::kFarTick;
using adapters::kTick;

constexpr size_t kContexts = 64;

class GoContextSubject final : public adapters::Subject,
                               public std::enable_shared_from_this<GoContextSubject> {
 public:
  // A timer that is to come would keep its context.
  ~GoContextSubject() override {
    go::RunRoot([&] {
      for (const go::WithCancelCauseResult& slot : slots_) {
        if (slot.cancel) slot.cancel(nullptr);
      }
    });
  }

  Outcome Perform(const Call& call, const adapters::SessionPtr& session) override {
    return Recovering([&] { return PerformBare(call, session); });
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr& session) override {
    go::Go([self = shared_from_this(), call, session] { self->PerformBare(call, session); });
  }

  bool HasHappened(const Call&) const override { return false; }

  // A timer behind all others shows that they have run: one thread serves all. Then once more, so
  // that there was time to see who was woken, and anew if meanwhile there is another deadline.
  bool Settled() override {
    const int64_t deadlines = near_.load(std::memory_order_relaxed);
    if (deadlines == 0) return true;
    if (deadlines != settled_at_) {
      settled_at_ = deadlines;
      behind_ = std::make_shared<std::atomic<bool>>(false);
      seen_ = false;
      const int64_t last = last_near_.load(std::memory_order_relaxed);
      timer_ = std::make_unique<rt::Timer>(std::max(last + 1, rt::Now()),
                                           [behind = behind_] { behind->store(true); });
    }
    return std::exchange(seen_, behind_->load()) && seen_;
  }

  void Unblock() override {
    go::RunRoot([&] { stop_.Close(); });  // panics the second time
  }

 private:
  Fields PerformBare(const Call& call, const adapters::SessionPtr& session) {
    const Fields& arguments = call.arguments;
    if (Is(call, "WithCancel")) {
      SlotOf(arguments) = go::WithCancelCause(ContextOf(arguments, "parent"));
    } else if (Is(call, "WithoutCancel")) {
      SlotOf(arguments).context = go::WithoutCancel(ContextOf(arguments, "parent"));
    } else if (Is(call, "WithValue")) {
      SlotOf(arguments).context = go::WithValue(
          ContextOf(arguments, "parent"), ValueOf(arguments, "key"), ValueOf(arguments, "value"));
    } else if (Is(call, "Value")) {
      const go::Context ctx = ContextOf(arguments, "ctx");
      return {{"value", TokenOf(ctx.Value(ValueOf(arguments, "key")))}};
    } else if (Is(call, "WithDeadline")) {
      MakeDeadline(arguments);
    } else if (Is(call, "Deadline")) {
      const std::optional<int64_t> deadline = ContextOf(arguments, "ctx").Deadline();
      const int64_t tick = deadline ? (*deadline - began_) / kTick : 0;
      return {{"deadline", tick}, {"ok", deadline.has_value()}};
    } else if (Is(call, "Now")) {
      return {{"now", (rt::Now() - began_) / kTick}};
    } else if (Is(call, "AfterFunc")) {
      // Not the session itself, which holds this and so the contexts.
      FunctionOf(arguments) = go::AfterFunc(
          ContextOf(arguments, "ctx"), [weak = std::weak_ptr(session), fn = Text(arguments, "fn")] {
            if (const auto now = weak.lock()) now->RunCallback(fn);
          });
    } else if (Is(call, "Stop")) {
      return {{"stopped", FunctionOf(arguments)()}};
    } else if (Is(call, "Cancel")) {
      SlotOf(arguments).cancel(ErrorOf(Argument(arguments, "cause")));
    } else if (Is(call, "Err")) {
      return {{"err", FieldOf(ContextOf(arguments, "ctx").Err())}};
    } else if (Is(call, "Cause")) {
      return {{"cause", FieldOf(go::Cause(ContextOf(arguments, "ctx")))}};
    } else if (Is(call, "Wait")) {
      go::Select(go::ReceiveFrom(ContextOf(arguments, "ctx").Done()), go::ReceiveFrom(stop_));
    } else {
      rt::Fatal("the adapter of contexts does not know " + std::string(call.operation));
    }
    return {};
  }

  void MakeDeadline(const Fields& arguments) {
    const int64_t tick = Integer(arguments, "deadline");
    const int64_t deadline = began_ + tick * kTick;
    int64_t last = last_near_.load(std::memory_order_relaxed);
    while (tick < kFarTick && deadline > last &&
           !last_near_.compare_exchange_weak(last, deadline, std::memory_order_relaxed)) {
    }
    const go::WithCancelResult made = go::WithDeadlineCause(
        ContextOf(arguments, "parent"), deadline, ErrorOf(Argument(arguments, "cause")));
    SlotOf(arguments) = {made.context, [cancel = made.cancel](const go::Error&) { cancel(); }};
    if (tick < kFarTick) near_.fetch_add(1, std::memory_order_relaxed);
  }

  static go::Value ValueOf(const Fields& arguments, const char* name) {
    const std::string token = Text(arguments, name);
    return token.empty() ? go::Value() : go::Value(token);
  }
  static Field TokenOf(const go::Value& value) {
    return value.IsNil() ? Field(nullptr) : FieldOf(value);
  }

  // Function tokens are "f0", "f1" and so on.
  std::function<bool()>& FunctionOf(const Fields& arguments) {
    return functions_.at(std::stoul(Text(arguments, "fn").substr(1)));
  }

  // Context tokens are "c0", "c1" and so on.
  go::WithCancelCauseResult& SlotOf(const Fields& arguments) {
    return slots_.at(std::stoul(Text(arguments, "ctx").substr(1)));
  }

  go::Context ContextOf(const Fields& arguments, const char* name) const {
    const std::string token = Text(arguments, name);
    if (token.empty()) return nullptr;
    if (token == "background") return go::Background();
    return slots_.at(std::stoul(token.substr(1))).context;
  }

  // Each is written before the others begin, or is used by one thread only.
  std::array<go::WithCancelCauseResult, kContexts> slots_;
  std::array<std::function<bool()>, kContexts> functions_;
  const int64_t began_ = rt::Now();
  // Relaxed, or ThreadSanitizer would see orders that contexts do not make.
  std::atomic<int64_t> last_near_{std::numeric_limits<int64_t>::min() / 2};
  std::atomic<int64_t> near_{0};  // how many
  // Of Settled.
  int64_t settled_at_ = 0;
  bool seen_ = false;
  std::shared_ptr<std::atomic<bool>> behind_;
  std::unique_ptr<rt::Timer> timer_;
  const go::Chan<go::Unit> stop_ = go::MakeChan<go::Unit>();
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "go_context", GOSYNC_SUBJECT, GOSYNC_VERSION,
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<GoContextSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
