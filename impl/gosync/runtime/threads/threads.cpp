#include "gosync/runtime/threads/threads.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <vector>

namespace gosync::runtime::on_threads {
namespace {

using Clock = std::chrono::steady_clock;

// One thread serves all timers. It is never destroyed: a timer may still be
// pending when the program ends.
class TimerQueue {
 public:
  static TimerQueue& Get() {
    static auto* queue = new TimerQueue;
    return *queue;
  }

  void Add(int64_t when, std::shared_ptr<Timer::Entry> entry);
  bool Remove(const Timer::Entry& entry);

 private:
  TimerQueue() {
    std::thread([this] { Run(); }).detach();
  }
  void Run();

  std::mutex mu_;
  std::condition_variable changed_;
  std::multimap<int64_t, std::shared_ptr<Timer::Entry>> pending_;
};

}  // namespace

struct Timer::Entry {
  std::function<void()> f;
};

void TimerQueue::Add(int64_t when, std::shared_ptr<Timer::Entry> entry) {
  std::lock_guard<std::mutex> lock(mu_);
  pending_.emplace(when, std::move(entry));
  changed_.notify_one();
}

bool TimerQueue::Remove(const Timer::Entry& entry) {
  std::shared_ptr<Timer::Entry> last;  // dies outside the lock, with all that f holds
  std::lock_guard<std::mutex> lock(mu_);
  for (auto it = pending_.begin(); it != pending_.end(); ++it) {
    if (it->second.get() != &entry) continue;
    last = std::move(it->second);
    pending_.erase(it);
    return true;
  }
  return false;
}

void TimerQueue::Run() {
  std::unique_lock<std::mutex> lock(mu_);
  while (true) {
    if (pending_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = pending_.begin();
    if (first->first > Now()) {
      // By value: the entry may be removed while this waits.
      const int64_t when = first->first;
      changed_.wait_until(lock, Clock::time_point(std::chrono::nanoseconds(when)));
      continue;
    }
    const std::shared_ptr<Timer::Entry> due = std::move(first->second);
    pending_.erase(first);
    lock.unlock();
    due->f();
    due->f = nullptr;
    lock.lock();
  }
}

Timer::Timer(int64_t when, std::function<void()> f) : entry_(std::make_shared<Entry>()) {
  entry_->f = std::move(f);
  TimerQueue::Get().Add(when, entry_);
}

Timer::~Timer() { Stop(); }

bool Timer::Stop() { return TimerQueue::Get().Remove(*entry_); }

void Fatal(std::string_view text) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
  std::fflush(stderr);
  std::abort();
}

void Spawn(std::function<void()> f) { std::thread(std::move(f)).detach(); }

// initial-exec: in a loaded module a thread's copy would otherwise be allocated when it is first
// used, and freed by whichever thread gets the stack of one that has ended. ThreadSanitizer
// does not see what orders the two.
int64_t Self() {
  static std::atomic<int64_t> next{0};
  [[gnu::tls_model("initial-exec")]] thread_local const int64_t self =
      next.fetch_add(1, std::memory_order_relaxed);
  return self;
}

int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch())
      .count();
}

int64_t Choose(int64_t n) {
  [[gnu::tls_model("initial-exec")]] thread_local std::minstd_rand random(
      static_cast<unsigned>(Self()) + 1);
  return std::uniform_int_distribution<int64_t>(0, n - 1)(random);
}

}  // namespace gosync::runtime::on_threads
