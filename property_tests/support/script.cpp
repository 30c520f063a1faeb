#include "property_tests/support/script.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "property_tests/support/judge.hpp"
#include "property_tests/support/process.hpp"
#include "property_tests/support/quiet.hpp"
#include "property_tests/support/recording.hpp"
#include "property_tests/support/watchdog.hpp"

namespace gosync::property {
namespace {

constexpr size_t kCapacity = 256;

// What an actor is to do next: an operation, or to end.
struct Order {
  std::optional<Call> call;
  Outcome end;
};

struct Actor {
  std::condition_variable given;
  std::optional<Order> order;
  std::string now = "idle";
  Process* process = nullptr;
};

}  // namespace

class Script::Stage final : public adapters::Session, public std::enable_shared_from_this<Stage> {
 public:
  Stage(const adapters::Adapter& adapter, Fields parameters, bool record)
      : adapter_(adapter), parameters_(std::move(parameters)), subject_(adapter.make(parameters_)) {
    if (record) recorder_.emplace();
    watchdog_.emplace([this] { return recorder_ ? recorder_->OpenCalls() : "(not recorded)\n"; });
  }

  Outcome RunCallback(const std::string& fn) override;
  Outcome RunHook(const Fields& told) override;
  void Give(const std::string& name, Order order);
  std::string Now(const std::string& name);
  bool HasBegun(const std::string& fn);
  void Begin(const Call& timer);
  void Await(const Call& timer);
  void DoUnrecovered(const Call& call);
  std::string Verdict(const std::string& model);
  void Leave();

 private:
  Process* NewProcess();
  Outcome Follow(const std::string& name, Actor& actor);
  void WaitUntilNothingMoves() const;
  Actor& ThreadNamed(const std::string& name);

  const adapters::Adapter& adapter_;
  const Fields parameters_;
  const Quiet quiet_;
  const std::shared_ptr<adapters::Subject> subject_;
  std::optional<Recorder> recorder_;
  std::optional<Watchdog> watchdog_;
  std::map<std::string, Process*> timers_;

