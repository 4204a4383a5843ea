#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "leeway/accumulate/exact_moments.hpp"
#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/lanes.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/short_text.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/database_text.hpp"
#include "leeway/io/history.hpp"
#include "leeway/math/dyadic.hpp"

namespace leeway::inline v0_1 {

/// Puts summed rows together again: the sum of the windows they came from, to the last bit.
class HistorySum {
 public:
  explicit HistorySum(const Baseline& baseline) : schema_(&baseline.schema()), sum_(baseline) {}

  /// Throws FormatError for a row that no window of this baseline has.
  void add(const HistoryRow& row, std::int64_t begin, std::int64_t end) {
    const TimePoint from{std::chrono::seconds(begin)};
    const TimePoint until{std::chrono::seconds(end)};
    if (!sum_.begin || from < *sum_.begin) sum_.begin = from;
    if (!sum_.end || until > *sum_.end) sum_.end = until;
    if (row.part == "window") {
      if (row.place == 0) windows_ = count(row);
      if (row.place == 1) sum_.rows = count(row);
      if (row.place == 2) sum_.rejected_rows = count(row);
      if (row.place == 3) sum_.skipped_rows = count(row);
      return;
    }
    const auto feature = schema_->find(bytes_of_database_text(row.feature));
    if (!feature) fail(row, "there is no such feature");
    std::visit([&](auto& sum) { add(sum, row); }, sum_.features[*feature]);
  }

  [[nodiscard]] std::uint64_t windows() const noexcept { return windows_; }
  [[nodiscard]] WindowSum take() {
    for (auto& feature : sum_.features) {
      auto* numeric = std::get_if<NumericSum>(&feature);
      if (numeric == nullptr) continue;
      const auto& moments = moments_[&feature];
      numeric->moments = ExactMoments(moments.count, moments.sum, moments.squares);
    }
    return std::move(sum_);
  }

 private:
  struct Parts {
    std::uint64_t count = 0;
    Dyadic sum, squares;
  };

  [[noreturn]] static void fail(const HistoryRow& row, const std::string& message) {
    throw FormatError("history: feature '" + row.feature + "', " + row.part + ' ' + std::to_string(row.place) + ": " +
                      message);
  }
  static std::uint64_t count(const HistoryRow& row) {
    if (row.samples < 0) fail(row, "a negative count");
    return static_cast<std::uint64_t>(row.samples);
  }
  static std::size_t slot(const HistoryRow& row, std::size_t slots) {
    if (row.place < 0 || row.place >= static_cast<std::int64_t>(slots)) fail(row, "there is no such cell");
    return static_cast<std::size_t>(row.place);
  }

  void add(NumericSum& numeric, const HistoryRow& row) {
    Parts& parts = moments_[&sum_.features[*schema_->find(bytes_of_database_text(row.feature))]];
    if (row.part == "values") {
      parts.count = count(row);
      if (row.lowest && row.highest) {
        numeric.extrema = Extrema<double>::from_state(parts.count, *row.lowest, *row.highest);
      }
    } else if (row.part == "cell") {
      const std::size_t at = slot(row, numeric.counts.size());
      numeric.counts[at] = count(row);
      for (std::size_t lane = 0; lane < hash_lanes; ++lane) {
        numeric.lanes[at * hash_lanes + lane] = static_cast<std::uint64_t>(row.lanes[lane]);
      }
    } else if (row.part == "sum" || row.part == "squares") {
      if (row.place < -200 || row.place > 200) fail(row, "there is no such digit");
      Dyadic& digits = row.part == "sum" ? parts.sum : parts.squares;
      digits = digits + Dyadic::from_limb({static_cast<int>(row.place), row.samples});
    } else {
      fail(row, "a numeric feature has no such part");
    }
  }
  void add(CategoricalSum& categorical, const HistoryRow& row) {
    if (row.part == "cell") {
      categorical.counts[slot(row, categorical.counts.size())] = count(row);
    } else if (row.part == "new") {
      categorical.unseen.emplace(ShortText(bytes_of_database_text(row.name)), count(row));
    } else if (row.part == "unseen") {
      std::uint64_t* const figures[] = {&categorical.unseen_count, &categorical.unseen_missing,
                                        &categorical.unseen_error};
      *figures[slot(row, 3)] = count(row);
    } else if (row.part != "values") {
      fail(row, "a categorical feature has no such part");
    }
  }

  const Schema* schema_;
  WindowSum sum_;
  std::uint64_t windows_ = 0;
  std::map<const WindowSum::FeatureSum*, Parts> moments_;
};

}  // namespace leeway::inline v0_1
