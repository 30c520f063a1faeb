#include "models/tests/brute/brute.hpp"

#include "models/tests/brute/cond_naive.hpp"
#include "models/tests/brute/errgroup_naive.hpp"
#include "models/tests/brute/go_chan_naive.hpp"
#include "models/tests/brute/go_context_naive.hpp"
#include "models/tests/brute/go_panic_naive.hpp"
#include "models/tests/brute/gozero_singleflight_naive.hpp"
#include "models/tests/brute/kratos_naive.hpp"
#include "models/tests/brute/once_naive.hpp"
#include "models/tests/brute/semaphore_naive.hpp"
#include "models/tests/brute/singleflight_naive.hpp"
#include "models/tests/brute/syncmap_naive.hpp"
#include "models/tests/brute/waitgroup_naive.hpp"

namespace gosync::models::brute {
namespace {

template <typename Model>
Judgement JudgeWith(Model model, const History& history, size_t limit) {
  for (size_t i = 0; i < history.items.size(); ++i) model.Add(static_cast<int>(i));
  return JudgeNaively(model, history, limit);
}

}  // namespace

std::string Words(const History& history, const Judgement& judgement) {
  std::string words = VerdictName(judgement.verdict);
  if (judgement.failing_event.has_value()) {
    words += " at line " + std::to_string(history.events[*judgement.failing_event].line);
  }
  return words;
}

Judgement JudgeByBruteForce(const History& history, const ModelSpec& spec, uint64_t quirks,
                            size_t limit) {
  if (history.items.size() > kMaxItems) return {Verdict::kUnknown, std::nullopt};
  if (spec.name == "semaphore") {
    return JudgeWith(NaiveSemaphore(history, spec, quirks), history, limit);
  }
  if (spec.name == "once" || spec.name == "oncefunc") {
    return JudgeWith(NaiveOnce(history, spec, quirks), history, limit);
  }
  if (spec.name == "syncmap") {
    NaiveSyncMap model(history, spec, quirks);
    for (size_t i = 0; i < history.items.size(); ++i) model.Add(static_cast<int>(i));
    if (model.TooLarge()) return {Verdict::kUnknown, std::nullopt};
    return JudgeNaively(model, history, limit);
  }
  if (spec.name == "waitgroup") {
    return JudgeWith(NaiveWaitgroup(history, spec, quirks), history, limit);
  }
  if (spec.name == "cond") {
    return JudgeWith(NaiveCond(history, spec, quirks), history, limit);
  }
  if (spec.name == "go_chan") {
    return JudgeWith(NaiveGoChan(history, spec, quirks), history, limit);
  }
  if (spec.name == "go_context") {
    return JudgeWith(NaiveGoContext(history, spec, quirks), history, limit);
  }
  if (spec.name == "go_panic") {
    return JudgeWith(NaiveGoPanic(history, spec, quirks), history, limit);
  }
  if (spec.name == "errgroup") {
    return JudgeWith(NaiveErrgroup(history, spec, quirks), history, limit);
  }
  if (spec.name == "gozero_singleflight") {
    return JudgeWith(NaiveGozeroSingleflight(history, spec, quirks), history, limit);
  }
  if (spec.name == "kratos_errgroup") {
    return JudgeWith(NaiveKratos(history, spec, quirks), history, limit);
  }
  return JudgeWith(NaiveSingleflight(history, spec, quirks), history, limit);
}

}  // namespace gosync::models::brute
