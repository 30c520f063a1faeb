#include "gosync/runtime/virtual/virtual.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

namespace gosync::runtime::on_virtual {

// A thread of control.
struct Task {
  int64_t number = 0;
  bool has_turn = false;
  std::condition_variable turn;
};

namespace {

// Who may run, and what time it is. Never destroyed: at the end of the program threads still wait.
// Everything here and in the objects of this file is guarded by its mutex.
class World {
 public:
  using Lock = std::unique_lock<std::mutex>;

  static World& Get() {
    static auto* world = new World;
    return *world;
  }

  Lock Enter() {
    Lock lock(mu_);
    if (self_ == nullptr) {
      // The thread that the program began with: it has the turn, since nobody else has begun.
      if (tasks_ > 0) on_threads::Fatal("a thread that the runtime does not know uses it");
      self_ = NewTask();
      self_->has_turn = true;
    }
    return lock;
  }

  Task* self() const { return self_; }
  int64_t now() const { return now_; }

  void Start(std::function<void()> f) {
    Task* task = NewTask();
    ready_.push_back(task);
    std::thread([this, task, f = std::move(f)]() mutable {
      {
        Lock lock(mu_);
        self_ = task;
        AwaitTurn(lock);
      }
      f();
      f = nullptr;  // with all that it holds, while it is still this thread's turn
      const Lock lock(mu_);
      PassTurn();
      delete task;
    }).detach();
  }

  void Ready(std::deque<Task*>& waiting, size_t count) {
    for (; count > 0 && !waiting.empty(); --count) {
      ready_.push_back(waiting.front());
      waiting.pop_front();
    }
  }

  // Until somebody moves this task from `waiting` to those that are ready.
  void Block(std::deque<Task*>& waiting, Lock& lock) {
    waiting.push_back(self_);
    PassTurn();
    AwaitTurn(lock);
  }

  int64_t AddTimer(int64_t when, std::function<void()> f) {
    timers_.emplace(std::pair(when, ++timers_made_), std::move(f));
    return timers_made_;
  }

  // The function, to be destroyed outside the lock; empty if the timer is gone.
  std::function<void()> TakeTimer(int64_t number) {
    const auto found = std::find_if(timers_.begin(), timers_.end(),
                                    [&](const auto& t) { return t.first.second == number; });
    if (found == timers_.end()) return nullptr;
    std::function<void()> f = std::move(found->second);
    timers_.erase(found);
    return f;
  }

  int64_t Choose(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }

 private:
  Task* NewTask() {
    auto* task = new Task;
    task->number = tasks_++;
    return task;
  }

  void PassTurn() {
    self_->has_turn = false;
    if (ready_.empty()) Advance();
    Task* next = ready_.front();
    ready_.pop_front();
    next->has_turn = true;
    next->turn.notify_one();
  }

  void AwaitTurn(Lock& lock) {
    Task* self = self_;
    self->turn.wait(lock, [self] { return self->has_turn; });
  }

  // To the next timer. One at a time: what it starts comes before what another of the same time
  // starts.
  void Advance() {
    if (timers_.empty()) on_threads::Fatal("fatal error: all goroutines are asleep - deadlock!");
    auto first = timers_.extract(timers_.begin());
    now_ = std::max(now_, first.key().first);
    Start(std::move(first.mapped()));
  }

  static inline thread_local Task* self_ = nullptr;

  std::mutex mu_;
  std::deque<Task*> ready_;
  std::map<std::pair<int64_t, int64_t>, std::function<void()>> timers_;  // by time, number
  int64_t timers_made_ = 0;
  int64_t now_ = 0;
  int64_t tasks_ = 0;
  std::mt19937_64 random_{1};
};

}  // namespace

void Mutex::Lock() {
  World& world = World::Get();
  World::Lock lock = world.Enter();
  while (locked_) world.Block(waiting_, lock);
  locked_ = true;
}

bool Mutex::TryLock() {
  const World::Lock lock = World::Get().Enter();
  return !std::exchange(locked_, true);
}

void Mutex::Unlock() {
  World& world = World::Get();
  const World::Lock lock = world.Enter();
  if (!locked_) Fatal("fatal error: sync: unlock of unlocked mutex");
  locked_ = false;
  world.Ready(waiting_, 1);
}

void CondVar::Wait(Mutex& mu) {
  World& world = World::Get();
  World::Lock lock = world.Enter();
  mu.locked_ = false;
  world.Ready(mu.waiting_, 1);
  world.Block(waiting_, lock);
  while (mu.locked_) world.Block(mu.waiting_, lock);
  mu.locked_ = true;
}

void CondVar::NotifyOne() {
  World& world = World::Get();
  const World::Lock lock = world.Enter();
  world.Ready(waiting_, 1);
}

void CondVar::NotifyAll() {
  World& world = World::Get();
  const World::Lock lock = world.Enter();
  world.Ready(waiting_, waiting_.size());
}

void Spawn(std::function<void()> f) {
  World& world = World::Get();
  const World::Lock lock = world.Enter();
  world.Start(std::move(f));
}

struct Thread::Ending {
  bool over = false;
  std::deque<Task*> waiting;
};

Thread::Thread(std::function<void()> f) : ending_(std::make_shared<Ending>()) {
  Spawn([ending = ending_, f = std::move(f)] {
    f();
    World& world = World::Get();
    const World::Lock lock = world.Enter();
    ending->over = true;
    world.Ready(ending->waiting, ending->waiting.size());
  });
}

void Thread::Join() {
  World& world = World::Get();
  World::Lock lock = world.Enter();
  while (!ending_->over) world.Block(ending_->waiting, lock);
}

int64_t Self() {
  World& world = World::Get();
  const World::Lock lock = world.Enter();
  return world.self()->number;
}

int64_t Now() {
  World& world = World::Get();
  const World::Lock lock = world.Enter();
  return world.now();
}

Timer::Timer(int64_t when, std::function<void()> f) {
  World& world = World::Get();
  const World::Lock lock = world.Enter();
  number_ = world.AddTimer(when, std::move(f));
}

Timer::~Timer() { Stop(); }

bool Timer::Stop() {
  World& world = World::Get();
  std::function<void()> f;
  const World::Lock lock = world.Enter();
  f = world.TakeTimer(number_);
  return f != nullptr;
}

int64_t Choose(int64_t n) {
  World& world = World::Get();
  const World::Lock lock = world.Enter();
  return world.Choose(n);
}

}  // namespace gosync::runtime::on_virtual
