// kratos_errgroup::Group, or what GOSYNC_ADAPTER names, on real threads: an example for each
// clause of docs/kratos_errgroup.md, then generated programs.

#include "gosync/kratos_errgroup.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gosync/go/context.hpp"
#include "gosync/go/spawn.hpp"
#include "property_tests/support/expect.hpp"
#include "property_tests/support/kratos_errgroup_programs.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

constexpr char kNone[] = "err=nil recovered=false";

Call Go(const std::string& fn) { return {"Go", {{"group", "g0"}, {"fn", fn}}}; }
Call GOMAXPROCS(int64_t n) { return {"GOMAXPROCS", {{"group", "g0"}, {"n", n}}}; }
Call Cancel(const Field& cause) { return {"Cancel", {{"group", "g0"}, {"cause", cause}}}; }
Call Of(const char* operation) { return {operation, {{"group", "g0"}}}; }
Call Ask(const char* operation, const std::string& fn) { return {operation, {{"fn", fn}}}; }
const Call& Wait() {
  static const Call& call = *new Call(Of("Wait"));
  return call;
}

Outcome Returns(const Field& err) { return {.results = {{"err", err}}}; }
Outcome Panics(const char* with) {
  return {.kind = Outcome::Kind::kPanic, .panic = with, .panic_is_error = true};
}
const Outcome& ReturnsNil() {
  static const Outcome& nil = *new Outcome(Returns(nullptr));
  return nil;
}

TEST(KratosErrgroup, KR1_OnlyWithCancelIsCancelledByAnError) {
  for (const char* maker : {"WithContext", "WithCancel"}) {
    Script s(Subject());
    const bool cancels = std::string(maker) == "WithCancel";
    s.Do("A", Of(maker));
    s.Do("A", Go("f1"));
    s.Do("A", Go("f2"));
    EXPECT_EQ(s.Do("A", Ask("Err", "f1")), "err=nil");
    EXPECT_EQ(s.Do("B", Ask("Done", "f1")), "blocked");
    s.End("f2", Returns("e2"));
    EXPECT_EQ(s.Now("B"), cancels ? "returned" : "blocked");
    EXPECT_EQ(s.Do("f1", Ask("Cause", "f1")), cancels ? "cause=context canceled" : "cause=nil");
    s.End("f1", ReturnsNil());
    EXPECT_EQ(s.Do("A", Wait()), "err=e2 recovered=false");
    EXPECT_EQ(s.Do("A", Cancel("c1")), "returned");
    EXPECT_EQ(s.Do("A", Ask("Cause", "f1")), cancels ? "cause=context canceled" : "cause=c1");
    EXPECT_EQ(s.Verdict(), "");
  }
}

