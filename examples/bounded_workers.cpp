// Six jobs, of which two run at a time. The token is taken before the goroutine begins, so that at
// no time more of them exist than may run. At the end all tokens are taken once more: who has them
// all knows that nobody works any more.

#include "examples/cases.hpp"
#include "gosync/semaphore.hpp"

GOSYNC_BEGIN
namespace examples {
namespace {

constexpr const char* kModel = "semaphore";
constexpr int64_t kWorkers = 2;

void Acquire(semaphore::Weighted& workers, Actor& actor, int64_t n) {
  actor.Call(kModel, {"Acquire", {{"n", n}, {"ctx", "background"}}},
             [&] { return Fields{{"err", TokenOf(workers.Acquire(go::Background(), n))}}; });
}

}  // namespace

void BoundedWorkers(Scene& scene) {
  scene.Act("bounded_workers: six jobs, two at a time");
  scene.Parameters(kModel, {{"size", kWorkers}});
  auto workers = std::make_shared<semaphore::Weighted>(kWorkers);
  scene.Go("dispatcher", [&scene, workers](Actor& dispatcher) {
    for (int i = 0; i < 6; ++i) {
      Acquire(*workers, dispatcher, 1);
      scene.Go("job " + std::to_string(i), [workers, i](Actor& job) {
        job.Say("begins");
        Sleep(10 + 3 * i);
        job.Say("ends");
        job.Call(kModel, {"Release", {{"n", int64_t{1}}}}, [&] {
          workers->Release(1);
          return Fields{};
        });
      });
    }
    Acquire(*workers, dispatcher, kWorkers);
    dispatcher.Say("has all tokens: nobody works any more");
  });
}

}  // namespace examples
GOSYNC_END
