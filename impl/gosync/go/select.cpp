#include "gosync/go/select.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

GOSYNC_BEGIN
namespace go {
namespace internal {
namespace {

// The locks of all channels of a select, each once, in the order of their numbers, so that
// two selects never wait for each other in a circle.
class LockSet {
 public:
  explicit LockSet(std::span<Operation* const> operations) {
    for (const Operation* operation : operations) {
      if (operation->channel() != nullptr) channels_.push_back(operation->channel());
    }
    const auto number = [](const ChannelBase* channel) { return channel->number(); };
    std::ranges::sort(channels_, {}, number);
    const auto [first, last] = std::ranges::unique(channels_);
    channels_.erase(first, last);
  }

  void Lock() GOSYNC_NO_THREAD_SAFETY_ANALYSIS {
    for (ChannelBase* channel : channels_) channel->mu().Lock();
  }
  void Unlock() GOSYNC_NO_THREAD_SAFETY_ANALYSIS {
    for (ChannelBase* channel : channels_) channel->mu().Unlock();
  }

 private:
  std::vector<ChannelBase*> channels_;
};

// Does one of the operations that can be done now, any of them with the same right.
std::optional<int> TryOne(std::span<Operation* const> operations) {
  while (true) {
    std::vector<int> ready;
    for (size_t i = 0; i < operations.size(); ++i) {
      if (operations[i]->channel() != nullptr && operations[i]->IsReady()) {
        ready.push_back(static_cast<int>(i));
      }
    }
    if (ready.empty()) return std::nullopt;
    const int64_t choice = ready.size() == 1 ? 0 : rt::Choose(static_cast<int64_t>(ready.size()));
    const int chosen = ready[static_cast<size_t>(choice)];
    if (operations[static_cast<size_t>(chosen)]->Try()) return chosen;
    // The one who waited there has been claimed through another channel: look again.
  }
}

}  // namespace

int RunSelect(std::span<Operation* const> operations, bool has_default) {
  LockSet locks(operations);
  locks.Lock();
  if (const std::optional<int> done = TryOne(operations)) {
    locks.Unlock();
    operations[static_cast<size_t>(*done)]->Finish(/*by_close=*/false);
    return *done;
  }
  if (has_default) {
    locks.Unlock();
    return kDefault;
  }

  Party self;
  for (size_t i = 0; i < operations.size(); ++i) {
    if (operations[i]->channel() != nullptr) operations[i]->Enqueue(&self, static_cast<int>(i));
  }
  locks.Unlock();
  self.WaitUntilComplete();

  // Whoever completed this held the lock of the channel until it was done with `self`; to
  // take the locks is to wait for that, so `self` may go afterwards.
  locks.Lock();
  for (Operation* operation : operations) {
    if (operation->channel() != nullptr) operation->Withdraw(&self);
  }
  locks.Unlock();
  const int done = self.index();
  operations[static_cast<size_t>(done)]->Finish(self.closed());
  return done;
}

void RunOne(Operation& operation) {
  Operation* const operations[] = {&operation};
  RunSelect(operations, /*has_default=*/false);
}

}  // namespace internal
}  // namespace go
GOSYNC_END
