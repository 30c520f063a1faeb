#ifndef GOSYNC_GO_SELECT_HPP_
#define GOSYNC_GO_SELECT_HPP_

// Select over sends and receives of any channels.
//
//   int item;
//   switch (go::Select(go::ReceiveFrom(ctx.Done()), go::ReceiveFrom(work, &item),
//                      go::SendTo(out, 7))) {
//     case 0: return ctx.Err();
//     case 1: ...
//   }

#include <array>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "gosync/go/chan.hpp"
#include "gosync/go/channel.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace go {

// What SelectDefault returns if no case was ready.
inline constexpr int kDefault = -1;

// One case of a select; made by ReceiveFrom and SendTo, used once.
template <class T>
class ReceiveCase {
 public:
  ReceiveCase(const Chan<T>& chan, T* value, bool* ok)
      : channel_(chan.channel()), operation_(channel_.get(), value, ok) {}
  internal::Operation* operation() { return &operation_; }

 private:
  std::shared_ptr<internal::Channel<T>> channel_;
  internal::ReceiveOperation<T> operation_;
};

template <class T>
class SendCase {
 public:
  SendCase(const Chan<T>& chan, T value)
      : channel_(chan.channel()), operation_(channel_.get(), std::move(value)) {}
  internal::Operation* operation() { return &operation_; }

 private:
  std::shared_ptr<internal::Channel<T>> channel_;
  internal::SendOperation<T> operation_;
};

// `value` and `ok` are written if this case is the one that runs; either may be null.
template <class T>
ReceiveCase<T> ReceiveFrom(const Chan<T>& chan, std::type_identity_t<T>* value = nullptr,
                           bool* ok = nullptr) {
  return ReceiveCase<T>(chan, value, ok);
}

template <class T>
SendCase<T> SendTo(const Chan<T>& chan, std::type_identity_t<T> value) {
  return SendCase<T>(chan, std::move(value));
}

/// Select runs one of the cases, as soon as one can run.
///
/// Returns: the position of the case that ran, from 0.
/// Blocks:  until a case is ready; for ever if there are none, or only nil channels.
/// Fair:    among cases that are ready together rt::Choose picks any.
/// Panics:  "send on closed channel", if that is the case that runs.
/// Mirrors: select — clauses GC10 to GC17.
template <class... Cases>
int Select(Cases&&... cases) {
  std::array<internal::Operation*, sizeof...(Cases)> operations{cases.operation()...};
  return internal::RunSelect(operations, /*has_default=*/false);
}

/// SelectDefault runs one of the cases if one can run now.
///
/// Returns: the position of the case that ran, or kDefault.
/// Blocks:  never.
/// Panics:  as Select.
/// Mirrors: select with default — clause GC13; otherwise as Select.
template <class... Cases>
int SelectDefault(Cases&&... cases) {
  std::array<internal::Operation*, sizeof...(Cases)> operations{cases.operation()...};
  return internal::RunSelect(operations, /*has_default=*/true);
}

}  // namespace go
GOSYNC_END

#endif  // GOSYNC_GO_SELECT_HPP_
