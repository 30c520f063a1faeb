#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_PROGRAM_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_PROGRAM_HPP_

// A concurrent program: what several threads do to one object. The same program can be
// run with everything recorded, or with nothing recorded.

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "property_tests/adapters/adapter.hpp"

namespace gosync::property {

using adapters::Call;
using adapters::Field;
using adapters::Fields;
using adapters::Outcome;

struct Operation {
  Call call;
  // Left out unless the operation at this place of the same thread succeeded: returned, without
  // an error and without saying no. -1: always done.
  int needs = -1;
  int pauses = 0;          // beforehand, and one more
  int64_t not_before = 0;  // nanoseconds since the run began
  int visits = 0;          // how many pairs it may be shown, at most
};

// What a callback does: operations, then an end. A panic or Goexit of an operation ends it too.
struct Function {
  std::vector<Operation> body = {};
  Outcome end = {};
  // What it does when an operation in it panics.
  enum class OnPanic { kPanicToo, kReturnIt, kIgnore } on_panic = OnPanic::kPanicToo;
  int lingers = 0;  // how often it pauses before it ends
};

struct Program {
  Fields parameters = {};
  std::vector<Call> timers = {};       // begun before all else; they happen by themselves
  std::vector<Operation> prefix = {};  // these must not block
  std::vector<std::vector<Operation>> branches = {};
  std::map<std::string, Function> functions = {};
};

// How many operations a reader of the program counts, those in functions included.
int CountOperations(const Program& program);

// For people: one line a thread.
void Show(const Program& program, std::ostream& out);

// "Acquire(n=2 ctx=c1)".
std::string ShowCall(const Call& call);
// "err=nil", "panic semaphore: n < 0", "goexit".
std::string ShowOutcome(const Outcome& outcome);

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_PROGRAM_HPP_
