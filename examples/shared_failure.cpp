// What is shared may be a failure: everybody who joined gets it, and nobody has tried for himself.
// Forget, called some time after a call has begun, makes the next request try anew. With a request
// every 100 ms and calls that take 1 s, one call a second becomes ten.

#include "examples/cases.hpp"
#include "examples/support/flights.hpp"

GOSYNC_BEGIN
namespace examples {
namespace {

constexpr int kRequests = 20;
constexpr int64_t kNever = 0;

// Returns how many calls were made.
int Requests(Scene& scene, int64_t forget_after) {
  auto flights = std::make_shared<Flights>(scene);
  auto calls = std::make_shared<rt::Atomic<int>>(0);
  for (int i = 0; i < kRequests; ++i) {
    scene.At(100 * i, "request " + std::to_string(i), [=, &scene](Actor& request) {
      const auto result =
          flights->Do(request, "rates", [&](Actor& leader) -> std::pair<std::string, go::Error> {
            const std::string number = std::to_string(calls->FetchAdd(1) + 1);
            leader.Say("begins call " + number);
            if (forget_after != kNever) {
              scene.At(forget_after, "timer",
                       [flights](Actor& timer) { flights->Forget(timer, "rates"); });
            }
            Sleep(1000);
            return {"", go::NewError("call " + number + " failed")};
          });
      request.Say("is told: " + result.err.Text());
    });
  }
  scene.Wait();
  return calls->Load();
}

}  // namespace

void SharedFailure(Scene& scene) {
  scene.Act("shared_failure, first act: a request every 100 ms, calls of 1 s that fail");
  const int shared = Requests(scene, kNever);
  scene.Act("shared_failure, second act: each call is forgotten after 50 ms");
  const int forgotten = Requests(scene, 50);
  scene.NewActor("all").Say(std::to_string(shared) + " calls for " + std::to_string(kRequests) +
                            " requests at first, " + std::to_string(forgotten) + " with Forget");
}

}  // namespace examples
GOSYNC_END
