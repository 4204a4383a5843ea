#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "leeway/accumulate/partition.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// How many values fell into each slot of a frozen Partition: the state behind every test on live data.
///
/// Adding is one increment; merging is integer addition, exact in any order, and refuses another partition.
/// Memory: 8 bytes a slot plus the edges.
template <std::floating_point Value = double>
class Cells {
 public:
  using value_type = Value;

  Cells() : Cells(Partition<Value>{}) {}
  explicit Cells(Partition<Value> partition) : partition_(std::move(partition)), counts_(partition_.slot_count()) {}
  /// Counts known already, one per slot; throws ConfigError if their number does not fit the partition.
  Cells(Partition<Value> partition, std::vector<std::uint64_t> counts)
      : partition_(std::move(partition)), counts_(std::move(counts)) {
    if (counts_.size() != partition_.slot_count()) {
      throw ConfigError("cells: " + std::to_string(counts_.size()) + " counts for a partition of " +
                        std::to_string(partition_.slot_count()) + " slots");
    }
  }

  void add(Value x) noexcept { ++counts_[partition_.slot(x)]; }
  /// For callers who found the slot themselves, with a rounded copy of this partition for instance.
  void add_to_slot(std::size_t slot, std::uint64_t times = 1) noexcept { counts_[slot] += times; }

  void merge(const Cells& other) {
    if (other.partition_ != partition_) throw ConfigError("cells: merging counts over different edges");
    for (std::size_t slot = 0; slot < counts_.size(); ++slot) counts_[slot] += other.counts_[slot];
  }
  void reset() noexcept { counts_.assign(counts_.size(), 0); }

  [[nodiscard]] const Partition<Value>& partition() const noexcept { return partition_; }
  /// All slots, in the order of Partition's table.
  [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }
  /// All slots but `missing`, in the order of the values they hold.
  [[nodiscard]] std::span<const std::uint64_t> ordered_counts() const noexcept {
    return counts().first(counts_.size() - 1);
  }

  /// Values that are not missing (infinities are values).
  [[nodiscard]] std::uint64_t count() const noexcept { return seen() - missing(); }
  /// Everything added, missing included.
  [[nodiscard]] std::uint64_t seen() const noexcept {
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  }
  [[nodiscard]] std::uint64_t missing() const noexcept { return counts_.back(); }
  [[nodiscard]] std::uint64_t infinite() const noexcept {
    return counts_[partition_.negative_infinity_slot()] + counts_[partition_.positive_infinity_slot()];
  }
  /// Finite values outside the partition's lowest..highest.
  [[nodiscard]] std::uint64_t out_of_range() const noexcept {
    return counts_[partition_.below_range_slot()] + counts_[partition_.above_range_slot()];
  }

  friend bool operator==(const Cells&, const Cells&) = default;

 private:
  Partition<Value> partition_;
  std::vector<std::uint64_t> counts_;
};

}  // namespace leeway::inline v0_1
