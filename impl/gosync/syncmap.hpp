#ifndef GOSYNC_SYNCMAP_HPP_
#define GOSYNC_SYNCMAP_HPP_

// A map for concurrent use, as Go's sync.Map was built before its hash trie.
//
// Two tables share their entries. `read` is an immutable snapshot that everybody looks
// into without a lock; `dirty`, if there is one, is guarded by the lock, has all that is live, and
// is where new keys go. An entry's pointer is a value, nil (deleted), or expunged (deleted, and not
// in dirty). Values change in the entry, so a change shows in both tables at once.
//
// Invariants, whenever the lock is free:
//   DirtyHasAll      if there is a dirty table, every entry of read that is not expunged is in it
//   ExpungedIsOut    an expunged entry is not in dirty
//   AmendedIsTrue    amended, exactly if dirty has a key that read lacks (MP19)
//
// A miss is a look into dirty under the lock. After as many misses as dirty has keys, dirty becomes
// read: the pointer moves, nothing is copied. The next new key builds a new dirty table from read
// and expunges what is nil; only there are entries left behind, and the promotion after it drops
// them.
//
// The smallest wrong version does not look into read again once it has the lock: a promotion
// came between, dirty is gone, and a key that was stored long ago is reported absent.
//
// Reclamation: by epochs (rt::ReadGuard, rt::Retire). Every operation is one guarded scope; a value
// is retired when it is exchanged for another, an entry when it is in neither table, a table when
// read does not show it any more. Reference counts would make every Load write to memory that all
// share, and hazard pointers cannot protect a whole table walk; epochs cost a Load one exchange on
// a line of its own. The price: what a thread that stands still inside an operation, or inside f of
// a Range, might know is kept so long.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace syncmap {

/// A map from Key to Value. Operations on it may run at the same time, also those on one
/// key; each takes effect at one moment between its call and its return (MP1), but Range. Not
/// copyable. A key that is not equal to itself (a NaN) is an entry that only Range finds (MP4).
template <class Key, class Value, class Hash = std::hash<Key>, class Equal = std::equal_to<Key>>
class Map {
 public:
  struct Loaded {
    Value actual;
    bool loaded;
  };

  Map() : read_(new Read{std::make_unique<Table>().release(), false}) {}
  ~Map();
  Map(const Map&) = delete;
  Map& operator=(const Map&) = delete;

  /// Load gives the value of a key.
  ///
  /// Returns: nothing if there is none.
  /// Mirrors: sync.Map.Load — clauses MP1, MP2.
  std::optional<Value> Load(const Key& key);

  /// Store sets the value of a key. Mirrors: sync.Map.Store — clauses MP1, MP14.
  void Store(const Key& key, Value value) { Swap(key, std::move(value)); }

  /// LoadOrStore gives the value of a key; if there is none it stores and gives this one.
  ///
  /// Returns: also whether it was there. It may have been deleted since (MP15).
  /// Mirrors: sync.Map.LoadOrStore — clauses MP1, MP2, MP15.
  Loaded LoadOrStore(const Key& key, Value value);

  /// LoadAndDelete removes a key and gives the value that it had, to one caller only.
  /// Mirrors: sync.Map.LoadAndDelete — clauses MP1, MP2.
  std::optional<Value> LoadAndDelete(const Key& key);

  /// Delete removes a key. Mirrors: sync.Map.Delete — clause MP1.
  void Delete(const Key& key) { LoadAndDelete(key); }

  /// Swap sets the value of a key and gives the one before.
  /// Mirrors: sync.Map.Swap — clauses MP1, MP2, MP14.
  std::optional<Value> Swap(const Key& key, Value value);

  /// CompareAndSwap sets the value of a key that has the value `old`.
  ///
  /// Returns: whether it did. An absent key has no value, not even nil (MP3).
  /// Panics:  if == of Value does; no lock is held then (MP4).
  /// Mirrors: sync.Map.CompareAndSwap — clauses MP1, MP3, MP4.
  bool CompareAndSwap(const Key& key, const Value& old, Value value);

  /// CompareAndDelete removes a key that has the value `old`. As CompareAndSwap.
  /// Mirrors: sync.Map.CompareAndDelete — clauses MP1, MP3, MP4.
  bool CompareAndDelete(const Key& key, const Value& old);

  /// Clear removes all keys at one moment. Mirrors: sync.Map.Clear — clause MP1.
  void Clear();

  /// Range calls f(key, value) for what is in the map until f returns false.
  ///
  /// Order:   none. No key comes twice; each that is there all the time comes; a value is one that
  ///          the key had while Range ran (MP5, MP6, MP17).
  /// Blocks:  never; f runs without a lock and may call anything, also on this map (MP18).
  /// Panics, Goexit: as f does.
  /// Mirrors: sync.Map.Range.
  template <class F>
  void Range(F&& f);

