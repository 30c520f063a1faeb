#include "models/tests/brute/compare.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <vector>

#include "models/core/check.hpp"
#include "models/tests/brute/random_history.hpp"

namespace gosync::models::brute {
namespace {

// Without the given lines, which are in ascending order.
Draft Without(Draft draft, const std::vector<int>& lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    draft.lines.erase(draft.lines.begin() + *line);
  }
  return draft;
}

// Everything that is one cut smaller.
std::vector<Draft> Smaller(const Draft& draft) {
  std::vector<Draft> smaller;
  for (const DraftCall& call : CallsOf(draft)) {
    std::vector<int> lines = {call.invoke};
    if (call.close >= 0) lines.push_back(call.close);
    smaller.push_back(Without(draft, lines));
  }
  for (size_t i = 0; i < draft.lines.size(); ++i) {
    smaller.push_back(Without(draft, {static_cast<int>(i)}));
  }
  if (draft.end.has_value()) {
    smaller.push_back(draft);
    smaller.back().end.reset();
  }
  return smaller;
}

void Count(Verdict verdict, Tally* tally) {
  switch (verdict) {
    case Verdict::kLegal:
      ++tally->legal;
      return;
    case Verdict::kIllegal:
      ++tally->illegal;
      return;
    case Verdict::kStuck:
      ++tally->stuck;
      return;
    case Verdict::kUnknown:
      ++tally->unknown;
      return;
  }
}

Judgement Conclude(const ModelChoice& choice, const History& history) {
  CheckOptions options;
  options.name_clauses = false;
  std::optional<ReadError> error;
  const Report report = CheckHistory(choice, history, options, &error);
  return {error.has_value() ? Verdict::kUnknown : report.verdict, report.failing_event};
}

}  // namespace

uint64_t QuirksOf(const ModelChoice& choice) {
  return choice.release == nullptr ? 0 : choice.release->quirks;
}

Judge ByBruteForce(const ModelChoice& choice) {
  return [choice](const Fit& fit) {
    return JudgeByBruteForce(fit.history, choice.model->spec(), QuirksOf(choice));
  };
}

Judge ByChecker(const ModelChoice& choice) {
  return [choice](const Fit& fit) { return Conclude(choice, fit.history); };
}

Draft Shrink(Draft draft, const Model& model, const std::function<bool(const Fit&)>& keep) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (Draft& candidate : Smaller(draft)) {
      const auto fit = ReadDraft(candidate, model);
      if (fit == nullptr || !keep(*fit)) continue;
      draft = std::move(candidate);
      smaller = true;
      break;
    }
  }
  return draft;
}

Tally CompareMany(const ModelChoice& choice, const Judge& judge, uint64_t first_seed, int count) {
  const Judge brute = ByBruteForce(choice);
  const auto differ = [&](const Fit& fit) {
    const Judgement expected = brute(fit);
    return expected.verdict != Verdict::kUnknown && expected != judge(fit);
  };
  Tally tally;
  for (int i = 0; i < count; ++i) {
    const uint64_t seed = first_seed + static_cast<uint64_t>(i);
    const auto fit = RandomHistory(*choice.model, QuirksOf(choice), seed);
    const Judgement expected = brute(*fit);
    Count(expected.verdict, &tally);
    if (expected.verdict == Verdict::kUnknown || expected == judge(*fit)) continue;
    Mismatch& mismatch = tally.mismatch.emplace();
    mismatch.seed = seed;
    mismatch.number = i + 1;
    mismatch.draft = Shrink(DraftOf(fit->history, choice.model->spec()), *choice.model, differ);
    const auto shrunk = ReadDraft(mismatch.draft, *choice.model);
    mismatch.expected = brute(*shrunk);
    mismatch.found = judge(*shrunk);
    break;
  }
  return tally;
}

void Explain(const ModelChoice& choice, const Mismatch& mismatch, const std::string& again,
             std::ostream* out) {
  namespace fs = std::filesystem;
  const auto fit = ReadDraft(mismatch.draft, *choice.model);
  const fs::path file =
      fs::temp_directory_path() / ("gosync-mismatch-" + choice.model->spec().name + "-" +
                                   std::to_string(mismatch.seed) + ".jsonl");
  std::ofstream(file) << TextOf(mismatch.draft);
  *out << choice.Name() << ", seed " << mismatch.seed << ", history " << mismatch.number
       << ", cut down:\n"
       << TextOf(mismatch.draft) << "brute force: " << Words(fit->history, mismatch.expected)
       << "\nthe checker: " << Words(fit->history, mismatch.found) << "\nwritten to "
       << file.string() << "\nagain: " << again << "\n";
}

int64_t FromEnvironment(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr || *text == '\0' ? otherwise : std::strtoll(text, nullptr, 10);
}

}  // namespace gosync::models::brute
