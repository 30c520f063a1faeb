#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/tests/brute/tamper.hpp"

namespace gosync::models::brute {
namespace {

constexpr char kOther[] = "\"something else\"";
constexpr char kSendOnClosed[] = "\"send on closed channel\"";
constexpr char kCloseOfClosed[] = "\"close of closed channel\"";

bool Panicked(const TamperCall& call) { return !call.Result("outcome").empty(); }

// How many may have sent this value, and how many received it.
int Senders(const Calls& calls, const std::string& v) {
  int count = 0;
  for (const TamperCall& call : calls) {
    for (const char* key : {"send0", "send1"}) count += call.Argument(key) == v ? 1 : 0;
    count += call.Argument("v") == v ? 1 : 0;
  }
  return count;
}

int Receivers(const Calls& calls, const std::string& v) {
  int count = 0;
  for (const TamperCall& call : calls) count += call.Result("v") == v ? 1 : 0;
  return count;
}

// One that was sent once and has been received.
bool Arrived(const Calls& calls, const std::string& v) {
  return v != "null" && Senders(calls, v) == 1 && Receivers(calls, v) == 1;
}

// Somebody else closes this channel, or may have before this line.
bool Closes(const Calls& calls, const TamperCall& except, int before) {
  for (const TamperCall& call : calls) {
    if (call.call.f != "Close" || call.invoke == except.invoke || call.invoke > before) continue;
    if (call.Argument("chan") == except.Argument("chan")) return true;
  }
  return false;
}

void OtherValue(const Calls&, const TamperCall& call, const Draft& draft, Copies* out) {
  const std::string v = call.Result("v");
  if (!v.empty() && v != "null") out->push_back(WithField(draft, call.close, "v", kOther));
}

// A closed channel, or none that was ready, gave something.
void FromNowhere(const Calls&, const TamperCall& call, const Draft& draft, Copies* out) {
  if (call.Result("v") != "null") return;
  Draft copy = WithField(draft, call.close, "v", kOther);
  copy.lines[call.close].Set("ok", "true");
  if (call.call.f == "TryReceive") copy.lines[call.close].Set("ready", "true");
  out->push_back(std::move(copy));
}

void AsIfClosed(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* out) {
  if (call.Result("ok") != "true" || Closes(calls, call, call.close)) return;
  Draft copy = WithField(draft, call.close, "v", "null");
  copy.lines[call.close].Set("ok", "false");
  out->push_back(std::move(copy));
}

void OtherChannel(const Calls&, const TamperCall& call, const Draft& draft, Copies* out) {
  if (call.Result("ok") == "true") out->push_back(WithField(draft, call.invoke, "chan", kOther));
}

void ReceivedTwice(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* out) {
  if (!Arrived(calls, call.Result("v"))) return;
  Draft copy = draft;
  for (const DraftLine& line : {call.call, call.end}) {
    copy.lines.push_back(line);
    copy.lines.back().process = 1000;
  }
  out->push_back(std::move(copy));
}

void SentAnother(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* out) {
  if (Arrived(calls, call.Argument("v"))) {
    out->push_back(WithField(draft, call.invoke, "v", kOther));
  }
}

void NotReady(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* out) {
  if (call.Result("ready") == "true" && Arrived(calls, call.Argument("v"))) {
    out->push_back(WithField(draft, call.close, "ready", "false"));
  }
}

void SendPanicked(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* out) {
  if (Panicked(call) || Closes(calls, call, call.close)) return;
  out->push_back(
      WithValue(draft, call.close, {{"outcome", "\"panic\""}, {"panic", kSendOnClosed}}));
}

void ClosePanicked(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* out) {
  if (Panicked(call) || Closes(calls, call, call.close)) return;
  out->push_back(
      WithValue(draft, call.close, {{"outcome", "\"panic\""}, {"panic", kCloseOfClosed}}));
}

void CloseReturned(const Calls& calls, const TamperCall& call, const Draft& draft, Copies* out) {
  if (!Panicked(call)) return;
  bool closed = call.Argument("chan") == "null";
  for (const TamperCall& other : calls) {
    closed = closed || (other.call.f == "Close" && other.Returned() && !Panicked(other) &&
                        other.Argument("chan") == call.Argument("chan"));
  }
  if (closed) out->push_back(WithValue(draft, call.close, {}));
}

// What it sent has been received, so it does not wait any more.
void NeverReturned(const Calls& calls, const TamperCall& send, const Draft& draft, Copies* out) {
  if (!draft.end.has_value() || !draft.end->quiescent) return;
  if (Panicked(send) || !Arrived(calls, send.Argument("v"))) return;
  for (const TamperCall& call : calls) {  // its process did something afterwards
    if (call.call.process == send.call.process && call.invoke > send.close) return;
  }
  Draft copy = draft;
  copy.lines.erase(copy.lines.begin() + send.close);
  out->push_back(std::move(copy));
}

}  // namespace

std::vector<TamperOperator> GoChanTampering() {
  return {
      {"result: Receive gave another value", ForEachReturned("Receive", OtherValue)},
      {"result: TryReceive gave another value", ForEachReturned("TryReceive", OtherValue)},
      {"result: Select gave another value", ForEachReturned("Select", OtherValue)},
      {"result: TrySelect gave another value", ForEachReturned("TrySelect", OtherValue)},
      {"result: Receive gave what was not sent", ForEachReturned("Receive", FromNowhere)},
      {"result: TryReceive gave what was not sent", ForEachReturned("TryReceive", FromNowhere)},
      {"result: Receive as if closed", ForEachReturned("Receive", AsIfClosed)},
      {"result: TrySend was not ready", ForEachReturned("TrySend", NotReady)},
      {"result: Send panicked", ForEachReturned("Send", SendPanicked)},
      {"result: Close panicked", ForEachReturned("Close", ClosePanicked)},
      {"result: Close did not panic", ForEachReturned("Close", CloseReturned)},
      {"identity: Receive from another channel", ForEachReturned("Receive", OtherChannel)},
      {"argument: Send of another value", ForEachReturned("Send", SentAnother)},
      {"order: received twice", ForEachReturned("Receive", ReceivedTwice)},
      {"order: Send did not return", ForEachReturned("Send", NeverReturned)},
  };
}

}  // namespace gosync::models::brute
