// semaphore::Weighted as a subject.

#include "gosync/semaphore.hpp"

#include <map>
#include <string>
#include <vector>

#include "property_tests/adapters/recover.hpp"

#ifndef GOSYNC_SUBJECT
#define GOSYNC_SUBJECT "gosync/semaphore"
#endif
#ifndef GOSYNC_VERSION
#define GOSYNC_VERSION "tree"
#endif

GOSYNC_BEGIN
namespace adapting {
namespace {

constexpr int kCancellable = 64;  // contexts c0, c1, ...

class SemaphoreSubject final : public adapters::Subject,
                               public std::enable_shared_from_this<SemaphoreSubject> {
 public:
  explicit SemaphoreSubject(int64_t size) : size_(size), semaphore_(size) {
    for (int i = 0; i < kCancellable; ++i) {
      contexts_["c" + std::to_string(i)] = go::WithCancel(go::Background());
    }
  }

  Outcome Perform(const Call& call, const adapters::SessionPtr&) override {
    return Recovering([&] { return PerformBare(call); });
  }

  void PerformUnrecovered(const Call& call, const adapters::SessionPtr&) override {
    go::Go([self = shared_from_this(), call] { self->PerformBare(call); });
  }

  bool HasHappened(const Call& call) const override {
    return static_cast<bool>(contexts_.at(Text(call.arguments, "ctx")).context.Err());
  }

  void Unblock() override {
    for (auto& [name, context] : contexts_) context.cancel();
    endless_.cancel();
    // By one, because nobody knows how much is charged. A wrong semaphore may never refuse.
    for (int64_t i = 0; i < 2 * size_ + 8; ++i) {
      const go::Outcome end = go::RunRoot([&] { semaphore_.Release(1); });
      if (end.kind != go::Outcome::Kind::kReturn) return;
    }
  }

 private:
  Fields PerformBare(const Call& call) {
    const Fields& arguments = call.arguments;
    if (Is(call, "Acquire")) {
      const int64_t n = Integer(arguments, "n");
      return {{"err", FieldOf(semaphore_.Acquire(ContextOf(arguments, n), n))}};
    }
    if (Is(call, "TryAcquire")) {
      return {{"ok", semaphore_.TryAcquire(Integer(arguments, "n"))}};
    }
    if (Is(call, "Release")) {
      semaphore_.Release(Integer(arguments, "n"));
    } else if (Is(call, "Cancel")) {
      contexts_.at(Text(arguments, "ctx")).cancel();
    } else if (Is(call, "Deadline")) {
      // Before the other threads begin, so that contexts_ does not change any more.
      contexts_[Text(arguments, "ctx")] = go::WithTimeout(go::Background(), call.nanoseconds);
    } else if (Is(call, "NewWeighted")) {
      semaphore::Weighted another(Integer(arguments, "n"));
    } else {
      rt::Fatal("the semaphore's adapter does not know " + std::string(call.operation));
    }
    return {};
  }

  go::Context ContextOf(const Fields& arguments, int64_t n) const {
    const std::string name = Text(arguments, "ctx");
    if (name.empty()) return nullptr;
    // No release helps a request that is too big: it must have another way to end.
    if (name == "background") return n > size_ ? endless_.context : go::Background();
    return contexts_.at(name).context;
  }

  const int64_t size_;
  semaphore::Weighted semaphore_;
  std::map<std::string, go::WithCancelResult> contexts_;
  go::WithCancelResult endless_ = go::WithCancel(go::Background());
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "semaphore", GOSYNC_SUBJECT, GOSYNC_VERSION,
      [](const adapters::Fields& parameters) -> std::shared_ptr<adapters::Subject> {
        const int64_t size = Integer(parameters, "size");
        return std::make_shared<SemaphoreSubject>(size);
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
