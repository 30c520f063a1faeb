#ifndef GOSYNC_ONCEFUNC_HPP_
#define GOSYNC_ONCEFUNC_HPP_

// Functions that run once and give the same again and again, as Go's sync.OnceFunc,
// OnceValue and OnceValues.
//
// A Once hides a panic from everybody but the call that ran the function; these keep it and
// panic with it in every call.
//
// Invariants, as soon as the Once is done:
//   Settled       either the function returned, or there is a value to panic with
//   LetGo         nobody holds the function any more

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "gosync/go/panic.hpp"
#include "gosync/go/value.hpp"
#include "gosync/once.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace sync {
namespace internal {

// What the three have in common: one run, and how it ended.
class Cell {
 public:
  explicit Cell(std::function<void()> run) : run_(std::move(run)) {}
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  // Runs what it was given, unless that has been; panics if that did not return.
  void Get();

 private:
  void Run();

  Once once_;
  // Written by the run, read after it.
  std::function<void()> run_;
  bool returned_ = false;
  go::Value panic_;
};

template <class R>
std::function<R()> Repeat(std::function<R()> f) {
  struct State {
    explicit State(std::function<R()> f)
        : cell([this, f = std::move(f)] { value.emplace(go::Invoke(f)); }) {}
    std::optional<R> value;
    Cell cell;
  };
  auto state = std::make_shared<State>(std::move(f));
  return [state] {
    state->cell.Get();
    return *state->value;
  };
}

}  // namespace internal

/// OnceFunc returns a function that runs f once, in its first call.
///
/// Returns: a function that may be copied, and called by many at a time.
/// Blocks:  calls of it until f has ended; inside f a call waits for itself (ON3).
/// Panics:  every call, with the same value, if f panicked; nil dereference if f is null (ON4,
/// ON6). Goexit:  if f exits its goroutine, so does the call that ran it; the others panic with a
///          PanicNilError (ON5). Go panics in the first call as well, before its goroutine ends.
/// Order:   what f did happens before the end of every call. f is destroyed by then (ON6).
/// Mirrors: Go 1.26 sync.OnceFunc, clauses ON3 to ON7.
[[nodiscard]] std::function<void()> OnceFunc(std::function<void()> f);

/// OnceValue is OnceFunc for a function with a result, which every call returns a copy of.
///
/// Mirrors: Go 1.26 sync.OnceValue, clauses ON3 to ON7.
template <class T>
[[nodiscard]] std::function<T()> OnceValue(std::function<T()> f) {
  return internal::Repeat<T>(std::move(f));
}

/// OnceValues is OnceValue for two results.
///
/// Mirrors: Go 1.26 sync.OnceValues, clauses ON3 to ON7.
template <class T1, class T2>
[[nodiscard]] std::function<std::pair<T1, T2>()> OnceValues(std::function<std::pair<T1, T2>()> f) {
  return internal::Repeat<std::pair<T1, T2>>(std::move(f));
}

}  // namespace sync
GOSYNC_END

#endif  // GOSYNC_ONCEFUNC_HPP_
