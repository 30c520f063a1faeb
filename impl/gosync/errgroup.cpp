#include "gosync/errgroup.hpp"

#include <list>
#include <set>
#include <string>
#include <utility>

#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"

GOSYNC_BEGIN
namespace errgroup {
namespace {

constexpr int64_t kNoLimit = -1;
constexpr const char* kForItself = "errgroup: every slot is held by a function that waits for one";

}  // namespace

class Group::Core : public std::enable_shared_from_this<Core> {
 public:
  explicit Core(go::CancelCauseFunc cancel) : cancel_(std::move(cancel)) {}

  bool Enter(bool waits);
  void Start(Function f);
  go::Error Wait();
  void SetLimit(int64_t n);

 private:
  // A Go that waits for a slot.
  struct Waiter {
    bool inside = false;   // of a function of this group
    bool let_in = false;   // its function is active
    bool refused = false;  // it would wait for itself
    rt::CondVar told;
  };

  void Run(const Function& f);
  void Tell(const go::Error& err);
  void Leave();
  bool Full() const GOSYNC_REQUIRES(mu_);
  bool WaitForSlot() GOSYNC_REQUIRES(mu_);
  Waiter& Unqueue(std::list<Waiter*>::iterator place) GOSYNC_REQUIRES(mu_);
  void LetInWaiters() GOSYNC_REQUIRES(mu_);
  void RefuseOneIfStuck() GOSYNC_REQUIRES(mu_);

  const go::CancelCauseFunc cancel_;  // null without a context

  rt::Mutex mu_;
  int64_t limit_ GOSYNC_GUARDED_BY(mu_) = kNoLimit;
  int64_t active_ GOSYNC_GUARDED_BY(mu_) = 0;
  std::set<int64_t> goroutines_ GOSYNC_GUARDED_BY(mu_);  // of active functions that have begun
  std::list<Waiter*> queue_ GOSYNC_GUARDED_BY(mu_);
  int64_t inside_ GOSYNC_GUARDED_BY(mu_) = 0;  // of the queue, those inside of functions
  uint64_t rests_ GOSYNC_GUARDED_BY(mu_) = 0;  // how often nothing was active any more
  go::Error err_ GOSYNC_GUARDED_BY(mu_);       // the first one
  rt::CondVar rested_;
};

bool Group::Core::Full() const { return limit_ >= 0 && active_ >= limit_; }

// Makes a function active, if need be after a wait. False: there is no slot for it.
bool Group::Core::Enter(bool waits) {
  bool entered = false;
  {
    rt::MutexLock lock(mu_);
    entered = !Full();
    if (entered) {
      ++active_;
      rt::Step("Enter", rt::Self());
    } else if (waits) {
      entered = WaitForSlot();
    } else {
      rt::Step("TurnAway", rt::Self());
    }
  }
  if (waits && !entered) go::Panic(go::NewError(kForItself));
  return entered;
}

// False: nobody but those that wait could free a slot.
bool Group::Core::WaitForSlot() {
  Waiter waiter;
  waiter.inside = goroutines_.contains(rt::Self());
  if (waiter.inside && inside_ + 1 == active_) {
    rt::Step("Refuse", rt::Self());
    return false;
  }
  queue_.push_back(&waiter);
  if (waiter.inside) ++inside_;
  rt::Step("Queue", rt::Self());
  while (!waiter.let_in && !waiter.refused) waiter.told.Wait(mu_);
  return waiter.let_in;
}

void Group::Core::Start(Function f) {
  go::Go([core = shared_from_this(), f = std::move(f)] { core->Run(f); });
}

void Group::Core::Run(const Function& f) {
  {
    rt::MutexLock lock(mu_);
    goroutines_.insert(rt::Self());
    rt::Step("Begin", rt::Self());
  }
  go::Error err;
  const go::Outcome end = go::RunRoot([&] { err = go::Invoke(f); });
  // It never leaves: nobody may go on as if it had done its work (EG12).
  if (end.kind == go::Outcome::Kind::kPanic) go::Crash(end);
  // Before it leaves: whoever gets its slot is to see the context cancelled (EG17).
  if (err) Tell(err);
  Leave();
}

void Group::Core::Tell(const go::Error& err) {
  rt::MutexLock lock(mu_);
  if (!err_) {
    err_ = err;
    if (cancel_) cancel_(err);
  }
  rt::Step("Tell", rt::Self());
}

void Group::Core::Leave() {
  rt::MutexLock lock(mu_);
  goroutines_.erase(rt::Self());
  --active_;
  // Whoever is let in now is active before anybody can find the group at rest (EG11).
  LetInWaiters();
  RefuseOneIfStuck();
  if (active_ == 0) {
    ++rests_;
    rested_.NotifyAll();
  }
  rt::Step("Leave", rt::Self());
}

Group::Core::Waiter& Group::Core::Unqueue(std::list<Waiter*>::iterator place) {
  Waiter& waiter = **place;
  queue_.erase(place);
  if (waiter.inside) --inside_;
  waiter.told.NotifyOne();
  return waiter;
}

void Group::Core::LetInWaiters() {
  while (!queue_.empty() && !Full()) {
    Unqueue(queue_.begin()).let_in = true;
    ++active_;
  }
}

// After a limit below the number of active functions there may be nobody left among them who
// does not wait (EG10). One that stops waiting is enough.
void Group::Core::RefuseOneIfStuck() {
  if (active_ == 0 || inside_ < active_) return;
  auto place = queue_.end();
  do {
    --place;
  } while (!(*place)->inside);
  Unqueue(place).refused = true;
}

go::Error Group::Core::Wait() {
  rt::MutexLock lock(mu_);
  rt::Step("CallWait", rt::Self());
  // Not until the number is zero: it may be more again before this wakes up.
  const uint64_t rests = rests_;
  while (active_ > 0 && rests_ == rests) rested_.Wait(mu_);
  if (cancel_) cancel_(err_);
  rt::Step("Back", rt::Self());
  return err_;
}

void Group::Core::SetLimit(int64_t n) {
  int64_t active = 0;
  {
    rt::MutexLock lock(mu_);
    if (limit_ >= 0 && n >= 0) active = active_;
    if (active == 0) {
      limit_ = n;
      LetInWaiters();
    }
    rt::Step("Limit", rt::Self(), n, active == 0);
  }
  if (active == 0) return;
  go::Panic(go::NewError("errgroup: modify limit while " + std::to_string(active) +
                         " goroutines in the group are still active"));
}

Group::Group(go::CancelCauseFunc cancel) : core_(std::make_shared<Core>(std::move(cancel))) {}

// A copy of the pointer first: the group may be gone when these return.
void Group::Go(Function f) {
  const std::shared_ptr<Core> core(core_);
  core->Enter(/*waits=*/true);
  core->Start(std::move(f));
}

bool Group::TryGo(Function f) {
  const std::shared_ptr<Core> core(core_);
  if (!core->Enter(/*waits=*/false)) return false;
  core->Start(std::move(f));
  return true;
}

go::Error Group::Wait() { return std::shared_ptr<Core>(core_)->Wait(); }
void Group::SetLimit(int64_t n) { std::shared_ptr<Core>(core_)->SetLimit(n); }

WithContextResult WithContext(const go::Context& parent) {
  auto [context, cancel] = go::WithCancelCause(parent);
  return {std::shared_ptr<Group>(new Group(std::move(cancel))), std::move(context)};
}

}  // namespace errgroup
GOSYNC_END
