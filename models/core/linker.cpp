#include "models/core/linker.hpp"

namespace gosync::models {

std::string Linker::Opened(int32_t item, const ModelSpec& spec) const {
  return spec.operations[history_.items[item].operation].name + " (line " +
         std::to_string(history_.InvokeOf(history_.items[item]).line) + ")";
}

std::optional<Linker::Complaint> Linker::Invoke(Item item, const Event& event,
                                                const ModelSpec& spec) {
  Process& process = processes_[item.process];
  const OperationSpec& operation = spec.operations[item.operation];
  const std::string who = "process " + std::to_string(item.process);
  if (process.lost) return Complaint{"nothing more of " + who + " after its info", operation.name};
  if (!process.open.empty()) {
    const int32_t inner = process.open.back();
    const OperationSpec& outer = spec.operations[history_.items[inner].operation];
    if (operation.callback && !outer.calls_back) {
      return Complaint{"an operation that runs callbacks around " + operation.name,
                       "open in " + who + ": " + Opened(inner, spec)};
    }
    if (!operation.callback && !outer.callback) {
      return Complaint{"no second open operation in " + who,
                       operation.name + " while open: " + Opened(inner, spec)};
    }
    item.parent = inner;
  }
  item.invoke = static_cast<int32_t>(history_.events.size());
  const auto id = static_cast<int32_t>(history_.items.size());
  process.open.push_back(id);
  history_.events.push_back(event);
  history_.events.back().item = id;
  history_.items.push_back(item);
  return std::nullopt;
}

std::optional<Linker::Complaint> Linker::Close(int32_t process_id, int operation,
                                               const Event& event, const ModelSpec& spec,
                                               Item** closed) {
  Process& process = processes_[process_id];
  const std::string who = "process " + std::to_string(process_id);
  const std::string& name = spec.operations[operation].name;
  if (process.lost) return Complaint{"nothing more of " + who + " after its info", name};
  if (process.open.empty()) {
    return Complaint{"an invoke before the return",
                     "a return of " + name + " without a call in " + who};
  }
  const int32_t inner = process.open.back();
  Item& item = history_.items[inner];
  if (item.operation != operation) {
    return Complaint{"the return of the innermost open item of " + who + ", " + Opened(inner, spec),
                     "a return of " + name};
  }
  item.close = static_cast<int32_t>(history_.events.size());
  history_.events.push_back(event);
  history_.events.back().item = inner;
  if (event.type == EventType::kInfo) {
    process.lost = true;
  } else {
    process.open.pop_back();
  }
  *closed = &item;
  return std::nullopt;
}

}  // namespace gosync::models
