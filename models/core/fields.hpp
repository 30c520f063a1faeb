#ifndef GOSYNC_MODELS_CORE_FIELDS_HPP_
#define GOSYNC_MODELS_CORE_FIELDS_HPP_

// What lines of a history have in common: keys that must or may be there, and
// values of a declared type.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/history.hpp"
#include "models/core/json.hpp"
#include "models/core/schema.hpp"

namespace gosync::models {

// What is wrong, without the file; the line number is added by the caller.
using Problem = std::optional<JsonError>;

Problem Wrong(const Json& at, std::string expected);

// No keys but these.
Problem OnlyKeys(const Json& object, std::initializer_list<std::string_view> allowed);

// `key` is there and of that kind; `what` says so in words.
Problem Require(const Json& object, std::string_view key, Json::Kind kind, const char* what,
                const Json** out);

// *out becomes the object under `key`, or `empty` in its place if there is no such key.
Problem FindObject(const Json& line, std::string_view key, Json* empty, const Json** out);

Problem ReadToken(const Json& value, bool nullable, Tokens* tokens, int64_t* out);
Problem ReadInteger(const Json& value, std::string_view key, int64_t* out);

// Reads `fields` out of `object`, which has no other keys but those in `extra`; these are
// left to the caller.
Problem ReadFields(const Json& object, const std::vector<FieldSpec>& fields,
                   std::initializer_list<std::string_view> extra, Tokens* tokens,
                   std::array<int64_t, kMaxFields>* out);

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_FIELDS_HPP_
