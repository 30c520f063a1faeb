// Some kratos_errgroup::Group, or a variant of it, as a subject: "g0" to "g255"; functions "f0" to
// "f4095", each known by its number.

#ifndef GOSYNC_HEADER
#define GOSYNC_HEADER "gosync/kratos_errgroup.hpp"
#define GOSYNC_NAMESPACE kratos_errgroup
#endif
#ifndef GOSYNC_SUBJECT
#define GOSYNC_SUBJECT "gosync/kratos_errgroup"
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
#include <vector>

#include "gosync/go/context.hpp"
#include "gosync/go/select.hpp"
#include "property_tests/adapters/recover.hpp"

GOSYNC_BEGIN
namespace adapting {
namespace {

using GOSYNC_NAMESPACE::Group;

static_assert(!std::is_copy_constructible_v<Group>);

constexpr size_t kGroups = 256;
constexpr size_t kFunctions = 4096;
constexpr char kRecovered[] = "errgroup: panic recovered: ";

size_t NumberOf(const std::string& token) { return std::stoul(token.substr(1)); }

class KratosErrgroupSubject final : public adapters::Subject,
                                    public std::enable_shared_from_this<KratosErrgroupSubject> {
 public:
  KratosErrgroupSubject() : given_(std::make_shared<std::vector<go::Context>>(kFunctions)) {
    for (Slot& slot : slots_) slot.group = std::make_shared<Group>();
  }

  Outcome Perform(const Call& call, const adapters::SessionPtr& session) override {
    return Recovering([&] { return PerformBare(call, session); });
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr& session) override {
    go::Go([self = shared_from_this(), call, session] { self->PerformBare(call, session); });
  }

  // Of Drop: nothing of the group is left that had a hook.
  bool HasHappened(const Call& call) const override {
    return Is(call, "Drop") && slots_.at(NumberOf(Text(call.arguments, "group"))).hook.expired();
  }

  void Unblock() override {
    if (!std::exchange(unblocked_, true)) stop_.Close();
  }

 private:
  struct Slot {
    std::shared_ptr<Group> group;
    go::CancelCauseFunc cancel_parent;
    std::weak_ptr<int> hook;  // expired once nobody has the hook any more
  };

  Fields PerformBare(const Call& call, const adapters::SessionPtr& session) {
    const std::string fn = Text(call.arguments, "fn");
    const std::string name = Text(call.arguments, "group");
    if (name.empty()) return OfContext(call, (*given_).at(NumberOf(fn)));
    Slot& slot = slots_.at(NumberOf(name));
    if (Is(call, "WithContext") || Is(call, "WithCancel")) {
      Derive(slot, Is(call, "WithCancel"));
      return {};
    }
    if (Is(call, "Drop")) {
      slot.group = nullptr;
      return {};
    }
    const auto self = shared_from_this();  // who waits for ever keeps it
    const std::shared_ptr<Group> group = slot.group;
    if (Is(call, "Go")) {
      group->Go(FunctionOf(fn, session));
    } else if (Is(call, "Wait")) {
      return Told(group->Wait());
    } else if (Is(call, "GOMAXPROCS")) {
      group->GOMAXPROCS(Integer(call.arguments, "n"));
    } else if (Is(call, "OnError")) {
      SetHook(*group, name, session, &slot);
    } else if (Is(call, "Cancel")) {
      slot.cancel_parent(ErrorOf(Argument(call.arguments, "cause")));
    } else {
      rt::Fatal("the kratos_errgroup adapter does not know " + std::string(call.operation));
    }
    return {};
  }

  Fields OfContext(const Call& call, const go::Context& context) {
    if (Is(call, "Err")) return {{"err", FieldOf(context.Err())}};
    if (Is(call, "Cause")) return {{"cause", FieldOf(go::Cause(context))}};
    go::Select(go::ReceiveFrom(context.Done()), go::ReceiveFrom(stop_));
    return {};
  }

  // Before anybody else has to do with the group.
  static void Derive(Slot& slot, bool cancels) {
    go::WithCancelCauseResult parent = go::WithCancelCause(go::Background());
    slot.group = cancels ? GOSYNC_NAMESPACE::WithCancel(parent.context)
                         : GOSYNC_NAMESPACE::WithContext(parent.context);
    slot.cancel_parent = std::move(parent.cancel);
  }

  // An error that was made of a panic says the token, and then something on further lines.
  static Fields Told(const go::Error& err) {
    const std::string text = err ? err.Text() : "";
    if (!text.starts_with(kRecovered)) return {{"err", FieldOf(err)}, {"recovered", false}};
    const std::string rest = text.substr(sizeof(kRecovered) - 1);
    const size_t end = rest.find('\n');
    const bool explained = end != std::string::npos && rest.find("panic: ", end) != rest.npos;
    return {{"err", explained ? rest.substr(0, end) : "no stack"}, {"recovered", true}};
  }

  // Not the session itself: a function that is never run would keep it for ever.
  Group::Function FunctionOf(const std::string& fn, const adapters::SessionPtr& session) {
    return [weak = std::weak_ptr<adapters::Session>(session), given = given_,
            fn](const go::Context& context) -> go::Error {
      const adapters::SessionPtr runs = weak.lock();
      if (runs == nullptr) return nullptr;
      (*given).at(NumberOf(fn)) = context;
      const Outcome end = runs->RunCallback(fn);
      EndAs(end);
      return ErrorOf(Argument(end.results, "err"));
    };
  }

  // Variants have no hook.
  template <class AnyGroup>
  static void SetHook(AnyGroup& group, const std::string& name, const adapters::SessionPtr& session,
                      Slot* slot) {
    if constexpr (requires { typename AnyGroup::Hook; }) {
      const auto kept = std::make_shared<int>();
      slot->hook = kept;
      group.OnError(
          [weak = std::weak_ptr<adapters::Session>(session), name, kept](const go::Error& err) {
            const adapters::SessionPtr runs = weak.lock();
            if (runs == nullptr) return;
            Fields told = Told(err);
            told.insert(told.begin(), {"group", name});
            EndAs(runs->RunHook(told));
          });
    }
  }

  std::array<Slot, kGroups> slots_;
  // What each function was given: written by it, and read by who knows that it has begun.
  const std::shared_ptr<std::vector<go::Context>> given_;
  const go::Chan<go::Unit> stop_ = go::MakeChan<go::Unit>();
  bool unblocked_ = false;
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "kratos_errgroup", GOSYNC_SUBJECT, GOSYNC_VERSION,
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<KratosErrgroupSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
