// Some sync::Once as a subject: "o0" to "o255".

#include "gosync/once.hpp"

#include <array>
#include <string>
#include <type_traits>

#include "property_tests/adapters/recover.hpp"

GOSYNC_BEGIN
namespace adapting {
namespace {

static_assert(!std::is_copy_constructible_v<sync::Once>);
static_assert(!std::is_copy_assignable_v<sync::Once>);
static_assert(!std::is_move_constructible_v<sync::Once>);

class OnceSubject final : public adapters::Subject,
                          public std::enable_shared_from_this<OnceSubject> {
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
  Fields PerformBare(const Call& call, const adapters::SessionPtr& session) {
    if (!Is(call, "Do")) {
      rt::Fatal("the once adapter does not know " + std::string(call.operation));
    }
    const auto self = shared_from_this();  // who waits for ever keeps it
    const std::string fn = Text(call.arguments, "fn");
    std::function<void()> f;
    if (!fn.empty()) f = [session, fn] { EndAs(session->RunCallback(fn)); };
    onces_.at(std::stoul(Text(call.arguments, "once").substr(1))).Do(f);
    return {};
  }

  std::array<sync::Once, 256> onces_;
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "once", "gosync/once", "tree",
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<OnceSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
