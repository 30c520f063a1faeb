// Some sync::WaitGroup as a subject: "g0" to "g511".

#include "gosync/waitgroup.hpp"

#include <array>
#include <atomic>
#include <string>
#include <type_traits>

#include "property_tests/adapters/recover.hpp"

GOSYNC_BEGIN
namespace adapting {
namespace {

static_assert(!std::is_copy_constructible_v<sync::WaitGroup>);  // WG8
static_assert(!std::is_copy_assignable_v<sync::WaitGroup>);
static_assert(!std::is_move_constructible_v<sync::WaitGroup>);

constexpr size_t kGroups = 512;

class WaitgroupSubject final : public adapters::Subject,
                               public std::enable_shared_from_this<WaitgroupSubject> {
 public:
  Outcome Perform(const Call& call, const adapters::SessionPtr& session) override {
    return Recovering([&] { return PerformBare(call, session); });
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr& session) override {
    go::Go([self = shared_from_this(), call, session] { self->PerformBare(call, session); });
  }

  bool HasHappened(const Call&) const override { return false; }

  // Takes every counter to zero, and once more, for a mutant that has waiters left there.
  void Unblock() override {
    for (size_t i = 0; i < kGroups; ++i) {
      if (!used_[i].load(std::memory_order_relaxed)) continue;
      const auto left = static_cast<int32_t>(sums_[i].exchange(0, std::memory_order_relaxed));
      for (const int64_t delta : {-static_cast<int64_t>(left), int64_t{1}, int64_t{-1}}) {
        Recovering([&] {
          groups_[i].Add(delta);
          return Fields{};
        });
      }
    }
  }

 private:
  // Relaxed, or ThreadSanitizer would see orders that the group does not make.
  void Note(size_t group, int64_t delta) {
    sums_[group].fetch_add(static_cast<uint32_t>(delta), std::memory_order_relaxed);
  }

  Fields PerformBare(const Call& call, const adapters::SessionPtr& session) {
    const size_t i = std::stoul(Text(call.arguments, "wg").substr(1));
    sync::WaitGroup& group = groups_.at(i);
    used_[i].store(true, std::memory_order_relaxed);
    const auto self = shared_from_this();  // who waits for ever keeps it
    if (Is(call, "Add")) {
      const int64_t delta = Integer(call.arguments, "delta");
      Note(i, delta);
      group.Add(delta);
    } else if (Is(call, "Done")) {
      Note(i, -1);
      group.Done();
    } else if (Is(call, "Wait")) {
      group.Wait();
    } else if (Is(call, "Go")) {
      Note(i, 1);
      group.Go(FunctionOf(i, call, session));
    } else {
      rt::Fatal("the waitgroup adapter does not know " + std::string(call.operation));
    }
    return {};
  }

  std::function<void()> FunctionOf(size_t group, const Call& call,
                                   const adapters::SessionPtr& session) {
    const std::string fn = Text(call.arguments, "fn");
    if (fn.empty()) return nullptr;
    return [self = shared_from_this(), session, group, fn] {
      const Outcome end = session->RunCallback(fn);
      self->Note(group, -1);
      EndAs(end);
    };
  }

  std::array<sync::WaitGroup, kGroups> groups_;
  std::array<std::atomic<uint32_t>, kGroups> sums_{};
  std::array<std::atomic<bool>, kGroups> used_{};
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "waitgroup", "gosync/waitgroup", "tree",
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<WaitgroupSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
