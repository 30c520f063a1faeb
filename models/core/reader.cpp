#include "models/core/reader.hpp"

#include <cerrno>
#include <cstring>

#include "models/core/fields.hpp"
#include "models/core/line_reader.hpp"
#include "models/core/linker.hpp"

namespace gosync::models {
namespace {

class Lines {
 public:
  Lines(const FindModelSpec& find, History* out, const ModelSpec** spec)
      : find_(find), history_(*out), spec_(*spec), linker_(out) {}

  Problem Line(std::string_view text, uint32_t number) {
    line_ = number;
    Json json;
    whole_ = false;
    if (Problem p = ParseJson(text, &json)) return p;
    whole_ = true;
    if (json.kind != Json::Kind::kObject) return Wrong(json, "a JSON object");
    if (number == 1) return HeaderLine(json);
    if (history_.end.has_value()) {
      return JsonError{1, "nothing after the end", "one more line"};
    }
    const Json* type = nullptr;
    if (Problem p = Require(json, "type", Json::Kind::kString, "a string", &type)) return p;
    return type->text == "end" ? EndLine(json) : EventLine(json, *type);
  }

  // The last line was JSON, whatever else is wrong with it.
  bool whole() const { return whole_; }

  // What has been read so far takes about this much memory.
  size_t Bytes() const {
    return history_.items.capacity() * sizeof(Item) + history_.events.capacity() * sizeof(Event) +
           history_.tokens.Bytes() + linker_.Bytes();
  }

 private:
  Problem HeaderLine(const Json& json) {
    if (Problem p =
            OnlyKeys(json, {"schema", "model", "params", "impl", "version", "index", "meta"})) {
      return p;
    }
    const Json *schema = nullptr, *model = nullptr, *impl = nullptr, *version = nullptr,
               *index = nullptr;
    if (Problem p = Require(json, "schema", Json::Kind::kInt, "the integer 1", &schema)) return p;
    if (schema->integer != 1) return Wrong(*schema, "schema 1");
    if (Problem p = Require(json, "model", Json::Kind::kString, "a string", &model)) return p;
    if (Problem p = Require(json, "impl", Json::Kind::kString, "a string", &impl)) return p;
    if (Problem p = Require(json, "version", Json::Kind::kString, "a string", &version)) return p;
    if (Problem p = Require(json, "index", Json::Kind::kString, "a string", &index)) return p;
    if (index->text != "counter" && index->text != "log") {
      return Wrong(*index, "\"counter\" or \"log\"");
    }
    spec_ = find_(model->text);
    if (spec_ == nullptr) {
      return Wrong(*model, "the name of a model (see gosync-oracle models)");
    }
    Header& header = history_.header;
    header.model = model->text;
    header.implementation = impl->text;
    header.version = version->text;
    header.index = index->text;
    if (const Json* meta = json.Find("meta")) header.meta = JsonText(*meta);
    Json empty;
    const Json* params = nullptr;
    if (Problem p = FindObject(json, "params", &empty, &params)) return p;
    return ReadFields(*params, spec_->parameters, {}, &history_.tokens, &header.parameters);
  }

  Problem EndLine(const Json& json) {
    if (Problem p = OnlyKeys(json, {"type", "quiescent", "how", "waited_ms", "crash"})) return p;
    const Json *quiescent = nullptr, *how = nullptr;
    if (Problem p = Require(json, "quiescent", Json::Kind::kBool, "true or false", &quiescent)) {
      return p;
    }
    if (Problem p = Require(json, "how", Json::Kind::kString, "a string", &how)) return p;
    End end;
    end.quiescent = quiescent->boolean;
    end.how = how->text;
    end.line = line_;
    if (const Json* waited = json.Find("waited_ms")) {
      if (waited->kind != Json::Kind::kInt || waited->integer < 0) {
        return Wrong(*waited, "an integer >= 0 for \"waited_ms\"");
      }
      end.waited_ms = waited->integer;
    }
    if (const Json* crash = json.Find("crash")) {
      if (end.quiescent) return Wrong(*quiescent, "false for \"quiescent\" beside \"crash\"");
      end.crashed = true;
      int64_t token = kNull;
      if (Problem p = ReadToken(*crash, true, &history_.tokens, &token)) return p;
      end.crash = static_cast<Token>(token);
    }
    history_.end = std::move(end);
    return std::nullopt;
  }

