#include "property_tests/support/go_chan_programs.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property_tests/support/generators.hpp"

namespace gosync::property {
namespace {

enum class Kind { kSend, kReceive, kTrySend, kTryReceive, kSelect, kTrySelect, kClose };

// As generated; the smaller the numbers, the simpler. 3 is nil.
struct Raw {
  Kind kind;
  int channel;
  int other;
  int sends;  // which cases of a select send: bit 0, bit 1
};
using Branch = std::vector<Raw>;

Raw Make(Kind kind, int channel, int other, int sends) { return {kind, channel, other, sends}; }

rc::Gen<Branch> Branches() {
  const auto kind = rc::gen::weightedElement<Kind>({{10, Kind::kSend},
                                                    {10, Kind::kReceive},
                                                    {3, Kind::kTrySend},
                                                    {3, Kind::kTryReceive},
                                                    {8, Kind::kSelect},
                                                    {2, Kind::kTrySelect},
                                                    {1, Kind::kClose}});
  const auto channel = rc::gen::weightedElement<int>({{24, 0}, {12, 1}, {6, 2}, {1, 3}});
  const auto raw = rc::gen::apply(Make, kind, channel, channel, InRange(0, 4));
  return rc::gen::resize(6, rc::gen::container<Branch>(raw));
}

Field ChannelOf(int number) {
  if (number == 3) return nullptr;
  return "ch" + std::to_string(number);
}

// Gives each value that is sent a token of its own.
class Lowering {
 public:
  explicit Lowering(int capacity) { program_.parameters = {{"cap", int64_t{capacity}}}; }

  void AddBranch(const Branch& branch) {
    std::vector<Operation> operations;
    for (const Raw& raw : branch) operations.push_back({CallOf(raw)});
    if (!operations.empty()) program_.branches.push_back(std::move(operations));
  }

  Program Result() { return std::move(program_); }

 private:
  Field Value() { return "v" + std::to_string(values_++); }

  Call SelectOf(const char* name, const Raw& raw) {
    const Field one = (raw.sends & 1) != 0 ? Value() : Field(nullptr);
    const Field two = (raw.sends & 2) != 0 ? Value() : Field(nullptr);
    return {name,
            {{"chan0", ChannelOf(raw.channel)},
             {"send0", one},
             {"chan1", ChannelOf(raw.other)},
             {"send1", two}}};
  }

  Call CallOf(const Raw& raw) {
    const Field channel = ChannelOf(raw.channel);
    switch (raw.kind) {
      case Kind::kSend:
        return {"Send", {{"chan", channel}, {"v", Value()}}};
      case Kind::kReceive:
        return {"Receive", {{"chan", channel}}};
      case Kind::kTrySend:
        return {"TrySend", {{"chan", channel}, {"v", Value()}}};
      case Kind::kTryReceive:
        return {"TryReceive", {{"chan", channel}}};
      case Kind::kSelect:
        return SelectOf("Select", raw);
      case Kind::kTrySelect:
        return SelectOf("TrySelect", raw);
      case Kind::kClose:
        break;
    }
    return {"Close", {{"chan", channel}}};
  }

  Program program_;
  int values_ = 0;
};

}  // namespace

rc::Gen<Program> GoChanPrograms() {
  return rc::gen::map(
      rc::gen::tuple(InRange(0, 3), rc::gen::tuple(Branches(), Branches(), Branches(), Branches())),
      [](const std::tuple<int, std::tuple<Branch, Branch, Branch, Branch>>& parts) {
        Lowering lowering(std::get<0>(parts));
        const auto& branches = std::get<1>(parts);
        lowering.AddBranch(std::get<0>(branches));
        lowering.AddBranch(std::get<1>(branches));
        lowering.AddBranch(std::get<2>(branches));
        lowering.AddBranch(std::get<3>(branches));
        return lowering.Result();
      });
}

}  // namespace gosync::property
