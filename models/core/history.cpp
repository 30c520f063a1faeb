#include "models/core/history.hpp"

#include "models/core/json.hpp"
#include "models/core/utf8.hpp"

namespace gosync::models {
namespace {

std::string FieldText(const History& history, const FieldSpec& field, int64_t value, bool literal) {
  switch (field.type) {
    case FieldType::kInt:
      return std::to_string(value);
    case FieldType::kBool:
      return value != 0 ? "true" : "false";
    case FieldType::kToken:
    case FieldType::kNullableToken:
      break;
  }
  const auto token = static_cast<Token>(value);
  return literal ? history.tokens.Literal(token) : history.tokens.Name(token);
}

// `name=value` pairs for people, or `"name":value` members for the file.
std::string Fields(const History& history, const std::vector<FieldSpec>& fields,
                   const std::array<int64_t, kMaxFields>& values, bool literal) {
  std::string out;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (values[i] == kAbsent) continue;
    if (!out.empty()) out += literal ? "," : " ";
    out += literal ? JsonString(fields[i].name) + ":" : fields[i].name + "=";
    out += FieldText(history, fields[i], values[i], literal);
  }
  return out;
}

std::string ValueOfOk(const History& history, const OperationSpec& operation, const Item& item) {
  switch (item.outcome) {
    case Outcome::kPanic: {
      std::string out = "\"outcome\":\"panic\",\"panic\":" + history.tokens.Literal(item.panic);
      if (item.unwraps != kAbsent) {
        out += ",\"unwraps\":" + history.tokens.Literal(static_cast<Token>(item.unwraps));
      }
      return out;
    }
    case Outcome::kGoexit:
      return "\"outcome\":\"goexit\"";
    case Outcome::kReturn:
    case Outcome::kNone:
      break;
  }
  return Fields(history, operation.results, item.results, true);
}

std::string WriteEvent(const History& history, const ModelSpec& spec, const Event& event) {
  static constexpr const char* kTypes[] = {"invoke", "ok", "fail", "info"};
  const Item& item = history.items[event.item];
  const OperationSpec& operation = spec.operations[item.operation];
  std::string value;
  if (event.type == EventType::kInvoke) {
    value = Fields(history, operation.arguments, item.arguments, true);
  } else if (event.type == EventType::kOk) {
    value = ValueOfOk(history, operation, item);
  }
  std::string out = "{\"index\":" + std::to_string(event.index) +
                    ",\"process\":" + std::to_string(item.process) + ",\"type\":\"" +
                    kTypes[static_cast<int>(event.type)] + "\",\"f\":" + JsonString(operation.name);
  if (!value.empty()) out += ",\"value\":{" + value + "}";
  if (event.time != kAbsent) out += ",\"time\":" + std::to_string(event.time);
  return out + "}\n";
}

}  // namespace

Tokens::Tokens() : keys_(1) {}

Token Tokens::Intern(std::string key) {
  const auto [it, fresh] = ids_.emplace(std::move(key), static_cast<Token>(keys_.size()));
  if (fresh) {
    constexpr size_t kNode = 3 * sizeof(void*);  // of the map: next, hash, bucket
    keys_.push_back(it->first);
    bytes_ += 2 * (sizeof(std::string) + it->first.size()) + sizeof(Token) + kNode;
  }
  return it->second;
}

Token Tokens::OfString(std::string_view text) { return Intern("s" + std::string(text)); }
Token Tokens::OfInteger(int64_t value) { return Intern("i" + std::to_string(value)); }

Token Tokens::Find(std::string_view text) const {
  const auto it = ids_.find("s" + std::string(text));
  return it == ids_.end() ? -1 : it->second;
}

std::string Tokens::Name(Token token) const {
  return token == kNull ? "nil" : Printable(std::string_view(keys_[token]).substr(1));
}

std::string Tokens::Literal(Token token) const {
  if (token == kNull) return "null";
  const std::string& key = keys_[token];
  return key[0] == 'i' ? key.substr(1) : JsonString(std::string_view(key).substr(1));
}

int ModelSpec::FindOperation(std::string_view name_of) const {
  for (size_t i = 0; i < operations.size(); ++i) {
    if (operations[i].name == name_of) return static_cast<int>(i);
  }
  return -1;
}

History PrefixOf(const History& history, size_t events) {
  History prefix;
  prefix.name = history.name;
  prefix.header = history.header;
  prefix.tokens = history.tokens;
  prefix.events.assign(history.events.begin(), history.events.begin() + events);
  for (const Item& item : history.items) {
    if (static_cast<size_t>(item.invoke) >= events) break;
    prefix.items.push_back(item);
    Item& copy = prefix.items.back();
    if (copy.close < 0 || static_cast<size_t>(copy.close) < events) continue;
    copy.close = -1;
    copy.closing = Closing::kOpen;
    copy.outcome = Outcome::kNone;
    copy.panic = kNull;
    copy.unwraps = kAbsent;
    copy.results.fill(0);
  }
  return prefix;
}

std::string DescribeArguments(const History& history, const ModelSpec& spec, const Item& item) {
  return Fields(history, spec.operations[item.operation].arguments, item.arguments, false);
}

std::string DescribeResult(const History& history, const ModelSpec& spec, const Item& item) {
  switch (item.closing) {
    case Closing::kOpen:
      return "";
    case Closing::kFail:
      return "did not happen";
    case Closing::kInfo:
      return "unknown";
    case Closing::kOk:
      break;
  }
  if (item.outcome == Outcome::kPanic) {
    std::string out = "panic " + history.tokens.Name(item.panic);
    if (item.unwraps != kAbsent && item.unwraps != kNull) {
      out += " of " + history.tokens.Name(static_cast<Token>(item.unwraps));
    }
    return out;
  }
  if (item.outcome == Outcome::kGoexit) return "goexit";
  const auto& fields = spec.operations[item.operation].results;
  if (fields.empty()) return "returned";
  if (fields.size() == 1) return FieldText(history, fields[0], item.results[0], false);
  return Fields(history, fields, item.results, false);
}

std::string DescribeParameters(const History& history, const ModelSpec& spec) {
  return Fields(history, spec.parameters, history.header.parameters, false);
}

std::string WriteHistory(const History& history, const ModelSpec& spec) {
  const Header& header = history.header;
  std::string out = "{\"schema\":1,\"model\":" + JsonString(header.model);
  if (!spec.parameters.empty()) {
    out += ",\"params\":{" + Fields(history, spec.parameters, header.parameters, true) + "}";
  }
  out += ",\"impl\":" + JsonString(header.implementation) +
         ",\"version\":" + JsonString(header.version) + ",\"index\":" + JsonString(header.index);
  if (!header.meta.empty()) out += ",\"meta\":" + header.meta;
  out += "}\n";
  for (const Event& event : history.events) out += WriteEvent(history, spec, event);
  if (history.end.has_value()) {
    const End& end = *history.end;
    out += std::string("{\"type\":\"end\",\"quiescent\":") + (end.quiescent ? "true" : "false") +
           ",\"how\":" + JsonString(end.how);
    if (end.waited_ms != kAbsent) out += ",\"waited_ms\":" + std::to_string(end.waited_ms);
    if (end.crashed) out += ",\"crash\":" + history.tokens.Literal(end.crash);
    out += "}\n";
  }
  return out;
}

}  // namespace gosync::models
