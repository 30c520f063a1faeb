#ifndef GOSYNC_GO_ERROR_HPP_
#define GOSYNC_GO_ERROR_HPP_

// Go's error values: nil or a shared immutable object with a text, perhaps around another
// error. Two errors are equal when they are the same object, whatever their texts say.
//
//   go::Error err = go::WrapError("load", go::NewError("no such key"));
//   err.Text()               "load: no such key"
//   go::Is(err, target)      target is err, or is wrapped somewhere inside it
//   err.As<NotFound>()       err itself, if it is a NotFound;   go::As<NotFound>(err): or inside
//
// A typed error derives from ErrorObject and is made by MakeError<T>(arguments...).

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace go {

class Error;

// What an Error points to. Immutable once it is shared.
class ErrorObject {
 public:
  ErrorObject() = default;
  virtual ~ErrorObject() = default;
  ErrorObject(const ErrorObject&) = delete;
  ErrorObject& operator=(const ErrorObject&) = delete;

  virtual std::string Text() const = 0;
  // The error that this one wraps; nil by default.
  virtual Error Unwrap() const;
  // True for targets that this error wants to count as, besides itself.
  virtual bool Is(const Error& target) const;
};

class [[nodiscard]] Error {
 public:
  Error() = default;
  Error(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): nil
  explicit Error(std::shared_ptr<const ErrorObject> object) : object_(std::move(object)) {}

  // True for an error, false for nil.
  explicit operator bool() const { return object_ != nullptr; }
  // Go's ==: the same object, or both nil.
  friend bool operator==(const Error& a, const Error& b) { return a.object_ == b.object_; }

  /// Text says what went wrong.
  ///
  /// Panics: nil dereference, if the error is nil.
  /// Mirrors: the method Error of the interface error — clause GP19.
  std::string Text() const;
  // The error that this one wraps, or nil; nil for nil.
  Error Unwrap() const;
  // This error as a T, or null if it is something else (what it wraps is not looked at).
  template <class T>
  std::shared_ptr<const T> As() const {
    return std::dynamic_pointer_cast<const T>(object_);
  }

  // The object itself, for those that know its type; null for nil.
  const ErrorObject* object() const { return object_.get(); }

 private:
  std::shared_ptr<const ErrorObject> object_;
};

template <class T, class... Arguments>
Error MakeError(Arguments&&... arguments) {
  return Error(std::make_shared<const T>(std::forward<Arguments>(arguments)...));
}

/// NewError makes an error that is equal to itself and to nothing else.
/// Mirrors: errors.New — clause GP18.
Error NewError(std::string text);

/// WrapError makes an error that says `text: <text of inner>` and wraps `inner`.
/// Mirrors: fmt.Errorf with "%w" — clause GP20.
Error WrapError(std::string text, Error inner);

// What `err` wraps, or nil.
Error Unwrap(const Error& err);

/// Is asks whether `target` is `err` or is wrapped somewhere inside it.
///
/// Returns: true also if an error on the way says so by its own Is; nil is nil only.
/// Mirrors: errors.Is — clause GP21.
bool Is(const Error& err, const Error& target);

/// As finds the first T among `err` and what it wraps; null if there is none.
/// Mirrors: errors.As — clause GP22.
template <class T>
std::shared_ptr<const T> As(Error err) {
  for (; err; err = err.Unwrap()) {
    if (auto found = err.As<T>()) return found;
  }
  return nullptr;
}

}  // namespace go
GOSYNC_END

#endif  // GOSYNC_GO_ERROR_HPP_
