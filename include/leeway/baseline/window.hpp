#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/categories.hpp"
#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/lanes.hpp"
#include "leeway/accumulate/moments.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/time_point.hpp"

namespace leeway::inline v0_1 {

/// Live counts of one numeric feature over the slots of its baseline's partition.
struct NumericWindow {
  std::vector<std::uint64_t> counts;
  /// The finite values of each slot by hash lane: entry `slot * hash_lanes + hash_lane(x)`.
  std::vector<std::uint64_t> lanes;
  Moments<double, 2> moments;
  Extrema<double> extrema;

  NumericWindow() = default;
  /// Empty, over so many slots.
  explicit NumericWindow(std::size_t slot_count) : counts(slot_count), lanes(slot_count * hash_lanes) {}

  void add(std::size_t slot, double x) noexcept {
    ++counts[slot];
    if (is_finite(x)) ++lanes[slot * hash_lanes + hash_lane(x)];
    moments.add(x);
    extrema.add(x);
  }
  void merge(const NumericWindow& other) noexcept {
    for (std::size_t slot = 0; slot < counts.size(); ++slot) counts[slot] += other.counts[slot];
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] += other.lanes[lane];
    moments.merge(other.moments);
    extrema.merge(other.extrema);
  }
  void reset() noexcept {
    counts.assign(counts.size(), 0);
    lanes.assign(lanes.size(), 0);
    moments = {};
    extrema = {};
  }
  /// Heap memory held, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return (counts.capacity() + lanes.capacity()) * sizeof(std::uint64_t);
  }
  friend bool operator==(const NumericWindow&, const NumericWindow&) = default;
};

/// Live counts of one categorical feature over the slots of its baseline's vocabulary.
struct CategoricalWindow {
  /// How many new categories are remembered by name, so that a report can say which ones came.
  static constexpr std::size_t remembered_new = 16;

  std::vector<std::uint64_t> counts;
  Categories<ShortText> unseen{remembered_new};

  CategoricalWindow() = default;
  /// Empty, over so many slots.
  explicit CategoricalWindow(std::size_t slot_count) : counts(slot_count) {}

  void merge(const CategoricalWindow& other) {
    for (std::size_t slot = 0; slot < counts.size(); ++slot) counts[slot] += other.counts[slot];
    unseen.merge(other.unseen);
  }
  void reset() noexcept {
    counts.assign(counts.size(), 0);
    unseen.reset();
  }
  /// Heap memory held, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return counts.capacity() * sizeof(std::uint64_t) + unseen.memory_bytes();
  }
  friend bool operator==(const CategoricalWindow&, const CategoricalWindow&) = default;
};

/// What was observed in one stretch of production: counts that mean something only together with the baseline whose
/// cells they fill. Plain data; windows of threads, replicas or hours merge by addition (counts exactly, moments to
/// rounding).
struct Window {
  std::uint64_t baseline_hash = 0;
  std::uint64_t rows = 0;
  std::uint64_t rejected_rows = 0;  ///< rows of batches whose shape did not fit; not in `rows`, not in any count
  std::uint64_t skipped_rows = 0;   ///< rows that sampling passed over; not in `rows`, not in any count
  std::optional<TimePoint> begin;   ///< the stretch of time, where somebody keeps a clock
  std::optional<TimePoint> end;
  std::vector<std::variant<NumericWindow, CategoricalWindow>> features;  ///< in the schema's order

  Window() = default;
  /// An empty window over a baseline's cells: all the memory it will ever need.
  explicit Window(const Baseline& baseline) : baseline_hash(baseline.content_hash()) {
    features.reserve(baseline.size());
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      if (const auto* numeric = std::get_if<NumericBaseline>(&baseline[i])) {
        features.emplace_back(NumericWindow(numeric->cells.partition().slot_count()));
      } else {
        features.emplace_back(CategoricalWindow(std::get<CategoricalBaseline>(baseline[i]).vocabulary.slot_count()));
      }
    }
  }

  /// Throws ConfigError if the other window belongs to another baseline; nothing is merged then.
  void merge(const Window& other) {
    if (other.baseline_hash != baseline_hash || other.features.size() != features.size()) {
      throw ConfigError("window: merging counts of another baseline");
    }
    rows += other.rows;
    rejected_rows += other.rejected_rows;
    skipped_rows += other.skipped_rows;
    if (other.begin && (!begin || *other.begin < *begin)) begin = other.begin;
    if (other.end && (!end || *other.end > *end)) end = other.end;
    for (std::size_t i = 0; i < features.size(); ++i) {
      std::visit([&](auto& mine) { mine.merge(std::get<std::remove_reference_t<decltype(mine)>>(other.features[i])); },
                 features[i]);
    }
  }
  void reset() noexcept {
    rows = rejected_rows = skipped_rows = 0;
    begin.reset();
    end.reset();
    for (auto& feature : features) std::visit([](auto& counts) { counts.reset(); }, feature);
  }

  /// Share of the rows that were counted, among those that fitted; 1 without sampling. Counts are those of the sample:
  /// divide by the share to estimate how many rows there were.
  [[nodiscard]] double sampled_share() const noexcept {
    return skipped_rows == 0 ? 1 : static_cast<double>(rows) / static_cast<double>(rows + skipped_rows);
  }

  /// Heap memory held, in bytes; it does not grow with what is observed.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    std::size_t bytes = features.capacity() * sizeof(features.front());
    for (const auto& feature : features) {
      bytes += std::visit([](const auto& counts) { return counts.memory_bytes(); }, feature);
    }
    return bytes;
  }

  friend bool operator==(const Window&, const Window&) = default;
};

}  // namespace leeway::inline v0_1
