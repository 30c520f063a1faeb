// gosync-oracle: budgets, pictures, models, explanations, and output that fails.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "models/tests/support/files.hpp"
#include "models/tests/support/oracle.hpp"
#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

using tests::Contents;
using tests::Oracle;
using tests::Ran;
using tests::Scratch;
using tests::Script;

std::string Illegal() {
  return Script("semaphore", {"1"}, "p0 Acquire 1 bg -> nil \n p1 TryAcquire 1 -> true").text();
}

// Many explanations: `count` requests that overlap, and nobody to say who came first.
std::string Crowd(int count) {
  std::string steps;
  for (int i = 0; i < count; ++i) {
    steps += "p" + std::to_string(i) + " Acquire " + std::to_string(i % 5 + 1) + " c \n";
    steps += "p" + std::to_string(100 + i) + " TryAcquire 1 \n";
  }
  steps += "p99 Cancel c \n p200 TryAcquire 1 -> true \n";
  for (int i = 0; i < count; ++i) {
    steps += "p" + std::to_string(100 + i) + " -> false \n";
    steps += "p" + std::to_string(i) + " -> " + (i % 2 == 0 ? "nil" : "canceled") + "\n";
  }
  return Script("semaphore", {"9"}, steps + "end").text();
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class CliOutput : public testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& text) const {
    return scratch_.File(name, text);
  }
  std::string Path(const std::string& name) const { return scratch_.Path(name); }

  Scratch scratch_;
};

TEST_F(CliOutput, BudgetsAreReadExactly) {
  const std::string file = File("h", Illegal());
  for (const char* good :
       {"1000000", "1e6", "30s", "500ms", "1.5s", "2min", "2GB", "100MB", "64kB", "0.5GB"}) {
    EXPECT_EQ(Oracle({"check", "--budget", good, file}).code, 1) << good;
  }
  for (const char* wrong : {"0",     "0.5",  "-1",  "-1s",  "",   " 1",  "1 ",       "1 s",
                            "s",     "1h",   "1KB", "1mb",  "1B", "inf", "nan",      "1e99",
                            "1e400", "0x10", "+1",  "1s2s", "0s", "0MB", "0.0001kB", "1,5s"}) {
    const Ran ran = Oracle({"check", "--budget=" + std::string(wrong), file});
    EXPECT_EQ(ran.code, 64) << wrong << "\n" << ran.out;
  }
  EXPECT_EQ(Oracle({"check", "--budget", "1h", file}).err,
            "gosync-oracle: --budget takes 30s, 2GB or 1000000, not 1h\n");
}

TEST_F(CliOutput, EachBudgetRunsOutAndSaysSo) {
  const std::string file = File("h", Crowd(8));
  const Ran configurations = Oracle({"check", "--budget", "300", file});
  EXPECT_EQ(configurations.code, 2);
  EXPECT_TRUE(Has(configurations.out, "  the budget of 300 configurations ran out\n"))
      << configurations.out;
  const Ran bytes = Oracle({"check", "--budget", "20kB", file});
  EXPECT_EQ(bytes.code, 2);
  EXPECT_TRUE(Has(bytes.out, "  the budget of 20000 bytes ran out\n")) << bytes.out;
  const Ran seconds = Oracle({"check", "--budget", "0.01ms", file});
  EXPECT_EQ(seconds.code, 2);
  EXPECT_TRUE(Has(seconds.out, "  the budget of 0.000010 seconds ran out\n")) << seconds.out;
  const Ran several =
      Oracle({"check", "--budget", "1min", "--budget", "1GB", "--budget=300", file});
  EXPECT_EQ(several.code, 2);
  EXPECT_TRUE(Has(several.out, "300 configurations ran out")) << several.out;
}

