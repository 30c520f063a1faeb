#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/core/picture.hpp"
#include "models/core/picture/ascii.hpp"
#include "models/core/picture/text.hpp"

namespace gosync::models {

namespace {

using picture::Append;
using picture::Cells;
using picture::Join;
using picture::Span;
using picture::Wrap;

// Columns for the names of the lanes.
int Gutter(const Picture& picture, int width) {
  size_t name = std::string("event").size();
  for (const PictureItem& item : picture.items) {
    name = std::max(name, 1 + std::to_string(item.process).size());
  }
  return std::min(static_cast<int>(name) + 1, width / 2);
}

void Pad(Cells* cells, int columns) {
  if (static_cast<int>(cells->size()) < columns) cells->resize(columns, " ");
}

class AsciiPicture {
 public:
  AsciiPicture(const Picture& picture, int width)
      : picture_(picture),
        order_(picture),
        width_(width),
        gutter_(Gutter(picture, width)),
        window_(picture, order_, width - gutter_) {}

  std::string Render() const { return Axis() + Lanes() + Marker() + Legend() + Notes(); }

 private:
  int Column(int slot) const { return gutter_ + window_.Column(slot); }

  // Column of the failing event, or -1.
  int FailingColumn() const {
    return window_.failing_slot() > 0 ? Column(window_.failing_slot()) : -1;
  }

  // The indices of the events, where there is room for them; that of the
  // failing event always.
  std::string Axis() const {
    Cells line;
    Append(&line, "event ");
    line.resize(gutter_, " ");
    const int failing = FailingColumn();
    int free = 0;
    for (int rank = window_.lo(); rank < window_.hi(); ++rank) {
      const std::string text = std::to_string(order_.indices()[rank]);
      const int column = Column(rank - window_.lo() + 1);
      const int end = column + static_cast<int>(text.size());
      const bool in_the_way = column < failing && end >= failing;
      if (column < free || in_the_way || end > width_) continue;
      Pad(&line, column);
      Append(&line, text);
      free = end + 1;
    }
    return Join(line, width_);
  }

  void Draw(const Span& span, Cells* row) const {
    const int from = Column(span.from);
    const int to = Column(span.to);
    Pad(row, to + 1);
    std::fill(row->begin() + from, row->begin() + to + 1, span.strong ? "=" : "-");
    (*row)[from] = span.cut_left ? "<" : "|";
    (*row)[to] = span.open ? "." : (span.cut_right ? ">" : "|");
    if (span.open) {
      for (int i = std::max(from + 1, to - 2); i < to; ++i) (*row)[i] = ".";
    }
    const Cells& label = span.forms[span.form];
    const int slack = to - from + 1 - span.Columns();
    int at = from + span.LeftEdge() + (slack >= 2 && !span.cut_left ? 1 : 0);
    for (const std::string& cell : label) {
      if (at >= to) break;
      (*row)[at++] = cell;
    }
  }

  std::string Lanes() const {
    std::map<int64_t, std::map<int, Cells>> lanes;  // by process, then by depth
    for (const Span& span : window_.spans()) {
      std::map<int, Cells>& rows = lanes[span.item->process];
      rows.try_emplace(0);
      Draw(span, &rows[std::max(span.item->depth, 0)]);
    }
    const int failing = FailingColumn();
    std::string out;
    for (auto& [process, rows] : lanes) {
      for (auto& [depth, row] : rows) {
        Pad(&row, std::max(gutter_, failing + 1));
        if (failing >= 0 && row[failing] == " ") row[failing] = ":";
        const std::string name = depth == 0 ? "p" + std::to_string(process) : "";
        for (size_t i = 0; i < name.size() && i < static_cast<size_t>(gutter_); ++i) {
          row[i] = name[i];
        }
        out += Join(row, width_);
      }
    }
    return out;
  }

  // "event 12 (line 14)", the line being that of the item which it belongs to.
  std::string FailingName() const {
    const int64_t index = picture_.failing_index.value_or(0);
    std::string name = "event " + std::to_string(index);
    for (const PictureItem& item : picture_.items) {
      int64_t line = 0;
      if (item.invoke == index) line = item.line_invoke;
      if (item.ret == index) line = item.line_ret;
      if (line > 0) return name + " (line " + std::to_string(line) + ")";
    }
    return name;
  }

  std::string Marker() const {
    const int column = FailingColumn();
    if (column < 0) return "";
    const std::string text = FailingName() + " cannot be explained";
    const int length = static_cast<int>(text.size());
    Cells line;
    if (column + 2 + length <= width_) {
      Pad(&line, column);
      Append(&line, "^ " + text);
      return Join(line, width_);
    }
    if (column - 1 - length >= 0 && column < width_) {
      Pad(&line, column - 1 - length);
      Append(&line, text + " ^");
      return Join(line, width_);
    }
    Pad(&line, column);
    Append(&line, "^");
    return (column < width_ ? Join(line, width_) : "") + Wrap("^ " + text, width_, 2);
  }

  std::string Legend() const {
    std::string out;
    for (const Span& span : window_.spans()) {
      if (span.number == 0) continue;
      const PictureItem& item = *span.item;
      std::string text = "[" + std::to_string(span.number) + "] p" + std::to_string(item.process) +
                         " " + picture::Label(item);
      const auto characters = picture::Characters(text);
      const size_t most = 3 * static_cast<size_t>(width_);  // nobody reads more of one label
      if (characters.size() > most) {
        text.clear();
        for (size_t i = 0; i < most; ++i) text += characters[i].bytes;
        text += " (cut)";
      }
      out += Wrap(text + (span.open ? "..." : ""), width_, 5);
    }
    return out;
  }

  // What the signs in use mean.
  std::string Key() const {
    bool failing = false, stuck = false, open = false, left = false, right = false;
    for (const Span& span : window_.spans()) {
      failing |= span.item->state == PictureItem::State::kFailing;
      stuck |= span.item->state == PictureItem::State::kStuck;
      open |= span.open;
      left |= span.cut_left;
      right |= span.cut_right;
    }
    std::string text;
    const auto note = [&](bool wanted, const char* what) {
      if (wanted) text += (text.empty() ? "" : "; ") + std::string(what);
    };
    note(failing && stuck, "=== fails or is stuck");
    note(failing && !stuck, "=== fails");
    note(stuck && !failing, "=== is stuck");
    note(open, "... never returned");
    note(left, "<-- began earlier");
    note(right, "--> ended later");
    return text.empty() ? "" : Wrap(text, width_, 2);
  }

  std::string Notes() const {
    std::string out = Key();
    const int all = static_cast<int>(order_.size());
    const int shown = window_.hi() - window_.lo();
    if (shown < all) {
      out += Wrap("Shown: " + std::to_string(shown) + " of " + std::to_string(all) +
                      " events; left out: " + std::to_string(window_.lo()) + " before, " +
                      std::to_string(all - window_.hi()) + " after.",
                  width_, 2);
    }
    if (window_.hidden_lanes() > 0) {
      out += Wrap("Left out here: " + std::to_string(window_.hidden_lanes()) + " more processes.",
                  width_, 2);
    }
    return out;
  }

  const Picture& picture_;
  const picture::Order order_;
  const int width_;
  const int gutter_;
  const picture::Window window_;
};

}  // namespace

std::string RenderAscii(const Picture& picture, int width) {
  width = std::max(width, 1);
  if (picture.items.empty()) return Wrap("(no operations)", width, 0);
  return AsciiPicture(picture, width).Render();
}

}  // namespace gosync::models
