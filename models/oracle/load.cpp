#include "models/oracle/load.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

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
  if (found->bytes > 0) limits->bytes = static_cast<uint64_t>(value * found->bytes);
  return true;
}

std::optional<ReadError> Load(const std::string& file, const std::string& model,
                              const Limits& limits, History* history, ModelChoice* choice) {
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

bool WriteFile(const std::string& path, std::string_view text) {
  const std::string partial = path + ".partial";
  std::FILE* out = std::fopen(partial.c_str(), "wb");
  if (out == nullptr) return false;
  bool good = std::fwrite(text.data(), 1, text.size(), out) == text.size();
  good = std::fclose(out) == 0 && good;
  if (good && std::rename(partial.c_str(), path.c_str()) == 0) return true;
  const int why = errno;
  std::remove(partial.c_str());
  errno = why;
  return false;
}

bool Print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

}  // namespace gosync::models