  Problem EventLine(const Json& json, const Json& type) {
    if (Problem p = OnlyKeys(json, {"index", "process", "type", "f", "value", "time"})) return p;
    const Json *index = nullptr, *process = nullptr, *f = nullptr;
    if (Problem p = Require(json, "index", Json::Kind::kInt, "an integer", &index)) return p;
    if (Problem p = Require(json, "process", Json::Kind::kInt, "an integer", &process)) return p;
    if (Problem p = Require(json, "f", Json::Kind::kString, "a string", &f)) return p;
    if (index->integer < 0) return Wrong(*index, "an index >= 0");
    if (!history_.events.empty() && index->integer <= history_.events.back().index) {
      return Wrong(*index, "an index above " + std::to_string(history_.events.back().index) +
                               " (the order must not run backwards)");
    }
    if (process->integer < 0 || process->integer > 2147483647) {
      return Wrong(*process, "a process from 0 to 2147483647");
    }
    const int operation = spec_->FindOperation(f->text);
    if (operation < 0) {
      std::string list;
      for (const OperationSpec& o : spec_->operations) list += (list.empty() ? "" : ", ") + o.name;
      return Wrong(*f, "one of the operations " + list);
    }
    Event event;
    event.index = index->integer;
    event.line = line_;
    if (const Json* time = json.Find("time")) {
      if (Problem p = ReadInteger(*time, "time", &event.time)) return p;
    }
    const auto p = static_cast<int32_t>(process->integer);
    if (type.text == "invoke") {
      event.type = EventType::kInvoke;
      return Invoke(json, event, p, operation, *f);
    }
    if (type.text == "ok") {
      event.type = EventType::kOk;
    } else if (type.text == "fail") {
      event.type = EventType::kFail;
    } else if (type.text == "info") {
      event.type = EventType::kInfo;
    } else {
      return Wrong(type, "the type invoke, ok, fail, info or end");
    }
    return Close(json, event, p, operation, *f);
  }

  Problem Invoke(const Json& json, const Event& event, int32_t process, int operation,
                 const Json& f) {
    Item item;
    item.operation = operation;
    item.process = process;
    const OperationSpec& spec = spec_->operations[operation];
    Json empty;
    const Json* value = nullptr;
    if (Problem p = FindObject(json, "value", &empty, &value)) return p;
    if (Problem p = ReadFields(*value, spec.arguments, {}, &history_.tokens, &item.arguments)) {
      return p;
    }
    if (auto complaint = linker_.Invoke(item, event, *spec_)) {
      return JsonError{f.column, complaint->expected, complaint->found};
    }
    return std::nullopt;
  }

  Problem Close(const Json& json, const Event& event, int32_t process, int operation,
                const Json& f) {
    Item* item = nullptr;
    if (auto complaint = linker_.Close(process, operation, event, *spec_, &item)) {
      return JsonError{f.column, complaint->expected, complaint->found};
    }
    if (event.type != EventType::kOk) {
      item->closing = event.type == EventType::kFail ? Closing::kFail : Closing::kInfo;
      if (const Json* value = json.Find("value"))
        return Wrong(*value, "no value with fail or info");
      return std::nullopt;
    }
    item->closing = Closing::kOk;
    Json empty;
    const Json* value = nullptr;
    if (Problem p = FindObject(json, "value", &empty, &value)) return p;
    return ReadOutcome(*value, spec_->operations[operation], item);
  }

  Problem ReadOutcome(const Json& value, const OperationSpec& spec, Item* item) {
    item->outcome = Outcome::kReturn;
    const Json* outcome = value.Find("outcome");
    if (outcome != nullptr && outcome->text != "return") {
      const bool panic = outcome->text == "panic" && spec.may_panic;
      const bool goexit = outcome->text == "goexit" && spec.may_goexit;
      if (outcome->kind != Json::Kind::kString || (!panic && !goexit)) {
        return Wrong(*outcome, "an outcome that " + spec.name + " may have");
      }
      item->outcome = panic ? Outcome::kPanic : Outcome::kGoexit;
      if (goexit) return OnlyKeys(value, {"outcome"});
      if (Problem p = OnlyKeys(value, {"outcome", "panic", "unwraps"})) return p;
      const Json* token = value.Find("panic");
      if (token == nullptr) return JsonError{value.column, "the key \"panic\"", "no such key"};
      int64_t id = kNull;
      if (Problem p = ReadToken(*token, false, &history_.tokens, &id)) return p;
      item->panic = static_cast<Token>(id);
      if (const Json* unwraps = value.Find("unwraps")) {
        if (Problem p = ReadToken(*unwraps, true, &history_.tokens, &item->unwraps)) return p;
      }
      return std::nullopt;
    }
    return ReadFields(value, spec.results, {"outcome"}, &history_.tokens, &item->results);
  }

