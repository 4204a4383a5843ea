#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/error.hpp"
#include "leeway/testing/random.hpp"
#include "leeway/testing/rows.hpp"

namespace leeway::inline v0_1::testing {

/// Draws the values of one feature. Any callable of `Random&` is one: a `double` makes a numeric feature, a
/// `std::string` a categorical one.
using NumberSource = std::function<double(Random&)>;
using TextSource = std::function<std::string(Random&)>;

namespace detail {
inline void require(bool holds, const char* what) {
  if (!holds) throw ConfigError(std::string("distribution: ") + what);
}
}  // namespace detail

/// All of these throw ConfigError for parameters that cannot be.
[[nodiscard]] inline NumberSource normal(double mean, double std_dev) {
  detail::require(std::isfinite(mean) && std_dev >= 0 && std::isfinite(std_dev),
                  "std_dev must be finite, not negative");
  return [=](Random& random) { return mean + std_dev * random.normal(); };
}
/// exp of a normal: incomes, durations, sizes of files. `spread` is the std of the logarithm.
[[nodiscard]] inline NumberSource log_normal(double median, double spread) {
  detail::require(median > 0 && std::isfinite(median) && spread >= 0 && std::isfinite(spread),
                  "a log-normal's median must be positive, its spread not negative");
  return [=](Random& random) { return median * std::exp(spread * random.normal()); };
}
[[nodiscard]] inline NumberSource uniform(double low, double high) {
  detail::require(low < high && std::isfinite(high - low), "a uniform's limits must be finite and ascending");
  return [=](Random& random) { return low + (high - low) * random.uniform(); };
}
[[nodiscard]] inline NumberSource exponential(double mean) {
  detail::require(mean > 0 && std::isfinite(mean), "an exponential's mean must be positive");
  return [=](Random& random) { return mean * random.exponential(); };
}
[[nodiscard]] inline NumberSource constant(double value) {
  return [=](Random&) { return value; };
}
/// Whole numbers from `low` to `high`, both included, all as likely.
[[nodiscard]] inline NumberSource integers(std::int64_t low, std::int64_t high) {
  detail::require(low <= high, "integers' limits must be ascending");
  const std::uint64_t count = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  detail::require(count != 0, "integers' limits are too far apart");
  return [=](Random& random) { return static_cast<double>(low + static_cast<std::int64_t>(random.below(count))); };
}

struct Category {
  std::string name;
  double weight = 1;
};
/// Weights are taken relative to their sum.
[[nodiscard]] inline TextSource categories(std::vector<Category> weighted) {
  double total = 0;
  for (const Category& category : weighted) {
    detail::require(category.weight >= 0 && std::isfinite(category.weight), "weights must be finite, not negative");
    total += category.weight;
  }
  detail::require(total > 0 && std::isfinite(total), "categories need a positive weight");
  return [weighted = std::move(weighted), total](Random& random) {
    double left = total * random.uniform();
    const Category* last = nullptr;
    for (const Category& category : weighted) {
      if (category.weight == 0) continue;
      last = &category;
      if (left < category.weight) break;
      left -= category.weight;
    }
    return last->name;
  };
}

/// The same with a share of missing values.
template <class Source>
[[nodiscard]] auto with_missing(double share, Source source) {
  detail::require(share >= 0 && share <= 1, "a share must lie between 0 and 1");
  return [=](Random& random) -> std::invoke_result_t<Source&, Random&> {
    if (!random.chance(share)) return source(random);
    if constexpr (std::is_floating_point_v<std::invoke_result_t<Source&, Random&>>) {
      return std::numeric_limits<double>::quiet_NaN();
    } else {
      return {};
    }
  };
}

/// Made-up data of named distributions, for training and as live traffic:
///
///     leeway::testing::Population people(7);
///     people.add({.name = "age", .importance = 3}, leeway::testing::normal(41, 12));
///     people.add({.name = "device"}, leeway::testing::categories({{"phone", 3}, {"desktop", 1}}));
///     const leeway::Baseline baseline = people.baseline(10'000);
///     const leeway::testing::Rows live = people(500);
///
/// Equal seeds give equal rows. Rows are independent of each other, and so are features.
class Population {
 public:
  explicit Population(std::uint64_t seed = 1) : random_(seed) {}

  /// The kind of the feature follows from what its source draws. Throws ConfigError as Schema::add does.
  template <class Source>
  Population& add(Feature feature, Source source) {
    constexpr bool numeric = std::is_arithmetic_v<std::invoke_result_t<Source&, Random&>>;
    feature.kind = numeric ? Kind::numeric : Kind::categorical;
    schema_.add(std::move(feature));
    numbers_.emplace_back();
    texts_.emplace_back();
    if constexpr (numeric) {
      numbers_.back() = std::move(source);
    } else {
      texts_.back() = std::move(source);
    }
    return *this;
  }

  [[nodiscard]] const Schema& schema() const noexcept { return schema_; }

  /// The next rows.
  [[nodiscard]] Rows operator()(std::size_t count) {
    Rows rows(schema_, count);
    for (std::size_t row = 0; row < count; ++row) {
      for (std::size_t i = 0; i < schema_.size(); ++i) {
        if (rows.is_numeric(i)) {
          rows.number(i, row) = numbers_[i](random_);
        } else {
          rows.text(i, row) = texts_[i](random_);
        }
      }
    }
    return rows;
  }

  /// A baseline of the next rows.
  [[nodiscard]] Baseline baseline(std::size_t rows, const BuilderOptions& options = {}) {
    BaselineBuilder builder(schema_, options);
    const Rows training = (*this)(rows);
    const std::vector<CategoryColumn> columns = training.categorical();
    if (rows > 0) builder.add(training.numeric(), std::span<const CategoryColumn>(columns));
    return builder.build();
  }

 private:
  Schema schema_;
  Random random_;
  std::vector<NumberSource> numbers_;
  std::vector<TextSource> texts_;
};

}  // namespace leeway::inline v0_1::testing
