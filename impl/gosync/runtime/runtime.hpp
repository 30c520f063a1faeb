#ifndef GOSYNC_RUNTIME_RUNTIME_HPP_
#define GOSYNC_RUNTIME_RUNTIME_HPP_

// THE seam: everything that the code of impl/ may know about threads, time and chance.
//
// The same sources are compiled once per runtime. `rt` names the back end that was
// chosen at compile time; all of impl/ stands between GOSYNC_BEGIN and GOSYNC_END, in
// an inline namespace of that back end, so that builds for several of them link into one
// binary without two definitions of one thing. Every type that touches rt:: has to
// live there.
//
//   rt::Mutex, rt::MutexLock   owner-only lock; unlocking an unlocked one is Fatal
//   rt::CondVar                while (!ready) cv.Wait(mu); NotifyOne, NotifyAll. A Wait may
//                              return without a notification, and NotifyOne may wake any waiter
//   rt::Atomic<T>              Load, Store, Exchange, CompareExchange, FetchAdd; sequentially
//                              consistent, always. A racy access of Go's is one of these
//   rt::Var<T>                 a plain field that the explorer checks for races; a T natively
//   rt::Spawn(f)               runs f on a new thread of control, which nobody joins
//   rt::Thread                 one that is joined: Join()
//   rt::Self()                 number of the running thread of control, for Step
//   rt::Now()                  nanoseconds of a clock that never goes back
//   rt::Timer                  calls a function once at or after a time; Stop()
//   rt::Choose(n)              a number in [0, n): any of them may come
//   rt::Retire(p, destroy)     destroys p when no rt::ReadGuard that may know p is left
//   rt::ReadGuard              while one lives, what its scope reads is not destroyed
//   rt::Step(action, ...)      names the TLA+ action that happens here; nothing natively
//   rt::Fatal(text)            prints the text and ends the program; cannot be recovered
//
// Nothing else of impl/ may name std:: threading, clocks, fences, thread_local,
// catch (...) or the order of an unordered container; tools/lint.py says so.

#if defined(GOSYNC_RUNTIME_EXPLORER)
#include "gosync/runtime/explorer.hpp"
#define GOSYNC_RUNTIME_NAMESPACE on_explorer
#elif defined(GOSYNC_RUNTIME_FIBERS)
#include "gosync/runtime/fibers/fibers.hpp"
#define GOSYNC_RUNTIME_NAMESPACE on_fibers
#elif defined(GOSYNC_RUNTIME_VIRTUAL)
#include "gosync/runtime/virtual/virtual.hpp"
#define GOSYNC_RUNTIME_NAMESPACE on_virtual
#else
#include "gosync/runtime/threads/threads.hpp"
#define GOSYNC_RUNTIME_NAMESPACE on_threads
#endif

#define GOSYNC_BEGIN \
  namespace gosync { \
  inline namespace GOSYNC_RUNTIME_NAMESPACE {
#define GOSYNC_END \
  }                \
  }

GOSYNC_BEGIN
namespace rt = ::gosync::runtime::GOSYNC_RUNTIME_NAMESPACE;
GOSYNC_END

#endif  // GOSYNC_RUNTIME_RUNTIME_HPP_
