// singleflight::Group, or a variant of it, as a subject.

#ifndef GOSYNC_HEADER
#define GOSYNC_HEADER "gosync/singleflight.hpp"
#define GOSYNC_NAMESPACE singleflight
#endif
#ifndef GOSYNC_SUBJECT
#define GOSYNC_SUBJECT "gosync/singleflight"
#endif
#ifndef GOSYNC_VERSION
#define GOSYNC_VERSION "tree"
#endif

#include GOSYNC_HEADER

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "gosync/go/select.hpp"
#include "property_tests/adapters/recover.hpp"

GOSYNC_BEGIN
namespace adapting {
namespace {

constexpr size_t kChannels = 1024;

class SingleflightSubject final : public adapters::Subject,
                                  public std::enable_shared_from_this<SingleflightSubject> {
 public:
  // The empty value stands for nil.
  using Group = GOSYNC_NAMESPACE::Group<std::string, std::string>;
  using Channel = go::Chan<Group::Result>;

  Outcome Perform(const Call& call, const adapters::SessionPtr& session) override {
    return Recovering([&] { return PerformBare(call, session); });
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr& session) override {
    go::Go([self = shared_from_this(), call, session] { self->PerformBare(call, session); });
  }

  bool HasHappened(const Call&) const override { return false; }

  void Unblock() override {
    if (!std::exchange(unblocked_, true)) stop_.Close();
  }

 private:
  Fields PerformBare(const Call& call, const adapters::SessionPtr& session) {
    const Fields& arguments = call.arguments;
    const std::string key = Text(arguments, "key");
    if (Is(call, "Do")) {
      const auto [value, err, shared] = group_.Do(key, FunctionOf(arguments, session));
      return ResultsOf(value, err, shared);
    }
    if (Is(call, "DoChan")) {
      ChannelOf(arguments) = group_.DoChan(key, FunctionOf(arguments, session));
      return {};
    }
    if (Is(call, "Receive")) {
      Group::Result result;
      const Channel channel = ChannelOf(arguments);
      if (go::Select(go::ReceiveFrom(channel, &result), go::ReceiveFrom(stop_)) == 1) return {};
      return ResultsOf(result.value, result.err, result.shared);
    }
    if (!Is(call, "Forget")) {
      rt::Fatal("the singleflight adapter does not know " + std::string(call.operation));
    }
    group_.Forget(key);
    return {};
  }

  static Fields ResultsOf(const std::string& value, const go::Error& err, bool shared) {
    return {{"v", ValueField(value)}, {"err", FieldOf(err)}, {"shared", shared}};
  }

  static Field ValueField(const std::string& value) {
    if (value.empty()) return nullptr;
    return value;
  }

  // Channel tokens are "ch0", "ch1" and so on.
  Channel& ChannelOf(const Fields& arguments) {
    return channels_.at(std::stoul(Text(arguments, "chan").substr(2)));
  }

  // Keeps this alive, because a group has to outlive its flights.
  Group::Function FunctionOf(const Fields& arguments, const adapters::SessionPtr& session) {
    const std::string fn = Text(arguments, "fn");
    if (fn == adapters::kNilFunction) return nullptr;
    return [self = shared_from_this(), session, fn]() -> std::pair<std::string, go::Error> {
      const Outcome outcome = session->RunCallback(fn);
      EndAs(outcome);
      return {Text(outcome.results, "v"), ErrorOf(Argument(outcome.results, "err"))};
    };
  }

  Group group_;
  std::array<Channel, kChannels> channels_;  // each is written and read by one thread
  const go::Chan<go::Unit> stop_ = go::MakeChan<go::Unit>();
  bool unblocked_ = false;
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "singleflight", GOSYNC_SUBJECT, GOSYNC_VERSION,
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<SingleflightSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
