#ifndef GOSYNC_GO_CHANNEL_HPP_
#define GOSYNC_GO_CHANNEL_HPP_

// What stands behind a Chan<T>, and the two operations on it that a select can choose from.
// Users include chan.hpp and select.hpp.
//
// A channel is a monitor: a buffer, and two queues of goroutines that wait. At most one of
// the queues has anybody in it who is still waiting, except for one goroutine that offers both
// directions in one select. Whoever comes first waits; whoever comes second
// does the work for both: takes the first one that waits out of the queue, moves the value,
// and wakes it. A goroutine that waits in several queues at once (a select) may be found by
// several others at once, so it has to be claimed first, and only the first claim counts.
//
// Locks: a select holds the locks of all its channels, taken in the order of their creation
// numbers; the lock of a Party is taken inside them and holds for a few lines.

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gosync/go/panic.hpp"
#include "gosync/runtime/annotations.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace go {
namespace internal {

[[noreturn]] void PanicCloseOfNil();
[[noreturn]] void PanicCloseOfClosed();
[[noreturn]] void PanicMakeChanSize();

// A goroutine that waits until one of its operations has been done by somebody else.
class Party {
 public:
  // True for the first who asks: he may complete the wait, and nobody else.
  bool Claim();
  bool IsClaimed();
  // By the one who claimed. `closed`: the operation ended because of a Close.
  void Complete(int index, bool closed);
  void WaitUntilComplete();

  // After the wait.
  int index();
  bool closed();

 private:
  rt::Mutex mu_;
  rt::CondVar complete_;
  bool claimed_ GOSYNC_GUARDED_BY(mu_) = false;
  bool is_complete_ GOSYNC_GUARDED_BY(mu_) = false;
  int index_ GOSYNC_GUARDED_BY(mu_) = -1;
  bool closed_ GOSYNC_GUARDED_BY(mu_) = false;
};

// What all channels have in common: a lock, and a place in the order of locks.
class ChannelBase {
 public:
  ChannelBase();
  ChannelBase(const ChannelBase&) = delete;
  ChannelBase& operator=(const ChannelBase&) = delete;

  rt::Mutex& mu() GOSYNC_ATTRIBUTE(lock_returned(mu_)) { return mu_; }
  int64_t number() const { return number_; }

 protected:
  ~ChannelBase() = default;
  rt::Mutex mu_;

 private:
  const int64_t number_;  // counts all channels in the order of their creation
};

// A select holds a set of locks, which clang's analysis cannot follow: this tells it.
inline void AssumeLocked(rt::Mutex& mu) GOSYNC_ATTRIBUTE(assert_capability(mu)) { (void)mu; }

// A send or a receive that a goroutine offers. The caller holds the channel's lock in
// IsReady, Try, Enqueue and Withdraw.
class Operation {
 public:
  Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // Null for a nil channel, whose operations are never ready.
  virtual ChannelBase* channel() const = 0;
  // Could it be done now? Someone who waits on the other side may still be claimed through
  // another channel, so Try may fail after this.
  virtual bool IsReady() = 0;
  // Does it, if that can be done now.
  virtual bool Try() = 0;
  virtual void Enqueue(Party* party, int index) = 0;
  virtual void Withdraw(Party* party) = 0;
  // Outside the lock, once, when it was done here or by somebody else. `by_close`: somebody
  // else, by Close. May panic.
  virtual void Finish(bool by_close) = 0;

 protected:
  ~Operation() = default;
};

// The select algorithm (select.cpp). Returns the index of the operation that was done,
// or -1 if there is a default and none is ready.
int RunSelect(std::span<Operation* const> operations, bool has_default);
// The same for one operation and no default.
void RunOne(Operation& operation);

template <class T>
class Channel : public ChannelBase {
 public:
  explicit Channel(int64_t capacity) : capacity_(capacity) {
    if (capacity < 0) PanicMakeChanSize();
  }

  int64_t capacity() const { return capacity_; }
  int64_t Len() {
    rt::MutexLock lock(mu_);
    return static_cast<int64_t>(buffer_.size());
  }
  // How many goroutines stand in the queues; for tests that need them there.
  int64_t Waiting() {
    rt::MutexLock lock(mu_);
    return static_cast<int64_t>(senders_.size() + receivers_.size());
  }
  void Close() GOSYNC_EXCLUDES(mu_);

 private:
  template <class>
  friend class SendOperation;
  template <class>
  friend class ReceiveOperation;

  // One who waits, and where the value is that he offers, or where he wants it.
  struct Waiter {
    Party* party;
    int index;
    T* slot;
  };
  using Queue = std::deque<Waiter>;

  // Drops from the front of `queue` who has been served elsewhere; is anybody left?
  static bool AnyoneIn(Queue& queue);
  // Takes the first who can be claimed out of `queue`.
  static bool ClaimFirst(Queue& queue, Waiter* claimed);
  static void Remove(Queue& queue, const Party* party);

  const int64_t capacity_;
  std::deque<T> buffer_ GOSYNC_GUARDED_BY(mu_);
  bool closed_ GOSYNC_GUARDED_BY(mu_) = false;
  Queue senders_ GOSYNC_GUARDED_BY(mu_);
  Queue receivers_ GOSYNC_GUARDED_BY(mu_);
};

[[noreturn]] void PanicSendOnClosed();

template <class T>
class SendOperation final : public Operation {
 public:
  SendOperation(Channel<T>* channel, T value) : channel_(channel), value_(std::move(value)) {}

  ChannelBase* channel() const override { return channel_; }
  bool IsReady() override;
  bool Try() override;
  void Enqueue(Party* party, int index) override;
  void Withdraw(Party* party) override;
  void Finish(bool by_close) override {
    if (by_close || found_closed_) PanicSendOnClosed();
  }

