#ifndef GOSYNC_EXAMPLES_CASES_HPP_
#define GOSYNC_EXAMPLES_CASES_HPP_

// The examples. Each is a function of its own file; what it teaches is said there.

#include "examples/support/scene.hpp"

GOSYNC_BEGIN
namespace examples {

void CacheBreakdown(Scene& scene);
void SharedFailure(Scene& scene);
void HangingCall(Scene& scene);
void RepeatedTicks(Scene& scene);
void FanOut(Scene& scene);
void WaitGroupOrErrgroup(Scene& scene);
void ShedLoad(Scene& scene);
void ReaderWriter(Scene& scene);
void BoundedWorkers(Scene& scene);
void LazySingleton(Scene& scene);

}  // namespace examples
GOSYNC_END

#endif  // GOSYNC_EXAMPLES_CASES_HPP_
