#ifndef GOSYNC_MODELS_TESTS_BRUTE_RANDOM_HISTORY_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_RANDOM_HISTORY_HPP_

// Small random histories. The walks give legal ones; perturbing makes all
// sorts of others of them.

#include <cstdint>
#include <memory>

#include "models/core/history.hpp"
#include "models/core/model.hpp"
#include "models/core/schema.hpp"
#include "models/tests/brute/draft.hpp"
#include "models/tests/brute/random.hpp"

namespace gosync::models::brute {

// Legal for the given quirks.
History WalkSemaphore(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkSingleflight(const ModelSpec& spec, uint64_t quirks, Random* random);
// Of once or oncefunc, as `spec` says.
History WalkOnce(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkSyncMap(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkWaitgroup(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkCond(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkGoChan(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkGoContext(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkGoPanic(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkErrgroup(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkGozeroSingleflight(const ModelSpec& spec, uint64_t quirks, Random* random);
History WalkKratos(const ModelSpec& spec, uint64_t quirks, Random* random);
// The one for `spec`.
History WalkModel(const ModelSpec& spec, uint64_t quirks, Random* random);

// Makes one small change. False: it found nothing to change.
bool Perturb(Draft* draft, Random* random);

// A history that the codec and the model accept: a walk, mostly with the given
// quirks, and most often perturbed.
std::unique_ptr<Fit> RandomHistory(const Model& model, uint64_t quirks, uint64_t seed);

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_RANDOM_HISTORY_HPP_
