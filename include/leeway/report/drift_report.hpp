#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/compare/thresholds.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/time.hpp"
#include "leeway/report/impact.hpp"
#include "leeway/report/sequential_evidence.hpp"
#include "leeway/stream/design_effect.hpp"

namespace leeway::inline v0_1 {

/// What to do about a feature, in rising order of urgency.
enum class Action : std::uint8_t {
  ignore,            ///< nothing moved that matters
  collect_more,      ///< too few rows to tell
  watch,             ///< a real but small shift
  retrain,           ///< the population changed: the model should see recent data
  inspect_upstream,  ///< looks like a fault in the data's way here, not in the world
};

[[nodiscard]] constexpr std::string_view to_string(Action action) noexcept {
  switch (action) {
    case Action::ignore: return "ignore";
    case Action::collect_more: return "collect_more";
    case Action::watch: return "watch";
    case Action::retrain: return "retrain";
    case Action::inspect_upstream: return "inspect_upstream";
  }
  return "unknown";
}

/// One check of one feature: a test with its p-value, or a threshold with its limit, and what follows from it.
struct Finding {
  std::string check;  ///< "kolmogorov_smirnov", "missing_share", "mean_shift", or a name of the consumer's own
  std::variant<TestResult, ThresholdResult> result;
  /// Probability of a result at least this extreme without drift, adjusted for all tests of the report; NaN for
  /// thresholds, tests that could not be done, and where a stream is watched: there no single test decides.
  double adjusted_p_value = TestResult::undefined;
  Verdict verdict = Verdict::stable;
  /// Tests only: how large the difference is, 0..1, with its confidence interval, and what is tolerated.
  Distance effect{};
  double tolerance = TestResult::undefined;
  std::string note{};  ///< in words, what the figures do not say
};

/// Values in [from, to), the last cell's end included. Infinite values are cells of their own: from = to = +-infinity.
struct CellCount {
  double from = 0;
  double to = 0;
  std::uint64_t count = 0;
};

/// One side of a numeric feature, baseline or live. NaN where there are no values.
struct NumericProfile {
  std::uint64_t rows = 0;
  std::uint64_t missing = 0;
  std::uint64_t infinite = 0;
  std::uint64_t out_of_range = 0;  ///< finite values outside the training range
  double mean = TestResult::undefined;
  double std_dev = TestResult::undefined;
  double lowest = TestResult::undefined;
  double highest = TestResult::undefined;
  std::vector<Quantile> quantiles{};  ///< live ones are interpolated inside cells
  std::vector<double> histogram{};    ///< shares of equally wide bins over a range common to both sides, for pictures
  /// What was compared: the same cells on both sides, in order, as far as there are values on either side; those at the
  /// ends reach to the extremes of both.
  std::vector<CellCount> cells{};
};

/// One category and its share of the values that are not missing.
struct CategoryShare {
  std::string name;
  double share = 0;
};

/// One side of a categorical feature, baseline or live.
struct CategoricalProfile {
  std::uint64_t rows = 0;
  std::uint64_t missing = 0;
  std::uint64_t other = 0;                      ///< in categories too rare in training to be listed
  std::uint64_t unseen = 0;                     ///< in categories never seen in training
  std::vector<CategoryShare> categories{};      ///< the listed ones, in the baseline's order on both sides
  std::vector<CategoryShare> new_categories{};  ///< those remembered by name, most frequent first
};

template <class Profile>
struct Sides {
  Profile reference;
  Profile current;
};

/// Everything about one feature.
struct FeatureReport {
  std::string name;
  Kind kind = Kind::numeric;
  double importance = 1;
  /// How far the distribution moved, 0..1: the largest gap of the distribution functions (numeric) or the total
  /// variation of the shares (categorical), or a change of the missing share where that is larger.
  double effect = 0;
  /// The part of `effect` that chance does not explain: effect less what two samples of these sizes from one
  /// distribution show on average. Ranking uses this, so that small windows do not rank by noise.
  double excess_effect = 0;
  /// Confidence interval of `effect`: `drift` needs the lower limit above the tolerance. After an alarm it is that of
  /// the rows since the drift began.
  double effect_lower = TestResult::undefined;
  double effect_upper = TestResult::undefined;
  double tolerance = 0.05;  ///< the leeway `effect_lower` was judged against
  /// The smallest difference of distributions that would be found with the plan's power at these sizes; for a stream,
  /// on the rows watched so far.
  double detectable_effect = TestResult::undefined;
  /// Live rows at which one of the tolerated size would be found; unset where no number is enough for this baseline.
  std::optional<std::uint64_t> rows_needed{};
  std::uint64_t reference_values = 0;  ///< values compared, missing ones left out
  std::uint64_t current_values = 0;
  /// Numeric features: what the raw values behind the cells could have shown as Kolmogorov-Smirnov distance.
  double distance_low = TestResult::undefined;
  double distance_high = TestResult::undefined;
  double alpha = 0.05;                             ///< the feature's share of the plan's alpha
  DesignEffect design_effect{};                    ///< of the baseline's own blocks
  std::optional<SequentialEvidence> sequential{};  ///< where a stream of windows is watched
  /// Share of false alarms to expect among this feature and those before it, were all of them called drift (weighted
  /// Benjamini-Hochberg, or e-BH for a stream): how far down the ranked list can be trusted.
  double false_discovery_rate = TestResult::undefined;
  /// The order of the report: impact beyond chance, in units of the model's output, where the baseline holds
  /// attributions; otherwise importance (as a share of all features') x excess_effect.
  double score = 0;
  std::optional<Impact> impact{};  ///< on the model's output; only with attributions in the baseline
  /// Smallest of the findings'; for a stream, that of the watch, valid however often one looks.
  double adjusted_p_value = TestResult::undefined;
  Verdict verdict = Verdict::stable;
  Action action = Action::ignore;
  std::string diagnosis;  ///< one line for a person: what moved, from where to where, how sure
  std::vector<Finding> findings{};
  std::variant<Sides<NumericProfile>, Sides<CategoricalProfile>> profile;
};

/// The answer to "have the data drifted?": a verdict for the whole, and every feature ranked by what its drift does to
/// the model.
/// Plain data. `evaluate` fills it; consumers may add findings of their own.
struct DriftReport {
  std::string baseline_name;
  std::uint64_t baseline_hash = 0;
  std::uint64_t baseline_rows = 0;
  std::string baseline_created{};  ///< UTC, ISO 8601; empty where it is not known
  std::uint64_t window_rows = 0;
  std::uint64_t rejected_rows = 0;  ///< batches whose shape did not fit
  /// Rows that sampling passed over: window_rows + skipped_rows came, window_rows of them were looked at. All figures
  /// are those of the sample; the tests know its size, so they stay valid and only see less.
  std::uint64_t skipped_rows = 0;
  std::optional<TimePoint> window_begin;
  std::optional<TimePoint> window_end;
  std::string plan;  ///< name of the plan that judged
  std::string rule;  ///< in words: what makes the whole `drift`
  double alpha = 0.05;
  bool watched = false;                    ///< verdicts come from watching a stream of windows, not from this one alone
  std::uint64_t windows = 0;               ///< watched so far
  std::string guarantee;                   ///< in words: what the false alarms are bounded by
  std::vector<std::string> assumptions{};  ///< in words: what the verdicts rest on
  Verdict verdict = Verdict::stable;
  std::vector<FeatureReport> features{};  ///< by verdict (drift first), then score, importance, name
  /// 1 - NDCG: whether the features' order of importance is still that of training, as far as the attributions in the
  /// baseline tell for the values that come now; unset below the plan's `min_rows`. It does not change the verdict.
  std::optional<ThresholdResult> attribution_drift{};

