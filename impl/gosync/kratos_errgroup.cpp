#include "gosync/kratos_errgroup.hpp"

#include <deque>
#include <string>
#include <utility>

#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"

GOSYNC_BEGIN
namespace kratos_errgroup {
namespace {

// What a function's panic becomes: the value, then what Go would have printed; its frames are gone.
go::Error Recovered(const go::Outcome& end) {
  return go::NewError("errgroup: panic recovered: " + end.value.Text() + "\n" + end.crash_text);
}

}  // namespace

class Group::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(go::Context context, go::CancelFunc cancel)
      : context_(std::move(context)), cancel_(std::move(cancel)) {}

  void OnError(Hook hook);
  void GOMAXPROCS(int64_t n);
  void Go(Function f);
  go::Error Wait();

 private:
  enum class Start { kNothing, kWorker, kFree };

  Start HandIn(Function& f);
  void RunFree(const Function& f);
  void Work();
  bool Take(Function* f);
  void Run(const Function& f);
  void Tell(const go::Error& err);
  void Leave();
  void Subtract(int64_t functions) GOSYNC_REQUIRES(mu_);
  // Nothing begins any more (KR6).
  bool Failed() const GOSYNC_REQUIRES(mu_) { return cancel_ && err_; }

  const go::Context context_;
  const go::CancelFunc cancel_;  // null unless WithCancel made the group

  rt::Mutex mu_;
  Hook hook_ GOSYNC_GUARDED_BY(mu_);
  int64_t n_ GOSYNC_GUARDED_BY(mu_) = 0;  // of the pool; 0: there is none
  int64_t workers_ GOSYNC_GUARDED_BY(mu_) = 0;
  std::deque<Function> queue_ GOSYNC_GUARDED_BY(mu_);
  int64_t left_ GOSYNC_GUARDED_BY(mu_) = 0;
  uint64_t rests_ GOSYNC_GUARDED_BY(mu_) = 0;  // how often nothing was left any more
  go::Error err_ GOSYNC_GUARDED_BY(mu_);       // the first one
  rt::CondVar rested_;
};

void Group::Core::OnError(Hook hook) {
  rt::MutexLock lock(mu_);
  hook_ = std::move(hook);
}

void Group::Core::GOMAXPROCS(int64_t n) {
  if (n <= 0) go::Panic("errgroup: GOMAXPROCS must great than 0");
  rt::MutexLock lock(mu_);
  if (n_ == 0) n_ = n;
  rt::Step("Pool", rt::Self(), n);
}

void Group::Core::Go(Function f) {
  switch (HandIn(f)) {
    case Start::kNothing:
      break;
    case Start::kWorker:
      go::Go([core = shared_from_this()] { core->Work(); });
      break;
    case Start::kFree:
      go::Go([core = shared_from_this(), f = std::move(f)] { core->RunFree(f); });
      break;
  }
}

Group::Core::Start Group::Core::HandIn(Function& f) {
  rt::MutexLock lock(mu_);
  rt::Step("HandIn", rt::Self());
  if (Failed()) return Start::kNothing;
  ++left_;
  if (n_ == 0) return Start::kFree;
  queue_.push_back(std::move(f));
  if (workers_ == n_) return Start::kNothing;
  ++workers_;
  return Start::kWorker;
}

void Group::Core::RunFree(const Function& f) {
  bool failed = false;
  {
    rt::MutexLock lock(mu_);
    failed = Failed();
    rt::Step("Begin", rt::Self());
  }
  if (!failed) Run(f);
  Leave();
}

void Group::Core::Work() {
  for (Function f; Take(&f); f = nullptr) {
    Run(f);
    Leave();
  }
}

// False: the worker is one no more, since there is nothing to do (KR10).
bool Group::Core::Take(Function* f) {
  rt::MutexLock lock(mu_);
  const bool found = !queue_.empty();
  if (found) {
    *f = std::move(queue_.front());
    queue_.pop_front();
  } else {
    --workers_;
  }
  rt::Step("Take", rt::Self(), found);
  return found;
}

// RunRoot takes an exit for an end, so that the worker goes on (KR9).
void Group::Core::Run(const Function& f) {
  go::Error err;
  const go::Outcome end = go::RunRoot([&] { err = go::Invoke(f, context_); });
  if (end.kind == go::Outcome::Kind::kPanic) err = Recovered(end);
  // Before it leaves: whoever comes after it is to find the error told (KR3).
  if (err) Tell(err);
}

void Group::Core::Tell(const go::Error& err) {
  std::deque<Function> left_out;
  Hook hook;
  {
    rt::MutexLock lock(mu_);
    if (!err_) {
      err_ = err;
      hook = hook_;
      if (cancel_) {
        cancel_();
        left_out.swap(queue_);
        Subtract(static_cast<int64_t>(left_out.size()));
      }
    }
    rt::Step("Tell", rt::Self());
  }
  if (!hook) return;
  // However it ends: it is asked for nothing (KR14).
  static_cast<void>(go::RunRoot([&] { hook(err); }));
}

void Group::Core::Leave() {
  rt::MutexLock lock(mu_);
  Subtract(1);
  rt::Step("Leave", rt::Self());
}

void Group::Core::Subtract(int64_t functions) {
  left_ -= functions;
  if (left_ > 0 || functions == 0) return;
  ++rests_;
  rested_.NotifyAll();
}

go::Error Group::Core::Wait() {
  rt::MutexLock lock(mu_);
  rt::Step("CallWait", rt::Self());
  // Not until the number is zero: it may be more again before this wakes up.
  const uint64_t rests = rests_;
  while (left_ > 0 && rests_ == rests) rested_.Wait(mu_);
  if (cancel_) cancel_();
  rt::Step("Back", rt::Self());
  return err_;
}

Group::Group() : Group(go::Background(), nullptr) {}

Group::Group(go::Context context, go::CancelFunc cancel)
    : core_(std::make_shared<Core>(std::move(context), std::move(cancel))) {}

// A copy of the pointer first: the group may be gone when these return.
void Group::OnError(Hook hook) { std::shared_ptr<Core>(core_)->OnError(std::move(hook)); }
void Group::GOMAXPROCS(int64_t n) { std::shared_ptr<Core>(core_)->GOMAXPROCS(n); }
void Group::Go(Function f) { std::shared_ptr<Core>(core_)->Go(std::move(f)); }
go::Error Group::Wait() { return std::shared_ptr<Core>(core_)->Wait(); }

std::shared_ptr<Group> WithContext(const go::Context& ctx) {
  return std::shared_ptr<Group>(new Group(ctx ? ctx : go::Background(), nullptr));
}

std::shared_ptr<Group> WithCancel(const go::Context& ctx) {
  auto [context, cancel] = go::WithCancel(ctx);
  return std::shared_ptr<Group>(new Group(std::move(context), std::move(cancel)));
}

}  // namespace kratos_errgroup
GOSYNC_END
