#ifndef GOSYNC_MODELS_TESTS_SUPPORT_ORACLE_HPP_
#define GOSYNC_MODELS_TESTS_SUPPORT_ORACLE_HPP_

// Runs the gosync-oracle that was built beside this test.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "models/tests/support/files.hpp"

namespace gosync::models::tests {

struct Ran {
  int code = -1;  // exit code, or 1000 + the signal that killed it
  std::string out;
  std::string err;
  long peak_kb = 0;  // most memory it ever held
};

struct Input {
  std::string text = {};                 // what stands on standard input
  std::string file = {};                 // or: a file
  std::function<void(int)> writer = {};  // or: what another process writes to this descriptor
};

struct Output {
  std::string file = {};  // where standard output goes, or empty: into Ran::out
  int descriptor = -1;    // or: an open file
};

inline std::string OraclePath() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "gosync-oracle";
}

namespace internal {

inline void Redirect(int to, const std::string& path, int flags) {
  const int file = open(path.c_str(), flags, 0600);
  if (file < 0 || dup2(file, to) < 0) _exit(126);
}

// Starts a process that writes into a pipe; returns the end to read.
inline int StartWriter(const std::function<void(int)>& writer, pid_t* pid) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  *pid = fork();
  if (*pid == 0) {
    close(ends[0]);
    std::signal(SIGPIPE, SIG_IGN);
    alarm(120);
    writer(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  return ends[0];
}

[[noreturn]] inline void Execute(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  const std::string path = OraclePath();
  argv.push_back(const_cast<char*>(path.c_str()));
  for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  execv(path.c_str(), argv.data());
  _exit(127);
}

}  // namespace internal

inline Ran Oracle(const std::vector<std::string>& arguments, const Input& input = {},
                  const Output& output = {}) {
  const Scratch scratch;
  pid_t writer = -1;
  const int from = input.writer ? internal::StartWriter(input.writer, &writer) : -1;
  const std::string in = !input.file.empty() ? input.file : scratch.File("in", input.text);
  const pid_t pid = fork();
  if (pid == 0) {
    alarm(120);  // a test that hangs is a test that fails
    if (from >= 0) {
      dup2(from, 0);
    } else {
      internal::Redirect(0, in, O_RDONLY);
    }
    if (output.descriptor >= 0) {
      dup2(output.descriptor, 1);
    } else {
      internal::Redirect(1, output.file.empty() ? scratch.Path("out") : output.file,
                         O_WRONLY | O_CREAT);
    }
    internal::Redirect(2, scratch.Path("err"), O_WRONLY | O_CREAT);
    if (from >= 0) close(from);
    internal::Execute(arguments);
  }
  if (from >= 0) close(from);
  int status = 0;
  rusage usage{};
  wait4(pid, &status, 0, &usage);
  if (writer > 0) waitpid(writer, nullptr, 0);
  Ran ran;
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  ran.out = Contents(scratch.Path("out"));
  ran.err = Contents(scratch.Path("err"));
  ran.peak_kb = usage.ru_maxrss;
  return ran;
}

}  // namespace gosync::models::tests

#endif  // GOSYNC_MODELS_TESTS_SUPPORT_ORACLE_HPP_
