// A popular value has just expired. Ten requests, 3 ms apart, find the cache empty, and the
// database takes 10 ms for each answer. With a singleflight.Group between the two, whoever comes
// while a query runs gets its answer: three queries instead of ten.

#include "examples/cases.hpp"
#include "examples/support/flights.hpp"

GOSYNC_BEGIN
namespace examples {

void CacheBreakdown(Scene& scene) {
  constexpr int kRequests = 10;
  scene.Act("cache_breakdown: ten requests, 3 ms apart, for an answer that takes 10 ms");
  auto flights = std::make_shared<Flights>(scene);
  auto queries = std::make_shared<rt::Atomic<int>>(0);
  for (int i = 0; i < kRequests; ++i) {
    scene.At(3 * i, "request " + std::to_string(i), [flights, queries](Actor& request) {
      const auto result =
          flights->Do(request, "user:7", [&](Actor& leader) -> std::pair<std::string, go::Error> {
            const std::string answer = "answer " + std::to_string(queries->FetchAdd(1) + 1);
            leader.Say("asks the database");
            Sleep(10);
            return {answer, nullptr};
          });
      request.Say("has " + result.value + (result.shared ? ", shared" : ""));
    });
  }
  scene.Wait();
  scene.NewActor("all").Say(std::to_string(queries->Load()) + " queries for " +
                            std::to_string(kRequests) + " requests");
}

}  // namespace examples
GOSYNC_END
