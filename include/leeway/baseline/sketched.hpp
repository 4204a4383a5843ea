#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/cells.hpp"
#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/moments.hpp"
#include "leeway/accumulate/partition.hpp"
#include "leeway/accumulate/quantiles.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/short_text.hpp"
#include "leeway/math/sample_quantile.hpp"

namespace leeway::inline v0_1 {

// Baselines of data that only sketches have seen, because they are too large for one machine. A sketch knows the share
// below a value only to its rank error: its cell counts are estimates, and a baseline of a billion rows that are known
// to .3 % is worth no more to a test than a sample of as many rows as have that error by chance. So that is the number
// of rows such a baseline has: tests then hold their level as they are, and quantiles say their error.

/// What a sketch does not know of a numeric feature.
struct BesidesSketch {
  std::uint64_t missing = 0;
  std::uint64_t positive_infinite = 0;
  std::uint64_t negative_infinite = 0;
  std::optional<double> mean{};      ///< of the finite values; estimated from the sketch when not known
  std::optional<double> variance{};  ///< the sample variance; estimated too
};

/// How many rows drawn at random know their distribution as well as `rows` rows of which a sketch knows the ranks to
/// `rank_error`, a 99 % bound: at the median 1 / (4 n) is the variance of chance, to which that of the sketch is added.
[[nodiscard]] inline std::uint64_t rows_worth(std::uint64_t rows, double rank_error) noexcept {
  if (!(rank_error > 0) || rows == 0) return rows;
  const double deviation = rank_error / 2.5758293035489004;
  const double worth = 1 / (1 / static_cast<double>(rows) + 4 * deviation * deviation);
  return (std::max)(std::uint64_t{1}, static_cast<std::uint64_t>(worth));
}

/// The baseline of a numeric feature as its sketch has it, all rows counted; `rank_error` is the sketch's. While the
/// sketch is exact, so are edges, counts and quantiles: those of NumericBuilder. Edges are taken from 2^17 of its
/// ranks at most.
template <std::floating_point Value>
[[nodiscard]] NumericBaseline numeric_baseline(const Quantiles<Value>& sketch, const BesidesSketch& besides = {}) {
  NumericBaseline baseline;
  const auto weighted = sketch.weighted_values();
  constexpr std::uint64_t most_ranks = std::uint64_t{1} << 17;
  const std::uint64_t ranks = (std::min)(sketch.count(), most_ranks);
  std::vector<double> sample;
  sample.reserve(ranks);
  Moments<double> moments;
  double passed = 0;  // values up to and including the current one
  for (const auto& [value, weight] : weighted) {
    passed += static_cast<double>(weight);
    const double wanted = passed / static_cast<double>(sketch.count()) * static_cast<double>(ranks);
    while (sample.size() < ranks && static_cast<double>(sample.size()) < std::round(wanted)) {
      sample.push_back(static_cast<double>(value));
    }
    Moments<double> atom;
    atom.add(static_cast<double>(value));
    auto state = atom.state();
    state.count = weight;
    moments.merge(Moments<double>::from_state(state));
  }
  if (!sample.empty()) {
    sample.front() = static_cast<double>(sketch.lowest());
    sample.back() = static_cast<double>(sketch.highest());
  }

  baseline.cells = Cells<double>(quantile_partition(std::span<const double>(sample)));
  const Partition<double>& partition = baseline.cells.partition();
  for (const auto& [value, weight] : weighted) {
    baseline.cells.add_to_slot(partition.slot(static_cast<double>(value)), weight);
  }
  baseline.cells.add_to_slot(partition.missing_slot(), besides.missing);
  baseline.cells.add_to_slot(partition.positive_infinity_slot(), besides.positive_infinite);
  baseline.cells.add_to_slot(partition.negative_infinity_slot(), besides.negative_infinite);

  auto state = moments.state();
  if (besides.mean) {
    state.mean = std::ldexp(*besides.mean, -state.exponent);
    state.mean_rest = 0;
  }
  if (besides.variance && state.count > 0) {
    state.m2 = std::ldexp(*besides.variance, -2 * state.exponent) * static_cast<double>(state.count - 1);
    state.m2_rest = 0;
  }
  baseline.moments = Moments<double>::from_state(state);
  baseline.extrema = Extrema<double>::from_state(sketch.count(), static_cast<double>(sketch.lowest()),
                                                 static_cast<double>(sketch.highest()));
  for (const double p : reported_probabilities) {
    if (!sample.empty()) baseline.quantiles.push_back({p, sample_quantile(std::span<const double>(sample), p)});
  }
  baseline.rank_error = sketch.rank_error();
  return baseline;
}

/// The baseline of a categorical feature of which somebody counted the rows of each category; the empty name is
/// missing. The list is CategoricalBuilder's: the `max_listed` most frequent, the rest `other`, told from new ones
/// unless there are more than `max_remembered`. Names of one ShortText are one category.
[[nodiscard]] inline CategoricalBaseline categorical_baseline(
    std::span<const std::pair<std::string, std::uint64_t>> counts, const BuilderOptions& options = {}) {
  std::map<ShortText, std::uint64_t> sums;
  for (const auto& [name, count] : counts) sums[ShortText(name)] += count;
  const std::uint64_t missing = std::exchange(sums[ShortText()], 0);
  std::vector<std::pair<ShortText, std::uint64_t>> present;
  for (const auto& entry : sums) {
    if (entry.second > 0) present.push_back(entry);
  }
  std::ranges::stable_sort(present, std::greater(), &std::pair<ShortText, std::uint64_t>::second);

  CategoricalBaseline baseline;
  std::vector<std::string> listed;
  std::vector<std::string> rare;
  std::uint64_t other = 0;
  const bool open_ended = present.size() > options.max_remembered;
  for (const auto& [name, count] : present) {
    baseline.singletons += count == 1 && !open_ended ? 1 : 0;
    if (listed.size() < options.max_listed) {
      listed.emplace_back(name.view());
      baseline.counts.push_back(count);
    } else {
      if (!open_ended) rare.emplace_back(name.view());
      other += count;
    }
  }
  baseline.counts.insert(baseline.counts.end(), {other, 0, missing});
  baseline.vocabulary = Vocabulary(std::move(listed), std::move(rare), open_ended);
  return baseline;
}

namespace detail {

/// The same shares of fewer rows, in whole numbers: the largest remainders are rounded up.
inline std::vector<std::uint64_t> scaled_to(std::span<const std::uint64_t> counts, std::uint64_t rows) {
  const double before = std::accumulate(counts.begin(), counts.end(), 0.0,
                                        [](double sum, std::uint64_t n) { return sum + static_cast<double>(n); });
  std::vector<std::uint64_t> scaled;
  std::vector<std::pair<double, std::size_t>> remainders;
  std::uint64_t left = rows;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double share = static_cast<double>(counts[i]) / before * static_cast<double>(rows);
    scaled.push_back((std::min)(left, static_cast<std::uint64_t>(share)));
    left -= scaled.back();
    remainders.emplace_back(share - std::floor(share), i);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t next = 0; left > 0; ++next, --left) ++scaled[remainders[next % remainders.size()].second];
  return scaled;
}

inline FeatureBaseline scaled_to(const NumericBaseline& numeric, std::uint64_t rows) {
  NumericBaseline scaled = numeric;
  scaled.lanes = {};
  scaled.blocks = scaled.seasons = {};
  scaled.cells = Cells<double>(numeric.cells.partition(), scaled_to(numeric.cells.counts(), rows));
  const std::uint64_t finite = scaled.cells.count() - scaled.cells.infinite();
  auto state = numeric.moments.state();
  const double ratio = state.count > 0 ? static_cast<double>(finite) / static_cast<double>(state.count) : 0;
  state.count = finite;
  for (double* part : {&state.m2, &state.m2_rest, &state.m3, &state.m4}) *part *= ratio;
  scaled.moments = Moments<double>::from_state(state);
  scaled.extrema = Extrema<double>::from_state(finite, numeric.extrema.lowest(), numeric.extrema.highest());
  return scaled;
}

inline FeatureBaseline scaled_to(const CategoricalBaseline& categorical, std::uint64_t rows) {
  CategoricalBaseline scaled = categorical;
  scaled.blocks = scaled.seasons = {};
  const double ratio = static_cast<double>(rows) / static_cast<double>(categorical.rows());
  scaled.counts = scaled_to(categorical.counts, rows);
  scaled.singletons = static_cast<std::uint64_t>(std::round(static_cast<double>(categorical.singletons) * ratio));
  return scaled;
}

}  // namespace detail

/// A baseline whose numeric features came from sketches: of as many rows as the least certain of them is worth, the
/// shares and moments unchanged. Throws ConfigError like Baseline, and where there are no rows.
[[nodiscard]] inline Baseline baseline_from_sketches(Schema schema, std::vector<FeatureBaseline> features,
                                                     Provenance provenance) {
  Baseline all_rows(std::move(schema), std::move(features), std::move(provenance));
  if (all_rows.rows() == 0) throw ConfigError("baseline: there are no training rows");
  std::uint64_t worth = all_rows.rows();
  for (std::size_t i = 0; i < all_rows.size(); ++i) {
    if (const auto* numeric = std::get_if<NumericBaseline>(&all_rows[i])) {
      worth = (std::min)(worth, rows_worth(all_rows.rows(), numeric->rank_error));
    }
  }
  if (worth == all_rows.rows()) return all_rows;
  std::vector<FeatureBaseline> scaled;
  for (std::size_t i = 0; i < all_rows.size(); ++i) {
    scaled.push_back(std::visit([&](const auto& feature) { return detail::scaled_to(feature, worth); }, all_rows[i]));
  }
  return Baseline(all_rows.schema(), std::move(scaled), all_rows.provenance());
}

}  // namespace leeway::inline v0_1