// The budget is enough for the verdict, not for the re-runs that say more about it.
TEST_F(CliOutput, ABudgetThatRunsOutAfterTheVerdictSaysSo) {
  const std::string file = File("h", Illegal());
  const Ran text = Oracle({"check", "--budget", "5", file});
  EXPECT_EQ(text.code, 1);
  EXPECT_TRUE(Has(text.out, "  no clause named: naming the clauses cost more than the budget\n"))
      << text.out;
  EXPECT_TRUE(Has(text.out,
                  "  (the budget ran out before the first impossible event was found; "
                  "it is this one or a later one)\n"))
      << text.out;
  const Ran json = Oracle({"check", "--json", "--budget", "5", file});
  EXPECT_EQ(json.code, 1);
  EXPECT_TRUE(Has(json.out, "\"clauses\":[],\"clauses_note\":\"naming the clauses cost more"))
      << json.out;
  EXPECT_TRUE(Has(json.out, ",\"event_note\":\"the budget ran out before")) << json.out;
}

TEST_F(CliOutput, APictureGoesToTheFile) {
  const std::string history = File("h.jsonl", Illegal());
  const Ran ran = Oracle({"check", "--html", Path("p.html"), history});
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_TRUE(Has(Contents(Path("p.html")), "TryAcquire"));
  EXPECT_EQ(scratch_.Names(), (std::vector<std::string>{"h.jsonl", "p.html"}));
  File("p.html", "old");
  std::filesystem::create_symlink(Path("p.html"), Path("link.html"));
  EXPECT_EQ(Oracle({"check", "--html", Path("link.html"), history}).code, 1);
  EXPECT_TRUE(std::filesystem::is_symlink(Path("link.html"))) << "what it leads to is replaced";
  EXPECT_TRUE(Has(Contents(Path("p.html")), "TryAcquire"));
}

TEST_F(CliOutput, SeveralPicturesGoToADirectory) {
  std::filesystem::create_directory(Path("a"));
  std::filesystem::create_directory(Path("b"));
  const Ran ran = Oracle({"check", "--html", Path("out/deep"), File("a/h.jsonl", Illegal()),
                          File("b/h.jsonl", Crowd(1)), File("x.jsonl", Illegal()), "-"},
                         {.text = Illegal()});
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_TRUE(Has(Contents(Path("out/deep/h.html")), "a/h.jsonl"));
  EXPECT_TRUE(Has(Contents(Path("out/deep/h-2.html")), "b/h.jsonl")) << "none replaces another";
  EXPECT_TRUE(std::filesystem::exists(Path("out/deep/x.html")));
  EXPECT_TRUE(std::filesystem::exists(Path("out/deep/stdin.html")));
  EXPECT_EQ(Oracle({"check", "--html", Path("a"), Path("x.jsonl")}).code, 1);
  EXPECT_TRUE(std::filesystem::exists(Path("a/x.html"))) << "one file, but there is a directory";
}

TEST_F(CliOutput, APictureThatCannotBeWritten) {
  const std::string history = File("h.jsonl", Illegal());
  const Ran missing = Oracle({"check", "--html", Path("no/p.html"), history});
  EXPECT_EQ(missing.code, 74);
  EXPECT_EQ(missing.err, "gosync-oracle: " + Path("no/p.html") + ": No such file or directory\n");
  EXPECT_TRUE(Has(missing.out, "Illegal")) << "the verdict is printed all the same";
  const Ran below = Oracle({"check", "--html", history + "/p.html", history});
  EXPECT_EQ(below.code, 74);
  EXPECT_EQ(below.err, "gosync-oracle: " + history + "/p.html: Not a directory\n");
  const Ran several = Oracle({"check", "--html", history, history, history});
  EXPECT_EQ(several.code, 74);
  EXPECT_EQ(scratch_.Names(), std::vector<std::string>{"h.jsonl"});
  EXPECT_EQ(Contents(history), Illegal());
}

