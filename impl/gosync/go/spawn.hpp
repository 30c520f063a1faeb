#ifndef GOSYNC_GO_SPAWN_HPP_
#define GOSYNC_GO_SPAWN_HPP_

// Where goroutines begin: the outermost frame, which a panic must not leave. A panic or a
// Goexit on a thread that neither Go nor RunRoot began ends in std::terminate.

#include <functional>
#include <string>

#include "gosync/go/panic.hpp"
#include "gosync/go/value.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace go {

// How the body of a goroutine ended.
struct Outcome {
  enum class Kind { kReturn, kPanic, kGoexit };
  Kind kind = Kind::kReturn;
  Value value;             // kPanic: what was panicked with last
  std::string crash_text;  // kPanic: what Go prints: "panic: " and so on, with earlier panics
};

/// RunRoot runs `f` on the current thread as if it were the function of a goroutine.
///
/// Returns: how `f` ended. Nothing crashes: that is left to the caller.
/// Mirrors: nothing in Go; for tests, adapters and a C++ main function.
Outcome RunRoot(const std::function<void()>& f);

/// Crash ends the program as Go does after a panic that nobody recovered.
///
/// Mirrors: what Go's runtime prints — clause GP17.
[[noreturn]] void Crash(const Outcome& outcome);

/// Go runs `f` as a goroutine of its own.
///
/// Panics:  a panic that `f` does not recover ends the program; Goexit only the goroutine.
///          A null `f` ends the program.
/// Order:   what is sequenced before Go happens before `f` begins.
/// Mirrors: the statement go — clauses GP10, GP17, GP23.
void Go(std::function<void()> f);

}  // namespace go
GOSYNC_END

#endif  // GOSYNC_GO_SPAWN_HPP_
