// A service that has room for two requests at a time. Go would let the third one wait; TryGo says
// no at once, so that the caller can answer "busy" while that is still worth something.

#include "examples/cases.hpp"
#include "examples/support/tasks.hpp"

GOSYNC_BEGIN
namespace examples {

void ShedLoad(Scene& scene) {
  scene.Act("shed_load: a request every 5 ms, each takes 18 ms, two at a time");
  scene.Go("service", [&scene](Actor& service) {
    auto* tasks = new Tasks(scene, service);
    tasks->SetLimit(service, 2);
    int refused = 0;
    for (int i = 0; i < 10; ++i) {
      if (i > 0) Sleep(5);
      const std::string name = "request " + std::to_string(i);
      const bool taken = tasks->TryGo(service, name, [](Actor& request) -> go::Error {
        request.Say("is served");
        Sleep(18);
        request.Say("is done");
        return nullptr;
      });
      if (taken) continue;
      ++refused;
      service.Say("busy: refuses " + name);
    }
    const go::Error err = tasks->Wait(service);
    service.Say(std::to_string(refused) + " of 10 refused, " + (err ? err.Text() : "no error"));
  });
}

}  // namespace examples
GOSYNC_END