  std::mutex mu_;  // guards the rest; nobody holds it while the subject is called
  std::map<std::string, Actor> actors_;
  std::vector<std::unique_ptr<Process>> processes_;
  bool leaving_ = false;
};

Process* Script::Stage::NewProcess() {
  processes_.push_back(std::make_unique<Process>(recorder_ ? &*recorder_ : nullptr, kCapacity, 1));
  return processes_.back().get();
}

// Does what it is told until it is told to end.
Outcome Script::Stage::Follow(const std::string& name, Actor& actor) {
  std::unique_lock<std::mutex> lock(mu_);
  while (true) {
    while (!actor.order && !leaving_) actor.given.wait(lock);
    if (!actor.order) return {};
    const Order order = *std::exchange(actor.order, std::nullopt);
    if (!order.call) {
      actor.now = "ended";
      return order.end;
    }
    actor.now = "blocked";
    lock.unlock();
    const Outcome outcome = actor.process->Perform(*subject_, shared_from_this(), *order.call);
    lock.lock();
    actor.now = ShowOutcome(outcome);
    // The goroutine of a function is exiting with it; a thread is as good as a new one.
    if (outcome.kind == Outcome::Kind::kGoexit && name[0] == 'f') return outcome;
  }
}

Outcome Script::Stage::RunCallback(const std::string& fn) {
  Process* process = Process::Current();
  Actor* actor = nullptr;
  std::string caller;
  {
    std::lock_guard<std::mutex> lock(mu_);
    if (process == nullptr) process = NewProcess();
    actor = &actors_[fn];
    actor->process = process;
    actor->now = "running";
    for (auto& [name, other] : actors_) {
      if (name == fn || other.process != process || other.now != "blocked") continue;
      other.now = "in " + fn;
      caller = name;
    }
  }
  const Process::Being being(process);
  process->BeginCallback(fn);
  const Outcome end = Follow(fn, *actor);
  process->EndCallback(end);
  std::lock_guard<std::mutex> lock(mu_);
  actor->process = nullptr;
  if (!caller.empty()) actors_[caller].now = "blocked";
  return end;
}

// It panics, which is to harm nobody.
Outcome Script::Stage::RunHook(const Fields& told) {
  Process* process = nullptr;
  {
    std::lock_guard<std::mutex> lock(mu_);
    process = NewProcess();
  }
  const Process::Being being(process);
  return process->RunHook(told, {.kind = Outcome::Kind::kPanic, .panic = std::string("hook")});
}

Actor& Script::Stage::ThreadNamed(const std::string& name) {
  const auto found = actors_.find(name);
  if (found != actors_.end()) return found->second;
  Actor& actor = actors_[name];
  actor.process = NewProcess();
  std::thread([self = shared_from_this(), name, &actor] {
    const Process::Being being(actor.process);
    self->Follow(name, actor);
  }).detach();
  return actor;
}

void Script::Stage::Give(const std::string& name, Order order) {
  {
    std::lock_guard<std::mutex> lock(mu_);
    Actor& actor = ThreadNamed(name);
    actor.order = std::move(order);
    actor.given.notify_all();
  }
  WaitUntilNothingMoves();
}

void Script::Stage::WaitUntilNothingMoves() const {
  do {
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  } while (!quiet_.AllAsleep());
}

std::string Script::Stage::Now(const std::string& name) {
  std::lock_guard<std::mutex> lock(mu_);
  return actors_[name].now;
}

bool Script::Stage::HasBegun(const std::string& fn) {
  std::lock_guard<std::mutex> lock(mu_);
  return actors_.contains(fn);
}

void Script::Stage::Begin(const Call& timer) {
  Process* process = NewProcess();
  timers_[ShowCall(timer)] = process;
  if (process->log() != nullptr) process->log()->Invoke(timer);
  subject_->Perform(timer, shared_from_this());
}

void Script::Stage::Await(const Call& timer) {
  while (!subject_->HasHappened(timer)) {
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  Log* log = timers_.at(ShowCall(timer))->log();
  if (log != nullptr) log->Ok(log->Stamp(), timer.operation, {});
  WaitUntilNothingMoves();
}

void Script::Stage::DoUnrecovered(const Call& call) {
  subject_->PerformUnrecovered(call, shared_from_this());
  WaitUntilNothingMoves();
}

std::string Script::Stage::Verdict(const std::string& model) {
  if (!recorder_) return "";
  const std::string text =
      recorder_->Text(adapter_, parameters_, {true, "all threads asleep, seen twice"});
  const Judgement judgement =
      Judge(text, model.empty() ? adapter_.model : model, /*measure=*/false);
  return judgement.legal() ? "" : judgement.text + "\n" + text;
}

void Script::Stage::Leave() {
  for (int i = 0; i < 3; ++i) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      leaving_ = true;
      for (auto& [name, actor] : actors_) actor.given.notify_all();
    }
    subject_->Unblock();
    WaitUntilNothingMoves();
  }
  watchdog_.reset();
}

Script::Script(const adapters::Adapter& adapter, Fields parameters, bool record)
    : stage_(std::make_shared<Stage>(adapter, std::move(parameters), record)) {}

Script::~Script() { stage_->Leave(); }

std::string Script::Do(const std::string& actor, const Call& call) {
  stage_->Give(actor, {call, {}});
  return stage_->Now(actor);
}

std::string Script::Now(const std::string& actor) const { return stage_->Now(actor); }

void Script::End(const std::string& fn, const Outcome& outcome) {
  stage_->Give(fn, {std::nullopt, outcome});
}

bool Script::HasBegun(const std::string& fn) const { return stage_->HasBegun(fn); }
void Script::Begin(const Call& timer) { stage_->Begin(timer); }
void Script::Await(const Call& timer) { stage_->Await(timer); }
void Script::DoUnrecovered(const Call& call) { stage_->DoUnrecovered(call); }
std::string Script::Verdict(const std::string& model) { return stage_->Verdict(model); }

}  // namespace gosync::property
