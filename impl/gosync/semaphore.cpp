#include "gosync/semaphore.hpp"

#include "gosync/go/panic.hpp"
#include "gosync/go/select.hpp"

GOSYNC_BEGIN
namespace semaphore {
namespace {

void CheckWeight(int64_t n) {
  if (n < 0) go::Panic("semaphore: n < 0");
}

bool IsClosed(const go::Chan<go::Unit>& channel) {
  return go::SelectDefault(go::ReceiveFrom(channel)) == 0;
}

}  // namespace

Weighted::Weighted(int64_t size) : size_(size) {
  if (size < 0) go::Panic("semaphore: size < 0");
}

go::Error Weighted::Acquire(const go::Context& ctx, int64_t n) {
  CheckWeight(n);
  const go::Chan<go::Unit> done = ctx.Done();  // a nil ctx panics here, before the lock (SE11)
  Waiter waiter{n, go::MakeChan<go::Unit>()};
  {
    rt::MutexLock lock(mu_);
    if (IsClosed(done)) {
      // Done before it was granted: it fails, also if its tokens are free (SE4).
      rt::Step("AcquireDone", rt::Self(), n);
      return ctx.Err();
    }
    if (queue_.empty() && Fits(n)) {
      charged_ += n;
      rt::Step("AcquireFree", rt::Self(), n);
      return go::Error();
    }
    if (n <= size_) {
      queue_.push_back(&waiter);
      rt::Step("Enqueue", rt::Self(), n);
    } else {
      // It can never be granted, so it must not stand in anybody's way (SE8).
      rt::Step("StayOutside", rt::Self(), n);
      waiter.ready = go::Chan<go::Unit>();
    }
  }
  const bool granted = go::Select(go::ReceiveFrom(waiter.ready), go::ReceiveFrom(done)) == 0;
  // Both may be ready. If the context is done now, nobody can tell whether the
  // grant or the cancellation came first, so failing is allowed and simpler (SE4).
  if (granted && !IsClosed(done)) return go::Error();
  if (n <= size_) Leave(waiter);
  return ctx.Err();
}

bool Weighted::TryAcquire(int64_t n) {
  CheckWeight(n);
  rt::MutexLock lock(mu_);
  // Also when it would fit: it came after those who wait (SE2).
  const bool free = queue_.empty() && Fits(n);
  if (free) charged_ += n;
  rt::Step("TryAcquire", rt::Self(), n, free);
  return free;
}

void Weighted::Release(int64_t n) {
  CheckWeight(n);
  rt::MutexLock lock(mu_);
  Uncharge(n);
  rt::Step("Release", rt::Self(), n);
  GrantHeads();
}

// The count must not change if this panics: upstream subtracts first, and whoever
// recovers goes on with a semaphore that hands out more than its size (SE9).
void Weighted::Uncharge(int64_t n) {
  if (n > charged_) go::Panic("semaphore: released more than held");
  charged_ -= n;
}

// Grants from the head as long as the head fits. It stops at the first that does
// not, although a smaller one behind it might: or a big request starves (SE2).
void Weighted::GrantHeads() {
  while (!queue_.empty() && Fits(queue_.front()->n)) {
    Waiter& head = *queue_.front();
    queue_.pop_front();
    charged_ += head.n;
    head.granted = true;
    rt::Step("Grant", rt::Self(), head.n);
    // By a handle of our own: the waiter may be gone as soon as the channel is closed.
    const go::Chan<go::Unit> ready = head.ready;
    ready.Close();
  }
}

// The waiter gives up: whatever it is by now, it is nothing afterwards (SE5).
void Weighted::Leave(Waiter& waiter) {
  rt::MutexLock lock(mu_);
  if (waiter.granted) {
    Uncharge(waiter.n);
    rt::Step("GiveBack", rt::Self(), waiter.n);
  } else {
    queue_.remove(&waiter);
    rt::Step("Withdraw", rt::Self(), waiter.n);
  }
  // If it stood at the head, others may fit now, among them one of weight 0 on a full
  // semaphore (SE6, SE7). From any other place it changes nothing for anybody.
  GrantHeads();
}

}  // namespace semaphore
GOSYNC_END
