#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/tests/brute/random_history.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kBelowZero[] = "\"sync: negative WaitGroup counter\"";
constexpr char kGroupReused[] = "\"sync: WaitGroup is reused before previous Wait has returned\"";

bool IsEvent(const DraftLine& line, EventType type) { return line.type == type; }

// Indices of the lines of one type.
std::vector<int> Lines(const Draft& draft, EventType type) {
  std::vector<int> lines;
  for (size_t i = 0; i < draft.lines.size(); ++i) {
    if (IsEvent(draft.lines[i], type)) lines.push_back(static_cast<int>(i));
  }
  return lines;
}

// What a field may be changed to: whatever stands there elsewhere, and a little more.
std::vector<std::string> Alternatives(const Draft& draft, const std::string& key,
                                      const std::string& literal) {
  std::set<std::string> pool;
  for (const DraftLine& line : draft.lines) {
    for (const auto& [name, value] : line.value) {
      const bool panics =
          (name == "panic" || name == "unwraps") && (key == "panic" || key == "unwraps");
      if (name == key || (panics && value != "null")) pool.insert(value);
    }
  }
  if (key == "n" || key == "delta" || key == "deadline" || key == "now") {
    for (const int by : {-1, 1}) pool.insert(std::to_string(std::stoll(literal) + by));
  } else if (key == "ok" || key == "shared" || key == "panic_error" || key == "ready" ||
             key == "fresh" || key == "recovered") {
    pool.insert({"true", "false"});
  } else if (key == "err" && draft.model == "semaphore") {
    pool.insert({"null", "\"context canceled\"", "\"context deadline exceeded\""});
  } else if (key == "v" || key == "err" || key == "unwraps") {
    pool.insert({"null", "\"other\""});
  } else if (key == "loaded" || key == "swapped" || key == "deleted" || key == "more" ||
             key == "stopped") {
    pool.insert({"true", "false"});
  } else if (draft.model == "syncmap" && key != "panic" && key != "outcome") {
    for (const DraftLine& line : draft.lines) {
      for (const auto& [name, value] : line.value) {
        if ((name == "key") == (key == "key") && value[0] == '"') pool.insert(value);
      }
    }
    if (key != "key") pool.insert("null");
  } else if (key == "err" && draft.model == "go_context") {
    pool.insert({"null", "\"context canceled\"", "\"context deadline exceeded\""});
  } else if (key == "cause") {
    pool.insert({"null", "\"context canceled\"", "\"other\""});
  } else if (key == "value" && draft.model == "go_panic") {
    pool.insert("null");
    for (const DraftLine& line : draft.lines) {
      for (const auto& [name, value] : line.value) {
        if (name == "panic") pool.insert(value);
      }
    }
  } else if (key == "case") {
    pool.insert({"-1", "0", "1"});
  } else if (key == "ctx") {
    pool.insert({"\"background\"", "\"c1\""});
  } else if (key == "outcome") {
    pool.clear();
  }
  pool.erase(literal);
  return {pool.begin(), pool.end()};
}

bool ChangeField(Draft* draft, EventType type, Random* random) {
  const std::vector<int> lines = Lines(*draft, type);
  if (lines.empty()) return false;
  DraftLine& line = draft->lines[random->Pick(lines)];
  if (line.value.empty()) return false;
  auto& [key, literal] = line.value[random->Below(line.value.size())];
  const std::vector<std::string> pool = Alternatives(*draft, key, literal);
  if (pool.empty()) return false;
  literal = random->Pick(pool);
  return true;
}

bool ChangeMapOutcome(DraftLine* line, Random* random) {
  static const auto& kPanics = *new std::vector<std::string>{
      R"("comparing uncomparable type")", R"("hash of unhashable type")", R"("other")"};
  if (line->f == "Clear" || line->Find("outcome") != nullptr) return false;
  const bool exits = (line->f == "f" || line->f == "Range") && random->Chance(30);
  line->value.clear();
  line->Set("outcome", exits ? "\"goexit\"" : "\"panic\"");
  if (!exits) line->Set("panic", random->Pick(kPanics));
  return true;
}

bool ChangeFrameOutcome(DraftLine* line, Random* random) {
  if (line->f == "Recover" || (line->f == "Defer" && random->Chance(80))) return false;
  const bool returned = line->Find("outcome") == nullptr;
  const bool exits = line->f != "Defer" && random->Chance(40);
  line->value.clear();
  if (!returned && random->Chance(50)) return true;
  line->Set("outcome", exits ? "\"goexit\"" : "\"panic\"");
  if (!exits) line->Set("panic", random->Chance(50) ? "\"w0\"" : "\"nil dereference\"");
  return true;
}

// Another outcome altogether.
bool ChangeOutcome(Draft* draft, Random* random) {
  const std::vector<int> lines = Lines(*draft, EventType::kOk);
  if (lines.empty()) return false;
  DraftLine& line = draft->lines[random->Pick(lines)];
  static const auto& kPanics = *new std::vector<std::string>{
      R"("semaphore: released more than held")", R"("semaphore: n < 0")", R"("nil dereference")"};
  const bool semaphore = draft->model == "semaphore";
  if (draft->model == "syncmap") return ChangeMapOutcome(&line, random);
  if (draft->model == "go_panic") return ChangeFrameOutcome(&line, random);
  if (line.Find("outcome") != nullptr) {
    line.value.clear();
    if (line.f == "Acquire") line.Set("err", "null");
    if (line.f == "TryAcquire") line.Set("ok", random->Chance(50) ? "true" : "false");
    if (line.f != "Do" && line.f != "DoEx" && line.f != "fn") return true;
    line.value = {{"v", "null"}, {"err", "null"}};
    const std::string flag = random->Chance(50) ? "true" : "false";
    if (line.f == "Do" && draft->model == "singleflight") line.Set("shared", flag);
    if (line.f == "DoEx") line.Set("fresh", flag);
    return true;
  }
  const bool exits = !semaphore && random->Chance(50);
  line.value.clear();
  if (draft->model == "waitgroup" && line.f != "fn") {
    line.value = {{"outcome", "\"panic\""},
                  {"panic", random->Chance(70) ? kBelowZero : kGroupReused}};
    return true;
  }
  if (draft->model == "cond") {
    line.value = {
        {"outcome", "\"panic\""},
        {"panic", random->Chance(70) ? "\"sync.Cond is copied\"" : "\"nil dereference\""}};
    return true;
  }
  line.Set("outcome", exits ? "\"goexit\"" : "\"panic\"");
  if (!exits) line.Set("panic", semaphore ? random->Pick(kPanics) : "\"w0\"");
  return true;
}

