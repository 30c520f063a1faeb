#include "models/core/fields.hpp"

#include <algorithm>

#include "models/core/utf8.hpp"

namespace gosync::models {
namespace {

JsonError UnknownKey(const JsonMember& member, std::string expected) {
  return JsonError{member.column, std::move(expected), "the key \"" + Excerpt(member.key) + "\""};
}

JsonError MissingKey(const Json& object, const std::string& expected) {
  return JsonError{object.column, "the key " + expected, "no such key"};
}

std::string Quoted(std::string_view key) { return "\"" + std::string(key) + "\""; }

template <class Names>
std::string List(const Names& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

Problem ReadField(const Json& value, const FieldSpec& field, Tokens* tokens, int64_t* out) {
  switch (field.type) {
    case FieldType::kInt:
      return ReadInteger(value, field.name, out);
    case FieldType::kBool:
      if (value.kind != Json::Kind::kBool) {
        return Wrong(value, "true or false for " + Quoted(field.name));
      }
      *out = value.boolean ? 1 : 0;
      return std::nullopt;
    case FieldType::kToken:
      return ReadToken(value, false, tokens, out);
    case FieldType::kNullableToken:
      return ReadToken(value, true, tokens, out);
  }
  return std::nullopt;
}

Problem OnlyFields(const Json& object, const std::vector<FieldSpec>& fields,
                   std::initializer_list<std::string_view> extra) {
  for (const JsonMember& member : object.object) {
    const auto known = [&](const FieldSpec& f) { return f.name == member.key; };
    if (std::any_of(fields.begin(), fields.end(), known)) continue;
    if (std::find(extra.begin(), extra.end(), member.key) != extra.end()) continue;
    std::vector<std::string> names;
    for (const FieldSpec& f : fields) names.push_back(f.name);
    names.insert(names.end(), extra.begin(), extra.end());
    return UnknownKey(member, names.empty() ? "no key here" : "only the keys " + List(names));
  }
  return std::nullopt;
}

}  // namespace

Problem Wrong(const Json& at, std::string expected) {
  return JsonError{at.column, std::move(expected), at.Name()};
}

Problem OnlyKeys(const Json& object, std::initializer_list<std::string_view> allowed) {
  for (const JsonMember& member : object.object) {
    if (std::find(allowed.begin(), allowed.end(), member.key) != allowed.end()) continue;
    return UnknownKey(member, "only the keys " + List(allowed));
  }
  return std::nullopt;
}

Problem Require(const Json& object, std::string_view key, Json::Kind kind, const char* what,
                const Json** out) {
  *out = object.Find(key);
  if (*out == nullptr) return MissingKey(object, Quoted(key) + " (" + what + ")");
  if ((*out)->kind != kind) return Wrong(**out, std::string(what) + " for " + Quoted(key));
  return std::nullopt;
}

Problem FindObject(const Json& line, std::string_view key, Json* empty, const Json** out) {
  *out = line.Find(key);
  if (*out == nullptr) {
    empty->kind = Json::Kind::kObject;
    empty->column = line.column;
    *out = empty;
  }
  if ((*out)->kind != Json::Kind::kObject) return Wrong(**out, "an object for " + Quoted(key));
  return std::nullopt;
}

Problem ReadToken(const Json& value, bool nullable, Tokens* tokens, int64_t* out) {
  switch (value.kind) {
    case Json::Kind::kString:
      *out = tokens->OfString(value.text);
      return std::nullopt;
    case Json::Kind::kInt:
      *out = tokens->OfInteger(value.integer);
      return std::nullopt;
    case Json::Kind::kNull:
      if (nullable) {
        *out = kNull;
        return std::nullopt;
      }
      [[fallthrough]];
    default:
      return Wrong(value,
                   nullable ? "a token (string, integer or null)" : "a token (string or integer)");
  }
}

Problem ReadInteger(const Json& value, std::string_view key, int64_t* out) {
  // The least integer stands for "absent" inside; nothing needs it.
  if (value.kind != Json::Kind::kInt || value.integer == kAbsent) {
    return Wrong(value, "an integer above -2^63 for " + Quoted(key));
  }
  *out = value.integer;
  return std::nullopt;
}

Problem ReadFields(const Json& object, const std::vector<FieldSpec>& fields,
                   std::initializer_list<std::string_view> extra, Tokens* tokens,
                   std::array<int64_t, kMaxFields>* out) {
  if (Problem p = OnlyFields(object, fields, extra)) return p;
  for (size_t i = 0; i < fields.size(); ++i) {
    const Json* value = object.Find(fields[i].name);
    if (value != nullptr) {
      if (Problem p = ReadField(*value, fields[i], tokens, &(*out)[i])) return p;
    } else if (fields[i].required) {
      return MissingKey(object, Quoted(fields[i].name));
    } else {
      (*out)[i] = kAbsent;
    }
  }
  return std::nullopt;
}

}  // namespace gosync::models
