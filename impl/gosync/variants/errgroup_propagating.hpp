#ifndef GOSYNC_VARIANTS_ERRGROUP_PROPAGATING_HPP_
#define GOSYNC_VARIANTS_ERRGROUP_PROPAGATING_HPP_

// The errgroup of x/sync v0.14.0 and v0.15.0, for comparison: what a function panicked with, or
// that it exited its goroutine, comes out of every Wait (EG13). A program that never comes to
// its Wait never sees the panic; v0.16.0 took it back.
//
// Slots are a channel's room, and the functions are counted by a WaitGroup, as in all
// releases. So it hangs as they do (EG9 to EG11); errgroup.hpp says how to do without.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "gosync/go/chan.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/error.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/select.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/once.hpp"
#include "gosync/runtime/runtime.hpp"
#include "gosync/waitgroup.hpp"

GOSYNC_BEGIN
namespace variants::errgroup_propagating {

/// What Wait panics with if a function did: unwraps to the value if that was an error.
class PanicError : public go::ErrorObject {
 public:
  explicit PanicError(go::Value value) : value_(std::move(value)) {}
  std::string Text() const override { return value_.Text(); }
  go::Error Unwrap() const override { return value_.AsError(); }

 private:
  go::Value value_;
};

class Group {
 public:
  using Function = std::function<go::Error()>;

  Group() : Group(nullptr) {}
  explicit Group(go::CancelCauseFunc cancel) : core_(std::make_shared<Core>(std::move(cancel))) {}
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  void Go(Function f) {
    if (const Slots slots = core_->GetSlots()) slots.Send({});
    Start(std::move(f));
  }

  bool TryGo(Function f) {
    const Slots slots = core_->GetSlots();
    if (slots && go::SelectDefault(go::SendTo(slots, {})) == go::kDefault) return false;
    Start(std::move(f));
    return true;
  }

  go::Error Wait() { return std::shared_ptr<Core>(core_)->Wait(); }

  void SetLimit(int64_t n) {
    rt::MutexLock lock(core_->mu);
    if (n < 0) {
      core_->slots = nullptr;
      return;
    }
    if (core_->slots.Len() > 0) go::Panic(go::NewError("errgroup: functions are active"));
    core_->slots = go::MakeChan<go::Unit>(n);
  }

 private:
  using Slots = go::Chan<go::Unit>;

  struct Core {
    explicit Core(go::CancelCauseFunc c) : cancel(std::move(c)) {}

    Slots GetSlots() {
      rt::MutexLock lock(mu);
      return slots;
    }
    void Run(const Function& f);
    void TellAbnormal(const go::Outcome& end);
    go::Error Wait();

    const go::CancelCauseFunc cancel;
    sync::WaitGroup functions;
    sync::Once first;  // the first error
    rt::Mutex mu;
    Slots slots GOSYNC_GUARDED_BY(mu);  // nil: no limit
    go::Error err GOSYNC_GUARDED_BY(mu);
    bool abnormal GOSYNC_GUARDED_BY(mu) = false;  // somebody panicked or exited
    go::Error panic GOSYNC_GUARDED_BY(mu);        // the first one
  };

  void Start(Function f) {
    core_->functions.Add(1);
    go::Go([core = core_, f = std::move(f)] { core->Run(f); });
  }

  const std::shared_ptr<Core> core_;
};

inline void Group::Core::Run(const Function& f) {
  go::Error failed;
  const go::Outcome end = go::RunRoot([&] { failed = go::Invoke(f); });
  if (end.kind != go::Outcome::Kind::kReturn) {
    TellAbnormal(end);
  } else if (failed) {
    first.Do([&] {
      {
        rt::MutexLock lock(mu);
        err = failed;
      }
      if (cancel) cancel(failed);
    });
  }
  // Of the limit that there is now, not of the one that let it in (EG9).
  if (const Slots taken = GetSlots()) taken.Receive();
  functions.Done();
}

inline void Group::Core::TellAbnormal(const go::Outcome& end) {
  rt::MutexLock lock(mu);
  if (end.kind == go::Outcome::Kind::kPanic && !panic) {
    panic = go::MakeError<PanicError>(end.value);
  }
  if (!std::exchange(abnormal, true) && cancel) cancel(err);
}

inline go::Error Group::Core::Wait() {
  functions.Wait();
  go::Error told;
  go::Error panicked;
  bool exits = false;
  {
    rt::MutexLock lock(mu);
    told = err;
    panicked = panic;
    exits = abnormal;
  }
  if (cancel) cancel(told);
  if (panicked) go::Panic(panicked);
  if (exits) go::Goexit();
  return told;
}

struct WithContextResult {
  std::shared_ptr<Group> group;
  go::Context context;
};

inline WithContextResult WithContext(const go::Context& parent) {
  auto [context, cancel] = go::WithCancelCause(parent);
  return {std::make_shared<Group>(std::move(cancel)), std::move(context)};
}

}  // namespace variants::errgroup_propagating
GOSYNC_END

#endif  // GOSYNC_VARIANTS_ERRGROUP_PROPAGATING_HPP_
