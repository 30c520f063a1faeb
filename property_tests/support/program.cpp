#include "property_tests/support/program.hpp"

#include <utility>

namespace gosync::property {
namespace {

std::string ShowField(const Field& field) {
  if (const bool* yes = std::get_if<bool>(&field)) return *yes ? "true" : "false";
  if (const int64_t* number = std::get_if<int64_t>(&field)) return std::to_string(*number);
  if (const std::string* token = std::get_if<std::string>(&field)) return *token;
  return std::holds_alternative<std::nullptr_t>(field) ? "nil" : "(some object)";
}

class Printer {
 public:
  Printer(const Program& program, std::ostream& out) : program_(program), out_(out) {}

  void Line(const std::string& title, const std::vector<Operation>& operations) {
    out_ << "  " << title << ":";
    Operations(operations);
    out_ << "\n";
  }

 private:
  void Operations(const std::vector<Operation>& operations) {
    for (size_t i = 0; i < operations.size(); ++i) {
      out_ << (i == 0 ? " " : "; ") << ShowCall(operations[i].call);
      if (operations[i].not_before > 0) out_ << " after " << operations[i].not_before << " ns";
      if (operations[i].needs >= 0) out_ << " if #" << operations[i].needs << " succeeded";
      for (const adapters::NamedField& field : operations[i].call.arguments) {
        const std::string* token = std::get_if<std::string>(&field.value);
        if (token == nullptr || std::string(field.name) != "fn") continue;
        const auto function = program_.functions.find(*token);
        // A function that asks its own context names itself.
        const bool known = function != program_.functions.end();
        if (known && &function->second != inside_) Body(function->second);
      }
    }
  }

  void Body(const Function& function) {
    const Function* const around = std::exchange(inside_, &function);
    out_ << " {";
    Operations(function.body);
    out_ << (function.body.empty() ? " " : "; ");
    switch (function.end.kind) {
      case Outcome::Kind::kReturn:
        out_ << "return";
        for (const adapters::NamedField& f : function.end.results) {
          out_ << " " << f.name << "=" << ShowField(f.value);
        }
        break;
      case Outcome::Kind::kPanic:
        out_ << "panic " << ShowField(function.end.panic);
        break;
      case Outcome::Kind::kGoexit:
        out_ << "Goexit";
        break;
    }
    if (!function.body.empty()) {
      out_ << (function.on_panic == Function::OnPanic::kPanicToo   ? ""
               : function.on_panic == Function::OnPanic::kReturnIt ? ", return panics as errors"
                                                                   : ", ignore panics");
    }
    out_ << " }";
    inside_ = around;
  }

  const Function* inside_ = nullptr;
  const Program& program_;
  std::ostream& out_;
};

}  // namespace

std::string ShowCall(const Call& call) {
  std::string text = call.operation;
  text += "(";
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    text += (i == 0 ? "" : " ") + std::string(call.arguments[i].name) + "=" +
            ShowField(call.arguments[i].value);
  }
  return text + ")";
}

std::string ShowOutcome(const Outcome& outcome) {
  std::string text;
  switch (outcome.kind) {
    case Outcome::Kind::kGoexit:
      return "goexit";
    case Outcome::Kind::kPanic:
      text = "panic " + ShowField(outcome.panic);
      // That plain values and Go's own errors wrap nothing says nothing.
      if (outcome.unwraps && std::holds_alternative<adapters::Identity>(outcome.panic)) {
        text += " around " + ShowField(*outcome.unwraps);
      }
      return text;
    case Outcome::Kind::kReturn:
      break;
  }
  for (const adapters::NamedField& field : outcome.results) {
    text += (text.empty() ? "" : " ") + std::string(field.name) + "=" + ShowField(field.value);
  }
  return text.empty() ? "returned" : text;
}

int CountOperations(const Program& program) {
  size_t count = program.timers.size() + program.prefix.size();
  for (const auto& branch : program.branches) count += branch.size();
  for (const auto& [name, function] : program.functions) count += function.body.size();
  return static_cast<int>(count);
}

void Show(const Program& program, std::ostream& out) {
  Printer printer(program, out);
  for (const adapters::NamedField& f : program.parameters) {
    out << "  " << f.name << "=" << ShowField(f.value) << "\n";
  }
  for (const Call& timer : program.timers) {
    out << "  by itself: " << ShowCall(timer) << " after " << timer.nanoseconds << " ns\n";
  }
  if (!program.prefix.empty()) printer.Line("first", program.prefix);
  for (size_t i = 0; i < program.branches.size(); ++i) {
    printer.Line("thread " + std::to_string(i), program.branches[i]);
  }
}

}  // namespace gosync::property
