#include "gosync/go/spawn.hpp"

#include <utility>
#include <vector>

GOSYNC_BEGIN
namespace go {
namespace {

// One line a panic, the first one first, later lines of a text indented.
std::string CrashText(const std::vector<internal::PanicRecord>& panics) {
  std::string text;
  for (size_t i = 0; i < panics.size(); ++i) {
    // Equal values in a row are one panic that was raised again and again.
    if (i > 0 && panics[i].value == panics[i - 1].value) continue;
    if (i > 0) text += "\n\t";
    text += "panic: ";
    for (char c : panics[i].value.Text()) {
      text += c;
      if (c == '\n') text += '\t';
    }
    if (!panics[i].recovered) continue;
    const bool again = i + 1 < panics.size() && panics[i].value == panics[i + 1].value;
    text += again ? " [recovered, repanicked]" : " [recovered]";
  }
  return text;
}

}  // namespace

Outcome RunRoot(const std::function<void()>& f) {
  internal::Ending ending = internal::Attempt([&] { Invoke(f); });
  Outcome outcome;
  switch (ending.kind) {
    case internal::Ending::Kind::kReturn:
      break;
    case internal::Ending::Kind::kGoexit:
      outcome.kind = Outcome::Kind::kGoexit;
      break;
    case internal::Ending::Kind::kPanic:
      outcome.kind = Outcome::Kind::kPanic;
      outcome.crash_text = CrashText(ending.panics);
      outcome.value = std::move(ending.panics.back().value);
      break;
  }
  return outcome;
}

void Crash(const Outcome& outcome) {
  rt::Fatal(outcome.crash_text + "\n\ngoroutine " + std::to_string(rt::Self() + 1) + " [running]:");
}

void Go(std::function<void()> f) {
  if (!f) rt::Fatal("fatal error: go of nil func value");
  rt::Spawn([f = std::move(f)] {
    const Outcome outcome = RunRoot(f);
    if (outcome.kind == Outcome::Kind::kPanic) Crash(outcome);
  });
}

}  // namespace go
GOSYNC_END
