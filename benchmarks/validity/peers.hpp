#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "leeway/compare/compatibility/evidently.hpp"
#include "leeway/compare/compatibility/nannyml.hpp"
#include "leeway/math/kolmogorov_two_sample.hpp"
#include "simulation.hpp"

/// What people use today, asked about every window as Leeway is. For continuous features without missing values.
namespace validity {

inline std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  std::sort(copy.begin(), copy.end());
  return copy;
}

/// The smallest distance that the two-sample test calls significant at a level.
inline double critical_distance(std::uint64_t reference, std::uint64_t current, double level) {
  double low = 0;
  double high = 1;
  while (high - low > 1e-9) {
    const double middle = (low + high) / 2;
    const double p = leeway::kolmogorov_corrected_sf(reference, current, middle, leeway::Alternative::two_sided);
    (p < level ? high : low) = middle;
  }
  return high;
}

/// Kolmogorov-Smirnov of every window against the training rows.
class WindowKs : public Peer {
 public:
  WindowKs(std::span<const double> training, std::uint64_t rows, double level)
      : training_(sorted(training)), critical_(critical_distance(training.size(), rows, level)) {}
  bool look(std::span<const double> window) override {
    values_.assign(window.begin(), window.end());
    std::sort(values_.begin(), values_.end());
    const auto n = static_cast<double>(values_.size());
    const auto m = static_cast<double>(training_.size());
    double largest = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const auto below = std::lower_bound(training_.begin(), training_.end(), values_[i]) - training_.begin();
      const double f = static_cast<double>(below) / m;
      const auto before = static_cast<double>(i);
      largest = (std::max)({largest, std::fabs(f - before / n), std::fabs(f - (before + 1) / n)});
    }
    return largest >= critical_;
  }

 private:
  std::vector<double> training_;
  std::vector<double> values_;
  double critical_;
};

/// Kolmogorov-Smirnov of all live rows so far against the training rows.
class CumulativeKs : public Peer {
 public:
  CumulativeKs(std::span<const double> training, double level)
      : training_(sorted(training)), between_(training.size() + 1), level_(level) {}
  bool look(std::span<const double> window) override {
    for (const double x : window) {
      ++between_[static_cast<std::size_t>(std::lower_bound(training_.begin(), training_.end(), x) - training_.begin())];
    }
    rows_ += window.size();
    const auto n = static_cast<double>(rows_);
    const auto m = static_cast<double>(training_.size());
    double largest = 0;
    double live = 0;
    for (std::size_t i = 0; i < training_.size(); ++i) {
      live += between_[i];
      const double f = static_cast<double>(i) / m;
      largest = (std::max)({largest, std::fabs(live / n - f), std::fabs(live / n - f - 1 / m)});
    }
    return largest >= critical_distance(training_.size(), rows_, level_);
  }

 private:
  std::vector<double> training_;
  std::vector<std::uint32_t> between_;  // live rows between two training rows
  std::uint64_t rows_ = 0;
  double level_;
};

/// Evidently's default rule.
class Evidently : public Peer {
 public:
  explicit Evidently(std::span<const double> training) : training_(sorted(training)) {}
  bool look(std::span<const double> window) override {
    namespace rule = leeway::compatibility::evidently;
    const std::vector<double> values = sorted(window);
    const leeway::Sorted<double> reference{std::span<const double>(training_)};
    const leeway::Sorted<double> current{std::span<const double>(values)};
    if (rule::default_test(rule::Kind::numeric, training_.size(), 6) == rule::Test::wasserstein) {
      return rule::wasserstein_normed(reference, current).value >= rule::default_threshold(rule::Test::wasserstein);
    }
    return leeway::compatibility::scipy::ks_2samp(reference, current).p_value <=
           rule::default_threshold(rule::Test::kolmogorov_smirnov);
  }

 private:
  std::vector<double> training_;
};

/// NannyML's default rule: Jensen-Shannon distance above mean + 3 std of the training rows' own chunks.
class NannyMl : public Peer {
 public:
  NannyMl(std::span<const double> training, std::uint64_t rows) : bins_(training) {
    namespace rule = leeway::compatibility::nannyml;
    std::vector<double> values;
    for (std::size_t at = 0; at + rows <= training.size(); at += rows) {
      values.push_back(rule::jensen_shannon(bins_, training.subspan(at, rows)).value);
    }
    limit_ = rule::upper_threshold(values);
  }
  bool look(std::span<const double> window) override {
    return leeway::compatibility::nannyml::jensen_shannon(bins_, window).value > limit_;
  }

 private:
  leeway::compatibility::nannyml::ContinuousBins bins_;
  double limit_ = 0;
};

/// Names and makers, in the order of the table.
struct NamedPeer {
  const char* name;
  PeerOf make;
};
inline std::vector<NamedPeer> peers(std::uint64_t windows) {
  const double looks = static_cast<double>(windows);
  return {
      {"KS of each window, p < .05",
       [](auto training, auto rows) { return std::make_unique<WindowKs>(training, rows, 0.05); }},
      {"KS of each window, Bonferroni over looks",
       [looks](auto training, auto rows) { return std::make_unique<WindowKs>(training, rows, 0.05 / looks); }},
      {"KS of all rows so far, p < .05",
       [](auto training, auto) { return std::make_unique<CumulativeKs>(training, 0.05); }},
      {"Evidently's default", [](auto training, auto) { return std::make_unique<Evidently>(training); }},
      {"NannyML's default", [](auto training, auto rows) { return std::make_unique<NannyMl>(training, rows); }},
  };
}

}  // namespace validity
