#include <cstdio>

#include "models/core/check.hpp"
#include "models/core/json.hpp"
#include "models/oracle/commands.hpp"
#include "models/oracle/load.hpp"

namespace gosync::models {
namespace {

const char* ClassName(ClauseClass cls) {
  static constexpr const char* kNames[] = {"safety", "liveness", "nondeterminism", "misuse"};
  return kNames[static_cast<int>(cls)];
}

std::string FieldList(const std::vector<FieldSpec>& fields) {
  static constexpr const char* kTypes[] = {"integer", "boolean", "token", "token or null"};
  std::string out;
  for (const FieldSpec& f : fields) {
    out += (out.empty() ? "" : ", ") + f.name + " " + kTypes[static_cast<int>(f.type)] +
           (f.required ? "" : " (optional)");
  }
  return out.empty() ? "nothing" : out;
}

std::string Show(const ModelSpec& spec) {
  std::string out = spec.name + ": " + spec.text + "\n\nparameters: " + FieldList(spec.parameters) +
                    "\n\noperations:\n";
  for (const OperationSpec& o : spec.operations) {
    out += "  " + o.name + (o.callback ? " (callback)" : "") +
           "\n    invoke: " + FieldList(o.arguments) + "\n    ok:     " + FieldList(o.results) +
           (o.may_panic ? "; or a panic" : "") + (o.may_goexit ? "; or goexit" : "") + "\n";
  }
  out +=
      "\nclauses, in the order in which a verdict prefers to name them (- : a verdict does not):\n";
  for (const ClauseSpec& c : spec.clauses) {
    out += "  " + std::string(c.relaxable ? " " : "-") + " " + c.id + " (" + ClassName(c.cls) +
           ") " + c.text + "\n";
  }
  out += "\nreleases, to judge by what they do instead of the contract:\n";
  for (const ReleaseSpec& r : spec.releases) {
    out += "    " + spec.name + "@" + r.name + ": " + r.text + "\n";
  }
  return out;
}

std::string ShowJson(const ModelSpec& spec) {
  std::string clauses, releases;
  for (const ClauseSpec& c : spec.clauses) {
    clauses += (clauses.empty() ? "" : ",") + std::string("{\"id\":") + JsonString(c.id) +
               ",\"class\":\"" + ClassName(c.cls) + "\",\"text\":" + JsonString(c.text) +
               ",\"named\":" + (c.relaxable ? "true" : "false") + "}";
  }
  for (const ReleaseSpec& r : spec.releases) {
    releases += (releases.empty() ? "" : ",") + std::string("{\"model\":") +
                JsonString(spec.name + "@" + r.name) + ",\"text\":" + JsonString(r.text) + "}";
  }
  return "{\"model\":" + JsonString(spec.name) + ",\"text\":" + JsonString(spec.text) +
         ",\"clauses\":[" + clauses + "],\"releases\":[" + releases + "]}\n";
}

}  // namespace

int Models(const ModelsArguments& arguments) {
  if (!arguments.name.empty()) {
    const auto choice = FindModel(arguments.name);
    if (!choice.has_value()) {
      std::fprintf(stderr, "gosync-oracle: no model %s\n", arguments.name.c_str());
      return kExitUsage;
    }
    const ModelSpec& spec = choice->model->spec();
    return Print(arguments.json ? ShowJson(spec) : Show(spec)) ? kExitLegal : kExitOutput;
  }
  std::string out;
  for (const Model* model : AllModels()) {
    const ModelSpec& spec = model->spec();
    if (arguments.json) {
      out += ShowJson(spec);
      continue;
    }
    out += spec.name + ": " + spec.text + "\n";
    for (const ReleaseSpec& r : spec.releases)
      out += "  " + spec.name + "@" + r.name + ": " + r.text + "\n";
  }
  if (!arguments.json) out += "\ngosync-oracle models NAME lists operations and clauses.\n";
  return Print(out) ? kExitLegal : kExitOutput;
}

int Explain(const ExplainArguments& arguments) {
  constexpr size_t kMostWords = 400;  // a longer history is for the picture
  if (!arguments.model.empty() && !FindModel(arguments.model).has_value()) {
    std::fprintf(stderr, "gosync-oracle: no model %s\n", arguments.model.c_str());
    return kExitUsage;
  }
  const std::string file = arguments.file.empty() ? "-" : arguments.file;
  History history;
  ModelChoice choice;
  std::optional<ReadError> error =
      Load(file, arguments.model, Limits{}, nullptr, &history, &choice);
  Report report;
  if (!error.has_value()) report = CheckHistory(choice, history, CheckOptions{}, &error);
  if (error.has_value()) {
    std::fprintf(stderr, "%s\n", error->Text().c_str());
    return error->kind == ReadError::Kind::kBudget ? kExitUnknown : kExitInput;
  }
  const ModelSpec& spec = choice.model->spec();
  std::string out = RenderAscii(MakePicture(choice, history, report), arguments.width) + "\n";
  if (history.events.size() > kMostWords) {
    out += "(" + std::to_string(history.events.size()) + " events: too many to put into words)\n";
  } else {
    for (size_t i = 0; i < history.events.size(); ++i) {
      const Event& event = history.events[i];
      const bool failing = report.failing_event == static_cast<int32_t>(i);
      out += "line " + std::to_string(event.line) + ": " + DescribeEvent(history, spec, event) +
             (failing ? "   <-- impossible" : "") + "\n";
    }
  }
  return Print(out) ? ExitOf(report.verdict) : kExitOutput;
}

}  // namespace gosync::models