TEST_F(CliOutput, ADeviceIsWrittenToAndStaysWhatItIs) {
  const std::string history = File("h.jsonl", Illegal());
  const Ran full = Oracle({"check", "--html", "/dev/full", history});
  EXPECT_EQ(full.code, 74);
  EXPECT_EQ(full.err, "gosync-oracle: /dev/full: No space left on device\n");
  EXPECT_EQ(Oracle({"check", "--html", "/dev/null", history}).code, 1);
  for (const char* device : {"/dev/full", "/dev/null"}) {
    EXPECT_TRUE(std::filesystem::is_character_file(device)) << device;
  }
  for (const auto& entry : std::filesystem::directory_iterator("/dev")) {
    EXPECT_FALSE(Has(entry.path().string(), "partial")) << entry.path();
  }
}

TEST_F(CliOutput, StandardOutputThatCannotBeWritten) {
  const std::string history = File("h.jsonl", Illegal());
  const std::string bad = File("bad.jsonl", "{}\n");
  const std::vector<std::vector<std::string>> commands = {
      {"check", history},
      {"check", "--json", history},
      {"check", "--json", bad},
      {"explain", history},
      {"models"},
      {"models", "semaphore"},
      {"models", "--json"},
  };
  for (const auto& command : commands) {
    const Ran ran = Oracle(command, {}, {.file = "/dev/full"});
    EXPECT_EQ(ran.code, 74) << testing::PrintToString(command);
    EXPECT_EQ(ran.err, "gosync-oracle: standard output: No space left on device\n")
        << testing::PrintToString(command);
  }
}

TEST_F(CliOutput, StandardOutputThatNobodyReads) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const Ran ran = Oracle({"models"}, {}, {.descriptor = ends[1]});
  close(ends[1]);
  EXPECT_EQ(ran.code, 74);
  EXPECT_EQ(ran.err, "gosync-oracle: standard output: Broken pipe\n");
}

TEST_F(CliOutput, ListsModels) {
  const Ran all = Oracle({"models"});
  EXPECT_EQ(all.code, 0);
  EXPECT_TRUE(Has(all.out, "semaphore: golang.org/x/sync/semaphore.Weighted\n"));
  EXPECT_TRUE(Has(all.out, "  semaphore@v0.24.0: "));
  const Ran one = Oracle({"models", "singleflight"});
  EXPECT_EQ(one.code, 0);
  EXPECT_TRUE(Has(one.out, "  fn (callback)\n    invoke: fn token\n"));
  EXPECT_TRUE(Has(one.out, "    SF4 (safety) "));
  EXPECT_TRUE(Has(one.out, "  - SF15 (nondeterminism) "));
  const Ran release = Oracle({"models", "semaphore@v0.24.0"});
  EXPECT_EQ(release.code, 0);
  std::istringstream lines(Oracle({"models", "--json"}).out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    Json value;
    ASSERT_FALSE(ParseJson(line, &value).has_value()) << line;
    EXPECT_NE(value.Find("model"), nullptr);
    ASSERT_LT(count, static_cast<int>(AllModels().size()));
    const ModelSpec& spec = AllModels()[static_cast<size_t>(count)]->spec();
    EXPECT_EQ(value.Find("clauses")->array.size(), spec.clauses.size());
    EXPECT_EQ(value.Find("releases")->array.size(), spec.releases.size());
  }
  EXPECT_EQ(count, static_cast<int>(AllModels().size()));
}

TEST_F(CliOutput, Explains) {
  const std::string history = File("h.jsonl", Illegal());
  const Ran ran = Oracle({"explain", history});
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(Has(ran.out, "line 2: process 0 calls Acquire(n=1 ctx=background)\n")) << ran.out;
  EXPECT_TRUE(Has(ran.out, "line 5: process 1's TryAcquire(n=1) returns: true   <-- impossible\n"))
      << ran.out;
  const std::string crowd = File("crowd.jsonl", Crowd(3));
  for (const int width : {40, 100, 400}) {
    std::istringstream lines(Oracle({"explain", crowd, "--width", std::to_string(width)}).out);
    for (std::string line; std::getline(lines, line) && !Has(line, "line 2:");) {
      EXPECT_LE(line.size(), static_cast<size_t>(width)) << line;
    }
  }
}

