#include <string>
#include <utility>
#include <vector>

#include "recorders/cpp/load.hpp"

namespace gosync::recording {
namespace {

using adapters::Outcome;
using property::Function;
using property::Operation;
using property::Program;

constexpr int64_t kChannels = 1024;  // of the adapter

// On key 0 functions may panic and exit, but nobody uses channels there: that would end the
// program (SF10), or leave a receiver waiting (SF12).
class Writer {
 public:
  explicit Writer(const LoadOptions& options) : options_(options), random_(options.seed) {
    keys_ = random_.In(1, options.small ? 3 : 4);
    wild_ = !options.plain && keys_ > 1;
    const int64_t threads = options.small ? random_.In(3, 5) : random_.In(4, 9);
    program_.branches.resize(static_cast<size_t>(threads));
    later_.resize(program_.branches.size());
  }

  Program Write() {
    // A call that leads is four events, one that joins is two.
    const int64_t wanted = options_.small ? random_.In(6, 15) : options_.events * 2 / 5;
    while (written_ < wanted) {
      Turn(static_cast<size_t>(random_.In(0, static_cast<int64_t>(program_.branches.size()))));
    }
    return std::move(program_);
  }

 private:
  void Add(size_t branch, property::Call call) {
    program_.branches[branch].push_back(
        {.call = std::move(call), .pauses = static_cast<int>(random_.In(0, 2))});
    ++written_;
  }

  void Turn(size_t branch) {
    const int64_t key = random_.In(0, keys_);
    const int64_t roll = random_.In(0, 100);
    if (roll < 6) {
      Add(branch, {"Forget", {{"key", KeyName(key)}}});
    } else if (roll < 60 || IsWild(key) || channels_ >= kChannels) {
      Add(branch, {"Do", {{"key", KeyName(key)}, {"fn", AddFunction(key)}}});
    } else {
      ChannelTurn(branch, key);
    }
  }

  // Receives at once, later, or never.
  void ChannelTurn(size_t branch, int64_t key) {
    const adapters::Field channel = "ch" + std::to_string(channels_++);
    Add(branch, {"DoChan", {{"key", KeyName(key)}, {"fn", AddFunction(key)}, {"chan", channel}}});
    const int64_t roll = random_.In(0, 10);
    if (roll >= 3) {
      Add(branch, {"Receive", {{"chan", channel}}});
    } else if (roll > 0) {
      later_[branch].push_back(channel);
    }
    if (later_[branch].size() < 3) return;
    Add(branch, {"Receive", {{"chan", later_[branch].front()}}});
    later_[branch].erase(later_[branch].begin());
  }

  bool IsWild(int64_t key) const { return wild_ && key == 0; }
  static adapters::Field KeyName(int64_t key) { return "k" + std::to_string(key); }

  // It lingers, so that others join, and now and then uses the group itself.
  std::string AddFunction(int64_t key) {
    Function function;
    function.lingers = static_cast<int>(random_.In(0, 12));
    const int64_t roll = random_.In(0, 100);
    // Only ever a larger key: no flight waits for itself in a circle (SF7).
    if (roll < 8 && key + 1 < keys_) {
      function.body.push_back(
          {.call = {"Do", {{"key", KeyName(key + 1)}, {"fn", AddFunction(key + 1)}}}});
    } else if (roll >= 97) {
      function.body.push_back({.call = {"Forget", {{"key", KeyName(key)}}}});
    }
    std::string fn = "f" + std::to_string(program_.functions.size());
    function.end = EndOf(fn, IsWild(key));
    program_.functions[fn] = std::move(function);
    return fn;
  }

  Outcome EndOf(const std::string& fn, bool wild) {
    const int64_t roll = wild ? random_.In(0, 20) : 20;
    if (roll < 3) {
      return {.kind = Outcome::Kind::kPanic, .panic = "p" + fn, .panic_is_error = roll < 2};
    }
    if (roll < 5) return {.kind = Outcome::Kind::kGoexit};
    if (random_.OneIn(10)) return {.results = {{"v", nullptr}, {"err", "e" + fn}}};
    return {.results = {{"v", "v" + fn}, {"err", nullptr}}};
  }

  const LoadOptions options_;
  Random random_;
  int64_t keys_ = 1;
  bool wild_ = false;
  int64_t written_ = 0;
  int64_t channels_ = 0;
  std::vector<std::vector<adapters::Field>> later_;  // of each thread: channels not received from
  Program program_;
};

}  // namespace

property::Program SingleflightLoad(const LoadOptions& options) { return Writer(options).Write(); }

}  // namespace gosync::recording
