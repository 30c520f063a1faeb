#include "gosync/go/context.hpp"

#include <limits>
#include <map>
#include <utility>

#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/runtime/annotations.hpp"

GOSYNC_BEGIN
namespace go {
namespace internal {
namespace {

class Canceller;

// What a canceller tells that it is done: another canceller, or an AfterFunc.
class Child {
 public:
  virtual ~Child() = default;
  // Called at most once, with the lock of the parent held; locks are taken downwards.
  virtual void ParentDone(const Error& err, const Error& cause) = 0;

  // Sets up that ParentDone is called when `parent` is done: now, if it is. Once.
  static void Attach(const std::shared_ptr<Canceller>& parent, std::shared_ptr<Child> child);
  // Undoes Attach, so that the parent does not keep this alive.
  void Detach();

 private:
  std::weak_ptr<Canceller> parent_;  // set before anybody else can call Detach
  int64_t number_ = -1;
};

// The part of a context that changes: not done, then done for good.
class Canceller final : public Child, public std::enable_shared_from_this<Canceller> {
 public:
  const Chan<Unit>& done() const { return done_; }
  Error Err();
  Error Cause();

  // The first call counts. On return this and all below are done.
  void Cancel(const Error& err, const Error& cause) GOSYNC_EXCLUDES(mu_);
  void ParentDone(const Error& err, const Error& cause) override { Cancel(err, cause); }
  void CancelAt(int64_t deadline, const Error& cause);

  // Keeps `child` until this is done; -1: it is, and has told `child`.
  int64_t Add(std::shared_ptr<Child> child);
  void Remove(int64_t number);

 private:
  const Chan<Unit> done_ = MakeChan<Unit>();
  rt::Mutex mu_;
  Error err_ GOSYNC_GUARDED_BY(mu_);
  Error cause_ GOSYNC_GUARDED_BY(mu_);
  // In the order in which they came: cancelled in that order, though nobody is promised it.
  std::map<int64_t, std::shared_ptr<Child>> children_ GOSYNC_GUARDED_BY(mu_);
  int64_t next_child_ GOSYNC_GUARDED_BY(mu_) = 0;
  std::unique_ptr<rt::Timer> timer_ GOSYNC_GUARDED_BY(mu_);
};

void Child::Attach(const std::shared_ptr<Canceller>& parent, std::shared_ptr<Child> child) {
  if (parent == nullptr) return;  // never done
  child->parent_ = parent;
  child->number_ = parent->Add(child);
}

void Child::Detach() {
  if (const std::shared_ptr<Canceller> parent = parent_.lock()) parent->Remove(number_);
}

Error Canceller::Err() {
  rt::MutexLock lock(mu_);
  return err_;
}

Error Canceller::Cause() {
  rt::MutexLock lock(mu_);
  return cause_;
}

void Canceller::Cancel(const Error& err, const Error& cause) {
  // These die outside the lock, with all that they hold.
  std::map<int64_t, std::shared_ptr<Child>> children;
  std::unique_ptr<rt::Timer> timer;

  rt::MutexLock lock(mu_);
  if (err_) return;
  rt::Step("Cancel", rt::Self());
  err_ = err;
  cause_ = cause ? cause : err;
  done_.Close();
  // Under the lock, so that a second Cancel does not return before all below are done.
  for (const auto& [number, child] : children_) child->ParentDone(err_, cause_);
  children.swap(children_);
  timer.swap(timer_);
}

void Canceller::CancelAt(int64_t deadline, const Error& cause) {
  rt::MutexLock lock(mu_);
  if (err_) return;
  // The timer owns this and this the timer, until the deadline or a cancel.
  timer_ = std::make_unique<rt::Timer>(deadline, [self = shared_from_this(), cause] {
    self->Cancel(DeadlineExceeded(), cause);
    self->Detach();
  });
}

int64_t Canceller::Add(std::shared_ptr<Child> child) {
  rt::MutexLock lock(mu_);
  if (err_) {
    child->ParentDone(err_, cause_);
    return -1;
  }
  rt::Step("AddChild", rt::Self());
  children_.emplace(next_child_, std::move(child));
  return next_child_++;
}

void Canceller::Remove(int64_t number) {
  std::shared_ptr<Child> removed;  // dies outside the lock
  rt::MutexLock lock(mu_);
  const auto found = children_.find(number);
  if (found == children_.end()) return;
  rt::Step("RemoveChild", rt::Self());
  removed = std::move(found->second);
  children_.erase(found);
}

// A function that runs when its parent is done, unless it is stopped first.
class AfterFuncChild final : public Child {
 public:
  explicit AfterFuncChild(std::function<void()> f) : f_(std::move(f)) {}

