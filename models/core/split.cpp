#include "models/core/split.hpp"

#include <numeric>

namespace gosync::models {

Cut CutNothing(const History& history) {
  Cut cut{{""}, std::vector<int32_t>(history.items.size(), 0), {{}}};
  cut.events[0].resize(history.events.size());
  std::iota(cut.events[0].begin(), cut.events[0].end(), 0);
  return cut;
}

Cut CutByItem(const History& history, std::vector<std::string> names,
              std::vector<int32_t> partition_of) {
  Cut cut{std::move(names), std::move(partition_of), {}};
  cut.events.resize(cut.names.size());
  for (size_t i = 0; i < history.events.size(); ++i) {
    const auto item = static_cast<size_t>(history.events[i].item);
    cut.events[static_cast<size_t>(cut.partition_of[item])].push_back(static_cast<int32_t>(i));
  }
  return cut;
}

std::vector<std::string> NamesOf(const History& history, const std::string& kind,
                                 const std::vector<Token>& tokens) {
  std::vector<std::string> out;
  for (Token token : tokens) out.push_back(kind + " " + history.tokens.Name(token));
  return out;
}

}  // namespace gosync::models
