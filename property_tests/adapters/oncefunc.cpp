// What sync::OnceFunc, OnceValue and OnceValues return, as a subject: "o0" to "o255".

#include "gosync/oncefunc.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "property_tests/adapters/recover.hpp"

GOSYNC_BEGIN
namespace adapting {
namespace {

class OncefuncSubject final : public adapters::Subject,
                              public std::enable_shared_from_this<OncefuncSubject> {
 public:
  Outcome Perform(const Call& call, const adapters::SessionPtr& session) override {
    return Recovering([&] { return PerformBare(call, session); });
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr& session) override {
    go::Go([self = shared_from_this(), call, session] { self->PerformBare(call, session); });
  }

  bool HasHappened(const Call&) const override { return false; }
  void Unblock() override {}

 private:
  using Pair = std::pair<std::string, std::string>;

  // Written by the call that makes it, before anybody else names it.
  struct Object {
    std::function<Fields()> call;
    std::weak_ptr<int> held;  // by the function
  };

  Fields PerformBare(const Call& call, const adapters::SessionPtr& session) {
    const auto self = shared_from_this();  // who waits for ever keeps it
    Object& object = objects_.at(std::stoul(Text(call.arguments, "once").substr(1)));
    if (Is(call, "Call")) return object.call();
    if (Is(call, "Released")) return {{"released", object.held.expired()}};
    Make(call, session, object);
    return {};
  }

  static void Make(const Call& call, const adapters::SessionPtr& caller, Object& object) {
    // The session keeps this subject, which keeps a function that nobody calls. Who calls it
    // has the session.
    const std::weak_ptr<adapters::Session> session = caller;
    const std::string fn = Text(call.arguments, "fn");
    const bool nil = fn.empty();
    const auto guard = std::make_shared<int>();
    object.held = guard;
    if (Is(call, "OnceFunc")) {
      std::function<void()> f = [guard, session, fn] { EndAs(session.lock()->RunCallback(fn)); };
      const auto once = sync::OnceFunc(nil ? nullptr : std::move(f));
      object.call = [once]() -> Fields {
        once();
        return {};
      };
    } else if (Is(call, "OnceValue")) {
      std::function<std::string()> f = [guard, session, fn] {
        return Values(session.lock()->RunCallback(fn)).first;
      };
      const auto once = sync::OnceValue<std::string>(nil ? nullptr : std::move(f));
      object.call = [once]() -> Fields { return {{"v1", once()}}; };
    } else if (Is(call, "OnceValues")) {
      std::function<Pair()> f = [guard, session, fn] {
        return Values(session.lock()->RunCallback(fn));
      };
      const auto once = sync::OnceValues<std::string, std::string>(nil ? nullptr : std::move(f));
      object.call = [once]() -> Fields {
        const auto [v1, v2] = once();
        return {{"v1", v1}, {"v2", v2}};
      };
    } else {
      rt::Fatal("the oncefunc adapter does not know " + std::string(call.operation));
    }
  }

  static Pair Values(const Outcome& outcome) {
    EndAs(outcome);
    return {Text(outcome.results, "v1"), Text(outcome.results, "v2")};
  }

  std::array<Object, 256> objects_;
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "oncefunc", "gosync/oncefunc", "tree",
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<OncefuncSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
