#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_PROPERTY_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_PROPERTY_HPP_

// The property of all generated programs: whatever they do at the same time, a model
// explains what came of it. Generation and judging happen on the calling thread only;
// the threads of a program run plain operations.

#include <rapidcheck.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "property_tests/adapters/adapter.hpp"
#include "property_tests/support/program.hpp"

namespace gosync::property {

struct PropertyOptions {
  std::string name;                       // names the files under out/property/
  std::string model;                      // "singleflight", or one of its releases
  std::vector<std::string> without = {};  // clauses of it that are not in force
  int programs = 2000;
  // A race strikes now and then: each program is run several times, and, once one has
  // failed, each smaller one many times, or shrinking loses its hold.
  int repeats = 5;
  int repeats_when_shrinking = 400;
  double shrink_seconds = 40;
  // A race that seldom strikes is hard to shrink. If more operations are left than this, other
  // programs that fail are looked for, and the smallest of all is reported.
  int small_enough = 6;
  int attempts = 4;
  bool may_lose_threads = false;  // the model allows operations that nothing ends
  bool record = true;             // off: nothing is judged but that all threads can be ended
};

struct Figures {
  int64_t programs = 0;
  int64_t runs = 0;
  int64_t blocked_runs = 0;  // that ended with somebody blocked
  // Of one run of each program.
  uint64_t operations = 0;
  uint64_t overlapping = 0;
  std::map<std::string, uint64_t> returned;
  std::map<std::string, uint64_t> waited;

  double Overlap() const;
  std::string Text() const;
};

struct Failure {
  Program program;  // the smallest
  std::string why;
  std::string file;  // its history
};

struct PropertyResult {
  std::optional<Failure> failure;
  std::string message;  // what to print: the failure and how to see it again, or figures
  Figures figures;
};

PropertyResult CheckPrograms(const adapters::Adapter& adapter, const PropertyOptions& options,
                             const rc::Gen<Program>& programs);

// How many programs a property is to try: `usual`; 25 times as many if GOSYNC_FULL is set;
// GOSYNC_PROGRAMS overrides both.
int ProgramsToTry(int usual);

// For RapidCheck.
void showValue(const Program& program, std::ostream& out);

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_PROPERTY_HPP_
