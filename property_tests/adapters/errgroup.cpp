// Some errgroup::Group, or a variant of it, as a subject: "g0" to "g255".

#ifndef GOSYNC_HEADER
#define GOSYNC_HEADER "gosync/errgroup.hpp"
#define GOSYNC_NAMESPACE errgroup
#endif
#ifndef GOSYNC_SUBJECT
#define GOSYNC_SUBJECT "gosync/errgroup"
#endif
#ifndef GOSYNC_VERSION
#define GOSYNC_VERSION "tree"
#endif

#include GOSYNC_HEADER

#include <array>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "gosync/go/context.hpp"
#include "gosync/go/select.hpp"
#include "property_tests/adapters/recover.hpp"

GOSYNC_BEGIN
namespace adapting {
namespace {

using GOSYNC_NAMESPACE::Group;

static_assert(!std::is_copy_constructible_v<Group>);

constexpr size_t kGroups = 256;

class ErrgroupSubject final : public adapters::Subject,
                              public std::enable_shared_from_this<ErrgroupSubject> {
 public:
  ErrgroupSubject() {
    for (Slot& slot : slots_) slot.group = std::make_shared<Group>();
  }

  // A panic that comes out of Wait (of a variant, EG13) is known by what it is wrapped around.
  Outcome Perform(const Call& call, const adapters::SessionPtr& session) override {
    Outcome outcome = Recovering([&] { return PerformBare(call, session); });
    const bool wraps = outcome.unwraps && !std::holds_alternative<std::nullptr_t>(*outcome.unwraps);
    if (wraps) outcome.panic = *std::exchange(outcome.unwraps, std::nullopt);
    return outcome;
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr& session) override {
    go::Go([self = shared_from_this(), call, session] { self->PerformBare(call, session); });
  }

  bool HasHappened(const Call&) const override { return false; }

  // Without a limit nobody waits for a slot; for a mutant that has lost a number somewhere, many
  // new limits.
  void Unblock() override {
    if (!std::exchange(unblocked_, true)) stop_.Close();
    for (const Slot& slot : slots_) {
      for (const int64_t n : {int64_t{-1}, int64_t{1000}, int64_t{-1}}) {
        Recovering([&] {
          slot.group->SetLimit(n);
          return Fields{};
        });
      }
    }
  }

 private:
  struct Slot {
    std::shared_ptr<Group> group;
    go::Context context;
    go::CancelCauseFunc cancel_parent;
  };

  Fields PerformBare(const Call& call, const adapters::SessionPtr& session) {
    // The caller says that somebody waits; who looks does nothing to the group.
    if (Is(call, "SeenWaiting")) return {};
    Slot& slot = slots_.at(std::stoul(Text(call.arguments, "group").substr(1)));
    if (Is(call, "WithContext")) {
      Derive(slot);
      return {};
    }
    const auto self = shared_from_this();  // who waits for ever keeps it
    const std::shared_ptr<Group> group = slot.group;
    if (Is(call, "Go")) {
      group->Go(FunctionOf(call, session));
    } else if (Is(call, "TryGo")) {
      return {{"ok", group->TryGo(FunctionOf(call, session))}};
    } else if (Is(call, "Wait")) {
      return {{"err", FieldOf(group->Wait())}};
    } else if (Is(call, "SetLimit")) {
      group->SetLimit(Integer(call.arguments, "n"));
    } else {
      return OfContext(call, slot);
    }
    return {};
  }

  Fields OfContext(const Call& call, const Slot& slot) {
    if (Is(call, "Err")) return {{"err", FieldOf(slot.context.Err())}};
    if (Is(call, "Cause")) return {{"cause", FieldOf(go::Cause(slot.context))}};
    if (Is(call, "Cancel")) {
      slot.cancel_parent(ErrorOf(Argument(call.arguments, "cause")));
    } else if (Is(call, "Done")) {
      go::Select(go::ReceiveFrom(slot.context.Done()), go::ReceiveFrom(stop_));
    } else {
      rt::Fatal("the errgroup adapter does not know " + std::string(call.operation));
    }
    return {};
  }

  // Before anybody else has to do with the group.
  static void Derive(Slot& slot) {
    go::WithCancelCauseResult parent = go::WithCancelCause(go::Background());
    auto derived = GOSYNC_NAMESPACE::WithContext(parent.context);
    slot.group = std::move(derived.group);
    slot.context = std::move(derived.context);
    slot.cancel_parent = std::move(parent.cancel);
  }

  // Not the session itself: a function that waits for a slot would keep it for ever.
  static Group::Function FunctionOf(const Call& call, const adapters::SessionPtr& session) {
    return [weak = std::weak_ptr<adapters::Session>(session),
            fn = Text(call.arguments, "fn")]() -> go::Error {
      const adapters::SessionPtr runs = weak.lock();
      if (runs == nullptr) return nullptr;
      const Outcome end = runs->RunCallback(fn);
      EndAs(end);
      return ErrorOf(Argument(end.results, "err"));
    };
  }

  std::array<Slot, kGroups> slots_;
  const go::Chan<go::Unit> stop_ = go::MakeChan<go::Unit>();
  bool unblocked_ = false;
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "errgroup", GOSYNC_SUBJECT, GOSYNC_VERSION,
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<ErrgroupSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
