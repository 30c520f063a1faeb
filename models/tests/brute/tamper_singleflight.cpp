#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kOther[] = "\"something else\"";

bool HasResult(const TamperCall& call) {
  return (call.call.f == "Do" || call.call.f == "Receive") && !call.Result("v").empty();
}

// The callback that runs the function of a Do; none if it joined.
const TamperCall* FnOf(const Calls& calls, const TamperCall& call) {
  const auto fn = std::find_if(calls.begin(), calls.end(), [&](const TamperCall& other) {
    return other.call.f == "fn" && other.Argument("fn") == call.Argument("fn");
  });
  return fn == calls.end() ? nullptr : &*fn;
}

bool Joined(const Calls& calls, const TamperCall& call) {
  return call.call.f == "Do" && call.Argument("fn") != "null" && FnOf(calls, call) == nullptr;
}

// The only function that returned this result; null if there is none or several.
const TamperCall* SourceOf(const Calls& calls, const TamperCall& call) {
  const TamperCall* source = nullptr;
  for (const TamperCall& fn : calls) {
    if (fn.call.f != "fn" || fn.Result("v") != call.Result("v")) continue;
    if (fn.Result("err") != call.Result("err")) continue;
    if (source != nullptr) return nullptr;
    source = &fn;
  }
  return source;
}

Copies ChangeResult(const Draft& draft, const std::string& key) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    if (HasResult(call)) copies.push_back(WithField(draft, call.close, key, kOther));
  }
  return copies;
}

Copies OtherValue(const Draft& draft) { return ChangeResult(draft, "v"); }
Copies OtherError(const Draft& draft) { return ChangeResult(draft, "err"); }

Copies FlipShared(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (!HasResult(call)) continue;
    const bool shared = call.Result("shared") == "true";
    // To true only where nobody else with that key was around.
    const auto around = [&](const TamperCall& other) {
      const bool over = other.close >= 0 && other.close < call.invoke;
      return other.invoke != call.invoke && !over && other.invoke < call.close &&
             other.Argument("key") == call.Argument("key");
    };
    const bool alone = call.call.f == "Do" && std::none_of(calls.begin(), calls.end(), around);
    if (!shared && !alone) continue;
    if (shared && !Joined(calls, call)) continue;
    copies.push_back(WithField(draft, call.close, "shared", shared ? "false" : "true"));
  }
  return copies;
}

Copies ExchangeResults(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (size_t i = 0; i < calls.size(); ++i) {
    for (size_t k = i + 1; k < calls.size(); ++k) {
      const TamperCall& one = calls[i];
      const TamperCall& two = calls[k];
      if (!HasResult(one) || !HasResult(two) || one.call.f != two.call.f) continue;
      if (one.Result("v") == two.Result("v")) continue;
      Draft copy = WithValue(draft, one.close, two.end.value);
      copies.push_back(WithValue(std::move(copy), two.close, one.end.value));
    }
  }
  return copies;
}

// A function that somebody has a result of returned another one.
Copies OtherFnValue(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& fn : calls) {
    if (fn.call.f != "fn" || fn.Result("v").empty()) continue;
    const bool used = std::any_of(calls.begin(), calls.end(), [&](const TamperCall& call) {
      return HasResult(call) && SourceOf(calls, call) == &fn;
    });
    if (used) copies.push_back(WithField(draft, fn.close, "v", kOther));
  }
  return copies;
}

Copies OtherWrapper(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    const std::string panic = call.Result("panic");
    if (call.call.f != "Do" || panic.empty()) continue;
    const auto same = std::count_if(calls.begin(), calls.end(), [&](const TamperCall& other) {
      return other.call.f == "Do" && other.Result("panic") == panic;
    });
    if (same > 1) copies.push_back(WithField(draft, call.close, "panic", kOther));
  }
  return copies;
}

Copies OtherOutcome(const Draft& draft) {
  Copies copies;
  for (const TamperCall& call : TamperCalls(draft)) {
    if (call.call.f != "Do" || !call.Returned()) continue;
    const bool exits = call.Result("outcome") == "\"goexit\"";
    const std::vector<DraftField> returns = {{"v", "null"}, {"err", "null"}, {"shared", "true"}};
    const std::vector<DraftField> goexit = {{"outcome", "\"goexit\""}};
    copies.push_back(WithValue(draft, call.close, exits ? returns : goexit));
  }
  return copies;
}

