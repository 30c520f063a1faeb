#ifndef GOSYNC_VARIANTS_SINGLEFLIGHT_FORGOTTEN_HPP_
#define GOSYNC_VARIANTS_SINGLEFLIGHT_FORGOTTEN_HPP_

// DEFECTIVE, kept as it was: singleflight of x/sync v0.0.0-20201020160332-67f06af15bc9
// (2020-08 to 2022-09).
//
// Defect (SF4): the end of a flight has two parts. First the joiners are let go, outside the
// lock; then, under the lock, the key is freed. A joiner that calls again in between joins
// the flight that has already ended, and gets its result a second time.
//
// Otherwise as gosync/singleflight.hpp: panics and exits are handled. The wrapper of a
// panic does not unwrap yet, and Forget marks the flight instead of comparing it at its end.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gosync/go/chan.hpp"
#include "gosync/go/error.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/spawn.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace variants::singleflight_forgotten {

class PanicError : public go::ErrorObject {
 public:
  explicit PanicError(go::Value value) : value_(std::move(value)) {}
  std::string Text() const override { return value_.Text(); }

 private:
  go::Value value_;
};

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
    go::Error err;  // a PanicError if it panicked
    bool exited = false;
    // Closed when the function has ended: what joiners wait for.
    const go::Chan<go::Unit> done = go::MakeChan<go::Unit>();
    // Changed under mu_; the leader also reads the joiners without it, at a time
    // when nobody can join any more.
    bool forgotten = false;
    int64_t joiners = 0;
    std::vector<go::Chan<Result>> channels;
  };
  using FlightPtr = std::shared_ptr<Flight>;

  FlightPtr Join(const Key& key) GOSYNC_REQUIRES(mu_);
  FlightPtr Lead(const Key& key) GOSYNC_REQUIRES(mu_);
  void Run(const Key& key, const FlightPtr& flight, const Function& fn);
  void End(const Key& key, const FlightPtr& flight);

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
    if (flight->err.template As<PanicError>() != nullptr) go::Panic(flight->err);
    if (flight->exited) go::Goexit();
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
  const auto it = flights_.find(key);
  if (it == flights_.end()) return;
  it->second->forgotten = true;
  flights_.erase(it);
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
  bool returned = false;
  bool recovered = false;
  go::Call([&](go::Frame& outer) {
    outer.Defer([&] {
      flight->exited = !returned && !recovered;
      End(key, flight);
    });
    go::Call([&](go::Frame& inner) {
      inner.Defer([&](go::Deferred& deferred) {
        if (returned) return;
        if (auto value = deferred.Recover()) {
          flight->err = go::MakeError<PanicError>(*value);
        }
      });
      if (!fn) go::PanicNilDereference();
      auto [value, err] = fn();
      flight->value = std::move(value);
      flight->err = std::move(err);
      returned = true;
    });
    recovered = !returned;
  });
}

template <class Key, class Value>
void Group<Key, Value>::End(const Key& key, const FlightPtr& flight) {
  // The defect: whoever was let go here still finds the flight below.
  rt::Step("LetGo", rt::Self(), key);
  flight->done.Close();
  {
    rt::MutexLock lock(mu_);
    if (!flight->forgotten) flights_.erase(key);
    rt::Step("Free", rt::Self(), key);
    if (flight->err.template As<PanicError>() == nullptr) {
      if (flight->exited) return;
      for (go::Chan<Result>& channel : flight->channels) {
        channel.Send({flight->value, flight->err, flight->joiners > 0});
      }
      return;
    }
    if (!flight->channels.empty()) {
      go::Crash(go::RunRoot([&] { go::Panic(flight->err); }));
    }
  }
  go::Panic(flight->err);
}

}  // namespace variants::singleflight_forgotten
GOSYNC_END

#endif  // GOSYNC_VARIANTS_SINGLEFLIGHT_FORGOTTEN_HPP_
