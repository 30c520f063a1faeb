#include "models/tests/brute/go_panic_naive.hpp"

#include <utility>

namespace gosync::models::brute {
namespace {

using End = NaiveGoPanic::End;
using Next = NaiveGoPanic::Next;
using Stage = GoPanicStage;

struct Raised {
  End end;
  bool recovered = false;
};

// All that was raised in one Call, oldest first.
using Chain = std::vector<Raised>;

struct Frame {
  bool body_over = false;
  bool recovered = false;
  Chain chain;
  std::vector<Token> left;  // deferred and not run
};

bool Lives(const Chain& chain) {
  return !chain.empty() && chain.back().end.how == Outcome::kPanic && !chain.back().recovered;
}

// Goes through one tree of calls.
class Evaluation {
 public:
  Evaluation(const NaiveGoPanic& model, const GoPanicState& state, int probe)
      : model_(model), state_(state), probe_(probe), items_(model.history().items) {}

  // False: something in it cannot be. A `probe` has to be in it.
  bool Call(int call) {
    Frame frame;
    return Call(call, &frame);
  }
  const Next& found() const { return found_; }

 private:
  Stage StageOf(int item) const { return state_.stage[item]; }
  bool Has(uint64_t quirk) const { return model_.Has(quirk); }
  Token Word(const char* text) const { return model_.history().tokens.Find(text); }

  // What was made directly inside an item.
  std::vector<int> Inside(int item) const {
    std::vector<int> inside;
    for (int i = item + 1; i < model_.Count(); ++i) {
      const bool made = StageOf(i) != Stage::kNotYet && StageOf(i) != Stage::kNotMade;
      if (items_[i].parent == item && made) inside.push_back(i);
    }
    return inside;
  }

  bool Same(const End& end, int item) const {
    const Item& seen = items_[item];
    if (seen.outcome != end.how) return false;
    if (end.how != Outcome::kPanic) return true;
    return seen.panic == (end.nil ? Word("nil dereference") : end.panic);
  }

  End EndOf(const Chain& chain) const {
    if (chain.empty()) return {};
    const Raised& newest = chain.back();
    const bool back = Has(kExitReturns);
    if (newest.end.how == Outcome::kGoexit) return back ? End{} : newest.end;
    if (!newest.recovered) return newest.end;
    for (const Raised& raised : chain) {
      if (raised.end.how == Outcome::kGoexit && !Has(kForgetsExit) && !back) return raised.end;
    }
    return {};
  }

  void Raise(Frame* frame, const Raised& raised) const {
    const bool panic = raised.end.how == Outcome::kPanic;
    if (Lives(frame->chain) && Has(panic ? kKeepsOldPanic : kPanicOutlivesExit)) return;
    frame->chain.push_back(raised);
  }

  // The next of the functions that are left, after the nils before it; null: none.
  Token TakeNext(Frame* frame) const {
    std::vector<Token>& left = frame->left;
    if (frame->recovered && Has(kRecoverSkipsRest)) left.clear();
    while (!left.empty()) {
      const auto at = Has(kFirstDeferredFirst) ? left.begin() : left.end() - 1;
      const Token fn = *at;
      left.erase(at);
      if (fn != kNull) return fn;
      if (!Has(kNilIsSkipped)) Raise(frame, {{Outcome::kPanic, kNull, true}});
    }
    return kNull;
  }

  bool Call(int call, Frame* frame) {
    if (model_.FnOf(call) == kNull) {
      frame->body_over = true;
      frame->chain.push_back({{Outcome::kPanic, kNull, true}});
    }
    above_.push_back(frame);
    bool legal = true;
    for (const int fn : Inside(call)) legal = legal && Function(call, fn, frame);
    above_.pop_back();
    if (!legal) return false;
    Next next;
    next.fn = frame->body_over ? TakeNext(frame) : model_.FnOf(call);
    if (next.fn == kNull) next.end = EndOf(frame->chain);
    if (call == probe_) found_ = next;
    return StageOf(call) != Stage::kOver || (next.fn == kNull && Same(next.end, call));
  }

  bool Function(int call, int fn, Frame* frame) {
    const Token due = frame->body_over ? TakeNext(frame) : model_.FnOf(call);
    if (model_.FnOf(fn) != due) return false;
    Chain passes;  // of a Call that ended the function
    for (const int item : Inside(fn)) {
      if (!passes.empty() || !Inner(item, fn, frame, &passes)) return false;
    }
    if (fn == probe_ && !passes.empty()) found_.end = EndOf(passes);
    if (StageOf(fn) != Stage::kOver) return true;
    if (!passes.empty()) {
      if (!Same(EndOf(passes), fn)) return false;
      for (const Raised& raised : passes) Raise(frame, raised);
    } else if (items_[fn].outcome != Outcome::kReturn) {
      Raise(frame, {{items_[fn].outcome, items_[fn].panic}});
    }
    frame->body_over = true;
    return true;
  }

