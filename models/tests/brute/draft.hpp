#ifndef GOSYNC_MODELS_TESTS_BRUTE_DRAFT_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_DRAFT_HPP_

// A history as loose lines that can be cut, moved and changed. Only reading its
// text tells whether it still is a history.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/schema.hpp"

namespace gosync::models::brute {

// A key and its JSON value as written.
using DraftField = std::pair<std::string, std::string>;

struct DraftLine {
  int32_t process = 0;
  EventType type = EventType::kInvoke;
  std::string f;
  std::vector<DraftField> value;

  // Null: there is no such key.
  std::string* Find(const std::string& key);
  void Set(const std::string& key, const std::string& literal);
};

struct DraftEnd {
  bool quiescent = false;
  std::optional<std::string> crash;  // a JSON value
};

struct Draft {
  std::string model;
  std::vector<DraftField> parameters;
  std::vector<DraftLine> lines;
  std::optional<DraftEnd> end;
};

// One operation or callback: its lines; `close` is -1 while it is open.
struct DraftCall {
  int invoke = -1;
  int close = -1;
};

std::string TextOf(const Draft& draft);
Draft DraftOf(const History& history, const ModelSpec& spec);
// In the order of invoke. Lines that belong to nothing are left out.
std::vector<DraftCall> CallsOf(const Draft& draft);

// The history that the text of a draft says; null if the codec or the model
// refuses it. The history stays where it is, because `prepared` refers to it.
struct Fit {
  History history;
  std::unique_ptr<Prepared> prepared;
};
std::unique_ptr<Fit> ReadDraft(const Draft& draft, const Model& model,
                               std::string* refusal = nullptr);

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_DRAFT_HPP_
