#ifndef GOSYNC_EXAMPLES_SUPPORT_FLIGHTS_HPP_
#define GOSYNC_EXAMPLES_SUPPORT_FLIGHTS_HPP_

// A singleflight.Group on stage: what its callers get is written down.

#include <string>
#include <utility>

#include "examples/support/scene.hpp"
#include "gosync/singleflight.hpp"

GOSYNC_BEGIN
namespace examples {

class Flights {
 public:
  using Group = singleflight::Group<std::string, std::string>;
  using Result = Group::Result;
  using Function = std::function<std::pair<std::string, go::Error>(Actor&)>;

  explicit Flights(Scene& scene) : scene_(scene) {}

  Result Do(Actor& actor, const std::string& key, const Function& f) {
    const std::string fn = scene_.NewName("f");
    Result result;
    actor.Call(kModel, {"Do", {{"key", key}, {"fn", fn}}}, [&] {
      result = group_.Do(key, [&] { return Run(actor, fn, f); });
      return Results(result);
    });
    return result;
  }

  // The channel, and its name in the history.
  struct Pending {
    go::Chan<Result> channel;
    std::string name;
  };
  Pending DoChan(Actor& actor, const std::string& key, Function f) {
    const std::string fn = scene_.NewName("f");
    Pending pending{nullptr, scene_.NewName("chan")};
    actor.Call(kModel, {"DoChan", {{"key", key}, {"fn", fn}, {"chan", pending.name}}}, [&] {
      Actor& leader = scene_.NewActor(actor.name());
      pending.channel =
          group_.DoChan(key, [this, &leader, fn, f = std::move(f)] { return Run(leader, fn, f); });
      return Fields{};
    });
    return pending;
  }

  void Forget(Actor& actor, const std::string& key) {
    actor.Call(kModel, {"Forget", {{"key", key}}}, [&] {
      group_.Forget(key);
      return Fields{};
    });
  }

  static Fields Results(const Result& result) {
    return {{"v", result.err ? Field(nullptr) : Field(result.value)},
            {"err", TokenOf(result.err)},
            {"shared", result.shared}};
  }

  static constexpr const char* kModel = "singleflight";

 private:
  std::pair<std::string, go::Error> Run(Actor& actor, const std::string& fn, const Function& f) {
    std::pair<std::string, go::Error> end;
    actor.Call(kModel, {"fn", {{"fn", fn}}}, [&] {
      end = f(actor);
      return Fields{{"v", end.second ? Field(nullptr) : Field(end.first)},
                    {"err", TokenOf(end.second)}};
    });
    return end;
  }

  Scene& scene_;
  Group group_;
};

}  // namespace examples
GOSYNC_END

#endif  // GOSYNC_EXAMPLES_SUPPORT_FLIGHTS_HPP_
