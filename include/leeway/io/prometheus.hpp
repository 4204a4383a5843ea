#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/compare/divergence.hpp"
#include "leeway/compare/kolmogorov_smirnov.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/floating.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/version.hpp"
#include "leeway/io/exported_cells.hpp"
#include "leeway/io/metrics.hpp"
#include "leeway/monitor/monitor.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1 {

struct PrometheusOptions {
  std::string model{};         ///< the label `model`; empty: the baseline's name
  std::size_t max_cells = 32;  ///< see ExportedCells; the rules must be made with the same
};

/// What Leeway says about one baseline, as metrics for Prometheus.
///
/// Every sample carries `model` and `baseline` (the content hash), those of features `feature` too:
///
/// | metric                                     | type    | what                                                     |
/// |--------------------------------------------|---------|----------------------------------------------------------|
/// | leeway_rows_total                          | counter | rows observed                                            |
/// | leeway_rejected_rows_total                 | counter | rows of batches whose shape did not fit                  |
/// | leeway_feature_cell_samples_total{cell}    | counter | values by cell, see ExportedCells; 0 before traffic      |
/// | leeway_baseline_info{created,version}      | gauge   | 1                                                        |
/// | leeway_window_rows                         | gauge   | rows of the judged window                                |
/// | leeway_window_end_timestamp_seconds        | gauge   | when it ended                                            |
/// | leeway_verdict, leeway_feature_verdict     | gauge   | 0 stable, 1 insufficient, 2 minor, 3 drift               |
/// | leeway_feature_ks_distance                 | gauge   | D, 0..1, of numeric features                             |
/// | leeway_feature_psi                         | gauge   | population stability index, nats, of leeway::psi         |
/// | leeway_feature_evidence                    | gauge   | -log10 of the adjusted p: 2 is one chance in a hundred   |
/// | leeway_feature_score                       | gauge   | importance x drift, what reports rank by                 |
///
/// The counters count for the life of the process and the gauges speak of one window of one process: a fleet is judged
/// by adding up the counters, which is what the rules of prometheus_rules() do. A figure that is not defined is NaN.
/// Every series exists from the first scrape on, for `increase` does not see what a counter held when it appeared.
///
/// Cost: at most max_cells + 10 series a feature and replica: 42 of a number with 32 cells (37 cells and channels, 5
/// gauges), 5 kB of page. Measured with Prometheus 2.42 on two processors: 100 replicas of 20 numeric features are
/// 84,000 series, 460 MB of its memory and 1.8 s an evaluation of the rules (5.2 s while others kept the machine busy),
/// most of it for the one rule that adds up the replicas (leeway:cell_samples); what the rules record is some 9,500
/// series, however many replicas there are. The rest grows with replicas x features x cells: fewer cells (`max_cells`
/// 12 halves it) come first; beyond some 1,000 replicas let leaf servers evaluate that one rule for theirs and the
/// server above add up what they recorded, for increases add up where counters that restart do not, or merge windows
/// outside of Prometheus.
class PrometheusMetrics {
 public:
  /// Throws ConfigError as ExportedCells does.
  explicit PrometheusMetrics(const Baseline& baseline, PrometheusOptions options = {})
      : baseline_hash_(baseline.content_hash()), created_(baseline.provenance().created) {
    const std::string& model = options.model.empty() ? baseline.provenance().name : options.model;
    labels_ = {{"model", detail::label_text(model)}, {"baseline", hex_of(baseline_hash_)}};
    const std::vector<std::string> labels = detail::feature_labels(baseline);
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      const Feature& feature = baseline.schema()[i];
      features_.push_back(
          {feature.name, labels[i], feature.kind == Kind::numeric, ExportedCells(baseline[i], options.max_cells)});
    }
  }

  /// The counters and the baseline's. `totals` is everything observed since the process began, as Monitor::totals()
  /// or a window that a Recorder is drained into and nobody resets. Throws ConfigError for another baseline's window.
  [[nodiscard]] std::vector<MetricFamily> families(const Window& totals) const {
    check(totals);
    MetricFamily rows{"leeway_rows_total", "Rows observed.", MetricType::counter};
    rows.samples.push_back(sample(static_cast<double>(totals.rows)));
    MetricFamily rejected{"leeway_rejected_rows_total", "Rows of batches whose shape did not fit.",
                          MetricType::counter};
    rejected.samples.push_back(sample(static_cast<double>(totals.rejected_rows)));
    MetricFamily cells{"leeway_feature_cell_samples_total", "Values by feature and cell of the baseline.",
                       MetricType::counter};
    for (std::size_t i = 0; i < features_.size(); ++i) {
      const ExportedFeature& feature = features_[i];
      const std::vector<std::uint64_t> counts = feature.cells.counts(slots_of(totals, i));
      for (std::size_t cell = 0; cell < counts.size(); ++cell) {
        cells.samples.push_back(sample(static_cast<double>(counts[cell]), &feature));
        cells.samples.back().labels.emplace_back("cell", feature.cells.label(cell));
      }
    }
    MetricFamily info{"leeway_baseline_info", "The baseline that live data are compared with: always 1."};
    info.samples.push_back(sample(1));
    info.samples.back().labels.emplace_back("created", detail::label_text(created_));
    info.samples.back().labels.emplace_back("version", LEEWAY_VERSION_STRING);
    return {std::move(rows), std::move(rejected), std::move(cells), std::move(info)};
  }

  /// The counters and, as gauges, what a window and its report say. Throws ConfigError for another baseline's.
  [[nodiscard]] std::vector<MetricFamily> families(const Window& totals, const Window& judged,
                                                   const DriftReport& report) const {
    check(judged);
    std::vector<MetricFamily> all = families(totals);
    const auto one = [&](const char* name, const char* help, double value) {
      all.push_back({name, help});
      all.back().samples.push_back(sample(value));
    };
    one("leeway_window_rows", "Rows of the judged window.", static_cast<double>(judged.rows));
    one("leeway_window_end_timestamp_seconds", "When the judged window ended, or that it is open still.",
        judged.end ? static_cast<double>(judged.end->time_since_epoch().count()) : TestResult::undefined);
    one("leeway_verdict", "Of the judged window: 0 stable, 1 insufficient, 2 minor, 3 drift.",
        static_cast<double>(report.verdict));

    MetricFamily verdict{"leeway_feature_verdict", "0 stable, 1 insufficient, 2 minor, 3 drift."};
    MetricFamily distance{"leeway_feature_ks_distance", "Largest gap of the distribution functions, 0 to 1."};
    MetricFamily stability{"leeway_feature_psi", "Population stability index in nats."};
    MetricFamily evidence{"leeway_feature_evidence", "Minus the decimal logarithm of the adjusted p-value."};
    MetricFamily score{"leeway_feature_score", "Importance times drift, what reports rank by."};
    std::map<std::string_view, const FeatureReport*> by_name;
    for (const FeatureReport& feature : report.features) by_name.emplace(feature.name, &feature);
    for (std::size_t i = 0; i < features_.size(); ++i) {
      const ExportedFeature& feature = features_[i];
      const auto found = by_name.find(feature.name);
      if (found == by_name.end()) throw ConfigError("prometheus: the report has no feature '" + feature.name + "'");
      const FeatureReport& judgement = *found->second;
      const std::vector<std::uint64_t> counts = feature.cells.counts(slots_of(judged, i));
      const auto reference = feature.cells.baseline_counts().first(counts.size() - 1);  // without the missing
      const auto current = std::span(counts).first(counts.size() - 1);
      verdict.samples.push_back(sample(static_cast<double>(judgement.verdict), &feature));
      if (feature.numeric) {
        const KolmogorovSmirnov distance_only{.method = Method::asymptotic};  // the cheapest p
        distance.samples.push_back(sample(distance_only(reference, current).statistic, &feature));
      }
      stability.samples.push_back(sample(psi(reference, current).value, &feature));
      evidence.samples.push_back(sample(evidence_of(judgement.adjusted_p_value), &feature));
      score.samples.push_back(sample(judgement.score, &feature));
    }
    for (MetricFamily* family : {&verdict, &distance, &stability, &evidence, &score}) all.push_back(std::move(*family));
    return all;
  }

 private:
  struct ExportedFeature {
    std::string name;
    std::string label;
    bool numeric;
    ExportedCells cells;
  };

  void check(const Window& window) const {
    if (window.baseline_hash != baseline_hash_ || window.features.size() != features_.size()) {
      throw ConfigError("prometheus: the window was counted over another baseline");
    }
  }

  [[nodiscard]] MetricSample sample(double value, const ExportedFeature* feature = nullptr) const {
    MetricSample made{labels_, value};
    if (feature != nullptr) made.labels.emplace_back("feature", feature->label);
    return made;
  }

  static const std::vector<std::uint64_t>& slots_of(const Window& window, std::size_t feature) {
    return std::visit(
        [](const auto& live) -> const auto& { return live.counts; }, window.features[feature]);
  }

  static double evidence_of(double p) noexcept {
    constexpr double smallest = 1e-300;  // 0 is a p that was too small for a double
    return is_missing(p) ? p : 0.0 - std::log10(p > smallest ? p : smallest);
  }

  std::uint64_t baseline_hash_;
  std::string created_;
  std::vector<std::pair<std::string, std::string>> labels_;
  std::vector<ExportedFeature> features_;
};

/// The metrics of a Monitor, ready for whatever serves them over HTTP:
///
///     const leeway::PrometheusExporter metrics(monitor);
///     server.Get("/metrics", [&](const auto&, auto& answer) {
///       answer.set_content(metrics.text(), leeway::exposition_content_type);
///     });
///
/// The gauges are those of the last window that ended; until one has, of the open one so far. Nothing is added to the
/// serving path: a scrape drains the recorder, as a report does. May be used from any thread, not after the monitor's
/// end.
class PrometheusExporter {
 public:
  explicit PrometheusExporter(Monitor& monitor, PrometheusOptions options = {})
      : monitor_(&monitor), metrics_(monitor.baseline(), std::move(options)) {}

  [[nodiscard]] std::vector<MetricFamily> families() const {
    const auto judged = monitor_->last_window();
    if (judged) return metrics_.families(monitor_->totals(), judged->window, judged->report);
    const JudgedWindow open = monitor_->so_far();
    return metrics_.families(monitor_->totals(), open.window, open.report);
  }
  [[nodiscard]] std::string text() const { return exposition(families()); }

 private:
  Monitor* monitor_;
  PrometheusMetrics metrics_;
};

}  // namespace leeway::inline v0_1
