#ifndef GOSYNC_MODELS_TESTS_SUPPORT_SCRIPT_HPP_
#define GOSYNC_MODELS_TESTS_SUPPORT_SCRIPT_HPP_

// Histories for tests, short enough to be read from top to bottom. One line is one
// step of one process; values stand in the order of the model's tables:
//
//   p0 Acquire 2 bg            the call begins
//   p0 -> nil                  its return
//   p1 Release 1 ->            call and return at once
//   p0 -> panic over           ... -> panic TOKEN [UNWRAPS], -> goexit
//   p2 -> info                 or fail
//   end                        quiescent; `open`: not; `crash TOKEN`: the program died
//
// A line that begins with * is the one at which the history becomes impossible, for those
// who find it illegal. What follows # is a remark. Some tokens have short names, see Token.

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/core/check.hpp"
#include "models/core/history.hpp"
#include "models/core/json.hpp"
#include "models/core/model.hpp"
#include "models/core/reader.hpp"
#include "models/tests/support/reading.hpp"

namespace gosync::models::tests {

class Script {
 public:
  // `parameters` in the order of the model's table.
  Script(const std::string& model, const std::vector<std::string>& parameters,
         const std::string& steps)
      : spec_(*FindSpec(model)) {
    text_ = R"({"schema":1,"model":")" + model + "\"";
    if (!parameters.empty()) text_ += ",\"params\":{" + Members(spec_.parameters, parameters) + "}";
    text_ += R"(,"impl":"test","version":"1","index":"log"})"
             "\n";
    std::istringstream in(steps);
    for (std::string line; std::getline(in, line);) Step(line);
  }

  const std::string& text() const { return text_; }
  // The event that is marked as impossible: its line in text(), or 0.
  int marked() const { return marked_; }

 private:
  using Words = std::vector<std::string>;

  static std::string Token(const std::string& word) {
    static const std::map<std::string, std::string> kShort = {
        {"bg", "background"},
        {"canceled", "context canceled"},
        {"expired", "context deadline exceeded"},
        {"over", "semaphore: released more than held"},
        {"negative", "semaphore: n < 0"},
        {"negative-size", "semaphore: size < 0"},
        {"nil-context", "nil dereference"},
        {"nil-call", "nil dereference"},
        {"nil-panic", "nil panic"},
        {"uncomparable", "comparing uncomparable type"},
        {"unhashable", "hash of unhashable type"},
        {"below-zero", "sync: negative WaitGroup counter"},
        {"misuse", "sync: WaitGroup misuse: Add called concurrently with Wait"},
        {"reused", "sync: WaitGroup is reused before previous Wait has returned"},
        {"copied", "sync.Cond is copied"},
        {"not-locked", "sync: unlock of unlocked mutex"},
        {"not-rlocked", "sync: RUnlock of unlocked RWMutex"},
        {"send-closed", "send on closed channel"},
        {"close-nil", "close of nil channel"},
        {"nil-parent", "cannot create context from nil parent"},
        {"nil-key", "nil key"},
        {"close-closed", "close of closed channel"},
    };
    if (word == "nil") return "null";
    const auto it = kShort.find(word);
    return JsonString(it == kShort.end() ? word : it->second);
  }

  static std::string Members(const std::vector<FieldSpec>& fields, const Words& words) {
    if (words.size() > fields.size()) throw std::runtime_error("too many values: " + words.back());
    std::string out;
    for (size_t i = 0; i < words.size(); ++i) {
      const bool token =
          fields[i].type == FieldType::kToken || fields[i].type == FieldType::kNullableToken;
      out += (out.empty() ? "" : ",") + JsonString(fields[i].name) + ":" +
             (token ? Token(words[i]) : words[i]);
    }
    return out;
  }

