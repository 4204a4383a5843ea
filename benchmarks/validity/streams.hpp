#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

/// Streams of rows for the simulations: one value of one feature at a time, as training and then live traffic sees it.
namespace validity {

/// A small fast generator (SplitMix64): runs are seeded by their number, so that threads do not change any figure.
class Random {
 public:
  /// Seeds are hashed: generators whose states are steps apart give the same numbers, shifted.
  explicit Random(std::uint64_t seed) : state_(hashed(hashed(seed + 1) ^ 0x2545f4914f6cdd1dU)) {}
  std::uint64_t bits() noexcept { return hashed(state_ += 0x9e3779b97f4a7c15U); }
  double uniform() noexcept { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  double normal() noexcept {
    if (spare_) return std::exchange(spare_, false), second_;
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    second_ = radius * std::sin(angle);
    spare_ = true;
    return radius * std::cos(angle);
  }

 private:
  static std::uint64_t hashed(std::uint64_t z) noexcept {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
  double second_ = 0;
  bool spare_ = false;
};

/// The value of row number `row`, training rows counted as well. May remember the rows before.
using Stream = std::function<double(Random&, std::uint64_t row)>;
/// A new stream, for one run.
using StreamOf = std::function<Stream()>;

inline constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

/// Rows that are independent of each other and of their number.
template <class Draw>
StreamOf independent(Draw draw) {
  return [draw]() -> Stream { return [draw](Random& random, std::uint64_t) { return draw(random); }; };
}

inline StreamOf normal() {
  return independent([](Random& random) { return random.normal(); });
}
/// Values 0 .. levels - 1, each as frequent as the others.
inline StreamOf levels(int count) {
  return independent([count](Random& random) { return std::floor(random.uniform() * count); });
}
inline StreamOf with_missing(double share) {
  return independent([share](Random& random) {
    const double x = random.normal();
    return random.uniform() < share ? missing_value : x;
  });
}
/// Codes 0 .. categories - 1, the i-th as frequent as 1 / (i + 1): by inversion through a table of 65,536 starts.
inline StreamOf zipf(std::size_t categories) {
  std::vector<double> cumulative(categories);
  double sum = 0;
  for (std::size_t i = 0; i < categories; ++i) cumulative[i] = sum += 1 / static_cast<double>(i + 1);
  for (double& c : cumulative) c /= sum;
  cumulative.back() = 1;
  constexpr std::size_t starts = 65'536;
  std::vector<std::uint32_t> start(starts);
  for (std::size_t i = 0; i < starts; ++i) {
    const double u = static_cast<double>(i) / static_cast<double>(starts);
    start[i] =
        static_cast<std::uint32_t>(std::upper_bound(cumulative.begin(), cumulative.end(), u) - cumulative.begin());
  }
  return independent([cumulative, start](Random& random) {
    const double u = random.uniform();
    std::size_t i = start[static_cast<std::size_t>(u * static_cast<double>(starts))];
    while (cumulative[i] <= u) ++i;
    return static_cast<double>(i);
  });
}

/// x_t = phi x_(t-1) + noise, with mean 0 and variance 1.
inline StreamOf autoregressive(double phi) {
  return [phi]() -> Stream {
    return [phi, x = 0.0](Random& random, std::uint64_t row) mutable {
      const double noise = random.normal();
      return x = row == 0 ? noise : phi * x + std::sqrt(1 - phi * phi) * noise;
    };
  };
}
/// Each stretch of so many rows has a mean of its own, drawn from N(0, deviation^2).
inline StreamOf wobble(double deviation, std::uint64_t rows) {
  return [deviation, rows]() -> Stream {
    return [deviation, rows, mean = 0.0](Random& random, std::uint64_t row) mutable {
      if (row % rows == 0) mean = deviation * random.normal();
      return mean + random.normal();
    };
  };
}
/// The mean follows a sine of `period` rows.
inline StreamOf sine(double amplitude, std::uint64_t period) {
  return [amplitude, period]() -> Stream {
    return [amplitude, period](Random& random, std::uint64_t row) {
      const double turn = static_cast<double>(row % period) / static_cast<double>(period);
      return amplitude * std::sin(2 * std::numbers::pi * turn) + random.normal();
    };
  };
}

}  // namespace validity
