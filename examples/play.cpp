// Finds an example by its name; compiled once for each runtime.

#include <map>
#include <string>

#include "examples/cases.hpp"

GOSYNC_BEGIN
namespace examples {
namespace {

const std::map<std::string, void (*)(Scene&)>& Cases() {
  static const std::map<std::string, void (*)(Scene&)> cases{
      {"bounded_workers", BoundedWorkers},
      {"cache_breakdown", CacheBreakdown},
      {"fan_out", FanOut},
      {"hanging_call", HangingCall},
      {"lazy_singleton", LazySingleton},
      {"reader_writer", ReaderWriter},
      {"repeated_ticks", RepeatedTicks},
      {"shared_failure", SharedFailure},
      {"shed_load", ShedLoad},
      {"waitgroup_or_errgroup", WaitGroupOrErrgroup},
  };
  return cases;
}

}  // namespace

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& [name, play] : Cases()) names.push_back(name);
  return names;
}

// Returns whether all that could end has ended.
bool Play(const std::string& name, Report& report) {
  // Never destroyed: what hangs in an example hangs on.
  auto* scene = new Scene(report);
  Cases().at(name)(*scene);
  scene->Wait();
  return scene->quiescent();
}

}  // namespace examples
GOSYNC_END