  const FindModelSpec& find_;
  History& history_;
  const ModelSpec*& spec_;
  Linker linker_;
  uint32_t line_ = 0;
  bool whole_ = false;
};

template <class NextLine>
std::optional<ReadError> ReadAll(NextLine next, const std::string& name, const FindModelSpec& find,
                                 const ReadLimits& limits, History* out, const ModelSpec** spec) {
  *out = History{};
  out->name = name;
  *spec = nullptr;
  Lines lines(find, out, spec);
  const auto fail = [&](uint32_t line, JsonError e) {
    return ReadError{ReadError::Kind::kInput, name, line, e.column, e.expected, e.found};
  };
  uint32_t number = 0;
  std::string_view text;
  LineEnd end = LineEnd::kNewline;
  while ((end = next(&text)) != LineEnd::kNoMore) {
    ++number;
    if (end == LineEnd::kReadFailed) {
      return fail(number, {1, "a readable file", std::strerror(errno)});
    }
    if (end == LineEnd::kTooLong) {
      return fail(number, {1, "a line of at most " + std::to_string(limits.line_bytes) + " bytes",
                           "a longer one"});
    }
    if (text.substr(0, 3) == "\xEF\xBB\xBF") return fail(number, {1, "no byte order mark", "one"});
    if (auto problem = lines.Line(text, number)) {
      if (end == LineEnd::kEndOfFile && !lines.whole()) {
        problem->found +=
            "; the last line has no newline, so it may be truncated: without it"
            " the rest can be judged";
      }
      return fail(number, *problem);
    }
    constexpr uint32_t kClockEvery = 256;
    if (limits.budget != nullptr && number % kClockEvery == 0 && !limits.budget->OnTime()) {
      ReadError error = fail(number, {1, "a history that can be read within the budget",
                                      limits.budget->spent() + " ran out at this line"});
      error.kind = ReadError::Kind::kBudget;
      return error;
    }
    if (lines.Bytes() > limits.memory_bytes) {
      ReadError error = fail(number, {1,
                                      "a history that takes at most " +
                                          std::to_string(limits.memory_bytes) + " bytes of memory",
                                      "a longer one"});
      error.kind = ReadError::Kind::kBudget;
      return error;
    }
  }
  if (number == 0) return fail(1, {1, "a header line", "an empty file"});
  if (limits.budget != nullptr) limits.budget->Hold(lines.Bytes());
  return std::nullopt;
}

}  // namespace

std::string ReadError::Text() const {
  return file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": expected " +
         expected + ", found " + found;
}

ReadError WrongAt(const History& history, int64_t line, std::string expected, std::string found) {
  return {ReadError::Kind::kInput, history.name, line, 1, std::move(expected), std::move(found)};
}

ReadError WrongItem(const History& history, const Item& item, std::string expected,
                    std::string found) {
  return WrongAt(history, history.InvokeOf(item).line, std::move(expected), std::move(found));
}

std::optional<ReadError> ReadHistory(std::FILE* in, const std::string& name,
                                     const FindModelSpec& find, const ReadLimits& limits,
                                     History* out, const ModelSpec** spec) {
  LineReader reader(in, limits.line_bytes);
  return ReadAll([&](std::string_view* text) { return reader.Next(text); }, name, find, limits, out,
                 spec);
}

std::optional<ReadError> ReadHistoryText(std::string_view text, const std::string& name,
                                         const FindModelSpec& find, History* out,
                                         const ModelSpec** spec) {
  const ReadLimits limits;
  const auto next = [&](std::string_view* line) {
    if (text.empty()) return LineEnd::kNoMore;
    const size_t end = text.find('\n');
    *line = text.substr(0, end);
    if (line->size() > limits.line_bytes) return LineEnd::kTooLong;
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return end == std::string_view::npos ? LineEnd::kEndOfFile : LineEnd::kNewline;
  };
  return ReadAll(next, name, find, limits, out, spec);
}

}  // namespace gosync::models
