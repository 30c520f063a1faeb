#ifndef GOSYNC_PROPERTY_TESTS_ADAPTERS_RECOVER_HPP_
#define GOSYNC_PROPERTY_TESTS_ADAPTERS_RECOVER_HPP_

// What all adapters need: errors and panics of the Go world as fields, and back.

#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "gosync/go/context.hpp"
#include "gosync/go/error.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/go/value.hpp"
#include "property_tests/adapters/adapter.hpp"

GOSYNC_BEGIN
namespace adapting {

using adapters::Call;
using adapters::Field;
using adapters::Fields;
using adapters::Identity;
using adapters::Outcome;

// An error that a program under test made up.
class TokenError : public go::ErrorObject {
 public:
  explicit TokenError(std::string token) : token_(std::move(token)) {}
  std::string Text() const override { return token_; }

 private:
  std::string token_;
};

// Errors with a token of their own, by that; others by what they are.
inline Field FieldOf(const go::Error& err) {
  if (!err) return nullptr;
  if (err.As<TokenError>() != nullptr) return err.Text();
  if (err == go::Canceled() || err == go::DeadlineExceeded()) return err.Text();
  if (err.As<go::PanicNilError>() != nullptr) return std::string(adapters::kNilPanic);
  if (err.As<go::RuntimeError>() != nullptr) {
    const std::string text = err.Text();
    return text.ends_with("nil pointer dereference") ? std::string("nil dereference") : text;
  }
  return Identity(err.As<go::ErrorObject>());
}

inline Field FieldOf(const go::Value& value) {
  if (const go::Error err = value.AsError()) return FieldOf(err);
  return value.Text();
}

inline go::Error ErrorOf(const Field& field) {
  if (const auto* identity = std::get_if<Identity>(&field)) {
    return go::Error(std::static_pointer_cast<const go::ErrorObject>(*identity));
  }
  const auto* token = std::get_if<std::string>(&field);
  return token == nullptr ? go::Error() : go::MakeError<TokenError>(*token);
}

// Ends a callback in the way its outcome says; returns if that is a return.
inline void EndAs(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::kGoexit) go::Goexit();
  if (outcome.kind != Outcome::Kind::kPanic) return;
  const auto* token = std::get_if<std::string>(&outcome.panic);
  if (token != nullptr && *token == adapters::kNilPanic) go::Panic(nullptr);
  if (token != nullptr && !outcome.panic_is_error) go::Panic(*token);
  go::Panic(ErrorOf(outcome.panic));
}

// Runs f, which returns the results of an operation, and recovers.
inline Outcome Recovering(const std::function<Fields()>& f) {
  Outcome outcome;
  const go::Outcome end = go::RunRoot([&] { outcome.results = f(); });
  switch (end.kind) {
    case go::Outcome::Kind::kReturn:
      break;
    case go::Outcome::Kind::kGoexit:
      outcome.kind = Outcome::Kind::kGoexit;
      break;
    case go::Outcome::Kind::kPanic:
      outcome.kind = Outcome::Kind::kPanic;
      outcome.panic = FieldOf(end.value);
      if (const go::Error err = end.value.AsError()) {
        outcome.panic_is_error = true;
        outcome.unwraps = FieldOf(err.Unwrap());
      }
      break;
  }
  return outcome;
}

// The arguments of a call; the test programs name all of them.
inline const Field& Argument(const Fields& fields, const char* name) {
  static const Field& none = *new Field(nullptr);
  for (const adapters::NamedField& field : fields) {
    if (std::strcmp(field.name, name) == 0) return field.value;
  }
  return none;
}
inline int64_t Integer(const Fields& fields, const char* name) {
  return std::get<int64_t>(Argument(fields, name));
}
// "" for null.
inline std::string Text(const Fields& fields, const char* name) {
  const auto* text = std::get_if<std::string>(&Argument(fields, name));
  return text == nullptr ? "" : *text;
}
inline bool Is(const Call& call, const char* operation) {
  return std::strcmp(call.operation, operation) == 0;
}

}  // namespace adapting
GOSYNC_END

#endif  // GOSYNC_PROPERTY_TESTS_ADAPTERS_RECOVER_HPP_
