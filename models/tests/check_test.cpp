// What CheckHistory says beside the verdict: where, why, which clauses, how sure.

#include "models/core/check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/tests/support/files.hpp"
#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

using tests::Judge;
using tests::Judged;
using tests::Script;

Judged Semaphore(int size, const std::string& steps, const CheckOptions& options = {}) {
  return Judge("semaphore", {"semaphore", {std::to_string(size)}, steps}, options);
}

Judged Flight(const std::string& steps, const CheckOptions& options = {}) {
  return Judge("singleflight", {"singleflight", {}, steps}, options);
}

// The open items of a stuck history, as "line 4, line 7".
std::string Open(const Judged& judged) {
  std::string out;
  for (int32_t item : judged.report.open_items) {
    const Event& invoke = judged.history.InvokeOf(judged.history.items[item]);
    out += (out.empty() ? "line " : ", line ") + std::to_string(invoke.line);
  }
  return out;
}

TEST(Check, AnEmptyHistoryIsLegal) {
  EXPECT_EQ(Semaphore(0, "").verdict, "Legal");
  EXPECT_EQ(Semaphore(0, "end").verdict, "Legal");
  EXPECT_EQ(Flight("").verdict, "Legal");
  EXPECT_EQ(Flight("open").verdict, "Legal");
}

TEST(Check, NamesThePartitionThatFails) {
  const Judged judged = Flight(R"(
      p0 Do k f
      p0 fn f
      p1 Do l g
      p1 fn g -> w nil
      p0 -> v nil
      p0 -> v nil false
    * p1 -> w nil true)");
  EXPECT_EQ(judged.verdict, "Illegal SF3");
  EXPECT_EQ(judged.report.partition, "key l");
  EXPECT_EQ(Semaphore(0, "* p0 TryAcquire 1 -> true").report.partition, "") << "there is but one";
}

