#ifndef GOSYNC_RUNTIME_THREADS_THREADS_HPP_
#define GOSYNC_RUNTIME_THREADS_THREADS_HPP_

// The seam on operating system threads. What each name means is in ../runtime.hpp.

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include "gosync/runtime/annotations.hpp"

namespace gosync::runtime::on_threads {

[[noreturn]] void Fatal(std::string_view text);

class GOSYNC_CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  // std::mutex has a trivial destructor, so ThreadSanitizer would take a later mutex at
  // the same address for this one, and report lock orders that never were.
  ~Mutex() { pthread_mutex_destroy(mu_.native_handle()); }
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() GOSYNC_ACQUIRE() {
    mu_.lock();
    locked_ = true;
  }
  bool TryLock() GOSYNC_TRY_ACQUIRE(true) {
    if (!mu_.try_lock()) return false;
    locked_ = true;
    return true;
  }
  void Unlock() GOSYNC_RELEASE() {
    if (!locked_) Fatal("fatal error: sync: unlock of unlocked mutex");
    locked_ = false;
    mu_.unlock();
  }

 private:
  friend class CondVar;
  std::mutex mu_;
  bool locked_ = false;  // written by the owner only
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

class CondVar {
 public:
  CondVar() = default;
  CondVar(const CondVar&) = delete;
  CondVar& operator=(const CondVar&) = delete;

  void Wait(Mutex& mu) GOSYNC_REQUIRES(mu) {
    std::unique_lock<std::mutex> lock(mu.mu_, std::adopt_lock);
    mu.locked_ = false;
    cv_.wait(lock);
    mu.locked_ = true;
    lock.release();
  }
  void NotifyOne() { cv_.notify_one(); }
  void NotifyAll() { cv_.notify_all(); }

 private:
  std::condition_variable cv_;
};

template <class T>
class Atomic {
 public:
  constexpr explicit Atomic(T value = T()) : value_(value) {}
  T Load() const { return value_.load(std::memory_order_seq_cst); }
  void Store(T value) { value_.store(value, std::memory_order_seq_cst); }
  T Exchange(T value) { return value_.exchange(value, std::memory_order_seq_cst); }
  // On failure `expected` becomes what was there. Never fails without reason.
  bool CompareExchange(T& expected, T desired) {
    return value_.compare_exchange_strong(expected, desired, std::memory_order_seq_cst);
  }
  T FetchAdd(T delta) { return value_.fetch_add(delta, std::memory_order_seq_cst); }

 private:
  std::atomic<T> value_;
};

template <class T>
class Var {
 public:
  Var() = default;
  explicit Var(T value) : value_(std::move(value)) {}
  const T& Get() const { return value_; }
  void Set(T value) { value_ = std::move(value); }
  // For changes in place. Counts as a write.
  T& Change() { return value_; }

 private:
  T value_{};
};

void Spawn(std::function<void()> f);

class Thread {
 public:
  explicit Thread(std::function<void()> f) : thread_(std::move(f)) {}
  void Join() { thread_.join(); }

 private:
  std::thread thread_;
};

int64_t Self();
int64_t Now();

// Calls `f` on a thread of the runtime's own, once, at or after `when` (as Now).
class Timer {
 public:
  Timer(int64_t when, std::function<void()> f);
  // Stops it unless Stop was called; does not wait for a call that has begun.
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  // True: f will not be called. False: it was, or is about to be.
  bool Stop();

  struct Entry;

 private:
  std::shared_ptr<Entry> entry_;
};

// A number in [0, n), n >= 1.
int64_t Choose(int64_t n);

class ReadGuard {
 public:
  ReadGuard();
  ~ReadGuard();
  ReadGuard(const ReadGuard&) = delete;
  ReadGuard& operator=(const ReadGuard&) = delete;
};

void Retire(void* object, void (*destroy)(void*));

template <class... Arguments>
void Step(const char*, const Arguments&...) {}

}  // namespace gosync::runtime::on_threads

#endif  // GOSYNC_RUNTIME_THREADS_THREADS_HPP_
