#include "gosync/go/chan.hpp"

GOSYNC_BEGIN
namespace go {
namespace internal {
namespace {

rt::Atomic<int64_t> channels_made(0);

}  // namespace

// Each of these texts has one error object, so that equal panics have equal values, as in Go.

void PanicSendOnClosed() {
  static const Error& error = *new Error(MakeError<RuntimeError>("send on closed channel"));
  Panic(error);
}

void PanicCloseOfNil() {
  static const Error& error = *new Error(MakeError<RuntimeError>("close of nil channel"));
  Panic(error);
}

void PanicCloseOfClosed() {
  static const Error& error = *new Error(MakeError<RuntimeError>("close of closed channel"));
  Panic(error);
}

void PanicMakeChanSize() {
  static const Error& error = *new Error(MakeError<RuntimeError>("makechan: size out of range"));
  Panic(error);
}

ChannelBase::ChannelBase() : number_(channels_made.FetchAdd(1)) {}

bool Party::Claim() {
  rt::MutexLock lock(mu_);
  return !std::exchange(claimed_, true);
}

bool Party::IsClaimed() {
  rt::MutexLock lock(mu_);
  return claimed_;
}

void Party::Complete(int index, bool closed) {
  rt::MutexLock lock(mu_);
  index_ = index;
  closed_ = closed;
  is_complete_ = true;
  complete_.NotifyOne();
}

void Party::WaitUntilComplete() {
  rt::MutexLock lock(mu_);
  while (!is_complete_) complete_.Wait(mu_);
}

int Party::index() {
  rt::MutexLock lock(mu_);
  return index_;
}

bool Party::closed() {
  rt::MutexLock lock(mu_);
  return closed_;
}

}  // namespace internal
}  // namespace go
GOSYNC_END
