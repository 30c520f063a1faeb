#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <set>

#include "models/core/check.hpp"
#include "models/core/json.hpp"
#include "models/oracle/commands.hpp"
#include "models/oracle/load.hpp"

namespace gosync::models {
namespace {

// The worse of two exit codes, in the order 64, 74, 3, 1, 2, 0.
int Worse(int a, int b) {
  for (int code : {kExitUsage, kExitOutput, kExitInput, kExitIllegal, kExitUnknown}) {
    if (a == code || b == code) return code;
  }
  return kExitLegal;
}

std::string Milliseconds(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f ms", seconds * 1e3);
  return text;
}

// Where the search gives up, an earlier line than the first that nobody could explain.
constexpr const char* kInexact =
    "the budget ran out before the first impossible event was found; it is this one or a later one";

std::string ClauseIds(const ModelSpec& spec, const Report& report) {
  std::string out;
  for (int c : report.clauses) out += (out.empty() ? "" : ", ") + spec.clauses[c].id;
  return out;
}

std::string StatsText(const Report& report) {
  const Measures& m = report.measures;
  std::string out = "  " + std::to_string(m.operations) + " operations, " +
                    std::to_string(m.overlapping) + " overlap another on the same object";
  for (const auto& [name, returned] : m.returned) {
    const auto it = m.waited.find(name);
    out += "; " + name + " returned " + std::to_string(returned) + ", really waited " +
           std::to_string(it == m.waited.end() ? 0 : it->second);
  }
  return out + "\n";
}

std::string Text(const ModelChoice& choice, const History& history, const Report& report,
                 bool stats) {
  const ModelSpec& spec = choice.model->spec();
  std::string out = history.name + ": " + VerdictName(report.verdict) + " (" + choice.Name() + ")";
  if (!report.clauses.empty()) out += ", breaks " + ClauseIds(spec, report);
  out += ", " + std::to_string(history.events.size()) + " events in " +
         Milliseconds(report.seconds) + "\n";
  for (int c : report.clauses) {
    out += "  " + spec.clauses[c].id + ": " + spec.clauses[c].text + "\n";
  }
  if (!report.clauses_note.empty()) out += "  no clause named: " + report.clauses_note + "\n";
  if (report.failing_event.has_value()) {
    const Event& event = history.events[*report.failing_event];
    out += "  " + history.name + ":" + std::to_string(event.line) +
           ": impossible: " + DescribeEvent(history, spec, event) + "\n";
    if (!report.failing_event_exact) out += "  (" + std::string(kInexact) + ")\n";
  }
  for (int32_t item : report.open_items) {
    const Event& invoke = history.InvokeOf(history.items[item]);
    out += "  " + history.name + ":" + std::to_string(invoke.line) +
           ": open at the end: " + DescribeEvent(history, spec, invoke) + "\n";
  }
  for (const std::string& why : report.why) out += "    " + why + "\n";
  if (!report.unknown.empty()) out += "  " + report.unknown + "\n";
  if (stats) out += StatsText(report);
  if (report.verdict != Verdict::kLegal && history.name != "-") {
    out += "  again: gosync-oracle explain --model " + choice.Name() + " " + history.name + "\n";
  }
  return out;
}

std::string Counts(const std::map<std::string, size_t>& counts) {
  std::string out;
  for (const auto& [name, count] : counts) {
    out += (out.empty() ? "" : ",") + JsonString(name) + ":" + std::to_string(count);
  }
  return "{" + out + "}";
}

std::string JsonLine(const ModelChoice& choice, const History& history, const Report& report,
                     bool stats) {
  const ModelSpec& spec = choice.model->spec();
  std::string clauses, why, open;
  for (int c : report.clauses) {
    clauses += (clauses.empty() ? "" : ",") + JsonString(spec.clauses[c].id);
  }
  for (const std::string& line : report.why) why += (why.empty() ? "" : ",") + JsonString(line);
  for (int32_t item : report.open_items) {
    open += (open.empty() ? "" : ",") + std::to_string(history.InvokeOf(history.items[item]).index);
  }
  std::string out = "{\"file\":" + JsonString(history.name) +
                    ",\"model\":" + JsonString(choice.Name()) + ",\"verdict\":\"" +
                    VerdictName(report.verdict) + "\",\"clauses\":[" + clauses + "]";
  if (!report.clauses_note.empty()) out += ",\"clauses_note\":" + JsonString(report.clauses_note);
  if (report.failing_event.has_value()) {
    const Event& event = history.events[*report.failing_event];
    out += ",\"index\":" + std::to_string(event.index) + ",\"line\":" + std::to_string(event.line) +
           ",\"event\":" + JsonString(DescribeEvent(history, spec, event));
    if (!report.failing_event_exact) out += ",\"event_note\":" + JsonString(kInexact);
  }
  if (!open.empty()) out += ",\"open\":[" + open + "]";
  if (!report.why.empty()) out += ",\"why\":[" + why + "]";
  if (!report.unknown.empty()) out += ",\"unknown\":" + JsonString(report.unknown);
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.6f", report.seconds);
  out += ",\"events\":" + std::to_string(history.events.size()) +
         ",\"configurations\":" + std::to_string(report.configurations) +
         ",\"widest\":" + std::to_string(report.widest_layer) + ",\"seconds\":" + seconds;
  if (stats) {
    out += ",\"operations\":" + std::to_string(report.measures.operations) +
           ",\"overlapping\":" + std::to_string(report.measures.overlapping) +
           ",\"returned\":" + Counts(report.measures.returned) +
           ",\"waited\":" + Counts(report.measures.waited);
  }
  return out + "}\n";
}

int BadInput(const ReadError& error, bool json) {
  const bool budget = error.kind == ReadError::Kind::kBudget;
  const int code = budget ? kExitUnknown : kExitInput;
  if (json) {
    return Print("{\"file\":" + JsonString(error.file) +
                 (budget ? ",\"verdict\":\"Unknown\",\"clauses\":[],\"unknown\":" : ",\"error\":") +
                 JsonString(error.Text()) + ",\"line\":" + std::to_string(error.line) + "}\n")
               ? code
               : kExitOutput;
  }
  if (budget) return Print(error.file + ": Unknown\n  " + error.Text() + "\n") ? code : kExitOutput;
  std::fprintf(stderr, "%s\n", error.Text().c_str());
  return code;
}

// Where the pictures go: to the one file that --html names, or into a directory, a
// name of its own for each.
class Pictures {
 public:
  Pictures(const std::string& html, size_t histories) : html_(html) {
    if (html.empty()) return;
    std::error_code ignored;  // WriteFile says what is wrong
    if (histories > 1) std::filesystem::create_directories(html, ignored);
    directory_ = histories > 1 || std::filesystem::is_directory(html, ignored);
  }

