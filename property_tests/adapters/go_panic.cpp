// Frames of the Go world as a subject: Call, Defer and Recover, and functions that panic and exit.

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "property_tests/adapters/recover.hpp"

#ifndef GOSYNC_SUBJECT
#define GOSYNC_SUBJECT "gosync/go/panic"
#endif
#ifndef GOSYNC_VERSION
#define GOSYNC_VERSION "tree"
#endif

GOSYNC_BEGIN
namespace adapting {
namespace {

// A function that runs on this thread. Operations name no frame: theirs is that of the innermost.
struct Running {
  go::Frame* frame = nullptr;                                 // of a body
  go::Deferred* deferred = nullptr;                           // of a deferred function
  std::optional<go::internal::Ending> passes = std::nullopt;  // how a Call in it ended it
};

thread_local std::vector<Running*> running;

// Runs a function that the session describes, to the end that it says.
//
// Whoever runs a program stops each panic at each operation, to write it down, and says how the
// function around is to end: with a new panic of the same value, it would seem. But a panic may
// have others behind it and a Goexit beneath it, which would be gone. So it is the panic of the
// Call itself that goes on from here, as if nobody had stopped it.
void RunFunction(adapters::Session& session, const std::string& fn, Running here) {
  running.push_back(&here);
  const Outcome outcome = session.RunCallback(fn);
  running.pop_back();
  if (here.passes) throw go::internal::Unwind{*std::move(here.passes)};
  EndAs(outcome);
}

class GoPanicSubject final : public adapters::Subject,
                             public std::enable_shared_from_this<GoPanicSubject> {
 public:
  Outcome Perform(const Call& call, const adapters::SessionPtr& session) override {
    return Recovering([&] { return PerformBare(call, session); });
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr& session) override {
    go::Go([self = shared_from_this(), call, session] { self->PerformBare(call, session); });
  }

  bool HasHappened(const Call&) const override { return false; }
  void Unblock() override {}  // nothing blocks

 private:
  static Fields PerformBare(const Call& call, const adapters::SessionPtr& session) {
    const std::string fn = Text(call.arguments, "fn");
    if (Is(call, "Call")) {
      CallOf(fn, session);
    } else if (Is(call, "Defer")) {
      std::function<void(go::Deferred&)> f;
      if (!fn.empty()) {
        f = [session, fn](go::Deferred& deferred) {
          RunFunction(*session, fn, {.deferred = &deferred});
        };
      }
      running.back()->frame->Defer(f);
    } else if (Is(call, "Recover")) {
      const std::optional<go::Value> value = running.back()->deferred->Recover();
      return {{"value", value ? FieldOf(*value) : Field(nullptr)}};
    } else {
      rt::Fatal("the adapter of frames does not know " + std::string(call.operation));
    }
    return {};
  }

  static void CallOf(const std::string& fn, const adapters::SessionPtr& session) {
    go::internal::Ending ending = go::internal::Attempt([&] {
      const std::function<void()> nil;
      if (fn.empty()) go::Invoke(nil);
      go::Call([&](go::Frame& frame) { RunFunction(*session, fn, {.frame = &frame}); });
    });
    if (ending.kind == go::internal::Ending::Kind::kReturn) return;
    if (!running.empty()) running.back()->passes = ending;
    throw go::internal::Unwind{std::move(ending)};
  }
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "go_panic", GOSYNC_SUBJECT, GOSYNC_VERSION,
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<GoPanicSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
