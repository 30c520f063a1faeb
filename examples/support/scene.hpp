#ifndef GOSYNC_EXAMPLES_SUPPORT_SCENE_HPP_
#define GOSYNC_EXAMPLES_SUPPORT_SCENE_HPP_

// The stage of an example: goroutines with names, what they say and when, and what they do to a
// primitive, written down for its model.

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "examples/support/report.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/runtime/runtime.hpp"
#include "gosync/waitgroup.hpp"

GOSYNC_BEGIN
namespace examples {

using property::Field;
using property::Fields;
using stage::Report;

inline constexpr int64_t kMillisecond = 1'000'000;

inline void Sleep(int64_t milliseconds) {
  go::WithTimeout(go::Background(), milliseconds * kMillisecond).context.Done().Receive();
}

inline Field TokenOf(const go::Error& err) { return err ? Field(err.Text()) : Field(nullptr); }

// One goroutine: a process of each history that it has to do with.
class Actor {
 public:
  Actor(Report& report, int64_t start, std::string name)
      : report_(report), start_(start), name_(std::move(name)) {}
  Actor(const Actor&) = delete;
  Actor& operator=(const Actor&) = delete;

  void Say(const std::string& text) { report_.Line(rt::Now() - start_, name_, text); }
  const std::string& name() const { return name_; }

  // perform() gives the results as the model names them.
  template <class Perform>
  void Call(const char* model, property::Call call, Perform perform) {
    property::Log& log = LogOf(model);
    log.Invoke(call);
    Fields results = perform();
    const int64_t index = log.Stamp();
    log.Ok(index, call.operation, {.results = std::move(results)});
  }

  // perform() says whether it happened at all.
  template <class Perform>
  void Try(const char* model, property::Call call, Perform perform) {
    property::Log& log = LogOf(model);
    log.Invoke(call);
    std::pair<bool, Fields> end = perform();
    const int64_t index = log.Stamp();
    if (end.first) {
      log.Ok(index, call.operation, {.results = std::move(end.second)});
    } else {
      log.Fail(index, call.operation);
    }
  }

 private:
  property::Log& LogOf(const char* model) {
    const auto [at, added] = logs_.try_emplace(model, nullptr);
    if (added) at->second = &report_.NewLog(model);
    return *at->second;
  }

  Report& report_;
  const int64_t start_;
  const std::string name_;
  std::map<std::string, property::Log*> logs_;
};

class Scene {
 public:
  explicit Scene(Report& report) : report_(report), start_(rt::Now()) {}
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  // A second act begins at 0 again.
  void Act(const std::string& title) {
    report_.Title(title);
    start_ = rt::Now();
  }

  // A process that is not a goroutine of ours: the body of a function that a group runs.
  Actor& NewActor(const std::string& name) {
    rt::MutexLock lock(mu_);
    return actors_.emplace_back(report_, start_, name);
  }

  void Go(const std::string& name, std::function<void(Actor&)> f) {
    Actor& actor = NewActor(name);
    running_.Add(1);
    go::Go([this, &actor, f = std::move(f)] {
      f(actor);
      running_.Done();
    });
  }

  // For all that Go began.
  void Wait() { running_.Wait(); }

  // Begins something `milliseconds` after the beginning of the act, in the order of these calls.
  void At(int64_t milliseconds, const std::string& name, std::function<void(Actor&)> f) {
    Go(name, [milliseconds, f = std::move(f)](Actor& actor) {
      if (milliseconds > 0) Sleep(milliseconds);
      f(actor);
    });
  }

  void Parameters(const char* model, Fields parameters) {
    report_.SetParameters(model, std::move(parameters));
  }

  // Something is left behind that will not end.
  void LeaveOpen() { quiescent_ = false; }
  bool quiescent() const { return quiescent_; }

  // Names that were not used before: "f0", "f1" ...
  std::string NewName(const char* kind) {
    rt::MutexLock lock(mu_);
    return kind + std::to_string(names_++);
  }

 private:
  Report& report_;
  int64_t start_;
  bool quiescent_ = true;
  sync::WaitGroup running_;
  rt::Mutex mu_;
  std::deque<Actor> actors_ GOSYNC_GUARDED_BY(mu_);
  int64_t names_ GOSYNC_GUARDED_BY(mu_) = 0;
};

}  // namespace examples
GOSYNC_END

#endif  // GOSYNC_EXAMPLES_SUPPORT_SCENE_HPP_
