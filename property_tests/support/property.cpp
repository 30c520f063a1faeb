#include "property_tests/support/property.hpp"

#include <rapidcheck/detail/Configuration.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "property_tests/support/execution.hpp"
#include "property_tests/support/judge.hpp"
#include "property_tests/support/smaller.hpp"

namespace gosync::property {
namespace {

using Clock = std::chrono::steady_clock;

// Wrong code may leave threads behind that nothing can end.
constexpr int kMostLostThreads = 2000;

class Checker {
 public:
  Checker(const adapters::Adapter& adapter, const PropertyOptions& options)
      : adapter_(adapter), options_(options) {}

  // False: some run of the program has no explanation.
  bool Holds(const Program& program) {
    if (failure_) {
      const std::chrono::duration<double> shrunk = Clock::now() - first_failure_;
      if (shrunk.count() > options_.shrink_seconds || lost_threads_ > kMostLostThreads) return true;
    } else {
      ++figures_.programs;
    }
    const int repeats = failure_ ? options_.repeats_when_shrinking : options_.repeats;
    for (int i = 0; i < repeats; ++i) {
      if (!HoldsOnce(program, /*measure=*/i == 0 && !failure_)) return false;
    }
    return true;
  }

  // Takes single operations out of the program that failed, as long as it still fails.
  void Shrink();

  const std::optional<Failure>& failure() const { return failure_; }
  const Figures& figures() const { return figures_; }

 private:
  bool HoldsOnce(const Program& program, bool measure);
  void Fail(const Program& program, const std::string& history, const std::string& why);
  void Count(const models::Measures& measures);

