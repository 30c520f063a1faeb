// gosync-oracle as its users see it: exit codes, output, files.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/core/json.hpp"
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

std::string Legal() { return Script("semaphore", {"1"}, "p0 Acquire 1 bg -> nil \n end").text(); }
std::string Illegal() {
  return Script("semaphore", {"1"}, "p0 Acquire 1 bg -> nil \n p1 TryAcquire 1 -> true").text();
}
std::string Stuck() {
  return Script("semaphore", {"2"}, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 2 c
    p2 Acquire 1 bg
    p3 Cancel c ->
    p1 -> canceled
    end)")
      .text();
}
// Legal for the release, not for the contract.
std::string Gap() {
  return Script("semaphore", {"1"}, R"(
    p0 Acquire 1 bg -> nil
    p1 Acquire 1 c
    p2 Acquire 0 bg
    p3 Cancel c ->
    p1 -> canceled
    end)")
      .text();
}
std::string Flight() {
  return Script("singleflight", {}, "p0 Do k f \n p0 fn f -> v nil \n p0 -> v nil false \n end")
      .text();
}
std::string Bad() { return Legal() + "{\"index\":9}\n"; }

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The lines of --json, each of which has to be one valid object.
std::vector<Json> Objects(const std::string& out) {
  std::vector<Json> objects;
  for (const std::string& line : Lines(out)) {
    Json value;
    const auto error = ParseJson(line, &value);
    EXPECT_FALSE(error.has_value()) << line;
    EXPECT_EQ(value.kind, Json::Kind::kObject) << line;
    objects.push_back(std::move(value));
  }
  return objects;
}

std::string Keys(const Json& object) {
  std::string out;
  for (const JsonMember& member : object.object) out += (out.empty() ? "" : " ") + member.key;
  return out;
}

class Cli : public testing::Test {
 protected:
  // Writes a history and returns its path.
  std::string File(const std::string& name, const std::string& text) const {
    return scratch_.File(name, text);
  }
  std::string Path(const std::string& name) const { return scratch_.Path(name); }

  Scratch scratch_;
};

TEST_F(Cli, ExitCodesOfVerdicts) {
  const Ran legal = Oracle({"check", File("h", Legal())});
  EXPECT_EQ(legal.code, 0);
  EXPECT_EQ(legal.out.substr(0, legal.out.find(", 2 events")), Path("h") + ": Legal (semaphore)");
  EXPECT_EQ(legal.err, "");

  const Ran illegal = Oracle({"check", File("h", Illegal())});
  EXPECT_EQ(illegal.code, 1);
  EXPECT_TRUE(Has(illegal.out, ": Illegal (semaphore), breaks SE1, 4 events in ")) << illegal.out;
  EXPECT_TRUE(Has(illegal.out,
                  "  " + Path("h") + ":5: impossible: process 1's TryAcquire(n=1) returns: true\n"))
      << illegal.out;
  EXPECT_TRUE(Has(illegal.out, "explain --model semaphore " + Path("h"))) << illegal.out;

  const Ran stuck = Oracle({"check", File("h", Stuck())});
  EXPECT_EQ(stuck.code, 1);
  EXPECT_TRUE(Has(stuck.out, ": Stuck (semaphore), breaks SE6, 7 events in ")) << stuck.out;
  EXPECT_TRUE(
      Has(stuck.out,
          "  " + Path("h") + ":5: open at the end: process 2 calls Acquire(n=1 ctx=background)"))
      << stuck.out;

  const Ran unknown = Oracle({"check", "--budget", "1", File("h", Illegal())});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_TRUE(Has(unknown.out, ": Unknown (semaphore)")) << unknown.out;
  EXPECT_TRUE(Has(unknown.out, "the budget of 1 configurations ran out")) << unknown.out;
}

TEST_F(Cli, BadInput) {
  const Ran bad = Oracle({"check", File("h", Bad())});
  EXPECT_EQ(bad.code, 3);
  EXPECT_EQ(bad.out, "");
  EXPECT_EQ(bad.err, Path("h") + ":5:1: expected nothing after the end, found one more line\n");

  EXPECT_EQ(Oracle({"check", Path("none")}).err,
            Path("none") + ":0:0: expected a readable file, found No such file or directory\n");
  EXPECT_EQ(Oracle({"check", Path("none")}).code, 3);
  EXPECT_EQ(Oracle({"check", Path("")}).err,
            Path("") + ":1:1: expected a readable file, found Is a directory\n");
  EXPECT_EQ(Oracle({"check", Path("")}).code, 3);
  // Even root cannot read this one.
  EXPECT_EQ(Oracle({"check", "/proc/self/mem"}).err,
            "/proc/self/mem:1:1: expected a readable file, found Input/output error\n");
  EXPECT_EQ(Oracle({"check", File("empty", "")}).err,
            Path("empty") + ":1:1: expected a header line, found an empty file\n");
  EXPECT_EQ(Oracle({"check", "--model", "singleflight", File("h", Legal())}).err,
            Path("h") + ":1:1: expected a history of singleflight, found one of semaphore\n");
  EXPECT_EQ(Oracle({"check", "--model", "singleflight", File("h", Legal())}).code, 3);
  const std::string unfit = Script("semaphore", {"-1"}, "p0 TryAcquire 0 -> false").text();
  EXPECT_EQ(Oracle({"check", File("h", unfit)}).err,
            Path("h") + ":1:1: expected a size >= 0, found -1\n");
  EXPECT_EQ(Oracle({"explain", File("h", Bad())}).code, 3);
}

