#include "property_tests/support/singleflight_programs.hpp"

#include <array>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

enum class Kind { kDo, kForget, kDoChan, kReceive };
enum class End { kValue, kError, kNothing, kExit, kPanicError, kPanicPlain, kPanicNil };
enum class Inside { kNothing, kForgetOwn, kDoOther, kDoChanOwn };

// As generated; the smaller the numbers, the simpler.
struct Raw {
  Kind kind;
  int key;
  End end;
  Inside inside;
  End inner_end;  // of the function of the Do inside
  int on_panic;
  int lingers;
};
using Branch = std::vector<Raw>;
using Branches = std::tuple<Branch, Branch, Branch, Branch>;

constexpr size_t kMostChannels = 64;  // of the adapter

Raw Make(Kind kind, int key, End end, Inside inside, End inner_end, int on_panic, int lingers) {
  return {kind, key, end, inside, inner_end, on_panic, lingers};
}

rc::Gen<End> Ends(bool only_return) {
  const auto number = only_return
                          ? InRange(0, 3)
                          : rc::gen::weightedOneOf<int>({{6, InRange(0, 3)}, {4, InRange(3, 7)}});
  return rc::gen::map(number, [](int n) { return static_cast<End>(n); });
}

rc::Gen<Branch> OneBranch(bool only_return) {
  const auto kind = rc::gen::map(
      rc::gen::weightedOneOf<int>(
          {{8, rc::gen::just(0)}, {3, InRange(0, 2)}, {3, InRange(0, 3)}, {4, InRange(0, 4)}}),
      [](int n) { return static_cast<Kind>(n); });
  const auto inside =
      rc::gen::map(rc::gen::weightedOneOf<int>({{5, rc::gen::just(0)}, {4, InRange(0, 4)}}),
                   [](int n) { return static_cast<Inside>(n); });
  const auto raw = rc::gen::apply(Make, kind, InRange(0, 2), Ends(only_return), inside,
                                  Ends(only_return), InRange(0, 3), InRange(0, 6));
  return rc::gen::resize(5, rc::gen::container<Branch>(raw));
}

// Turns what was generated into operations that make sense where they stand.
class Lowering {
 public:
  Lowering(int keys, bool channels, const Branches& branches) : keys_(keys), channels_(channels) {
    const std::array<const Branch*, 4> all{&std::get<0>(branches), &std::get<1>(branches),
                                           &std::get<2>(branches), &std::get<3>(branches)};
    if (channels) {
      for (const Branch* branch : all) {
        for (const Raw& raw : *branch) NoteChannels(raw);
      }
    }
    for (const Branch* branch : all) AddBranch(*branch);
  }

  Program Result() { return std::move(program_); }

 private:
  int KeyOf(const Raw& raw) const { return raw.key % keys_; }
  static Field KeyName(int key) { return "k" + std::to_string(key); }

  void NoteChannels(const Raw& raw) {
    if (raw.kind == Kind::kForget || raw.kind == Kind::kReceive) return;
    if (raw.kind == Kind::kDoChan || raw.inside == Inside::kDoChanOwn) {
      has_channels_[static_cast<size_t>(KeyOf(raw))] = true;
    }
  }

  void AddBranch(const Branch& branch) {
    std::vector<Operation> operations;
    std::vector<Field> received;  // channels in the order in which they are to be received from
    for (const Raw& raw : branch) Add(raw, operations, received);
    if (!operations.empty()) program_.branches.push_back(std::move(operations));
  }

  void Add(const Raw& raw, std::vector<Operation>& operations, std::vector<Field>& open) {
    switch (raw.kind) {
      case Kind::kForget:
        operations.push_back({{"Forget", {{"key", KeyName(KeyOf(raw))}}}});
        return;
      case Kind::kReceive:
        if (open.empty()) return;
        operations.push_back({{"Receive", {{"chan", open.front()}}}});
        open.erase(open.begin());
        return;
      case Kind::kDoChan:
        if (channels_ && next_channel_ < kMostChannels) {
          Call call = DoChan(KeyOf(raw), NewFunction(raw, KeyOf(raw)));
          open.push_back(call.arguments.back().value);
          operations.push_back({std::move(call)});
          return;
        }
        break;
      case Kind::kDo:
        break;
    }
    const int key = KeyOf(raw);
    operations.push_back({{"Do", {{"key", KeyName(key)}, {"fn", NewFunction(raw, key)}}}});
  }

