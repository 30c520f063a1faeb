#include "property_tests/support/syncmap_calls.hpp"

namespace gosync::property {

Call MapCall(int operation, int key, const std::string& value, const std::string& old) {
  const auto field = [](const std::string& text) -> Field {
    if (text.empty()) return nullptr;
    return text;
  };
  const Field k = "k" + std::to_string(key);
  switch (operation) {
    case kLoad:
      return {"Load", {{"key", k}}};
    case kStore:
      return {"Store", {{"key", k}, {"value", field(value)}}};
    case kLoadOrStore:
      return {"LoadOrStore", {{"key", k}, {"value", field(value)}}};
    case kLoadAndDelete:
      return {"LoadAndDelete", {{"key", k}}};
    case kDelete:
      return {"Delete", {{"key", k}}};
    case kSwap:
      return {"Swap", {{"key", k}, {"value", field(value)}}};
    case kCas:
      return {"CompareAndSwap", {{"key", k}, {"old", field(old)}, {"new", field(value)}}};
    case kCad:
      return {"CompareAndDelete", {{"key", k}, {"old", field(old)}}};
    case kClear:
      return {"Clear"};
    default:
      return {"Range"};
  }
}

}  // namespace gosync::property
