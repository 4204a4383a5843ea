#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/io/metrics.hpp"
#include "leeway/report/plan.hpp"

namespace leeway::inline v0_1 {

/// How Prometheus is to judge a fleet.
struct FleetOptions {
  std::chrono::seconds window{3600};  ///< rows of so long count; at least four scrapes, or increase() sees too little
  std::chrono::seconds interval{60};  ///< how often the rules are evaluated
  std::chrono::seconds hold{900};     ///< a condition must last so long before an alert fires
  std::uint64_t min_rows = 1000;      ///< fewer values in a window are never alerted on
  std::size_t max_cells = 32;         ///< as in PrometheusOptions
  std::vector<std::string> keep_apart{};  ///< labels to judge by, beside model and baseline: env, region, ...
  Plan plan{};                            ///< its alpha, tolerances and the features' own; adjusted as Bonferroni does

  /// Throws ConfigError for lengths that cannot work or a label that is none.
  void validate() const {
    plan.validate();
    if (interval.count() < 1 || window < 4 * interval) {
      throw ConfigError("fleet: the window must be four evaluation intervals long or longer");
    }
    if (hold.count() < 0) throw ConfigError("fleet: the hold must not be negative");
    for (const std::string& label : keep_apart) {
      const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
      bool good = !label.empty();
      for (std::size_t i = 0; i < label.size(); ++i) {
        good = good && (fits(label[i]) || (i > 0 && label[i] >= '0' && label[i] <= '9'));
      }
      if (!good) throw ConfigError("fleet: '" + label + "' is not a label of Prometheus");
    }
  }
};

/// One rule of a Prometheus rule file.
struct FleetRule {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  std::string name;
  std::string expression;  ///< PromQL
  Pairs labels{};
  Pairs annotations{};  ///< of alerts
  bool alert = false;
};

namespace detail {

/// 3600 s as 1h.
[[nodiscard]] inline std::string prometheus_duration(std::chrono::seconds time) {
  const std::int64_t seconds = time.count();
  if (seconds % 3600 == 0 && seconds > 0) return std::to_string(seconds / 3600) + "h";
  if (seconds % 60 == 0 && seconds > 0) return std::to_string(seconds / 60) + "m";
  return std::to_string(seconds) + "s";
}

/// The expressions of one baseline's rules. `$` and a letter stand for what the options decide.
class FleetExpressions {
 public:
  FleetExpressions(const Baseline& baseline, const FleetOptions& options) {
    std::string apart = "model, baseline";
    for (const std::string& label : options.keep_apart) apart += ", " + label;
    std::size_t tests = 0;
    for (const Feature& feature : baseline.schema()) tests += feature.kind == Kind::numeric ? 4 : 3;
    alpha_ = options.plan.alpha / static_cast<double>(tests > 0 ? tests : 1);
    words_ = {{'S', "baseline=\"" + hex_of(baseline.content_hash()) + "\""},
              {'M', apart},
              {'K', apart + ", feature"},
              {'P', "cell!=\"__missing__\""},
              {'W', prometheus_duration(options.window)},
              {'A', number(alpha_)}};
  }

  /// The level of each single test.
  [[nodiscard]] double alpha() const noexcept { return alpha_; }

  [[nodiscard]] std::string operator()(std::string_view pattern) const {
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const std::string* word = nullptr;
      for (const auto& [letter, meaning] : words_) {
        if (pattern[i] == '$' && i + 1 < pattern.size() && pattern[i + 1] == letter) word = &meaning;
      }
      if (word == nullptr) {
        text += pattern[i];
      } else {
        text += *word;
        ++i;
      }
    }
    return text;
  }

  [[nodiscard]] static std::string number(double value) {
    std::string text;
    append_metric_value(text, value);
    return text;
  }

 private:
  double alpha_;
  std::vector<std::pair<char, std::string>> words_;
};

}  // namespace detail

}  // namespace leeway::inline v0_1
