// A job is due every second, and sometimes takes longer. With the name of the job as the key, a
// tick that finds it running joins it instead of starting it beside itself. The same holds for a
// message that is delivered twice, but only while the first delivery is being worked on: a flight
// remembers nothing once it has ended.

#include "examples/cases.hpp"
#include "examples/support/flights.hpp"

GOSYNC_BEGIN
namespace examples {
namespace {

void Handle(Flights& flights, Actor& who, const std::string& key, int64_t milliseconds) {
  bool ran = false;
  flights.Do(who, key, [&](Actor& leader) -> std::pair<std::string, go::Error> {
    ran = true;
    leader.Say("begins " + key);
    Sleep(milliseconds);
    return {"done", nullptr};
  });
  who.Say((ran ? "has ended " : "joined ") + key);
}

}  // namespace

void RepeatedTicks(Scene& scene) {
  scene.Act("repeated_ticks, first act: a tick a second, a job of 2.5 s");
  auto flights = std::make_shared<Flights>(scene);
  for (int i = 0; i < 6; ++i) {
    scene.At(1000 * i, "tick " + std::to_string(i),
             [flights](Actor& tick) { Handle(*flights, tick, "report", 2500); });
  }
  scene.Wait();
  scene.Act("repeated_ticks, second act: message 8 is delivered three times, it takes 30 ms");
  for (const int at : {0, 20, 60}) {
    scene.At(at, "at " + std::to_string(at),
             [flights](Actor& delivery) { Handle(*flights, delivery, "message 8", 30); });
  }
}

}  // namespace examples
GOSYNC_END
