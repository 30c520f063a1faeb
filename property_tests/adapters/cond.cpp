// Some sync::Cond as a subject: "c0" to "c63", with locks "m0" to "m15" of this file's own, of
// which each has a reader side. Where a lock is called "s0" to "s15" its Unlock ends with a
// Signal of c0, so that a wake-up comes right between unlock and sleep.

#include "gosync/cond.hpp"

#include <array>
#include <memory>
#include <string>

#include "property_tests/adapters/recover.hpp"

GOSYNC_BEGIN
namespace adapting {
namespace {

constexpr size_t kConds = 64;
constexpr size_t kLocks = 16;

// A reader-writer lock as Go has it: whoever unlocks it need not be who locked it.
class SharedLock {
 public:
  void Lock() {
    rt::MutexLock lock(mu_);
    while (!open_ && (writer_ || readers_ > 0)) changed_.Wait(mu_);
    writer_ = true;
  }
  void Unlock() {
    rt::MutexLock lock(mu_);
    if (!writer_ && !open_) rt::Fatal("fatal error: sync: unlock of unlocked mutex");
    writer_ = false;
    changed_.NotifyAll();
  }
  void RLock() {
    rt::MutexLock lock(mu_);
    while (!open_ && writer_) changed_.Wait(mu_);
    ++readers_;
  }
  void RUnlock() {
    rt::MutexLock lock(mu_);
    if (readers_ == 0 && !open_) rt::Fatal("fatal error: sync: RUnlock of unlocked RWMutex");
    if (readers_ > 0) --readers_;
    changed_.NotifyAll();
  }
  // From now on nobody waits for it.
  void Open() {
    rt::MutexLock lock(mu_);
    open_ = true;
    changed_.NotifyAll();
  }

 private:
  rt::Mutex mu_;
  rt::CondVar changed_;
  bool writer_ GOSYNC_GUARDED_BY(mu_) = false;
  int readers_ GOSYNC_GUARDED_BY(mu_) = 0;
  bool open_ GOSYNC_GUARDED_BY(mu_) = false;
};

class SignallingLocker final : public sync::Locker {
 public:
  SignallingLocker(SharedLock& lock, std::unique_ptr<sync::Cond>& cond)
      : lock_(lock), cond_(cond) {}
  void Lock() override { lock_.Lock(); }
  void Unlock() override {
    lock_.Unlock();
    cond_->Signal();
  }

 private:
  SharedLock& lock_;
  std::unique_ptr<sync::Cond>& cond_;
};

class CondSubject final : public adapters::Subject,
                          public std::enable_shared_from_this<CondSubject> {
 public:
  CondSubject() {
    for (size_t i = 0; i < kLocks; ++i) {
      lockers_[i] = std::make_unique<sync::LockerOf<SharedLock>>(locks_[i]);
      rlockers_[i] = std::make_unique<sync::RLockerOf<SharedLock>>(locks_[i]);
      signalling_[i] = std::make_unique<SignallingLocker>(locks_[i], conds_[0]);
    }
  }

  Outcome Perform(const Call& call, const adapters::SessionPtr&) override {
    return Recovering([&] { return PerformBare(call); });
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr&) override {
    go::Go([self = shared_from_this(), call] { self->PerformBare(call); });
  }

  bool HasHappened(const Call&) const override { return false; }

  void Unblock() override {
    for (SharedLock& lock : locks_) lock.Open();
    for (const auto& cond : conds_) {
      if (cond == nullptr) continue;
      Recovering([&] {
        cond->Broadcast();
        return Fields{};
      });
    }
  }

 private:
  Fields PerformBare(const Call& call) {
    const Fields& arguments = call.arguments;
    const auto self = shared_from_this();  // who waits for ever keeps it
    if (Is(call, "Lock")) {
      LockOf(arguments).Lock();
    } else if (Is(call, "Unlock")) {
      LockOf(arguments).Unlock();
    } else if (Is(call, "RLock")) {
      LockOf(arguments).RLock();
    } else if (Is(call, "RUnlock")) {
      LockOf(arguments).RUnlock();
    } else if (Is(call, "NewCond")) {
      CondOf(arguments, "cond") = std::make_unique<sync::Cond>(LockerFrom(arguments));
    } else if (Is(call, "Copy")) {
      CondOf(arguments, "to") = std::make_unique<sync::Cond>(*CondOf(arguments, "cond"));
    } else if (Is(call, "SetL")) {
      CondOf(arguments, "cond")->L = LockerFrom(arguments);
    } else if (Is(call, "Wait")) {
      CondOf(arguments, "cond")->Wait();
    } else if (Is(call, "Signal")) {
      CondOf(arguments, "cond")->Signal();
    } else if (Is(call, "Broadcast")) {
      CondOf(arguments, "cond")->Broadcast();
    } else {
      rt::Fatal("the cond adapter does not know " + std::string(call.operation));
    }
    return {};
  }

  SharedLock& LockOf(const Fields& arguments) {
    return locks_.at(std::stoul(Text(arguments, "l").substr(1)));
  }

  sync::Locker* LockerFrom(const Fields& arguments) {
    const std::string name = Text(arguments, "l");
    if (name.empty()) return nullptr;
    const size_t i = std::stoul(name.substr(1));
    if (name[0] == 's') return signalling_.at(i).get();
    return std::get<bool>(Argument(arguments, "shared")) ? rlockers_.at(i).get()
                                                         : lockers_.at(i).get();
  }

  // Each is written before others may name it.
  std::unique_ptr<sync::Cond>& CondOf(const Fields& arguments, const char* name) {
    return conds_.at(std::stoul(Text(arguments, name).substr(1)));
  }

  std::array<SharedLock, kLocks> locks_;
  std::array<std::unique_ptr<sync::Locker>, kLocks> lockers_, rlockers_, signalling_;
  std::array<std::unique_ptr<sync::Cond>, kConds> conds_;
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "cond", "gosync/cond", "tree",
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<CondSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
