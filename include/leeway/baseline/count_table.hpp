#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// Counts of several stretches of rows (consecutive blocks, hours of the day) over the slots of one feature: one row of
/// the table a stretch. Empty where a baseline does not know them.
class CountTable {
 public:
  CountTable() = default;
  CountTable(std::size_t stretches, std::size_t slots) : slots_(slots), counts_(stretches * slots) {}
  /// Throws ConfigError if the counts do not fill whole rows.
  CountTable(std::size_t slots, std::vector<std::uint64_t> counts) : slots_(slots), counts_(std::move(counts)) {
    if (slots_ == 0 ? !counts_.empty() : counts_.size() % slots_ != 0) {
      throw ConfigError("count table: " + std::to_string(counts_.size()) + " counts do not fill rows of " +
                        std::to_string(slots_) + " slots");
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return slots_ == 0 ? 0 : counts_.size() / slots_; }
  [[nodiscard]] bool empty() const noexcept { return counts_.empty(); }
  [[nodiscard]] std::size_t slots() const noexcept { return slots_; }
  [[nodiscard]] std::span<const std::uint64_t> operator[](std::size_t stretch) const noexcept {
    return std::span(counts_).subspan(stretch * slots_, slots_);
  }
  [[nodiscard]] std::span<std::uint64_t> operator[](std::size_t stretch) noexcept {
    return std::span(counts_).subspan(stretch * slots_, slots_);
  }
  [[nodiscard]] std::span<const std::uint64_t> flat() const noexcept { return counts_; }
  [[nodiscard]] std::uint64_t rows(std::size_t stretch) const noexcept {
    std::uint64_t rows = 0;
    for (const std::uint64_t count : (*this)[stretch]) rows += count;
    return rows;
  }

  friend bool operator==(const CountTable&, const CountTable&) = default;

 private:
  std::size_t slots_ = 0;
  std::vector<std::uint64_t> counts_;  // stretch by stretch
};

}  // namespace leeway::inline v0_1
