#ifndef GOSYNC_MODELS_CORE_LINKER_HPP_
#define GOSYNC_MODELS_CORE_LINKER_HPP_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/core/history.hpp"

namespace gosync::models {

// Keeps one stack of open items per process and ties every return to its call.
class Linker {
 public:
  struct Complaint {
    std::string expected;
    std::string found;
  };

  explicit Linker(History* history) : history_(*history) {}

  std::optional<Complaint> Invoke(Item item, const Event& event, const ModelSpec& spec);
  // On success *closed is the item that the event closes.
  std::optional<Complaint> Close(int32_t process, int operation, const Event& event,
                                 const ModelSpec& spec, Item** closed);

  // About how much memory this takes, the history left aside.
  size_t Bytes() const { return processes_.size() * kProcessBytes; }

 private:
  struct Process {
    std::vector<int32_t> open;  // items, innermost last
    bool lost = false;          // an info: it may do nothing more
  };
  // With the node of the map and the first allocation of the vector.
  static constexpr size_t kProcessBytes = sizeof(Process) + 80;

  std::string Opened(int32_t item, const ModelSpec& spec) const;

  History& history_;
  std::unordered_map<int32_t, Process> processes_;
};

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_LINKER_HPP_
