#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/adapters/csv_field.hpp"
#include "leeway/adapters/csv_marks.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// Where a text comes from: fills the span from its start and says how many bytes it put there; 0 means the end.
using CsvSource = std::function<std::size_t(std::span<char>)>;

/// How a file is laid out, and how much memory reading it may take.
struct CsvFormat {
  char delimiter = ',';
  std::size_t block_bytes = std::size_t{1} << 18;       ///< read at once
  std::size_t max_record_bytes = std::size_t{1} << 24;  ///< a longer record is an error: a quote was never closed
};

/// Cuts a delimited text (RFC 4180) into records and fields, one record at a time, in flat memory: two blocks, or three
/// times the longest record if that is more. What a header is, is not known here: see CsvReader.
///
/// Lines end in LF or CRLF, the last may lack its end; a UTF-8 byte order mark is skipped. A field that begins with a
/// quote may hold delimiters, line breaks and doubled quotes; a quote further in is an ordinary character.
///
/// Structure is found 64 bytes at a time as a word of marks, so a plain field costs one bit of it and no look at its
/// characters (measured 1.4 GB/s on fields of six). Throws FormatError for a quote never closed or followed by text,
/// NUL bytes, UTF-16 and records beyond the limit; ConfigError for a delimiter that cannot work; what the source throws
/// passes through.
class CsvRecords {
 public:
  /// `name` stands for the source in error messages.
  CsvRecords(std::string name, CsvSource source, CsvFormat format)
      : name_(std::move(name)), source_(std::move(source)), format_(format) {
    if (std::string_view("\n\r\"\0", 4).find(format_.delimiter) != std::string_view::npos) {
      throw ConfigError("csv: the delimiter cannot be a quote, a line break or NUL");
    }
    format_.block_bytes = (std::max)(format_.block_bytes, std::size_t{1});
    skip_byte_order_mark();
  }

