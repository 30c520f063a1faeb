#include "gosync/oncefunc.hpp"

GOSYNC_BEGIN
namespace sync {
namespace internal {

void Cell::Get() {
  once_.Do([this] { Run(); });
  if (!returned_) go::Panic(panic_);
}

void Cell::Run() {
  go::Call([&](go::Frame& frame) {
    frame.Defer([&](go::Deferred& deferred) {
      run_ = nullptr;  // in any case (ON6)
      if (returned_) return;
      if (const auto value = deferred.Recover()) {
        panic_ = *value;
        // From here, so that it is a panic of the call that ran f, and all before it stands.
        go::Panic(panic_);
      }
      // A Goexit, which goes on. Others must not take the run for a good one (ON5).
      panic_ = go::Value(go::MakeError<go::PanicNilError>());
    });
    go::Invoke(run_);
    returned_ = true;
  });
}

}  // namespace internal

std::function<void()> OnceFunc(std::function<void()> f) {
  // A null f is no fault until it is called (ON6).
  const auto cell = std::make_shared<internal::Cell>([f = std::move(f)] { go::Invoke(f); });
  return [cell] { cell->Get(); };
}

}  // namespace sync
GOSYNC_END
