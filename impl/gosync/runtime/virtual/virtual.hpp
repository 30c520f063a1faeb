#ifndef GOSYNC_RUNTIME_VIRTUAL_VIRTUAL_HPP_
#define GOSYNC_RUNTIME_VIRTUAL_VIRTUAL_HPP_

// The seam on a clock that nobody has to wait for. Operating system threads take turns: one runs
// until it blocks or ends, the next is the one that has been ready longest. When nobody is
// ready, the clock jumps to the next timer; when there is none either, the program is
// deadlocked and says so, as Go does. So every run of a program is the same run, and an hour of
// its time takes as long as what happens in it.
//
// For examples and for tests of time. It shows one schedule only: the explorer shows all of them.
// Who waits has to block; a loop that asks again and again never gives up its turn.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "gosync/runtime/annotations.hpp"
#include "gosync/runtime/threads/threads.hpp"

namespace gosync::runtime::on_virtual {

// What does not block and knows no time is as on threads.
using on_threads::Atomic;
using on_threads::Fatal;
using on_threads::ReadGuard;
using on_threads::Retire;
using on_threads::Step;
using on_threads::Var;

struct Task;

class GOSYNC_CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() GOSYNC_ACQUIRE();
  bool TryLock() GOSYNC_TRY_ACQUIRE(true);
  void Unlock() GOSYNC_RELEASE();

 private:
  friend class CondVar;
  bool locked_ = false;
  std::deque<Task*> waiting_;
};

class GOSYNC_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mu) GOSYNC_ACQUIRE(mu) : mu_(mu) { mu_.Lock(); }
  ~MutexLock() GOSYNC_RELEASE() { mu_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mu_;
};

// Wakes in the order of arrival, and never without a notification.
class CondVar {
 public:
  CondVar() = default;
  CondVar(const CondVar&) = delete;
  CondVar& operator=(const CondVar&) = delete;

  void Wait(Mutex& mu) GOSYNC_REQUIRES(mu);
  void NotifyOne();
  void NotifyAll();

 private:
  std::deque<Task*> waiting_;
};

void Spawn(std::function<void()> f);

class Thread {
 public:
  explicit Thread(std::function<void()> f);
  void Join();

 private:
  struct Ending;
  std::shared_ptr<Ending> ending_;
};

int64_t Self();
// Nanoseconds since the program began.
int64_t Now();

// Each call of a timer's function is a thread of its own.
class Timer {
 public:
  Timer(int64_t when, std::function<void()> f);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  bool Stop();

 private:
  int64_t number_;
};

// The same numbers in every run.
int64_t Choose(int64_t n);

}  // namespace gosync::runtime::on_virtual

#endif  // GOSYNC_RUNTIME_VIRTUAL_VIRTUAL_HPP_
