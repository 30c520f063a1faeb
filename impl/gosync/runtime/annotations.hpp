#ifndef GOSYNC_RUNTIME_ANNOTATIONS_HPP_
#define GOSYNC_RUNTIME_ANNOTATIONS_HPP_

// Clang's -Wthread-safety, which is an error here. Lambdas do not inherit the lock
// of the function around them: write `while (!ready) cv.Wait(mu);`.

#if defined(__clang__)
#define GOSYNC_ATTRIBUTE(x) __attribute__((x))
#else
#define GOSYNC_ATTRIBUTE(x)
#endif

#define GOSYNC_CAPABILITY(name) GOSYNC_ATTRIBUTE(capability(name))
#define GOSYNC_SCOPED_CAPABILITY GOSYNC_ATTRIBUTE(scoped_lockable)
#define GOSYNC_GUARDED_BY(mu) GOSYNC_ATTRIBUTE(guarded_by(mu))
#define GOSYNC_REQUIRES(...) GOSYNC_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define GOSYNC_EXCLUDES(...) GOSYNC_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define GOSYNC_ACQUIRE(...) GOSYNC_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define GOSYNC_RELEASE(...) GOSYNC_ATTRIBUTE(release_capability(__VA_ARGS__))
#define GOSYNC_TRY_ACQUIRE(...) GOSYNC_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))
#define GOSYNC_RETURN_CAPABILITY(x) GOSYNC_ATTRIBUTE(lock_returned(x))
#define GOSYNC_NO_THREAD_SAFETY_ANALYSIS GOSYNC_ATTRIBUTE(no_thread_safety_analysis)

#endif  // GOSYNC_RUNTIME_ANNOTATIONS_HPP_
