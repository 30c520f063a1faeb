#include "gosync/go/value.hpp"

#include <sstream>

GOSYNC_BEGIN
namespace go {

Error Value::AsError() const {
  const Error* err = std::get_if<Error>(&held_);
  return err != nullptr ? *err : nullptr;
}

std::optional<int64_t> Value::AsInteger() const {
  const int64_t* number = std::get_if<int64_t>(&held_);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::string Value::Text() const {
  if (Error err = AsError()) return err.Text();
  if (const std::string* text = AsString()) return *text;
  if (auto number = AsInteger()) return std::to_string(*number);
  if (const Pointer* pointer = std::get_if<Pointer>(&held_)) {
    if (pointer->describe != nullptr) return pointer->describe(pointer->address.get());
    std::ostringstream out;
    out << pointer->address.get();
    return out.str();
  }
  return "nil";
}

}  // namespace go
GOSYNC_END
