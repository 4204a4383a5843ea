#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/error.hpp"
#include "leeway/testing/random.hpp"
#include "leeway/testing/rows.hpp"

namespace leeway::inline v0_1::testing {

/// Something that goes wrong with one feature of rows, a row at a time; made by the functions below, or by hand. It may
/// begin at some row of a stream and grow. Whoever applies one gets ConfigError if the feature is not in the rows or of
/// the wrong kind.
struct Drift {
  /// Changes a row's value of the feature; `strength` is 0 for no change, 1 for all of it.
  using Change = std::function<void(Rows& rows, std::size_t feature, std::size_t row, double strength, Random& random)>;

  std::string feature;
  std::optional<Kind> kind{};  ///< of features that it can happen to; unset: of any
  Change change;
  std::uint64_t first_row = 0;  ///< of the stream
  std::uint64_t ramp_rows = 0;  ///< rows over which it grows from nothing to all; 0: at once

  /// The same, from a later row of the stream on.
  [[nodiscard]] Drift from_row(std::uint64_t row) const {
    Drift later = *this;
    later.first_row = row;
    return later;
  }
  /// The same, growing evenly over so many rows: a shift by more and more, a share of more and more rows.
  [[nodiscard]] Drift ramp(std::uint64_t rows) const {
    Drift gradual = *this;
    gradual.ramp_rows = rows;
    return gradual;
  }

  [[nodiscard]] double strength_at(std::uint64_t row) const noexcept {
    if (row < first_row) return 0;
    if (row - first_row >= ramp_rows) return 1;
    return static_cast<double>(row - first_row) / static_cast<double>(ramp_rows);
  }

  /// `already` rows of the stream came before these.
  void apply(Rows& rows, Random& random, std::uint64_t already = 0) const {
    const std::size_t index = rows.schema().index_of(feature);
    if (kind && rows.schema()[index].kind != *kind) {
      throw ConfigError("drift: feature '" + feature + "' is " + std::string(to_string(rows.schema()[index].kind)) +
                        ", the drift is one of " + std::string(to_string(*kind)) + " features");
    }
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const double strength = strength_at(already + row);
      if (strength > 0) change(rows, index, row, strength, random);
    }
  }
};

/// Rows of one's own with a drift in them.
[[nodiscard]] inline Rows drifted(Rows rows, const Drift& drift, std::uint64_t seed = 1) {
  Random random(seed);
  drift.apply(rows, random);
  return rows;
}

namespace detail {

[[nodiscard]] inline const NumericBaseline& numeric_feature(const Baseline& baseline, const std::string& feature) {
  const auto* numeric = std::get_if<NumericBaseline>(&baseline[baseline.schema().index_of(feature)]);
  if (numeric == nullptr) throw ConfigError("drift: feature '" + feature + "' of the baseline is not numeric");
  return *numeric;
}

inline void require_share(double share, const std::string& feature) {
  if (!(share >= 0 && share <= 1)) {
    throw ConfigError("drift: a share of '" + feature + "' must lie between 0 and 1");
  }
}

inline void require_finite(double value, const std::string& feature) {
  if (!std::isfinite(value)) throw ConfigError("drift: a size for '" + feature + "' must be finite");
}

/// A drift that replaces the value in a share of the rows.
template <class Replace>
[[nodiscard]] Drift replacing(std::string feature, std::optional<Kind> kind, double share, Replace replace) {
  require_share(share, feature);
  return {std::move(feature), kind,
          [=](Rows& rows, std::size_t index, std::size_t row, double strength, Random& random) {
            if (random.chance(strength * share)) replace(rows, index, row, random);
          }};
}

}  // namespace detail

/// Every value larger by so much, in the feature's unit.
[[nodiscard]] inline Drift shift(std::string feature, double by) {
  detail::require_finite(by, feature);
  return {std::move(feature), Kind::numeric,
          [=](Rows& rows, std::size_t index, std::size_t row, double strength, Random&) {
            rows.number(index, row) += strength * by;
          }};
}

