// The checker beside the brute force: the same verdict and the same failing event
// on many small random histories, for the contracts and for every release.

#include <gtest/gtest.h>

#include <cctype>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "models/core/model.hpp"
#include "models/core/verdict.hpp"
#include "models/tests/brute/brute.hpp"
#include "models/tests/brute/compare.hpp"
#include "models/tests/brute/draft.hpp"
#include "models/tests/brute/random.hpp"
#include "models/tests/brute/random_history.hpp"

namespace gosync::models {
namespace {

using brute::ByBruteForce;
using brute::ByChecker;
using brute::Draft;
using brute::DraftOf;
using brute::Fit;
using brute::FromEnvironment;
using brute::Mismatch;
using brute::QuirksOf;
using brute::RandomHistory;
using brute::ReadDraft;
using brute::Slowness;
using brute::Tally;

std::vector<std::string> ModelNames() {
  std::vector<std::string> names;
  for (const Model* model : AllModels()) {
    names.push_back(model->spec().name);
    for (const ReleaseSpec& release : model->spec().releases) {
      names.push_back(model->spec().name + "@" + release.name);
    }
  }
  return names;
}

// What GoogleTest takes as a name.
std::string TestName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

std::string Again(uint64_t seed) {
  const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
  return "GOSYNC_COUNT=1 GOSYNC_SEED=" + std::to_string(seed) +
         " <build>/bin/models_differential_test --gtest_filter=" + test->test_suite_name() + "." +
         test->name();
}

class Differential : public testing::TestWithParam<std::string> {};

TEST_P(Differential, SameVerdictAsBruteForce) {
  const ModelChoice choice = FindModel(GetParam()).value();
  const int count = static_cast<int>(FromEnvironment("GOSYNC_COUNT", 20000 / Slowness()));
  const auto seed = static_cast<uint64_t>(FromEnvironment("GOSYNC_SEED", 1));
  const auto start = std::chrono::steady_clock::now();
  const Tally tally = CompareMany(choice, ByChecker(choice), seed, count);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cout << GetParam() << ": " << tally.total() << " histories, " << tally.legal << " Legal, "
            << tally.illegal << " Illegal, " << tally.stuck << " Stuck, " << tally.unknown
            << " too large, " << took.count() << " s\n";
  if (tally.mismatch.has_value()) {
    std::ostringstream words;
    Explain(choice, *tally.mismatch, Again(tally.mismatch->seed), &words);
    FAIL() << words.str();
  }
  EXPECT_EQ(tally.unknown, 0);
  if (count < 1000) return;
  for (const int number : {tally.legal, tally.illegal, tally.stuck}) {
    EXPECT_GE(number, count / 10) << "the histories are too much alike";
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Differential, testing::ValuesIn(ModelNames()), TestName);

// Without any one clause a model allows more, never less.
class DroppedClause : public testing::TestWithParam<std::string> {
 protected:
  // The clause without which a history is not Legal any more, or -1.
  static int Lost(const Fit& fit, size_t clauses, uint64_t quirks) {
    for (size_t c = 0; c < clauses; ++c) {
      const Assumptions assumptions{ClauseSet{1} << c, quirks};
      for (int partition = 0; partition < fit.prepared->Partitions(); ++partition) {
        Budget budget({});
        const Verdict verdict = fit.prepared->Check(partition, assumptions, &budget, false).verdict;
        if (verdict != Verdict::kLegal) return static_cast<int>(c);
      }
    }
    return -1;
  }
};

TEST_P(DroppedClause, KeepsLegalHistoriesLegal) {
  const ModelChoice choice = FindModel(GetParam()).value();
  const std::vector<ClauseSpec>& clauses = choice.model->spec().clauses;
  const brute::Judge brute = ByBruteForce(choice);
  const auto lost = [&](const Fit& fit) {
    return brute(fit).verdict == Verdict::kLegal ? Lost(fit, clauses.size(), QuirksOf(choice)) : -1;
  };
  auto seed = static_cast<uint64_t>(FromEnvironment("GOSYNC_SEED", 1000000));
  int64_t left = FromEnvironment("GOSYNC_COUNT", 500 / Slowness());
  for (; left > 0; ++seed) {
    const auto fit = RandomHistory(*choice.model, QuirksOf(choice), seed);
    if (brute(*fit).verdict != Verdict::kLegal) continue;
    --left;
    if (lost(*fit) < 0) continue;
    const Draft draft = Shrink(DraftOf(fit->history, choice.model->spec()), *choice.model,
                               [&](const Fit& smaller) { return lost(smaller) >= 0; });
    const int clause = lost(*ReadDraft(draft, *choice.model));
    FAIL() << GetParam() << " without " << clauses[clause].id << ":\n"
           << TextOf(draft) << "again: " << Again(seed);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, DroppedClause, testing::ValuesIn(ModelNames()), TestName);

// The brute force takes what the walks on its own models wrote, through the codec.
class WalkTest : public testing::TestWithParam<std::string> {};

TEST_P(WalkTest, IsLegal) {
  const ModelChoice choice = FindModel(GetParam()).value();
  const ModelSpec& spec = choice.model->spec();
  for (uint64_t seed = 1; seed <= static_cast<uint64_t>(2000 / Slowness()); ++seed) {
    brute::Random random(seed);
    const Draft draft = DraftOf(brute::WalkModel(spec, QuirksOf(choice), &random), spec);
    std::string refusal;
    const auto fit = ReadDraft(draft, *choice.model, &refusal);
    ASSERT_NE(fit, nullptr) << "seed " << seed << ": " << refusal << "\n" << TextOf(draft);
    ASSERT_EQ(ByBruteForce(choice)(*fit).verdict, Verdict::kLegal) << "seed " << seed << "\n"
                                                                   << TextOf(draft);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, WalkTest, testing::ValuesIn(ModelNames()), TestName);

}  // namespace
}  // namespace gosync::models
