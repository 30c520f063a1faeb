#ifndef GOSYNC_MODELS_CORE_PICTURE_HPP_
#define GOSYNC_MODELS_CORE_PICTURE_HPP_

// A history ready to be drawn: plain strings and numbers, no model types. The
// HTML and the ASCII renderer take nothing else, so a new model needs no new
// picture code.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gosync::models {

// One interval of the picture: an operation or a callback.
struct PictureItem {
  int64_t process = 0;
  int depth = 0;  // 0 for an operation, 1 for a callback inside it, and so on
  bool callback = false;
  std::string f;                       // "Acquire"
  std::string args;                    // "n=2 ctx=c1"
  std::string result;                  // "nil", "true", "panic: ..."; empty while open
  std::string group;                   // partition (the key), or empty
  int64_t invoke = 0;                  // index of the invoke
  std::optional<int64_t> ret;          // index of the ok; absent: still open
  std::optional<int64_t> time_invoke;  // ns, for the picture only
  std::optional<int64_t> time_ret;
  int64_t line_invoke = 0;  // line in the history file
  int64_t line_ret = 0;     // 0 while open
  enum class State { kOk, kOpen, kFailing, kStuck } state = State::kOk;
};

struct Picture {
  std::string title;    // file name
  std::string model;    // "semaphore@v0.24.0"
  std::string subject;  // "golang.org/x/sync/semaphore v0.24.0"
  std::string params;   // "size=2"
  std::string verdict;  // "Legal", "Illegal", "Stuck", "Unknown"
  std::vector<std::pair<std::string, std::string>> clauses;  // id, text: violated
  std::vector<std::string> why;  // lines: what was impossible, and what each explanation ran into
  std::optional<int64_t> failing_index;  // the first event that cannot be explained
  std::string end;  // "quiescent (all goroutines blocked, 50 ms)", "crash ...", or empty
  std::vector<PictureItem> items;  // in the order of invoke
};

// RenderHtml returns one self-contained HTML page (no network, no external
// file): lanes per process, intervals, hover, the failing point.
std::string RenderHtml(const Picture& picture);

// RenderAscii returns the intervals as text, one lane a process, at most
// `width` columns; long histories are cut to the events around the failing one.
std::string RenderAscii(const Picture& picture, int width);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_PICTURE_HPP_
