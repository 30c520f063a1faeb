#ifndef GOSYNC_VARIANTS_KRATOS_ERRGROUP_V1_HPP_
#define GOSYNC_VARIANTS_KRATOS_ERRGROUP_V1_HPP_

// The errgroup of kratos v1.0.1 as it is, for comparison. What finds the pool's channel full
// goes to a list that only Wait empties, and never clears; Wait closes the channel; a worker
// dies with a function that exits. docs/findings.md says what comes of it (KR5 to KR9, KR11).
//
// Go reads and appends to that list without a lock. Here each read and each write of it is a
// critical section of its own, so that an append can be lost, and nothing else can happen.

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "gosync/go/chan.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/error.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/select.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/once.hpp"
#include "gosync/runtime/runtime.hpp"
#include "gosync/waitgroup.hpp"

GOSYNC_BEGIN
namespace variants::kratos_errgroup_v1 {

class Group {
 public:
  using Function = std::function<go::Error(const go::Context& ctx)>;

  Group() : Group(go::Background(), nullptr) {}
  Group(go::Context context, go::CancelFunc cancel)
      : core_(std::make_shared<Core>(std::move(context), std::move(cancel))) {}
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  void GOMAXPROCS(int64_t n) {
    if (n <= 0) go::Panic("errgroup: GOMAXPROCS must great than 0");
    core_->workers.Do([&] {
      const Functions pool = go::MakeChan<Function>(n);
      core_->SetPool(pool);
      for (int64_t i = 0; i < n; ++i) {
        go::Go([core = core_, pool] { core->Work(pool); });
      }
    });
  }

  void Go(Function f) {
    const std::shared_ptr<Core> core = core_;
    core->functions.Add(1);
    const Functions pool = core->GetPool();
    if (!pool) {
      go::Go([core, f = std::move(f)] { core->Do(f); });
    } else if (go::SelectDefault(go::SendTo(pool, f)) == go::kDefault) {
      std::vector<Function> list = core->GetList();
      list.push_back(std::move(f));
      core->SetList(std::move(list));
    }
  }

  go::Error Wait() { return std::shared_ptr<Core>(core_)->Wait(); }

 private:
  using Functions = go::Chan<Function>;

  struct Core {
    Core(go::Context c, go::CancelFunc f) : context(std::move(c)), cancel(std::move(f)) {}

    Functions GetPool() {
      rt::MutexLock lock(mu);
      return pool;
    }
    void SetPool(Functions made) {
      rt::MutexLock lock(mu);
      pool = std::move(made);
    }
    std::vector<Function> GetList() {
      rt::MutexLock lock(mu);
      return list;
    }
    void SetList(std::vector<Function> longer) {
      rt::MutexLock lock(mu);
      list = std::move(longer);
    }
    go::Error GetErr() {
      rt::MutexLock lock(mu);
      return err;
    }
    bool Do(const Function& f);
    void Work(const Functions& from);
    go::Error Wait();

    const go::Context context;
    const go::CancelFunc cancel;
    sync::WaitGroup functions;
    sync::Once first;  // the first error
    sync::Once workers;
    rt::Mutex mu;
    Functions pool GOSYNC_GUARDED_BY(mu);  // nil: none
    std::vector<Function> list GOSYNC_GUARDED_BY(mu);
    go::Error err GOSYNC_GUARDED_BY(mu);
  };

  const std::shared_ptr<Core> core_;
};

// False: the function exited its goroutine.
inline bool Group::Core::Do(const Function& f) {
  go::Error failed;
  const go::Outcome end = go::RunRoot([&] { failed = go::Invoke(f, context); });
  if (end.kind == go::Outcome::Kind::kPanic) {
    failed = go::NewError("errgroup: panic recovered: " + end.value.Text() + "\n" + end.crash_text);
  }
  if (failed) {
    first.Do([&] {
      {
        rt::MutexLock lock(mu);
        err = failed;
      }
      if (cancel) cancel();
    });
  }
  functions.Done();
  return end.kind != go::Outcome::Kind::kGoexit;
}

inline void Group::Core::Work(const Functions& from) {
  for (;;) {
    const auto [f, ok] = from.Receive();
    if (!ok || !Do(f)) return;
  }
}

inline go::Error Group::Core::Wait() {
  if (const Functions to = GetPool()) {
    for (const Function& f : GetList()) to.Send(f);
  }
  functions.Wait();
  if (const Functions to = GetPool()) to.Close();
  if (cancel) cancel();
  return GetErr();
}

inline std::shared_ptr<Group> WithContext(const go::Context& ctx) {
  return std::make_shared<Group>(ctx ? ctx : go::Background(), nullptr);
}

inline std::shared_ptr<Group> WithCancel(const go::Context& ctx) {
  auto [context, cancel] = go::WithCancel(ctx);
  return std::make_shared<Group>(std::move(context), std::move(cancel));
}

}  // namespace variants::kratos_errgroup_v1
GOSYNC_END

#endif  // GOSYNC_VARIANTS_KRATOS_ERRGROUP_V1_HPP_
