#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"

namespace leeway::inline v0_1 {

enum class Kind : std::uint8_t { numeric, categorical };

[[nodiscard]] constexpr std::string_view to_string(Kind kind) noexcept {
  return kind == Kind::numeric ? "numeric" : "categorical";
}

/// How far a feature may move before it counts as drift. Limits that are not set are not checked; they look at the
/// window's own figures and know nothing of chance, so a small window crosses a tight limit without any drift.
/// All limits must be finite and not negative.
struct Thresholds {
  std::optional<double> mean_shift{};          ///< |mean - baseline mean|, in the feature's unit (5 years)
  std::optional<double> mean_shift_in_std{};   ///< the same in baseline standard deviations (0.1)
  std::optional<double> std_shift{};           ///< |std - baseline std|, in the feature's unit
  std::optional<double> std_shift_relative{};  ///< |std / baseline std - 1| (0.2)
  std::optional<double> frequency_change{};    ///< largest change of one category's share (0.05 = 5 percentage points)
  std::optional<double> new_category_share{};  ///< share of rows in categories never seen in training (0 = none)
  std::optional<double> missing_share{};       ///< share of missing values
  std::optional<double> out_of_range_share{};  ///< share of finite values outside the training range
  /// The leeway itself: a difference between the distributions (largest gap of the distribution functions, or total
  /// variation of the category shares) up to this is tolerated however sure it is. 0.05 when not set.
  std::optional<double> tolerance{};

  friend bool operator==(const Thresholds&, const Thresholds&) = default;
};

/// One input of the model.
struct Feature {
  std::string name;
  Kind kind = Kind::numeric;
  /// How much the model depends on it: SHAP value, integrated gradient, permutation importance, in any unit as long as
  /// all features share it. Reports rank by importance x drift.
  double importance = 1;
  Thresholds thresholds{};

  friend bool operator==(const Feature&, const Feature&) = default;
};

/// The features of a model, in the order in which batches hold them.
class Schema {
 public:
  Schema() = default;
  Schema(std::initializer_list<Feature> features) : Schema(std::vector<Feature>(features)) {}
  explicit Schema(std::vector<Feature> features) {
    for (Feature& feature : features) add(std::move(feature));
  }

  /// Throws ConfigError for an empty or repeated name, a negative or infinite importance or threshold.
  void add(Feature feature) {
    if (feature.name.empty()) throw ConfigError("schema: a feature has an empty name");
    check(feature.importance, feature.name, "importance");
    const Thresholds& limits = feature.thresholds;
    for (const auto& [limit, what] :
         {std::pair{limits.mean_shift, "mean_shift"}, std::pair{limits.mean_shift_in_std, "mean_shift_in_std"},
          std::pair{limits.std_shift, "std_shift"}, std::pair{limits.std_shift_relative, "std_shift_relative"},
          std::pair{limits.frequency_change, "frequency_change"},
          std::pair{limits.new_category_share, "new_category_share"}, std::pair{limits.missing_share, "missing_share"},
          std::pair{limits.out_of_range_share, "out_of_range_share"}, std::pair{limits.tolerance, "tolerance"}}) {
      if (limit) check(*limit, feature.name, what);
    }
    if (!index_.emplace(feature.name, features_.size()).second) {
      throw ConfigError("schema: feature '" + feature.name + "' stands twice");
    }
    features_.push_back(std::move(feature));
  }

  [[nodiscard]] std::size_t size() const noexcept { return features_.size(); }
  [[nodiscard]] const Feature& operator[](std::size_t index) const noexcept { return features_[index]; }
  [[nodiscard]] auto begin() const noexcept { return features_.begin(); }
  [[nodiscard]] auto end() const noexcept { return features_.end(); }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
    const auto found = index_.find(std::string(name));
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }
  /// Throws ConfigError for a name that is not in the schema.
  [[nodiscard]] std::size_t index_of(std::string_view name) const {
    if (const auto index = find(name)) return *index;
    throw ConfigError("schema: there is no feature '" + std::string(name) + "'");
  }
  /// Replaces one feature's importance; throws ConfigError like add() and index_of().
  void set_importance(std::string_view name, double importance) {
    check(importance, std::string(name), "importance");
    features_[index_of(name)].importance = importance;
  }
  /// Replaces all importances, one a feature in the schema's order: those of an Explanation or a PermutationImportance.
  /// Throws ConfigError, and changes nothing, if their number or one of them does not fit.
  void set_importances(std::span<const double> importances) {
    if (importances.size() != size()) {
      throw ConfigError("schema: " + std::to_string(importances.size()) + " importances for " + std::to_string(size()) +
                        " features");
    }
    for (std::size_t i = 0; i < size(); ++i) check(importances[i], features_[i].name, "importance");
    for (std::size_t i = 0; i < size(); ++i) features_[i].importance = importances[i];
  }
  [[nodiscard]] std::size_t count(Kind kind) const noexcept {
    std::size_t total = 0;
    for (const Feature& feature : features_) total += feature.kind == kind ? 1 : 0;
    return total;
  }

  /// Of the names and kinds in their order: equal where rows of one schema are rows of the other, whatever the
  /// importances and thresholds. O(features).
  [[nodiscard]] std::uint64_t fingerprint() const noexcept {
    ContentHash hash;
    for (const Feature& feature : features_) {
      hash.add(feature.name);
      hash.add(static_cast<std::uint64_t>(feature.kind));
    }
    return hash.value();
  }

  friend bool operator==(const Schema& a, const Schema& b) noexcept { return a.features_ == b.features_; }

 private:
  static void check(double value, const std::string& feature, const char* what) {
    if (!std::isfinite(value) || value < 0) {
      throw ConfigError("schema: feature '" + feature + "': " + what + " must be finite and not negative");
    }
  }

  std::vector<Feature> features_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace leeway::inline v0_1
