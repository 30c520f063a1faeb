#include "models/syncmap_decode.hpp"

#include <algorithm>
#include <string>

namespace gosync::models::syncmap {

namespace {

constexpr std::string_view kNan = "nan:";
constexpr std::string_view kUncomparable = "uncomparable:";

bool Stores(const Operation& op) {
  return op.kind == Kind::kStore || op.kind == Kind::kSwap || op.kind == Kind::kLoadOrStore;
}

}  // namespace

// What the tokens say about `==`.
void Decoder::ReadTokens() {
  std::unordered_map<std::string, int32_t> classes;
  const auto read = [&](Token token) {
    if (problem_.nan.size() <= static_cast<size_t>(token)) {
      problem_.nan.resize(token + 1, false);
      problem_.alike.resize(token + 1, 0);
    }
    const std::string name = history_.tokens.Name(token);
    problem_.nan[token] = name.starts_with(kNan);
    if (!name.starts_with(kUncomparable)) return;
    const std::string of = name.substr(0, name.find('/'));
    const auto number = static_cast<int32_t>(classes.size()) + 1;
    problem_.alike[token] = classes.try_emplace(of, number).first->second;
  };
  for (const Item& item : history_.items) {
    for (const auto& fields : {item.arguments, item.results}) {
      for (const int64_t field : fields) {
        if (field >= 0) read(static_cast<Token>(field));
      }
    }
  }
}

void Decoder::Decode(const Item& item, Operation* op) const {
  op->kind = static_cast<Kind>(item.operation);
  op->fate = FateOf(item);
  op->panic = item.panic;
  const auto argument = [&](int i) { return static_cast<Token>(item.arguments[i]); };
  const bool returned = op->fate == Fate::kReturned;
  switch (op->kind) {
    case Kind::kCompareAndSwap:
      op->old = argument(1);
      op->value = argument(2);
      op->flag = returned && item.results[0] != 0;
      break;
    case Kind::kCompareAndDelete:
      op->old = argument(1);
      op->flag = returned && item.results[0] != 0;
      break;
    case Kind::kStore:
      op->value = argument(1);
      break;
    case Kind::kF:
      op->value = argument(1);
      op->flag = returned && item.results[0] != 0;
      break;
    case Kind::kLoadOrStore:
    case Kind::kSwap:
      op->value = argument(1);
      [[fallthrough]];
    case Kind::kLoad:
    case Kind::kLoadAndDelete:
      op->result = returned ? static_cast<Token>(item.results[0]) : kNull;
      op->flag = returned && item.results[1] != 0;
      break;
    case Kind::kDelete:
    case Kind::kClear:
    case Kind::kRange:
      break;
  }
}

int32_t Decoder::NewEntry(Token key) {
  problem_.entries.push_back(key);
  return static_cast<int32_t>(problem_.entries.size()) - 1;
}

// A key that is unequal to itself has an entry for each store, and what looks for it
// finds none; so does one that cannot be a key.
int32_t Decoder::EntryOf(const Operation& op, Token key) {
  if (problem_.Alike(key) != 0) return NewEntry(key);
  if (problem_.IsNan(key)) {
    if (op.kind != Kind::kF && !Stores(op)) return NewEntry(key);
    const auto it = nan_entries_.find({key, op.value});
    return it == nan_entries_.end() ? NewEntry(key) : it->second;
  }
  const auto [it, fresh] = entries_.try_emplace(key, 0);
  if (fresh) it->second = NewEntry(key);
  return it->second;
}

// First, because a Range may be seen to show such an entry before the store returns.
std::optional<ReadError> Decoder::StoreUnderNan() {
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const Item& item = history_.items[i];
    const Operation& op = problem_.operations[i];
    if (!Stores(op)) continue;
    const auto key = static_cast<Token>(item.arguments[0]);
    if (!problem_.IsNan(key)) continue;
    if (!nan_entries_.try_emplace({key, op.value}, NewEntry(key)).second) {
      return WrongItem(history_, item, "a value that was not stored under this NaN before",
                       history_.tokens.Name(op.value));
    }
  }
  return std::nullopt;
}

