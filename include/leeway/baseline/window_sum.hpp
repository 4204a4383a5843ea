#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/categories.hpp"
#include "leeway/accumulate/exact_moments.hpp"
#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/lanes.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/short_text.hpp"
#include "leeway/core/time.hpp"

namespace leeway::inline v0_1 {

/// The parts of a NumericWindow in a form that adds up without rounding.
struct NumericSum {
  std::vector<std::uint64_t> counts;
  std::vector<std::uint64_t> lanes;  ///< as in NumericWindow
  ExactMoments moments;
  Extrema<double> extrema;

  NumericSum() = default;
  /// Throws ConfigError for a window that was not made over a baseline's cells.
  explicit NumericSum(const NumericWindow& window)
      : counts(window.counts),
        lanes(window.lanes),
        moments(window.moments),
        extrema(without_signed_zeros(window.extrema)) {
    if (lanes.size() != counts.size() * hash_lanes) throw ConfigError("window: a numeric feature has no hash lanes");
  }

  void merge(const NumericSum& other) {
    for (std::size_t slot = 0; slot < counts.size(); ++slot) counts[slot] += other.counts[slot];
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] += other.lanes[lane];
    moments.merge(other.moments);
    extrema.merge(other.extrema);
  }
  [[nodiscard]] NumericWindow window() const {
    NumericWindow window;
    window.counts = counts;
    window.lanes = lanes;
    window.moments = moments.moments();
    window.extrema = extrema;
    return window;
  }
  friend bool operator==(const NumericSum&, const NumericSum&) = default;

 private:
  /// -0.0 and 0.0 are equal: which of them is lowest would depend on who came first.
  static Extrema<double> without_signed_zeros(const Extrema<double>& extrema) noexcept {
    return Extrema<double>::from_state(extrema.count(), extrema.lowest() + 0.0, extrema.highest() + 0.0);
  }
};

/// The parts of a CategoricalWindow in a form that adds up without forgetting.
struct CategoricalSum {
  std::vector<std::uint64_t> counts;
  std::map<ShortText, std::uint64_t> unseen;  ///< all new categories that any part remembers; counts as Categories'
  std::uint64_t unseen_count = 0;             ///< values in new categories, remembered or not
  std::uint64_t unseen_missing = 0;           ///< Categories::missing
  std::uint64_t unseen_error = 0;             ///< how much too small a count of `unseen` may be

  CategoricalSum() = default;
  explicit CategoricalSum(const CategoricalWindow& window)
      : counts(window.counts),
        unseen_count(window.unseen.count()),
        unseen_missing(window.unseen.missing()),
        unseen_error(window.unseen.error_bound()) {
    for (const auto& entry : window.unseen.entries()) unseen.emplace(entry.key, entry.count);
  }

  void merge(const CategoricalSum& other) {
    for (std::size_t slot = 0; slot < counts.size(); ++slot) counts[slot] += other.counts[slot];
    for (const auto& [name, count] : other.unseen) unseen[name] += count;
    unseen_count += other.unseen_count;
    unseen_missing += other.unseen_missing;
    unseen_error += other.unseen_error;
  }
  /// Keeps the most frequent names, of equally frequent ones those first in the alphabet.
  [[nodiscard]] CategoricalWindow window() const {
    using Unseen = Categories<ShortText>;
    std::vector<Unseen::Entry> entries;
    for (const auto& [name, count] : unseen) entries.push_back({name, count});
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    std::uint64_t error = unseen_error;
    if (entries.size() > CategoricalWindow::remembered_new) {
      error += entries[CategoricalWindow::remembered_new].count;  // the largest that is not held
      entries.resize(CategoricalWindow::remembered_new);
    }
    CategoricalWindow window;
    window.counts = counts;
    window.unseen = Unseen::from_state(CategoricalWindow::remembered_new, entries, unseen_count, unseen_missing, error);
    return window;
  }
  friend bool operator==(const CategoricalSum&, const CategoricalSum&) = default;
};