  const adapters::Adapter& adapter_;
  const PropertyOptions& options_;
  Figures figures_;
  std::optional<Failure> failure_;
  Clock::time_point first_failure_;
  int lost_threads_ = 0;
};

bool Checker::HoldsOnce(const Program& program, bool measure) {
  const uint64_t seed = static_cast<uint64_t>(figures_.runs++);
  const RunResult run = RunProgram(adapter_, program, {.record = options_.record, .seed = seed});
  lost_threads_ += run.lost_threads;
  if (run.blocked > 0) ++figures_.blocked_runs;
  const Judgement judgement = options_.record
                                  ? Judge(run.history, options_.model, measure, options_.without)
                                  : Judgement{models::Verdict::kLegal, "", {}};
  if (measure) Count(judgement.measures);
  std::string why = judgement.text;
  if (judgement.legal() && run.lost_threads > 0 && !options_.may_lose_threads) {
    why = "at the end threads slept that a cancel or a release should have let go";
  }
  if (why.empty()) return true;
  Fail(program, run.history, why);
  return false;
}

void Checker::Shrink() {
  if (!failure_) return;
  first_failure_ = Clock::now();  // time of its own
  for (bool found = true; found;) {
    found = false;
    for (const Program& smaller : Smaller(failure_->program)) {
      found = !Holds(smaller);
      if (found) break;
    }
  }
}

void Checker::Fail(const Program& program, const std::string& history, const std::string& why) {
  if (!failure_) first_failure_ = Clock::now();
  std::filesystem::create_directories("out/property");
  std::string name = options_.name;
  std::replace(name.begin(), name.end(), '/', '-');
  static int failures = 0;  // of all attempts, so that none overwrites another's file
  const std::string file = "out/property/" + name + "-" + std::to_string(failures++) + ".jsonl";
  std::ofstream(file) << history;
  failure_ = Failure{program, why, file};
}

void Checker::Count(const models::Measures& measures) {
  figures_.operations += measures.operations;
  figures_.overlapping += measures.overlapping;
  for (const auto& [operation, count] : measures.returned) figures_.returned[operation] += count;
  for (const auto& [operation, count] : measures.waited) figures_.waited[operation] += count;
}

// What to paste into a shell, and the smallest program.
std::string Message(const PropertyOptions& options, const Failure& failure, const std::string& id,
                    const rc::detail::TestResult& result) {
  std::ostringstream out;
  out << options.name << ": " << failure.why << "\n";
  out << "minimal program: " << CountOperations(failure.program) << " operations\n";
  Show(failure.program, out);
  rc::detail::Configuration again;
  again.testParams = rc::detail::configuration().testParams;
  if (result.template is<rc::detail::FailureResult>()) {
    again.reproduce[id] = result.template get<rc::detail::FailureResult>().reproduce;
  }
  std::string filter = id;
  if (const size_t slash = filter.find('/'); slash != std::string::npos) filter[slash] = '.';
  out << "again: RC_PARAMS=\"" << rc::detail::configToMinimalString(again) << "\" "
      << std::filesystem::read_symlink("/proc/self/exe").string() << " --gtest_filter=" << filter
      << "; gosync-oracle explain " << failure.file << "\n";
  return out.str();
}

PropertyResult CheckOnce(const adapters::Adapter& adapter, const PropertyOptions& options,
                         const rc::Gen<Program>& programs, int attempt) {
  Checker checker(adapter, options);
  const auto property = [&] {
    const Program program = *programs;
    if (!checker.Holds(program)) RC_FAIL(checker.failure()->why);
  };
  rc::detail::TestMetadata metadata;
  metadata.id = options.name;
  rc::detail::TestParams parameters = rc::detail::configuration().testParams;
  parameters.seed += static_cast<uint64_t>(attempt);
  const char* given = std::getenv("RC_PARAMS");
  if (given == nullptr || std::string(given).find("max_success") == std::string::npos) {
    parameters.maxSuccess = options.programs;
  }
  const rc::detail::TestResult result = rc::detail::checkTestable(property, metadata, parameters);
  checker.Shrink();
  PropertyResult out{checker.failure(), "", checker.figures()};
  if (out.failure) {
    out.message = Message(options, *out.failure, metadata.id, result);
    return out;
  }
  std::ostringstream text;
  if (!result.template is<rc::detail::SuccessResult>()) {
    rc::detail::printResultMessage(result, text);
    // No program is to blame, so no other one helps.
    out.failure = Failure{{}, text.str(), ""};
  }
  out.message = text.str() + options.name + ": " + out.figures.Text();
  return out;
}

}  // namespace

double Figures::Overlap() const {
  return operations == 0 ? 0 : static_cast<double>(overlapping) / static_cast<double>(operations);
}

std::string Figures::Text() const {
  std::ostringstream out;
  out << programs << " programs, " << runs << " runs, " << blocked_runs
      << " ended with somebody blocked";
  if (operations == 0) return out.str();
  out << "; " << operations << " operations, " << static_cast<int>(100 * Overlap() + 0.5)
      << " % overlapped another";
  for (const auto& [operation, count] : returned) {
    const auto found = waited.find(operation);
    out << "; " << operation << " returned " << count << " times, really waited "
        << (found == waited.end() ? 0 : found->second);
  }
  return out.str();
}

PropertyResult CheckPrograms(const adapters::Adapter& adapter, const PropertyOptions& options,
                             const rc::Gen<Program>& programs) {
  PropertyResult best = CheckOnce(adapter, options, programs, /*attempt=*/0);
  const char* given = std::getenv("RC_PARAMS");
  const bool again = given != nullptr && std::string(given).find("reproduce") != std::string::npos;
  for (int attempt = 1; !again && attempt < options.attempts && best.failure &&
                        CountOperations(best.failure->program) > options.small_enough;
       ++attempt) {
    PropertyResult other = CheckOnce(adapter, options, programs, attempt);
    if (other.failure &&
        CountOperations(other.failure->program) < CountOperations(best.failure->program)) {
      best = std::move(other);
    }
  }
  return best;
}

int ProgramsToTry(int usual) {
  if (const char* given = std::getenv("GOSYNC_PROGRAMS")) return std::atoi(given);
  return std::getenv("GOSYNC_FULL") != nullptr ? 25 * usual : usual;
}

void showValue(const Program& program, std::ostream& out) { Show(program, out << "\n"); }

}  // namespace gosync::property