  bool wanted() const { return !html_.empty(); }

  std::string PathFor(const std::string& file) {
    if (!directory_) return html_;
    const std::string stem = file == "-" ? "stdin" : std::filesystem::path(file).stem().string();
    std::string name = stem;
    for (int i = 2; !taken_.insert(name).second; ++i) name = stem + "-" + std::to_string(i);
    return (std::filesystem::path(html_) / (name + ".html")).string();
  }

 private:
  const std::string& html_;
  bool directory_ = false;
  std::set<std::string> taken_;
};

// The clauses of --without, as a set.
bool Without(const ModelSpec& spec, const std::vector<std::string>& ids, ClauseSet* dropped) {
  for (const std::string& id : ids) {
    size_t c = 0;
    while (c < spec.clauses.size() && spec.clauses[c].id != id) ++c;
    if (c == spec.clauses.size() || !spec.clauses[c].relaxable) {
      std::fprintf(stderr, "gosync-oracle: %s has no clause %s to do without\n", spec.name.c_str(),
                   id.c_str());
      return false;
    }
    *dropped |= ClauseSet{1} << c;
  }
  return true;
}

int CheckFile(const CheckArguments& arguments, const Limits& limits, const std::string& file,
              Pictures* pictures) {
  History history;
  ModelChoice choice;
  Budget budget(limits);
  if (const auto error = Load(file, arguments.model, limits, &budget, &history, &choice)) {
    return BadInput(*error, arguments.json);
  }
  CheckOptions options;
  options.budget = &budget;
  if (!Without(choice.model->spec(), arguments.without, &options.dropped)) return kExitUsage;
  options.measure = arguments.stats;
  std::optional<ReadError> error;
  const Report report = CheckHistory(choice, history, options, &error);
  if (error.has_value()) return BadInput(*error, arguments.json);
  const bool printed = Print(arguments.json ? JsonLine(choice, history, report, arguments.stats)
                                            : Text(choice, history, report, arguments.stats));
  const int code = printed ? ExitOf(report.verdict) : kExitOutput;
  if (!pictures->wanted()) return code;
  const std::string path = pictures->PathFor(file);
  if (!WriteFile(path, RenderHtml(MakePicture(choice, history, report)))) {
    std::fprintf(stderr, "gosync-oracle: %s: %s\n", path.c_str(), std::strerror(errno));
    return kExitOutput;
  }
  return code;
}

}  // namespace

int ExitOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kLegal:
      return kExitLegal;
    case Verdict::kIllegal:
    case Verdict::kStuck:
      return kExitIllegal;
    case Verdict::kUnknown:
      break;
  }
  return kExitUnknown;
}

int Check(const CheckArguments& arguments) {
  if (!arguments.model.empty() && !FindModel(arguments.model).has_value()) {
    std::fprintf(stderr, "gosync-oracle: no model %s; see gosync-oracle models\n",
                 arguments.model.c_str());
    return kExitUsage;
  }
  Limits limits;
  for (const std::string& budget : arguments.budgets) {
    if (ParseBudget(budget, &limits)) continue;
    std::fprintf(stderr, "gosync-oracle: --budget takes 30s, 2GB or 1000000, not %s\n",
                 budget.c_str());
    return kExitUsage;
  }
  std::vector<std::string> files = arguments.files;
  if (files.empty()) files.push_back("-");
  Pictures pictures(arguments.html, files.size());
  int code = kExitLegal;
  for (const std::string& file : files) {
    code = Worse(code, CheckFile(arguments, limits, file, &pictures));
    if (code == kExitUsage) break;
  }
  return code;
}

}  // namespace gosync::models
