#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/lanes.hpp"
#include "leeway/accumulate/partition.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/season.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/time_point.hpp"
#include "leeway/testing/random.hpp"
#include "leeway/testing/rows.hpp"

namespace leeway::inline v0_1::testing {

/// How sure healthy rows are of what healthy is.
enum class Shares : std::uint8_t {
  /// A stream's shares differ from the baseline's as far as those of a baseline of so many rows may be off: each stream
  /// is Polya's urn that begins with the training rows. The honest choice for false alarms.
  as_estimated,
  as_counted,  ///< the baseline's own shares: quieter than the world will be
};

namespace detail {

/// Draws slots of one feature; see Shares.
class SlotUrn {
 public:
  SlotUrn(std::span<const std::uint64_t> counts, Shares shares) : refills_(shares == Shares::as_estimated) {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : counts) up_to_.push_back(sum += count);
  }
  [[nodiscard]] bool empty() const noexcept { return up_to_.empty() || up_to_.back() == 0; }

  [[nodiscard]] std::size_t draw(Random& random) {
    const std::uint64_t at = random.below(up_to_.back() + drawn_.size());
    std::size_t slot = 0;
    if (at < up_to_.back()) {
      slot = static_cast<std::size_t>(std::upper_bound(up_to_.begin(), up_to_.end(), at) - up_to_.begin());
    } else {  // what was drawn is drawn again as likely as a training row
      slot = drawn_[static_cast<std::size_t>(at - up_to_.back())];
    }
    if (refills_) drawn_.push_back(static_cast<std::uint32_t>(slot));
    return slot;
  }

 private:
  bool refills_;
  std::vector<std::uint64_t> up_to_;  // cumulative counts
  std::vector<std::uint32_t> drawn_;
};

/// A value of a numeric feature that is counted in the slot.
[[nodiscard]] inline double value_in_slot(const NumericBaseline& numeric, std::size_t slot, Random& random) {
  using Limits = std::numeric_limits<double>;
  const Partition<double>& partition = numeric.cells.partition();
  if (slot == partition.missing_slot()) return Limits::quiet_NaN();
  if (slot == partition.negative_infinity_slot()) return -Limits::infinity();
  if (slot == partition.positive_infinity_slot()) return Limits::infinity();
  const double width = partition.highest() - partition.lowest();
  const double range = width > 0 ? width : 1;
  if (slot == partition.below_range_slot()) return partition.lowest() - range * (1 + random.uniform()) / 2;
  if (slot == partition.above_range_slot()) return partition.highest() + range * (1 + random.uniform()) / 2;

  const auto [low, high] = partition.bounds(slot);
  const bool last_cell = slot + 1 == partition.above_range_slot();
  const std::uint64_t* lanes = numeric.lanes.empty() ? nullptr : &numeric.lanes[slot * hash_lanes];
  std::uint64_t hits = 0;
  std::uint64_t most = 0;
  for (std::size_t lane = 0; lanes != nullptr && lane < hash_lanes; ++lane) {
    hits += lanes[lane];
    most = (std::max)(most, lanes[lane]);
  }
  // Many values of one lane are one value, and a cell that one value has to itself begins with it.
  constexpr std::uint64_t many = 8;
  if (hits >= many && hits == most) return low;
  const auto anywhere = [&, low = low, high = high] {
    const double value = low + (high - low) * random.uniform();
    return value < high || last_cell ? value : low;  // rounding may have reached the next cell's
  };
  if (hits == 0) return anywhere();
  std::size_t lane = 0;  // as often as training values had it: a value that repeats has most of its cell
  for (std::uint64_t at = random.below(hits); at >= lanes[lane]; ++lane) at -= lanes[lane];
  double value = anywhere();
  constexpr int tries = 64;  // a narrow cell may have no value of the lane
  for (int i = 0; i < tries && hash_lane(value) != lane; ++i) value = anywhere();
  return value;
}

[[nodiscard]] inline std::string text_in_slot(const CategoricalBaseline& categorical, std::size_t slot,
                                              Random& random) {
  const Vocabulary& vocabulary = categorical.vocabulary;
  if (slot < vocabulary.listed().size()) return vocabulary.listed()[slot];
  if (slot == vocabulary.missing_slot()) return {};
  if (slot == vocabulary.other_slot() && !vocabulary.rare().empty()) {
    return vocabulary.rare()[static_cast<std::size_t>(random.below(vocabulary.rare().size()))];
  }
  return "(unlisted)";  // open-ended vocabularies count unknown names as other
}

}  // namespace detail