TEST_F(Cli, WrongCommandLines) {
  const std::string legal = File("h", Legal());
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"judge", legal},
      {"check", "--nothing", legal},
      {"check", "--model", "mutex", legal},
      {"check", "--model", "semaphore@v9", legal},
      {"check", "--model", "semaphore@", legal},
      {"check", "--without", "SE99", legal},
      {"check", "--without", "SE13", legal},
      {"check", "--without", "SF1", legal},
      {"check", "--without", "SE99", legal, File("i", Illegal())},
      {"check", "--budget", "many", legal},
      {"models", "mutex"},
      {"models", "semaphore", "singleflight"},
      {"explain", "--width", "39", legal},
      {"explain", "--width", "401", legal},
      {"explain", "--width", "wide", legal},
      {"explain", "--model", "mutex", legal},
      {"explain", legal, legal},
  };
  for (const auto& arguments : wrong) {
    const Ran ran = Oracle(arguments);
    EXPECT_EQ(ran.code, 64) << testing::PrintToString(arguments) << "\n" << ran.out << ran.err;
    EXPECT_NE(ran.err, "") << testing::PrintToString(arguments);
  }
  EXPECT_EQ(Oracle({"check", "--without", "SE13", legal}).err,
            "gosync-oracle: semaphore has no clause SE13 to do without\n");
  EXPECT_EQ(Oracle({"check", "--model", "semaphore@v9", legal}).err,
            "gosync-oracle: no model semaphore@v9; see gosync-oracle models\n");
  EXPECT_EQ(Oracle({"--help"}).code, 0);
  EXPECT_EQ(Oracle({"check", "--help"}).code, 0);
  EXPECT_EQ(Oracle({"--version"}).out.substr(0, 14), "gosync-oracle ");
}

TEST_F(Cli, SeveralFilesEndWithTheWorst) {
  const std::string legal = File("legal", Legal());
  const std::string illegal = File("illegal", Illegal());
  const std::string bad = File("bad", Bad());
  const std::string large = File("large", Gap());  // too large for the budget below
  const std::string budget = "--budget=7";
  ASSERT_EQ(Oracle({"check", budget, legal}).code, 0);
  ASSERT_EQ(Oracle({"check", budget, illegal}).code, 1);
  ASSERT_EQ(Oracle({"check", budget, large}).code, 2);
  EXPECT_EQ(Oracle({"check", budget, legal, large, legal}).code, 2);
  EXPECT_EQ(Oracle({"check", budget, large, illegal, large}).code, 1);
  EXPECT_EQ(Oracle({"check", budget, illegal, bad, illegal}).code, 3);
  EXPECT_EQ(Oracle({"check", budget, bad, legal, large}).code, 3);
  const Ran all = Oracle({"check", budget, bad, Path("none"), legal, large, illegal});
  EXPECT_EQ(all.code, 3);
  EXPECT_EQ(Lines(all.err).size(), 2u) << all.err;
  for (const std::string& file : {legal, large, illegal}) {
    EXPECT_TRUE(Has(all.out, file + ": ")) << "it goes on behind an error\n" << all.out;
  }
  EXPECT_EQ(Oracle({"check", bad, legal}, {}, {.file = "/dev/full"}).code, 74);
  EXPECT_EQ(Oracle({"check", legal, "--html", Path("pictures"), legal, bad}).code, 3);
}

TEST_F(Cli, StandardInput) {
  EXPECT_EQ(Oracle({"check", "-"}, {.text = Illegal()}).code, 1);
  const Ran by_default = Oracle({"check"}, {.text = Illegal()});
  EXPECT_EQ(by_default.code, 1);
  EXPECT_TRUE(Has(by_default.out, "  -:5: impossible: ")) << by_default.out;
  EXPECT_FALSE(Has(by_default.out, "again:")) << "it cannot be read again";
  EXPECT_EQ(Oracle({"check", "-"}, {.text = Bad()}).err,
            "-:5:1: expected nothing after the end, found one more line\n");
  EXPECT_EQ(Oracle({"check", "-", File("h", Legal())}, {.text = Illegal()}).code, 1);
  EXPECT_EQ(Oracle({"explain"}, {.text = Illegal()}).code, 1);
  EXPECT_EQ(Oracle({"explain", "-"}, {.text = Legal()}).code, 0);
  EXPECT_EQ(Oracle({"check"}).err, "-:1:1: expected a header line, found an empty file\n");
}

