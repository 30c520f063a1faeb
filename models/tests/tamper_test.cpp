// A thousand copies of legal histories with exactly one result, order or identity
// changed: the checker has to refuse nearly all, and the brute force has to
// explain the others.

#include "models/tests/brute/tamper.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/core/check.hpp"
#include "models/core/model.hpp"
#include "models/core/reader.hpp"
#include "models/core/verdict.hpp"
#include "models/tests/brute/brute.hpp"
#include "models/tests/brute/compare.hpp"
#include "models/tests/brute/draft.hpp"
#include "models/tests/brute/random.hpp"
#include "models/tests/brute/random_history.hpp"

namespace gosync::models {
namespace {

namespace fs = std::filesystem;
using brute::ByBruteForce;
using brute::ByChecker;
using brute::Draft;
using brute::DraftOf;
using brute::Fit;
using brute::TamperOperator;

constexpr size_t kCopies = 1000 / brute::Slowness();
// What the brute force can still judge.
constexpr size_t kSmall = 40;  // operations and callbacks

std::optional<Draft> ReadSmall(const fs::path& file, const Model& model) {
  const auto find = [&](std::string_view name) {
    return name == model.spec().name ? &model.spec() : nullptr;
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rb"),
                                                           &std::fclose);
  History history;
  const ModelSpec* spec = nullptr;
  const auto error = ReadHistory(in.get(), file.string(), find, {}, &history, &spec);
  EXPECT_FALSE(error.has_value()) << error->Text();
  if (error.has_value() || history.items.size() > kSmall) return std::nullopt;
  return DraftOf(history, model.spec());
}

std::vector<Draft> Recordings(const Model& model) {
  const fs::path folder = fs::path(GOSYNC_SOURCE_DIR) / "models/testdata/real" / model.spec().name;
  std::vector<fs::path> files;
  if (fs::is_directory(folder)) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Draft> found;
  for (const fs::path& file : files) {
    if (auto draft = ReadSmall(file, model)) found.push_back(std::move(*draft));
  }
  return found;
}

std::vector<Draft> Walks(const Model& model) {
  std::vector<Draft> found;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    brute::Random random(seed);
    found.push_back(DraftOf(brute::WalkModel(model.spec(), 0, &random), model.spec()));
  }
  return found;
}

// All inputs, each Legal: the small recordings of the real package first; then, for what
// they have too little of, walks on the naive model.
std::vector<std::vector<Draft>> Inputs(const ModelChoice& choice) {
  std::vector<std::vector<Draft>> inputs = {Recordings(*choice.model), Walks(*choice.model)};
  const brute::Judge checker = ByChecker(choice);
  for (std::vector<Draft>& kind : inputs) {
    std::erase_if(kind, [&](const Draft& draft) {
      const auto fit = ReadDraft(draft, *choice.model);
      return fit == nullptr || checker(*fit).verdict != Verdict::kLegal;
    });
  }
  return inputs;
}

struct Copy {
  size_t operator_index = 0;
  std::unique_ptr<Fit> fit;
  std::string text;
};

// As many of each operator as there are, up to an equal share.
void Choose(const Model& model, const std::vector<TamperOperator>& operators,
            const std::vector<Draft>& inputs, std::vector<Copy>* chosen) {
  std::vector<std::vector<Draft>> pool(operators.size());
  for (const Draft& input : inputs) {
    for (size_t i = 0; i < operators.size(); ++i) {
      for (Draft& copy : operators[i].copies(input)) pool[i].push_back(std::move(copy));
    }
  }
  brute::Random random(1);
  for (bool any = true; any && chosen->size() < kCopies;) {
    any = false;
    for (size_t i = 0; i < pool.size() && chosen->size() < kCopies; ++i) {
      if (pool[i].empty()) continue;
      any = true;
      std::swap(pool[i][random.Below(pool[i].size())], pool[i].back());
      const Draft draft = std::move(pool[i].back());
      pool[i].pop_back();
      // Moving lines may leave no history at all; such copies do not count.
      auto fit = ReadDraft(draft, model);
      if (fit != nullptr) chosen->push_back({i, std::move(fit), TextOf(draft)});
    }
  }
}

struct Count {
  int made = 0, refused = 0;
};

void RefusesTampering(const std::string& name, const std::vector<TamperOperator>& operators) {
  const ModelChoice choice = FindModel(name).value();
  std::vector<Copy> copies;
  const auto all_inputs = Inputs(choice);
  for (const std::vector<Draft>& inputs : all_inputs) {
    Choose(*choice.model, operators, inputs, &copies);
    std::cout << name << ": " << copies.size() << " copies of " << inputs.size()
              << (&inputs == &all_inputs[0] ? " recordings" : " walks, in all") << "\n";
  }
  ASSERT_EQ(copies.size(), kCopies);
  std::vector<Count> counts(operators.size());
  Count all;
  for (const Copy& copy : copies) {
    const Verdict verdict = ByChecker(choice)(*copy.fit).verdict;
    const bool refused = verdict == Verdict::kIllegal || verdict == Verdict::kStuck;
    for (Count* count : {&counts[copy.operator_index], &all}) {
      ++count->made;
      if (refused) ++count->refused;
    }
    if (refused) continue;
    ASSERT_EQ(verdict, Verdict::kLegal);
    EXPECT_EQ(ByBruteForce(choice)(*copy.fit).verdict, Verdict::kLegal)
        << operators[copy.operator_index].name
        << ": accepted, but the brute force does not explain it\n"
        << copy.text;
  }
  for (size_t i = 0; i < operators.size(); ++i) {
    std::cout << std::setw(5) << counts[i].refused << " of " << std::setw(3) << counts[i].made
              << " refused   " << operators[i].name << "\n";
  }
  std::cout << std::setw(5) << all.refused << " of " << all.made << " refused\n";
  EXPECT_GE(all.refused * 100, all.made * 95);
}

TEST(Tamper, Semaphore) { RefusesTampering("semaphore", brute::SemaphoreTampering()); }

TEST(Tamper, Singleflight) { RefusesTampering("singleflight", brute::SingleflightTampering()); }

TEST(Tamper, Once) { RefusesTampering("once", brute::OnceTampering()); }

TEST(Tamper, Oncefunc) { RefusesTampering("oncefunc", brute::OncefuncTampering()); }

TEST(Tamper, SyncMap) { RefusesTampering("syncmap", brute::SyncMapTampering()); }

TEST(Tamper, Waitgroup) { RefusesTampering("waitgroup", brute::WaitgroupTampering()); }

TEST(Tamper, Cond) { RefusesTampering("cond", brute::CondTampering()); }

TEST(Tamper, GoChan) { RefusesTampering("go_chan", brute::GoChanTampering()); }

TEST(Tamper, GoContext) { RefusesTampering("go_context", brute::GoContextTampering()); }

TEST(Tamper, GoPanic) { RefusesTampering("go_panic", brute::GoPanicTampering()); }

TEST(Tamper, GozeroSingleflight) {
  RefusesTampering("gozero_singleflight", brute::GozeroSingleflightTampering());
}

TEST(Tamper, Errgroup) { RefusesTampering("errgroup", brute::ErrgroupTampering()); }

TEST(Tamper, KratosErrgroup) {
  RefusesTampering("kratos_errgroup", brute::KratosErrgroupTampering());
}

}  // namespace
}  // namespace gosync::models
