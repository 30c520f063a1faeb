#ifndef GOSYNC_EXAMPLES_SUPPORT_TASKS_HPP_
#define GOSYNC_EXAMPLES_SUPPORT_TASKS_HPP_

// An errgroup.Group on stage: what is handed in, what it does and what Wait gives is written down.

#include <memory>
#include <string>
#include <utility>

#include "examples/support/scene.hpp"
#include "gosync/errgroup.hpp"

GOSYNC_BEGIN
namespace examples {

class Tasks {
 public:
  using Function = std::function<go::Error(Actor&)>;

  // A group with a context of its own.
  Tasks(Scene& scene, Actor& actor) : scene_(scene), name_(scene.NewName("g")) {
    actor.Call(kModel, {"WithContext", {{"group", name_}}}, [&] {
      auto derived = errgroup::WithContext(go::Background());
      group_ = std::move(derived.group);
      context_ = std::move(derived.context);
      return Fields{};
    });
  }

  const go::Context& context() const { return context_; }

  void SetLimit(Actor& actor, int64_t n) {
    actor.Call(kModel, {"SetLimit", {{"group", name_}, {"n", n}}}, [&] {
      group_->SetLimit(n);
      return Fields{};
    });
  }

  void Go(Actor& actor, const std::string& who, Function f) {
    const std::string fn = scene_.NewName("f");
    actor.Call(kModel, {"Go", {{"group", name_}, {"fn", fn}}}, [&] {
      group_->Go(Body(who, fn, std::move(f)));
      return Fields{};
    });
  }

  bool TryGo(Actor& actor, const std::string& who, Function f) {
    const std::string fn = scene_.NewName("f");
    bool ok = false;
    actor.Call(kModel, {"TryGo", {{"group", name_}, {"fn", fn}}}, [&] {
      ok = group_->TryGo(Body(who, fn, std::move(f)));
      return Fields{{"ok", ok}};
    });
    return ok;
  }

  go::Error Wait(Actor& actor) {
    go::Error err;
    actor.Call(kModel, {"Wait", {{"group", name_}}}, [&] {
      err = group_->Wait();
      return Fields{{"err", TokenOf(err)}};
    });
    return err;
  }

 private:
  static constexpr const char* kModel = "errgroup";

  errgroup::Group::Function Body(const std::string& who, const std::string& fn, Function f) {
    return [this, who, fn, f = std::move(f)] {
      Actor& actor = scene_.NewActor(who);
      go::Error err;
      actor.Call(kModel, {"fn", {{"fn", fn}}}, [&] {
        err = f(actor);
        return Fields{{"err", TokenOf(err)}};
      });
      return err;
    };
  }

  Scene& scene_;
  const std::string name_;
  std::shared_ptr<errgroup::Group> group_;
  go::Context context_;
};

}  // namespace examples
GOSYNC_END

#endif  // GOSYNC_EXAMPLES_SUPPORT_TASKS_HPP_
