#include "property_tests/support/process.hpp"

#include <sched.h>

#include <utility>

namespace gosync::property {
namespace {

thread_local Process* current = nullptr;

void Spin(unsigned rounds) {
  for (unsigned i = 0; i < rounds; ++i) {
    // Something that the optimiser cannot drop.
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
}

}  // namespace

Process::Process(Recorder* recorder, size_t capacity, uint64_t seed)
    : log_(recorder == nullptr ? nullptr : &recorder->NewLog(capacity)),
      random_(static_cast<unsigned>(seed % 2147483646 + 1)) {}

Outcome Process::Perform(adapters::Subject& subject, const adapters::SessionPtr& session,
                         const Call& call) {
  doing_.store(call.operation, std::memory_order_relaxed);
  if (log_ == nullptr) {
    Outcome outcome = subject.Perform(call, session);
    doing_.store("", std::memory_order_relaxed);
    return outcome;
  }
  log_->Invoke(call);
  Outcome outcome = subject.Perform(call, session);
  const int64_t index = log_->Stamp();
  log_->Ok(index, call.operation, outcome);
  doing_.store("", std::memory_order_relaxed);
  return outcome;
}

void Process::BeginCallback(const std::string& fn) {
  if (log_ != nullptr) log_->Invoke({"fn", {{"fn", fn}}});
}

void Process::EndCallback(const Outcome& outcome) {
  if (log_ != nullptr) log_->Ok(log_->Stamp(), "fn", outcome);
}

Outcome Process::RunHook(const Fields& told, const Outcome& end) {
  if (log_ != nullptr) log_->Invoke({"hook", told});
  Pause();
  if (log_ != nullptr) log_->Ok(log_->Stamp(), "hook", end);
  return end;
}

// Half of the time nothing; else a moment on this processor, or the processor for others.
void Process::Pause() {
  const unsigned kind = static_cast<unsigned>(random_()) / 8 % 8;
  if (kind < 3) return;
  if (kind < 6) {
    Spin(static_cast<unsigned>(random_()) / 8 % 512);
  } else {
    sched_yield();
  }
}

bool Process::OneIn(unsigned n) { return static_cast<unsigned>(random_()) / 8 % n == 0; }

Process* Process::Current() { return current; }

Process::Being::Being(Process* process) : before_(std::exchange(current, process)) {}
Process::Being::~Being() { current = before_; }

bool Succeeded(const Outcome& outcome) {
  if (outcome.kind != Outcome::Kind::kReturn) return false;
  for (const adapters::NamedField& field : outcome.results) {
    const bool* yes = std::get_if<bool>(&field.value);
    const std::string name = field.name;
    if (name == "ok" && yes != nullptr && !*yes) return false;
    if (name == "err" && !std::holds_alternative<std::nullptr_t>(field.value)) return false;
  }
  return true;
}

}  // namespace gosync::property
