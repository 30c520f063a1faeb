// recorder-cpp: runs random programs on our own C++ and writes down what their callers saw.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "property_tests/support/execution.hpp"
#include "property_tests/support/subject_library.hpp"
#include "recorders/cpp/load.hpp"

namespace gosync::recording {
namespace {

constexpr int kUsage = 64;
constexpr int kFailed = 70;

struct Arguments {
  std::string primitive;
  std::string subject = "real";
  std::string scenario = "random";
  std::string out;
  LoadOptions load;
};

// The adapters lie beside the folder of this program.
std::string AdapterPath(const Arguments& arguments) {
  const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  std::string name = "adapter_" + arguments.primitive;
  if (arguments.subject != "real") name += "_" + arguments.subject;
  return here.parent_path() / "adapters" / (name + ".so");
}

// The primitives that have a load, by name.
const std::map<std::string, property::Program (*)(const LoadOptions&)>& Loads() {
  static const std::map<std::string, property::Program (*)(const LoadOptions&)> loads{
      {"semaphore", SemaphoreLoad},
      {"singleflight", SingleflightLoad},
      {"once", OnceLoad},
      {"oncefunc", OncefuncLoad},
      {"syncmap", SyncmapLoad},
      {"waitgroup", WaitgroupLoad},
      {"cond", CondLoad},
      {"errgroup", ErrgroupLoad},
      {"gozero_singleflight", GozeroSingleflightLoad},
      {"kratos_errgroup", KratosErrgroupLoad},
  };
  return loads;
}

int Record(Arguments arguments) {
  arguments.load.small = arguments.scenario == "small";
  arguments.load.plain = arguments.scenario == "random-plain";
  const property::Program program = Loads().at(arguments.primitive)(arguments.load);
  const std::string path = AdapterPath(arguments);
  const adapters::Adapter& adapter = property::LoadAdapter(path.c_str());
  const property::RunResult run =
      property::RunProgram(adapter, program, {.record = true, .seed = arguments.load.seed});
  std::ofstream file(arguments.out);
  file << run.history;
  file.close();
  if (!file) {
    std::fprintf(stderr, "recorder-cpp: %s cannot be written\n", arguments.out.c_str());
    return kFailed;
  }
  std::printf("%s %s %s seed %llu: %d operations, %d threads left blocked -> %s\n",
              arguments.primitive.c_str(), arguments.subject.c_str(), arguments.scenario.c_str(),
              static_cast<unsigned long long>(arguments.load.seed),
              property::CountOperations(program), run.blocked, arguments.out.c_str());
  return 0;
}

CLI::App* AddRun(CLI::App& app, Arguments& arguments) {
  CLI::App* run = app.add_subcommand("run", "record one history");
  run->add_option("--primitive", arguments.primitive, "what to record")
      ->required()
      ->check(CLI::IsMember(Loads()));
  run->add_option("--subject", arguments.subject, "real, or a variant")
      ->check(CLI::IsMember({"real", "forgotten", "unconditional", "silent"}));
  run->add_option("--scenario", arguments.scenario, "random; random-plain: no panics; small")
      ->check(CLI::IsMember({"random", "random-plain", "small"}));
  run->add_option("--seed", arguments.load.seed, "of the program and its pauses");
  run->add_option("--events", arguments.load.events, "how many, about; not for small")
      ->check(CLI::Range(100, 20000));
  run->add_option("--out", arguments.out, "the history, a file that is replaced")->required();
  return run;
}

}  // namespace
}  // namespace gosync::recording

int main(int argc, char** argv) {
  using namespace gosync::recording;
  CLI::App app{"Records histories of gosync's own C++ primitives (docs/history-format.md)."};
  app.require_subcommand(1);
  Arguments arguments;
  AddRun(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  if (!std::filesystem::exists(AdapterPath(arguments))) {
    std::fprintf(stderr, "recorder-cpp: %s has no such variant\n", arguments.primitive.c_str());
    return kUsage;
  }
  int code = kFailed;
  try {
    code = Record(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "recorder-cpp: %s\n", error.what());
  }
  std::fflush(stdout);
  // A variant may have left threads behind that nothing can end: no destructors under their feet.
  _exit(code);
}
