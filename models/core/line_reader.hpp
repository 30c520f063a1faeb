#ifndef GOSYNC_MODELS_CORE_LINE_READER_HPP_
#define GOSYNC_MODELS_CORE_LINE_READER_HPP_

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

namespace gosync::models {

enum class LineEnd { kNewline, kEndOfFile, kNoMore, kTooLong, kReadFailed };

// Reads lines without ever holding more than one of at most `most` bytes: a file
// of a gigabyte without a newline costs a megabyte. NUL bytes are kept, for the
// parser to refuse.
class LineReader {
 public:
  LineReader(std::FILE* in, size_t most) : in_(in), most_(most), buffer_(size_t{1} << 16, '\0') {}

  // *line stays valid until the next call. kEndOfFile: a last line without newline.
  LineEnd Next(std::string_view* line) {
    line_.clear();
    while (true) {
      if (at_ == filled_) {
        at_ = 0;
        filled_ = std::fread(buffer_.data(), 1, buffer_.size(), in_);
        if (filled_ == 0) {
          if (std::ferror(in_) != 0) return LineEnd::kReadFailed;
          *line = line_;
          return line_.empty() ? LineEnd::kNoMore : LineEnd::kEndOfFile;
        }
      }
      const std::string_view rest(buffer_.data() + at_, filled_ - at_);
      const size_t end = rest.find('\n');
      if (line_.size() + std::min(end, rest.size()) > most_) return LineEnd::kTooLong;
      if (end != std::string_view::npos) {
        at_ += end + 1;
        if (line_.empty()) {
          *line = rest.substr(0, end);
        } else {
          line_.append(rest.substr(0, end));
          *line = line_;
        }
        return LineEnd::kNewline;
      }
      line_.append(rest);
      at_ = filled_;
    }
  }

 private:
  std::FILE* in_;
  size_t most_;
  std::string buffer_;
  std::string line_;
  size_t at_ = 0;
  size_t filled_ = 0;
};

}  // namespace gosync::models

#endif  // GOSYNC_MODELS_CORE_LINE_READER_HPP_
