#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/core/picture.hpp"
#include "models/core/picture/ascii.hpp"
#include "models/core/picture/text.hpp"

namespace gosync::models::picture {

namespace {

constexpr size_t kMostLanes = 30;
constexpr int kFewestEvents = 8;
constexpr int kMostEvents = 40;
constexpr int kColumnsPerEvent = 5;  // how many events a width is good for
constexpr int kEventGap = 2;         // columns from one event to the next
constexpr int kFar = 1 << 20;

bool IsStrong(const PictureItem& item) {
  return item.state == PictureItem::State::kFailing || item.state == PictureItem::State::kStuck;
}

int Focus(const Picture& picture, const Order& order) {
  if (picture.failing_index.has_value()) return order.Rank(*picture.failing_index);
  for (const PictureItem& item : picture.items) {
    if (IsStrong(item)) return order.Rank(item.invoke);
  }
  return 0;
}

}  // namespace

// The most events that fit when all labels are numbers, at most as many as the
// width is good for; then the labels.
Window::Window(const Picture& picture, const Order& order, int columns)
    : failing_(picture.failing_index.has_value()), focus_(Focus(picture, order)) {
  const int all = static_cast<int>(order.size());
  int count = std::clamp(columns / kColumnsPerEvent, kFewestEvents, kMostEvents);
  if (all <= count + count / 2) count = all;
  for (; count >= 1; --count) {
    Collect(picture, order, std::clamp(focus_ - count * 2 / 3, 0, all - count), count);
    HideLanes();
    if (Layout() <= columns) break;
  }
  Upgrade(columns);
  Number();
}

void Window::Collect(const Picture& picture, const Order& order, int lo, int count) {
  lo_ = lo;
  hi_ = lo + count;
  spans_.clear();
  for (const PictureItem& item : picture.items) {
    const int invoke = order.Rank(item.invoke);
    const int ret = item.ret.has_value() ? order.Rank(*item.ret) : hi_;
    if (invoke >= hi_ || ret < lo_) continue;
    Span span;
    span.item = &item;
    span.open = !item.ret.has_value();
    span.cut_left = invoke < lo_;
    span.cut_right = !span.open && ret >= hi_;
    span.from = span.cut_left ? 0 : invoke - lo_ + 1;
    span.to = std::min(std::max(ret, invoke), hi_) - lo_ + 1;
    span.strong = IsStrong(item);
    spans_.push_back(std::move(span));
  }
  const std::string number = spans_.size() < 10 ? "[0]" : "[00]";  // a place for it
  for (Span& span : spans_) {
    Append(&span.forms[0], number);
    Append(&span.forms[1], span.item->f + number);
    Append(&span.forms[2], Label(*span.item));
  }
}

// How far a span's own events are from the focus; strong spans come first.
int Window::Distance(const Span& span) const {
  if (span.strong) return -1;
  const int focus = focus_ - lo_ + 1;
  int distance = kFar;
  if (!span.cut_left) distance = std::abs(span.from - focus);
  if (!span.open && !span.cut_right) distance = std::min(distance, std::abs(span.to - focus));
  return distance;
}

// HideLanes keeps the lanes whose events are nearest to the focus.
void Window::HideLanes() {
  std::map<int64_t, int> nearest;
  for (const Span& span : spans_) {
    const auto [lane, fresh] = nearest.try_emplace(span.item->process, Distance(span));
    if (!fresh) lane->second = std::min(lane->second, Distance(span));
  }
  std::vector<std::pair<int, int64_t>> lanes;
  for (const auto& [process, distance] : nearest) lanes.emplace_back(distance, process);
  std::sort(lanes.begin(), lanes.end());
  hidden_lanes_ = 0;
  for (size_t i = kMostLanes; i < lanes.size(); ++i) {
    nearest.erase(lanes[i].second);
    ++hidden_lanes_;
  }
  std::erase_if(spans_, [&](const Span& span) { return !nearest.contains(span.item->process); });
  any_left_ = any_right_ = false;
  for (const Span& span : spans_) {
    any_left_ |= span.cut_left;
    any_right_ |= span.open || span.cut_right;
  }
}

// Layout puts every slot as far left as the labels allow; returns the columns.
int Window::Layout() {
  const int end = hi_ - lo_ + 1;
  column_.assign(end + 1, 0);
  for (int slot = 1; slot <= end; ++slot) {
    int gap = kEventGap;
    if (slot == 1) gap = any_left_ ? kEdge + 1 : 0;
    if (slot == end) gap = any_right_ ? kEdge + 1 : 0;
    int column = column_[slot - 1] + gap;
    for (const Span& span : spans_) {
      if (span.to != slot || span.from >= slot) continue;
      column = std::max(column, column_[span.from] + span.Columns() - 1);
    }
    column_[slot] = column;
  }
  return column_[end] + 1;
}

// Upgrade writes out as many labels as fit: first those that fail or are stuck,
// then the name of everything, then all of it, nearest first.
void Window::Upgrade(int columns) {
  std::vector<std::pair<int, size_t>> nearest;
  for (size_t i = 0; i < spans_.size(); ++i) nearest.emplace_back(Distance(spans_[i]), i);
  std::sort(nearest.begin(), nearest.end());
  const auto raise = [&](Span& span, int form) {
    const int before = span.form;
    span.form = form;
    if (Layout() > columns) span.form = before;
  };
  for (const auto& [distance, i] : nearest) {
    if (spans_[i].strong) raise(spans_[i], 2);
  }
  for (int form = 1; form <= 2; ++form) {
    for (const auto& [distance, i] : nearest) {
      if (spans_[i].form < form) raise(spans_[i], form);
    }
  }
}

void Window::Number() {
  for (Span& span : spans_) {
    if (span.form == 2) continue;
    span.number = 1;
    for (const Span& other : spans_) {
      if (&other == &span) break;
      if (other.number > 0) ++span.number;
    }
    Cells& cells = span.forms[span.form];
    cells.clear();
    if (span.form == 1) Append(&cells, span.item->f);
    Append(&cells, "[" + std::to_string(span.number) + "]");
  }
  Layout();
}

void Append(Cells* cells, std::string_view text) {
  for (std::string& cell : TerminalCells(text)) cells->push_back(std::move(cell));
}

std::string Join(const Cells& cells, int width) {
  size_t count = std::min(cells.size(), static_cast<size_t>(width));
  // A wide character that would stick out is left out.
  if (count > 0 && count < cells.size() && cells[count].empty()) --count;
  while (count > 0 && cells[count - 1] == " ") --count;
  std::string line;
  for (size_t i = 0; i < count; ++i) line += cells[i];
  return line + "\n";
}

std::string Wrap(std::string_view text, int width, int indent) {
  Cells rest;
  Append(&rest, text);
  std::string out;
  int pad = 0;
  while (static_cast<int>(rest.size()) > width - pad) {
    int cut = width - pad;
    if (rest[cut].empty() && cut > 1) --cut;
    for (int i = cut; i > cut / 2; --i) {
      if (rest[i] == " ") {
        cut = i;
        break;
      }
    }
    Cells line(pad, " ");
    line.insert(line.end(), rest.begin(), rest.begin() + cut);
    out += Join(line, width);
    rest.erase(rest.begin(), rest.begin() + cut);
    while (!rest.empty() && rest.front() == " ") rest.erase(rest.begin());
    pad = std::min(indent, width / 4);
  }
  rest.insert(rest.begin(), pad, " ");
  return out + Join(rest, width);
}

}  // namespace gosync::models::picture
