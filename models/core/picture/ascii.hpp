#ifndef GOSYNC_MODELS_CORE_PICTURE_ASCII_HPP_
#define GOSYNC_MODELS_CORE_PICTURE_ASCII_HPP_

// Which part of a history the text picture shows, and in which columns.

#include <string>
#include <string_view>
#include <vector>

#include "models/core/picture.hpp"
#include "models/core/picture/text.hpp"

namespace gosync::models::picture {

using Cells = std::vector<std::string>;  // one terminal column each

constexpr int kEdge = 3;  // columns of "<--", "-->" and "..."

// One interval in the window. Slots: 0 is the left edge, 1..n the events shown,
// n + 1 the right edge.
struct Span {
  const PictureItem* item = nullptr;
  int from = 0;
  int to = 0;
  bool cut_left = false;   // began before the window
  bool cut_right = false;  // ends after it
  bool open = false;       // never ended
  bool strong = false;     // fails or is stuck
  Cells forms[3];          // "[7]", "Acquire[7]", "Acquire(n=1)->nil"
  int form = 0;            // the one that is drawn
  int number = 0;          // what the legend calls it; 0 when it is written in full

  int LeftEdge() const { return cut_left ? kEdge : (form == 0 ? 1 : 2); }
  int RightEdge() const { return open || cut_right ? kEdge : (form == 0 ? 1 : 2); }
  int Columns() const { return LeftEdge() + static_cast<int>(forms[form].size()) + RightEdge(); }
};

// A window of events that fits into a number of columns, with as many labels
// written out as have room.
class Window {
 public:
  Window(const Picture& picture, const Order& order, int columns);

  int lo() const { return lo_; }  // the events shown have the ranks [lo, hi)
  int hi() const { return hi_; }
  const std::vector<Span>& spans() const { return spans_; }
  int Column(int slot) const { return column_[slot]; }
  // Slot of the failing event, or 0 when there is none.
  int failing_slot() const { return failing_ ? focus_ - lo_ + 1 : 0; }
  int hidden_lanes() const { return hidden_lanes_; }

 private:
  void Collect(const Picture& picture, const Order& order, int lo, int count);
  int Distance(const Span& span) const;
  void HideLanes();
  int Layout();
  void Upgrade(int columns);
  void Number();

  bool failing_ = false;
  int focus_ = 0;  // the rank to show what is around
  int lo_ = 0;
  int hi_ = 0;
  std::vector<Span> spans_;
  std::vector<int> column_;  // by slot
  int hidden_lanes_ = 0;
  bool any_left_ = false;
  bool any_right_ = false;
};

// Append adds the cells of `text`.
void Append(Cells* cells, std::string_view text);

// Join makes a line of at most `width` columns, without blanks at its end.
std::string Join(const Cells& cells, int width);

// Wrap makes a paragraph of at most `width` columns, broken at blanks where it
// can be; all lines but the first are indented.
std::string Wrap(std::string_view text, int width, int indent);

}  // namespace gosync::models::picture

#endif  // GOSYNC_MODELS_CORE_PICTURE_ASCII_HPP_
