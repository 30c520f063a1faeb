#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_SCRIPT_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_SCRIPT_HPP_

// Scenarios in which one thing happens after the other, for examples of clauses: some
// actor begins an operation, and the next step comes when nothing moves any more.
//
//   Script s(adapter, {{"size", int64_t{1}}});
//   EXPECT_EQ(s.Do("A", Acquire(1)), "err=nil");
//   EXPECT_EQ(s.Do("B", Acquire(1)), "blocked");
//   EXPECT_EQ(s.Do("A", Release(1)), "returned");
//   EXPECT_EQ(s.Now("B"), "err=nil");
//   EXPECT_EQ(s.Verdict(), "");
//
// An actor is a thread, made when it is first named, or a function that an operation handed
// in: it is named by its token and there while it runs, and it runs until End.

#include <memory>
#include <string>

#include "property_tests/adapters/adapter.hpp"
#include "property_tests/support/program.hpp"

namespace gosync::property {

class Script {
 public:
  // Records if `record`; then Verdict judges by the model of the adapter.
  explicit Script(const adapters::Adapter& adapter, Fields parameters = {}, bool record = true);
  // Lets everybody go.
  ~Script();
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  // Returns what came of it: an outcome, or "blocked", or "in f1" if it waits in function f1.
  std::string Do(const std::string& actor, const Call& call);
  // What has come of the last operation of `actor` since.
  std::string Now(const std::string& actor) const;
  // Ends a function.
  void End(const std::string& fn, const Outcome& outcome);
  // Whether a function has begun, or also ended.
  bool HasBegun(const std::string& fn) const;

  // Begins what happens by itself, and waits until it has happened.
  void Begin(const Call& timer);
  void Await(const Call& timer);

  // An operation whose panic nobody recovers.
  void DoUnrecovered(const Call& call);

  // The history must be Legal by `model`, or by that of the adapter: empty if it is (or was not
  // recorded), else why not.
  std::string Verdict(const std::string& model = "");

 private:
  class Stage;
  std::shared_ptr<Stage> stage_;
};

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_SCRIPT_HPP_
