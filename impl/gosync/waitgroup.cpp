#include "gosync/waitgroup.hpp"

#include <utility>

#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"

GOSYNC_BEGIN
namespace sync {
namespace {

constexpr const char* kNegative = "sync: negative WaitGroup counter";
constexpr const char* kMisuse = "sync: WaitGroup misuse: Add called concurrently with Wait";
constexpr const char* kReused = "sync: WaitGroup is reused before previous Wait has returned";

int32_t TasksOf(uint64_t state) { return static_cast<int32_t>(state >> 32); }
uint32_t WaitersOf(uint64_t state) { return static_cast<uint32_t>(state); }

}  // namespace

class WaitGroup::Core {
 public:
  void Add(int64_t delta);
  void Wait();

 private:
  void Wake(uint32_t waiters);
  bool Enlist();
  void Sleep();

  rt::Atomic<uint64_t> state_{0};
  rt::Mutex mu_;
  rt::CondVar woken_;
  uint64_t wakes_ GOSYNC_GUARDED_BY(mu_) = 0;  // that nobody has taken yet
};

void WaitGroup::Core::Add(int64_t delta) {
  const auto low = static_cast<uint32_t>(delta);
  const uint64_t added = static_cast<uint64_t>(low) << 32;
  const uint64_t state = state_.FetchAdd(added) + added;
  rt::Step("Count", rt::Self(), delta);
  if (TasksOf(state) < 0) go::Panic(kNegative);
  if (WaitersOf(state) == 0) return;
  const bool from_zero = static_cast<uint32_t>(TasksOf(state)) == low && delta > 0;
  if (from_zero) go::Panic(kMisuse);
  if (TasksOf(state) > 0) return;
  // Nobody may add while others wait at zero, and nobody waits anew.
  const bool changed = state_.Load() != state;
  rt::Step("Check", rt::Self());
  if (changed) go::Panic(kMisuse);
  state_.Store(0);
  rt::Step("Reset", rt::Self());
  Wake(WaitersOf(state));
}

void WaitGroup::Core::Wake(uint32_t waiters) {
  rt::MutexLock lock(mu_);
  wakes_ += waiters;
  rt::Step("Wake", rt::Self());
  woken_.NotifyAll();
}

void WaitGroup::Core::Wait() {
  if (!Enlist()) return;
  Sleep();
  const bool reused = state_.Load() != 0;
  rt::Step("Leave", rt::Self());
  if (reused) go::Panic(kReused);
}

// Counts this Wait among the waiters. False: there is nothing to wait for.
bool WaitGroup::Core::Enlist() {
  uint64_t state = state_.Load();
  rt::Step("Look", rt::Self());
  while (TasksOf(state) != 0) {
    const bool enlisted = state_.CompareExchange(state, state + 1);
    rt::Step("Enlist", rt::Self(), enlisted);
    if (enlisted) return true;
  }
  return false;
}

void WaitGroup::Core::Sleep() {
  rt::MutexLock lock(mu_);
  while (wakes_ == 0) woken_.Wait(mu_);
  --wakes_;
  rt::Step("WakeUp", rt::Self());
}

WaitGroup::WaitGroup() : core_(std::make_shared<Core>()) {}

// A copy of the pointer first: the group may be gone when these return.
void WaitGroup::Add(int64_t delta) { std::shared_ptr<Core>(core_)->Add(delta); }
void WaitGroup::Wait() { std::shared_ptr<Core>(core_)->Wait(); }

void WaitGroup::Go(std::function<void()> f) {
  const std::shared_ptr<Core> core(core_);
  core->Add(1);
  go::Go([core, f = std::move(f)] {
    const go::Outcome end = go::RunRoot(f);
    // Not counted down: nobody may go on as if f had done its task (WG5).
    if (end.kind == go::Outcome::Kind::kPanic) go::Crash(end);
    core->Add(-1);
  });
}

}  // namespace sync
GOSYNC_END
