#ifndef GOSYNC_PROPERTY_TESTS_GO_TEST_HELPERS_HPP_
#define GOSYNC_PROPERTY_TESTS_GO_TEST_HELPERS_HPP_

// What the go_*_test.cpp share.

#include <cstdint>
#include <functional>
#include <string>

#include "gosync/go/chan.hpp"
#include "gosync/go/context.hpp"
#include "gosync/go/select.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/runtime/runtime.hpp"

namespace go_tests {

namespace go = gosync::go;
namespace rt = gosync::rt;

inline constexpr int64_t kMillisecond = 1'000'000;
inline constexpr int64_t kHour = int64_t{3600} * 1000 * kMillisecond;

// What `f` panics with; "" if it does not.
inline std::string PanicText(const std::function<void()>& f) {
  const go::Outcome outcome = go::RunRoot(f);
  return outcome.kind == go::Outcome::Kind::kPanic ? outcome.value.Text() : "";
}

// Is `done` closed within 20 ms? Only a "no" can be wrong, and a test that expects it then
// passes although it should not.
inline bool EndsSoon(const go::Chan<go::Unit>& done) {
  const auto [ctx, cancel] = go::WithTimeout(go::Background(), 20 * kMillisecond);
  const bool ended = go::Select(go::ReceiveFrom(done), go::ReceiveFrom(ctx.Done())) == 0;
  cancel();
  return ended;
}

// Returns when `n` goroutines wait in the queues of `ch`.
template <class T>
void UntilWaiting(const go::Chan<T>& ch, int64_t n) {
  while (ch.channel()->Waiting() != n) {
    const auto [ctx, cancel] = go::WithTimeout(go::Background(), kMillisecond / 10);
    ctx.Done().Receive();
  }
}

// Starts `n` goroutines that begin body(i) together, and waits until all have ended. They
// spin at the start line, because who sleeps there is woken one after the other; not for
// long, because there may be fewer processors than goroutines.
inline void Together(int n, const std::function<void(int)>& body) {
  rt::Atomic<int> missing(n);
  const auto ended = go::MakeChan<go::Unit>(n);
  for (int i = 0; i < n; ++i) {
    go::Go([&missing, &body, ended, i] {
      missing.FetchAdd(-1);
      for (int spins = 0; missing.Load() > 0 && spins < 10'000; ++spins) {
      }
      body(i);
      ended.Send({});
    });
  }
  for (int i = 0; i < n; ++i) ended.Receive();
}

}  // namespace go_tests

#endif  // GOSYNC_PROPERTY_TESTS_GO_TEST_HELPERS_HPP_
