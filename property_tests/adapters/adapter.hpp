#ifndef GOSYNC_PROPERTY_TESTS_ADAPTERS_ADAPTER_HPP_
#define GOSYNC_PROPERTY_TESTS_ADAPTERS_ADAPTER_HPP_

// How the C++ layers reach an implementation: an adapter is a shared library with one
// entry point, GosyncAdapter, that returns a table. So a test program is built once and
// runs on the real code, on a variant, or on a mutant.
//
// An adapter turns an operation into a call and what came of it into an outcome, both in
// the words of docs/history-format.md. It records nothing and locks nothing, or
// else ThreadSanitizer would take its locks for those of the implementation.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gosync::adapters {

// Something that is known by its address and has no token yet; kept alive, so that no
// address is used twice.
using Identity = std::shared_ptr<const void>;
using Field = std::variant<std::nullptr_t, bool, int64_t, std::string, Identity>;
struct NamedField {
  const char* name;
  Field value;
};
using Fields = std::vector<NamedField>;

// One operation with its arguments.
struct Call {
  const char* operation = "";
  Fields arguments = {};
  int64_t nanoseconds = 0;  // Deadline: how far away; not part of a history
};

// How an operation or a callback ended.
struct Outcome {
  enum class Kind { kReturn, kPanic, kGoexit };
  Kind kind = Kind::kReturn;
  Fields results = {};
  Field panic = nullptr;
  bool panic_is_error = false;  // of a callback: panic with an error, or with a plain value
  std::optional<Field> unwraps = std::nullopt;  // of an operation
};

// The argument of a Go panic(nil), and what unwraps to it.
inline constexpr const char kNilPanic[] = "nil panic";
// The function that is nil: it cannot begin.
inline constexpr const char kNilFunction[] = "nil function";

// Whoever runs the operations.
class Session {
 public:
  virtual ~Session() = default;
  // The function `fn` has been called, on this thread: says how it is to end.
  virtual Outcome RunCallback(const std::string& fn) = 0;
  // A Range shows a pair, on this thread: is it to go on?
  virtual bool Visit(const Fields& /*pair*/) { return true; }
  // A hook is told something, on this thread: says how it is to end.
  virtual Outcome RunHook(const Fields& /*told*/) { return {}; }
};
using SessionPtr = std::shared_ptr<Session>;

// One object of the primitive. Perform is called by many threads at once.
class Subject {
 public:
  virtual ~Subject() = default;
  // Performs one operation on the calling thread.
  virtual Outcome Perform(const Call& call, const SessionPtr& session) = 0;
  // The same on a goroutine of its own, where nobody recovers. Does not wait for it.
  virtual void PerformUnrecovered(const Call& call, const SessionPtr& session) = 0;
  // For what goes on by itself (Deadline), once Perform has begun it: has it happened?
  virtual bool HasHappened(const Call& call) const = 0;
  // Asked again and again while nothing moves: has what is due by itself happened (deadlines that
  // are near), and was there time to see that it moves nobody?
  virtual bool Settled() { return true; }
  // After the history has ended: lets go who can be let go. Called until all threads are gone.
  virtual void Unblock() = 0;
};

struct Adapter {
  const char* model;           // that is to judge it: "semaphore"
  const char* implementation;  // for the header of a history
  const char* version;
  std::shared_ptr<Subject> (*make)(const Fields& parameters);
};

}  // namespace gosync::adapters

extern "C" const gosync::adapters::Adapter* GosyncAdapter();

#endif  // GOSYNC_PROPERTY_TESTS_ADAPTERS_ADAPTER_HPP_