bool SwapNeighbours(Draft* draft, Random* random) {
  if (draft->lines.size() < 2) return false;
  const int at = random->Below(draft->lines.size() - 1);
  if (draft->lines[at].process == draft->lines[at + 1].process) return false;
  std::swap(draft->lines[at], draft->lines[at + 1]);
  return true;
}

bool MoveLine(Draft* draft, Random* random) {
  const int from = random->Below(draft->lines.size());
  const int to = random->Below(draft->lines.size());
  if (from == to) return false;
  DraftLine line = std::move(draft->lines[from]);
  draft->lines.erase(draft->lines.begin() + from);
  draft->lines.insert(draft->lines.begin() + to, std::move(line));
  return true;
}

bool ExchangeResults(Draft* draft, Random* random) {
  const std::vector<int> lines = Lines(*draft, EventType::kOk);
  if (lines.size() < 2) return false;
  DraftLine& one = draft->lines[random->Pick(lines)];
  DraftLine& other = draft->lines[random->Pick(lines)];
  if (one.f != other.f || one.value == other.value) return false;
  std::swap(one.value, other.value);
  return true;
}

// A call that returned is open, if its process did nothing afterwards.
bool DropReturn(Draft* draft, Random* random) {
  std::vector<int> last;
  std::set<int32_t> later;
  for (int i = static_cast<int>(draft->lines.size()) - 1; i >= 0; --i) {
    const DraftLine& line = draft->lines[i];
    if (later.insert(line.process).second && IsEvent(line, EventType::kOk)) last.push_back(i);
  }
  if (last.empty()) return false;
  draft->lines.erase(draft->lines.begin() + random->Pick(last));
  const bool crashed = draft->end.has_value() && draft->end->crash.has_value();
  if (!crashed && random->Chance(70)) draft->end = DraftEnd{true, {}};
  return true;
}

bool DropCall(Draft* draft, Random* random) {
  const std::vector<DraftCall> calls = CallsOf(*draft);
  if (calls.empty()) return false;
  const DraftCall call = random->Pick(calls);
  if (call.close >= 0) draft->lines.erase(draft->lines.begin() + call.close);
  draft->lines.erase(draft->lines.begin() + call.invoke);
  return true;
}

bool ChangeClosing(Draft* draft, Random* random) {
  const std::vector<int> lines = Lines(*draft, EventType::kOk);
  if (lines.empty()) return false;
  DraftLine& line = draft->lines[random->Pick(lines)];
  // A callback that was seen to begin cannot turn out not to have happened.
  line.type =
      line.f == "fn" || line.f == "f" || random->Chance(60) ? EventType::kInfo : EventType::kFail;
  line.value.clear();
  return true;
}

bool ChangeEnd(Draft* draft, Random* random) {
  if (draft->end.has_value() && draft->end->quiescent) {
    if (random->Chance(70)) return false;
    draft->end.reset();
    return true;
  }
  if (draft->end.has_value() && draft->end->crash.has_value() && random->Chance(60)) {
    const std::vector<std::string> pool = Alternatives(*draft, "panic", *draft->end->crash);
    draft->end->crash = pool.empty() ? "null" : random->Pick(pool);
    return true;
  }
  draft->end.emplace().quiescent = true;
  if (draft->model != "singleflight" || random->Chance(75)) return true;
  draft->end = DraftEnd{false, "null"};
  return true;
}

}  // namespace

bool Perturb(Draft* draft, Random* random) {
  if (draft->lines.empty()) return false;
  static const auto& kUsual = *new std::vector<int>{16, 8, 4, 10, 12, 8, 34, 3, 3, 18};
  static const auto& kOwn = *new std::map<std::string, std::vector<int>>{
      // Of Conds most end with somebody waiting, and few results say anything.
      {"cond", {8, 8, 8, 12, 20, 2, 16, 14, 3, 9}},
      // Of contexts most results say much.
      {"go_context", {30, 10, 5, 10, 14, 8, 20, 3, 3, 12}},
      // With one flight a key, few of the calls that are left open wait for anything.
      {"gozero_singleflight", {14, 7, 4, 9, 11, 8, 42, 3, 3, 19}},
  };
  const auto own = kOwn.find(draft->model);
  switch (random->Weighted(own == kOwn.end() ? kUsual : own->second)) {
    case 0:
      return ChangeField(draft, EventType::kOk, random);
    case 1:
      return ChangeField(draft, EventType::kInvoke, random);
    case 2:
      return ChangeOutcome(draft, random);
    case 3:
      return SwapNeighbours(draft, random);
    case 4:
      return MoveLine(draft, random);
    case 5:
      return ExchangeResults(draft, random);
    case 6:
      return DropReturn(draft, random);
    case 7:
      return DropCall(draft, random);
    case 8:
      return ChangeClosing(draft, random);
    default:
      return ChangeEnd(draft, random);
  }
}

}  // namespace gosync::models::brute