TEST_F(CliOutput, NothingFromAHistoryMovesTheCursor) {
  const std::string history =
      Script("semaphore", {"1"}, "p0 Acquire 1 c -> nil \n p0 TryAcquire 1 -> true").text();
  std::string evil = history;
  evil.replace(evil.find("\"c\""), 3, R"("\u001b[2J\n")");
  for (const char* command : {"check", "explain"}) {
    const Ran ran = Oracle({command, File("h", evil)});
    EXPECT_EQ(ran.code, 1);
    EXPECT_FALSE(Has(ran.out, "\x1b")) << command;
  }
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GOSYNC_SLOW 1
#endif
#endif
#if !defined(GOSYNC_SLOW) && !defined(__SANITIZE_ADDRESS__)

// Writes a legal history of about `bytes` bytes.
void WriteLarge(int out, size_t bytes) {
  std::string text = Script("semaphore", {"3"}, "").text();
  size_t written = 0;
  for (int64_t i = 0; written < bytes; i += 2) {
    const std::string process = std::to_string(i / 2 % 4);
    text += R"({"index":)" + std::to_string(i) + R"(,"process":)" + process +
            R"(,"type":"invoke","f":"TryAcquire","value":{"n":3}})"
            "\n"
            R"({"index":)" +
            std::to_string(i + 1) + R"(,"process":)" + process +
            R"(,"type":"ok","f":"TryAcquire","value":{"ok":)" + (i == 0 ? "true" : "false") +
            "}}\n";
    if (text.size() < (size_t{1} << 16)) continue;
    if (write(out, text.data(), text.size()) != static_cast<ssize_t>(text.size())) return;
    written += text.size();
    text.clear();
  }
}

TEST_F(CliOutput, AGigabyteIsReadNoFurtherThanTheBudget) {
  const auto start = std::chrono::steady_clock::now();
  const Ran ran = Oracle({"check", "-", "--budget", "200MB"},
                         {.writer = [](int out) { WriteLarge(out, 1'000'000'000); }});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(ran.code, 2) << ran.out << ran.err;
  EXPECT_TRUE(Has(ran.out, "-: Unknown\n  -:")) << ran.out;
  EXPECT_TRUE(Has(ran.out,
                  ":1: expected a history that takes at most 200000000 bytes of memory, "
                  "found a longer one\n"))
      << ran.out;
  EXPECT_LT(ran.peak_kb, 600'000);
  std::cout << ran.peak_kb / 1000 << " MB, " << took.count() << " s\n";
}

TEST_F(CliOutput, ReadingIsChargedToTheTimeBudget) {
  const Ran ran = Oracle({"check", "-", "--budget", "0.2s"},
                         {.writer = [](int out) { WriteLarge(out, 1'000'000'000); }});
  EXPECT_EQ(ran.code, 2) << ran.out << ran.err;
  EXPECT_TRUE(Has(ran.out,
                  ":1: expected a history that can be read within the budget, "
                  "found the budget of 0.200000 seconds ran out at this line\n"))
      << ran.out;
}

TEST_F(CliOutput, AHundredMegabytesAreJudged) {
  const auto start = std::chrono::steady_clock::now();
  const Ran ran = Oracle({"check"}, {.writer = [](int out) { WriteLarge(out, 100'000'000); }});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(Has(ran.out, "-: Legal (semaphore), ")) << ran.out;
  EXPECT_LT(ran.peak_kb, 600'000);
  std::cout << ran.peak_kb / 1000 << " MB, " << took.count() << " s\n";
}

#endif

}  // namespace
}  // namespace gosync::models