  [[nodiscard]] bool drifted() const noexcept { return verdict == Verdict::drift; }
  [[nodiscard]] std::size_t count(Verdict wanted) const noexcept {
    return static_cast<std::size_t>(
        std::count_if(features.begin(), features.end(), [&](const FeatureReport& f) { return f.verdict == wanted; }));
  }
  /// nullptr for an unknown name.
  [[nodiscard]] const FeatureReport* find(std::string_view name) const noexcept {
    const auto found =
        std::find_if(features.begin(), features.end(), [&](const FeatureReport& f) { return f.name == name; });
    return found == features.end() ? nullptr : &*found;
  }

  /// Adds a finding of the consumer's own. The feature's and the whole verdict rise to the finding's if that is worse;
  /// the ranking is redone. Its p-value is taken as given: adjusting it for other tests is the caller's business.
  /// Throws ConfigError for an unknown feature.
  void add(std::string_view feature, Finding finding) {
    const auto found =
        std::find_if(features.begin(), features.end(), [&](const FeatureReport& f) { return f.name == feature; });
    if (found == features.end()) {
      throw ConfigError("report: there is no feature '" + std::string(feature) + "' to add a finding to");
    }
    found->verdict = (std::max)(found->verdict, finding.verdict);
    if (finding.verdict == Verdict::drift) found->action = (std::max)(found->action, Action::retrain);
    verdict = (std::max)(verdict, finding.verdict);
    found->findings.push_back(std::move(finding));
    rank();
  }

  /// Puts the features in order: by verdict, then score, importance, name.
  void rank() {
    std::stable_sort(features.begin(), features.end(), [](const FeatureReport& a, const FeatureReport& b) {
      if (a.verdict != b.verdict) return a.verdict > b.verdict;
      if (a.score != b.score) return a.score > b.score;
      if (a.importance != b.importance) return a.importance > b.importance;  // plans of limits only have no score
      return a.name < b.name;
    });
  }
};

}  // namespace leeway::inline v0_1
