#include "models/tests/brute/tamper.hpp"

#include <utility>

namespace gosync::models::brute {
namespace {

std::string Field(DraftLine line, const std::string& key) {
  const std::string* found = line.Find(key);
  return found == nullptr ? "" : *found;
}

}  // namespace

std::string TamperCall::Argument(const std::string& key) const { return Field(call, key); }

std::string TamperCall::Result(const std::string& key) const {
  return Returned() ? Field(end, key) : "";
}

Calls TamperCalls(const Draft& draft) {
  std::vector<TamperCall> calls;
  for (const DraftCall& call : CallsOf(draft)) {
    TamperCall& out = calls.emplace_back();
    out.invoke = call.invoke;
    out.close = call.close;
    out.call = draft.lines[call.invoke];
    if (call.close >= 0) out.end = draft.lines[call.close];
  }
  return calls;
}

std::function<Copies(const Draft&)> ForEachReturned(const std::string& f, Change change) {
  return [f, change = std::move(change)](const Draft& draft) {
    Copies copies;
    const Calls calls = TamperCalls(draft);
    for (const TamperCall& call : calls) {
      if (call.call.f == f && call.Returned()) change(calls, call, draft, &copies);
    }
    return copies;
  };
}

Draft WithField(Draft draft, int line, const std::string& key, const std::string& literal) {
  draft.lines[line].Set(key, literal);
  return draft;
}

Draft WithValue(Draft draft, int line, std::vector<DraftField> value) {
  draft.lines[line].value = std::move(value);
  return draft;
}

Draft WithMoved(Draft draft, int line, int before) {
  DraftLine moved = draft.lines[line];
  draft.lines.erase(draft.lines.begin() + line);
  draft.lines.insert(draft.lines.begin() + (before > line ? before - 1 : before), std::move(moved));
  return draft;
}

}  // namespace gosync::models::brute
