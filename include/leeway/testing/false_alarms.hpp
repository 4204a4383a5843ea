#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "leeway/compare/binomial.hpp"
#include "leeway/compare/proportions.hpp"
#include "leeway/core/error.hpp"
#include "leeway/math/tails.hpp"
#include "leeway/report/plan.hpp"
#include "leeway/testing/expect.hpp"
#include "leeway/testing/healthy.hpp"
#include "leeway/testing/outcome.hpp"
#include "leeway/testing/run.hpp"
#include "leeway/testing/stream.hpp"

namespace leeway::inline v0_1::testing {

/// Streams to watch, each from its beginning with a monitor of its own.
struct Streams {
  std::size_t count = 100;
  std::uint64_t rows = 5'000;  ///< each
  std::uint64_t seed = 1;      ///< of the first; the next has seed + 1, and so on
};

/// How many of some streams alarmed, and what that says about the rate of alarms.
struct AlarmCount {
  std::size_t streams = 0;
  std::size_t alarms = 0;
  std::vector<std::uint64_t> seeds{};  ///< of the streams that alarmed, to look at them one by one

  /// Holds the true rate with this confidence (Clopper and Pearson): without any alarm up to 3 / streams is possible.
  [[nodiscard]] ShareInterval rate(double confidence = 0.95) const noexcept {
    return share_interval({alarms, streams}, confidence);
  }
};

/// Watches streams that `make_stream(seed)` makes and counts those in which drift is found. Throws ConfigError if there
/// are no streams.
template <class MakeStream>
[[nodiscard]] AlarmCount count_alarms(const Setup& setup, const Streams& streams, MakeStream make_stream) {
  if (streams.count == 0) throw ConfigError("count_alarms: at least one stream is needed");
  AlarmCount result;
  result.streams = streams.count;
  for (std::size_t i = 0; i < streams.count; ++i) {
    const std::uint64_t seed = streams.seed + i;
    if (!run(setup, Stream(make_stream(seed)), streams.rows).alarmed) continue;
    ++result.alarms;
    result.seeds.push_back(seed);
  }
  return result;
}

/// The same with healthy streams drawn from the set-up's own baseline: all their alarms are false.
[[nodiscard]] inline AlarmCount count_false_alarms(const Setup& setup, const Streams& streams) {
  return count_alarms(setup, streams, [&](std::uint64_t seed) { return Healthy(setup.baseline, seed); });
}

/// The number of alarms that so many streams exceed with a probability of no more than `risk` where each alarms with
/// probability `rate`: by the binomial distribution, exactly.
[[nodiscard]] inline std::size_t most_by_chance(std::size_t streams, double rate, double risk = 0.001) noexcept {
  std::size_t most = 0;
  while (most < streams && !(binomial_upper_tail(most + 1, streams, rate) <= risk)) ++most;
  return most;
}

/// Holds if at most `most` of the healthy streams alarm; without it, as many as a set-up that keeps its plan's promise
/// exceeds in one of 1,000 tests. The message says what the count tells about the rate, which is less than one hopes:
/// 0 of 100 leave room for 3.6 %. Throws ConfigError where the plan promises nothing (it does not watch, or the streams
/// have more windows than its horizon) and `most` is not given.
[[nodiscard]] inline Outcome few_false_alarms(const Setup& setup, const Streams& streams = {},
                                              std::optional<std::size_t> most = {}) {
  const Plan plan = setup.options.plan_with_horizon();
  const std::uint64_t window_rows = setup.options.window_rows > 0 ? setup.options.window_rows : setup.rows_a_window;
  const bool promised = plan.tests && plan.sequential && window_rows > 0 &&
                        (streams.rows + window_rows - 1) / window_rows <= plan.horizon();
  if (!most && !promised) {
    throw ConfigError("few_false_alarms: the plan promises no rate for such streams; say how many alarms are allowed");
  }
  const std::size_t allowed = most.value_or(most_by_chance(streams.count, plan.alpha));
  const AlarmCount found = count_false_alarms(setup, streams);
  const ShareInterval rate = found.rate();
  std::string message = std::to_string(found.alarms) + " of " + detail::counted(found.streams, "healthy stream") +
                        " of " + detail::counted(streams.rows, "row") + " alarmed, " + std::to_string(allowed) +
                        " allowed; the rate of false alarms lies between " + detail::figure(100 * rate.lower) +
                        " % and " + detail::figure(100 * rate.upper) + " % (95 % confidence)";
  if (promised) message += "; the plan promises " + detail::figure(100 * plan.alpha) + " %";
  const bool held = found.alarms <= allowed;
  if (!held) {
    message += "\nSeeds of streams that alarmed:";
    for (const std::uint64_t seed : found.seeds) message += ' ' + std::to_string(seed);
    message += "\nThe first of them:\n" +
               stays_quiet(setup, Healthy(setup.baseline, found.seeds.front()), streams.rows).message();
  }
  return {held, std::move(message)};
}

}  // namespace leeway::inline v0_1::testing
