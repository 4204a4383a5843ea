#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/cells.hpp"
#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/lanes.hpp"
#include "leeway/accumulate/moments.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/attribution.hpp"
#include "leeway/baseline/count_table.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/baseline/season.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/time_point.hpp"

namespace leeway::inline v0_1 {

/// A value below which the share `probability` of the training values lies.
struct Quantile {
  double probability = 0;
  double value = 0;
  friend bool operator==(const Quantile&, const Quantile&) = default;
};

/// The quantiles a baseline keeps, for reports.
inline constexpr std::array<double, 7> reported_probabilities{0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

/// What a numeric feature looked like in training.
struct NumericBaseline {
  Cells<double> cells;      ///< where the values fell; live values are counted over the same cells
  Moments<double> moments;  ///< of the finite values
  Extrema<double> extrema;  ///< of the finite values
  std::vector<Quantile> quantiles;
  double rank_error = 0;  ///< of the quantiles and edges; 0 when they came from all values, sorted
  /// The finite values of each slot by hash lane: entry `slot * hash_lanes + hash_lane(x)`. Empty when unknown.
  std::vector<std::uint64_t> lanes{};
  CountTable blocks{};   ///< consecutive blocks of the training rows; empty when unknown
  CountTable seasons{};  ///< one row a slice of the timeline's season; empty without one

  [[nodiscard]] std::uint64_t rows() const noexcept { return cells.seen(); }
  friend bool operator==(const NumericBaseline&, const NumericBaseline&) = default;
};

/// What a categorical feature looked like in training.
struct CategoricalBaseline {
  Vocabulary vocabulary;
  std::vector<std::uint64_t> counts;  ///< one per slot of the vocabulary
  /// Categories seen exactly once: what Good and Turing tell new ones from. 0 when the vocabulary is open-ended.
  std::uint64_t singletons = 0;
  CountTable blocks{};   ///< consecutive blocks of the training rows; empty when unknown
  CountTable seasons{};  ///< one row a slice of the timeline's season; empty without one

  [[nodiscard]] std::uint64_t rows() const noexcept {
    std::uint64_t rows = 0;
    for (const std::uint64_t count : counts) rows += count;
    return rows;
  }
  [[nodiscard]] std::uint64_t missing() const noexcept { return counts[vocabulary.missing_slot()]; }
  friend bool operator==(const CategoricalBaseline&, const CategoricalBaseline&) = default;
};

using FeatureBaseline = std::variant<NumericBaseline, CategoricalBaseline>;

/// How many slots a feature's values are counted over.
[[nodiscard]] inline std::size_t slot_count(const NumericBaseline& numeric) noexcept {
  return numeric.cells.partition().slot_count();
}
[[nodiscard]] inline std::size_t slot_count(const CategoricalBaseline& categorical) noexcept {
  return categorical.vocabulary.slot_count();
}
[[nodiscard]] inline std::size_t slot_count(const FeatureBaseline& baseline) {
  return std::visit([](const auto& statistics) { return slot_count(statistics); }, baseline);
}

/// How training rows were laid out in time.
struct Timeline {
  Season season = Season::none;     ///< what the features' `seasons` are slices of
  std::vector<TimePoint> blocks{};  ///< when each block began; empty when blocks are by the number of rows
  friend bool operator==(const Timeline&, const Timeline&) = default;
};

/// Where a baseline came from. Not part of its content: two builds from the same data have the same hash.
struct Provenance {
  std::string name;             ///< of the model or data set, as reports show it
  std::string created;          ///< UTC, ISO 8601: 2026-01-31T12:00:00Z
  std::string library_version;  ///< Leeway's version that built it
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// What normal looked like: the frozen statistics of the training data, one entry per feature of the schema.
/// Immutable once made; copies are plain values; safe to read from many threads.
class Baseline {
 public:
  Baseline() = default;

  /// Throws ConfigError if the statistics do not fit the schema or each other (kinds, slots, row counts).
  Baseline(Schema schema, std::vector<FeatureBaseline> features, Provenance provenance, Timeline timeline = {})
      : schema_(std::move(schema)),
        features_(std::move(features)),
        provenance_(std::move(provenance)),
        timeline_(std::move(timeline)) {
    if (features_.size() != schema_.size()) {
      throw ConfigError("baseline: " + std::to_string(features_.size()) + " features for a schema of " +
                        std::to_string(schema_.size()));
    }
    for (std::size_t i = 0; i < features_.size(); ++i) check(i);
    hash_ = compute_hash();
  }

  [[nodiscard]] const Schema& schema() const noexcept { return schema_; }
  [[nodiscard]] const Provenance& provenance() const noexcept { return provenance_; }
  [[nodiscard]] const Timeline& timeline() const noexcept { return timeline_; }
  [[nodiscard]] std::size_t size() const noexcept { return features_.size(); }
  [[nodiscard]] const FeatureBaseline& operator[](std::size_t index) const noexcept { return features_[index]; }
  /// Training rows behind every feature.
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  /// Fingerprint of the features and their statistics, the same everywhere. Provenance, importance and thresholds are
  /// left out: windows counted before a limit was tuned still belong to the baseline. Tells baselines apart; it is no
  /// protection against forgery.
  [[nodiscard]] std::uint64_t content_hash() const noexcept { return hash_; }

  /// The same statistics with other importances or thresholds; throws ConfigError if names or kinds differ.
  [[nodiscard]] Baseline with_schema(Schema schema) const {
    if (schema.size() != schema_.size()) throw ConfigError("baseline: the new schema has another number of features");
    for (std::size_t i = 0; i < schema.size(); ++i) {
      if (schema[i].name != schema_[i].name || schema[i].kind != schema_[i].kind) {
        throw ConfigError("baseline: the new schema has '" + schema[i].name + "' where '" + schema_[i].name + "' was");
      }
    }
    Baseline changed = *this;
    changed.schema_ = std::move(schema);
    return changed;
  }

  /// What each feature contributes to the model's output, slot by slot, in the schema's order; empty until the model
  /// was explained. As importances, they are left out of the content hash.
  [[nodiscard]] const std::vector<FeatureAttribution>& attributions() const noexcept { return attributions_; }
  /// The same statistics with what an explanation of the model says (see with_explanation()); throws ConfigError if
  /// features or slots differ, or a figure is not finite.
  [[nodiscard]] Baseline with_attributions(std::vector<FeatureAttribution> attributions) const {
    if (!attributions.empty() && attributions.size() != size()) {
      throw ConfigError("baseline: attributions of " + std::to_string(attributions.size()) + " features for " +
                        std::to_string(size()));
    }
    for (std::size_t i = 0; i < attributions.size(); ++i) {
      check_attribution(attributions[i], slot_count(features_[i]), schema_[i].name);
    }
    Baseline changed = *this;
    changed.attributions_ = std::move(attributions);
    return changed;
  }

  friend bool operator==(const Baseline& a, const Baseline& b) noexcept {
    return a.schema_ == b.schema_ && a.features_ == b.features_ && a.provenance_ == b.provenance_ &&
           a.timeline_ == b.timeline_ && a.attributions_ == b.attributions_;
  }

 private:
  void check(std::size_t i) {
    const std::string& name = schema_[i].name;
    const bool numeric = std::holds_alternative<NumericBaseline>(features_[i]);
    if (numeric != (schema_[i].kind == Kind::numeric)) {
      throw ConfigError("baseline: feature '" + name + "' is " + std::string(to_string(schema_[i].kind)) +
                        " in the schema, its statistics are not");
    }
    if (const auto* categorical = std::get_if<CategoricalBaseline>(&features_[i]);
        categorical != nullptr && categorical->counts.size() != categorical->vocabulary.slot_count()) {
      throw ConfigError("baseline: feature '" + name + "' has " + std::to_string(categorical->counts.size()) +
                        " counts for " + std::to_string(categorical->vocabulary.slot_count()) + " slots");
    }
    std::visit([&](const auto& statistics) { check_tables(name, statistics); }, features_[i]);
    const std::uint64_t rows = std::visit([](const auto& statistics) { return statistics.rows(); }, features_[i]);
    if (i == 0) rows_ = rows;
    if (rows != rows_) {
      throw ConfigError("baseline: feature '" + name + "' has " + std::to_string(rows) + " rows, '" + schema_[0].name +
                        "' has " + std::to_string(rows_));
    }
  }

  template <class Statistics>
  void check_tables(const std::string& name, const Statistics& statistics) const {
    const std::size_t slots = slot_count(statistics);
    if (!statistics.seasons.empty() && statistics.seasons.size() != slices(timeline_.season)) {
      throw ConfigError("baseline: feature '" + name + "' has " + std::to_string(statistics.seasons.size()) +
                        " slices, the season has " + std::to_string(slices(timeline_.season)));
    }
    if (!timeline_.blocks.empty() && statistics.blocks.size() != timeline_.blocks.size()) {
      throw ConfigError("baseline: feature '" + name + "' has " + std::to_string(statistics.blocks.size()) +
                        " blocks, the timeline has " + std::to_string(timeline_.blocks.size()));
    }
    bool fits = true;
    for (const CountTable* table : {&statistics.blocks, &statistics.seasons}) {
      if (table->empty()) continue;
      std::uint64_t rows = 0;
      for (std::size_t i = 0; i < table->size(); ++i) rows += table->rows(i);
      fits = fits && table->slots() == slots && rows == statistics.rows();
    }
    if constexpr (requires { statistics.lanes; }) {
      fits = fits && (statistics.lanes.empty() || statistics.lanes.size() == slots * hash_lanes);
    }
    if (!fits) {
      throw ConfigError("baseline: feature '" + name + "': blocks, slices or lanes do not add up to its counts");
    }
  }

  [[nodiscard]] std::uint64_t compute_hash() const {
    ContentHash hash;
    for (std::size_t i = 0; i < features_.size(); ++i) {
      const Feature& feature = schema_[i];
      hash.add(feature.name);
      hash.add(static_cast<std::uint64_t>(feature.kind));
      std::visit(
          [&](const auto& statistics) {
            add_to(hash, statistics);
            for (const CountTable* table : {&statistics.blocks, &statistics.seasons}) add_to(hash, table->flat());
          },
          features_[i]);
    }
    if (timeline_ != Timeline{}) {
      hash.add(static_cast<std::uint64_t>(timeline_.season));
      for (const TimePoint begin : timeline_.blocks) {
        hash.add(static_cast<std::uint64_t>(begin.time_since_epoch().count()));
      }
    }
    return hash.value();
  }

  /// What a baseline does not know does not change its hash.
  static void add_to(ContentHash& hash, std::span<const std::uint64_t> counts) {
    for (const std::uint64_t count : counts) hash.add(count);
  }

  static void add_to(ContentHash& hash, const NumericBaseline& numeric) {
    const Partition<double>& partition = numeric.cells.partition();
    hash.add(partition.lowest());
    for (const double edge : partition.edges()) hash.add(edge);
    hash.add(partition.highest());
    for (const std::uint64_t count : numeric.cells.counts()) hash.add(count);
    const auto moments = numeric.moments.state();
    hash.add(moments.count);
    for (const double part : {moments.mean, moments.mean_rest, moments.m2, moments.m2_rest, moments.m3, moments.m4,
                              std::ldexp(1.0, moments.exponent)}) {
      hash.add(part);
    }
    hash.add(numeric.extrema.count());
    if (numeric.extrema.count() > 0) {
      hash.add(numeric.extrema.lowest());
      hash.add(numeric.extrema.highest());
    }
    for (const Quantile& quantile : numeric.quantiles) {
      hash.add(quantile.probability);
      hash.add(quantile.value);
    }
    hash.add(numeric.rank_error);
    add_to(hash, std::span(numeric.lanes));
  }

  static void add_to(ContentHash& hash, const CategoricalBaseline& categorical) {
    for (const std::string& name : categorical.vocabulary.listed()) hash.add(name);
    hash.add(static_cast<std::uint64_t>(categorical.vocabulary.listed().size()));
    for (const std::string& name : categorical.vocabulary.rare()) hash.add(name);
    hash.add(static_cast<std::uint64_t>(categorical.vocabulary.open_ended()));
    for (const std::uint64_t count : categorical.counts) hash.add(count);
    hash.add(categorical.singletons);
  }

  Schema schema_;
  std::vector<FeatureBaseline> features_;
  Provenance provenance_;
  Timeline timeline_;
  std::vector<FeatureAttribution> attributions_;
  std::uint64_t rows_ = 0;
  std::uint64_t hash_ = ContentHash{}.value();
};

}  // namespace leeway::inline v0_1
