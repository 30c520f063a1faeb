#ifndef GOSYNC_GOZERO_SINGLEFLIGHT_HPP_
#define GOSYNC_GOZERO_SINGLEFLIGHT_HPP_

// Duplicate suppression, as SingleFlight of go-zero's core/syncx, with one repair (decision 12):
// joiners of a function that panics or exits learn of it.
//
// A flight is one execution of a function for a key. Its leader is the call that finds
// none for its key; calls that find one join it. The flight ends in one critical section, in
// which the key is freed and the joiners are let go.
//
// Invariants, between any two critical sections:
//   OneFlight    a key has at most one flight
//   EndedIsGone  a flight that has ended is not in the map
//
// The smallest wrong version keeps no more of the flight than its value and its error. After a
// panic both are still nil, so the joiners return as if all had gone well.

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "gosync/go/error.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/go/value.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace gozero_singleflight {

/// Concurrent calls with the same key share one execution of a function.
template <class Key, class Value>
class SingleFlight {
 public:
  struct Result {
    Value value{};
    go::Error err;
  };
  struct ResultEx {
    Value value{};
    bool fresh = false;
    go::Error err;
  };
  using Function = std::function<std::pair<Value, go::Error>()>;

  SingleFlight() = default;
  SingleFlight(const SingleFlight&) = delete;
  SingleFlight& operator=(const SingleFlight&) = delete;

  /// Do runs fn, unless a flight of this key is in progress; then it waits for that.
  ///
  /// Returns: the value and the error of the function that ran.
  /// Blocks:  until the flight has ended. Inside fn a call of the same key waits for itself (GZ4).
  /// Panics:  with the value that the function panicked with, all callers of the flight (GZ3).
  /// Goexit:  if the function exits its goroutine, so does every caller of the flight (GZ3).
  /// Order:   what the function did happens before every return of its flight (GZ7).
  /// Mirrors: go-zero v1.10.3 (*flightGroup).Do but for GZ3, clauses GZ1 to GZ5, GZ7.
  Result Do(const Key& key, const Function& fn);

  /// DoEx is Do, and says whether it was this call that ran its function.
  ///
  /// Mirrors: go-zero v1.10.3 (*flightGroup).DoEx but for GZ3, clauses GZ1 to GZ7.
  ResultEx DoEx(const Key& key, const Function& fn);

 private:
  // What became of the function.
  enum class How { kReturned, kPanicked, kExited };

  struct Flight {
    // Written by the leader before the end, read after it.
    Value value{};
    go::Error err;
    go::Value panic;
    How how = How::kExited;
    // Guarded by mu_.
    bool ended = false;
    rt::CondVar end;
  };
  using FlightPtr = std::shared_ptr<Flight>;

  // The flight of this call, which has ended and returned, and whether the call led it.
  std::pair<FlightPtr, bool> Fly(const Key& key, const Function& fn);
  FlightPtr Join(const Key& key) GOSYNC_REQUIRES(mu_);
  FlightPtr Lead(const Key& key) GOSYNC_REQUIRES(mu_);
  void Wait(Flight& flight) GOSYNC_REQUIRES(mu_);
  void Run(const Key& key, const FlightPtr& flight, const Function& fn);
  void End(const Key& key, const FlightPtr& flight);
  static void Tell(const Flight& flight);

  rt::Mutex mu_;
  std::map<Key, FlightPtr> flights_ GOSYNC_GUARDED_BY(mu_);
};

template <class Key, class Value>
typename SingleFlight<Key, Value>::Result SingleFlight<Key, Value>::Do(const Key& key,
                                                                       const Function& fn) {
  const FlightPtr flight = Fly(key, fn).first;
  return {flight->value, flight->err};
}

template <class Key, class Value>
typename SingleFlight<Key, Value>::ResultEx SingleFlight<Key, Value>::DoEx(const Key& key,
                                                                           const Function& fn) {
  const auto [flight, fresh] = Fly(key, fn);
  return {flight->value, fresh, flight->err};
}

template <class Key, class Value>
std::pair<typename SingleFlight<Key, Value>::FlightPtr, bool> SingleFlight<Key, Value>::Fly(
    const Key& key, const Function& fn) {
  FlightPtr flight;
  bool joined = false;
  {
    rt::MutexLock lock(mu_);
    flight = Join(key);
    joined = flight != nullptr;
    if (joined) {
      Wait(*flight);
    } else {
      flight = Lead(key);
    }
  }
  if (joined) {
    Tell(*flight);
  } else {
    Run(key, flight, fn);
  }
  // The flight has ended: nobody writes to it any more.
  return {flight, !joined};
}

template <class Key, class Value>
typename SingleFlight<Key, Value>::FlightPtr SingleFlight<Key, Value>::Join(const Key& key) {
  const auto it = flights_.find(key);
  if (it == flights_.end()) return nullptr;
  rt::Step("Join", rt::Self(), key);
  return it->second;
}

template <class Key, class Value>
typename SingleFlight<Key, Value>::FlightPtr SingleFlight<Key, Value>::Lead(const Key& key) {
  FlightPtr flight = std::make_shared<Flight>();
  flights_[key] = flight;
  rt::Step("Lead", rt::Self(), key);
  return flight;
}

template <class Key, class Value>
void SingleFlight<Key, Value>::Wait(Flight& flight) {
  while (!flight.ended) flight.end.Wait(mu_);
}

// The panic is recovered to be noted, and raised again, so that the leader's callers see what they
// would have seen. If nothing is noted and fn has not returned, the goroutine is exiting.
template <class Key, class Value>
void SingleFlight<Key, Value>::Run(const Key& key, const FlightPtr& flight, const Function& fn) {
  go::Call([&](go::Frame& frame) {
    frame.Defer([&] { End(key, flight); });
    frame.Defer([&](go::Deferred& deferred) {
      if (auto value = deferred.Recover()) {
        flight->panic = *value;
        flight->how = How::kPanicked;
        go::Panic(*value);
      }
    });
    auto [value, err] = go::Invoke(fn);
    flight->value = std::move(value);
    flight->err = std::move(err);
    flight->how = How::kReturned;
  });
}

template <class Key, class Value>
void SingleFlight<Key, Value>::End(const Key& key, const FlightPtr& flight) {
  rt::MutexLock lock(mu_);
  flight->ended = true;
  flights_.erase(key);
  rt::Step("End", rt::Self(), key);
  flight->end.NotifyAll();
}

// A joiner ends as the leader has.
template <class Key, class Value>
void SingleFlight<Key, Value>::Tell(const Flight& flight) {
  switch (flight.how) {
    case How::kPanicked:
      go::Panic(flight.panic);
    case How::kExited:
      go::Goexit();
    case How::kReturned:
      break;
  }
}

}  // namespace gozero_singleflight
GOSYNC_END

#endif  // GOSYNC_GOZERO_SINGLEFLIGHT_HPP_
