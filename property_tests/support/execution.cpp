#include "property_tests/support/execution.hpp"

#include <sched.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "property_tests/support/process.hpp"
#include "property_tests/support/quiet.hpp"
#include "property_tests/support/recording.hpp"
#include "property_tests/support/watchdog.hpp"

namespace gosync::property {
namespace {

using std::chrono::microseconds;

// For wrong code, which may run a function again.
constexpr size_t kSpareCapacity = 16;

// Room for all events of one process: every operation, function and shown pair has two.
size_t CapacityOf(const Program& program) {
  size_t pairs = 0;
  for (const Operation& operation : program.prefix) pairs += static_cast<size_t>(operation.visits);
  for (const std::vector<Operation>& branch : program.branches) {
    for (const Operation& operation : branch) pairs += static_cast<size_t>(operation.visits);
  }
  return 2 * static_cast<size_t>(CountOperations(program)) + 2 * program.functions.size() +
         2 * pairs + kSpareCapacity;
}

// The same for a process that has only this function, and what is called from inside it.
size_t CallbackCapacity(const Program& program, const Function& function) {
  size_t capacity = 2 + kSpareCapacity;
  for (const Operation& operation : function.body) {
    capacity += 2;
    for (const adapters::NamedField& field : operation.call.arguments) {
      const std::string* token = std::get_if<std::string>(&field.value);
      if (token == nullptr || std::string(field.name) != "fn") continue;
      const auto inner = program.functions.find(*token);
      if (inner != program.functions.end() && &inner->second == &function) continue;  // it is asked
      capacity += inner == program.functions.end() ? 2 : CallbackCapacity(program, inner->second);
    }
  }
  return capacity;
}

// All that the threads of one run share. Threads that cannot be ended keep it alive.
class Execution final : public adapters::Session, public std::enable_shared_from_this<Execution> {
 public:
  Execution(const adapters::Adapter& adapter, const Program& program, const RunOptions& options)
      : adapter_(adapter),
        program_(program),
        options_(options),
        branch_capacity_(CapacityOf(program)),
        subject_(adapter.make(program.parameters)) {
    if (options.record) recorder_.emplace();
  }

  RunResult Run();
  std::string Describe();
  Outcome RunCallback(const std::string& fn) override;
  bool Visit(const Fields& pair) override;
  Outcome RunHook(const Fields& told) override;

 private:
  Process& NewProcess(size_t capacity);
  void BeginTimers();
  void StartThreads();
  void RunBranch(Process& process, const std::vector<Operation>& operations);
  // Returns how the last one that was done ended.
  Outcome RunOperations(Process& process, const std::vector<Operation>& operations,
                        bool in_callback);
  void AwaitTime(int64_t nanoseconds);
  Outcome EndOf(const Function& function, const Outcome& body) const;
  bool AllFinished() const { return finished_.load() == program_.branches.size(); }
  void WaitUntilNothingMoves(const Quiet& quiet);
  bool TimersHaveHappened();
  int LetGo(const Quiet& quiet);

  const adapters::Adapter& adapter_;
  const Program program_;
  const RunOptions options_;
  const size_t branch_capacity_;
  const std::shared_ptr<adapters::Subject> subject_;
  std::optional<Recorder> recorder_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();

