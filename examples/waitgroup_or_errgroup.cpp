// The same three tasks, once with a WaitGroup, once with an errgroup.Group. A WaitGroup counts;
// errors are the caller's own business, and nobody hears of them before all is over. An errgroup
// keeps the first one and tells the others by the context.

#include "examples/cases.hpp"
#include "examples/support/tasks.hpp"
#include "gosync/waitgroup.hpp"

GOSYNC_BEGIN
namespace examples {
namespace {

struct Task {
  const char* name;
  int64_t milliseconds;
  bool fails;
};
constexpr Task kTasks[] = {{"quick", 10, false}, {"failing", 20, true}, {"slow", 60, false}};

// Looks at the context every 10 ms; with none, it works to its end.
go::Error Work(Actor& actor, const Task& task, const go::Context& ctx) {
  for (int64_t at = 0; at < task.milliseconds; at += 10) {
    if (ctx.Err()) {
      actor.Say("stops: " + ctx.Err().Text());
      return ctx.Err();
    }
    Sleep(10);
  }
  actor.Say(task.fails ? "fails" : "is done");
  return task.fails ? go::NewError("no connection") : nullptr;
}

void WithWaitGroup(Scene& scene, Actor& caller) {
  constexpr const char* kModel = "waitgroup";
  auto* group = new sync::WaitGroup;
  auto* failures = new rt::Atomic<int>(0);
  for (const Task& task : kTasks) {
    const std::string fn = scene.NewName("f");
    caller.Call(kModel, {"Go", {{"wg", "w"}, {"fn", fn}}}, [&] {
      group->Go([&scene, &task, failures, fn] {
        Actor& actor = scene.NewActor(task.name);
        actor.Call(kModel, {"fn", {{"fn", fn}}}, [&] {
          if (Work(actor, task, go::Background())) failures->FetchAdd(1);
          return Fields{};
        });
      });
      return Fields{};
    });
  }
  caller.Call(kModel, {"Wait", {{"wg", "w"}}}, [&] {
    group->Wait();
    return Fields{};
  });
  caller.Say("Wait is back; " + std::to_string(failures->Load()) + " failed, by our own count");
}

void WithErrgroup(Scene& scene, Actor& caller) {
  auto* tasks = new Tasks(scene, caller);
  for (const Task& task : kTasks) {
    tasks->Go(caller, task.name,
              [tasks, &task](Actor& actor) { return Work(actor, task, tasks->context()); });
  }
  const go::Error err = tasks->Wait(caller);
  caller.Say("Wait gives: " + err.Text());
}

}  // namespace

void WaitGroupOrErrgroup(Scene& scene) {
  scene.Act("waitgroup_or_errgroup, first act: sync.WaitGroup");
  scene.Go("caller", [&scene](Actor& caller) { WithWaitGroup(scene, caller); });
  scene.Wait();
  scene.Act("waitgroup_or_errgroup, second act: errgroup.Group");
  scene.Go("caller", [&scene](Actor& caller) { WithErrgroup(scene, caller); });
}

}  // namespace examples
GOSYNC_END
