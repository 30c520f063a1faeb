#include "property_tests/support/recording.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

namespace gosync::property {
namespace {

// Tokens for things that are known by their address, in the order of their appearance.
class Identities {
 public:
  std::string TokenOf(const adapters::Identity& identity) {
    const auto [it, added] = tokens_.try_emplace(identity.get(), tokens_.size());
    return "w" + std::to_string(it->second);
  }

 private:
  std::map<const void*, size_t> tokens_;
};

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string Json(const Field& field, Identities& identities) {
  if (const bool* yes = std::get_if<bool>(&field)) return *yes ? "true" : "false";
  if (const int64_t* number = std::get_if<int64_t>(&field)) return std::to_string(*number);
  if (const std::string* token = std::get_if<std::string>(&field)) return Quoted(*token);
  if (const adapters::Identity* identity = std::get_if<adapters::Identity>(&field)) {
    return Quoted(identities.TokenOf(*identity));
  }
  return "null";
}

std::string Json(const Fields& fields, Identities& identities) {
  std::string text = "{";
  for (const adapters::NamedField& field : fields) {
    if (text.size() > 1) text += ",";
    text += Quoted(field.name) + ":" + Json(field.value, identities);
  }
  return text + "}";
}

std::string Json(const Outcome& outcome, bool is_callback, Identities& identities) {
  switch (outcome.kind) {
    case Outcome::Kind::kGoexit:
      return R"({"outcome":"goexit"})";
    case Outcome::Kind::kPanic: {
      std::string text = R"({"outcome":"panic","panic":)" + Json(outcome.panic, identities);
      if (outcome.unwraps && !is_callback) {
        text += ",\"unwraps\":" + Json(*outcome.unwraps, identities);
      }
      return text + "}";
    }
    case Outcome::Kind::kReturn:
      break;
  }
  return Json(outcome.results, identities);
}

}  // namespace

Log::Log(Recorder& recorder, int process, size_t capacity)
    : recorder_(recorder), process_(process), entries_(capacity) {}

Log::Entry& Log::Next() {
  const size_t used = used_.load(std::memory_order_relaxed);
  if (used == entries_.size()) {
    std::fprintf(stderr, "the buffer of process %d is full\n", process_);
    std::abort();
  }
  return entries_[used];
}

void Log::Invoke(const Call& call) {
  Entry& entry = Next();
  entry.is_invoke = true;
  entry.operation = call.operation;
  entry.arguments = call.arguments;
  entry.index = recorder_.counter_.fetch_add(1);
  used_.store(used_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

int64_t Log::Stamp() { return recorder_.counter_.fetch_add(1); }

void Log::Ok(int64_t index, const char* operation, Outcome outcome) {
  Entry& entry = Next();
  entry.index = index;
  entry.operation = operation;
  entry.outcome = std::move(outcome);
  used_.store(used_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void Log::Fail(int64_t index, const char* operation) {
  Entry& entry = Next();
  entry.index = index;
  entry.operation = operation;
  entry.failed = true;
  used_.store(used_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

Log& Recorder::NewLog(size_t capacity) {
  std::lock_guard<std::mutex> lock(mu_);
  logs_.push_back(std::make_unique<Log>(*this, static_cast<int>(logs_.size()), capacity));
  return *logs_.back();
}

std::string Recorder::Text(const adapters::Adapter& adapter, const Fields& parameters,
                           const End& end) {
  std::lock_guard<std::mutex> lock(mu_);
  Identities identities;
  std::string text = R"({"schema":1,"model":)" + Quoted(adapter.model);
  if (!parameters.empty()) text += ",\"params\":" + Json(parameters, identities);
  text += ",\"impl\":" + Quoted(adapter.implementation) +
          ",\"version\":" + Quoted(adapter.version) + ",\"index\":\"counter\"}\n";

  std::vector<std::pair<const Log*, const Log::Entry*>> events;
  for (const auto& log : logs_) {
    const size_t used = log->used_.load(std::memory_order_acquire);
    for (size_t i = 0; i < used; ++i) events.push_back({log.get(), &log->entries_[i]});
  }
  std::sort(events.begin(), events.end(),
            [](const auto& a, const auto& b) { return a.second->index < b.second->index; });
  for (const auto& [log, entry] : events) {
    const bool is_callback = std::string("fn") == entry->operation;
    const std::string value = entry->failed      ? "{}"
                              : entry->is_invoke ? Json(entry->arguments, identities)
                                                 : Json(entry->outcome, is_callback, identities);
    text += "{\"index\":" + std::to_string(entry->index) +
            ",\"process\":" + std::to_string(log->process_) + ",\"type\":\"" +
            (entry->is_invoke ? "invoke"
             : entry->failed  ? "fail"
                              : "ok") +
            "\",\"f\":" + Quoted(entry->operation);
    if (value != "{}") text += ",\"value\":" + value;
    text += "}\n";
  }
  return text + "{\"type\":\"end\",\"quiescent\":" + (end.quiescent ? "true" : "false") +
         ",\"how\":" + Quoted(end.how) + "}\n";
}

std::string Recorder::OpenCalls() {
  std::lock_guard<std::mutex> lock(mu_);
  std::string text;
  for (const auto& log : logs_) {
    std::vector<const Log::Entry*> open;
    const size_t used = log->used_.load(std::memory_order_acquire);
    for (size_t i = 0; i < used; ++i) {
      if (log->entries_[i].is_invoke) {
        open.push_back(&log->entries_[i]);
      } else {
        open.pop_back();
      }
    }
    for (const Log::Entry* entry : open) {
      text += "process " + std::to_string(log->process_) + " is in " +
              ShowCall({entry->operation, entry->arguments}) + "\n";
    }
  }
  return text;
}

}  // namespace gosync::property
