#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/accumulate/text_table.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/short_text.hpp"

namespace leeway::inline v0_1 {

/// The decimal digits of a code, in place: what names it as a category.
class CodeText {
 public:
  explicit CodeText(std::int64_t code) noexcept {
    if (code == invalid_code) return;
    size_ = static_cast<std::size_t>(std::to_chars(digits_.data(), digits_.data() + digits_.size(), code).ptr -
                                     digits_.data());
  }
  [[nodiscard]] std::string_view view() const noexcept {
    return size_ == 0 ? std::string_view("(not an integer)") : std::string_view(digits_.data(), size_);
  }

 private:
  std::array<char, 20> digits_;  // room for -9223372036854775808
  std::size_t size_ = 0;
};

/// The frozen set of categories a feature had in training: what Partition is to numbers. A *slot* is:
///
/// | slot         | holds                                                                |
/// |--------------|----------------------------------------------------------------------|
/// | 0 .. k-1     | the k listed categories, each in a slot of its own                   |
/// | k            | other: categories seen in training but too rare for their own slot   |
/// | k+1          | new: never seen in training                                          |
/// | k+2          | missing: empty text, missing_code                                    |
///
/// When training data had more categories than could be remembered (`open_ended`), an unknown one may be rare or new;
/// nobody can tell, so it counts as other and new stays empty.
class Vocabulary {
 public:
  Vocabulary() : Vocabulary({}, {}, false) {}

  /// Throws ConfigError if a name is empty, longer than ShortText holds, or stands twice.
  Vocabulary(std::vector<std::string> listed, std::vector<std::string> rare, bool open_ended)
      : listed_(std::move(listed)),
        rare_(std::move(rare)),
        open_ended_(open_ended),
        table_(listed_.size() + rare_.size()) {
    for (std::size_t i = 0; i < listed_.size(); ++i) insert(listed_[i], static_cast<std::uint32_t>(i));
    for (const std::string& name : rare_) insert(name, static_cast<std::uint32_t>(other_slot()));
  }

  [[nodiscard]] std::span<const std::string> listed() const noexcept { return listed_; }
  [[nodiscard]] std::span<const std::string> rare() const noexcept { return rare_; }
  [[nodiscard]] bool open_ended() const noexcept { return open_ended_; }

  [[nodiscard]] std::size_t slot_count() const noexcept { return listed_.size() + 3; }
  [[nodiscard]] std::size_t other_slot() const noexcept { return listed_.size(); }
  [[nodiscard]] std::size_t new_slot() const noexcept { return listed_.size() + 1; }
  [[nodiscard]] std::size_t missing_slot() const noexcept { return listed_.size() + 2; }

  /// The slot of a category by name. O(1), allocates nothing.
  [[nodiscard]] std::size_t slot(std::string_view text) const noexcept {
    if (text.size() - 1 >= ShortText::max_size) [[unlikely]] {
      return text.empty() ? missing_slot() : slot_of_short(ShortText(text).view());
    }
    return slot_of_short(text);
  }

  /// The slot of an integer code, that is of the category named by its digits. O(1), allocates nothing;
  /// one load for the small codes that encoders make.
  [[nodiscard]] std::size_t slot(std::int64_t code) const noexcept {
    const auto index = static_cast<std::size_t>(code);  // of a negative code beyond any size
    return index < slot_of_code_.size() ? slot_of_code_[index] : slot_of_unusual(code);
  }
  /// The same of a code held in a floating-point matrix; see code_of().
  template <std::floating_point Value>
  [[nodiscard]] std::size_t slot(Value number) const noexcept {
    if (number >= 0 && number < static_cast<Value>(slot_of_code_.size())) {
      const auto code = static_cast<std::int32_t>(number);
      if (static_cast<Value>(code) == number) return slot_of_code_[static_cast<std::size_t>(code)];
    }
    return slot_of_unusual(code_of(number));
  }

  /// Heap memory held, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    const auto of = [](const auto& vector) { return vector.capacity() * sizeof(vector[0]); };
    std::size_t bytes = of(listed_) + of(rare_) + table_.memory_bytes() + of(slot_of_code_);
    for (const auto* names : {&listed_, &rare_}) {
      for (const std::string& name : *names) bytes += name.capacity() > sizeof(name) / 2 ? name.capacity() + 1 : 0;
    }
    return bytes;
  }

  friend bool operator==(const Vocabulary& a, const Vocabulary& b) noexcept {
    return a.listed_ == b.listed_ && a.rare_ == b.rare_ && a.open_ended_ == b.open_ended_;
  }

 private:
  static constexpr std::int64_t max_direct_code = 65'535;

  /// Not inlined, so that the usual way stays short.
  [[nodiscard, gnu::noinline]] std::size_t slot_of_unusual(std::int64_t code) const noexcept {
    if (code == missing_code) return missing_slot();
    const auto index = static_cast<std::size_t>(code);
    return index < slot_of_code_.size() ? slot_of_code_[index] : slot(CodeText(code).view());
  }

  [[nodiscard]] std::size_t slot_of_short(std::string_view text) const noexcept {
    const std::uint32_t number = table_.number(text, [this](std::size_t of) { return name(of); });
    if (number < listed_.size()) [[likely]]
      return number;
    return number != TextTable::not_there || open_ended_ ? other_slot() : new_slot();
  }

  /// Listed names first, then rare ones.
  [[nodiscard]] std::string_view name(std::size_t number) const noexcept {
    return number < listed_.size() ? listed_[number] : rare_[number - listed_.size()];
  }

  void insert(const std::string& name, std::uint32_t slot) {
    if (name.empty() || name.size() > ShortText::max_size) {
      throw ConfigError("vocabulary: a category name must have 1 to " + std::to_string(ShortText::max_size) + " bytes");
    }
    if (!table_.insert(name, [this](std::size_t of) { return this->name(of); })) {
      throw ConfigError("vocabulary: category '" + name + "' stands twice");
    }
    insert_code(name, slot);
  }

  void insert_code(const std::string& name, std::uint32_t slot) {
    std::int64_t code = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), code);
    if (parsed.ec != std::errc{} || code < 0 || code > max_direct_code || CodeText(code).view() != name) return;
    const auto unknown = static_cast<std::uint32_t>(open_ended_ ? other_slot() : new_slot());
    if (slot_of_code_.size() <= static_cast<std::size_t>(code)) {
      slot_of_code_.resize(static_cast<std::size_t>(code) + 1, unknown);
    }
    slot_of_code_[static_cast<std::size_t>(code)] = slot;
  }

  std::vector<std::string> listed_;
  std::vector<std::string> rare_;
  bool open_ended_ = false;
  TextTable table_;                          // of all names, numbered as in name()
  std::vector<std::uint32_t> slot_of_code_;  // direct, for small integer codes
};

}  // namespace leeway::inline v0_1