  std::mutex processes_mu_;
  std::vector<std::unique_ptr<Process>> processes_;  // guarded by processes_mu_
  std::vector<std::pair<Process*, Call>> timers_;    // that have not happened yet
  std::vector<std::thread> threads_;
  std::atomic<const char*> stage_{"the beginning"};  // for the watchdog
  std::atomic<size_t> ready_{0};
  std::atomic<bool> go_{false};
  std::atomic<bool> stop_{false};
  std::atomic<size_t> finished_{0};
  std::atomic<int> began_to_await_{0};  // a time
  std::atomic<int> awaited_{0};
};

Process& Execution::NewProcess(size_t capacity) {
  std::lock_guard<std::mutex> lock(processes_mu_);
  const uint64_t seed = options_.seed * 64 + processes_.size();
  processes_.push_back(
      std::make_unique<Process>(recorder_ ? &*recorder_ : nullptr, capacity, seed));
  return *processes_.back();
}

// Asleep, but that is not the end.
void Execution::AwaitTime(int64_t nanoseconds) {
  if (nanoseconds <= 0) return;
  began_to_await_.fetch_add(1);
  std::this_thread::sleep_until(began_ + std::chrono::nanoseconds(nanoseconds));
  awaited_.fetch_add(1);
}

Outcome Execution::RunOperations(Process& process, const std::vector<Operation>& operations,
                                 bool in_callback) {
  Outcome last;
  std::vector<bool> succeeded(operations.size());
  for (size_t i = 0; i < operations.size(); ++i) {
    const int needs = operations[i].needs;
    if (needs >= 0 && !succeeded[static_cast<size_t>(needs)]) continue;
    AwaitTime(operations[i].not_before);
    for (int pause = 0; pause <= operations[i].pauses; ++pause) process.Pause();
    if (stop_.load(std::memory_order_relaxed)) break;
    last = process.Perform(*subject_, shared_from_this(), operations[i].call);
    succeeded[i] = Succeeded(last);
    // In a callback a panic or an exit ends the body. A thread goes on, as if it had recovered, or
    // as the next goroutine of its process.
    if (last.kind != Outcome::Kind::kReturn && in_callback) break;
  }
  return last;
}

void Execution::RunBranch(Process& process, const std::vector<Operation>& operations) {
  const Process::Being being(&process);
  ready_.fetch_add(1);
  // A start line that nobody sleeps at: who wakes up late meets nobody.
  while (!go_.load(std::memory_order_acquire)) sched_yield();
  RunOperations(process, operations, /*in_callback=*/false);
  finished_.fetch_add(1);
}

Outcome Execution::RunCallback(const std::string& fn) {
  static const Function& nothing = *new Function;
  const auto found = program_.functions.find(fn);
  const Function& function = found == program_.functions.end() ? nothing : found->second;
  Process* process = Process::Current();
  if (process == nullptr) process = &NewProcess(CallbackCapacity(program_, function));
  const Process::Being being(process);
  process->BeginCallback(fn);
  const Outcome body = RunOperations(*process, function.body, /*in_callback=*/true);
  for (int i = 0; i < 2 * function.lingers; ++i) process->Pause();
  Outcome end = EndOf(function, body);
  process->EndCallback(end);
  return end;
}

bool Execution::Visit(const Fields& pair) {
  Process& process = *Process::Current();
  if (process.log() != nullptr) process.log()->Invoke({"f", pair});
  process.Pause();
  const bool more = !process.OneIn(16);
  if (process.log() != nullptr) {
    process.log()->Ok(process.log()->Stamp(), "f", {.results = {{"more", more}}});
  }
  return more;
}

// Now and then it panics, which is to harm nobody.
Outcome Execution::RunHook(const Fields& told) {
  Process& process = NewProcess(/*capacity=*/2);
  const Process::Being being(&process);
  return process.RunHook(
      told, process.OneIn(4) ? Outcome{.kind = Outcome::Kind::kPanic, .panic = std::string("hook")}
                             : Outcome{});
}

Outcome Execution::EndOf(const Function& function, const Outcome& body) const {
  if (body.kind == Outcome::Kind::kGoexit) return body;
  if (body.kind != Outcome::Kind::kPanic) return function.end;
  switch (function.on_panic) {
    case Function::OnPanic::kPanicToo:
      return body;
    case Function::OnPanic::kReturnIt:
      if (!body.panic_is_error) break;
      return {.results = {{"v", nullptr}, {"err", body.panic}, {"panic_error", true}}};
    case Function::OnPanic::kIgnore:
      break;
  }
  return function.end;
}

void Execution::BeginTimers() {
  for (const Call& timer : program_.timers) {
    Process& process = NewProcess(2);
    if (process.log() != nullptr) process.log()->Invoke(timer);
    subject_->Perform(timer, shared_from_this());
    timers_.push_back({&process, timer});
  }
}

bool Execution::TimersHaveHappened() {
  std::erase_if(timers_, [this](const std::pair<Process*, Call>& timer) {
    const auto& [process, call] = timer;
    if (!subject_->HasHappened(call)) return false;
    if (process->log() != nullptr) process->log()->Ok(process->log()->Stamp(), call.operation, {});
    return true;
  });
  return timers_.empty();
}

void Execution::StartThreads() {
  for (const std::vector<Operation>& branch : program_.branches) {
    Process& process = NewProcess(branch_capacity_);
    threads_.emplace_back(
        [self = shared_from_this(), &process, &branch] { self->RunBranch(process, branch); });
  }
  while (ready_.load() < threads_.size()) sched_yield();
}

void Execution::WaitUntilNothingMoves(const Quiet& quiet) {
  const bool spawns = !program_.functions.empty();
  for (int round = 0;; ++round) {
    // Asleep, because the threads need the processors.
    std::this_thread::sleep_for(microseconds(round < 4 ? 20 : 100));
    if (!AllFinished() && round < 3) continue;
    const int awaited = awaited_.load();
    if (!TimersHaveHappened() || began_to_await_.load() > awaited) continue;
    if (!(AllFinished() && !spawns) && !quiet.AllAsleep()) continue;
    if (began_to_await_.load() > awaited) continue;  // somebody slept until a time
    // A timer that happened has woken those that were to be woken before it was seen.
    if (subject_->Settled()) return;
  }
}

int Execution::LetGo(const Quiet& quiet) {
  stop_.store(true);
  // Who still sleeps after it was let go several times will sleep for ever.
  for (int tries = 0; !AllFinished() && tries < 4;) {
    subject_->Unblock();
    std::this_thread::sleep_for(microseconds(20));
    if (quiet.AllAsleep()) ++tries;
  }
  const int lost = static_cast<int>(threads_.size() - finished_.load());
  for (std::thread& thread : threads_) {
    if (lost == 0) {
      thread.join();
    } else {
      thread.detach();
    }
  }
  return lost;
}

RunResult Execution::Run() {
  const Quiet quiet;
  {
    Process& process = NewProcess(branch_capacity_);
    const Process::Being being(&process);
    RunOperations(process, program_.prefix, /*in_callback=*/false);
  }
  stage_ = "the start of its threads";
  StartThreads();
  stage_ = "the start of its timers";
  BeginTimers();
  stage_ = "the wait until nothing moves";
  go_.store(true, std::memory_order_release);
  WaitUntilNothingMoves(quiet);
  RunResult result;
  result.blocked = static_cast<int>(threads_.size() - finished_.load());
  if (recorder_) {
    result.history =
        recorder_->Text(adapter_, program_.parameters, {true, "all threads asleep, seen twice"});
  }
  stage_ = "letting everybody go";
  result.lost_threads = LetGo(quiet);
  stage_ = "the end";
  return result;
}

std::string Execution::Describe() {
  std::string text = std::string("the run is at ") + stage_.load() + ": " +
                     std::to_string(ready_.load()) + " threads began, " +
                     std::to_string(finished_.load()) + " finished\n";
  if (recorder_) return text + recorder_->OpenCalls();
  std::lock_guard<std::mutex> lock(processes_mu_);
  for (const auto& process : processes_) {
    if (*process->doing() != '\0') text += std::string("a thread is in ") + process->doing() + "\n";
  }
  return text;
}

}  // namespace

RunResult RunProgram(const adapters::Adapter& adapter, const Program& program,
                     const RunOptions& options) {
  const auto execution = std::make_shared<Execution>(adapter, program, options);
  const Watchdog watchdog([execution] { return execution->Describe(); });
  return execution->Run();
}

}  // namespace gosync::property
