#include "property_tests/support/watchdog.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

namespace gosync::property {
namespace {

using Clock = std::chrono::steady_clock;

// One thread for all of them; it looks twice a second, so that to set and to clear costs
// no more than a lock.
class Guard {
 public:
  static Guard& Get() {
    static auto* guard = new Guard;
    return *guard;
  }

  void Set(std::function<std::string()> describe, int seconds) {
    std::lock_guard<std::mutex> lock(mu_);
    describe_ = std::move(describe);
    deadline_ = Clock::now() + std::chrono::seconds(seconds);
  }
  void Clear() {
    std::lock_guard<std::mutex> lock(mu_);
    describe_ = nullptr;
  }

 private:
  Guard() {
    std::thread([this] { Run(); }).detach();
  }

  void Run() {
    while (true) {
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
      std::lock_guard<std::mutex> lock(mu_);
      if (describe_ == nullptr || Clock::now() < deadline_) continue;
      std::fprintf(stderr, "watchdog: this takes too long\n%s", describe_().c_str());
      std::fflush(stderr);
      std::abort();
    }
  }

  std::mutex mu_;
  std::function<std::string()> describe_;
  Clock::time_point deadline_;
};

}  // namespace

Watchdog::Watchdog(std::function<std::string()> describe, int seconds) {
  Guard::Get().Set(std::move(describe), seconds);
}

Watchdog::~Watchdog() { Guard::Get().Clear(); }

}  // namespace gosync::property
