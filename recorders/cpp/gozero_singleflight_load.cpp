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

class Writer {
 public:
  explicit Writer(const LoadOptions& options) : options_(options), random_(options.seed) {
    keys_ = random_.In(1, options.small ? 3 : 4);
    program_.branches.resize(
        static_cast<size_t>(options.small ? random_.In(3, 5) : random_.In(4, 9)));
  }

  Program Write() {
    // A call that leads is four events, one that joins is two.
    const int64_t wanted = options_.small ? random_.In(6, 15) : options_.events * 2 / 5;
    for (int64_t written = 0; written < wanted; ++written) {
      const auto branch =
          static_cast<size_t>(random_.In(0, static_cast<int64_t>(program_.branches.size())));
      const int64_t key = random_.In(0, keys_);
      Operation operation = CallOf(key, Fn(key));
      operation.pauses = static_cast<int>(random_.In(0, 2));
      program_.branches[branch].push_back(std::move(operation));
    }
    return std::move(program_);
  }

 private:
  Operation CallOf(int64_t key, adapters::Field fn) {
    return {.call = {random_.OneIn(2) ? "Do" : "DoEx",
                     {{"key", "k" + std::to_string(key)}, {"fn", std::move(fn)}}}};
  }

  // It lingers, so that others join, and now and then calls itself.
  adapters::Field Fn(int64_t key) {
    if (random_.OneIn(60)) return nullptr;
    Function function;
    function.lingers = static_cast<int>(random_.In(0, 12));
    function.on_panic = Function::OnPanic::kIgnore;
    // Only ever a larger key: no flight waits for itself in a circle (GZ4).
    if (key + 1 < keys_ && random_.OneIn(12)) {
      function.body.push_back(CallOf(key + 1, Fn(key + 1)));
    }
    std::string fn = "f" + std::to_string(program_.functions.size());
    function.end = EndOf(fn);
    program_.functions[fn] = std::move(function);
    return fn;
  }

  Outcome EndOf(const std::string& fn) {
    const int64_t roll = random_.In(0, 20);
    if (roll < 2) {
      return {.kind = Outcome::Kind::kPanic, .panic = "p" + fn, .panic_is_error = roll < 1};
    }
    if (roll < 3) return {.kind = Outcome::Kind::kGoexit};
    if (roll < 5) return {.results = {{"v", nullptr}, {"err", "e" + fn}}};
    return {.results = {{"v", "v" + fn}, {"err", nullptr}}};
  }

  const LoadOptions options_;
  Random random_;
  int64_t keys_ = 1;
  Program program_;
};

}  // namespace

property::Program GozeroSingleflightLoad(const LoadOptions& options) {
  return Writer(options).Write();
}

}  // namespace gosync::recording