 private:
  Channel<T>* const channel_;
  T value_;
  bool found_closed_ = false;
};

template <class T>
class ReceiveOperation final : public Operation {
 public:
  // `value` and `ok` may be null.
  ReceiveOperation(Channel<T>* channel, T* value, bool* ok)
      : channel_(channel), value_(value), ok_(ok) {}

  ChannelBase* channel() const override { return channel_; }
  bool IsReady() override;
  bool Try() override;
  void Enqueue(Party* party, int index) override;
  void Withdraw(Party* party) override;
  void Finish(bool by_close) override {
    if (value_ != nullptr) *value_ = std::move(slot_);
    if (ok_ != nullptr) *ok_ = !by_close && !found_closed_;
  }

 private:
  Channel<T>* const channel_;
  T* const value_;
  bool* const ok_;
  T slot_{};
  bool found_closed_ = false;
};

template <class T>
void Channel<T>::Close() {
  bool was_closed;
  {
    rt::MutexLock lock(mu_);
    rt::Step("Close", rt::Self(), number());
    was_closed = closed_;
    closed_ = true;
    Waiter waiter;
    while (ClaimFirst(receivers_, &waiter)) waiter.party->Complete(waiter.index, true);
    while (ClaimFirst(senders_, &waiter)) waiter.party->Complete(waiter.index, true);
  }
  if (was_closed) PanicCloseOfClosed();
}

template <class T>
bool Channel<T>::AnyoneIn(Queue& queue) {
  while (!queue.empty() && queue.front().party->IsClaimed()) queue.pop_front();
  return !queue.empty();
}

template <class T>
bool Channel<T>::ClaimFirst(Queue& queue, Waiter* claimed) {
  while (!queue.empty()) {
    *claimed = queue.front();
    queue.pop_front();
    if (claimed->party->Claim()) return true;
  }
  return false;
}

template <class T>
void Channel<T>::Remove(Queue& queue, const Party* party) {
  std::erase_if(queue, [party](const Waiter& waiter) { return waiter.party == party; });
}

template <class T>
bool SendOperation<T>::IsReady() {
  AssumeLocked(channel_->mu_);
  return channel_->closed_ || Channel<T>::AnyoneIn(channel_->receivers_) ||
         static_cast<int64_t>(channel_->buffer_.size()) < channel_->capacity_;
}

template <class T>
bool SendOperation<T>::Try() {
  AssumeLocked(channel_->mu_);
  if (channel_->closed_) {
    rt::Step("SendToClosed", rt::Self(), channel_->number());
    found_closed_ = true;
    return true;
  }
  typename Channel<T>::Waiter receiver;
  if (Channel<T>::ClaimFirst(channel_->receivers_, &receiver)) {
    // Somebody waits, so the buffer is empty and this is the oldest value.
    rt::Step("SendToWaiter", rt::Self(), channel_->number());
    *receiver.slot = std::move(value_);
    receiver.party->Complete(receiver.index, false);
    return true;
  }
  if (static_cast<int64_t>(channel_->buffer_.size()) < channel_->capacity_) {
    rt::Step("SendToBuffer", rt::Self(), channel_->number());
    channel_->buffer_.push_back(std::move(value_));
    return true;
  }
  return false;
}

template <class T>
void SendOperation<T>::Enqueue(Party* party, int index) {
  AssumeLocked(channel_->mu_);
  rt::Step("WaitToSend", rt::Self(), channel_->number());
  channel_->senders_.push_back({party, index, &value_});
}

template <class T>
void SendOperation<T>::Withdraw(Party* party) {
  AssumeLocked(channel_->mu_);
  rt::Step("Withdraw", rt::Self(), channel_->number());
  Channel<T>::Remove(channel_->senders_, party);
}

template <class T>
bool ReceiveOperation<T>::IsReady() {
  AssumeLocked(channel_->mu_);
  return !channel_->buffer_.empty() || channel_->closed_ ||
         Channel<T>::AnyoneIn(channel_->senders_);
}

template <class T>
bool ReceiveOperation<T>::Try() {
  AssumeLocked(channel_->mu_);
  typename Channel<T>::Waiter sender;
  if (!channel_->buffer_.empty()) {
    rt::Step("ReceiveFromBuffer", rt::Self(), channel_->number());
    slot_ = std::move(channel_->buffer_.front());
    channel_->buffer_.pop_front();
    // There is room now for the one who has waited longest to send.
    if (Channel<T>::ClaimFirst(channel_->senders_, &sender)) {
      channel_->buffer_.push_back(std::move(*sender.slot));
      sender.party->Complete(sender.index, false);
    }
    return true;
  }
  if (Channel<T>::ClaimFirst(channel_->senders_, &sender)) {
    rt::Step("ReceiveFromWaiter", rt::Self(), channel_->number());
    slot_ = std::move(*sender.slot);
    sender.party->Complete(sender.index, false);
    return true;
  }
  if (channel_->closed_) {
    rt::Step("ReceiveFromClosed", rt::Self(), channel_->number());
    found_closed_ = true;
    return true;
  }
  return false;
}

template <class T>
void ReceiveOperation<T>::Enqueue(Party* party, int index) {
  AssumeLocked(channel_->mu_);
  rt::Step("WaitToReceive", rt::Self(), channel_->number());
  channel_->receivers_.push_back({party, index, &slot_});
}

template <class T>
void ReceiveOperation<T>::Withdraw(Party* party) {
  AssumeLocked(channel_->mu_);
  rt::Step("Withdraw", rt::Self(), channel_->number());
  Channel<T>::Remove(channel_->receivers_, party);
}

}  // namespace internal
}  // namespace go
GOSYNC_END

#endif  // GOSYNC_GO_CHANNEL_HPP_