/// Healthy traffic: rows that the training data could have held, drawn from a baseline's own cells and shares, feature
/// by feature. Equal seeds give equal rows.
///
///     leeway::testing::Healthy healthy(baseline, 7);
///     leeway::testing::Rows rows = healthy(500);
///
/// A value lies anywhere in its cell; values that repeat repeat. What a baseline does not know is not in them: features
/// are independent of each other, and so are rows. Rows remember 4 bytes a feature each with Shares::as_estimated.
class Healthy {
 public:
  /// Throws ConfigError if the baseline has no rows.
  explicit Healthy(Baseline baseline, std::uint64_t seed = 1, Shares shares = Shares::as_estimated)
      : baseline_(std::move(baseline)), shares_(shares), random_(seed) {
    if (baseline_.rows() == 0) throw ConfigError("healthy rows: the baseline has no rows to draw from");
    const Season season = baseline_.timeline().season;
    const std::size_t slices_kept = season == Season::none ? 0 : slices(season);
    urns_.resize(slices_kept + 1);
    for (std::size_t i = 0; i < baseline_.size(); ++i) {
      std::visit(
          [&](const auto& statistics) {
            urns_[0].emplace_back(counts_of(statistics), shares_);
            for (std::size_t slice = 0; slice < slices_kept; ++slice) {
              urns_[slice + 1].emplace_back(statistics.seasons[slice], shares_);
            }
          },
          baseline_[i]);
    }
  }

  /// The next rows of the stream. With a time, of a baseline with a season: as that hour has them, or as all have them
  /// where training saw no rows in that hour.
  [[nodiscard]] Rows operator()(std::size_t rows) { return draw(rows, 0); }
  [[nodiscard]] Rows operator()(std::size_t rows, TimePoint time) {
    const Season season = baseline_.timeline().season;
    return draw(rows, season == Season::none ? 0 : slice_of(season, time) + 1);
  }

  [[nodiscard]] const Baseline& baseline() const noexcept { return baseline_; }

 private:
  static std::span<const std::uint64_t> counts_of(const NumericBaseline& numeric) { return numeric.cells.counts(); }
  static std::span<const std::uint64_t> counts_of(const CategoricalBaseline& categorical) { return categorical.counts; }

  [[nodiscard]] Rows draw(std::size_t count, std::size_t slice) {
    Rows rows(baseline_.schema(), count);
    for (std::size_t row = 0; row < count; ++row) {
      for (std::size_t i = 0; i < baseline_.size(); ++i) {
        detail::SlotUrn& urn = urns_[slice][i].empty() ? urns_[0][i] : urns_[slice][i];
        const std::size_t slot = urn.draw(random_);
        if (const auto* numeric = std::get_if<NumericBaseline>(&baseline_[i])) {
          rows.number(i, row) = detail::value_in_slot(*numeric, slot, random_);
        } else {
          rows.text(i, row) = detail::text_in_slot(std::get<CategoricalBaseline>(baseline_[i]), slot, random_);
        }
      }
    }
    return rows;
  }

  Baseline baseline_;
  Shares shares_;
  Random random_;
  std::vector<std::vector<detail::SlotUrn>> urns_;  // of all rows, then of each slice of the season
};

}  // namespace leeway::inline v0_1::testing
