#ifndef GOSYNC_MODELS_TESTS_BRUTE_TAMPER_HPP_
#define GOSYNC_MODELS_TESTS_BRUTE_TAMPER_HPP_

// Copies of a history with exactly one result, order or identity changed, so that
// most of them cannot have happened.

#include <functional>
#include <string>
#include <vector>

#include "models/core/schema.hpp"
#include "models/tests/brute/draft.hpp"

namespace gosync::models::brute {

struct TamperOperator {
  std::string name;
  // All copies that this operator can make.
  std::function<std::vector<Draft>(const Draft&)> copies;
};

std::vector<TamperOperator> SemaphoreTampering();
std::vector<TamperOperator> SingleflightTampering();
std::vector<TamperOperator> OnceTampering();
std::vector<TamperOperator> OncefuncTampering();
std::vector<TamperOperator> SyncMapTampering();
std::vector<TamperOperator> WaitgroupTampering();
std::vector<TamperOperator> CondTampering();
std::vector<TamperOperator> ErrgroupTampering();
std::vector<TamperOperator> KratosErrgroupTampering();
std::vector<TamperOperator> GoChanTampering();
std::vector<TamperOperator> GoContextTampering();
std::vector<TamperOperator> GoPanicTampering();
std::vector<TamperOperator> GozeroSingleflightTampering();

// One call of a draft, for operators. Lines by number; `close` is -1 while open.
struct TamperCall {
  int invoke = -1;
  int close = -1;
  DraftLine call;
  DraftLine end;  // meaningful if close >= 0

  bool Returned() const { return close >= 0 && end.type == EventType::kOk; }
  // The JSON value of an argument or result; "" if there is none.
  std::string Argument(const std::string& key) const;
  std::string Result(const std::string& key) const;
};
using Calls = std::vector<TamperCall>;
Calls TamperCalls(const Draft& draft);

using Copies = std::vector<Draft>;
// Adds the copies that it makes of one call.
using Change = std::function<void(const Calls&, const TamperCall&, const Draft&, Copies*)>;
// What `change` makes of every f that has returned, in whatever way.
std::function<Copies(const Draft&)> ForEachReturned(const std::string& f, Change change);

// The draft with one field of one line changed.
Draft WithField(Draft draft, int line, const std::string& key, const std::string& literal);
// ... with the whole value of a line changed.
Draft WithValue(Draft draft, int line, std::vector<DraftField> value);
// ... with a line moved to right before the line that is now `before`.
Draft WithMoved(Draft draft, int line, int before);

}  // namespace gosync::models::brute

#endif  // GOSYNC_MODELS_TESTS_BRUTE_TAMPER_HPP_
