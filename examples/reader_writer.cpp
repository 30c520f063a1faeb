// A weighted semaphore of N tokens is a lock for readers and writers: a reader takes one, a writer
// all. Readers keep coming, so there is always one inside. The writer gets in all the same, because
// the queue is first come, first served: who comes after it waits behind it.

#include "examples/cases.hpp"
#include "gosync/semaphore.hpp"

GOSYNC_BEGIN
namespace examples {
namespace {

constexpr const char* kModel = "semaphore";
constexpr int64_t kTokens = 3;

void Use(semaphore::Weighted& lock, Actor& actor, int64_t n, int64_t milliseconds) {
  actor.Say("asks");
  actor.Call(kModel, {"Acquire", {{"n", n}, {"ctx", "background"}}},
             [&] { return Fields{{"err", TokenOf(lock.Acquire(go::Background(), n))}}; });
  actor.Say(n == kTokens ? "writes, alone" : "reads");
  Sleep(milliseconds);
  // Said before, because others go on at once.
  actor.Say("leaves");
  actor.Call(kModel, {"Release", {{"n", n}}}, [&] {
    lock.Release(n);
    return Fields{};
  });
}

}  // namespace

void ReaderWriter(Scene& scene) {
  scene.Act("reader_writer: a reader every 4 ms, each reads for 10 ms; a writer asks at 9 ms");
  scene.Parameters(kModel, {{"size", kTokens}});
  auto lock = std::make_shared<semaphore::Weighted>(kTokens);
  for (int i = 0; i < 6; ++i) {
    scene.At(4 * i, "reader " + std::to_string(i),
             [lock](Actor& reader) { Use(*lock, reader, 1, 10); });
  }
  scene.At(9, "writer", [lock](Actor& writer) { Use(*lock, writer, kTokens, 5); });
}

}  // namespace examples
GOSYNC_END
