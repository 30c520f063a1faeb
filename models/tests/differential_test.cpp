// The checker beside the brute force: the same verdict and the same failing event
// on many small random histories, for the contracts and for every release.

#include <gtest/gtest.h>

#include <chrono>
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
#include "models/tests/brute/random_history.hpp"

namespace gosync::models {
namespace {

using brute::ByBruteForce;
using brute::ByChecker;
using brute::Fit;
using brute::FromEnvironment;
using brute::Judgement;
using brute::RandomHistory;
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
    const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
    std::ostringstream words;
    Explain(choice, *tally.mismatch,
            "GOSYNC_COUNT=1 GOSYNC_SEED=" + std::to_string(tally.mismatch->seed) +
                " <this program> --gtest_filter=" + test->test_suite_name() + "." + test->name(),
            &words);
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
class DroppedClause : public testing::TestWithParam<std::string> {};

TEST_P(DroppedClause, KeepsLegalHistoriesLegal) {
  const ModelChoice choice = FindModel(GetParam()).value();
  const std::vector<ClauseSpec>& clauses = choice.model->spec().clauses;
  const uint64_t quirks = brute::QuirksOf(choice);
  const int wanted = 500;
  int legal = 0;
  for (uint64_t seed = 1000000; legal < wanted; ++seed) {
    const auto fit = RandomHistory(*choice.model, quirks, seed);
    if (ByBruteForce(choice)(*fit).verdict != Verdict::kLegal) continue;
    ++legal;
    for (size_t c = 0; c < clauses.size(); ++c) {
      for (int partition = 0; partition < fit->prepared->Partitions(); ++partition) {
        Budget budget({});
        const Assumptions assumptions{ClauseSet{1} << c, quirks};
        ASSERT_EQ(fit->prepared->Check(partition, assumptions, &budget, false).verdict,
                  Verdict::kLegal)
            << GetParam() << " without " << clauses[c].id << ", seed " << seed << "\n"
            << WriteHistory(fit->history, choice.model->spec());
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, DroppedClause, testing::ValuesIn(ModelNames()), TestName);

}  // namespace
}  // namespace gosync::models
