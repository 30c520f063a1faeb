// Options of ThreadSanitizer, compiled in: an environment variable is lost too easily, and
// a run without them looks just as clean.

extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
  return "halt_on_error=1 detect_deadlocks=1 second_deadlock_stack=1 history_size=4";
}