  void ParentDone(const Error&, const Error&) override {
    if (taken_.Exchange(true)) return;
    rt::Step("StartAfterFunc", rt::Self());
    Go(std::exchange(f_, nullptr));
  }
  bool Stop() {
    if (taken_.Exchange(true)) return false;
    rt::Step("StopAfterFunc", rt::Self());
    f_ = nullptr;
    Detach();
    return true;
  }

 private:
  rt::Atomic<bool> taken_{false};  // f_ belongs to the one who set this
  std::function<void()> f_;
};

}  // namespace

// The part of a context that does not change.
struct ContextNode {
  std::shared_ptr<const ContextNode> parent;
  std::shared_ptr<Canceller> canceller;  // own or the parent's; null: never done
  std::optional<int64_t> deadline;
  Value key;  // nil: this node holds no value
  Value value;
};

namespace {

void CheckParent(const Context& parent) {
  if (!parent) Panic("cannot create context from nil parent");
}

// A child with a canceller of its own.
std::shared_ptr<ContextNode> NewCancellable(const Context& parent) {
  CheckParent(parent);
  auto node = std::make_shared<ContextNode>();
  node->parent = parent.node();
  node->deadline = parent.node()->deadline;
  node->canceller = std::make_shared<Canceller>();
  Child::Attach(parent.node()->canceller, node->canceller);
  return node;
}

CancelFunc CancelOf(const std::shared_ptr<ContextNode>& node) {
  return [canceller = node->canceller] {
    canceller->Cancel(Canceled(), nullptr);
    canceller->Detach();
  };
}

}  // namespace
}  // namespace internal

using internal::ContextNode;

const std::shared_ptr<const ContextNode>& Context::node() const {
  if (!node_) PanicNilDereference();
  return node_;
}

Chan<Unit> Context::Done() const { return node()->canceller ? node()->canceller->done() : nullptr; }

Error Context::Err() const { return node()->canceller ? node()->canceller->Err() : nullptr; }

std::optional<int64_t> Context::Deadline() const { return node()->deadline; }

Value Context::Value(const go::Value& key) const {
  for (const ContextNode* at = node().get(); at != nullptr; at = at->parent.get()) {
    if (!at->key.IsNil() && at->key == key) return at->value;
  }
  return nullptr;
}

Error Canceled() {
  static const Error& error = *new Error(NewError("context canceled"));
  return error;
}

Error DeadlineExceeded() {
  static const Error& error = *new Error(NewError("context deadline exceeded"));
  return error;
}

Context Background() {
  static const Context& background = *new Context(std::make_shared<ContextNode>());
  return background;
}

WithCancelResult WithCancel(const Context& parent) {
  auto node = internal::NewCancellable(parent);
  return {Context(node), internal::CancelOf(node)};
}

WithCancelCauseResult WithCancelCause(const Context& parent) {
  auto node = internal::NewCancellable(parent);
  return {Context(node), [canceller = node->canceller](const Error& cause) {
            canceller->Cancel(Canceled(), cause);
            canceller->Detach();
          }};
}

WithCancelResult WithDeadline(const Context& parent, int64_t deadline) {
  return WithDeadlineCause(parent, deadline, nullptr);
}

WithCancelResult WithDeadlineCause(const Context& parent, int64_t deadline, Error cause) {
  auto node = internal::NewCancellable(parent);
  const bool parent_is_earlier = node->deadline && *node->deadline < deadline;
  if (!parent_is_earlier) {
    node->deadline = deadline;
    if (deadline <= rt::Now()) {
      node->canceller->Cancel(DeadlineExceeded(), cause);
      node->canceller->Detach();
    } else {
      node->canceller->CancelAt(deadline, cause);
    }
  }
  return {Context(node), internal::CancelOf(node)};
}

WithCancelResult WithTimeout(const Context& parent, int64_t nanoseconds) {
  constexpr int64_t kForEver = std::numeric_limits<int64_t>::max();
  const int64_t now = rt::Now();
  return WithDeadline(parent, nanoseconds > kForEver - now ? kForEver : now + nanoseconds);
}

Context WithValue(const Context& parent, Value key, Value value) {
  internal::CheckParent(parent);
  if (key.IsNil()) Panic("nil key");
  auto node = std::make_shared<ContextNode>(*parent.node());  // done when the parent is
  node->parent = parent.node();
  node->key = std::move(key);
  node->value = std::move(value);
  return Context(node);
}

Context WithoutCancel(const Context& parent) {
  internal::CheckParent(parent);
  auto node = std::make_shared<ContextNode>();
  node->parent = parent.node();
  return Context(node);
}

std::function<bool()> AfterFunc(const Context& ctx, std::function<void()> f) {
  auto child = std::make_shared<internal::AfterFuncChild>(std::move(f));
  internal::Child::Attach(ctx.node()->canceller, child);
  return [child] { return child->Stop(); };
}

Error Cause(const Context& ctx) {
  return ctx.node()->canceller ? ctx.node()->canceller->Cause() : nullptr;
}

}  // namespace go
GOSYNC_END
