#include "examples/support/report.hpp"

#include <cstdio>
#include <fstream>

namespace gosync::stage {

void Report::Title(const std::string& text) {
  const std::lock_guard<std::mutex> lock(mu_);
  std::printf("\n%s\n", text.c_str());
}

void Report::Line(int64_t nanoseconds, const std::string& who, const std::string& text) {
  const std::lock_guard<std::mutex> lock(mu_);
  const double milliseconds = static_cast<double>(nanoseconds) / 1e6;
  std::printf("%*.*f ms  %-12s %s\n", fractions_ ? 9 : 7, fractions_ ? 1 : 0, milliseconds,
              who.c_str(), text.c_str());
}

std::shared_ptr<Report::History> Report::Of(const std::string& model) {
  const std::lock_guard<std::mutex> lock(mu_);
  std::shared_ptr<History>& history = histories_[model];
  if (history == nullptr) history = std::make_shared<History>();
  return history;
}

property::Log& Report::NewLog(const std::string& model) {
  constexpr size_t kEvents = 256;
  return Of(model)->recorder.NewLog(kEvents);
}

void Report::SetParameters(const std::string& model, property::Fields parameters) {
  Of(model)->parameters = std::move(parameters);
}

bool Report::Save(const std::string& folder, const std::string& name, bool quiescent) {
  const std::lock_guard<std::mutex> lock(mu_);
  for (const auto& [model, history] : histories_) {
    const std::string implementation = "gosync/examples/" + name;
    const adapters::Adapter adapter{model.c_str(), implementation.c_str(), "tree", nullptr};
    const std::string path = folder + "/" + name + "-" + model + ".jsonl";
    std::ofstream file(path);
    file << history->recorder.Text(adapter, history->parameters,
                                   {.quiescent = quiescent, .how = "the example is over"});
    file.close();
    if (file) continue;
    std::fprintf(stderr, "%s cannot be written\n", path.c_str());
    return false;
  }
  return true;
}

}  // namespace gosync::stage
