// Errors planted into the checker on purpose: the comparison with the brute force
// has to find every one of them, or it proves nothing.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/core/engine.hpp"
#include "models/core/model.hpp"
#include "models/core/verdict.hpp"
#include "models/semaphore.hpp"
#include "models/semaphore_run.hpp"
#include "models/tests/brute/brute.hpp"
#include "models/tests/brute/compare.hpp"
#include "models/tests/brute/random_history.hpp"

namespace gosync::models {
namespace {

using brute::ByBruteForce;
using brute::ByChecker;
using brute::FromEnvironment;
using brute::Judge;
using brute::Judgement;
using brute::QuirksOf;
using brute::RandomHistory;
using semaphore::Fate;
using semaphore::Kind;
using semaphore::Operation;
using semaphore::Problem;

// How many histories it takes until the planted checker differs from the brute force
// where the sound one does not; 0: all agree.
int FoundAfter(const ModelChoice& planted, const ModelChoice& sound, int count) {
  const Judge expected = ByBruteForce(sound);
  for (int i = 1; i <= count; ++i) {
    const auto fit = RandomHistory(*sound.model, QuirksOf(sound), static_cast<uint64_t>(i));
    const Judgement right = expected(*fit);
    if (ByChecker(planted)(*fit) != right && ByChecker(sound)(*fit) == right) return i;
  }
  return 0;
}

// More than the differential test has; most are found soon.
int Histories() { return static_cast<int>(FromEnvironment("GOSYNC_COUNT", 40000)); }

void MustBeFound(const std::string& name, const ModelChoice& planted, const ModelChoice& sound) {
  const int found = FoundAfter(planted, sound, Histories());
  EXPECT_GT(found, 0) << name << " was not found in " << Histories() << " histories";
  std::cout << "found after " << found << " histories: " << name << "\n";
}

// The sound semaphore, decoded here once more because models/semaphore.cpp keeps it
// to itself. Control tells when the two have come apart.
Operation Decode(const Item& item) {
  Operation op;
  op.kind = static_cast<Kind>(item.operation);
  const bool ender = op.kind == Kind::kCancel || op.kind == Kind::kDeadline;
  op.n = ender ? 0 : item.arguments[0];
  if (ender) op.ctx = static_cast<Token>(item.arguments[0]);
  if (op.kind == Kind::kAcquire) op.ctx = static_cast<Token>(item.arguments[1]);
  if (op.kind == Kind::kAcquire) op.err = static_cast<Token>(item.results[0]);
  if (item.closing == Closing::kFail) op.fate = Fate::kNever;
  if (item.closing != Closing::kOk) return op;
  op.panic = item.panic;
  op.fate = Fate::kDone;
  if (op.kind == Kind::kAcquire) op.fate = op.err == kNull ? Fate::kGranted : Fate::kRefused;
  if (op.kind == Kind::kTryAcquire) {
    op.fate = item.results[0] != 0 ? Fate::kGranted : Fate::kRefused;
  }
  if (item.outcome == Outcome::kPanic) op.fate = Fate::kPanicked;
  return op;
}

Problem Decode(const History& history) {
  Problem problem;
  problem.history = &history;
  problem.size = history.header.parameters[0];
  problem.background = history.tokens.Find("background");
  for (const Item& item : history.items) {
    const Operation op = Decode(item);
    problem.operations.push_back(op);
    const auto at = static_cast<size_t>(op.ctx);
    if (problem.ended_by.size() <= at) problem.ended_by.resize(at + 1, 0);
    if (op.fate == Fate::kNever) continue;
    if (op.kind == Kind::kCancel) problem.ended_by[at] |= 1;
    if (op.kind == Kind::kDeadline) problem.ended_by[at] |= 2;
  }
  return problem;
}

template <typename Run>
class PlantedPrepared final : public Prepared {
 public:
  explicit PlantedPrepared(const History& history) : history_(history), problem_(Decode(history)) {
    for (size_t i = 0; i < history.events.size(); ++i) events_.push_back(static_cast<int32_t>(i));
  }
  int Partitions() const override { return 1; }
  std::string PartitionName(int) const override { return ""; }
  int PartitionOf(int32_t) const override { return 0; }
  PartitionResult Check(int, const Assumptions& assumptions, Budget* budget,
                        bool measure_waiting) const override {
    Run run(problem_, assumptions);
    return Engine(history_, SemaphoreModel().spec(), events_, &run, budget, measure_waiting)
        .Check();
  }

