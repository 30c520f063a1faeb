#ifndef GOSYNC_VARIANTS_GOZERO_SINGLEFLIGHT_SILENT_HPP_
#define GOSYNC_VARIANTS_GOZERO_SINGLEFLIGHT_SILENT_HPP_

// DEFECTIVE, kept as it is: SingleFlight of go-zero v1.10.3 (core/syncx).
//
// Defect (GZ3): a flight keeps the value and the error of its function and nothing else. If the
// function panics or exits its goroutine, the key is freed and the joiners are let go, but
// both are as they were made: the joiners return nil and nil, as after a success.
//
// Otherwise as gosync/gozero_singleflight.hpp. The joiners wait for a signal of their own, not for
// a condition under the lock; it is given after the key has been freed (GZ2).

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "gosync/go/chan.hpp"
#include "gosync/go/error.hpp"
#include "gosync/go/panic.hpp"
#include "gosync/runtime/runtime.hpp"

GOSYNC_BEGIN
namespace variants::gozero_singleflight_silent {

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

  Result Do(const Key& key, const Function& fn) {
    const FlightPtr flight = Fly(key, fn).first;
    return {flight->value, flight->err};
  }

  ResultEx DoEx(const Key& key, const Function& fn) {
    const auto [flight, fresh] = Fly(key, fn);
    return {flight->value, fresh, flight->err};
  }

 private:
  struct Flight {
    // Written before `done` is closed, read after it.
    Value value{};
    go::Error err;
    const go::Chan<go::Unit> done = go::MakeChan<go::Unit>();
  };
  using FlightPtr = std::shared_ptr<Flight>;

  std::pair<FlightPtr, bool> Fly(const Key& key, const Function& fn);
  FlightPtr Enter(const Key& key, bool* joined);
  void End(const Key& key, const FlightPtr& flight);

  rt::Mutex mu_;
  std::map<Key, FlightPtr> flights_ GOSYNC_GUARDED_BY(mu_);
};

template <class Key, class Value>
std::pair<typename SingleFlight<Key, Value>::FlightPtr, bool> SingleFlight<Key, Value>::Fly(
    const Key& key, const Function& fn) {
  bool joined = false;
  const FlightPtr flight = Enter(key, &joined);
  if (joined) {
    flight->done.Receive();
    return {flight, false};  // the defect: it does not ask how the function ended
  }
  go::Call([&](go::Frame& frame) {
    frame.Defer([&] { End(key, flight); });
    auto [value, err] = go::Invoke(fn);
    flight->value = std::move(value);
    flight->err = std::move(err);
  });
  return {flight, true};
}

template <class Key, class Value>
typename SingleFlight<Key, Value>::FlightPtr SingleFlight<Key, Value>::Enter(const Key& key,
                                                                             bool* joined) {
  rt::MutexLock lock(mu_);
  FlightPtr& flight = flights_[key];
  *joined = flight != nullptr;
  if (!*joined) flight = std::make_shared<Flight>();
  rt::Step(*joined ? "Join" : "Lead", rt::Self(), key);
  return flight;
}

template <class Key, class Value>
void SingleFlight<Key, Value>::End(const Key& key, const FlightPtr& flight) {
  {
    rt::MutexLock lock(mu_);
    flights_.erase(key);
    rt::Step("Free", rt::Self(), key);
  }
  rt::Step("LetGo", rt::Self(), key);
  flight->done.Close();
}

}  // namespace variants::gozero_singleflight_silent
GOSYNC_END

#endif  // GOSYNC_VARIANTS_GOZERO_SINGLEFLIGHT_SILENT_HPP_
