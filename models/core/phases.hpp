#ifndef GOSYNC_MODELS_CORE_PHASES_HPP_
#define GOSYNC_MODELS_CORE_PHASES_HPP_

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>

namespace gosync::models {

inline size_t HashMix(size_t hash, uint64_t value) {
  uint64_t x = hash ^ (value + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2));
  x *= 0xFF51AFD7ED558CCDu;
  return x ^ (x >> 32);
}

// How far the open operations of one configuration have come: a sorted list of
// (item, phase), without those that have not done anything yet.
class Phases {
 public:
  struct Entry {
    int32_t item;
    int32_t phase;
    bool operator==(const Entry&) const = default;
  };

  // 0: nothing yet.
  int32_t Of(int32_t item) const {
    for (const Entry& e : entries_) {
      if (e.item == item) return e.phase;
    }
    return 0;
  }

  void Set(int32_t item, int32_t phase) {
    auto it = entries_.begin();
    while (it != entries_.end() && it->item < item) ++it;
    if (it != entries_.end() && it->item == item) {
      it->phase = phase;
    } else {
      entries_.insert(it, Entry{item, phase});
    }
  }

  void Remove(int32_t item) {
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
      if (it->item != item) continue;
      entries_.erase(it);
      return;
    }
  }

  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  size_t size() const { return entries_.size(); }
  bool operator==(const Phases&) const = default;

  size_t Hash(size_t seed) const {
    for (const Entry& e : entries_) {
      seed = HashMix(seed, (static_cast<uint64_t>(static_cast<uint32_t>(e.item)) << 32) |
                               static_cast<uint32_t>(e.phase));
    }
    return seed;
  }

 private:
  boost::container::small_vector<Entry, 6> entries_;
};

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_PHASES_HPP_
