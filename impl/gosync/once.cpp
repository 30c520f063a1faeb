#include "gosync/once.hpp"

#include "gosync/go/panic.hpp"

GOSYNC_BEGIN
namespace sync {

void Once::DoSlow(const std::function<void()>& f) {
  if (!Lead()) return;
  go::Call([&](go::Frame& frame) {
    // Deferred: however f ends, it has run (ON2).
    frame.Defer([this] { End(); });
    go::Invoke(f);
  });
}

// Waits until nobody runs a function. True: this call is to run its own.
bool Once::Lead() {
  rt::MutexLock lock(mu_);
  while (running_) over_.Wait(mu_);
  // Once more: it was looked at before the lock was there.
  if (done_.Load()) {
    rt::Step("Follow", rt::Self());
    return false;
  }
  running_ = true;
  rt::Step("Lead", rt::Self());
  return true;
}

void Once::End() {
  rt::MutexLock lock(mu_);
  running_ = false;
  done_.Store(true);
  rt::Step("End", rt::Self());
  over_.NotifyAll();
}

}  // namespace sync
GOSYNC_END
