#include "gosync/cond.hpp"

#include <map>

#include "gosync/go/panic.hpp"

GOSYNC_BEGIN
namespace sync {

class Cond::NotifyList {
 public:
  uint64_t TakeTicket();
  void Sleep(uint64_t ticket);
  void WakeOne();
  void WakeAll();

 private:
  bool NobodyWaits() const;

  rt::Atomic<uint64_t> next_{0};
  rt::Atomic<uint64_t> served_{0};  // changes under mu_
  rt::Mutex mu_;
  std::map<uint64_t, rt::CondVar*> sleepers_ GOSYNC_GUARDED_BY(mu_);  // by ticket
};

uint64_t Cond::NotifyList::TakeTicket() {
  const uint64_t ticket = next_.FetchAdd(1);
  rt::Step("Ticket", rt::Self(), ticket);
  return ticket;
}

void Cond::NotifyList::Sleep(uint64_t ticket) {
  rt::MutexLock lock(mu_);
  if (ticket < served_.Load()) {
    rt::Step("Served", rt::Self());
    return;
  }
  rt::CondVar woken;
  sleepers_.emplace(ticket, &woken);
  rt::Step("Sleep", rt::Self());
  while (ticket >= served_.Load()) woken.Wait(mu_);
  rt::Step("WakeUp", rt::Self());
}

// Spares the lock. Whoever took a ticket before the call is seen.
bool Cond::NotifyList::NobodyWaits() const {
  const uint64_t next = next_.Load();
  rt::Step("LookNext", rt::Self(), next);
  const uint64_t served = served_.Load();
  rt::Step("LookServed", rt::Self(), served);
  return next == served;
}

void Cond::NotifyList::WakeOne() {
  if (NobodyWaits()) return;
  rt::MutexLock lock(mu_);
  const uint64_t ticket = served_.Load();
  rt::Step("GrantOne", rt::Self(), ticket);
  if (ticket == next_.Load()) return;  // another Signal was faster
  served_.Store(ticket + 1);
  const auto sleeper = sleepers_.find(ticket);
  if (sleeper == sleepers_.end()) return;  // it is on its way, and will see that it is served
  sleeper->second->NotifyOne();
  sleepers_.erase(sleeper);
}

void Cond::NotifyList::WakeAll() {
  if (NobodyWaits()) return;
  rt::MutexLock lock(mu_);
  served_.Store(next_.Load());
  rt::Step("GrantAll", rt::Self());
  for (const auto& [ticket, woken] : sleepers_) woken->NotifyOne();
  sleepers_.clear();
}

namespace {

Locker& NotNil(Locker* l) {
  if (l == nullptr) go::PanicNilDereference();
  return *l;
}

}  // namespace

Cond::Cond(Locker* l) : L(l), list_(std::make_shared<NotifyList>()) {}

// The copy knows where the original is used: that is how it is noticed.
Cond::Cond(const Cond& other)
    : L(other.L), home_(other.home_.Load()), list_(std::make_shared<NotifyList>()) {}

void Cond::Check() {
  const Cond* home = nullptr;
  const bool first = home_.CompareExchange(home, this);
  rt::Step("Check", rt::Self(), first);
  if (!first && home != this) go::Panic("sync.Cond is copied");
}

void Cond::Wait() {
  Check();
  const uint64_t ticket = list_->TakeTicket();
  NotNil(L).Unlock();
  list_->Sleep(ticket);
  NotNil(L).Lock();
}

// A copy of the pointer first: the Cond may be gone when these return.
void Cond::Signal() {
  Check();
  std::shared_ptr<NotifyList>(list_)->WakeOne();
}

void Cond::Broadcast() {
  Check();
  std::shared_ptr<NotifyList>(list_)->WakeAll();
}

}  // namespace sync
GOSYNC_END
