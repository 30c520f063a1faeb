#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/core/json.hpp"
#include "models/core/picture.hpp"
#include "models/core/picture/assets.hpp"
#include "models/core/picture/text.hpp"

namespace gosync::models {

namespace {

using picture::HtmlText;
using picture::Order;

constexpr int kTextColumns = 110;             // of the text picture inside the page
constexpr size_t kWhyLines = 12;              // more are folded away
constexpr int64_t kExact = int64_t{1} << 53;  // integers that a script reads exactly

std::string Number(int64_t value) {
  const std::string digits = std::to_string(value);
  return value > -kExact && value < kExact ? digits : "\"" + digits + "\"";
}

// Plural returns "1 callback" or "3 callbacks".
std::string Plural(size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

// The strings of the items, each written once.
class Strings {
 public:
  std::string Id(const std::string& text) {
    const auto [at, fresh] = ids_.try_emplace(text, ids_.size());
    if (fresh) list_ += (list_.empty() ? "" : ",") + JsonQuote(picture::Utf8(text));
    return std::to_string(at->second);
  }
  std::string Json() const { return "[" + list_ + "]"; }

 private:
  std::unordered_map<std::string, size_t> ids_;
  std::string list_;
};

// [process, depth, callback, f, args, result, group, rank of invoke, rank of ok
// or -1, line, line, state]; the four texts are places in the list of strings.
std::string ItemJson(const PictureItem& item, const Order& order, Strings* strings) {
  std::string out = "[" + std::to_string(item.process) + "," + std::to_string(item.depth) + "," +
                    (item.callback ? "1" : "0");
  for (const std::string* text : {&item.f, &item.args, &item.result, &item.group}) {
    out += "," + strings->Id(*text);
  }
  out += "," + std::to_string(order.Rank(item.invoke)) + ",";
  out += item.ret.has_value() ? std::to_string(order.Rank(*item.ret)) : "-1";
  out += "," + std::to_string(item.line_invoke) + "," + std::to_string(item.line_ret);
  return out + "," + std::to_string(static_cast<int>(item.state)) + "]";
}

// The times of the events by rank, in ns since the earliest; "null" without any.
std::string TimesJson(const Picture& picture, const Order& order) {
  std::vector<std::optional<int64_t>> times(order.size());
  std::optional<int64_t> first;
  const auto put = [&](std::optional<int64_t> index, std::optional<int64_t> time) {
    if (!index.has_value() || !time.has_value()) return;
    times[order.Rank(*index)] = time;
    first = std::min(first.value_or(*time), *time);
  };
  for (const PictureItem& item : picture.items) {
    put(item.invoke, item.time_invoke);
    put(item.ret, item.time_ret);
  }
  if (!first.has_value()) return "null";
  std::string out;
  for (const std::optional<int64_t>& time : times) {
    out += out.empty() ? "[" : ",";
    // The difference as unsigned: it may not fit into 63 bits.
    const uint64_t since = static_cast<uint64_t>(time.value_or(0)) - static_cast<uint64_t>(*first);
    out += time.has_value() ? std::to_string(since) : "null";
  }
  return out + "]";
}

std::string DataJson(const Picture& picture) {
  const Order order(picture);
  Strings strings;
  std::string items;
  for (const PictureItem& item : picture.items) {
    items += (items.empty() ? "" : ",\n") + ItemJson(item, order, &strings);
  }
  std::string indices;
  for (const int64_t index : order.indices()) {
    indices += (indices.empty() ? "" : ",") + Number(index);
  }
  std::string out = "{\"index\":[" + indices + "],\n\"time\":" + TimesJson(picture, order);
  out += ",\n\"failing\":";
  out +=
      picture.failing_index.has_value() ? std::to_string(order.Rank(*picture.failing_index)) : "-1";
  out += ",\n\"strings\":" + strings.Json() + ",\n\"items\":[" + items + "]}";
  return out;
}

// The verdict with a sign of its own, so that colour is not all there is.
std::string Badge(const std::string& verdict) {
  std::string kind = "unknown";
  std::string sign = "?";
  if (verdict == "Legal") {
    kind = "legal";
    sign = "\xE2\x9C\x93";  // check mark
  } else if (verdict == "Illegal") {
    kind = "illegal";
    sign = "\xE2\x9C\x97";  // cross
  } else if (verdict == "Stuck") {
    kind = "stuck";
    sign = "\xE2\x96\xA0";  // square
  }
  return "<p class=\"badge " + kind + "\"><span aria-hidden=\"true\">" + sign + "</span> " +
         HtmlText(verdict) + "</p>\n";
}

std::string Counts(const Picture& picture) {
  size_t callbacks = 0;
  size_t open = 0;
  std::vector<int64_t> processes;
  for (const PictureItem& item : picture.items) {
    callbacks += item.callback ? 1 : 0;
    open += item.ret.has_value() ? 0 : 1;
    processes.push_back(item.process);
  }
  std::sort(processes.begin(), processes.end());
  processes.erase(std::unique(processes.begin(), processes.end()), processes.end());
  std::string out = Plural(picture.items.size() - callbacks, "operation");
  if (callbacks > 0) out += ", " + Plural(callbacks, "callback");
  if (open > 0) out += ", " + std::to_string(open) + " open at the end";
  out += " in " + std::to_string(processes.size());
  return out + (processes.size() == 1 ? " process" : " processes");
}

// Which event cannot be explained, in words.
std::string Failing(const Picture& picture) {
  if (!picture.failing_index.has_value()) return "";
  const int64_t index = *picture.failing_index;
  std::string name = "event " + std::to_string(index);
  for (const PictureItem& item : picture.items) {
    const bool end = item.ret == index;
    if (item.invoke != index && !end) continue;
    const int64_t line = end ? item.line_ret : item.line_invoke;
    std::string out = name;
    if (line > 0) out += ", line " + std::to_string(line);
    out += std::string(": the ") + (end ? "end" : "begin") + " of " + picture::Call(item);
    if (end && !item.result.empty()) out += " with " + item.result;
    return out + " in p" + std::to_string(item.process);
  }
  return name;
}

std::string Facts(const Picture& picture) {
  std::string out = "<dl>\n";
  const auto fact = [&](const char* name, const std::string& text) {
    if (text.empty()) return;
    out += "<div><dt>" + std::string(name) + "</dt><dd>" + HtmlText(text) + "</dd></div>\n";
  };
  fact("Model", picture.model);
  fact("Subject", picture.subject);
  fact("Parameters", picture.params);
  fact("History", Counts(picture));
  fact("End", picture.end);
  fact("First event that cannot be explained", Failing(picture));
  return out + "</dl>\n";
}

std::string Clauses(const Picture& picture) {
  if (picture.clauses.empty()) return "";
  std::string out = "<section>\n<h2>Violated</h2>\n<ul class=\"clauses\">\n";
  for (const auto& [id, text] : picture.clauses) {
    out += "<li><b>" + HtmlText(id) + "</b> " + HtmlText(text) + "</li>\n";
  }
  return out + "</ul>\n</section>\n";
}

std::string Why(const Picture& picture) {
  if (picture.why.empty()) return "";
  std::string out = "<section>\n<h2>Why</h2>\n";
  const size_t shown = std::min(picture.why.size(), kWhyLines);
  for (size_t i = 0; i < picture.why.size(); ++i) {
    if (i == shown) {
      out +=
          "<details><summary>" + Plural(picture.why.size() - shown, "more line") + "</summary>\n";
    }
    out += "<p class=\"why\">" + HtmlText(picture.why[i]) + "</p>\n";
  }
  if (shown < picture.why.size()) out += "</details>\n";
  return out + "</section>\n";
}

// What stands at {{name}} in the template.
std::string Place(std::string_view name, const Picture& picture) {
  if (name == "TITLE") return HtmlText(picture.title);
  if (name == "STYLE") return picture::PageStyle();
  if (name == "BADGE") return Badge(picture.verdict);
  if (name == "FACTS") return Facts(picture);
  if (name == "CLAUSES") return Clauses(picture);
  if (name == "WHY") return Why(picture);
  if (name == "TEXT") return HtmlText(RenderAscii(picture, kTextColumns));
  if (name == "DATA") return DataJson(picture);
  if (name == "SCRIPT") return picture::PageScript();
  std::abort();  // the template names a place that is not known here
}

}  // namespace

std::string RenderHtml(const Picture& picture) {
  const std::string page = picture::PageTemplate();
  std::string out;
  size_t at = 0;
  // One pass over the template: what is put in is never searched for places.
  for (size_t open = page.find("{{"); open != std::string::npos; open = page.find("{{", at)) {
    const size_t close = page.find("}}", open);
    if (close == std::string::npos) break;
    out += page.substr(at, open - at);
    out += Place(std::string_view(page).substr(open + 2, close - open - 2), picture);
    at = close + 2;
  }
  return out + page.substr(at);
}

}  // namespace gosync::models
