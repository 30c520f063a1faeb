#include "models/core/check.hpp"

#include <algorithm>
#include <chrono>

namespace gosync::models {
namespace {

// A re-run that only names a clause may cost this many times the check itself.
constexpr uint64_t kNamingFactor = 20;
constexpr uint64_t kNamingLeast = 100'000;  // configurations

class Judge {
 public:
  Judge(const ModelChoice& choice, const History& history, const Prepared& prepared,
        const CheckOptions& options, Budget* budget)
      : spec_(choice.model->spec()),
        quirks_(choice.release == nullptr ? 0 : choice.release->quirks),
        history_(history),
        prepared_(prepared),
        options_(options),
        budget_(*budget) {}

  Report Run() {
    const bool crashed = history_.end.has_value() && history_.end->crashed;
    bool explained = !crashed;
    for (int p = 0; p < prepared_.Partitions() && report_.verdict != Verdict::kUnknown; ++p) {
      PartitionResult result =
          prepared_.Check(p, {options_.dropped, quirks_}, &budget_, options_.measure);
      report_.widest_layer = std::max(report_.widest_layer, result.widest_layer);
      explained = explained || result.explains_crash;
      Count(result);
      if (Worse(result)) Adopt(p, std::move(result));
    }
    if (!explained && report_.verdict == Verdict::kLegal) {
      report_.verdict = Verdict::kIllegal;
      report_.why = {"no explanation ends in a crash"};
    }
    report_.configurations = budget_.configurations();
    if (options_.name_clauses &&
        (report_.verdict == Verdict::kIllegal || report_.verdict == Verdict::kStuck)) {
      NameClauses();
    }
    return std::move(report_);
  }

 private:
  bool Worse(const PartitionResult& r) const {
    if (r.verdict == Verdict::kLegal) return false;
    if (r.verdict == Verdict::kUnknown || report_.verdict == Verdict::kLegal) return true;
    if (r.verdict == Verdict::kStuck) return false;
    return report_.verdict == Verdict::kStuck || *r.failing_event < *report_.failing_event;
  }

  void Adopt(int partition, PartitionResult r) {
    if (r.verdict == Verdict::kUnknown && report_.verdict == Verdict::kIllegal) return;
    report_.verdict = r.verdict;
    report_.failing_event = r.failing_event;
    report_.partition = prepared_.PartitionName(partition);
    report_.why = std::move(r.why);
    report_.open_items = std::move(r.open_items);
    failing_partition_ = partition;
    if (r.verdict == Verdict::kUnknown) {
      report_.unknown = budget_.spent() + " ran out" +
                        (report_.partition.empty() ? "" : " in " + report_.partition);
    }
  }

  void Count(const PartitionResult& r) {
    for (int32_t item : r.waited) {
      ++report_.measures.waited[spec_.operations[history_.items[item].operation].name];
    }
  }

  // What became of the history with some clauses dropped: explained, or how far it got.
  struct Attempt {
    enum class Answer { kNo, kYes, kDontKnow } answer = Answer::kNo;
    int64_t reach = -1;  // the failing event; beyond the last for Stuck and unexplained crashes
  };

  // Partitions that were legal stay so with fewer clauses; the failing one goes first.
  Attempt Try(ClauseSet dropped) {
    Budget budget(&budget_, std::max(kNamingLeast, kNamingFactor * report_.configurations));
    if (!budget.OnTime()) return {Attempt::Answer::kDontKnow, -1};
    const bool crashed = history_.end.has_value() && history_.end->crashed;
    bool explained = !crashed;
    Attempt attempt;
    attempt.reach = static_cast<int64_t>(history_.events.size());
    for (int k = 0; k < prepared_.Partitions(); ++k) {
      const int p = (k + failing_partition_) % prepared_.Partitions();
      const PartitionResult r =
          prepared_.Check(p, {dropped | options_.dropped, quirks_}, &budget, false);
      if (r.verdict == Verdict::kUnknown) return {Attempt::Answer::kDontKnow, -1};
      if (r.verdict == Verdict::kIllegal) {
        attempt.reach = std::min<int64_t>(attempt.reach, *r.failing_event);
        return {Attempt::Answer::kNo, attempt.reach};
      }
      if (r.verdict == Verdict::kStuck) return attempt;
      explained = explained || r.explains_crash;
    }
    if (explained) attempt.answer = Attempt::Answer::kYes;
    return attempt;
  }

  // A minimal set: first every clause alone, then, because a faulty implementation may
  // break several, always the clause more without which the history goes furthest.
  void NameClauses() {
    ClauseSet dropped = 0;
    int64_t reach = report_.failing_event.has_value()
                        ? int64_t{*report_.failing_event}
                        : static_cast<int64_t>(history_.events.size());
    bool sure = true;
    while (true) {
      ClauseSet best = 0;
      for (size_t i = 0; i < spec_.clauses.size(); ++i) {
        const ClauseSet more = dropped | ClauseSet{1} << i;
        if (!spec_.clauses[i].relaxable || more == dropped) continue;
        const Attempt attempt = Try(more);
        if (attempt.answer == Attempt::Answer::kYes) return Minimize(more);
        sure = sure && attempt.answer == Attempt::Answer::kNo;
        if (attempt.reach <= reach) continue;
        reach = attempt.reach;
        best = more;
      }
      if (best == 0) break;
      dropped = best;
    }
    ClauseSet all = 0;
    for (size_t i = 0; i < spec_.clauses.size(); ++i) {
      if (spec_.clauses[i].relaxable) all |= ClauseSet{1} << i;
    }
    const Attempt attempt = Try(all);
    if (attempt.answer == Attempt::Answer::kYes) return Minimize(all);
    sure = sure && attempt.answer == Attempt::Answer::kNo;
    report_.clauses_note = sure ? "no set of clauses explains this: it breaks what all stand on"
                                : "naming the clauses cost more than the budget";
  }