TEST_F(Cli, ChoosesTheModel) {
  const std::string gap = File("h", Gap());
  EXPECT_EQ(Oracle({"check", gap}).code, 1);
  EXPECT_EQ(Oracle({"check", "--model", "semaphore", gap}).code, 1);
  const Ran release = Oracle({"check", "--model", "semaphore@v0.24.0", gap});
  EXPECT_EQ(release.code, 0);
  EXPECT_TRUE(Has(release.out, ": Legal (semaphore@v0.24.0)")) << release.out;
  EXPECT_EQ(Oracle({"explain", "--model", "semaphore@v0.24.0", gap}).code, 0);
}

TEST_F(Cli, DoesWithoutClauses) {
  const std::string gap = File("h", Gap());
  EXPECT_EQ(Oracle({"check", "--without", "SE7", gap}).code, 0);
  EXPECT_EQ(Oracle({"check", "--without", "SE9", gap}).code, 1);
  EXPECT_EQ(Oracle({"check", "--without", "SE9", "--without", "SE7", gap}).code, 0);
  const Ran mixed = Oracle({"check", "--without", "SE7", gap, File("f", Flight())});
  EXPECT_EQ(mixed.code, 64) << "a clause of one model is none of another";
  EXPECT_EQ(mixed.err, "gosync-oracle: singleflight has no clause SE7 to do without\n");
  EXPECT_EQ(Oracle({"check", gap, Path("f")}).code, 1) << "models may be mixed";
}

TEST_F(Cli, JsonHasOneLineForEachHistory) {
  const Ran ran = Oracle({"check", "--json", File("legal", Legal()), File("bad", Bad()),
                          File("illegal", Illegal()), File("stuck", Stuck())});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err, "");
  const auto objects = Objects(ran.out);
  ASSERT_EQ(objects.size(), 4u);
  EXPECT_EQ(Keys(objects[0]), "file model verdict clauses events configurations widest seconds");
  EXPECT_EQ(objects[0].Find("file")->text, Path("legal"));
  EXPECT_EQ(objects[0].Find("model")->text, "semaphore");
  EXPECT_EQ(objects[0].Find("verdict")->text, "Legal");
  EXPECT_EQ(objects[0].Find("events")->integer, 2);
  EXPECT_EQ(Keys(objects[1]), "file error line");
  EXPECT_EQ(objects[1].Find("error")->text,
            Path("bad") + ":5:1: expected nothing after the end, found one more line");
  EXPECT_EQ(Keys(objects[2]),
            "file model verdict clauses index line event why events configurations widest seconds");
  EXPECT_EQ(JsonText(*objects[2].Find("clauses")), R"(["SE1"])");
  EXPECT_EQ(objects[2].Find("index")->integer, 3);
  EXPECT_EQ(objects[2].Find("line")->integer, 5);
  EXPECT_EQ(Keys(objects[3]),
            "file model verdict clauses open why events configurations widest seconds");
  EXPECT_EQ(JsonText(*objects[3].Find("open")), "[3]");

  const auto unknown = Objects(Oracle({"check", "--json", "--budget=1", Path("illegal")}).out);
  ASSERT_EQ(unknown.size(), 1u);
  EXPECT_EQ(unknown[0].Find("verdict")->text, "Unknown");
  EXPECT_EQ(unknown[0].Find("unknown")->text, "the budget of 1 configurations ran out");
  const auto unread = Objects(
      Oracle({"check", "--json", "--budget=10MB", Path("illegal"), "--budget=0.0001kB"}).out);
  EXPECT_TRUE(unread.empty()) << "less than one byte is no budget";
  const auto small =
      Objects(Oracle({"check", "--json", "--budget=200kB", "-"},
                     {.text = Legal().substr(0, Legal().find('\n') + 1) +
                              [] {
                                std::string text;
                                for (int i = 0; i < 3000; ++i) {
                                  text += R"({"index":)" + std::to_string(i) + R"(,"process":)" +
                                          std::to_string(i) +
                                          R"(,"type":"invoke","f":"Release","value":{"n":1}})"
                                          "\n";
                                }
                                return text;
                              }()})
                  .out);
  ASSERT_EQ(small.size(), 1u);
  EXPECT_EQ(Keys(small[0]), "file verdict clauses unknown line");
}

}  // namespace
}  // namespace gosync::models
