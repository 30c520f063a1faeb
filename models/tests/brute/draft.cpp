#include "models/tests/brute/draft.hpp"

#include <map>
#include <string_view>

#include "models/core/reader.hpp"

namespace gosync::models::brute {
namespace {

std::string Object(const std::vector<DraftField>& fields) {
  std::string text = "{";
  for (const auto& [key, literal] : fields) {
    if (text.size() > 1) text += ',';
    text += '"' + key + "\":" + literal;
  }
  return text + '}';
}

const char* TypeName(EventType type) {
  switch (type) {
    case EventType::kInvoke:
      return "invoke";
    case EventType::kOk:
      return "ok";
    case EventType::kFail:
      return "fail";
    case EventType::kInfo:
      return "info";
  }
  return "";
}

std::string Literal(const History& history, const FieldSpec& field, int64_t value) {
  if (field.type == FieldType::kInt) return std::to_string(value);
  if (field.type == FieldType::kBool) return value != 0 ? "true" : "false";
  return history.tokens.Literal(static_cast<Token>(value));
}

void AddFields(const History& history, const std::vector<FieldSpec>& fields,
               const std::array<int64_t, kMaxFields>& values, std::vector<DraftField>* out) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (values[i] == kAbsent) continue;
    out->emplace_back(fields[i].name, Literal(history, fields[i], values[i]));
  }
}

void AddOutcome(const History& history, const OperationSpec& operation, const Item& item,
                std::vector<DraftField>* out) {
  if (item.outcome == Outcome::kReturn) AddFields(history, operation.results, item.results, out);
  if (item.outcome == Outcome::kGoexit) out->emplace_back("outcome", "\"goexit\"");
  if (item.outcome != Outcome::kPanic) return;
  out->emplace_back("outcome", "\"panic\"");
  out->emplace_back("panic", history.tokens.Literal(item.panic));
  if (item.unwraps == kAbsent) return;
  out->emplace_back("unwraps", history.tokens.Literal(static_cast<Token>(item.unwraps)));
}

}  // namespace

std::string* DraftLine::Find(const std::string& key) {
  for (auto& [name, literal] : value) {
    if (name == key) return &literal;
  }
  return nullptr;
}

void DraftLine::Set(const std::string& key, const std::string& literal) {
  if (std::string* found = Find(key); found != nullptr) {
    *found = literal;
  } else {
    value.emplace_back(key, literal);
  }
}

std::string TextOf(const Draft& draft) {
  std::string text = R"({"schema":1,"model":")" + draft.model + '"';
  if (!draft.parameters.empty()) text += ",\"params\":" + Object(draft.parameters);
  text += ",\"impl\":\"random walk\",\"version\":\"0\",\"index\":\"log\"}\n";
  for (size_t i = 0; i < draft.lines.size(); ++i) {
    const DraftLine& line = draft.lines[i];
    text += "{\"index\":" + std::to_string(i) + ",\"process\":" + std::to_string(line.process) +
            ",\"type\":\"" + TypeName(line.type) + "\",\"f\":\"" + line.f + '"';
    if (!line.value.empty()) text += ",\"value\":" + Object(line.value);
    text += "}\n";
  }
  if (!draft.end.has_value()) return text;
  text += std::string(R"({"type":"end","quiescent":)") + (draft.end->quiescent ? "true" : "false") +
          ",\"how\":\"random walk\"";
  if (draft.end->crash.has_value()) text += ",\"crash\":" + *draft.end->crash;
  return text + "}\n";
}

Draft DraftOf(const History& history, const ModelSpec& spec) {
  Draft draft;
  draft.model = spec.name;
  AddFields(history, spec.parameters, history.header.parameters, &draft.parameters);
  for (const Event& event : history.events) {
    const Item& item = history.items[event.item];
    const OperationSpec& operation = spec.operations[item.operation];
    DraftLine line{item.process, event.type, operation.name, {}};
    if (event.type == EventType::kInvoke) {
      AddFields(history, operation.arguments, item.arguments, &line.value);
    } else if (event.type == EventType::kOk) {
      AddOutcome(history, operation, item, &line.value);
    }
    draft.lines.push_back(std::move(line));
  }
  if (!history.end.has_value()) return draft;
  draft.end.emplace().quiescent = history.end->quiescent;
  if (history.end->crashed) draft.end->crash = history.tokens.Literal(history.end->crash);
  return draft;
}

std::vector<DraftCall> CallsOf(const Draft& draft) {
  std::vector<DraftCall> calls;
  std::map<int32_t, std::vector<size_t>> open;
  for (size_t i = 0; i < draft.lines.size(); ++i) {
    std::vector<size_t>& stack = open[draft.lines[i].process];
    if (draft.lines[i].type == EventType::kInvoke) {
      stack.push_back(calls.size());
      calls.push_back({static_cast<int>(i), -1});
    } else if (!stack.empty()) {
      calls[stack.back()].close = static_cast<int>(i);
      stack.pop_back();
    }
  }
  return calls;
}

std::unique_ptr<Fit> ReadDraft(const Draft& draft, const Model& model, std::string* refusal) {
  auto fit = std::make_unique<Fit>();
  const ModelSpec* spec = nullptr;
  const auto find = [&](std::string_view name) {
    return name == model.spec().name ? &model.spec() : nullptr;
  };
  auto error = ReadHistoryText(TextOf(draft), "draft", find, &fit->history, &spec);
  if (!error.has_value()) error = model.Prepare(fit->history, &fit->prepared);
  if (!error.has_value()) return fit;
  if (refusal != nullptr) *refusal = error->Text();
  return nullptr;
}

}  // namespace gosync::models::brute
