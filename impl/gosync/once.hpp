#ifndef GOSYNC_ONCE_HPP_
#define GOSYNC_ONCE_HPP_

// One run of one function, as Go's sync.Once.
//
// Most calls come when all is over, so what they need is one atomic load. The others meet
// in the slow path, which is a function of its own to keep the fast one small.
//
// Invariants, between any two steps:
//   OneRun        running_ is set by one call only, and never again once done_ is
//   DoneIsOver    done_ is set only after the function has ended
//
// The smallest wrong version swaps the flag and calls: `if (!done_.Exchange(true)) f();`.
// Whoever comes second returns while f still runs.
//
// Go holds a mutex while the function runs. Here a flag says that it runs, because locking a
// std::mutex twice on one thread is no deadlock but undefined, and ON3 is a promise.

#include <functional>

#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace sync {

/// Runs one function once.
class Once {
 public:
  Once() = default;
  // A copy would run a function again.
  Once(const Once&) = delete;
  Once& operator=(const Once&) = delete;

  /// Do runs f, unless this Once has run a function before, whichever that was.
  ///
  /// Blocks:  until that run has ended. Inside f a Do of the same Once waits for itself (ON3).
  /// Panics:  if f does, and with its value; nil dereference if f is null. Later calls, and those
  ///          that waited, return (ON2).
  /// Goexit:  if f exits its goroutine; for later calls as with a panic.
  /// Order:   what f did happens before every return of Do.
  /// Mirrors: Go 1.26 (*sync.Once).Do, clauses ON1 to ON3.
  void Do(const std::function<void()>& f) {
    const bool done = done_.Load();
    rt::Step("Look", rt::Self(), done);
    if (!done) DoSlow(f);
  }

 private:
  void DoSlow(const std::function<void()>& f);
  bool Lead();
  void End();

  rt::Atomic<bool> done_{false};
  rt::Mutex mu_;
  bool running_ GOSYNC_GUARDED_BY(mu_) = false;
  rt::CondVar over_;
};

}  // namespace sync
GOSYNC_END

#endif  // GOSYNC_ONCE_HPP_
