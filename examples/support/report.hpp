#ifndef GOSYNC_EXAMPLES_SUPPORT_REPORT_HPP_
#define GOSYNC_EXAMPLES_SUPPORT_REPORT_HPP_

// What an example leaves behind: lines for people, and a history for each primitive that it used.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "property_tests/support/recording.hpp"

namespace gosync::stage {

class Report {
 public:
  // `fractions`: of a clock that does not stop at whole milliseconds.
  explicit Report(bool fractions) : fractions_(fractions) {}

  void Title(const std::string& text);
  void Line(int64_t nanoseconds, const std::string& who, const std::string& text);

  // The parameters of a model are those of its first call.
  property::Log& NewLog(const std::string& model);
  void SetParameters(const std::string& model, property::Fields parameters);

  // One file for each model, FOLDER/NAME-MODEL.jsonl. False, and a line on stderr: it cannot be
  // written. `quiescent`: all that could end has ended.
  bool Save(const std::string& folder, const std::string& name, bool quiescent);

 private:
  struct History {
    property::Recorder recorder;
    property::Fields parameters;
  };
  std::shared_ptr<History> Of(const std::string& model);

  const bool fractions_;
  std::mutex mu_;
  std::map<std::string, std::shared_ptr<History>> histories_;  // guarded by mu_
};

}  // namespace gosync::stage

#endif  // GOSYNC_EXAMPLES_SUPPORT_REPORT_HPP_
