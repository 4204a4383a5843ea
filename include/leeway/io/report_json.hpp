#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "leeway/core/hash.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/json_layout.hpp"
#include "leeway/io/utf8.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1 {

// The format `leeway.report`, version 1. Members may be added, none is renamed or removed. Enumerations are the words
// of to_string, times are UTC in ISO 8601, a figure that is not defined is null, names that are not UTF-8 are taken for
// Latin-1.
//
// | place                | holds                                                                                    |
// |----------------------|------------------------------------------------------------------------------------------|
// | format, version      | "leeway.report", 1                                                                       |
// | verdict, drifted     | of the whole; drifted is verdict == "drift", for scripts                                 |
// | baseline             | name, hash (16 hex digits), rows                                                         |
// | window               | rows, rejected_rows, skipped_rows (by sampling), begin, end (null where nobody kept a    |
// |                      | clock)                                                                                   |
// | plan, rule, alpha    | who judged, by what                                                                      |
// | guarantee,           | in words: what bounds the false alarms, what the verdicts rest on (list)                 |
// | assumptions          |                                                                                          |
// | watched, windows     | whether verdicts come from watching a stream, and how many of its windows so far         |
// | attribution_drift    | status, value (1 - NDCG), limit, exceeded; null without attributions in the baseline     |
// | verdicts             | number of features by verdict: drift, minor, insufficient, stable                        |
// | features[]           | ranked, the worst first                                                                  |
// |   name, kind, verdict, action, diagnosis                                                                        |
// |   importance, effect, effect_lower, effect_upper, excess_effect, tolerance, score, adjusted_p_value,            |
// |   false_discovery_rate, detectable_effect, rows_needed (null: no number is enough), reference_values,           |
// |   current_values, distance_low, distance_high, alpha                                                            |
// |   design_effect      | value, estimate, known, exchangeable, blocks, rows_per_block                             |
// |   sequential         | null without a watch; else mode, windows, values, horizon_windows, e_value,              |
// |                      | largest_e_value, alarm_at, p_value, alarmed, alarm_window, alarm_time, start_window,     |
// |                      | start_time, change, increases                                                            |
// |   impact             | expected, standard_error, magnitude, beyond_chance (in units of the model's output) and  |
// |                      | unknown_share; null without attributions in the baseline                                 |
// |   findings[]         | check, type ("test" or "threshold"), verdict, adjusted_p_value, note, status, and        |
// |     test             | method, alternative, statistic, degrees_of_freedom, p_value, effect_size, effect_kind,   |
// |                      | reference_count, current_count, difference (value, lower, upper, tolerance)              |
// |     threshold        | value, limit, exceeded                                                                   |
// |   reference, current | the two sides' profiles                                                                  |
// |     numeric          | rows, missing, infinite, out_of_range, mean, std_dev, lowest, highest,                   |
// |                      | quantiles ([probability, value] pairs), histogram (shares)                               |
// |     categorical      | rows, missing, other, unseen, categories and new_categories ([name, share] pairs)        |

namespace detail {

/// The document, part by part.
struct ReportJsonWriter {
  using Json = nlohmann::ordered_json;

  [[nodiscard]] static Json document(const DriftReport& report) {
    Json verdicts = Json::object();
    for (const Verdict verdict : {Verdict::drift, Verdict::minor, Verdict::insufficient, Verdict::stable}) {
      verdicts[std::string(to_string(verdict))] = report.count(verdict);
    }
    return {{"format", "leeway.report"},
            {"version", 1},
            {"verdict", to_string(report.verdict)},
            {"drifted", report.drifted()},
            {"baseline",
             {{"name", text(report.baseline_name)},
              {"hash", hex_of(report.baseline_hash)},
              {"rows", report.baseline_rows}}},
            {"window",
             {{"rows", report.window_rows},
              {"rejected_rows", report.rejected_rows},
              {"skipped_rows", report.skipped_rows},
              {"begin", time(report.window_begin)},
              {"end", time(report.window_end)}}},
            {"plan", text(report.plan)},
            {"rule", text(report.rule)},
            {"guarantee", text(report.guarantee)},
            {"assumptions", list(report.assumptions, text)},
            {"watched", report.watched},
            {"windows", report.windows},
            {"alpha", report.alpha},
            {"attribution_drift", report.attribution_drift ? members(*report.attribution_drift) : Json()},
            {"verdicts", std::move(verdicts)},
            {"features", list(report.features, feature)}};
  }

  static Json feature(const FeatureReport& entry) {
    Json json{{"name", text(entry.name)},
              {"kind", to_string(entry.kind)},
              {"verdict", to_string(entry.verdict)},
              {"action", to_string(entry.action)},
              {"diagnosis", text(entry.diagnosis)},
              {"importance", entry.importance},
              {"effect", entry.effect},
              {"effect_lower", entry.effect_lower},
              {"effect_upper", entry.effect_upper},
              {"excess_effect", entry.excess_effect},
              {"tolerance", entry.tolerance},
              {"score", entry.score},
              {"adjusted_p_value", entry.adjusted_p_value},
              {"false_discovery_rate", entry.false_discovery_rate},
              {"detectable_effect", entry.detectable_effect},
              {"rows_needed", entry.rows_needed ? Json(*entry.rows_needed) : Json()},
              {"reference_values", entry.reference_values},
              {"current_values", entry.current_values},
              {"distance_low", entry.distance_low},
              {"distance_high", entry.distance_high},
              {"alpha", entry.alpha},
              {"design_effect", members(entry.design_effect)},
              {"sequential", entry.sequential ? members(*entry.sequential) : Json()},
              {"impact", entry.impact ? members(*entry.impact) : Json()},
              {"findings", list(entry.findings, finding)}};
    std::visit(
        [&](const auto& sides) {
          json["reference"] = profile(sides.reference);
          json["current"] = profile(sides.current);
        },
        entry.profile);
    return json;
  }

