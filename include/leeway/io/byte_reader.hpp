#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// Takes numbers out of the bytes of a binary file, as ByteWriter put them in. Reads nothing behind the end: whatever
/// does not fit throws a FormatError with source and offset. Refers to the bytes it reads.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string_view source) : ByteReader(bytes, source, 0) {}

  [[noreturn]] void fail(const std::string& message) const {
    throw FormatError(std::string(source_) + ": byte " + std::to_string(offset_) + ": " + message);
  }

  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size(); }
  void drop_from_end(std::size_t count) noexcept { bytes_.remove_suffix(count); }

  std::string_view bytes(std::uint64_t count) {
    if (count > bytes_.size()) fail("is cut short");
    const std::string_view taken = bytes_.substr(0, static_cast<std::size_t>(count));
    bytes_.remove_prefix(taken.size());
    offset_ += taken.size();
    return taken;
  }
  unsigned char byte() { return static_cast<unsigned char>(bytes(1).front()); }
  template <class Word = std::uint64_t>
  Word word() {
    Word value = 0;
    int shift = 0;
    for (const char next : bytes(sizeof(Word))) {
      value = static_cast<Word>(value | static_cast<Word>(Word{static_cast<unsigned char>(next)} << shift));
      shift += 8;
    }
    return value;
  }
  std::uint64_t whole() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const std::uint64_t next = byte();
      if (shift == 63 && next > 1) fail("has a number above 64 bits");
      value |= (next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
  }
  std::int64_t integer() {
    const std::uint64_t folded = whole();
    return static_cast<std::int64_t>((folded >> 1) ^ (~(folded & 1) + 1));
  }
  /// A number of items of at least a byte each that follow: no more than bytes are left, so that a damaged number
  /// cannot ask for more memory than the file has.
  std::size_t size() {
    const std::uint64_t count = whole();
    if (count > bytes_.size()) fail("is cut short");
    return static_cast<std::size_t>(count);
  }
  /// The next `size` bytes, to be read by themselves.
  ByteReader part(std::uint64_t size) {
    const std::size_t begin = offset_;
    return {bytes(size), source_, begin};
  }

 private:
  ByteReader(std::string_view bytes, std::string_view source, std::size_t offset)
      : bytes_(bytes), source_(source), offset_(offset) {}

  std::string_view bytes_;
  std::string_view source_;
  std::size_t offset_ = 0;
};

}  // namespace leeway::inline v0_1