  Call DoChan(int key, Field fn) {
    Field channel = "ch" + std::to_string(next_channel_++);
    return {"DoChan", {{"key", KeyName(key)}, {"fn", std::move(fn)}, {"chan", std::move(channel)}}};
  }

  // A panic on a key with channels ends the program; so it becomes an error there.
  Outcome EndOf(End end, int key, const std::string& fn) const {
    const bool quiet = has_channels_[static_cast<size_t>(key)];
    Outcome outcome;
    switch (end) {
      case End::kExit:
        outcome.kind = Outcome::Kind::kGoexit;
        return outcome;
      case End::kPanicError:
      case End::kPanicPlain:
      case End::kPanicNil:
        if (quiet) break;
        outcome.kind = Outcome::Kind::kPanic;
        outcome.panic = end == End::kPanicNil ? adapters::kNilPanic : "p" + fn;
        outcome.panic_is_error = end == End::kPanicError;
        return outcome;
      case End::kValue:
        outcome.results = {{"v", "v" + fn}, {"err", nullptr}};
        return outcome;
      case End::kNothing:
        outcome.results = {{"v", nullptr}, {"err", nullptr}};
        return outcome;
      case End::kError:
        break;
    }
    outcome.results = {{"v", nullptr}, {"err", "e" + fn}};
    return outcome;
  }

  Field AddFunction(Function function, End end, int key) {
    std::string fn = "f" + std::to_string(program_.functions.size());
    function.end = EndOf(end, key, fn);
    if (has_channels_[static_cast<size_t>(key)]) function.on_panic = Function::OnPanic::kIgnore;
    program_.functions[fn] = std::move(function);
    return fn;
  }

  Field NewFunction(const Raw& raw, int key) {
    Function function;
    function.lingers = raw.lingers;
    function.on_panic = static_cast<Function::OnPanic>(raw.on_panic);
    switch (raw.inside) {
      case Inside::kNothing:
        break;
      case Inside::kForgetOwn:
        function.body.push_back({{"Forget", {{"key", KeyName(key)}}}});
        break;
      case Inside::kDoOther:
        // Only upwards, or functions would wait for each other in a circle (SF7).
        if (key + 1 >= keys_) break;
        function.body.push_back(
            {{"Do", {{"key", KeyName(key + 1)}, {"fn", AddFunction({}, raw.inner_end, key + 1)}}}});
        break;
      case Inside::kDoChanOwn:
        if (!channels_ || next_channel_ + 1 >= kMostChannels) break;
        function.body.push_back({DoChan(key, AddFunction({}, raw.inner_end, key))});
        break;
    }
    return AddFunction(std::move(function), raw.end, key);
  }

  const int keys_;
  const bool channels_;
  std::array<bool, 2> has_channels_{};
  size_t next_channel_ = 0;
  Program program_;
};

rc::Gen<Program> Programs(bool only_return) {
  return rc::gen::map(
      rc::gen::tuple(InRange(1, 3), InRange(0, 2),
                     rc::gen::tuple(OneBranch(only_return), OneBranch(only_return),
                                    OneBranch(only_return), OneBranch(only_return))),
      [](const std::tuple<int, int, Branches>& parts) {
        return Lowering(std::get<0>(parts), std::get<1>(parts) == 1, std::get<2>(parts)).Result();
      });
}

}  // namespace

rc::Gen<Program> SingleflightPrograms() { return Programs(false); }
rc::Gen<Program> SingleflightProgramsThatReturn() { return Programs(true); }

}  // namespace gosync::property
