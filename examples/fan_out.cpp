// Three parts of one answer are fetched side by side, and one fails. The group cancels its context,
// and Wait gives the first error. The trap: the context stops nobody who does not look at it, and
// Wait waits for them, too.

#include "examples/cases.hpp"
#include "examples/support/tasks.hpp"
#include "gosync/go/select.hpp"

GOSYNC_BEGIN
namespace examples {
namespace {

// Works in pieces of 10 ms, and looks at the context between them.
go::Error WorkLooking(Actor& actor, const go::Context& ctx, int pieces) {
  for (int i = 0; i < pieces; ++i) {
    if (ctx.Err()) {
      actor.Say("stops: " + ctx.Err().Text());
      return ctx.Err();
    }
    Sleep(10);
  }
  actor.Say("is done");
  return nullptr;
}

}  // namespace

void FanOut(Scene& scene) {
  scene.Act("fan_out: three parts, one fails after 25 ms");
  scene.Go("request", [&scene](Actor& request) {
    // Not on the stack: its functions know it, and one of them is the last to leave.
    auto* tasks = new Tasks(scene, request);
    tasks->Go(request, "failing", [](Actor& actor) {
      Sleep(25);
      actor.Say("fails");
      return go::NewError("no such user");
    });
    tasks->Go(request, "looking",
              [tasks](Actor& actor) { return WorkLooking(actor, tasks->context(), 10); });
    tasks->Go(request, "not looking", [](Actor& actor) -> go::Error {
      Sleep(100);
      actor.Say("is done, and nobody wants it any more");
      return nullptr;
    });
    const go::Error err = tasks->Wait(request);
    request.Say("Wait gives: " + err.Text());
  });
}

}  // namespace examples
GOSYNC_END