std::optional<ReadError> Decoder::Nest(int32_t item) {
  const int32_t parent = history_.items[item].parent;
  if (parent < 0 || problem_.operations[parent].kind != Kind::kRange) {
    return WrongItem(history_, history_.items[item], "f nested in the Range that it was given to",
                     "f by itself");
  }
  calls_[parent].push_back(item);
  return std::nullopt;
}

// MP5, as far as it does not depend on what is in the map.
void Decoder::Shape(int32_t range) {
  Operation& op = problem_.operations[range];
  const Operation* last = nullptr;
  std::unordered_set<int32_t> shown;
  for (int32_t call : calls_[range]) {
    Operation& f = problem_.operations[call];
    const bool over = last != nullptr && (last->fate != Fate::kReturned || !last->flag);
    f.misshapen = !shown.insert(f.entry).second || over || op.fate == Fate::kNever;
    last = &f;
    if (op.fate == Fate::kUnknown && history_.items[call].closing != Closing::kOk) {
      op.inside_f = true;
    }
  }
  if (op.fate == Fate::kUnknown || op.fate == Fate::kNever) return;
  const Fate end = last == nullptr ? Fate::kReturned : last->fate;
  op.misshapen = op.fate != end || (op.fate == Fate::kPanicked && op.panic != last->panic);
}

void Decoder::Oblige(int32_t range) {
  Operation& op = problem_.operations[range];
  op.sight = static_cast<int32_t>(problem_.sights.size());
  const std::vector<int32_t>& calls = calls_[range];
  bool stopped = op.fate != Fate::kReturned;
  for (int32_t call : calls) {
    const Operation& f = problem_.operations[call];
    stopped = stopped || f.fate != Fate::kReturned || !f.flag;
  }
  const auto entries = static_cast<int32_t>(problem_.entries.size());
  for (int32_t entry = 0; entry < entries; ++entry) {
    problem_.sights.push_back({range, entry, kNoValue, !stopped});
  }
  for (int32_t call : calls) {
    const Operation& f = problem_.operations[call];
    if (f.misshapen) continue;
    Sight& sight = problem_.sights[op.sight + f.entry];
    sight.value = f.value;
    sight.asked = true;
  }
}

void Decoder::LookAtTheEnd() {
  for (size_t i = 0; i < history_.items.size(); ++i) {
    const Item& item = history_.items[i];
    Operation& op = problem_.operations[i];
    const bool of_f = op.kind == Kind::kF || op.kind == Kind::kRange;
    if (op.fate == Fate::kPanicked && !of_f) problem_.panicked = true;
    if (op.kind == Kind::kCompareAndDelete && !op.unhashable) {
      const bool lost = item.closing == Closing::kInfo && problem_.Alike(op.old) != 0;
      problem_.leaked = problem_.leaked || lost || op.fate == Fate::kPanicked;
    }
    if (item.closing != Closing::kOpen) continue;
    for (size_t j = 0; j < history_.items.size(); ++j) {
      const Item& f = history_.items[j];
      if (problem_.operations[j].kind != Kind::kF) continue;
      op.beside_f = op.beside_f || f.close < 0 || f.close > item.invoke;
    }
  }
}

std::optional<ReadError> Decoder::Run() {
  ReadTokens();
  problem_.history = &history_;
  problem_.operations.resize(history_.items.size());
  for (size_t i = 0; i < history_.items.size(); ++i) {
    Decode(history_.items[i], &problem_.operations[i]);
  }
  if (auto error = StoreUnderNan()) return error;
  std::vector<int32_t> ranges;
  for (size_t i = 0; i < history_.items.size(); ++i) {
    Operation& op = problem_.operations[i];
    if (op.kind == Kind::kRange) ranges.push_back(static_cast<int32_t>(i));
    if (op.kind == Kind::kRange || op.kind == Kind::kClear) continue;
    const auto key = static_cast<Token>(history_.items[i].arguments[0]);
    op.entry = EntryOf(op, key);
    op.unhashable = problem_.Alike(key) != 0;
    if (op.kind != Kind::kF) continue;
    if (auto error = Nest(static_cast<int32_t>(i))) return error;
  }
  for (int32_t range : ranges) Shape(range);
  for (int32_t range : ranges) Oblige(range);
  LookAtTheEnd();
  return std::nullopt;
}

}  // namespace gosync::models::syncmap
