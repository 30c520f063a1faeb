#ifndef GOSYNC_MODELS_SYNCMAP_DECODE_HPP_
#define GOSYNC_MODELS_SYNCMAP_DECODE_HPP_

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/reader.hpp"
#include "models/syncmap_run.hpp"

namespace gosync::models::syncmap {

struct PairHash {
  size_t operator()(const std::pair<Token, Token>& p) const {
    return HashMix(static_cast<uint32_t>(p.first), static_cast<uint32_t>(p.second));
  }
};

// Makes a Problem of a history: which entry each operation is about, and what each
// Range has to have seen.
class Decoder {
 public:
  Decoder(const History& history, Problem* problem) : history_(history), problem_(*problem) {}
  std::optional<ReadError> Run();

 private:
  void ReadTokens();
  void Decode(const Item& item, Operation* op) const;
  int32_t NewEntry(Token key);
  int32_t EntryOf(const Operation& op, Token key);
  std::optional<ReadError> StoreUnderNan();
  std::optional<ReadError> Nest(int32_t item);
  void Shape(int32_t range);
  void Oblige(int32_t range);
  void LookAtTheEnd();

  const History& history_;
  Problem& problem_;
  std::unordered_map<Token, int32_t> entries_;
  std::unordered_map<std::pair<Token, Token>, int32_t, PairHash> nan_entries_;
  std::unordered_map<int32_t, std::vector<int32_t>> calls_;  // of f, by Range, in order
};

}  // namespace gosync::models::syncmap

#endif  // GOSYNC_MODELS_SYNCMAP_DECODE_HPP_
