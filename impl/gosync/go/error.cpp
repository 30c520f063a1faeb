#include "gosync/go/error.hpp"

#include "gosync/go/panic.hpp"

GOSYNC_BEGIN
namespace go {
namespace {

class TextError : public ErrorObject {
 public:
  explicit TextError(std::string text) : text_(std::move(text)) {}
  std::string Text() const override { return text_; }

 private:
  std::string text_;
};

class WrappingError : public TextError {
 public:
  WrappingError(std::string text, Error inner)
      : TextError(std::move(text)), inner_(std::move(inner)) {}
  Error Unwrap() const override { return inner_; }

 private:
  Error inner_;
};

}  // namespace

Error ErrorObject::Unwrap() const { return nullptr; }

bool ErrorObject::Is(const Error&) const { return false; }

std::string Error::Text() const {
  if (!object_) PanicNilDereference();
  return object_->Text();
}

Error Error::Unwrap() const { return object_ ? object_->Unwrap() : nullptr; }

Error NewError(std::string text) { return MakeError<TextError>(std::move(text)); }

Error WrapError(std::string text, Error inner) {
  text += ": " + (inner ? inner.Text() : "%!w(<nil>)");
  return MakeError<WrappingError>(std::move(text), std::move(inner));
}

Error Unwrap(const Error& err) { return err.Unwrap(); }

bool Is(const Error& err, const Error& target) {
  if (!err || !target) return err == target;
  for (Error at = err; at; at = at.Unwrap()) {
    if (at == target || at.object()->Is(target)) return true;
  }
  return false;
}

}  // namespace go
GOSYNC_END
