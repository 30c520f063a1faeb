// Channels and select of the Go world as a subject.

#include <array>
#include <string>
#include <utility>

#include "gosync/go/chan.hpp"
#include "gosync/go/select.hpp"
#include "property_tests/adapters/recover.hpp"

#ifndef GOSYNC_SUBJECT
#define GOSYNC_SUBJECT "gosync/go/chan"
#endif
#ifndef GOSYNC_VERSION
#define GOSYNC_VERSION "tree"
#endif

GOSYNC_BEGIN
namespace adapting {
namespace {

constexpr size_t kChannels = 4;

class GoChanSubject final : public adapters::Subject,
                            public std::enable_shared_from_this<GoChanSubject> {
 public:
  using Channel = go::Chan<std::string>;

  explicit GoChanSubject(int64_t capacity) {
    for (Channel& channel : channels_) channel = go::MakeChan<std::string>(capacity);
  }

  Outcome Perform(const Call& call, const adapters::SessionPtr&) override {
    return Recovering([&] { return PerformBare(call); });
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr&) override {
    go::Go([self = shared_from_this(), call] { self->PerformBare(call); });
  }

  bool HasHappened(const Call&) const override { return false; }

  void Unblock() override {
    for (const Channel& channel : channels_) {
      go::RunRoot([&] { channel.Close(); });  // panics if it is closed
    }
    go::RunRoot([&] { stop_.Close(); });
  }

 private:
  // What came out of an operation.
  struct Done {
    int chosen = 0;
    std::string value = "";  // none has this value
    bool ok = false;
  };

  Fields PerformBare(const Call& call) {
    const Fields& arguments = call.arguments;
    if (Is(call, "Select") || Is(call, "TrySelect")) {
      const Done done = Is(call, "Select") ? SelectOf<false>(arguments) : SelectOf<true>(arguments);
      return {{"case", int64_t{done.chosen}}, {"v", ValueField(done.value)}, {"ok", done.ok}};
    }
    const Channel channel = ChannelOf(arguments, "chan");
    if (Is(call, "Close")) {
      channel.Close();
      return {};
    }
    Done done;
    if (Is(call, "Send")) {
      if (!channel) return WaitForEver(go::SendTo(channel, Text(arguments, "v")));
      channel.Send(Text(arguments, "v"));
      return {};
    }
    if (Is(call, "TrySend")) {
      done.chosen = go::SelectDefault(go::SendTo(channel, Text(arguments, "v")));
      return {{"ready", done.chosen != go::kDefault}};
    }
    if (Is(call, "TryReceive")) {
      done.chosen = go::SelectDefault(go::ReceiveFrom(channel, &done.value, &done.ok));
      return {
          {"v", ValueField(done.value)}, {"ok", done.ok}, {"ready", done.chosen != go::kDefault}};
    }
    if (!Is(call, "Receive")) {
      rt::Fatal("the adapter of channels does not know " + std::string(call.operation));
    }
    if (!channel) return WaitForEver(go::ReceiveFrom(channel));
    const auto [value, ok] = channel.Receive();
    return {{"v", ValueField(value)}, {"ok", ok}};
  }

  // On nil; until Unblock. If the case runs, the operation on nil returns, too.
  template <class Case>
  Fields WaitForEver(Case on_nil) const {
    go::Select(std::move(on_nil), go::ReceiveFrom(stop_));
    return {};
  }

  template <bool kHasDefault>
  Done SelectOf(const Fields& arguments) {
    const Channel first = ChannelOf(arguments, "chan0");
    const Channel second = ChannelOf(arguments, "chan1");
    const std::string one = Text(arguments, "send0");
    const std::string two = Text(arguments, "send1");
    Done done;
    const auto receive = [&](const Channel& channel) {
      return go::ReceiveFrom(channel, &done.value, &done.ok);
    };
    const auto select = [&](auto a, auto b) {
      if constexpr (kHasDefault) {
        done.chosen = go::SelectDefault(std::move(a), std::move(b));
      } else if (!first && !second) {  // nothing but Unblock lets it go
        done.chosen = go::Select(std::move(a), std::move(b), go::ReceiveFrom(stop_));
      } else {
        done.chosen = go::Select(std::move(a), std::move(b));
      }
    };
    if (one.empty() && two.empty()) {
      select(receive(first), receive(second));
    } else if (one.empty()) {
      select(receive(first), go::SendTo(second, two));
    } else if (two.empty()) {
      select(go::SendTo(first, one), receive(second));
    } else {
      select(go::SendTo(first, one), go::SendTo(second, two));
    }
    return done;
  }

  static Field ValueField(const std::string& value) {
    if (value.empty()) return nullptr;
    return value;
  }

  // Channel tokens are "ch0", "ch1" and so on; null is nil.
  Channel ChannelOf(const Fields& arguments, const char* name) const {
    const std::string token = Text(arguments, name);
    return token.empty() ? Channel() : channels_.at(std::stoul(token.substr(2)));
  }

  std::array<Channel, kChannels> channels_;
  const go::Chan<go::Unit> stop_ = go::MakeChan<go::Unit>();
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "go_chan", GOSYNC_SUBJECT, GOSYNC_VERSION,
      [](const adapters::Fields& parameters) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<GoChanSubject>(Integer(parameters, "cap"));
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
