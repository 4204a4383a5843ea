#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/compare/thresholds.hpp"
#include "leeway/core/floating.hpp"
#include "leeway/monitor/monitor.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/testing/outcome.hpp"
#include "leeway/testing/run.hpp"
#include "leeway/testing/stream.hpp"

/// Assertions about a drift set-up, for any test framework: see Outcome.
namespace leeway::inline v0_1::testing {

namespace detail {

[[nodiscard]] inline std::string figure(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

[[nodiscard]] inline std::string counted(std::uint64_t count, std::string_view what) {
  return std::to_string(count) + ' ' + std::string(what) + (count == 1 ? "" : "s");
}

/// How near a feature came to `drift`: 1 where a test is sure or a limit reached.
[[nodiscard]] inline double nearness(const FeatureReport& feature, double alpha) {
  double nearest = 0;
  if (feature.adjusted_p_value > 0) {
    nearest = std::log(feature.adjusted_p_value) / std::log(alpha);
  } else if (feature.adjusted_p_value == 0) {
    nearest = 1 / alpha;
  }
  for (const Finding& finding : feature.findings) {
    const auto* limit = std::get_if<ThresholdResult>(&finding.result);
    if (limit != nullptr && limit->limit > 0 && is_finite(limit->value)) {
      nearest = (std::max)(nearest, limit->value / limit->limit);
    }
  }
  return nearest;
}

[[nodiscard]] inline std::vector<const FeatureReport*> by_nearness(const DriftReport& report) {
  std::vector<const FeatureReport*> features;
  for (const FeatureReport& feature : report.features) features.push_back(&feature);
  std::stable_sort(features.begin(), features.end(), [&](const FeatureReport* a, const FeatureReport* b) {
    return std::pair(a->verdict, nearness(*a, report.alpha)) > std::pair(b->verdict, nearness(*b, report.alpha));
  });
  return features;
}

/// One feature in a line: what it was judged to be, from which figures.
[[nodiscard]] inline std::string line_about(const FeatureReport& feature, double alpha) {
  std::string line = "\n  " + feature.name + ": " + std::string(to_string(feature.verdict));
  if (!is_missing(feature.adjusted_p_value)) {
    line += "; adjusted p " + figure(feature.adjusted_p_value) + " (sure below " + figure(alpha) + ")";
  }
  line += "; effect " + figure(feature.effect);
  if (!is_missing(feature.effect_lower)) line += ", at least " + figure(feature.effect_lower);
  line += " (tolerated " + figure(feature.tolerance) + ")";
  if (feature.rows_needed) line += "; about " + std::to_string(*feature.rows_needed) + " rows find one of that size";
  for (const Finding& finding : feature.findings) {
    if (const auto* limit = std::get_if<ThresholdResult>(&finding.result)) {
      line += "; " + finding.check + " " + figure(limit->value) + " (limit " + figure(limit->limit) + ")";
    }
  }
  return line;
}

/// What would make a missing alarm come.
[[nodiscard]] inline std::string advice_to_alarm(const Run& run, const FeatureReport& nearest) {
  const std::string& name = nearest.name;
  if (nearest.verdict == Verdict::minor) {
    return "'" + name + "' moved for sure, but perhaps by no more than is tolerated: more rows, or a tolerance below " +
           figure(nearest.effect);
  }
  if (!nearest.rows_needed && nearest.tolerance > 0) {
    return "no number of rows finds a drift of the tolerated size with this baseline: more training rows, or a larger "
           "tolerance and a larger drift";
  }
  if (nearest.rows_needed && *nearest.rows_needed > run.rows) {
    return "more rows: a drift of the tolerated size takes about " + std::to_string(*nearest.rows_needed) +
           ", there were " + std::to_string(run.rows);
  }
  return "the drift is smaller than what is tolerated, or does not reach the monitor: a larger one, a smaller "
         "tolerance, more rows";
}

[[nodiscard]] inline std::string seen(const Run& run) {
  return counted(run.rows, "row") + " in " + counted(run.windows, "window");
}

[[nodiscard]] inline Outcome expect_alarm(const Run& run, const std::string& wanted) {
  const std::string of = wanted.empty() ? "" : " of '" + wanted + "'";
  if (run.alarmed) return {true, "drift" + of + " was found after " + seen(run)};
  std::string message = "no drift" + of + " was found in " + seen(run) + "; nearest to it:";
  std::vector<const FeatureReport*> features = by_nearness(run.report);
  if (const FeatureReport* feature = run.report.find(wanted)) features = {feature};
  constexpr std::size_t most = 3;
  for (std::size_t i = 0; i < (std::min)(most, features.size()); ++i) {
    message += line_about(*features[i], run.report.alpha);
  }
  if (!features.empty()) message += "\nWhat helps: " + advice_to_alarm(run, *features.front());
  return {false, std::move(message)};
}

[[nodiscard]] inline Outcome expect_quiet(const Run& run, const std::string& wanted) {
  const std::string of = wanted.empty() ? "" : " of '" + wanted + "'";
  if (!run.alarmed) return {true, "no drift" + of + " was found in " + seen(run)};
  std::string message = "drift" + of + " was found after " + seen(run) + ":";
  for (const FeatureReport& feature : run.report.features) {
    if (feature.verdict != Verdict::drift || !(wanted.empty() || feature.name == wanted)) continue;
    message += line_about(feature, run.report.alpha) + "\n    " + feature.diagnosis;
  }
  if (run.report.rejected_rows > 0) {
    message += "\n  " + counted(run.report.rejected_rows, "row") + " of batches that do not fit the schema";
  }
  message +=
      "\nWhat helps: if these rows are healthy, compare how they are made with how the training rows were; if such a "
      "difference does no harm, a larger tolerance or limit for the feature";
  return {false, std::move(message)};
}

}  // namespace detail

/// Holds if drift is found while the monitor observes the next `rows` of the stream; `feed.feature` asks for that of
/// one feature. On failure says which features were nearest and what would help.
///
///     CHECK(leeway::testing::alarms_within(setup, stream, 4'000, {.feature = "age"}));
inline Outcome alarms_within(Monitor& monitor, Stream stream, std::uint64_t rows, const Feed& feed = {}) {
  return detail::expect_alarm(run(monitor, std::move(stream), rows, feed), feed.feature);
}
inline Outcome alarms_within(const Setup& setup, Stream stream, std::uint64_t rows, const Feed& feed = {}) {
  return detail::expect_alarm(run(setup, std::move(stream), rows, feed), feed.feature);
}

/// Holds if no drift is found, neither before nor at the end of the `rows`. One stream says little about how often
/// that fails: see few_false_alarms().
inline Outcome stays_quiet(Monitor& monitor, Stream stream, std::uint64_t rows, const Feed& feed = {}) {
  return detail::expect_quiet(run(monitor, std::move(stream), rows, feed), feed.feature);
}
inline Outcome stays_quiet(const Setup& setup, Stream stream, std::uint64_t rows, const Feed& feed = {}) {
  return detail::expect_quiet(run(setup, std::move(stream), rows, feed), feed.feature);
}

}  // namespace leeway::inline v0_1::testing