/// The same in standard deviations of the baseline's values. Throws ConfigError if the baseline has no such numeric
/// feature, or its values do not vary.
[[nodiscard]] inline Drift mean_shift(const Baseline& baseline, std::string feature, double std_devs) {
  const double std_dev = detail::numeric_feature(baseline, feature).moments.std_dev();
  if (!(std_dev > 0)) throw ConfigError("drift: the baseline's '" + feature + "' does not vary: use shift()");
  return shift(std::move(feature), std_devs * std_dev);
}

/// Values `factor` times as far from the baseline's mean as they were: 2 doubles the standard deviation.
[[nodiscard]] inline Drift scale(const Baseline& baseline, std::string feature, double factor) {
  detail::require_finite(factor, feature);
  const double mean = detail::numeric_feature(baseline, feature).moments.mean();
  return {std::move(feature), Kind::numeric,
          [=](Rows& rows, std::size_t index, std::size_t row, double strength, Random&) {
            double& value = rows.number(index, row);
            value += strength * (factor - 1) * (value - mean);
          }};
}

/// A change of unit, as feet for metres: every value times the factor.
[[nodiscard]] inline Drift multiply(std::string feature, double factor) {
  detail::require_finite(factor, feature);
  return {std::move(feature), Kind::numeric,
          [=](Rows& rows, std::size_t index, std::size_t row, double strength, Random&) {
            rows.number(index, row) *= 1 + strength * (factor - 1);
          }};
}

/// A value that comes again and again in a share of the rows: a default filled in, a sensor that is stuck.
[[nodiscard]] inline Drift stuck_at(std::string feature, double value, double share = 1) {
  return detail::replacing(
      std::move(feature), Kind::numeric, share,
      [=](Rows& rows, std::size_t index, std::size_t row, Random&) { rows.number(index, row) = value; });
}
/// Of a categorical feature: a share of the rows in one category, which may be known or new.
[[nodiscard]] inline Drift stuck_at(std::string feature, std::string category, double share = 1) {
  return detail::replacing(
      std::move(feature), Kind::categorical, share,
      [=](Rows& rows, std::size_t index, std::size_t row, Random&) { rows.text(index, row) = category; });
}

/// A share of the rows in a category that training has not seen.
[[nodiscard]] inline Drift new_category(std::string feature, double share, std::string name = "(new category)") {
  return stuck_at(std::move(feature), std::move(name), share);
}

/// This share of the rows that were in one category come in another: category shares shift, none is new.
[[nodiscard]] inline Drift move_share(std::string feature, std::string from, std::string to, double share) {
  return detail::replacing(std::move(feature), Kind::categorical, share,
                           [=](Rows& rows, std::size_t index, std::size_t row, Random&) {
                             if (rows.text(index, row) == from) rows.text(index, row) = to;
                           });
}

/// A share of a feature's values gone, whatever its kind.
[[nodiscard]] inline Drift missing(std::string feature, double share) {
  return detail::replacing(std::move(feature), std::nullopt, share,
                           [](Rows& rows, std::size_t index, std::size_t row, Random&) {
                             if (rows.is_numeric(index)) {
                               rows.number(index, row) = std::numeric_limits<double>::quiet_NaN();
                             } else {
                               rows.text(index, row).clear();
                             }
                           });
}

/// A share of the values above all that training has seen, by up to the width of its range.
[[nodiscard]] inline Drift out_of_range(const Baseline& baseline, std::string feature, double share) {
  const auto& partition = detail::numeric_feature(baseline, feature).cells.partition();
  const double highest = partition.highest();
  const double width = highest > partition.lowest() ? highest - partition.lowest() : 1;
  return detail::replacing(std::move(feature), Kind::numeric, share,
                           [=](Rows& rows, std::size_t index, std::size_t row, Random& random) {
                             rows.number(index, row) = highest + width * (0.01 + random.uniform());
                           });
}

}  // namespace leeway::inline v0_1::testing
