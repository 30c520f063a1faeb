// rt::ReadGuard and rt::Retire on threads: reclamation by epochs.
//
// A reader writes the current epoch into a slot of its thread, by an exchange; that is all that
// it pays. What is retired gets the epoch of its retirement. The epoch moves on only if every
// reader has written the current one, so a reader that came before the retirement holds it back
// to at most one more: what was retired in epoch e is destroyed in e + 2 or later. With nobody
// reading, that is at once.

#include <deque>
#include <vector>

#include "gosync/runtime/threads/threads.hpp"

namespace gosync::runtime::on_threads {
namespace {

constexpr uint64_t kNotReading = 0;

struct Slot {
  std::atomic<uint64_t> epoch{kNotReading};
  std::atomic<bool> taken{true};
  int64_t depth = 0;  // of guards; used by the owner only
  Slot* next = nullptr;
};

class Reclaimer {
 public:
  // Never destroyed: threads may outlive main.
  static Reclaimer& Get() {
    static auto* reclaimer = new Reclaimer;
    return *reclaimer;
  }

  Slot* TakeSlot() {
    for (Slot* slot = slots_.load(); slot != nullptr; slot = slot->next) {
      bool free = false;
      if (slot->taken.compare_exchange_strong(free, true)) return slot;
    }
    auto* slot = new Slot;
    slot->next = slots_.load();
    while (!slots_.compare_exchange_weak(slot->next, slot)) continue;
    return slot;
  }

  void Enter(Slot& slot) { slot.epoch.exchange(epoch_.load()); }

  void Leave(Slot& slot) {
    slot.epoch.store(kNotReading);
    // Whoever leaves last sees to what nobody else may come for.
    if (waiting_.load() != 0) Collect(false);
  }

  void Add(void* object, void (*destroy)(void*)) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      retired_.push_back({object, destroy, epoch_.load()});
      waiting_.store(retired_.size());
    }
    Collect(true);
  }

 private:
  struct Retired {
    void* object;
    void (*destroy)(void*);
    uint64_t epoch;
  };

  // Under mu_, so that the epoch stays what it is.
  bool EverybodyIsHere(uint64_t epoch) const {
    for (Slot* slot = slots_.load(); slot != nullptr; slot = slot->next) {
      const uint64_t reading = slot->epoch.load();
      if (reading != kNotReading && reading != epoch) return false;
    }
    return true;
  }

  void Collect(bool wait) {
    std::vector<Retired> old;
    {
      std::unique_lock<std::mutex> lock(mu_, std::defer_lock);
      if (wait) {
        lock.lock();
      } else if (!lock.try_lock()) {
        return;
      }
      for (int i = 0; i < 2 && EverybodyIsHere(epoch_.load()); ++i) epoch_.fetch_add(1);
      while (!retired_.empty() && retired_.front().epoch + 2 <= epoch_.load()) {
        old.push_back(retired_.front());
        retired_.pop_front();
      }
      waiting_.store(retired_.size());
    }
    // Outside: what is destroyed may retire more.
    for (const Retired& r : old) r.destroy(r.object);
  }

  std::atomic<uint64_t> epoch_{1};
  std::atomic<Slot*> slots_{nullptr};
  std::atomic<size_t> waiting_{0};
  std::mutex mu_;
  std::deque<Retired> retired_;
};

// The slot of a thread goes to another one when the thread ends.
class OwnSlot {
 public:
  OwnSlot() : slot_(Reclaimer::Get().TakeSlot()) {}
  ~OwnSlot() { slot_->taken.store(false); }
  OwnSlot(const OwnSlot&) = delete;
  OwnSlot& operator=(const OwnSlot&) = delete;
  Slot& operator*() const { return *slot_; }

 private:
  Slot* slot_;
};

Slot& MySlot() {
  [[gnu::tls_model("initial-exec")]] thread_local OwnSlot slot;  // see Self
  return *slot;
}

}  // namespace

ReadGuard::ReadGuard() {
  Slot& slot = MySlot();
  if (slot.depth++ == 0) Reclaimer::Get().Enter(slot);
}

ReadGuard::~ReadGuard() {
  Slot& slot = MySlot();
  if (--slot.depth == 0) Reclaimer::Get().Leave(slot);
}

void Retire(void* object, void (*destroy)(void*)) { Reclaimer::Get().Add(object, destroy); }

}  // namespace gosync::runtime::on_threads
