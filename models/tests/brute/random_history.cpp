#include "models/tests/brute/random_history.hpp"

#include <cstdint>
#include <memory>
#include <vector>

#include "models/core/model.hpp"
#include "models/errgroup.hpp"
#include "models/semaphore.hpp"
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

// Wrong implementations, the ones that show rarely more often than the others.
std::vector<uint64_t> WrongVariants(const ModelSpec& spec) {
  if (spec.name == "once") return {kFlagFirst, kAgainIfBad, kKeepsLock};
  if (spec.name == "oncefunc") return {kFlagFirst, kAgainIfBad, kKeepsLock, kKeepsFunction};
  if (spec.name == "syncmap") {
    return {kLosesStores, kAbsentIsNil, kClearsInSteps, kHangs, kHangs};
  }
  if (spec.name == "waitgroup") {
    return {kWaitsForNobody, kWaitsForNobody, kWaitsForNobody, kAllowsNegative,
            kAllowsNegative, kWakesOneOnly,   kNoDoneAfterExit};
  }
  if (spec.name == "cond") {
    return {kWakesLast,       kSignalRemembered, kSignalRemembered, kWakesAlone,
            kWakesAlone,      kWakesAlone,       kWakesAlone,       kWakesAlone,
            kReturnsWithoutL, kReturnsWithoutL,  kSleepsThrough,    kBroadcastsToOne};
  }
  if (spec.name == "go_chan") {
    return {kLastInFirstOut,  kOneTooMany,      kCloseWakesNobody, kCloseDropsBuffer,
            kRoomWakesNobody, kRoomWakesNobody, kStaysInQueues,    kTimidDefault};
  }
  if (spec.name == "go_context") {
    return {kTellsNoChild, kLastCauseWins, kReturnsEarly, kParentToo, kWakesNoWaiter,
            kFarthestValue, kStopLies, kStopIsIdle, kEarlyTimer, kNoTimer, kNoTimer, kLastDeadline,
            // What only few histories show has to come more often.
            kOneFunction, kOneFunction, kOneFunction, kOneCause, kOneCause, kOneCause, kOneCause};
  }
  if (spec.name == "go_panic") {
    return {kFirstDeferredFirst,  kNeverRecovers,       kRecoversAgain,     kRecoverSkipsRest,
            kRecoverSkipsRest,    kSeesOuterPanic,      kKeepsOldPanic,     kInnerRecoverEndsAll,
            kInnerRecoverEndsAll, kInnerRecoverEndsAll, kPanicOutlivesExit, kForgetsExit,
            kRecoversExit,        kNilIsSkipped,        kNilPanicIsNil,     kExitReturns};
  }
  if (spec.name == "errgroup") {
    return {kOneOverLimit, kNotLetGo, kErrorsKept, kSlotsKept, errgroup::kSlotBeforeCount};
  }
  if (spec.name == "gozero_singleflight") {
    return {kGozeroEarlyDone, kGozeroKeepsKey, kGozeroKeepsKey, kGozeroStrands,
            kGozeroStrands,   kGozeroStrands,  kGozeroAllFresh};
  }
  if (spec.name == "kratos_errgroup") {
    return {kOneWorkerMore, kErrorsDoNotCancel, kWorkerForgets,
            kJobsLost,      kJobsLost,          kWaitsNotForErrors};
  }
  if (spec.name != "semaphore") return {kExitSends, kForgetIgnored, kStrandsJoiners};
  return {kBarges,
          kWakesOne,
          kWakesOne,
          kOversizeQueues,
          kWithdrawalWakesNobody,
          kWithdrawalWakesNobody,
          semaphore::kZeroWeightGap,
          semaphore::kZeroWeightGap};
}

}  // namespace

History WalkModel(const ModelSpec& spec, uint64_t quirks, Random* random) {
  if (spec.name == "once" || spec.name == "oncefunc") return WalkOnce(spec, quirks, random);
  if (spec.name == "syncmap") return WalkSyncMap(spec, quirks, random);
  if (spec.name == "waitgroup") return WalkWaitgroup(spec, quirks, random);
  if (spec.name == "cond") return WalkCond(spec, quirks, random);
  if (spec.name == "go_chan") return WalkGoChan(spec, quirks, random);
  if (spec.name == "go_context") return WalkGoContext(spec, quirks, random);
  if (spec.name == "go_panic") return WalkGoPanic(spec, quirks, random);
  if (spec.name == "errgroup") return WalkErrgroup(spec, quirks, random);
  if (spec.name == "gozero_singleflight") return WalkGozeroSingleflight(spec, quirks, random);
  if (spec.name == "kratos_errgroup") return WalkKratos(spec, quirks, random);
  return spec.name == "semaphore" ? WalkSemaphore(spec, quirks, random)
                                  : WalkSingleflight(spec, quirks, random);
}

std::unique_ptr<Fit> RandomHistory(const Model& model, uint64_t quirks, uint64_t seed) {
  Random random(seed);
  const ModelSpec& spec = model.spec();
  for (;;) {
    uint64_t walked = quirks;
    if (random.Chance(25)) {  // the history of another release, or of the contract
      const int other = random.Below(spec.releases.size() + 1);
      walked = other == 0 ? 0 : spec.releases[other - 1].quirks;
    }
    const bool wrong = random.Chance(25);
    if (wrong) walked |= random.Pick(WrongVariants(spec));
    const Draft draft = DraftOf(WalkModel(spec, walked, &random), spec);
    if (random.Chance(wrong ? 65 : 78)) {
      for (int tries = 0; tries < 20; ++tries) {
        Draft changed = draft;
        bool any = false;
        for (int change = random.Below(3); change >= 0; --change) {
          any = Perturb(&changed, &random) || any;
        }
        if (!any) continue;
        if (auto fit = ReadDraft(changed, model); fit != nullptr) return fit;
      }
    }
    // A walk that the codec refuses is an error of the walk; the test says so.
    if (auto fit = ReadDraft(draft, model); fit != nullptr) return fit;
  }
}

}  // namespace gosync::models::brute
