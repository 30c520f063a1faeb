#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_RECORDING_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_RECORDING_HPP_

// Writes down what processes saw, as docs/history-format.md has it. Every process
// writes to a buffer of its own; the order is that of one counter.

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "property_tests/adapters/adapter.hpp"
#include "property_tests/support/program.hpp"

namespace gosync::property {

class Recorder;

// The buffer of one process. Written by the thread that is the process.
class Log {
 public:
  Log(Recorder& recorder, int process, size_t capacity);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // Stamps just before the call.
  void Invoke(const Call& call);
  // Just after it has returned. Stamp first, then everything else.
  int64_t Stamp();
  void Ok(int64_t index, const char* operation, Outcome outcome);
  // It certainly did not happen.
  void Fail(int64_t index, const char* operation);

 private:
  friend class Recorder;
  struct Entry {
    int64_t index = 0;
    bool is_invoke = false;
    bool failed = false;
    const char* operation = "";
    Fields arguments;
    Outcome outcome;
  };
  Entry& Next();

  Recorder& recorder_;
  const int process_;
  std::vector<Entry> entries_;   // its size never changes
  std::atomic<size_t> used_{0};  // those below are complete
};

class Recorder {
 public:
  Log& NewLog(size_t capacity);

  struct End {
    bool quiescent = false;
    std::string how;
  };
  // All that has been recorded, as JSON lines. No process may be writing.
  std::string Text(const adapters::Adapter& adapter, const Fields& parameters, const End& end);
  // What is open now, for people; processes may be writing.
  std::string OpenCalls();
  int64_t Events() const { return counter_.load(); }

 private:
  friend class Log;
  std::atomic<int64_t> counter_{0};
  std::mutex mu_;
  std::deque<std::unique_ptr<Log>> logs_;  // guarded by mu_
};

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_RECORDING_HPP_
