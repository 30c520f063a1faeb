// expect: data race
#include <thread>

int main() {
  int counter = 0;
  // Volatile, so that the writes stay where they are.
  volatile int* shared = &counter;
  const auto add = [shared] {
    for (int i = 0; i < 1000; ++i) *shared = *shared + 1;
  };
  std::thread first(add);
  std::thread second(add);
  first.join();
  second.join();
  return 0;
}
