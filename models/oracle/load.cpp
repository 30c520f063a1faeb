#include "models/oracle/load.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace gosync::models {

bool ParseBudget(std::string_view text, Limits* limits) {
  struct Unit {
    std::string_view name;
    double bytes;
    double seconds;
  };
  static constexpr Unit kUnits[] = {{"ms", 0, 1e-3}, {"s", 0, 1},    {"min", 0, 60},
                                    {"kB", 1e3, 0},  {"MB", 1e6, 0}, {"GB", 1e9, 0}};
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !(value > 0) || value > 1e15) return false;
  const std::string_view unit(end, text.data() + text.size() - end);
  if (unit.empty()) {
    if (value < 1) return false;
    limits->configurations = static_cast<uint64_t>(value);
    return true;
  }
  const auto* found = std::find_if(std::begin(kUnits), std::end(kUnits),
                                   [&](const Unit& u) { return u.name == unit; });
  if (found == std::end(kUnits)) return false;
  if (found->seconds > 0) limits->seconds = value * found->seconds;
  if (found->bytes == 0) return true;
  limits->bytes = static_cast<uint64_t>(value * found->bytes);
  return limits->bytes > 0;  // less than one would mean no limit
}

std::optional<ReadError> Load(const std::string& file, const std::string& model,
                              const Limits& limits, Budget* budget, History* history,
                              ModelChoice* choice) {
  std::FILE* in = file == "-" ? stdin : std::fopen(file.c_str(), "rb");
  if (in == nullptr) {
    return ReadError{ReadError::Kind::kInput, file, 0, 0, "a readable file", std::strerror(errno)};
  }
  const FindModelSpec find = [](std::string_view name) -> const ModelSpec* {
    const auto found = FindModel(name);
    // A release is chosen by --model: what was recorded is the same either way.
    return found && found->release == nullptr ? &found->model->spec() : nullptr;
  };
  ReadLimits read;
  read.budget = budget;
  if (limits.bytes != 0) read.memory_bytes = limits.bytes;
  const ModelSpec* spec = nullptr;
  const auto error = ReadHistory(in, file, find, read, history, &spec);
  if (in != stdin) std::fclose(in);
  if (error.has_value()) return error;
  *choice = *FindModel(model.empty() ? spec->name : model);
  if (choice->model->spec().name != spec->name) {
    return ReadError{
        ReadError::Kind::kInput, file, 1, 1, "a history of " + choice->model->spec().name,
        "one of " + spec->name};
  }
  return std::nullopt;
}

namespace {

// Keeps the errno of the first thing that went wrong.
bool WriteTo(const std::string& path, std::string_view text) {
  std::FILE* out = std::fopen(path.c_str(), "wb");
  if (out == nullptr) return false;
  bool good = std::fwrite(text.data(), 1, text.size(), out) == text.size();
  int why = errno;
  if (std::fclose(out) != 0 && good) {
    good = false;
    why = errno;
  }
  errno = why;
  return good;
}

}  // namespace

bool WriteFile(const std::string& path, std::string_view text) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  const fs::file_status status = fs::status(path, unknown);
  // A device or a pipe is written to, not replaced.
  if (fs::exists(status) && !fs::is_regular_file(status)) return WriteTo(path, text);
  // Behind a link stands the file to replace.
  const fs::path file = fs::exists(status) ? fs::canonical(path, unknown) : fs::path(path);
  const std::string partial = file.string() + "." + std::to_string(getpid()) + ".partial";
  if (WriteTo(partial, text) && std::rename(partial.c_str(), file.c_str()) == 0) return true;
  const int why = errno;
  std::remove(partial.c_str());
  errno = why;
  return false;
}

bool Print(std::string_view text) {
  const bool good = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (good && std::fflush(stdout) == 0) return true;
  std::fprintf(stderr, "gosync-oracle: standard output: %s\n", std::strerror(errno));
  return false;
}

}  // namespace gosync::models
