#ifndef GOSYNC_MODELS_CORE_HISTORY_HPP_
#define GOSYNC_MODELS_CORE_HISTORY_HPP_

// A history in memory: what docs/history-format.md describes, checked for form
// and linked (each return knows its call, each callback its operation).

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/core/schema.hpp"

namespace gosync::models {

// An interned token. 0 is null (Go's nil); equal ids are identical things.
using Token = int32_t;
inline constexpr Token kNull = 0;

class Tokens {
 public:
  Tokens();
  Token OfString(std::string_view text);
  Token OfInteger(int64_t value);
  // The token of a string that stands somewhere in the history, or -1.
  Token Find(std::string_view text) const;
  // For people: strings as they are (but control characters as \x1b), integers in digits,
  // null as "nil".
  std::string Name(Token token) const;
  // As a JSON value.
  std::string Literal(Token token) const;
  // About how much memory they take.
  size_t Bytes() const { return bytes_; }

 private:
  Token Intern(std::string key);
  std::unordered_map<std::string, Token> ids_;  // key: 's' or 'i', then the text
  std::vector<std::string> keys_;
  size_t bytes_ = 0;
};

enum class EventType : uint8_t { kInvoke, kOk, kFail, kInfo };
enum class Outcome : uint8_t { kNone, kReturn, kPanic, kGoexit };
// How an item ended. kOpen: it has no further event.
enum class Closing : uint8_t { kOpen, kOk, kFail, kInfo };

// A field that may be left out and is.
inline constexpr int64_t kAbsent = std::numeric_limits<int64_t>::min();

// One operation or callback, from its invoke to its closing event.
struct Item {
  int32_t operation = 0;  // index in ModelSpec::operations
  int32_t process = 0;
  int32_t parent = -1;  // item that this one is nested in, within its process
  int32_t invoke = -1;  // index in History::events
  int32_t close = -1;   // likewise; -1 while open
  Closing closing = Closing::kOpen;
  Outcome outcome = Outcome::kNone;
  Token panic = kNull;
  int64_t unwraps = kAbsent;                    // a Token if present
  std::array<int64_t, kMaxFields> arguments{};  // tokens, integers, booleans
  std::array<int64_t, kMaxFields> results{};
};

struct Event {
  int64_t index = 0;
  int64_t time = kAbsent;
  int32_t item = 0;
  uint32_t line = 0;
  EventType type = EventType::kInvoke;
};

struct Header {
  std::string model;
  std::string implementation;
  std::string version;
  std::string index;
  std::string meta;  // JSON, without white space; empty if absent
  std::array<int64_t, kMaxFields> parameters{};
};

struct End {
  bool quiescent = false;
  std::string how;
  int64_t waited_ms = kAbsent;
  bool crashed = false;
  Token crash = kNull;
  uint32_t line = 0;
};

struct History {
  std::string name;  // file name, or "-"
  Header header;
  std::vector<Item> items;    // in the order of invoke
  std::vector<Event> events;  // in judged order
  std::optional<End> end;
  Tokens tokens;

  const Event& InvokeOf(const Item& item) const { return events[item.invoke]; }
  bool quiescent() const { return end.has_value() && end->quiescent; }
};

// The history as it stood after its first `events` events: what returned later is
// open, and there is no end.
History PrefixOf(const History& history, size_t events);

// Words for people: "n=2 ctx=c1", "nil", "panic: boom".
std::string DescribeArguments(const History& history, const ModelSpec& spec, const Item& item);
std::string DescribeResult(const History& history, const ModelSpec& spec, const Item& item);
std::string DescribeParameters(const History& history, const ModelSpec& spec);

// The history as JSON lines, exactly as docs/history-format.md has it.
std::string WriteHistory(const History& history, const ModelSpec& spec);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_HISTORY_HPP_
