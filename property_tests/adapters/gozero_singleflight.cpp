// gozero_singleflight::SingleFlight, or a variant of it, as a subject.

#ifndef GOSYNC_HEADER
#define GOSYNC_HEADER "gosync/gozero_singleflight.hpp"
#define GOSYNC_NAMESPACE gozero_singleflight
#endif
#ifndef GOSYNC_SUBJECT
#define GOSYNC_SUBJECT "gosync/gozero_singleflight"
#endif
#ifndef GOSYNC_VERSION
#define GOSYNC_VERSION "tree"
#endif

#include GOSYNC_HEADER

#include <string>
#include <type_traits>
#include <utility>

#include "property_tests/adapters/recover.hpp"

GOSYNC_BEGIN
namespace adapting {
namespace {

// The empty value stands for nil.
using SingleFlight = GOSYNC_NAMESPACE::SingleFlight<std::string, std::string>;

static_assert(!std::is_copy_constructible_v<SingleFlight>);
static_assert(!std::is_copy_assignable_v<SingleFlight>);

class GozeroSingleflightSubject final
    : public adapters::Subject,
      public std::enable_shared_from_this<GozeroSingleflightSubject> {
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
    const auto self = shared_from_this();  // who waits for ever keeps it
    const std::string key = Text(call.arguments, "key");
    const std::string fn = Text(call.arguments, "fn");
    SingleFlight::Function f;
    if (!fn.empty()) f = [&session, fn] { return RunFunction(fn, session); };
    if (Is(call, "Do")) {
      const auto [value, err] = flights_.Do(key, f);
      return {{"v", ValueField(value)}, {"err", FieldOf(err)}};
    }
    if (!Is(call, "DoEx")) {
      rt::Fatal("the gozero_singleflight adapter does not know " + std::string(call.operation));
    }
    const auto [value, fresh, err] = flights_.DoEx(key, f);
    return {{"v", ValueField(value)}, {"fresh", fresh}, {"err", FieldOf(err)}};
  }

  static std::pair<std::string, go::Error> RunFunction(const std::string& fn,
                                                       const adapters::SessionPtr& session) {
    const Outcome outcome = session->RunCallback(fn);
    EndAs(outcome);
    return {Text(outcome.results, "v"), ErrorOf(Argument(outcome.results, "err"))};
  }

  static Field ValueField(const std::string& value) {
    if (value.empty()) return nullptr;
    return value;
  }

  SingleFlight flights_;
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "gozero_singleflight", GOSYNC_SUBJECT, GOSYNC_VERSION,
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<GozeroSingleflightSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
