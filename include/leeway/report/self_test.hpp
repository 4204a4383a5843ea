#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/report/dependence.hpp"
#include "leeway/report/feature_watch.hpp"
#include "leeway/report/plan.hpp"
#include "leeway/report/replay.hpp"

namespace leeway::inline v0_1 {

struct SelfTestOptions {
  std::uint64_t window_rows = 1'000;  ///< live rows a window will have
  std::size_t replays = 100;          ///< random halves of the baseline
  std::size_t detect_within = 24;     ///< windows after which a drift should have been found
  std::uint64_t seed = 1;
};

/// What replaying found out about one feature.
struct SelfTestFeature {
  std::string name;
  WatchMode mode = WatchMode::exchangeable;
  DesignEffect design_effect{};
  std::size_t false_alarms = 0;  ///< of all replays
  bool halves_differ = false;    ///< the second half of the training rows, in their order, alarms against the first
  /// Smallest distance (Kolmogorov-Smirnov or total variation) found within `detect_within` windows in at least 80 % of
  /// the trials; NaN if not even the largest that was tried.
  double detectable = TestResult::undefined;
};

/// What a plan would do with a baseline's own rows as live traffic.
struct SelfTest {
  SelfTestOptions options;
  double alpha = 0;
  std::size_t windows = 0;       ///< in each replay
  std::size_t false_alarms = 0;  ///< replays with any alarm, of all features together
  std::vector<SelfTestFeature> features;

  /// More false alarms than alpha explains (at the 1 % level), or training rows that drift by themselves.
  [[nodiscard]] bool suspicious() const noexcept {
    const double replays = static_cast<double>(options.replays);
    const bool too_many =
        static_cast<double>(false_alarms) > alpha * replays + 2.33 * std::sqrt(alpha * (1 - alpha) * replays) + 0.5;
    return too_many ||
           std::any_of(features.begin(), features.end(), [](const SelfTestFeature& f) { return f.halves_differ; });
  }
};

/// Tries a plan out before the pager does: splits the baseline's own blocks of rows at random, takes one half for the
/// baseline and replays the other as live windows, many times, counting false alarms; replays the second half against
/// the first in their own order, which shows whether the training data drifted by themselves; and replays rows that are
/// shifted by growing amounts, to find the smallest drift that is detected.
///
/// What it cannot see: repeated values and new categories (blocks hold no such counts), seasons, changes that the
/// training rows did not go through, and the horizon as a whole if the baseline has fewer rows than that. Halving the
/// baseline makes it a little more pessimistic than the real one. Throws ConfigError for a baseline with fewer than 16
/// blocks or a plan that does not watch. About 0.1 s a feature.
[[nodiscard]] inline SelfTest self_test(const Baseline& baseline, const Plan& plan = {},
                                        const SelfTestOptions& options = {}) {
  constexpr std::size_t least_blocks = 16;
  plan.validate();
  if (options.window_rows == 0 || options.replays == 0 || options.detect_within == 0) {
    throw ConfigError("self-test: window_rows, replays and detect_within must be at least 1");
  }
  if (baseline.size() == 0) throw ConfigError("self-test: the baseline has no features");
  const std::size_t blocks = std::visit([](const auto& statistics) { return statistics.blocks.size(); }, baseline[0]);
  if (blocks < least_blocks) {
    throw ConfigError("self-test: the baseline has " + std::to_string(blocks) + " blocks of training rows, " +
                      std::to_string(least_blocks) + " are needed: build it from more rows with this version");
  }
  SelfTest result;
  result.options = options;
  result.alpha = plan.alpha;
  const std::vector<double> shares = alpha_shares(baseline.schema(), plan.importance_share);
  std::vector<bool> alarmed(options.replays);

  for (std::size_t i = 0; i < baseline.size(); ++i) {
    std::mt19937_64 random(options.seed);  // the same halves for every feature
    std::visit(
        [&](const auto& statistics) {
          const auto watch_of = [&](const auto& reference) {
            return FeatureWatch(baseline.schema()[i], reference, shares[i], plan);
          };
          SelfTestFeature found;
          found.name = baseline.schema()[i].name;
          const FeatureWatch whole = watch_of(detail::with_blocks(statistics, statistics.blocks));
          found.mode = whole.evidence().mode;
          found.design_effect = whole.evidence().design_effect;

          std::vector<std::size_t> order(blocks);
          std::iota(order.begin(), order.end(), std::size_t{0});
          const detail::Halves in_order = detail::halves(statistics.blocks, order, options.window_rows, random);
          FeatureWatch later = watch_of(detail::with_blocks(statistics, in_order.reference));
          found.halves_differ = detail::replay(later, in_order.live);
          result.windows = in_order.live.size();

          for (std::size_t replay = 0; replay < options.replays; ++replay) {
            std::shuffle(order.begin(), order.end(), random);
            const detail::Halves half = detail::halves(statistics.blocks, order, options.window_rows, random);
            FeatureWatch watch = watch_of(detail::with_blocks(statistics, half.reference));
            if (!detail::replay(watch, half.live)) continue;
            ++found.false_alarms;
            alarmed[replay] = true;
          }
          found.detectable =
              detail::smallest_detected(whole, statistics, options.window_rows, options.detect_within, random);
          result.features.push_back(std::move(found));
        },
        baseline[i]);
  }
  result.false_alarms = static_cast<std::size_t>(std::count(alarmed.begin(), alarmed.end(), true));
  return result;
}

}  // namespace leeway::inline v0_1
