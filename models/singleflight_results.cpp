// Who gets the result of a flight: followers, leader, channels; and what `shared` says.

#include <algorithm>

#include "models/singleflight_run.hpp"

namespace gosync::models::singleflight {

// A Do that joined has its result.
void Run::FollowSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  if (Find(s, item) != nullptr || FindLink(s, item, Tie::kComplete) != nullptr) return;
  if (op.fn >= 0 && !Dropped(kSF1)) return;
  const auto follow = [&](int32_t flight) {
    State t = s;
    Flight& f = *Find(t, flight);
    const bool says_shared = op.shared || op.fate != Fate::kReturned || AnyShared(f);
    // Who joins after the end (SF4 dropped) does not count for `shared`.
    const bool late = f.status == Status::kEnded && t.current == flight;
    if (!Claimable(f) || !Matches(f, item) || !says_shared || !(late || MayShare(f))) return;
    if (!late) f.shared = Shared::kYes;
    f.released = f.released || f.status == Status::kFnEnded;
    if (op.fate == Fate::kPanicked) f.wrapper = op.panic;
    Untie(t, item);
    TieTo(t, item, -1, Tie::kComplete);
    Finish(std::move(t), emit);
  };
  const bool tied = FindLink(s, item, Tie::kJoined) != nullptr;
  if (s.current >= 0 && !tied) follow(s.current);
  for (const Link& l : s.links) {
    if (l.item == item) follow(l.flight);
  }
}

void Run::LeaderSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  const Flight* flight = Find(s, item);
  if (flight == nullptr || flight->leader_done) return;
  if (s.crashing && flight->chans && FnPanics(*flight)) return;  // it is the one that dies
  const bool beside = Beside(s, *flight) && flight->status == Status::kFnEnded;
  if (flight->status != Status::kEnded && !KeyKept(*flight) && !beside) return;
  if (!Matches(*flight, item)) return;
  State t = s;
  Flight& f = *Find(t, item);
  f.leader_done = true;
  if (beside) f.status = Status::kEnded;
  if (op.fate == Fate::kPanicked) f.wrapper = op.panic;
  TieTo(t, item, -1, Tie::kComplete);
  const bool says_shared = op.fate == Fate::kReturned && FnFate(f) == Fate::kReturned;
  if (says_shared) return ShareSteps(t, item, op.shared, emit);
  Finish(std::move(t), emit);
}

void Run::ReceiveSteps(const State& s, int32_t item, const Emit& emit) const {
  const Operation& op = Op(item);
  const Link* link = FindLink(s, op.owner, Tie::kJoined);
  if (link == nullptr || FindLink(s, item, Tie::kComplete) != nullptr) return;
  const Flight& f = *Find(s, link->flight);
  if (f.status != Status::kEnded) return;
  const bool returned = FnFate(f) == Fate::kReturned && !FnPanics(f);
  const bool excused = (FnFate(f) == Fate::kGoexited && Dropped(kSF12)) ||
                       (FnPanics(f) && (Dropped(kSF9) || Dropped(kSF10)));
  if (!(returned ? SameResult(f, op) : excused)) return;
  State t = s;
  if (!Dropped(kSF8)) Untie(t, op.owner);
  TieTo(t, item, -1, Tie::kComplete);
  if (returned) return ShareSteps(t, f.leader, op.shared, emit);
  Finish(std::move(t), emit);
}

// A Receive that nobody knows the end of may have taken the result.
void Run::LostReceiveSteps(const State& s, const Emit& emit) const {
  for (int32_t item : open_) {
    if (Op(item).kind != Kind::kReceive || !Lost(item)) continue;
    if (FindLink(s, Op(item).owner, Tie::kJoined) == nullptr) continue;
    if (FindLink(s, item, Tie::kComplete) != nullptr) continue;
    State t = s;
    Untie(t, Op(item).owner);
    TieTo(t, item, -1, Tie::kComplete);
    Finish(std::move(t), emit);
  }
}

// Somebody reports `shared` of this flight: true needs a joiner, false forbids one.
void Run::ShareSteps(const State& s, int32_t flight, bool shared, const Emit& emit) const {
  const Flight& f = *Find(s, flight);
  if (AnyShared(f) || (shared && f.shared == Shared::kYes)) return Finish(s, emit);
  if (shared && f.shared == Shared::kNo) return;
  if (!shared) {
    if (f.shared == Shared::kYes) return;
    State t = s;
    Find(t, flight)->shared = Shared::kNo;
    const auto none = [&](const Link& l) {
      return l.flight == flight && l.tie == Tie::kMayHaveJoined;
    };
    t.links.erase(std::remove_if(t.links.begin(), t.links.end(), none), t.links.end());
    return Finish(std::move(t), emit);
  }
  for (const Link& l : s.links) {
    if (l.flight != flight || l.tie != Tie::kMayHaveJoined) continue;
    State t = s;
    Find(t, flight)->shared = Shared::kYes;
    Untie(t, l.item);
    TieTo(t, l.item, flight, Tie::kJoined);
    Finish(std::move(t), emit);
  }
}

}  // namespace gosync::models::singleflight
