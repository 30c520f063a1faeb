#ifndef GOSYNC_GO_PANIC_HPP_
#define GOSYNC_GO_PANIC_HPP_

// panic, recover, Goexit and defer, with frames held as data.
//
//   int Divide(int a, int b) {
//     return go::Call([&](go::Frame& frame) {
//       frame.Defer([&](go::Deferred& deferred) {
//         if (auto value = deferred.Recover()) Log(value->Text());
//       });
//       if (b == 0) go::Panic("division by zero");
//       return a / b;
//     });
//   }
//
// A panic or a Goexit travels as a C++ exception from where it is raised to the nearest
// Call, and no further: Call writes down what it was, leaves the catch block, and only then
// runs the deferred functions, last first, with no exception in flight. So a deferred
// function may do whatever any function may: lock, block, panic, Goexit, Call. When all have
// run and the panic still stands, Call raises it again for the Call around it. A program
// has one Call where Go has one function with defer statements.
//
//   how the body or the last    what the next deferred    what Call does when
//   deferred function ended     function can Recover      all of them have run
//   returned                    nothing                   returns
//   panicked with v             v, and then: returned     panics with v
//   Goexit                      nothing                   Goexit
//   panicked with v while a     v, and then: Goexit       panics with v
//   Goexit was under way
//
// Other C++ exceptions are not part of this world: they pass through Call as they came, and
// the deferred functions of the frames that they pass do not run (docs/go_panic.md, GP25).
// Never write catch (...): it would swallow panics.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "gosync/go/error.hpp"
#include "gosync/go/value.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace go {

/// Panic stops the running function and those that called it, until one recovers.
///
/// Returns: never. A nil value becomes a PanicNilError.
/// Order:   the deferred functions of the stopped Calls run, innermost first.
/// Mirrors: the builtin panic — clauses GP2, GP8, GP15.
[[noreturn]] void Panic(Value value);

/// Goexit ends the running goroutine after its deferred functions have run.
///
/// Returns: never, and nobody can recover from it.
/// Mirrors: runtime.Goexit — clauses GP10 to GP13.
[[noreturn]] void Goexit();

/// PanicNilDereference panics as Go does when nil is called or its fields are read.
/// Mirrors: a runtime error of Go — clause GP16.
[[noreturn]] void PanicNilDereference();

// The type of errors that the runtime of Go panics with.
class RuntimeError : public ErrorObject {
 public:
  explicit RuntimeError(std::string text) : text_(std::move(text)) {}
  std::string Text() const override { return text_; }

 private:
  std::string text_;
};

// What Recover gives for Panic(nil).
class PanicNilError : public RuntimeError {
 public:
  PanicNilError();
};

namespace internal {

// A panic that has not been dealt with.
struct PanicRecord {
  Value value;
  bool recovered = false;
};

// How a function came to its end.
struct Ending {
  enum class Kind { kReturn, kPanic, kGoexit };
  Kind kind = Kind::kReturn;
  // The last one is current (kPanic), or was cut short by the Goexit (kGoexit); those before
  // it have been replaced by their successors, and are kept for the crash text only.
  std::vector<PanicRecord> panics;
  // Present while a Goexit is under way: it has cut short this many of the panics. A panic
  // that is recovered then resumes the Goexit.
  std::optional<size_t> cut_short;
};

// What is thrown. Not derived from std::exception, so that no handler of those takes it.
struct Unwind {
  Ending ending;
};

// Runs `f` and tells how it ended. The exception is gone when this returns.
template <class F>
Ending Attempt(F&& f) {
  try {
    f();
  } catch (Unwind& unwind) {
    return std::move(unwind.ending);
  }
  return Ending();
}

template <class T>
inline constexpr bool kMayBeNull = std::is_pointer_v<T>;
template <class R, class... Arguments>
inline constexpr bool kMayBeNull<std::function<R(Arguments...)>> = true;

}  // namespace internal

/// Invoke calls `f`.
///
/// Panics:  nil dereference, if `f` is a std::function or a pointer, and null.
/// Mirrors: a call in Go — clause GP16.
template <class F, class... Arguments>
decltype(auto) Invoke(F& f, Arguments&&... arguments) {
  if constexpr (internal::kMayBeNull<std::remove_cv_t<F>>) {
    if (!f) PanicNilDereference();
  }
  return f(std::forward<Arguments>(arguments)...);
}

// Handed to a deferred function: its view of the panic that it may stop.
class Deferred {
 public:
  Deferred(const Deferred&) = delete;
  Deferred& operator=(const Deferred&) = delete;

  /// Recover stops the panic that made the deferred function run.
  ///
  /// Returns: what Panic was given; nothing if there is no panic, or if it has been
  ///          recovered already.
  /// Mirrors: the builtin recover — clauses GP3 to GP7. Go finds the panic by who calls whom;
  ///          here it is the one of the frame that called Defer (GP24).
  std::optional<Value> Recover();

 private:
  friend class Frame;
  explicit Deferred(internal::Ending& ending) : ending_(ending) {}
  internal::Ending& ending_;
};

// The deferred functions of one Call. Lives as long as that Call.
class Frame {
 public:
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  /// Defer has `f` run when the body of the Call has ended, however it ended.
  ///
  /// Panics:  a null function panics when its turn comes, not here.
  /// Order:   last deferred, first run.
  /// Mirrors: the statement defer — clauses GP1, GP16.
  template <class F>
  void Defer(F f) {
    if constexpr (std::is_invocable_v<F&, Deferred&>) {
      deferred_.push_back(
          [f = std::move(f)](Deferred& deferred) mutable { go::Invoke(f, deferred); });
    } else {
      deferred_.push_back([f = std::move(f)](Deferred&) mutable { go::Invoke(f); });
    }
  }

 private:
  template <class F>
  friend auto Call(F body) -> std::invoke_result_t<F&, Frame&>;
  template <class R, class F>
  friend R CallNamed(F body);

  Frame() = default;
  // Runs what was deferred, then returns if `ending` or a Recover says so.
  void Finish(internal::Ending ending);

  std::vector<std::function<void(Deferred&)>> deferred_;
};

/// Call runs body(frame) as Go runs a function that has defer statements.
///
/// Returns: what the body returned; R() if it panicked and a deferred function recovered.
/// Panics:  as the body or a deferred function did, unless recovered; likewise Goexit.
/// Order:   all deferred functions have run when Call returns, panics or exits.
/// Mirrors: a function call of Go — clauses GP1 to GP14.
template <class F>
auto Call(F body) -> std::invoke_result_t<F&, Frame&> {
  using R = std::invoke_result_t<F&, Frame&>;
  Frame frame;
  if constexpr (std::is_void_v<R>) {
    frame.Finish(internal::Attempt([&] { body(frame); }));
  } else {
    std::optional<R> result;
    frame.Finish(internal::Attempt([&] { result.emplace(body(frame)); }));
    return result ? *std::move(result) : R();
  }
}

/// CallNamed runs body(frame, result) as Go runs a function whose result has a name.
///
/// Returns: what body and deferred functions left in `result`, which begins as R().
/// Mirrors: a function call of Go with a named result — clause GP14; otherwise as Call.
template <class R, class F>
R CallNamed(F body) {
  Frame frame;
  R result = R();
  frame.Finish(internal::Attempt([&] { body(frame, result); }));
  return result;
}

}  // namespace go
GOSYNC_END

#endif  // GOSYNC_GO_PANIC_HPP_
