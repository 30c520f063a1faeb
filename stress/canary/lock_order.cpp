// expect: lock-order-inversion
#include <thread>

#include "gosync/runtime/runtime.hpp"

// The runs do not overlap, so nothing hangs; the order is wrong all the same.
int main() {
  gosync::rt::Mutex first;
  gosync::rt::Mutex second;
  std::thread([&] {
    gosync::rt::MutexLock one(first);
    gosync::rt::MutexLock two(second);
  }).join();
  std::thread([&] {
    gosync::rt::MutexLock two(second);
    gosync::rt::MutexLock one(first);
  }).join();
  return 0;
}