Copies OtherKey(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (Joined(calls, call) && call.Returned()) {
      copies.push_back(WithField(draft, call.invoke, "key", kOther));
    }
  }
  return copies;
}

Copies OtherChannel(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (call.call.f != "Receive" || !call.Returned()) continue;
    for (const TamperCall& other : calls) {
      if (other.call.f != "DoChan" || other.close < 0 || other.close > call.invoke) continue;
      if (other.Argument("chan") == call.Argument("chan")) continue;
      copies.push_back(WithField(draft, call.invoke, "chan", other.Argument("chan")));
    }
  }
  return copies;
}

// The leader ran a function that somebody else handed in.
Copies ExchangeFunctions(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (size_t i = 0; i < calls.size(); ++i) {
    for (size_t k = i + 1; k < calls.size(); ++k) {
      if (calls[i].call.f != "fn" || calls[k].call.f != "fn") continue;
      if (calls[i].Result("v") == calls[k].Result("v")) continue;
      const auto known = [&](const TamperCall& fn, int before) {
        return std::any_of(calls.begin(), calls.end(), [&](const TamperCall& call) {
          return call.call.f == "Do" && call.invoke < before && call.Returned() &&
                 call.Argument("fn") == fn.Argument("fn");
        });
      };
      if (!known(calls[k], calls[i].invoke) || !known(calls[i], calls[k].invoke)) continue;
      Draft copy = WithField(draft, calls[i].invoke, "fn", calls[k].Argument("fn"));
      copies.push_back(WithField(std::move(copy), calls[k].invoke, "fn", calls[i].Argument("fn")));
    }
  }
  return copies;
}

// A result is there before the function has returned it.
Copies ResultTooSoon(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (!HasResult(call)) continue;
    const TamperCall* source = SourceOf(calls, call);
    if (source == nullptr || source->invoke > call.close) continue;
    if (call.call.f == "Do" && !Joined(calls, call)) continue;
    if (call.invoke < source->close) {
      copies.push_back(WithMoved(draft, call.close, source->close));
    } else {  // the whole call
      Draft copy = WithMoved(draft, call.invoke, source->close);
      copies.push_back(WithMoved(std::move(copy), call.close, source->close + 1));
    }
  }
  return copies;
}

// A joiner calls after the leader of its flight has returned.
Copies JoinTooLate(const Draft& draft) {
  Copies copies;
  const Calls calls = TamperCalls(draft);
  for (const TamperCall& call : calls) {
    if (!HasResult(call) || !Joined(calls, call)) continue;
    const TamperCall* source = SourceOf(calls, call);
    if (source == nullptr) continue;
    for (const TamperCall& leader : calls) {
      if (leader.call.f != "Do" || FnOf(calls, leader) != source || !leader.Returned()) continue;
      if (call.invoke > leader.close) continue;
      const int after = leader.close + 1;
      Draft copy = call.close < leader.close ? WithMoved(draft, call.close, after) : draft;
      const int shift = call.close < leader.close ? 1 : 0;
      copies.push_back(WithMoved(std::move(copy), call.invoke, after - shift));
    }
  }
  return copies;
}

Copies OtherCrash(const Draft& draft) {
  if (!draft.end.has_value() || !draft.end->crash.has_value()) return {};
  Draft copy = draft;
  copy.end->crash = kOther;
  return {copy};
}

}  // namespace

std::vector<TamperOperator> SingleflightTampering() {
  return {
      {"result: another value", OtherValue},
      {"result: another error", OtherError},
      {"result: shared, or not", FlipShared},
      {"result: of one call for that of another", ExchangeResults},
      {"result: fn returned another value", OtherFnValue},
      {"result: another outcome", OtherOutcome},
      {"identity: a wrapper of its own", OtherWrapper},
      {"identity: another key", OtherKey},
      {"identity: another channel", OtherChannel},
      {"identity: the function of another call", ExchangeFunctions},
      {"identity: died of another panic", OtherCrash},
      {"order: a result before fn returned", ResultTooSoon},
      {"order: joined after the leader returned", JoinTooLate},
  };
}

}  // namespace gosync::models::brute
