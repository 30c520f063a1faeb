#include "gosync/go/panic.hpp"

#include <iterator>
#include <memory>

GOSYNC_BEGIN
namespace go {
namespace internal {
namespace {

// A deferred function has returned.
Ending AfterReturn(Ending ending) {
  if (ending.kind != Ending::Kind::kPanic || !ending.panics.back().recovered) return ending;
  if (!ending.cut_short) return Ending();
  // The panic was raised during a Goexit, which goes on as if there had been none.
  ending.kind = Ending::Kind::kGoexit;
  ending.panics.resize(*ending.cut_short);
  return ending;
}

// A deferred function has ended by `next`, which replaces `ending`.
Ending Replace(Ending ending, Ending next) {
  if (next.cut_short) {
    ending.cut_short = ending.panics.size() + *next.cut_short;
  }
  ending.kind = next.kind;
  ending.panics.insert(ending.panics.end(), std::make_move_iterator(next.panics.begin()),
                       std::make_move_iterator(next.panics.end()));
  return ending;
}

}  // namespace
}  // namespace internal

PanicNilError::PanicNilError() : RuntimeError("panic called with nil argument") {}

void Panic(Value value) {
  if (value.IsNil()) value = MakeError<PanicNilError>();
  internal::Ending ending;
  ending.kind = internal::Ending::Kind::kPanic;
  ending.panics.push_back({std::move(value)});
  throw internal::Unwind{std::move(ending)};
}

void Goexit() {
  internal::Ending ending;
  ending.kind = internal::Ending::Kind::kGoexit;
  ending.cut_short = 0;
  throw internal::Unwind{std::move(ending)};
}

void PanicNilDereference() {
  static const Error& error = *new Error(
      MakeError<RuntimeError>("runtime error: invalid memory address or nil pointer dereference"));
  Panic(error);
}

std::optional<Value> Deferred::Recover() {
  if (ending_.kind != internal::Ending::Kind::kPanic) return std::nullopt;
  internal::PanicRecord& current = ending_.panics.back();
  if (current.recovered) return std::nullopt;
  current.recovered = true;
  return current.value;
}

void Frame::Finish(internal::Ending ending) {
  while (!deferred_.empty()) {
    const std::function<void(Deferred&)> f = std::move(deferred_.back());
    deferred_.pop_back();
    Deferred deferred(ending);
    internal::Ending next = internal::Attempt([&] { f(deferred); });
    ending = next.kind == internal::Ending::Kind::kReturn
                 ? internal::AfterReturn(std::move(ending))
                 : internal::Replace(std::move(ending), std::move(next));
  }
  if (ending.kind != internal::Ending::Kind::kReturn) {
    throw internal::Unwind{std::move(ending)};
  }
}

}  // namespace go
GOSYNC_END