  // Puts clauses back one by one, the least telling first.
  void Minimize(ClauseSet dropped) {
    for (size_t k = spec_.clauses.size(); k-- > 0;) {
      const ClauseSet less = dropped & ~(ClauseSet{1} << k);
      if (less == dropped || less == 0) continue;
      if (Try(less).answer == Attempt::Answer::kYes) dropped = less;
    }
    for (size_t i = 0; i < spec_.clauses.size(); ++i) {
      if ((dropped >> i & 1) != 0) report_.clauses.push_back(static_cast<int>(i));
    }
  }

  const ModelSpec& spec_;
  uint64_t quirks_;
  const History& history_;
  const Prepared& prepared_;
  const CheckOptions& options_;
  Budget& budget_;
  Report report_;
  int failing_partition_ = 0;
};

// Counts operations and those that were open together with another one of another
// process on the same object. An interval that never closed (a deadline that is open
// at its end) proves nothing and does not count as a partner.
void MeasureOverlap(const ModelSpec& spec, const History& history, const Prepared& prepared,
                    Measures* out) {
  struct Open {
    int32_t item;
    bool counted;
  };
  std::map<int, std::vector<Open>> open;
  for (const Event& event : history.events) {
    const Item& item = history.items[event.item];
    const OperationSpec& operation = spec.operations[item.operation];
    if (operation.callback || item.closing != Closing::kOk) continue;
    std::vector<Open>& here = open[prepared.PartitionOf(event.item)];
    if (event.type != EventType::kInvoke) {
      std::erase_if(here, [&](const Open& o) { return o.item == event.item; });
      continue;
    }
    ++out->operations;
    if (operation.may_block) ++out->returned[operation.name];
    bool counted = false;
    for (Open& other : here) {
      if (history.items[other.item].process == item.process) continue;
      counted = true;
      if (!other.counted) ++out->overlapping;
      other.counted = true;
    }
    if (counted) ++out->overlapping;
    here.push_back({event.item, counted});
  }
}

// The search knows the outcomes that are still to come, so it may give up before the
// event at which nobody who sees the history up to there only could explain it.
// This finds that event: the last one of the shortest prefix that is not Legal.
void FindImpossible(const ModelChoice& choice, const History& history, const CheckOptions& options,
                    Budget* whole, Report* report) {
  CheckOptions plain = options;
  plain.name_clauses = plain.measure = false;
  const auto judge = [&](size_t events) {
    Budget budget(whole, std::max(kNamingLeast, kNamingFactor * report->configurations));
    Report unknown;
    unknown.verdict = Verdict::kUnknown;
    if (!budget.OnTime()) return unknown;
    budget.Hold(whole->held() / history.events.size() * events);
    const History prefix = PrefixOf(history, events);
    std::unique_ptr<Prepared> prepared;
    if (choice.model->Prepare(prefix, &prepared).has_value()) return Report{};
    return Judge(choice, prefix, *prepared, plain, &budget).Run();
  };
  size_t legal = static_cast<size_t>(*report->failing_event);  // this many events are
  size_t step = 1;
  while (legal < history.events.size()) {
    Report found = judge(legal + step);
    if (found.verdict == Verdict::kUnknown) {
      report->failing_event_exact = false;
      return;
    }
    if (found.verdict == Verdict::kLegal) {
      legal += step;
      step = std::min(2 * step, history.events.size() - legal);
    } else if (step == 1) {
      report->failing_event = static_cast<int32_t>(legal);
      if (found.failing_event == report->failing_event) {
        report->why = std::move(found.why);
        report->partition = std::move(found.partition);
      }
      return;
    } else {
      step /= 2;
    }
  }
}

Report OutOf(const Budget& budget) {
  Report report;
  report.verdict = Verdict::kUnknown;
  report.unknown = budget.spent() + " ran out";
  return report;
}

}  // namespace

Report CheckHistory(const ModelChoice& choice, const History& history, const CheckOptions& options,
                    std::optional<ReadError>* error) {
  const auto start = std::chrono::steady_clock::now();
  std::unique_ptr<Prepared> prepared;
  *error = choice.model->Prepare(history, &prepared);
  if (error->has_value()) return Report{};
  Budget own(options.limits);
  Budget* budget = options.budget == nullptr ? &own : options.budget;
  if (!budget->OnTime()) return OutOf(*budget);
  Report report = Judge(choice, history, *prepared, options, budget).Run();
  if (report.failing_event.has_value()) FindImpossible(choice, history, options, budget, &report);
  if (options.measure) {
    MeasureOverlap(choice.model->spec(), history, *prepared, &report.measures);
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

std::string DescribeEvent(const History& history, const ModelSpec& spec, const Event& event) {
  const Item& item = history.items[event.item];
  const OperationSpec& operation = spec.operations[item.operation];
  const std::string who = "process " + std::to_string(item.process);
  const std::string what = operation.name + "(" + DescribeArguments(history, spec, item) + ")";
  if (event.type == EventType::kInvoke) {
    return who + (operation.callback ? " begins " : " calls ") + what;
  }
  const std::string result = DescribeResult(history, spec, item);
  return who + "'s " + what + (operation.callback ? " ends: " : " returns: ") + result;
}

}  // namespace gosync::models
