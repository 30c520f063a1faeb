#ifndef GOSYNC_GO_VALUE_HPP_
#define GOSYNC_GO_VALUE_HPP_

// What Go keeps in an `any` where this library needs one: the argument of panic, the result
// of recover, keys and values of a context. Nil, an error, a string, an integer, or a
// pointer to anything (docs/go_panic.md, GP27).

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <typeinfo>
#include <utility>
#include <variant>

#include "gosync/go/error.hpp"

GOSYNC_BEGIN
namespace go {

class Value {
 public:
  Value() = default;
  // NOLINTBEGIN(google-explicit-constructor): any of these is a Value, as in Go
  Value(std::nullptr_t) {}
  Value(Error err) {
    if (err) held_ = std::move(err);
  }
  Value(std::string text) : held_(std::move(text)) {}
  Value(const char* text) : held_(std::string(text)) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Value(T number) : held_(static_cast<int64_t>(number)) {}
  // A pointer; if T has a method Text, that is how it is printed.
  template <class T>
  Value(std::shared_ptr<T> pointer)
      : held_(Pointer{pointer, &typeid(T), pointer ? DescriberOf<T>() : nullptr}) {}
  // NOLINTEND(google-explicit-constructor)

  bool IsNil() const { return std::holds_alternative<std::monostate>(held_); }
  // Each is empty (nil, null) if the value is of another kind.
  Error AsError() const;
  const std::string* AsString() const { return std::get_if<std::string>(&held_); }
  std::optional<int64_t> AsInteger() const;
  template <class T>
  std::shared_ptr<T> AsPointer() const {
    const Pointer* pointer = std::get_if<Pointer>(&held_);
    if (pointer == nullptr || *pointer->type != typeid(T)) return nullptr;
    return std::static_pointer_cast<T>(std::const_pointer_cast<void>(pointer->address));
  }

  /// Text is what a crash prints for this value after "panic: ".
  ///
  /// Returns: the text of an error, a string or what has a method Text; digits for an
  ///          integer; the bare address for another pointer; "nil".
  /// Mirrors: what Go's runtime prints for an uncaught panic — clause GP17.
  std::string Text() const;

  // Go's == of two `any`: the same kind and the same error object, text, number or address.
  friend bool operator==(const Value& a, const Value& b) { return a.held_ == b.held_; }

 private:
  using Describer = std::string (*)(const void*);
  struct Pointer {
    std::shared_ptr<const void> address;
    const std::type_info* type;
    Describer describe;
    friend bool operator==(const Pointer& a, const Pointer& b) {
      return a.address == b.address && *a.type == *b.type;
    }
  };

  template <class T>
  static Describer DescriberOf() {
    if constexpr (requires(const T& object) { std::string(object.Text()); }) {
      return [](const void* object) { return std::string(static_cast<const T*>(object)->Text()); };
    }
    return nullptr;
  }

  std::variant<std::monostate, Error, std::string, int64_t, Pointer> held_;
};

}  // namespace go
GOSYNC_END

#endif  // GOSYNC_GO_VALUE_HPP_