TEST(Check, TheEarliestFailureOfAllPartitionsCounts) {
  const Judged judged = Flight(R"(
      p0 Do k f
      p0 fn f -> v nil
      p1 Do l g
      p1 fn g -> w nil
    * p1 -> w nil true         # key l
      p0 -> w nil false        # key k, later)");
  EXPECT_EQ(judged.verdict, "Illegal SF3 SF2");
  EXPECT_EQ(judged.report.partition, "key l");
  const Judged stuck_too = Flight(R"(
      p0 DoChan k f c ->
      p2 fn f -> v nil
      p0 Receive c             # stuck
      p1 Do l g
      p1 fn g -> w nil
    * p1 -> w nil true
      end)");
  EXPECT_EQ(stuck_too.verdict, "Illegal SF3 SF8");
  EXPECT_EQ(stuck_too.report.partition, "key l") << "Illegal goes before Stuck";
}

TEST(Check, NamesAllClausesThatAreBrokenAndNoMore) {
  EXPECT_EQ(Semaphore(2, R"(
    * p0 TryAcquire -5 -> true
      p0 Release 7 ->)")
                .verdict,
            "Illegal SE10 SE9");
  EXPECT_EQ(Semaphore(2, R"(
    * p0 Release 7 ->          # the same in another order
      p0 Acquire 1 nil -> nil
      p0 TryAcquire -5 -> true)")
                .verdict,
            "Illegal SE11 SE10 SE9");
  CheckOptions options;
  options.name_clauses = false;
  EXPECT_EQ(Semaphore(2, "* p0 TryAcquire -5 -> true", options).verdict, "Illegal");
}

// Taking any one of the named clauses back leaves the history without an explanation.
TEST(Check, NamedClausesAreAMinimalSet) {
  const Script script("semaphore", {"2"}, R"(
      p0 Acquire 2 bg -> nil
      p1 Acquire 1 c
      p2 Cancel c ->
    * p1 -> expired
      p0 TryAcquire -1 -> true
      p0 NewWeighted -1 ->
      p0 Acquire 1 nil -> nil)");
  const Judged judged = Judge("semaphore", script);
  EXPECT_EQ(judged.verdict, "Illegal SE11 SE10 SE5");
  CheckOptions options;
  for (int clause : judged.report.clauses) options.dropped |= ClauseSet{1} << clause;
  EXPECT_EQ(Judge("semaphore", script, options).verdict, "Legal");
  for (int clause : judged.report.clauses) {
    CheckOptions fewer = options;
    fewer.dropped &= ~(ClauseSet{1} << clause);
    EXPECT_NE(Judge("semaphore", script, fewer).report.verdict, Verdict::kLegal) << clause;
  }
}

TEST(Check, SaysWhenNoClauseExplainsIt) {
  const Judged judged = Semaphore(1, "p0 Acquire 1 bg -> nil \n crash nil");
  EXPECT_EQ(judged.verdict, "Illegal");
  EXPECT_EQ(judged.report.clauses_note,
            "no set of clauses explains this: it breaks what all stand on");
  EXPECT_EQ(Semaphore(2, "* p0 TryAcquire -5 -> true").report.clauses_note, "");
  EXPECT_EQ(Semaphore(2, "p0 TryAcquire 1 -> true").report.clauses_note, "");
}

// The failing event is the last one of the shortest prefix that is not Legal.
void ExpectShortest(const std::string& model, const Judged& judged) {
  ASSERT_TRUE(judged.report.failing_event.has_value()) << judged.verdict;
  const ModelChoice choice = FindModel(model).value();
  const auto failing = static_cast<size_t>(*judged.report.failing_event);
  CheckOptions options;
  options.name_clauses = false;
  std::optional<ReadError> error;
  for (size_t n = 0; n <= judged.history.events.size(); ++n) {
    const Report part = CheckHistory(choice, PrefixOf(judged.history, n), options, &error);
    EXPECT_EQ(part.verdict, n <= failing ? Verdict::kLegal : Verdict::kIllegal) << n << " events";
  }
}

TEST(Check, FailsAtTheEndOfTheShortestIllegalPrefix) {
  ExpectShortest("semaphore", Semaphore(3, R"(
      p0 Acquire 2 bg -> nil
      p1 Acquire 3 bg
      p2 TryAcquire 1 -> false  # only p1 explains it ...
      p3 Release 1 ->
      p4 Acquire 3 bg
    * p4 -> nil                 # ... and so it cannot have been granted
      p0 Release 1 ->)"));
  ExpectShortest("semaphore", Semaphore(1, R"(
      p0 Acquire 1 bg -> nil
      p1 Acquire 1 c
      p2 TryAcquire 0 -> false
      p3 Cancel c ->
    * p1 -> because             # the search knows this error from the start
      p0 Release 1 ->)"));
  ExpectShortest("singleflight", Flight(R"(
      p0 Do k f
      p0 fn f
      p1 Do k g
      p0 -> v nil
      p2 Do k h
      p0 -> v nil true
    * p1 -> w nil true
      p2 -> v nil true)"));
}

TEST(Check, ShippedExamplesFailAtTheShortestPrefix) {
  int broken = 0;
  for (const std::string& file : tests::ShippedHistories()) {
    if (std::filesystem::file_size(file) > 10000) continue;
    Judged judged;
    const ModelSpec* spec = nullptr;
    ASSERT_FALSE(
        ReadHistoryText(tests::Contents(file), file, tests::FindSpec, &judged.history, &spec)
            .has_value());
    std::optional<ReadError> error;
    judged.report = CheckHistory(FindModel(spec->name).value(), judged.history, {}, &error);
    if (judged.report.verdict != Verdict::kIllegal || !judged.report.failing_event) continue;
    ++broken;
    ExpectShortest(spec->name, judged);
  }
  EXPECT_GT(broken, 0);
}

TEST(Check, SaysWhy) {
  const Judged judged = Semaphore(1, R"(
      p0 Acquire 1 bg -> nil
    * p1 TryAcquire 1 -> true)");
  ASSERT_EQ(judged.report.why.size(), 1u);
  EXPECT_EQ(judged.report.why[0],
            "1 of 1 tokens charged: nothing can free the 1 tokens that it got");
  const Event& event = judged.history.events[*judged.report.failing_event];
  EXPECT_EQ(DescribeEvent(judged.history, FindModel("semaphore")->model->spec(), event),
            "process 1's TryAcquire(n=1) returns: true");
}

TEST(Check, StuckNamesWhatIsOpen) {
  const Judged judged = Semaphore(10, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 10 c
    p2 Acquire 1 bg
    p3 Cancel c ->
    p4 Deadline d              # an open deadline blocks nobody
    p1 -> canceled
    p5 Acquire 1 bg
    p5 -> info                 # nobody knows
    end)");
  EXPECT_EQ(judged.verdict, "Stuck SE6");
  EXPECT_EQ(Open(judged), "line 5");
  EXPECT_FALSE(judged.report.failing_event.has_value());
}

TEST(Check, OnlyAQuiescentEndMakesStuck) {
  const std::string steps = "p0 Acquire 1 bg \n";
  EXPECT_EQ(Semaphore(1, steps).verdict, "Legal");
  EXPECT_EQ(Semaphore(1, steps + "open").verdict, "Legal");
  EXPECT_EQ(Semaphore(1, steps + "end").report.verdict, Verdict::kStuck);
  EXPECT_EQ(Semaphore(1, "p0 Cancel c \n end").report.verdict, Verdict::kStuck);
  EXPECT_EQ(Semaphore(1, "p0 Deadline c \n end").verdict, "Legal");
}

TEST(Check, ACrashNeedsAnExplanation) {
  EXPECT_EQ(Flight("p0 DoChan k f c \n p9 fn f -> panic p \n crash p").verdict, "Legal");
  EXPECT_EQ(Flight("p0 DoChan k f c \n p9 fn f -> panic p \n crash nil").verdict, "Legal");
  const Judged other = Flight("p0 DoChan k f c \n p9 fn f -> panic p \n crash q");
  EXPECT_EQ(other.report.verdict, Verdict::kIllegal);
  EXPECT_FALSE(other.report.failing_event.has_value());
  EXPECT_EQ(other.report.why, std::vector<std::string>{"no explanation ends in a crash"});
  EXPECT_EQ(Flight("crash nil").report.verdict, Verdict::kIllegal);
  EXPECT_EQ(Semaphore(1, "p0 Acquire 1 bg -> nil \n crash nil").report.verdict, Verdict::kIllegal)
      << "a semaphore kills nobody";
  EXPECT_EQ(Flight(R"(
    p0 Do k f
    p0 fn f                    # not ended when the program died of the other key
    p1 DoChan l g c ->
    p9 fn g -> panic p
    crash p)")
                .verdict,
            "Legal");
}

TEST(Check, PrefixOfForgetsWhatCameLater) {
  const Judged whole = Flight(R"(
    p0 Do k f
    p0 fn f -> panic p
    p0 -> panic w p
    p1 Do k g
    p1 -> info
    end)");
  for (size_t n = 0; n <= whole.history.events.size(); ++n) {
    const History prefix = PrefixOf(whole.history, n);
    ASSERT_EQ(prefix.events.size(), n);
    EXPECT_FALSE(prefix.end.has_value());
    std::string lines = WriteHistory(whole.history, *tests::FindSpec("singleflight"));
    size_t at = 0;
    for (size_t i = 0; i <= n; ++i) at = lines.find('\n', at) + 1;
    EXPECT_EQ(WriteHistory(prefix, *tests::FindSpec("singleflight")), lines.substr(0, at));
  }
  const History prefix = PrefixOf(whole.history, 3);
  ASSERT_EQ(prefix.items.size(), 2u);
  EXPECT_EQ(prefix.items[0].closing, Closing::kOpen);
  EXPECT_EQ(prefix.items[0].outcome, Outcome::kNone);
  EXPECT_EQ(prefix.items[0].close, -1);
  EXPECT_EQ(prefix.items[0].panic, kNull);
  EXPECT_EQ(prefix.items[0].unwraps, kAbsent);
  EXPECT_EQ(prefix.items[1].closing, Closing::kOk);
}

TEST(Check, MeasuresOverlap) {
  CheckOptions options;
  options.measure = true;
  const Measures alone = Semaphore(2, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 bg -> nil
    p0 Release 1 ->)",
                                   options)
                             .report.measures;
  EXPECT_EQ(alone.operations, 3u);
  EXPECT_EQ(alone.overlapping, 0u);
  const Measures together = Flight(R"(
    p0 Do k f                  # overlaps the next, and the third
    p0 fn f
    p1 Do k g
    p2 Forget k ->
    p3 Do l h                  # of another key
    p3 fn h -> w nil
    p3 -> w nil false
    p0 -> v nil
    p0 -> v nil true
    p1 -> v nil true
    p4 Do k i                  # alone
    p4 fn i -> w nil
    p4 -> w nil false)",
                                   options)
                                .report.measures;
  EXPECT_EQ(together.operations, 5u) << "callbacks do not count";
  EXPECT_EQ(together.overlapping, 3u);
}

TEST(Check, MeasuresWhoReallyWaited) {
  CheckOptions options;
  options.measure = true;
  const Measures semaphore = Semaphore(1, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 bg
    p2 Acquire 1 c
    p0 Release 1 ->
    p1 -> nil
    p3 Cancel c ->
    p2 -> canceled)",
                                       options)
                                 .report.measures;
  EXPECT_EQ(semaphore.returned.at("Acquire"), 3u);
  EXPECT_EQ(semaphore.waited.at("Acquire"), 2u);
  EXPECT_EQ(semaphore.returned.count("Release"), 0u) << "it never blocks";
  const Measures flight = Flight(R"(
    p0 Do k f
    p0 fn f
    p1 Do k g
    p2 DoChan k h c ->
    p2 Receive c
    p0 -> v nil
    p2 -> v nil true
    p1 -> v nil true
    p0 -> v nil true)",
                                 options)
                              .report.measures;
  EXPECT_EQ(flight.waited.at("Receive"), 1u);
  EXPECT_EQ(flight.returned.at("Do"), 2u);
  EXPECT_EQ(flight.waited.at("Do"), 1u) << "p0 ran its own function and waited for nobody";
}

}  // namespace
}  // namespace gosync::models
