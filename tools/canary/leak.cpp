// expect: detected memory leaks
#include <cstdlib>

int main() {
  // Volatile, so that neither the allocation nor its loss is optimised away.
  void* volatile lost = std::malloc(64);
  lost = nullptr;
  return lost == nullptr ? 0 : 1;
}
