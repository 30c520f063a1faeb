#include "property_tests/support/judge.hpp"

#include <optional>

#include "models/core/model.hpp"
#include "models/core/reader.hpp"

namespace gosync::property {
namespace {

const models::ModelSpec* FindSpec(std::string_view name) {
  const auto choice = models::FindModel(name);
  return choice ? &choice->model->spec() : nullptr;
}

bool Drop(const models::ModelSpec& spec, const std::string& id, models::ClauseSet* dropped) {
  for (size_t i = 0; i < spec.clauses.size(); ++i) {
    if (id != spec.clauses[i].id || !spec.clauses[i].relaxable) continue;
    *dropped |= models::ClauseSet{1} << i;
    return true;
  }
  return false;
}

std::string Explain(const models::ModelChoice& choice, const models::History& history,
                    const models::Report& report) {
  std::string text = std::string(models::VerdictName(report.verdict)) + " by " + choice.Name();
  for (int clause : report.clauses) {
    text += " " + choice.model->spec().clauses[static_cast<size_t>(clause)].id;
  }
  if (report.failing_event) {
    const models::Event& event = history.events[static_cast<size_t>(*report.failing_event)];
    text += "\n  at: " + models::DescribeEvent(history, choice.model->spec(), event);
  }
  for (const std::string& why : report.why) text += "\n  " + why;
  return text + report.unknown;
}

}  // namespace

Judgement Judge(std::string_view text, std::string_view model, bool measure,
                const std::vector<std::string>& without) {
  Judgement judgement;
  const std::optional<models::ModelChoice> choice = models::FindModel(model);
  if (!choice) {
    judgement.text = "there is no model " + std::string(model);
    return judgement;
  }
  models::History history;
  const models::ModelSpec* spec = nullptr;
  std::optional<models::ReadError> error =
      models::ReadHistoryText(text, "recorded", FindSpec, &history, &spec);
  models::CheckOptions options;
  options.measure = measure;
  for (const std::string& id : without) {
    if (!Drop(choice->model->spec(), id, &options.dropped)) {
      judgement.text = "there is no clause " + id + " to do without";
      return judgement;
    }
  }
  // Bounded, because a wrong implementation makes histories that are hard to explain.
  options.limits.configurations = 5'000'000;
  models::Report report;
  if (!error) report = models::CheckHistory(*choice, history, options, &error);
  if (error) {
    judgement.text = error->Text();
    return judgement;
  }
  judgement.verdict = report.verdict;
  judgement.measures = report.measures;
  if (!judgement.legal()) judgement.text = Explain(*choice, history, report);
  return judgement;
}

}  // namespace gosync::property
