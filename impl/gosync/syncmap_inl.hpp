#ifndef GOSYNC_SYNCMAP_INL_HPP_
#define GOSYNC_SYNCMAP_INL_HPP_

// The operations of gosync/syncmap.hpp; include that.

#include "gosync/syncmap.hpp"

GOSYNC_BEGIN
namespace syncmap {

#define GOSYNC_MAP_TEMPLATE template <class Key, class Value, class Hash, class Equal>
#define GOSYNC_MAP Map<Key, Value, Hash, Equal>

// Nobody else knows the map any more.
GOSYNC_MAP_TEMPLATE
GOSYNC_MAP::~Map() {
  rt::MutexLock lock(mu_);
  const Read* read = read_.Load();
  for (Entry* entry : Entries()) delete entry;
  delete read->table;
  delete read;
}

GOSYNC_MAP_TEMPLATE
const typename GOSYNC_MAP::Read* GOSYNC_MAP::ReadTable(const char* step, const Key& key) const {
  const Read* read = read_.Load();
  rt::Step(step, rt::Self(), key);
  return read;
}

// The entry of a key, in whichever table it is; a look into dirty is a miss.
GOSYNC_MAP_TEMPLATE
typename GOSYNC_MAP::Entry* GOSYNC_MAP::Find(const Key& key) {
  const Read* read = ReadTable("ReadTable", key);
  Entry* entry = read->table->Find(key);
  if (entry != nullptr || !read->amended) return entry;
  rt::MutexLock lock(mu_);
  return Slow(key);
}

GOSYNC_MAP_TEMPLATE
typename GOSYNC_MAP::Entry* GOSYNC_MAP::Slow(const Key& key) {
  // Once more: dirty may have become read while we waited for the lock.
  const Read* read = ReadTable("ReadTableAgain", key);
  Entry* entry = read->table->Find(key);
  if (entry != nullptr || !read->amended) return entry;
  entry = dirty_->Find(key);
  Miss();
  return entry;
}

GOSYNC_MAP_TEMPLATE
std::optional<Value> GOSYNC_MAP::Load(const Key& key) {
  const rt::ReadGuard guard;
  Entry* entry = Find(key);
  if (entry == nullptr) return std::nullopt;
  const Value* value = entry->p.Load();
  rt::Step("LoadEntry", rt::Self(), key);
  if (!Live(value)) return std::nullopt;
  return *value;
}

// False: it is expunged, and needs the lock.
GOSYNC_MAP_TEMPLATE
bool GOSYNC_MAP::SwapFast(Entry& entry, const Value* value, const Value** previous) {
  const Value* before = entry.p.Load();
  while (before != Expunged()) {
    if (!entry.p.CompareExchange(before, value)) continue;
    *previous = before;
    return true;
  }
  return false;
}

GOSYNC_MAP_TEMPLATE
std::optional<Value> GOSYNC_MAP::Swap(const Key& key, Value value) {
  const rt::ReadGuard guard;
  std::unique_ptr<const Value> box = std::make_unique<const Value>(std::move(value));
  const Value* previous = nullptr;
  const Read* read = ReadTable("ReadTable", key);
  Entry* entry = read->table->Find(key);
  if (entry == nullptr || !SwapFast(*entry, box.get(), &previous)) {
    rt::MutexLock lock(mu_);
    read = ReadTable("ReadTableAgain", key);
    entry = read->table->Find(key);
    if (entry != nullptr) {
      Unexpunge(key, *entry);
      // It is visible now: somebody without the lock may have been faster (MP14).
      previous = entry->p.Exchange(box.get());
    } else if (dirty_ != nullptr && (entry = dirty_->Find(key)) != nullptr) {
      previous = entry->p.Exchange(box.get());
    } else {
      Amend(read);
      dirty_->Insert(key, new Entry(box.get()));
    }
    rt::Step("SwapLocked", rt::Self(), key);
  } else {
    rt::Step("SwapEntry", rt::Self(), key);
  }
  box.release();  // the entry owns it
  if (!Live(previous)) return std::nullopt;
  std::optional<Value> result = *previous;
  Retire(previous);
  return result;
}

// False: it is expunged, and needs the lock.
GOSYNC_MAP_TEMPLATE
bool GOSYNC_MAP::LoadOrStoreIn(Entry& entry, std::unique_ptr<const Value>& value, Loaded* out) {
  const Value* before = entry.p.Load();
  while (before == nullptr) {
    if (!entry.p.CompareExchange(before, value.get())) continue;
    *out = {*value, false};
    value.release();
    return true;
  }
  if (before == Expunged()) return false;
  *out = {*before, true};
  return true;
}

GOSYNC_MAP_TEMPLATE
typename GOSYNC_MAP::Loaded GOSYNC_MAP::LoadOrStore(const Key& key, Value value) {
  const rt::ReadGuard guard;
  Loaded result{value, false};
  std::unique_ptr<const Value> box = std::make_unique<const Value>(std::move(value));
  const Read* read = ReadTable("ReadTable", key);
  Entry* entry = read->table->Find(key);
  if (entry != nullptr && LoadOrStoreIn(*entry, box, &result)) {
    rt::Step("LoadOrStoreEntry", rt::Self(), key);
    return result;
  }
  rt::MutexLock lock(mu_);
  read = ReadTable("ReadTableAgain", key);
  entry = read->table->Find(key);
  if (entry != nullptr) {
    Unexpunge(key, *entry);
    LoadOrStoreIn(*entry, box, &result);
  } else if (dirty_ != nullptr && (entry = dirty_->Find(key)) != nullptr) {
    LoadOrStoreIn(*entry, box, &result);
    Miss();
  } else {
    Amend(read);
    dirty_->Insert(key, new Entry(box.release()));
  }
  rt::Step("LoadOrStoreLocked", rt::Self(), key);
  return result;
}

GOSYNC_MAP_TEMPLATE
std::optional<Value> GOSYNC_MAP::LoadAndDelete(const Key& key) {
  const rt::ReadGuard guard;
  const Read* read = ReadTable("ReadTable", key);
  Entry* entry = read->table->Find(key);
  bool unlinked = false;
  if (entry == nullptr && read->amended) {
    rt::MutexLock lock(mu_);
    read = ReadTable("ReadTableAgain", key);
    entry = read->table->Find(key);
    if (entry == nullptr && read->amended) {
      entry = dirty_->Remove(key);
      unlinked = entry != nullptr;
      Miss();
    }
  }
  if (entry == nullptr) return std::nullopt;
  const Value* value = entry->p.Load();
  while (Live(value) && !entry->p.CompareExchange(value, nullptr)) continue;
  rt::Step("DeleteEntry", rt::Self(), key);
  std::optional<Value> result;
  if (Live(value)) {
    result = *value;
    Retire(value);
  }
  if (unlinked) Retire(entry);
  return result;
}

// A value of nil removes. The value is the caller's again if this returns false.
GOSYNC_MAP_TEMPLATE
bool GOSYNC_MAP::CompareAndReplace(Entry& entry, const Value& old, const Value* value) {
  const Value* before = entry.p.Load();
  while (Live(before) && *before == old) {
    if (!entry.p.CompareExchange(before, value)) continue;
    Retire(before);
    return true;
  }
  return false;
}

GOSYNC_MAP_TEMPLATE
bool GOSYNC_MAP::CompareAndSwap(const Key& key, const Value& old, Value value) {
  const rt::ReadGuard guard;
  std::unique_ptr<const Value> box = std::make_unique<const Value>(std::move(value));
  const Read* read = ReadTable("ReadTable", key);
  Entry* entry = read->table->Find(key);
  bool swapped = false;
  if (entry != nullptr) {
    swapped = CompareAndReplace(*entry, old, box.get());
  } else if (read->amended) {
    rt::MutexLock lock(mu_);
    read = ReadTable("ReadTableAgain", key);
    entry = read->table->Find(key);
    const bool miss = entry == nullptr && dirty_ != nullptr;
    if (miss) entry = dirty_->Find(key);
    if (entry != nullptr) swapped = CompareAndReplace(*entry, old, box.get());
    // It had to lock to find what is there, and the set of keys has not changed: worth a promotion.
    if (miss && entry != nullptr) Miss();
  }
  rt::Step("CompareAndSwapEntry", rt::Self(), key);
  if (swapped) box.release();
  return swapped;
}

GOSYNC_MAP_TEMPLATE
bool GOSYNC_MAP::CompareAndDelete(const Key& key, const Value& old) {
  const rt::ReadGuard guard;
  // It stays in dirty: whether it is to be deleted is not known yet.
  Entry* entry = Find(key);
  const bool deleted = entry != nullptr && CompareAndReplace(*entry, old, nullptr);
  rt::Step("CompareAndDeleteEntry", rt::Self(), key);
  return deleted;
}

// Whether the entry is expunged from now on.
GOSYNC_MAP_TEMPLATE
bool GOSYNC_MAP::Expunge(Entry& entry) {
  const Value* value = entry.p.Load();
  while (value == nullptr) {
    if (entry.p.CompareExchange(value, Expunged())) return true;
  }
  return value == Expunged();
}

// An expunged entry is not in dirty, and has to be before anybody can write into it.
GOSYNC_MAP_TEMPLATE
void GOSYNC_MAP::Unexpunge(const Key& key, Entry& entry) {
  const Value* value = Expunged();
  if (entry.p.CompareExchange(value, nullptr)) dirty_->Insert(key, &entry);
}

GOSYNC_MAP_TEMPLATE
void GOSYNC_MAP::Miss() {
  if (++misses_ >= dirty_->size()) Promote();
}

GOSYNC_MAP_TEMPLATE
void GOSYNC_MAP::Show(const Read* read) {
  const Read* before = read_.Exchange(read);
  if (before->table != read->table) Retire(before->table);
  Retire(before);
}

GOSYNC_MAP_TEMPLATE
void GOSYNC_MAP::Promote() {
  // What is expunged is in read only, and gone with it.
  std::vector<Entry*> left;
  read_.Load()->table->ForEach([&](const Key&, Entry& entry) {
    if (entry.p.Load() == Expunged()) left.push_back(&entry);
    return true;
  });
  Show(new Read{dirty_.release(), false});
  misses_ = 0;
  for (Entry* entry : left) Retire(entry);
  rt::Step("Promote", rt::Self());
}

// Makes dirty fit for a key that read lacks.
GOSYNC_MAP_TEMPLATE
void GOSYNC_MAP::Amend(const Read* read) {
  if (read->amended) return;
  if (dirty_ == nullptr) {
    auto dirty = std::make_unique<Table>();
    read->table->ForEach([&](const Key& key, Entry& entry) {
      if (!Expunge(entry)) dirty->Insert(key, &entry);
      return true;
    });
    dirty_ = std::move(dirty);
  }
  Show(new Read{read->table, true});
}

// All entries, each once.
GOSYNC_MAP_TEMPLATE
std::vector<typename GOSYNC_MAP::Entry*> GOSYNC_MAP::Entries() {
  std::vector<Entry*> entries;
  const bool all = dirty_ == nullptr;
  read_.Load()->table->ForEach([&](const Key&, Entry& entry) {
    if (all || entry.p.Load() == Expunged()) entries.push_back(&entry);
    return true;
  });
  if (all) return entries;
  dirty_->ForEach([&](const Key&, Entry& entry) {
    entries.push_back(&entry);
    return true;
  });
  return entries;
}

GOSYNC_MAP_TEMPLATE
void GOSYNC_MAP::Clear() {
  const rt::ReadGuard guard;
  rt::MutexLock lock(mu_);
  const std::vector<Entry*> entries = Entries();
  Show(new Read{std::make_unique<Table>().release(), false});
  dirty_.reset();
  misses_ = 0;
  for (Entry* entry : entries) Retire(entry);
  rt::Step("Clear", rt::Self());
}

GOSYNC_MAP_TEMPLATE
template <class F>
void GOSYNC_MAP::Range(F&& f) {
  const rt::ReadGuard guard;
  const Read* read = read_.Load();
  rt::Step("RangeTable", rt::Self());
  if (read->amended) {
    rt::MutexLock lock(mu_);
    read = read_.Load();
    // Range is going to look at all there is anyhow, which is worth a promotion at once.
    if (read->amended) {
      Promote();
      read = read_.Load();
    }
  }
  read->table->ForEach([&](const Key& key, Entry& entry) {
    const Value* value = entry.p.Load();
    rt::Step("RangeEntry", rt::Self(), key);
    return !Live(value) || f(key, *value);
  });
}

#undef GOSYNC_MAP_TEMPLATE
#undef GOSYNC_MAP

}  // namespace syncmap
GOSYNC_END

#endif  // GOSYNC_SYNCMAP_INL_HPP_