 private:
  struct Entry {
    explicit Entry(const Value* value) : p(value) {}
    ~Entry() {
      const Value* value = p.Load();
      if (value != Expunged()) delete value;
    }
    rt::Atomic<const Value*> p;  // nil, expunged, or a value that the entry owns
  };

  // Keys with their entries, hashed, and in the order in which they came, so that a run can be
  // repeated. A NaN has a place that nobody finds.
  class Table {
   public:
    Entry* Find(const Key& key) const {
      if (buckets_.empty()) return nullptr;
      for (size_t i = buckets_[BucketOf(key)]; i != kNone; i = order_[i].next) {
        if (Equal()(order_[i].key, key)) return order_[i].entry;
      }
      return nullptr;
    }
    void Insert(const Key& key, Entry* entry) {
      order_.push_back({key, entry, kNone});
      ++size_;
      if (order_.size() > buckets_.size()) return Grow();
      Link(order_.size() - 1);
    }
    Entry* Remove(const Key& key) {
      if (buckets_.empty()) return nullptr;
      for (size_t* at = &buckets_[BucketOf(key)]; *at != kNone; at = &order_[*at].next) {
        Place& place = order_[*at];
        if (!Equal()(place.key, key)) continue;
        *at = place.next;
        --size_;
        return std::exchange(place.entry, nullptr);
      }
      return nullptr;
    }
    size_t size() const { return size_; }
    // Until f returns false.
    template <class F>
    void ForEach(F&& f) const {
      for (const Place& place : order_) {
        if (place.entry != nullptr && !f(place.key, *place.entry)) return;
      }
    }

   private:
    static constexpr size_t kNone = ~size_t{0};
    struct Place {
      Key key;
      Entry* entry;  // null: removed
      size_t next;   // in its bucket
    };

    // Many hashes are the key itself: the multiplication spreads them.
    size_t BucketOf(const Key& key) const {
      return (Hash()(key) * size_t{0x9E3779B97F4A7C15} >> 20) & (buckets_.size() - 1);
    }
    void Link(size_t i) { order_[i].next = std::exchange(buckets_[BucketOf(order_[i].key)], i); }
    void Grow() {
      buckets_.assign(buckets_.empty() ? 8 : 2 * buckets_.size(), kNone);
      for (size_t i = 0; i < order_.size(); ++i) {
        if (order_[i].entry != nullptr) Link(i);
      }
    }

    std::vector<size_t> buckets_;  // a power of two of them
    std::vector<Place> order_;
    size_t size_ = 0;
  };

  struct Read {
    Table* table;
    bool amended;
  };

  // Marks an entry; never read.
  static const Value* Expunged() {
    alignas(Value) static const std::byte mark[sizeof(Value)] = {};
    return reinterpret_cast<const Value*>(mark);
  }
  static bool Live(const Value* value) { return value != nullptr && value != Expunged(); }

  template <class T>
  static void Retire(const T* object) {
    rt::Retire(const_cast<T*>(object), [](void* old) { delete static_cast<T*>(old); });
  }

  const Read* ReadTable(const char* step, const Key& key) const;
  Entry* Find(const Key& key);
  Entry* Slow(const Key& key) GOSYNC_REQUIRES(mu_);
  bool SwapFast(Entry& entry, const Value* value, const Value** previous);
  bool LoadOrStoreIn(Entry& entry, std::unique_ptr<const Value>& value, Loaded* out);
  bool CompareAndReplace(Entry& entry, const Value& old, const Value* value);
  static bool Expunge(Entry& entry);  // with mu_
  void Unexpunge(const Key& key, Entry& entry) GOSYNC_REQUIRES(mu_);
  void Miss() GOSYNC_REQUIRES(mu_);
  void Promote() GOSYNC_REQUIRES(mu_);
  void Amend(const Read* read) GOSYNC_REQUIRES(mu_);
  void Show(const Read* read) GOSYNC_REQUIRES(mu_);
  std::vector<Entry*> Entries() GOSYNC_REQUIRES(mu_);

  rt::Mutex mu_;
  rt::Atomic<const Read*> read_;
  std::unique_ptr<Table> dirty_ GOSYNC_GUARDED_BY(mu_);
  size_t misses_ GOSYNC_GUARDED_BY(mu_) = 0;
};

}  // namespace syncmap
GOSYNC_END

#include "gosync/syncmap_inl.hpp"

#endif  // GOSYNC_SYNCMAP_HPP_
