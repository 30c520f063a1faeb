// expect: heap-buffer-overflow
#include <cstddef>
#include <memory>

int main(int argc, char**) {
  const auto size = static_cast<std::size_t>(argc) + 3;
  auto numbers = std::make_unique<int[]>(size);
  // Volatile, or the optimiser may drop the read that is to be caught.
  volatile int* first = numbers.get();
  return first[size];
}