 private:
  const History& history_;
  const Problem problem_;
  std::vector<int32_t> events_;
};

template <typename Run>
class PlantedSemaphore final : public Model {
 public:
  const ModelSpec& spec() const override { return SemaphoreModel().spec(); }
  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    if (auto error = SemaphoreModel().Prepare(history, out)) return error;
    *out = std::make_unique<PlantedPrepared<Run>>(history);
    return std::nullopt;
  }
};

using SoundRun = semaphore::Run;
using State = SoundRun::State;

struct FirstStepOnly : SoundRun {
  using Run::Run;
  void Steps(const State& s, int32_t event, const Emit& emit) const {
    bool any = false;
    SoundRun::Steps(s, event, [&](State to) {
      if (!std::exchange(any, true)) emit(std::move(to));
    });
  }
};

struct TakesEveryRefusal : SoundRun {
  TakesEveryRefusal(const Problem& problem, const Assumptions& assumptions)
      : Run(problem, assumptions), problem_(problem) {}
  bool Accept(State& s, int32_t event) const {
    const Event& e = problem_.history->events[event];
    const Operation& op = problem_.operations[e.item];
    const bool refused = op.kind == Kind::kTryAcquire && op.fate == Fate::kRefused;
    if (!refused || e.type != EventType::kOk) return SoundRun::Accept(s, event);
    s.phases.Remove(e.item);
    return true;
  }
  const Problem& problem_;
};

struct NobodyQueues : SoundRun {
  using Run::Run;
  void Steps(const State& s, int32_t event, const Emit& emit) const {
    SoundRun::Steps(s, event, [&](State to) {
      if (s.head >= 0 || to.head < 0) emit(std::move(to));
    });
  }
};

struct AlwaysBlocked : SoundRun {
  using Run::Run;
  bool Blocked(const State&) const { return true; }
};

struct NeverBlocked : SoundRun {
  using Run::Run;
  bool Blocked(const State&) const { return OpenItems().empty(); }
};

// The steps of one kind of operation are lost: those that give it a phase.
template <Kind kKind>
struct LosesSteps : SoundRun {
  LosesSteps(const Problem& problem, const Assumptions& assumptions)
      : Run(problem, assumptions), problem_(problem) {}
  void Steps(const State& s, int32_t event, const Emit& emit) const {
    SoundRun::Steps(s, event, [&](State to) {
      for (const auto& entry : to.phases) {
        const bool moved = s.phases.Of(entry.item) == 0;
        if (moved && problem_.operations[entry.item].kind == kKind) return;
      }
      emit(std::move(to));
    });
  }
  const Problem& problem_;
};

// A release in steps of its own: whoever waits is not served by it.
struct TokensLeak : SoundRun {
  using Run::Run;
  bool Accept(State& s, int32_t event) const {
    const int64_t before = s.charged;
    if (!SoundRun::Accept(s, event)) return false;
    if (before > 3) s.charged = before - 1;
    return true;
  }
};

template <typename Run>
void PlantRun(const std::string& name) {
  static const PlantedSemaphore<Run> model;
  MustBeFound(name, {&model, nullptr}, {&SemaphoreModel(), nullptr});
}

TEST(Planted, Control) {
  static const PlantedSemaphore<SoundRun> model;
  EXPECT_EQ(FoundAfter({&model, nullptr}, {&SemaphoreModel(), nullptr},
                       Histories() / (4 * brute::Slowness())),
            0)
      << "Decode does not do what models/semaphore.cpp does any more";
}

TEST(Planted, ErrorsInTheSteps) {
  PlantRun<FirstStepOnly>("only the first internal step is tried");
  PlantRun<NobodyQueues>("no waiter is ever taken to be the head of the queue");
  PlantRun<LosesSteps<Kind::kDeadline>>("deadlines never pass");
  PlantRun<LosesSteps<Kind::kRelease>>("releases have no effect");
  PlantRun<LosesSteps<Kind::kTryAcquire>>("TryAcquire never decides");
}

TEST(Planted, ErrorsInWhatIsAccepted) {
  PlantRun<TakesEveryRefusal>("TryAcquire may always fail");
  PlantRun<TokensLeak>("a token of four is lost at every return");
}

TEST(Planted, ErrorsAtTheEnd) {
  PlantRun<AlwaysBlocked>("whatever is open is blocked");
  PlantRun<NeverBlocked>("whatever is open could go on");
}

// A model that is asked with other assumptions than it should be: one clause of the
// contract or one fault of a release is wrong in it.
class Misled final : public Model {
 public:
  Misled(const Model& model, const Assumptions& change) : model_(model), change_(change) {}
  const ModelSpec& spec() const override { return model_.spec(); }
  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    std::unique_ptr<Prepared> sound;
    if (auto error = model_.Prepare(history, &sound)) return error;
    *out = std::make_unique<Misleading>(std::move(sound), change_);
    return std::nullopt;
  }

 private:
  class Misleading final : public Prepared {
   public:
    Misleading(std::unique_ptr<Prepared> sound, const Assumptions& change)
        : sound_(std::move(sound)), change_(change) {}
    int Partitions() const override { return sound_->Partitions(); }
    std::string PartitionName(int p) const override { return sound_->PartitionName(p); }
    int PartitionOf(int32_t item) const override { return sound_->PartitionOf(item); }
    PartitionResult Check(int partition, const Assumptions& assumptions, Budget* budget,
                          bool measure_waiting) const override {
      const Assumptions changed{assumptions.dropped ^ change_.dropped,
                                assumptions.quirks ^ change_.quirks};
      return sound_->Check(partition, changed, budget, measure_waiting);
    }

   private:
    const std::unique_ptr<Prepared> sound_;
    const Assumptions change_;
  };

  const Model& model_;
  const Assumptions change_;
};

TEST(Planted, EveryClauseThatCanBeDropped) {
  for (const Model* model : AllModels()) {
    const std::vector<ClauseSpec>& clauses = model->spec().clauses;
    for (size_t c = 0; c < clauses.size(); ++c) {
      if (!clauses[c].relaxable) continue;
      const Misled misled(*model, {ClauseSet{1} << c, 0});
      MustBeFound(model->spec().name + " without " + clauses[c].id, {&misled, nullptr},
                  {model, nullptr});
    }
  }
}

TEST(Planted, EveryFaultOfARelease) {
  for (const Model* model : AllModels()) {
    uint64_t quirks = 0;
    for (const ReleaseSpec& release : model->spec().releases) quirks |= release.quirks;
    for (uint64_t quirk = 1; quirk != 0 && quirk <= quirks; quirk <<= 1) {
      if ((quirks & quirk) == 0) continue;
      const Misled misled(*model, {0, quirk});
      MustBeFound(model->spec().name + " with fault " + std::to_string(quirk), {&misled, nullptr},
                  {model, nullptr});
    }
  }
}

}  // namespace
}  // namespace gosync::models
