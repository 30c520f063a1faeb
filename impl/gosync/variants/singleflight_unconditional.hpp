#ifndef GOSYNC_VARIANTS_SINGLEFLIGHT_UNCONDITIONAL_HPP_
#define GOSYNC_VARIANTS_SINGLEFLIGHT_UNCONDITIONAL_HPP_

// DEFECTIVE, kept as it was: singleflight of x/sync v0.0.0-20190227155943-e225da77a7e6
// (before 2019-04).
//
// Defects:
//   SF5          the end of a flight frees its key without asking whose it is by then. After
//                Forget that is a newer flight, and a third runs beside it.
//   SF4          joiners are let go before the key is freed, and outside the lock.
//   SF9 to SF12  nothing is deferred: if the function panics or exits, its flight never ends. The
//                key stays taken until Forget, and whoever joined waits for ever.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "gosync/go/chan.hpp"
#include "gosync/go/error.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace variants::singleflight_unconditional {

template <class Key, class Value>
class Group {
 public:
  struct Result {
    Value value{};
    go::Error err;
    bool shared = false;
  };
  using Function = std::function<std::pair<Value, go::Error>()>;

  Group() = default;
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  Result Do(const Key& key, const Function& fn);
  [[nodiscard]] go::Chan<Result> DoChan(const Key& key, Function fn);
  void Forget(const Key& key);

 private:
  struct Flight {
    // Written before `done` is closed, read after it.
    Value value{};
    go::Error err;
    // Closed when the function has returned: what joiners wait for.
    const go::Chan<go::Unit> done = go::MakeChan<go::Unit>();
    // Changed under mu_; the leader also reads the joiners without it, at a time
    // when nobody can join any more.
    int64_t joiners = 0;
    std::vector<go::Chan<Result>> channels;
  };
  using FlightPtr = std::shared_ptr<Flight>;

  FlightPtr Join(const Key& key) GOSYNC_REQUIRES(mu_);
  FlightPtr Lead(const Key& key) GOSYNC_REQUIRES(mu_);
  void Run(const Key& key, const FlightPtr& flight, const Function& fn);

  rt::Mutex mu_;
  std::map<Key, FlightPtr> flights_ GOSYNC_GUARDED_BY(mu_);
};

template <class Key, class Value>
typename Group<Key, Value>::Result Group<Key, Value>::Do(const Key& key, const Function& fn) {
  FlightPtr flight;
  bool joined = false;
  {
    rt::MutexLock lock(mu_);
    flight = Join(key);
    joined = flight != nullptr;
    if (!joined) flight = Lead(key);
  }
  if (joined) {
    flight->done.Receive();
    return {flight->value, flight->err, true};
  }
  Run(key, flight, fn);
  return {flight->value, flight->err, flight->joiners > 0};
}

template <class Key, class Value>
go::Chan<typename Group<Key, Value>::Result> Group<Key, Value>::DoChan(const Key& key,
                                                                       Function fn) {
  go::Chan<Result> channel = go::MakeChan<Result>(1);
  rt::MutexLock lock(mu_);
  FlightPtr flight = Join(key);
  const bool joined = flight != nullptr;
  if (!joined) flight = Lead(key);
  flight->channels.push_back(channel);
  if (!joined) {
    go::Go([this, key, flight, fn = std::move(fn)] { Run(key, flight, fn); });
  }
  return channel;
}

template <class Key, class Value>
void Group<Key, Value>::Forget(const Key& key) {
  rt::MutexLock lock(mu_);
  flights_.erase(key);
  rt::Step("Forget", rt::Self(), key);
}

template <class Key, class Value>
typename Group<Key, Value>::FlightPtr Group<Key, Value>::Join(const Key& key) {
  const auto it = flights_.find(key);
  if (it == flights_.end()) return nullptr;
  ++it->second->joiners;
  rt::Step("Join", rt::Self(), key);
  return it->second;
}

template <class Key, class Value>
typename Group<Key, Value>::FlightPtr Group<Key, Value>::Lead(const Key& key) {
  FlightPtr flight = std::make_shared<Flight>();
  flights_[key] = flight;
  rt::Step("Lead", rt::Self(), key);
  return flight;
}

template <class Key, class Value>
void Group<Key, Value>::Run(const Key& key, const FlightPtr& flight, const Function& fn) {
  if (!fn) go::PanicNilDereference();
  auto [value, err] = fn();
  flight->value = std::move(value);
  flight->err = std::move(err);
  rt::Step("LetGo", rt::Self(), key);
  flight->done.Close();

  rt::MutexLock lock(mu_);
  flights_.erase(key);  // the defect: whoever's it is
  rt::Step("Free", rt::Self(), key);
  for (go::Chan<Result>& channel : flight->channels) {
    channel.Send({flight->value, flight->err, flight->joiners > 0});
  }
}

}  // namespace variants::singleflight_unconditional
GOSYNC_END

#endif  // GOSYNC_VARIANTS_SINGLEFLIGHT_UNCONDITIONAL_HPP_