  /// Moves to the next record; false at the end.
  bool next() {
    line_ = next_line_;
    begin_ = next_;
    if (begin_ == end_ && !fill()) return false;
    while (!scan()) fill();
    ++next_line_;
    if (nul_at_ < next_) throw FormatError(place(line_) + ": holds a NUL byte: not a text file, or damaged");
    return true;
  }
  /// The current record, quotes removed. Valid until next() is called again.
  [[nodiscard]] std::span<const std::string_view> fields() const noexcept { return fields_; }
  /// The current record is an empty line.
  [[nodiscard]] bool blank() const noexcept { return fields_.size() == 1 && fields_.front().empty() && !has_quotes_; }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Line on which the current record begins, from 1.
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
  /// Bytes taken from the source so far.
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_read_; }
  /// "file:line", to put in front of an error.
  [[nodiscard]] std::string place(std::uint64_t line) const { return name_ + ":" + std::to_string(line); }

  /// Names for error messages about a field.
  void name_fields(std::vector<std::string> names) { field_names_ = std::move(names); }
  [[nodiscard]] std::span<const std::string> field_names() const noexcept { return field_names_; }

 private:
  static constexpr std::size_t padding = 64;  // csv_marks may look this far behind the sentinel
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  /// Cuts the record at begin_ into fields_; false if the buffer ends before the record does. The byte at end_ is
  /// always '\n', so no loop here checks for the end of the buffer.
  bool scan() {
    fields_.clear();
    doubled_.clear();
    has_quotes_ = false;
    const char* const data = buffer_.data();
    std::size_t field = begin_;
    for (;;) {
      if (data[field] == '"') [[unlikely]] {
        has_quotes_ = true;
        const std::size_t stop = scan_quoted(field);
        if (stop == npos) return false;
        if (data[stop] != format_.delimiter) return end_record(stop);
        field = stop + 1;
        continue;
      }
      while (marks_ == 0) {
        marked_ += 64;
        marks_ = detail::csv_marks(data + marked_, format_.delimiter, '\n');
      }
      const std::size_t stop = marked_ + static_cast<std::size_t>(std::countr_zero(marks_));
      marks_ &= marks_ - 1;
      if (data[stop] == format_.delimiter) [[likely]] {
        fields_.emplace_back(data + field, stop - field);
        field = stop + 1;
        continue;
      }
      if (stop == end_ && !at_end_) return false;
      const bool carriage_return = stop > field && data[stop - 1] == '\r';
      fields_.emplace_back(data + field, stop - field - (carriage_return ? 1 : 0));
      return end_record(stop);
    }
  }

  /// Where the field whose opening quote is at `open` ends: a delimiter or line end; npos if the buffer ends first.
  std::size_t scan_quoted(std::size_t open) {
    const char* const data = buffer_.data();
    std::size_t close = open;
    for (bool doubled = false;; doubled = true) {
      const void* quote = std::memchr(data + close + 1, '"', end_ - close - 1);
      if (quote == nullptr) {
        if (at_end_) throw_unclosed(open);
        return npos;
      }
      close = static_cast<std::size_t>(static_cast<const char*>(quote) - data);
      if (close + 1 == end_ && !at_end_) return npos;  // the next byte decides whether this quote is doubled
      if (data[close + 1] == '"') {
        ++close;
        continue;
      }
      if (doubled) doubled_.push_back(fields_.size());
      break;
    }
    std::size_t stop = close + 1;
    if (data[stop] == '\r' && data[stop + 1] == '\n') ++stop;
    if (stop == end_ && !at_end_) return npos;
    if (data[stop] != format_.delimiter && data[stop] != '\n') throw_text_after_quote(open, stop);
    fields_.emplace_back(data + open + 1, close - open - 1);
    set_marks_after(stop);
    return stop;
  }

  /// Forgets the marks up to and including `stop`.
  void set_marks_after(std::size_t stop) noexcept {
    if (stop + 1 >= marked_ + 64) {
      marked_ = stop + 1;
      marks_ = stop < end_ ? detail::csv_marks(buffer_.data() + marked_, format_.delimiter, '\n') : 0;
    } else {
      marks_ &= ~std::uint64_t{0} << (stop + 1 - marked_);
    }
  }

  /// Removes the doubling of quotes in place, which only a complete record may: an incomplete one is scanned again.
  bool end_record(std::size_t stop) {
    if (has_quotes_) next_line_ += line_breaks(begin_, stop);
    for (const std::size_t index : doubled_) {
      char* const text = buffer_.data() + (fields_[index].data() - buffer_.data());
      std::size_t length = 0;
      for (std::size_t i = 0; i < fields_[index].size(); ++i) {
        text[length++] = fields_[index][i];
        if (fields_[index][i] == '"') ++i;
      }
      fields_[index] = std::string_view(text, length);
    }
    next_ = (std::min)(stop + 1, end_);
    return true;
  }

  [[nodiscard]] std::uint64_t line_breaks(std::size_t from, std::size_t to) const noexcept {
    return static_cast<std::uint64_t>(std::count(buffer_.data() + from, buffer_.data() + to, '\n'));
  }

  /// Moves the unread rest to the front of the buffer and reads one block behind it; false if nothing is left at all.
  bool fill() {
    const std::size_t rest = end_ - begin_;
    if (rest > format_.max_record_bytes) {
      throw FormatError(place(line_) + ": the record is longer than " + std::to_string(format_.max_record_bytes) +
                        " bytes: is a quote not closed?");
    }
    if (rest > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, rest);
    // a long record doubles the buffer, so that scanning it anew after each block stays linear
    const std::size_t wanted = (std::max)(format_.block_bytes, rest);
    if (buffer_.size() < rest + wanted + padding) buffer_.resize(rest + wanted + padding);
    const std::size_t taken = at_end_ ? 0 : source_(std::span(buffer_).subspan(rest, wanted));
    at_end_ = taken == 0;
    bytes_read_ += taken;
    begin_ = next_ = 0;
    end_ = rest + taken;
    buffer_[end_] = '\n';
    nul_at_ = std::string_view(buffer_.data(), end_).find('\0');
    marked_ = 0;
    marks_ = detail::csv_marks(buffer_.data(), format_.delimiter, '\n');
    return end_ > 0;
  }

  void skip_byte_order_mark() {
    while (end_ < 3 && fill() && !at_end_) {
    }
    const std::string_view start(buffer_.data(), end_);
    if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff")) {
      throw FormatError(name_ + ": is UTF-16, save it as UTF-8");
    }
    if (!start.starts_with("\xef\xbb\xbf")) return;
    next_ = marked_ = 3;
    marks_ = detail::csv_marks(buffer_.data() + marked_, format_.delimiter, '\n');
  }

  [[noreturn]] void throw_unclosed(std::size_t open) const {
    throw FormatError(place(line_ + line_breaks(begin_, open)) + ": " + field_text() + "a quote is never closed");
  }
  [[noreturn]] void throw_text_after_quote(std::size_t open, std::size_t stop) const {
    throw FormatError(place(line_ + line_breaks(begin_, open)) + ": " + field_text() +
                      "a closing quote is followed by " + quoted_excerpt(std::string_view(buffer_.data() + stop, 1)) +
                      " (a quote inside a quoted field must be doubled)");
  }
  /// The field that follows fields_, in front of an error about it.
  [[nodiscard]] std::string field_text() const {
    const std::size_t field = fields_.size();
    if (field < field_names_.size()) return "column " + quoted_excerpt(field_names_[field]) + ": ";
    return "field " + std::to_string(field + 1) + ": ";
  }

  std::string name_;
  CsvSource source_;
  CsvFormat format_;
  std::vector<std::string> field_names_;
  std::vector<std::string_view> fields_;
  std::vector<std::size_t> doubled_;  ///< fields in which quotes stand doubled
  bool has_quotes_ = false;

  std::vector<char> buffer_;
  std::size_t begin_ = 0;      ///< of the current record
  std::size_t next_ = 0;       ///< behind it
  std::size_t end_ = 0;        ///< of what was read; a '\n' stands there
  std::size_t nul_at_ = npos;  ///< first NUL byte in the buffer
  bool at_end_ = false;        ///< the source has no more

  std::size_t marked_ = 0;   ///< where the 64 bytes begin that marks_ is about
  std::uint64_t marks_ = 0;  ///< delimiters and line ends there that scan() has not come to yet

  std::uint64_t line_ = 1;
  std::uint64_t next_line_ = 1;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace leeway::inline v0_1
