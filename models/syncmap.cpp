#include "models/syncmap.hpp"

#include <algorithm>

#include "models/core/engine.hpp"
#include "models/core/split.hpp"
#include "models/syncmap_decode.hpp"
#include "models/syncmap_run.hpp"

namespace gosync::models {
namespace {

using syncmap::Kind;

std::vector<ClauseSpec> Clauses() {
  using enum ClauseClass;
  return {
      {"MP4", kSafety,
       "A comparison of uncomparable values and a key without a hash panic, and leave the map as "
       "it was and usable.",
       true},
      {"MP18", kLiveness, "f runs without any lock of the map.", true},
      {"MP3", kSafety,
       "CompareAndSwap and CompareAndDelete act exactly if there is a value and it is == to old.",
       true},
      {"MP2", kSafety,
       "What is absent is reported as (nil, false); LoadOrStore gives what was there and true, or "
       "what it was given and false.",
       true},
      {"MP5", kSafety,
       "Range shows no key twice, every key that is there all the time, and only values that the "
       "key had while it ran; false, a panic or an exit of f ends it.",
       true},
      {"MP1", kSafety,
       "Every operation but Range takes effect at one moment between call and return; Clear for "
       "all keys at once.",
       true},
      {"MP6", kNondeterminism, "What is stored or deleted during a Range may be shown or not.",
       false},
      {"MP7", kSafety, "A write happens before the read that sees it.", false},
      {"MP8", kSafety, "What nil, expunged, read and dirty mean (old design).", false},
      {"MP9", kLiveness, "What is deleted can be freed.", false},
      {"MP10", kSafety, "Keys of equal hash are different keys.", false},
      {"MP11", kMisuse, "A Map is not copied after its first use.", false},
      {"MP12", kNondeterminism, "When a promotion happens cannot be seen.", false},
      {"MP13", kNondeterminism, "An operation may take effect at any moment of its call.", false},
      {"MP14", kSafety, "No write goes into an expunged entry (old design).", false},
      {"MP15", kSafety, "LoadOrStore may report what is deleted when it returns.", false},
      {"MP16", kNondeterminism, "Which of two equal keys Range shows is open.", false},
      {"MP17", kNondeterminism, "Range has no order.", false},
      {"MP19", kSafety, "How dirty is built and promoted (old design).", false},
  };
}

std::vector<OperationSpec> Operations() {
  const FieldSpec key{"key", FieldType::kNullableToken};
  const FieldSpec value{"value", FieldType::kNullableToken};
  const FieldSpec old{"old", FieldType::kNullableToken};
  const FieldSpec loaded{"loaded", FieldType::kBool};
  return {
      {.name = "Load",
       .arguments = {key},
       .results = {value, {"ok", FieldType::kBool}},
       .may_panic = true},
      {.name = "Store", .arguments = {key, value}, .may_panic = true},
      {.name = "LoadOrStore",
       .arguments = {key, value},
       .results = {{"actual", FieldType::kNullableToken}, loaded},
       .may_panic = true},
      {.name = "LoadAndDelete", .arguments = {key}, .results = {value, loaded}, .may_panic = true},
      {.name = "Delete", .arguments = {key}, .may_panic = true},
      {.name = "Swap",
       .arguments = {key, value},
       .results = {{"previous", FieldType::kNullableToken}, loaded},
       .may_panic = true},
      {.name = "CompareAndSwap",
       .arguments = {key, old, {"new", FieldType::kNullableToken}},
       .results = {{"swapped", FieldType::kBool}},
       .may_panic = true},
      {.name = "CompareAndDelete",
       .arguments = {key, old},
       .results = {{"deleted", FieldType::kBool}},
       .may_panic = true},
      {.name = "Clear"},
      {.name = "Range", .may_panic = true, .may_goexit = true, .calls_back = true},
      {.name = "f",
       .arguments = {key, value},
       .results = {{"more", FieldType::kBool}},
       .may_panic = true,
       .may_goexit = true,
       .callback = true},
  };
}

ModelSpec MakeSpec() {
  ModelSpec spec;
  spec.name = "syncmap";
  spec.text = "Go's sync.Map";
  spec.operations = Operations();
  spec.clauses = Clauses();
  spec.releases = {
      {"go1.26", "MP4 does not hold of CompareAndDelete (1.24 to 1.27)", syncmap::kLeakedLock},
  };
  return spec;
}

// By key, unless a Clear ties all keys together. A Range is judged by every key.
Cut CutKeys(const History& history, const syncmap::Problem& problem, bool whole) {
  Cut cut;
  // The key, also where all keys are judged together: it is the object that two operations share,
  // or not. A Range and a Clear share no object of this kind.
  for (const syncmap::Operation& op : problem.operations) cut.partition_of.push_back(op.entry);
  cut.names = NamesOf(history, "key", problem.entries);
  cut.events.resize(whole ? 1 : problem.entries.size());
  for (size_t i = 0; i < history.events.size(); ++i) {
    const int32_t entry = problem.operations[history.events[i].item].entry;
    const auto event = static_cast<int32_t>(i);
    if (whole) {
      cut.events[0].push_back(event);
    } else if (entry >= 0) {
      cut.events[entry].push_back(event);
    } else {
      for (std::vector<int32_t>& events : cut.events) events.push_back(event);
    }
  }
  if (whole) cut.names.assign(cut.names.size() + 1, "");
  return cut;
}

class SyncMap : public Model {
 public:
  const ModelSpec& spec() const override {
    static const ModelSpec spec = MakeSpec();
    return spec;
  }

  std::optional<ReadError> Prepare(const History& history,
                                   std::unique_ptr<Prepared>* out) const override {
    syncmap::Problem problem;
    if (auto error = syncmap::Decoder(history, &problem).Run()) return error;
    const auto& operations = problem.operations;
    const bool whole = problem.entries.empty() ||
                       std::any_of(operations.begin(), operations.end(), [](const auto& op) {
                         return op.kind == Kind::kClear && op.fate != Fate::kNever;
                       });
    Cut cut = CutKeys(history, problem, whole);
    *out =
        MakeSplit(history, spec(), std::move(cut), std::move(problem),
                  [whole](const auto& p, int partition, const Assumptions& assumptions) {
                    const auto entries = static_cast<int32_t>(p.entries.size());
                    return syncmap::Run(p, assumptions, whole ? 0 : partition, whole ? entries : 1);
                  });
    return std::nullopt;
  }
};

}  // namespace

const Model& SyncMapModel() {
  static const SyncMap model;
  return model;
}

}  // namespace gosync::models
