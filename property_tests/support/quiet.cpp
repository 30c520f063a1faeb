#include "property_tests/support/quiet.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace gosync::property {
namespace {

std::set<int> Threads() {
  std::set<int> threads;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/task"), closedir);
  if (folder == nullptr) return threads;
  while (const dirent* entry = readdir(folder.get())) {
    if (entry->d_name[0] != '.') threads.insert(std::atoi(entry->d_name));
  }
  return threads;
}

// The text of /proc/self/task/<thread>/status; empty if there is no such thread any more.
std::string Status(int thread) {
  const std::string path = "/proc/self/task/" + std::to_string(thread) + "/status";
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return "";
  char buffer[4096];
  const ssize_t size = read(file, buffer, sizeof(buffer));
  close(file);
  return size > 0 ? std::string(buffer, static_cast<size_t>(size)) : "";
}

int64_t NumberAfter(const std::string& text, const char* key) {
  const size_t at = text.find(key);
  return at == std::string::npos ? -1 : std::atoll(text.c_str() + at + std::strlen(key));
}

}  // namespace

Quiet::Quiet() : ignored_(Threads()) { ignored_.insert(gettid()); }

bool Quiet::Look(Counts* counts) const {
  const std::set<int> threads = Threads();
  // While threads end, a listing of the folder may leave out others that run.
  const std::string process = Status(getpid());
  if (NumberAfter(process, "\nThreads:") != static_cast<int64_t>(threads.size())) return false;
  for (int thread : threads) {
    if (ignored_.contains(thread)) continue;
    const std::string status = Status(thread);
    if (status.empty()) return false;  // it has just ended: what it did may not be over
    if (status.find("\nState:\tS") == std::string::npos) return false;
    (*counts)[thread] = NumberAfter(status, "\nvoluntary_ctxt_switches:") +
                        NumberAfter(status, "\nnonvoluntary_ctxt_switches:");
  }
  return true;
}

bool Quiet::AllAsleep() const {
  Counts first;
  Counts second;
  return Look(&first) && Look(&second) && first == second;
}

}  // namespace gosync::property
