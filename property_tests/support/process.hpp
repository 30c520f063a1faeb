#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_PROCESS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_PROCESS_HPP_

#include <atomic>
#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "property_tests/adapters/adapter.hpp"
#include "property_tests/support/program.hpp"
#include "property_tests/support/recording.hpp"

namespace gosync::property {

// One sequential thread of control, recorded or not.
class Process {
 public:
  // No recorder: nothing is recorded.
  Process(Recorder* recorder, size_t capacity, uint64_t seed);

  Outcome Perform(adapters::Subject& subject, const adapters::SessionPtr& session,
                  const Call& call);
  void BeginCallback(const std::string& fn);
  void EndCallback(const Outcome& outcome);
  Outcome RunHook(const Fields& told, const Outcome& end);

  // Gives others a chance, or does not.
  void Pause();
  bool OneIn(unsigned n);

  // The one that the running thread is, or null. Nobody knows a goroutine that an
  // implementation started until it calls back.
  static Process* Current();
  // What it is in, for the watchdog; "" if nothing.
  const char* doing() const { return doing_.load(std::memory_order_relaxed); }
  Log* log() { return log_; }

  // While one lives, the running thread is `process`.
  class Being {
   public:
    explicit Being(Process* process);
    ~Being();
    Being(const Being&) = delete;
    Being& operator=(const Being&) = delete;

   private:
    Process* const before_;
  };

 private:
  Log* const log_;
  std::minstd_rand random_;
  // Relaxed: it must not order anything, or ThreadSanitizer sees less.
  std::atomic<const char*> doing_{""};
};

// An operation that did what was asked of it.
bool Succeeded(const Outcome& outcome);

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_PROCESS_HPP_
