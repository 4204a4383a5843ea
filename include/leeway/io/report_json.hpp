#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "leeway/core/time.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/json_writer.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway {

// The format `leeway.report`, version 1. Members may be added, none is renamed or removed. Enumerations are the words
// of to_string, times are UTC in ISO 8601, a figure that is not defined is null, names that are not UTF-8 are taken for
// Latin-1.
//
// | place                | holds                                                                                    |
// |----------------------|------------------------------------------------------------------------------------------|
// | format, version      | "leeway.report", 1                                                                       |
// | verdict, drifted     | of the whole; drifted is verdict == "drift", for scripts                                 |
// | baseline             | name, hash (16 hex digits), rows                                                         |
// | window               | rows, rejected_rows, begin, end (null where nobody kept a clock)                         |
// | plan, rule, alpha    | who judged, by what                                                                      |
// | verdicts             | number of features by verdict: drift, minor, insufficient, stable                        |
// | features[]           | ranked, the worst first                                                                  |
// |   name, kind, verdict, action, diagnosis                                                                        |
// |   importance, effect, excess_effect, tolerance, score, adjusted_p_value                                         |
// |   findings[]         | check, type ("test" or "threshold"), verdict, adjusted_p_value, status, and              |
// |     test             | method, alternative, statistic, degrees_of_freedom, p_value, effect_size, effect_kind,   |
// |                      | reference_count, current_count                                                           |
// |     threshold        | value, limit, exceeded                                                                   |
// |   reference, current | the two sides' profiles                                                                  |
// |     numeric          | rows, missing, infinite, out_of_range, mean, std_dev, lowest, highest,                   |
// |                      | quantiles ([probability, value] pairs), histogram (shares)                               |
// |     categorical      | rows, missing, other, unseen, categories and new_categories ([name, share] pairs)        |

namespace detail {

class ReportJsonWriter {
 public:
  using Layout = JsonWriter::Layout;

  [[nodiscard]] std::string write(const DriftReport& report) {
    json_.object(Layout::lines, [&] {
      json_.member("format", "leeway.report");
      json_.member("version", 1U);
      json_.member("verdict", to_string(report.verdict));
      json_.member("drifted", report.drifted());
      json_.key("baseline");
      json_.object(Layout::line, [&] {
        json_.member("name", report.baseline_name);
        json_.member("hash", hex_of(report.baseline_hash));
        json_.member("rows", report.baseline_rows);
      });
      json_.key("window");
      json_.object(Layout::line, [&] {
        json_.member("rows", report.window_rows);
        json_.member("rejected_rows", report.rejected_rows);
        time("begin", report.window_begin);
        time("end", report.window_end);
      });
      json_.member("plan", report.plan);
      json_.member("rule", report.rule);
      json_.member("alpha", report.alpha);
      json_.key("verdicts");
      json_.object(Layout::line, [&] {
        for (const Verdict verdict : {Verdict::drift, Verdict::minor, Verdict::insufficient, Verdict::stable}) {
          json_.member(to_string(verdict), report.count(verdict));
        }
      });
      json_.key("features");
      json_.array(Layout::lines, [&] {
        for (const FeatureReport& entry : report.features) feature(entry);
      });
    });
    return json_.take();
  }

 private:
  void feature(const FeatureReport& entry) {
    json_.object(Layout::lines, [&] {
      json_.member("name", entry.name);
      json_.member("kind", to_string(entry.kind));
      json_.member("verdict", to_string(entry.verdict));
      json_.member("action", to_string(entry.action));
      json_.member("diagnosis", entry.diagnosis);
      json_.member("importance", entry.importance);
      json_.member("effect", entry.effect);
      json_.member("excess_effect", entry.excess_effect);
      json_.member("tolerance", entry.tolerance);
      json_.member("score", entry.score);
      json_.member("adjusted_p_value", entry.adjusted_p_value);
      json_.key("findings");
      json_.array(Layout::lines, [&] {
        for (const Finding& finding : entry.findings) this->finding(finding);
      });
      std::visit(
          [&](const auto& sides) {
            json_.key("reference");
            profile(sides.reference);
            json_.key("current");
            profile(sides.current);
          },
          entry.profile);
    });
  }

  void finding(const Finding& finding) {
    json_.object(Layout::line, [&] {
      json_.member("check", finding.check);
      json_.member("type", std::holds_alternative<TestResult>(finding.result) ? "test" : "threshold");
      json_.member("verdict", to_string(finding.verdict));
      json_.member("adjusted_p_value", finding.adjusted_p_value);
      std::visit([&](const auto& result) { members(result); }, finding.result);
    });
  }
  void members(const TestResult& test) {
    json_.member("status", to_string(test.status));
    json_.member("method", to_string(test.method));
    json_.member("alternative", to_string(test.alternative));
    json_.member("statistic", test.statistic);
    json_.member("degrees_of_freedom", test.degrees_of_freedom);
    json_.member("p_value", test.p_value);
    json_.member("effect_size", test.effect_size);
    json_.member("effect_kind", to_string(test.effect_kind));
    json_.member("reference_count", test.reference_count);
    json_.member("current_count", test.current_count);
  }
  void members(const ThresholdResult& threshold) {
    json_.member("status", to_string(threshold.status));
    json_.member("value", threshold.value);
    json_.member("limit", threshold.limit);
    json_.member("exceeded", threshold.exceeded());
  }

  void profile(const NumericProfile& side) {
    json_.object(Layout::lines, [&] {
      json_.member("rows", side.rows);
      json_.member("missing", side.missing);
      json_.member("infinite", side.infinite);
      json_.member("out_of_range", side.out_of_range);
      json_.member("mean", side.mean);
      json_.member("std_dev", side.std_dev);
      json_.member("lowest", side.lowest);
      json_.member("highest", side.highest);
      json_.key("quantiles");
      json_.array(Layout::line, [&] {
        for (const Quantile& quantile : side.quantiles) pair(quantile.probability, quantile.value);
      });
      json_.key("histogram");
      json_.array(Layout::line, [&] {
        for (const double share : side.histogram) json_.value(share);
      });
    });
  }
  void profile(const CategoricalProfile& side) {
    json_.object(Layout::lines, [&] {
      json_.member("rows", side.rows);
      json_.member("missing", side.missing);
      json_.member("other", side.other);
      json_.member("unseen", side.unseen);
      shares("categories", side.categories);
      shares("new_categories", side.new_categories);
    });
  }
  void shares(const char* key, const std::vector<CategoryShare>& categories) {
    json_.key(key);
    json_.array(Layout::line, [&] {
      for (const CategoryShare& category : categories) pair(category.name, category.share);
    });
  }
  template <class First>
  void pair(const First& first, double second) {
    json_.array(Layout::line, [&] {
      json_.value(first);
      json_.value(second);
    });
  }
  void time(const char* key, const std::optional<TimePoint>& moment) {
    json_.key(key);
    if (!moment) return json_.null();
    json_.value(format_utc(*moment));
  }

  JsonWriter json_;
};

}  // namespace detail

[[nodiscard]] inline std::string to_json(const DriftReport& report) { return detail::ReportJsonWriter().write(report); }

/// Writes the file atomically. Throws IoError.
inline void save(const DriftReport& report, const std::filesystem::path& path) {
  write_file_atomically(path, to_json(report));
}

}  // namespace leeway