  static Json members(const DesignEffect& effect) {
    return {{"value", effect.value},   {"estimate", effect.estimate},
            {"known", effect.known},   {"exchangeable", effect.exchangeable},
            {"blocks", effect.blocks}, {"rows_per_block", effect.rows_per_block}};
  }
  static Json members(const SequentialEvidence& watch) {
    return {{"mode", to_string(watch.mode)},
            {"windows", watch.windows},
            {"values", watch.values},
            {"horizon_windows", watch.horizon_windows},
            {"e_value", watch.e_value},
            {"largest_e_value", watch.largest_e_value},
            {"alarm_at", watch.alarm_at},
            {"p_value", watch.p_value},
            {"alarmed", watch.alarmed},
            {"alarm_window", watch.alarm_window},
            {"alarm_time", time(watch.alarm_time)},
            {"start_window", watch.start_window},
            {"start_time", time(watch.start_time)},
            {"change", to_string(watch.change)},
            {"increases", watch.increases}};
  }

  static Json finding(const Finding& finding) {
    Json json{{"check", text(finding.check)},
              {"type", std::holds_alternative<TestResult>(finding.result) ? "test" : "threshold"},
              {"verdict", to_string(finding.verdict)},
              {"adjusted_p_value", finding.adjusted_p_value},
              {"note", text(finding.note)}};
    json.update(std::visit([](const auto& result) { return members(result); }, finding.result));
    if (std::holds_alternative<TestResult>(finding.result)) {
      json["difference"] = {{"value", finding.effect.value},
                            {"lower", finding.effect.lower},
                            {"upper", finding.effect.upper},
                            {"tolerance", finding.tolerance}};
    }
    return json;
  }
  static Json members(const TestResult& test) {
    return {{"status", to_string(test.status)},
            {"method", to_string(test.method)},
            {"alternative", to_string(test.alternative)},
            {"statistic", test.statistic},
            {"degrees_of_freedom", test.degrees_of_freedom},
            {"p_value", test.p_value},
            {"effect_size", test.effect_size},
            {"effect_kind", to_string(test.effect_kind)},
            {"reference_count", test.reference_count},
            {"current_count", test.current_count}};
  }
  static Json members(const Impact& impact) {
    return {{"expected", impact.expected},
            {"standard_error", impact.standard_error},
            {"magnitude", impact.magnitude},
            {"beyond_chance", impact.beyond_chance},
            {"unknown_share", impact.unknown_share}};
  }
  static Json members(const ThresholdResult& threshold) {
    return {{"status", to_string(threshold.status)},
            {"value", threshold.value},
            {"limit", threshold.limit},
            {"exceeded", threshold.exceeded()}};
  }

  static Json profile(const NumericProfile& side) {
    const auto pair = [](const Quantile& q) { return Json::array({q.probability, q.value}); };
    return {{"rows", side.rows},
            {"missing", side.missing},
            {"infinite", side.infinite},
            {"out_of_range", side.out_of_range},
            {"mean", side.mean},
            {"std_dev", side.std_dev},
            {"lowest", side.lowest},
            {"highest", side.highest},
            {"quantiles", list(side.quantiles, pair)},
            {"histogram", side.histogram}};
  }
  static Json profile(const CategoricalProfile& side) {
    const auto pair = [](const CategoryShare& c) { return Json::array({text(c.name), c.share}); };
    return {{"rows", side.rows},
            {"missing", side.missing},
            {"other", side.other},
            {"unseen", side.unseen},
            {"categories", list(side.categories, pair)},
            {"new_categories", list(side.new_categories, pair)}};
  }

  template <class Item, class JsonOf>
  static Json list(const std::vector<Item>& items, JsonOf json_of) {
    Json list = Json::array();
    for (const Item& item : items) list.push_back(json_of(item));
    return list;
  }
  static Json text(const std::string& bytes) { return repaired_utf8(bytes); }
  static Json time(const std::optional<TimePoint>& moment) { return moment ? Json(format_utc(*moment)) : Json(); }
};

}  // namespace detail

[[nodiscard]] inline std::string to_json(const DriftReport& report) {
  return laid_out(detail::ReportJsonWriter::document(report));
}

/// The same document on one line, for streams of reports.
[[nodiscard]] inline std::string to_json_line(const DriftReport& report) {
  return on_a_line(detail::ReportJsonWriter::document(report));
}

/// Writes the file atomically. Throws IoError.
inline void save(const DriftReport& report, const std::filesystem::path& path) {
  write_file_atomically(path, to_json(report));
}

}  // namespace leeway::inline v0_1