TEST(KratosErrgroup, KR1_WaitCancels) {
  Script s(Subject());
  s.Do("A", Of("WithCancel"));
  s.Do("A", Go("f1"));
  s.End("f1", ReturnsNil());
  EXPECT_EQ(s.Do("A", Ask("Err", "f1")), "err=nil");
  EXPECT_EQ(s.Do("A", Wait()), kNone);
  EXPECT_EQ(s.Do("A", Ask("Err", "f1")), "err=context canceled");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(KratosErrgroup, KR1_TheContextItself) {
  const go::WithCancelResult own = go::WithCancel(go::Background());
  std::vector<std::shared_ptr<kratos_errgroup::Group>> groups = {
      kratos_errgroup::WithContext(own.context), kratos_errgroup::WithContext(nullptr),
      std::make_shared<kratos_errgroup::Group>()};
  std::vector<go::Context> given(3);
  for (int i = 0; i < 3; ++i) {
    groups[i]->Go([&given, i](const go::Context& context) -> go::Error {
      given[i] = context;
      return nullptr;
    });
    EXPECT_FALSE(groups[i]->Wait());
  }
  EXPECT_EQ(given[0], own.context);
  EXPECT_EQ(given[1], go::Background());
  EXPECT_EQ(given[2], go::Background());
  const go::Outcome end = go::RunRoot([] { kratos_errgroup::WithCancel(nullptr); });
  EXPECT_EQ(end.value.Text(), "cannot create context from nil parent");
}

TEST(KratosErrgroup, KR2_APanicIsAnError) {
  Script s(Subject());
  s.Do("A", Of("WithCancel"));
  s.Do("A", GOMAXPROCS(1));
  s.Do("A", Go("f1"));
  s.End("f1", Panics("p1"));
  EXPECT_EQ(s.Do("A", Ask("Err", "f1")), "err=context canceled");
  EXPECT_EQ(s.Do("A", Wait()), "err=p1 recovered=true");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(KratosErrgroup, KR2_TheTextOfARecoveredPanic) {
  kratos_errgroup::Group group;
  const go::Error cause = go::NewError("boom");
  group.Go([&](const go::Context&) -> go::Error { go::Panic(cause); });
  const go::Error err = group.Wait();
  ASSERT_TRUE(err);
  EXPECT_EQ(err.Text().rfind("errgroup: panic recovered: boom\n", 0), 0u) << err.Text();
  EXPECT_FALSE(go::Is(err, cause));
  kratos_errgroup::Group nil;
  nil.Go(nullptr);
  EXPECT_NE(nil.Wait().Text().find("nil pointer dereference"), std::string::npos);
}

TEST(KratosErrgroup, KR3_TheFirstErrorSticks) {
  Script s(Subject());
  s.Do("A", Go("f1"));
  s.End("f1", Returns("e1"));
  EXPECT_EQ(s.Do("A", Wait()), "err=e1 recovered=false");
  s.Do("A", Go("f2"));
  s.End("f2", Returns("e2"));
  EXPECT_EQ(s.Do("A", Wait()), "err=e1 recovered=false");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(KratosErrgroup, KR4_GOMAXPROCS) {
  Script s(Subject());
  const std::string refused = "panic errgroup: GOMAXPROCS must great than 0";
  EXPECT_EQ(s.Do("A", GOMAXPROCS(0)), refused);
  EXPECT_EQ(s.Do("A", Go("f0")), "returned");
  EXPECT_EQ(s.Do("A", GOMAXPROCS(1)), "returned");
  EXPECT_EQ(s.Do("A", GOMAXPROCS(2)), "returned");
  EXPECT_EQ(s.Do("A", GOMAXPROCS(-1)), refused);
  s.Do("A", Go("f1"));
  s.Do("A", Go("f2"));
  EXPECT_TRUE(s.HasBegun("f0"));
  EXPECT_TRUE(s.HasBegun("f1"));
  EXPECT_FALSE(s.HasBegun("f2"));
  EXPECT_EQ(s.Verdict(), "");
}

TEST(KratosErrgroup, KR5_APoolWorksWithoutAWait) {
  Script s(Subject());
  s.Do("A", GOMAXPROCS(1));
  for (const char* fn : {"f1", "f2", "f3", "f4"}) EXPECT_EQ(s.Do("A", Go(fn)), "returned");
  for (const char* fn : {"f1", "f2", "f3", "f4"}) {
    EXPECT_TRUE(s.HasBegun(fn));
    s.End(fn, ReturnsNil());
  }
  EXPECT_EQ(s.Verdict(), "");
}

TEST(KratosErrgroup, KR6_NothingBeginsInAFailedGroup) {
  Script s(Subject());
  s.Do("A", Of("WithCancel"));
  s.Do("A", GOMAXPROCS(1));
  for (const char* fn : {"f1", "f2", "f3"}) s.Do("A", Go(fn));
  s.End("f1", Returns("e1"));
  EXPECT_FALSE(s.HasBegun("f2"));
  EXPECT_EQ(s.Do("A", Wait()), "err=e1 recovered=false");
  EXPECT_EQ(s.Do("A", Go("f4")), "returned");
  EXPECT_FALSE(s.HasBegun("f4"));
  EXPECT_EQ(s.Do("A", Wait()), "err=e1 recovered=false");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(KratosErrgroup, KR7_AGroupIsUsedAgain) {
  Script s(Subject());
  s.Do("A", GOMAXPROCS(1));
  for (const char* fn : {"f1", "f2", "f3"}) {
    s.Do("A", Go(fn));
    s.End(fn, ReturnsNil());
    EXPECT_EQ(s.Do("A", Wait()), kNone);
    EXPECT_EQ(s.Do("A", Wait()), kNone);
  }
  EXPECT_EQ(s.Verdict(), "");
}

TEST(KratosErrgroup, KR8_AFunctionHandsInDuringAWait) {
  Script s(Subject());
  s.Do("A", GOMAXPROCS(1));
  s.Do("A", Go("f1"));
  EXPECT_EQ(s.Do("B", Wait()), "blocked");
  for (const char* fn : {"f2", "f3", "f4"}) EXPECT_EQ(s.Do("f1", Go(fn)), "returned");
  for (const char* fn : {"f1", "f2", "f3", "f4"}) {
    EXPECT_EQ(s.Now("B"), "blocked");
    s.End(fn, ReturnsNil());
  }
  EXPECT_EQ(s.Now("B"), kNone);
  EXPECT_EQ(s.Verdict(), "");
}

TEST(KratosErrgroup, KR9_AnExitIsAnEnd) {
  Script s(Subject());
  s.Do("A", GOMAXPROCS(1));
  s.Do("A", Go("f1"));
  s.Do("A", Go("f2"));
  s.End("f1", {.kind = Outcome::Kind::kGoexit});
  EXPECT_TRUE(s.HasBegun("f2"));
  s.End("f2", ReturnsNil());
  EXPECT_EQ(s.Do("A", Wait()), kNone);
  EXPECT_EQ(s.Verdict(), "");
}

TEST(KratosErrgroup, KR11_SeveralWait) {
  Script s(Subject());
  s.Do("A", GOMAXPROCS(1));
  for (const char* fn : {"f1", "f2", "f3", "f4"}) s.Do("A", Go(fn));
  EXPECT_EQ(s.Do("B", Wait()), "blocked");
  EXPECT_EQ(s.Do("C", Wait()), "blocked");
  for (const char* fn : {"f1", "f2", "f3", "f4"}) s.End(fn, ReturnsNil());
  EXPECT_EQ(s.Now("B"), kNone);
  EXPECT_EQ(s.Now("C"), kNone);
  EXPECT_EQ(s.Verdict(), "");
}

// In C++ an error is none exactly if there is no object; what it says does not matter.
TEST(KratosErrgroup, KR12_AnErrorThatSaysNothingIsOne) {
  Script s(Subject());
  s.Do("A", Go("f1"));
  s.End("f1", Returns(""));
  EXPECT_EQ(s.Do("A", Wait()), "err= recovered=false");
  EXPECT_EQ(s.Verdict(), "");
}

// Writes without any synchronization of its own.
class Writing final : public adapters::Session {
 public:
  Outcome RunCallback(const std::string&) override {
    ++plain;
    return ReturnsNil();
  }
  int plain = 0;
};

// ThreadSanitizer says so if it does not.
TEST(KratosErrgroup, KR13_FunctionsHappenBeforeTheNextAndBeforeWait) {
  for (int round = 0; round < 200; ++round) {
    const auto subject = Subject().make({});
    const auto session = std::make_shared<Writing>();
    subject->Perform(GOMAXPROCS(1), session);
    for (const char* fn : {"f1", "f2", "f3"}) subject->Perform(Go(fn), session);
    subject->Perform(Wait(), session);
    EXPECT_EQ(session->plain, 3);
  }
}

class Returning final : public adapters::Session {
 public:
  Outcome RunCallback(const std::string&) override { return ReturnsNil(); }
};

// Whoever is left keeps the group's hook.
TEST(KratosErrgroup, KR10_NoWorkerIsLeft) {
  const auto subject = Subject().make({});
  const auto session = std::make_shared<Returning>();
  subject->Perform(Of("WithContext"), session);
  subject->Perform(Of("OnError"), session);
  subject->Perform(GOMAXPROCS(4), session);
  for (const char* fn : {"f1", "f2", "f3", "f4", "f5", "f6"}) subject->Perform(Go(fn), session);
  subject->Perform(Of("Drop"), session);
  for (int tries = 0; tries < 10000 && !subject->HasHappened(Of("Drop")); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_TRUE(subject->HasHappened(Of("Drop")));
}

TEST(KratosErrgroup, KR14_TheHookIsToldTheFirstError) {
  Script s(Subject());
  s.Do("A", Of("WithCancel"));
  s.Do("A", Of("OnError"));
  s.Do("A", Go("f1"));
  s.Do("A", Go("f2"));
  s.End("f1", Panics("100% bad"));
  s.End("f2", Returns("e2"));
  EXPECT_EQ(s.Do("A", Wait()), "err=100% bad recovered=true");
  EXPECT_EQ(s.Verdict(), "");
}

// What it panics with harms nobody, cancelling does not wait for it, and Wait does.
TEST(KratosErrgroup, KR14_TheHookIsNobodysTrap) {
  const auto group = kratos_errgroup::WithCancel(go::Background());
  bool cancelled = false;
  int told = 0;
  go::Context given;
  group->OnError([&](const go::Error& err) {
    cancelled = static_cast<bool>(given.Err());
    told += err.Text() == "context deadline exceeded" ? 1 : 100;
    go::Panic("oops");
  });
  group->Go([&](const go::Context& context) -> go::Error {
    given = context;
    return go::DeadlineExceeded();
  });
  EXPECT_EQ(group->Wait(), go::DeadlineExceeded());
  EXPECT_TRUE(cancelled);
  EXPECT_EQ(told, 1);
}

TEST(KratosErrgroup, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "KratosErrgroup/GeneratedProgramsAreLegal", "kratos_errgroup",
              KratosErrgroupPrograms(), 0.30);
}

}  // namespace
}  // namespace gosync::property
