#ifndef GOSYNC_GO_CHAN_HPP_
#define GOSYNC_GO_CHAN_HPP_

// Channels. A Chan<T> is a shared handle; the default is Go's nil channel, on which every
// send and receive blocks for ever.
//
//   auto results = go::MakeChan<int>(1);
//   results.Send(7);
//   auto [value, ok] = results.Receive();
//
// A send or a receive is a select with one case: the algorithm is in select.cpp, what it
// asks of a channel is in channel.hpp.

#include <cstdint>
#include <memory>
#include <utility>

#include "gosync/go/channel.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace go {

// Go's struct{}: for channels that are only ever closed.
struct Unit {
  friend bool operator==(Unit, Unit) { return true; }
};

template <class T>
struct Received {
  T value;  // T() if not ok
  bool ok;  // false: the channel is closed and empty
};

template <class T>
class Chan {
 public:
  Chan() = default;
  Chan(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): nil
  explicit Chan(std::shared_ptr<internal::Channel<T>> channel) : channel_(std::move(channel)) {}

  explicit operator bool() const { return channel_ != nullptr; }
  // Go's ==: the same channel, or both nil.
  friend bool operator==(const Chan& a, const Chan& b) { return a.channel_ == b.channel_; }

  /// Send hands `value` to a receiver, or to the buffer.
  ///
  /// Blocks:  until a receiver takes it or the buffer has room; for ever on a nil channel.
  /// Fair:    waiting senders are served in order of arrival.
  /// Panics:  "send on closed channel", also if it is closed while this waits.
  /// Order:   a send happens before the end of its receive; the k-th receive from a channel
  ///          of capacity c before the end of the (k+c)-th send.
  /// Mirrors: ch <- value — clauses GC1 to GC6.
  void Send(T value) const {
    internal::SendOperation<T> operation(channel_.get(), std::move(value));
    internal::RunOne(operation);
  }

  /// Receive takes the value that was sent first.
  ///
  /// Returns: the value and true; T() and false if the channel is closed and empty.
  /// Blocks:  until there is a value or the channel is closed; for ever on a nil channel.
  /// Fair:    waiting receivers are served in order of arrival.
  /// Order:   a close happens before a receive that returns because of it.
  /// Mirrors: value, ok := <-ch — clauses GC1 to GC5, GC7.
  Received<T> Receive() const {
    Received<T> received{T(), false};
    internal::ReceiveOperation<T> operation(channel_.get(), &received.value, &received.ok);
    internal::RunOne(operation);
    return received;
  }

  /// Close says that no more will be sent.
  ///
  /// Panics:  "close of nil channel", "close of closed channel".
  /// Order:   receivers that wait get T() and false, senders that wait panic.
  /// Mirrors: close(ch) — clauses GC7 to GC9.
  void Close() const {
    if (!channel_) internal::PanicCloseOfNil();
    channel_->Close();
  }

  // How many values wait in the buffer; 0 for nil.
  int64_t Len() const { return channel_ ? channel_->Len() : 0; }
  // How many fit into the buffer; 0 for nil.
  int64_t Cap() const { return channel_ ? channel_->capacity() : 0; }

  const std::shared_ptr<internal::Channel<T>>& channel() const { return channel_; }

 private:
  std::shared_ptr<internal::Channel<T>> channel_;
};

/// MakeChan makes a channel whose buffer holds `capacity` values.
///
/// Panics:  "makechan: size out of range" if that is negative.
/// Mirrors: make(chan T, capacity) — clause GC1.
template <class T>
Chan<T> MakeChan(int64_t capacity = 0) {
  return Chan<T>(std::make_shared<internal::Channel<T>>(capacity));
}

}  // namespace go
GOSYNC_END

#endif  // GOSYNC_GO_CHAN_HPP_
