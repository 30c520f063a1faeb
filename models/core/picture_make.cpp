#include "models/core/check.hpp"

namespace gosync::models {
namespace {

std::string EndText(const History& history) {
  if (!history.end.has_value()) return "";
  const End& end = *history.end;
  std::string out = end.crashed ? "crash of " + history.tokens.Name(end.crash)
                                : (end.quiescent ? "quiescent" : "not quiescent");
  out += " (" + end.how;
  if (end.waited_ms != kAbsent) out += ", " + std::to_string(end.waited_ms) + " ms";
  return out + ")";
}

PictureItem MakeItem(const History& history, const ModelSpec& spec, const Item& item) {
  PictureItem out;
  const Event& invoke = history.InvokeOf(item);
  out.process = item.process;
  out.callback = spec.operations[item.operation].callback;
  for (int32_t up = item.parent; up >= 0; up = history.items[up].parent) ++out.depth;
  out.f = spec.operations[item.operation].name;
  out.args = DescribeArguments(history, spec, item);
  out.invoke = invoke.index;
  out.line_invoke = invoke.line;
  if (invoke.time != kAbsent) out.time_invoke = invoke.time;
  if (item.closing == Closing::kOk || item.closing == Closing::kFail) {
    const Event& close = history.events[item.close];
    out.ret = close.index;
    out.line_ret = close.line;
    if (close.time != kAbsent) out.time_ret = close.time;
    out.result = DescribeResult(history, spec, item);
  } else {
    out.state = PictureItem::State::kOpen;
  }
  return out;
}

}  // namespace

Picture MakePicture(const ModelChoice& choice, const History& history, const Report& report) {
  const ModelSpec& spec = choice.model->spec();
  Picture picture;
  picture.title = history.name;
  picture.model = choice.Name();
  picture.subject = history.header.implementation + " " + history.header.version;
  picture.params = DescribeParameters(history, spec);
  picture.verdict = VerdictName(report.verdict);
  for (int c : report.clauses) {
    picture.clauses.emplace_back(spec.clauses[c].id, spec.clauses[c].text);
  }
  picture.why = report.why;
  if (!report.unknown.empty()) picture.why.push_back(report.unknown);
  picture.end = EndText(history);
  std::unique_ptr<Prepared> prepared;
  const bool grouped = !choice.model->Prepare(history, &prepared).has_value();
  for (size_t i = 0; i < history.items.size(); ++i) {
    picture.items.push_back(MakeItem(history, spec, history.items[i]));
    if (!grouped) continue;
    picture.items.back().group =
        prepared->PartitionName(prepared->PartitionOf(static_cast<int32_t>(i)));
  }
  if (report.failing_event.has_value()) {
    const Event& event = history.events[*report.failing_event];
    picture.failing_index = event.index;
    picture.items[event.item].state = PictureItem::State::kFailing;
  }
  for (int32_t item : report.open_items) picture.items[item].state = PictureItem::State::kStuck;
  return picture;
}

}  // namespace gosync::models
