// A call that hangs takes all its joiners with it: Do has no way out. DoChan has: its caller waits
// for the channel or for a deadline, whichever is first. Giving up stops nothing, the call hangs
// on; but who gives up can have it forgotten, so that the next one tries anew.

#include "examples/cases.hpp"
#include "examples/support/flights.hpp"
#include "gosync/go/select.hpp"

GOSYNC_BEGIN
namespace examples {
namespace {

constexpr int64_t kHour = 3'600'000;

// Returns whether there was an answer in time.
bool Ask(Flights& flights, Actor& request, rt::Atomic<int>& calls) {
  const Flights::Pending pending =
      flights.DoChan(request, "slow", [&calls](Actor& leader) -> std::pair<std::string, go::Error> {
        const int number = calls.FetchAdd(1) + 1;
        leader.Say("begins call " + std::to_string(number));
        Sleep(number == 1 ? kHour : 10);
        return {"answer " + std::to_string(number), nullptr};
      });
  auto [ctx, cancel] = go::WithTimeout(go::Background(), 50 * kMillisecond);
  Flights::Result result;
  bool in_time = false;
  request.Try(Flights::kModel, {"Receive", {{"chan", pending.name}}}, [&, ctx = ctx] {
    in_time =
        go::Select(go::ReceiveFrom(pending.channel, &result), go::ReceiveFrom(ctx.Done())) == 0;
    return std::pair(in_time, Flights::Results(result));
  });
  cancel();
  request.Say(in_time ? "has " + result.value : "gives up: " + ctx.Err().Text());
  return in_time;
}

}  // namespace

void HangingCall(Scene& scene) {
  scene.Act("hanging_call: the first call hangs, nobody waits for more than 50 ms");
  auto flights = std::make_shared<Flights>(scene);
  auto calls = std::make_shared<rt::Atomic<int>>(0);
  for (int i = 0; i < 4; ++i) {
    scene.At(20 * i, "request " + std::to_string(i), [flights, calls](Actor& request) {
      if (!Ask(*flights, request, *calls)) flights->Forget(request, "slow");
    });
  }
  scene.LeaveOpen();
}

}  // namespace examples
GOSYNC_END
