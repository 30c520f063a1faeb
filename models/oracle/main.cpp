// gosync-oracle: judges histories of concurrency primitives against the models.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "models/oracle/commands.hpp"

namespace {

using gosync::models::CheckArguments;

CLI::App* AddCheck(CLI::App& app, CheckArguments& arguments) {
  CLI::App* command = app.add_subcommand("check", "judge histories");
  command->add_option("file", arguments.files, "history files; - or none: standard input");
  command->add_option("--model", arguments.model,
                      "judge by this model, e.g. semaphore@v0.24.0 (default: the contract "
                      "of the model that the header names)");
  command->add_flag("--json", arguments.json, "one line of JSON per history");
  command->add_flag("--stats", arguments.stats,
                    "also measure how many operations overlapped and how many really waited");
  command->add_option("--html", arguments.html,
                      "write a picture to this file (several histories, or a directory: into it)");
  command
      ->add_option("--without", arguments.without,
                   "judge as if the contract did not have this clause, e.g. SE7 (may be repeated)")
      ->allow_extra_args(false);
  command
      ->add_option("--budget", arguments.budgets,
                   "stop with Unknown after this much: 30s, 2GB, or 1000000 configurations")
      ->allow_extra_args(false);
  return command;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace gosync::models;
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error message, not a silent death
  CLI::App app{
      "Judges histories of Go's concurrency primitives: Legal, Illegal, Stuck or Unknown."};
  app.require_subcommand(1);
  app.set_version_flag("--version", "gosync-oracle " GOSYNC_VERSION);
  app.footer(
      "Exit codes: 0 Legal, 1 Illegal or Stuck, 2 Unknown (a budget ran out), 3 bad input,\n"
      "64 wrong command line, 74 the output could not be written. For several files the\n"
      "worst, in the order 74, 3, 1, 2, 0. The format is in docs/history-format.md.");

  CheckArguments check;
  CLI::App* check_command = AddCheck(app, check);

  ModelsArguments models;
  CLI::App* models_command =
      app.add_subcommand("models", "list the models, or one with its clauses");
  models_command->add_option("name", models.name, "a model");
  models_command->add_flag("--json", models.json, "as JSON");

  ExplainArguments explain;
  CLI::App* explain_command =
      app.add_subcommand("explain", "a history in words and as intervals, with its verdict");
  explain_command->add_option("file", explain.file, "a history file; - or none: standard input");
  explain_command->add_option("--model", explain.model, "judge by this model");
  explain_command->add_option("--width", explain.width, "columns of the picture")
      ->check(CLI::Range(40, 400));

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kExitLegal : kExitUsage;
  }
  try {
    if (check_command->parsed()) return Check(check);
    if (models_command->parsed()) return Models(models);
    return Explain(explain);
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "gosync-oracle: out of memory; --budget 2GB, say, ends with Unknown\n");
    return kExitUnknown;
  }
}