  void Event(const std::string& process, const std::string& type, const std::string& f,
             const std::string& members) {
    text_ += "{\"index\":" + std::to_string(index_++) + ",\"process\":" + process.substr(1) +
             ",\"type\":\"" + type + "\",\"f\":" + JsonString(f) +
             (members.empty() ? "" : ",\"value\":{" + members + "}") + "}\n";
  }

  void End(const Words& words) {
    const bool crash = words[0] == "crash";
    text_ += std::string(R"({"type":"end","quiescent":)") + (words[0] == "end" ? "true" : "false") +
             R"(,"how":"test")" + (crash ? ",\"crash\":" + Token(words.at(1)) : "") + "}\n";
  }

  void Step(std::string line) {
    line = line.substr(0, line.find('#'));
    std::istringstream in(line);
    Words words;
    bool mark = false;
    for (std::string word; in >> word;) {
      if (words.empty() && word == "*") {
        mark = true;
      } else {
        words.push_back(word);
      }
    }
    if (words.empty()) return;
    if (words[0] == "end" || words[0] == "open" || words[0] == "crash") return End(words);
    const auto arrow = std::find(words.begin(), words.end(), "->");
    if (arrow != words.begin() + 1) {
      const OperationSpec& operation = Operation(words.at(1));
      Event(words[0], "invoke", words[1],
            Members(operation.arguments, Words(words.begin() + 2, arrow)));
      open_[words[0]].push_back(words[1]);
    }
    if (arrow != words.end()) Return(words[0], Words(arrow + 1, words.end()));
    if (mark) marked_ = index_ + 1;  // the header is line 1
  }

  const OperationSpec& Operation(const std::string& name) const {
    const int operation = spec_.FindOperation(name);
    if (operation < 0) throw std::runtime_error("no operation " + name);
    return spec_.operations[operation];
  }

  void Return(const std::string& process, const Words& words) {
    Words& stack = open_[process];
    if (stack.empty()) throw std::runtime_error("nothing open in " + process);
    const std::string f = stack.back();
    stack.pop_back();
    const std::string first = words.empty() ? "" : words[0];
    if (first == "info" || first == "fail") return Event(process, first, f, "");
    if (first == "goexit") return Event(process, "ok", f, R"("outcome":"goexit")");
    if (first == "panic") {
      return Event(process, "ok", f,
                   R"("outcome":"panic","panic":)" + Token(words.at(1)) +
                       (words.size() > 2 ? ",\"unwraps\":" + Token(words[2]) : ""));
    }
    Event(process, "ok", f, Members(Operation(f).results, words));
  }

  const ModelSpec& spec_;
  std::string text_;
  int index_ = 0;
  int marked_ = 0;
  std::map<std::string, Words> open_;
};

struct Judged {
  History history;
  Report report;
  // "Legal", "Illegal SE2 SE6", "Stuck SE6", "Unknown" or the error of bad input. Where the
  // impossible event is not the marked one: "Illegal SE2 at line 7".
  std::string verdict;
};

// Judges by a model or a release, "semaphore@v0.24.0".
inline Judged Judge(const std::string& name, const Script& script,
                    const CheckOptions& options = {}) {
  const ModelChoice choice = FindModel(name).value();
  const ModelSpec* spec = nullptr;
  Judged out;
  std::optional<ReadError> error =
      ReadHistoryText(script.text(), "h", FindSpec, &out.history, &spec);
  if (!error.has_value()) out.report = CheckHistory(choice, out.history, options, &error);
  if (error.has_value()) {
    out.verdict = error->Text();
    return out;
  }
  out.verdict = VerdictName(out.report.verdict);
  for (int c : out.report.clauses) out.verdict += " " + spec->clauses[c].id;
  if (!out.report.failing_event.has_value()) return out;
  const auto line = static_cast<int>(out.history.events[*out.report.failing_event].line);
  if (line != script.marked()) out.verdict += " at line " + std::to_string(line);
  return out;
}

}  // namespace gosync::models::tests

#endif  // GOSYNC_MODELS_TESTS_SUPPORT_SCRIPT_HPP_
