#ifndef GOSYNC_SINGLEFLIGHT_HPP_
#define GOSYNC_SINGLEFLIGHT_HPP_

// Duplicate suppression, as golang.org/x/sync/singleflight.
//
// A flight is one execution of a function for a key. Its leader is the call that
// finds none for its key; calls that find one join it. The flight ends in one
// critical section: the key is freed, joiners are let go, channels are filled. Whoever
// comes before joins, whoever comes after starts anew, and nobody can hold a result
// and find the flight still there (SF4).
//
// Invariants, between any two critical sections:
//   OneFlight       a key has at most one flight that was not forgotten
//   EndedIsGone     a flight that has ended is not in the map
//   SharedExact     a flight's joiners are all counted when it ends
//
// The smallest wrong version lets the joiners go before it takes the lock to free
// the key. A joiner that calls again at once finds the old flight and gets the value that it
// already has, computed before it asked.

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
namespace singleflight {

/// What the callers of a flight panic with when its function panicked: one object for all
/// of them. Unwraps to the original value if that was an error (SF9).
class PanicError : public go::ErrorObject {
 public:
  explicit PanicError(go::Value value) : value_(std::move(value)) {}
  std::string Text() const override { return value_.Text(); }
  go::Error Unwrap() const override { return value_.AsError(); }
  const go::Value& value() const { return value_; }

 private:
  go::Value value_;
};

/// A class of work: a namespace in which functions run at most once at a time per key.
/// It has to outlive its flights (there is no garbage collector to keep it).
template <class Key, class Value>
class Group {
 public:
  /// What the callers of one flight get.
  struct Result {
    Value value{};
    go::Error err;
    bool shared = false;
  };
  using Function = std::function<std::pair<Value, go::Error>()>;

  Group() = default;
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// Do runs fn, unless a flight of this key is in progress; then it waits for that.
  ///
  /// Returns: the value and the error of the function that ran; shared is whether somebody else
  ///          got them too.
  /// Blocks:  until the flight has ended. Inside fn a Do of the same key waits for itself (SF7).
  /// Panics:  with one PanicError for all callers of the flight if the function panicked (SF9) or
  ///          returned a PanicError (SF14). With a channel attached the program ends (SF10).
  /// Goexit:  if the function exits its goroutine, so does every caller of the flight (SF11).
  /// Order:   what the function did happens before every return of its flight.
  /// Mirrors: golang.org/x/sync v0.24.0 (*Group).Do, clauses SF1 to SF7, SF9 to SF16, SF19 to SF21.
  Result Do(const Key& key, const Function& fn);

  /// DoChan is Do with the result sent to a channel, which has room for it.
  ///
  /// Blocks:  never; fn runs on a goroutine of its own if this call leads.
  /// Mirrors: golang.org/x/sync v0.24.0 (*Group).DoChan, clauses SF8, SF10, SF12.
  [[nodiscard]] go::Chan<Result> DoChan(const Key& key, Function fn);

  /// Forget makes the next call of this key start a new flight. The old one goes on.
  ///
  /// Mirrors: golang.org/x/sync v0.24.0 (*Group).Forget, clauses SF5, SF6, SF21.
  void Forget(const Key& key);

 private:
  // What became of the function.
  enum class How { kReturned, kPanicked, kExited };

  struct Flight {
    // Written by the leader before the end, read after it.
    Value value{};
    go::Error err;  // a PanicError if it panicked
    How how = How::kExited;
    // Guarded by mu_.
    bool ended = false;
    int64_t joiners = 0;
    std::vector<go::Chan<Result>> channels;
    rt::CondVar end;
  };
  using FlightPtr = std::shared_ptr<Flight>;

  FlightPtr Join(const Key& key) GOSYNC_REQUIRES(mu_);
  FlightPtr Lead(const Key& key) GOSYNC_REQUIRES(mu_);
  void Wait(Flight& flight) GOSYNC_REQUIRES(mu_);
  void Run(const Key& key, const FlightPtr& flight, const Function& fn);
  void End(const Key& key, const FlightPtr& flight);
  static Result Outcome(const Flight& flight);

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
    if (joined) {
      Wait(*flight);
    } else {
      flight = Lead(key);
    }
  }
  if (!joined) Run(key, flight, fn);
  // The flight has ended: nobody writes to it any more.
  return Outcome(*flight);
}

template <class Key, class Value>
go::Chan<typename Group<Key, Value>::Result> Group<Key, Value>::DoChan(const Key& key,
                                                                       Function fn) {
  // Room for the result, so that nobody who went away holds up the others (SF8).
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
void Group<Key, Value>::Wait(Flight& flight) {
  while (!flight.ended) flight.end.Wait(mu_);
}

// Two deferred functions, because one cannot tell a panic from a Goexit. The inner
// one recovers. If the code behind it is reached although fn has not returned, there was a panic,
// and the recovery stopped it; if it is not reached, the goroutine is exiting, and
// only the outer one still runs.
template <class Key, class Value>
void Group<Key, Value>::Run(const Key& key, const FlightPtr& flight, const Function& fn) {
  go::Call([&](go::Frame& outer) {
    outer.Defer([&] { End(key, flight); });
    bool returned = false;
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
    // A function may also return the panic of another flight (SF14).
    const bool panics = !returned || flight->err.template As<PanicError>() != nullptr;
    flight->how = panics ? How::kPanicked : How::kReturned;
  });
}

template <class Key, class Value>
void Group<Key, Value>::End(const Key& key, const FlightPtr& flight) {
  rt::MutexLock lock(mu_);
  // A channel's receiver cannot be told of the panic, and must not wait for ever: so nobody
  // gets a chance to recover (SF10).
  if (flight->how == How::kPanicked && !flight->channels.empty()) {
    rt::Step("Crash", rt::Self(), key);
    go::Crash(go::RunRoot([&] { go::Panic(flight->err); }));
  }
  flight->ended = true;
  // Only if it is still the one: after Forget there may be a newer flight (SF5).
  const auto it = flights_.find(key);
  if (it != flights_.end() && it->second == flight) flights_.erase(it);
  rt::Step("End", rt::Self(), key);
  flight->end.NotifyAll();
  if (flight->how != How::kReturned) return;  // after Goexit nothing is ever sent (SF12)
  for (go::Chan<Result>& channel : flight->channels) {
    channel.Send({flight->value, flight->err, flight->joiners > 0});
  }
}

template <class Key, class Value>
typename Group<Key, Value>::Result Group<Key, Value>::Outcome(const Flight& flight) {
  switch (flight.how) {
    case How::kPanicked:
      go::Panic(flight.err);
    case How::kExited:
      go::Goexit();
    case How::kReturned:
      break;
  }
  return {flight.value, flight.err, flight.joiners > 0};
}

}  // namespace singleflight
GOSYNC_END

#endif  // GOSYNC_SINGLEFLIGHT_HPP_
