// The configurations of singleflight's transition system: equality, ties, look-up.

#include <algorithm>

#include "models/singleflight_run.hpp"

namespace gosync::models::singleflight {

size_t Run::State::Hash() const {
  size_t h = HashMix(static_cast<uint32_t>(current), crashing ? 1 : 0);
  for (const Flight& f : flights) {
    const uint64_t bits = static_cast<uint64_t>(f.status) | static_cast<uint64_t>(f.shared) << 4 |
                          uint64_t{f.chans} << 8 | uint64_t{f.forgotten} << 9 |
                          uint64_t{f.leader_done} << 10 | uint64_t{f.released} << 11;
    h = HashMix(HashMix(h, static_cast<uint32_t>(f.leader)), bits);
    h = HashMix(h, static_cast<uint32_t>(f.wrapper));
  }
  for (const Link& l : links) {
    h = HashMix(
        HashMix(h, static_cast<uint32_t>(l.item)),
        static_cast<uint64_t>(static_cast<uint32_t>(l.flight)) << 8 | static_cast<uint64_t>(l.tie));
  }
  return h;
}

void Run::Closed(int32_t item) {
  if (IsCall(item) || Op(item).kind == Kind::kReceive || Op(item).kind == Kind::kForget) {
    open_.erase(std::find(open_.begin(), open_.end(), item));
  }
}

Flight* Run::Find(State& s, int32_t leader) {
  const auto it = std::find_if(s.flights.begin(), s.flights.end(),
                               [&](const Flight& f) { return f.leader == leader; });
  return it == s.flights.end() ? nullptr : &*it;
}

const Flight* Run::Find(const State& s, int32_t leader) {
  return Find(const_cast<State&>(s), leader);
}

const Link* Run::FindLink(const State& s, int32_t item, Tie tie) {
  const auto it = std::find_if(s.links.begin(), s.links.end(),
                               [&](const Link& l) { return l.item == item && l.tie == tie; });
  return it == s.links.end() ? nullptr : &*it;
}

void Run::Untie(State& s, int32_t item) {
  const auto gone = [&](const Link& l) { return l.item == item; };
  s.links.erase(std::remove_if(s.links.begin(), s.links.end(), gone), s.links.end());
}

void Run::TieTo(State& s, int32_t item, int32_t flight, Tie tie) {
  const Link link{item, flight, tie};
  s.links.insert(std::lower_bound(s.links.begin(), s.links.end(), link), link);
}

}  // namespace gosync::models::singleflight
