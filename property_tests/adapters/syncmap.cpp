// syncmap::Map as a subject. The empty string stands for nil.

#include "gosync/syncmap.hpp"

#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "property_tests/adapters/recover.hpp"

#ifndef GOSYNC_SUBJECT
#define GOSYNC_SUBJECT "gosync/syncmap"
#endif

GOSYNC_BEGIN
namespace adapting {
namespace {

// A token of docs/history-format.md with the == that it says.
struct Item {
  std::string token;

  static std::string ClassOf(const std::string& token) {
    return token.starts_with("uncomparable:") ? token.substr(0, token.find('/')) : "";
  }
  friend bool operator==(const Item& a, const Item& b) {
    const std::string of = ClassOf(a.token);
    if (!of.empty() && of == ClassOf(b.token)) {
      go::Panic(go::MakeError<TokenError>("comparing uncomparable type"));
    }
    return a.token == b.token && !a.token.starts_with("nan:");
  }
};

// Lets others in, in the middle of operations that are too short to meet otherwise. It orders
// nothing, so ThreadSanitizer sees no more than the map does by itself.
struct YieldingHash {
  size_t operator()(const std::string& key) const {
    thread_local unsigned turn = 0;
    if (++turn % 2 == 0) std::this_thread::yield();
    return std::hash<std::string>()(key);
  }
};

class SyncMapSubject final : public adapters::Subject,
                             public std::enable_shared_from_this<SyncMapSubject> {
 public:
  Outcome Perform(const Call& call, const adapters::SessionPtr& session) override {
    return Recovering([&] { return PerformBare(call, session); });
  }
  void PerformUnrecovered(const Call& call, const adapters::SessionPtr& session) override {
    go::Go([self = shared_from_this(), call, session] { self->PerformBare(call, session); });
  }
  bool HasHappened(const Call&) const override { return false; }
  void Unblock() override {}

 private:
  static Field FieldOf(const Item& item) {
    if (item.token.empty()) return nullptr;
    return item.token;
  }
  static Fields Found(const char* value, const char* flag, const std::optional<Item>& item) {
    return {{value, FieldOf(item.value_or(Item{}))}, {flag, item.has_value()}};
  }

  Fields PerformBare(const Call& call, const adapters::SessionPtr& session) {
    const std::string key = Text(call.arguments, "key");
    const Item value{Text(call.arguments, "value")};
    const Item old{Text(call.arguments, "old")};
    if (Is(call, "Load")) return Found("value", "ok", map_.Load(key));
    if (Is(call, "LoadAndDelete")) return Found("value", "loaded", map_.LoadAndDelete(key));
    if (Is(call, "Swap")) return Found("previous", "loaded", map_.Swap(key, value));
    if (Is(call, "LoadOrStore")) {
      const auto [actual, loaded] = map_.LoadOrStore(key, value);
      return {{"actual", FieldOf(actual)}, {"loaded", loaded}};
    }
    if (Is(call, "CompareAndSwap")) {
      return {{"swapped", map_.CompareAndSwap(key, old, {Text(call.arguments, "new")})}};
    }
    if (Is(call, "CompareAndDelete")) return {{"deleted", map_.CompareAndDelete(key, old)}};
    if (Is(call, "Range")) return Range(session);
    if (Is(call, "Store")) {
      map_.Store(key, value);
    } else if (Is(call, "Delete")) {
      map_.Delete(key);
    } else if (Is(call, "Clear")) {
      map_.Clear();
    } else {
      rt::Fatal("the map's adapter does not know " + std::string(call.operation));
    }
    return {};
  }

  Fields Range(const adapters::SessionPtr& session) {
    map_.Range([&](const std::string& key, const Item& item) {
      return session->Visit({{"key", key}, {"value", FieldOf(item)}});
    });
    return {};
  }

  syncmap::Map<std::string, Item, YieldingHash> map_;
};

}  // namespace

extern "C" const adapters::Adapter* GosyncAdapter() {
  static const adapters::Adapter table{
      "syncmap", GOSYNC_SUBJECT, "tree",
      [](const adapters::Fields&) -> std::shared_ptr<adapters::Subject> {
        return std::make_shared<SyncMapSubject>();
      }};
  return &table;
}

}  // namespace adapting
GOSYNC_END