  bool Inner(int item, int fn, Frame* frame, Chain* passes) {
    const bool over = StageOf(item) == Stage::kOver;
    if (model_.Is(item, "Recover")) return Recover(item, fn, over);
    if (model_.Is(item, "Defer")) {
      if (over) frame->left.push_back(model_.FnOf(item));
      return !over || items_[item].outcome == Outcome::kReturn;
    }
    Frame inner;
    if (!Call(item, &inner)) return false;
    if (over && items_[item].outcome != Outcome::kReturn) *passes = std::move(inner.chain);
    return true;
  }

  // The frame whose panic a Recover gets, or null.
  Frame* Target(int fn) const {
    Frame* own = above_.back();
    const bool again = Has(kRecoversAgain) && !own->chain.empty() && own->chain.back().recovered;
    if (Has(kNeverRecovers)) return nullptr;
    if (!model_.IsBody(fn) && (Lives(own->chain) || again)) return own;
    if (!Has(kSeesOuterPanic) || above_.size() < 2) return nullptr;
    Frame* outer = above_[above_.size() - 2];
    return Lives(outer->chain) ? outer : nullptr;
  }

  bool Recover(int item, int fn, bool over) {
    End gives;
    if (Frame* target = Target(fn)) {
      Raised& raised = target->chain.back();
      gives = raised.end;
      if (Has(kNilPanicIsNil) && !gives.nil && gives.panic == Word("nil panic")) gives = {};
      if (over) {
        raised.recovered = target->recovered = true;
        for (Frame* outer : above_) {
          if (Has(kInnerRecoverEndsAll) && Lives(outer->chain))
            outer->chain.back().recovered = true;
        }
      }
    } else if (const Chain& own = above_.back()->chain;
               Has(kRecoversExit) && !own.empty() && own.back().end.how == Outcome::kGoexit) {
      gives = own.back().end;
    }
    if (item == probe_) found_.recover = gives;
    if (!over) return true;
    const auto seen = static_cast<Token>(items_[item].results[0]);
    if (gives.how == Outcome::kReturn) return seen == kNull;
    if (gives.how == Outcome::kGoexit) return seen == Word("exit");
    return seen == (gives.nil ? Word("nil dereference") : gives.panic);
  }

  const NaiveGoPanic& model_;
  const GoPanicState& state_;
  const int probe_;
  const std::vector<Item>& items_;
  std::vector<Frame*> above_;
  Next found_;
};

}  // namespace

bool NaiveGoPanic::Is(int item, const char* f) const {
  return spec_.operations[history_.items[item].operation].name == f;
}

void NaiveGoPanic::Add(int item) {
  bool body = false;
  for (int i = 0; i < item && Is(item, "fn"); ++i) {
    body = body || (Is(i, "Call") && FnOf(i) == FnOf(item));
  }
  of_a_call_.push_back(body);
}

NaiveGoPanic::Next NaiveGoPanic::NextOf(int item, const State& state) const {
  int root = item;
  while (history_.items[root].parent >= 0) root = history_.items[root].parent;
  Evaluation evaluation(*this, state, item);
  evaluation.Call(root);
  return evaluation.found();
}

bool NaiveGoPanic::Explains(int item, const State& state) const {
  int root = item;
  while (history_.items[root].parent >= 0) root = history_.items[root].parent;
  return Evaluation(*this, state, -1).Call(root);
}

bool NaiveGoPanic::Invoke(int item, State* state) const {
  state->stage[item] = GoPanicStage::kOpen;
  return !Is(item, "fn") || Explains(item, *state);
}

void NaiveGoPanic::NotMade(int item, State* state) const {
  state->stage[item] = GoPanicStage::kNotMade;
}

bool NaiveGoPanic::Failed(int item, State* state) const {
  return state->stage[item] == GoPanicStage::kNotMade;
}

void NaiveGoPanic::Lose(int item, State* state) const { state->stage[item] = GoPanicStage::kLost; }

bool NaiveGoPanic::Return(int item, State* state) const {
  state->stage[item] = GoPanicStage::kOver;
  return Explains(item, *state);
}

// In each process the innermost that is open is a function, or nobody knows.
bool NaiveGoPanic::Quiescent(const State& state) const {
  for (int item = 0; item < Count(); ++item) {
    if (state.stage[item] != GoPanicStage::kOpen || Is(item, "fn")) continue;
    bool innermost = true;
    for (int other = item + 1; other < Count(); ++other) {
      const bool open =
          state.stage[other] == GoPanicStage::kOpen || state.stage[other] == GoPanicStage::kLost;
      if (open && history_.items[other].process == history_.items[item].process) innermost = false;
    }
    if (innermost) return false;
  }
  return true;
}

}  // namespace gosync::models::brute
