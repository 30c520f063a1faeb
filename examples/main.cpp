// gosync-examples: plays the use cases of examples/ on a clock that jumps, or in real time.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "examples/support/report.hpp"

// play.cpp, once for each runtime.
namespace gosync::on_threads::examples {
bool Play(const std::string& name, ::gosync::stage::Report& report);
}
namespace gosync::on_virtual::examples {
std::vector<std::string> Names();
bool Play(const std::string& name, ::gosync::stage::Report& report);
}  // namespace gosync::on_virtual::examples

int main(int argc, char** argv) {
  constexpr int kUsage = 64;
  constexpr int kCannotCreate = 73;
  CLI::App app{"Plays the use cases of gosync's primitives, each as a small timeline."};
  std::string name;
  std::string folder;
  bool real = false;
  bool list = false;
  app.add_option("example", name, "which one; all, if none is named")
      ->check(CLI::IsMember(gosync::on_virtual::examples::Names()));
  app.add_flag("--list", list, "print their names");
  app.add_flag("--real", real,
               "on threads and in real time: what is printed differs from run to run");
  app.add_option("--histories", folder,
                 "a folder for what was done, as docs/history-format.md has it")
      ->check(CLI::ExistingDirectory);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  std::vector<std::string> names{name};
  if (name.empty()) names = gosync::on_virtual::examples::Names();
  int code = 0;
  for (const std::string& each : names) {
    if (list) {
      std::printf("%s\n", each.c_str());
      continue;
    }
    // Never destroyed: a call that hangs still knows it.
    auto* report = new gosync::stage::Report(real);
    const bool quiescent = real ? gosync::on_threads::examples::Play(each, *report)
                                : gosync::on_virtual::examples::Play(each, *report);
    if (!folder.empty() && !report->Save(folder, each, quiescent)) code = kCannotCreate;
  }
  std::fflush(stdout);
  _exit(code);  // as Go does: who hangs is not waited for
}
