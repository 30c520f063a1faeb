#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_WATCHDOG_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_WATCHDOG_HPP_

#include <functional>
#include <string>

namespace gosync::property {

// While one lives: if it lives for too long, prints what `describe` says and ends the
// program. A test that hangs tells nobody what it hangs in. One at a time.
class Watchdog {
 public:
  explicit Watchdog(std::function<std::string()> describe, int seconds = 60);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
};

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_WATCHDOG_HPP_