/// Windows of one baseline added up exactly: the same, to the last bit, in whatever order and grouping the windows of
/// replicas or hours come. It is what travels: files (io/binary.hpp) and databases hold it. Window::merge is for
/// threads of one process: faster, its moments agree to rounding, and it remembers a fixed number of new categories
/// where this remembers those of all parts.
class WindowSum {
 public:
  using FeatureSum = std::variant<NumericSum, CategoricalSum>;

  std::uint64_t baseline_hash = 0;
  std::uint64_t rows = 0;
  std::uint64_t rejected_rows = 0;
  std::uint64_t skipped_rows = 0;
  std::optional<TimePoint> begin;
  std::optional<TimePoint> end;
  std::vector<FeatureSum> features;

  WindowSum() = default;
  explicit WindowSum(const Window& window)
      : baseline_hash(window.baseline_hash),
        rows(window.rows),
        rejected_rows(window.rejected_rows),
        skipped_rows(window.skipped_rows),
        begin(window.begin),
        end(window.end) {
    features.reserve(window.features.size());
    for (const auto& feature : window.features) {
      if (const auto* numeric = std::get_if<NumericWindow>(&feature)) {
        features.emplace_back(NumericSum(*numeric));
      } else {
        features.emplace_back(CategoricalSum(std::get<CategoricalWindow>(feature)));
      }
    }
  }
  /// Of no window yet.
  explicit WindowSum(const Baseline& baseline) : WindowSum(Window(baseline)) {}

  /// Throws ConfigError if the other windows belong to another baseline; nothing is merged then.
  void merge(const WindowSum& other) {
    require_same_cells(other);
    rows += other.rows;
    rejected_rows += other.rejected_rows;
    skipped_rows += other.skipped_rows;
    if (other.begin && (!begin || *other.begin < *begin)) begin = other.begin;
    if (other.end && (!end || *other.end > *end)) end = other.end;
    for (std::size_t i = 0; i < features.size(); ++i) {
      if (auto* numeric = std::get_if<NumericSum>(&features[i])) {
        numeric->merge(std::get<NumericSum>(other.features[i]));
      } else {
        std::get<CategoricalSum>(features[i]).merge(std::get<CategoricalSum>(other.features[i]));
      }
    }
  }
  void merge(const Window& window) { merge(WindowSum(window)); }

  /// What `evaluate` takes. Of a single window it gives the same report as that window.
  [[nodiscard]] Window window() const {
    Window window;
    window.baseline_hash = baseline_hash;
    window.rows = rows;
    window.rejected_rows = rejected_rows;
    window.skipped_rows = skipped_rows;
    window.begin = begin;
    window.end = end;
    window.features.reserve(features.size());
    for (const FeatureSum& feature : features) {
      std::visit([&](const auto& sum) { window.features.emplace_back(sum.window()); }, feature);
    }
    return window;
  }

  friend bool operator==(const WindowSum&, const WindowSum&) = default;

 private:
  void require_same_cells(const WindowSum& other) const {
    if (other.baseline_hash != baseline_hash) {
      throw ConfigError("window: counted over baseline " + hex_of(other.baseline_hash) + ", not over " +
                        hex_of(baseline_hash) + "; counts of different baselines cannot be added");
    }
    const auto same_cells = [](const FeatureSum& a, const FeatureSum& b) {
      if (a.index() != b.index()) return false;
      const auto* numeric = std::get_if<NumericSum>(&a);
      if (numeric == nullptr) return std::get<1>(a).counts.size() == std::get<1>(b).counts.size();
      return numeric->counts.size() == std::get<0>(b).counts.size() &&
             numeric->lanes.size() == std::get<0>(b).lanes.size();
    };
    const bool same =
        std::equal(features.begin(), features.end(), other.features.begin(), other.features.end(), same_cells);
    if (!same) throw ConfigError("window: has other features or cells than its baseline");
  }
};

}  // namespace leeway::inline v0_1
