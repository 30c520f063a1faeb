// What v1.0.1 does in its own way: the channel, the list, the counter.

#include <algorithm>

#include "models/kratos_errgroup_run.hpp"

namespace gosync::models::kratos_errgroup {

// The release's counter goes down.
void Run::Leave(State& s, int how) const {
  --s.leaving[how];
  if (how == kDying) --s.workers;
  if (--s.count < 0) s.dead = true;
}

bool Run::MayTake(const State& s) const {
  const auto held = std::count_if(s.held.begin(), s.held.end(), Pooled);
  return !s.waiting.empty() && held + PooledIn(s) < s.workers;
}

void Run::ReleasedGoSteps(const State& s, int32_t item, const Emit& emit) const {
  State t = s;
  ++t.count;
  if (s.n > 0 && s.closed) {
    t.phases.Set(item, kThrew);
  } else if (s.n == 0) {
    const Job job = JobOf(item, false);
    t.held.insert(std::lower_bound(t.held.begin(), t.held.end(), job), job);
    t.phases.Set(item, kDid);
  } else if (Buffered(s) < s.n) {
    t.waiting.push_back(JobOf(item, true));
    t.phases.Set(item, kDid);
  } else {
    t.phases.Set(item, kDid);
    if (Races(item)) emit(t);
    t.list.push_back(item);
  }
  emit(std::move(t));
}

// Another Go appends to the list at the same time, so one of the two may be lost.
bool Run::Races(int32_t go) const {
  const auto begins_before = [&](int32_t a, int32_t b) {
    const Item& end = problem_.history->items[b];
    return end.close < 0 || problem_.history->items[a].invoke < end.close;
  };
  return std::any_of(items_.begin(), items_.end(), [&](int32_t other) {
    return other != go && Op(other).kind == Kind::kGo && begins_before(other, go) &&
           begins_before(go, other);
  });
}

bool Run::ReleasedWaitStep(State& s, int32_t item) const {
  const int32_t phase = s.phases.Of(item);
  if (phase == 0) {
    const auto found = static_cast<int32_t>(s.n > 0 ? s.list.size() : 0);
    s.phases.Set(item, found > 0 ? kDrains + 64 * found : kZero);
  } else if (phase >= kDrains) {
    const int32_t found = (phase - kDrains) / 64;
    const int32_t sent = (phase - kDrains) % 64;
    if (s.closed) {
      s.phases.Set(item, kThrewSend);
      return true;
    }
    if (Buffered(s) >= s.n) return false;
    s.waiting.push_back(JobOf(s.list[sent], true));
    s.phases.Set(item, sent + 1 == found ? kZero : phase + 1);
  } else if (phase == kZero) {
    if (s.count != 0) return false;
    s.phases.Set(item, s.n > 0 ? kPast : kIdle);
  } else if (phase == kPast) {
    s.phases.Set(item, s.closed ? kThrew : kIdle);
    s.closed = true;
  } else {
    return false;
  }
  return true;
}

}  // namespace gosync::models::kratos_errgroup
