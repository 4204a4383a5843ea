#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "leeway/math/kolmogorov_kernel.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// Probability that a random path from (0, 0) to (n, m) touches a boundary at one of the places where it is looked at.
///
/// The path draws the pooled sample in order; `own` counts the first sample's values among the `drawn`. Under the null
/// all orders are equally likely, so states carry *numbers of paths* that have not touched yet (own = i: paths(i), one
/// addition a step) and the rest of a path is weighed only where it touches: weight(i) = C(N - drawn, n - i), scaled.
/// All terms are positive: nothing cancels and nothing overflows, and p keeps its relative accuracy in the far tail.
/// Powers of `tilt` = n/m are moved from weight to paths, so that both stay in range when n and m differ.
class PathCount {
 public:
  PathCount(std::int64_t n, std::int64_t m, WideInteger threshold, bool upper, bool lower)
      : n_(n),
        m_(m),
        total_(n + m),
        threshold_(threshold),
        upper_(upper),
        lower_(lower),
        tilt_(static_cast<double>(n) / static_cast<double>(m)),
        paths_{1.0},
        width_(1) {}

  [[nodiscard]] double touched() const noexcept { return touched_.value(); }
  [[nodiscard]] bool finished() const noexcept { return width_ == 0; }

  /// Whether any path at all can touch after `drawn` values: otherwise looking there is a waste.
  [[nodiscard]] bool can_touch(std::int64_t drawn) const noexcept {
    return (upper_ && touches_above((std::min)(n_, drawn), drawn)) ||
           (lower_ && touches_below((std::max)(std::int64_t{0}, drawn - m_), drawn));
  }

  /// Draws `count` more values without looking, then looks.
  void draw(std::int64_t count) {
    if (count > 24 && count > static_cast<std::int64_t>(width_)) {
      jump(count);
    } else {
      for (std::int64_t i = 0; i < count; ++i) step();
    }
    look();
  }

 private:
  [[nodiscard]] bool touches_above(std::int64_t own, std::int64_t drawn) const noexcept {
    return WideInteger{total_} * own - WideInteger{n_} * drawn >= threshold_;
  }
  [[nodiscard]] bool touches_below(std::int64_t own, std::int64_t drawn) const noexcept {
    return WideInteger{n_} * drawn - WideInteger{total_} * own >= threshold_;
  }
  [[nodiscard]] std::int64_t highest() const noexcept { return lowest_ + static_cast<std::int64_t>(width_) - 1; }

  /// weight(own + 1) / weight(own) at `drawn`; its inverse is the way down.
  [[nodiscard]] double weight_ratio(std::int64_t own, std::int64_t drawn) const noexcept {
    return static_cast<double>(n_ - own) / (static_cast<double>(m_ - drawn + own + 1) * tilt_);
  }

  void step() {
    const std::int64_t others_left_low = m_ - drawn_ + lowest_;
    const std::int64_t others_left_high = m_ - drawn_ + highest();
    const std::int64_t own_left_low = n_ - lowest_;
    const std::int64_t own_left_high = n_ - highest();
    const auto left = static_cast<double>(total_ - drawn_);
    const bool grows = own_left_high > 0;            // the highest state can draw one more of its own
    const bool loses_lowest = others_left_low == 0;  // the lowest state must

    if (next_.size() < width_ + 1) next_.resize(2 * width_ + 16);
    const double* __restrict from = paths_.data() + begin_;
    double* __restrict to = next_.data();
    to[0] = from[0];
    for (std::size_t k = 1; k < width_; ++k) to[k] = from[k] + tilt_ * from[k - 1];
    to[width_] = tilt_ * from[width_ - 1];

    weight_high_ *=
        grows ? static_cast<double>(own_left_high) / (left * tilt_) : static_cast<double>(others_left_high) / left;
    weight_low_ *=
        loses_lowest ? static_cast<double>(own_left_low) / (left * tilt_) : static_cast<double>(others_left_low) / left;
    paths_.swap(next_);
    begin_ = loses_lowest ? 1 : 0;
    lowest_ += loses_lowest ? 1 : 0;
    width_ = width_ + (grows ? 1 : 0) - (loses_lowest ? 1 : 0);
    ++drawn_;
    if (drawn_ % 128 == 0) rescale();
  }

  /// Path numbers grow by 1 + tilt a step: takes that out again, by an exact power of two.
  void rescale() {
    const int exponent = static_cast<int>(std::lround(128 * std::log2(1 + tilt_)));
    const double down = std::ldexp(1.0, -exponent);
    for (std::size_t k = 0; k < width_; ++k) paths_[begin_ + k] *= down;
    weight_low_ = std::ldexp(weight_low_, exponent);
    weight_high_ = std::ldexp(weight_high_, exponent);
  }

  /// Takes out the paths that touch here. On a side without a boundary it drops states that cannot matter: chances to
  /// touch fall with the distance, so a share d of the paths lost there loses at most d of p.
  void look() {
    const double droppable = 1e-16 * static_cast<double>(drawn_) / static_cast<double>(total_);
    while (width_ > 0 &&
           (upper_ ? touches_above(highest(), drawn_) : droppable_at(highest(), weight_high_, droppable))) {
      if (upper_) touched_ += paths_[begin_ + width_ - 1] * weight_high_;
      weight_high_ /= weight_ratio(highest() - 1, drawn_);
      --width_;
    }
    while (width_ > 0 && (lower_ ? touches_below(lowest_, drawn_) : droppable_at(lowest_, weight_low_, droppable))) {
      if (lower_) touched_ += paths_[begin_] * weight_low_;
      weight_low_ *= weight_ratio(lowest_, drawn_);
      ++lowest_;
      ++begin_;
      --width_;
    }
  }
  [[nodiscard]] bool droppable_at(std::int64_t own, double weight, double limit) noexcept {
    if (width_ == 1) return false;
    const double mass = paths_[begin_ + static_cast<std::size_t>(own - lowest_)] * weight;
    if (dropped_ + mass > limit) return false;
    dropped_ += mass;
    return true;
  }

  void jump(std::int64_t count);

  std::int64_t n_;
  std::int64_t m_;
  std::int64_t total_;
  WideInteger threshold_;
  bool upper_;
  bool lower_;
  double tilt_;
  std::vector<double> paths_;  // states lowest_ .. lowest_ + width_ - 1 start at begin_
  std::vector<double> next_;
  std::vector<double> kernel_;
  std::size_t begin_ = 0;
  std::size_t width_;
  std::int64_t lowest_ = 0;
  std::int64_t drawn_ = 0;
  double weight_low_ = 1;   // of the lowest state
  double weight_high_ = 1;  // of the highest state
  StableSum touched_;
  double dropped_ = 0;
};

/// The same as `count` steps, as one convolution with the binomial coefficients C(count, x) tilt^x: for groups with
/// more values than there are states (cells, that is) this is what makes the exact p affordable.
inline void PathCount::jump(std::int64_t count) {
  const std::int64_t drawn = drawn_ + count;
  const std::int64_t high = highest();
  const auto real = [](std::int64_t x) { return static_cast<double>(x); };

  // The kernel's spread and, for a path in the lowest state, its likeliest number of own draws.
  const double own_share = real(n_ - lowest_) / real(total_ - drawn_);
  const double spread =
      std::sqrt(real(count) * own_share * (1 - own_share) * real(total_ - drawn) / real(total_ - drawn_));
  const auto reach = static_cast<std::int64_t>(10 * spread) + 40;
  const std::int64_t likeliest =
      std::clamp(static_cast<std::int64_t>(std::lround(real(count) * own_share)),
                 (std::max)(std::int64_t{0}, count - (m_ - drawn_ + lowest_)), (std::min)(count, n_ - lowest_));

  // States that survive the look at the end, and how far beyond them paths that touch can be found.
  const std::int64_t reachable_low = (std::max)(lowest_, drawn - m_);
  const std::int64_t reachable_high = (std::min)(high + count, n_);
  // Without a boundary on a side, states more than ten spreads out are the ones look() would drop.
  const std::int64_t first =
      (std::max)(reachable_low,
                 lower_ ? floor_divide(WideInteger{n_} * drawn - threshold_, total_) + 1 : lowest_ + likeliest - reach);
  const std::int64_t last =
      (std::min)(reachable_high,
                 upper_ ? floor_divide(WideInteger{n_} * drawn + threshold_ - 1, total_) : high + likeliest + reach);
  if (first > last) {  // nothing survives: every path left touches
    double weight = weight_low_;
    for (std::size_t k = 0; k < width_; ++k) {
      touched_ += paths_[begin_ + k] * weight;
      weight *= weight_ratio(lowest_ + static_cast<std::int64_t>(k), drawn_);
    }
    width_ = 0;
    return;
  }
  const std::int64_t from = lower_ ? (std::max)(reachable_low, first - reach) : first;
  const std::int64_t to = upper_ ? (std::min)(reachable_high, last + reach) : last;

  // kernel[x - kernel_from] = C(count, x) tilt^x, scaled; 0 where x is impossible.
  const std::int64_t kernel_from = (std::min)(from - high, likeliest);
  const std::int64_t kernel_to = (std::max)(to - lowest_, likeliest);
  kernel_.assign(static_cast<std::size_t>(kernel_to - kernel_from + 1), 0.0);
  const auto at = [&](std::int64_t x) -> double& { return kernel_[static_cast<std::size_t>(x - kernel_from)]; };
  const std::int64_t x_from = (std::max)(kernel_from, std::int64_t{0});
  const std::int64_t x_to = (std::min)(kernel_to, count);
  const std::int64_t mode =
      std::clamp(static_cast<std::int64_t>(real(count) * (real(n_) / real(total_))), x_from, x_to);
  at(mode) = 0.4 / (spread + 1);  // makes the kernel sum to about 1
  for (std::int64_t x = mode; x < x_to; ++x) at(x + 1) = at(x) * (real(count - x) * tilt_ / real(x + 1));
  for (std::int64_t x = mode; x > x_from; --x) at(x - 1) = at(x) * (real(x) / (real(count - x + 1) * tilt_));

  // Weights are a martingale: sum over x of kernel(x) weight(lowest + x, later) = weight(lowest, now). That fixes their
  // scale at the later place; the sum is that of hypergeometric probabilities relative to the likeliest.
  const double relative_sum = hypergeometric_sum(count, n_ - lowest_, m_ - drawn_ + lowest_, likeliest);
  const auto weight_at = [&](std::int64_t own, double known, std::int64_t known_at) {
    for (; known_at < own; ++known_at) known *= weight_ratio(known_at, drawn);
    for (; known_at > own; --known_at) known /= weight_ratio(known_at - 1, drawn);
    return known;
  };
  const double weight_likeliest = weight_low_ / (at(likeliest) * relative_sum);
  weight_low_ = weight_at(first, weight_likeliest, lowest_ + likeliest);
  weight_high_ = weight_at(last, weight_low_, first);

  // Paths that touch, from the boundary outwards; they decay faster than geometrically, so the first negligible number
  // ends the sum.
  const double* const source = paths_.data() + begin_;
  const auto paths_to = [&](std::int64_t own) {
    const double* const kernel = kernel_.data() + (own - lowest_ - kernel_from);
    double sum = 0;
    for (std::size_t k = 0; k < width_; ++k) sum += source[k] * *(kernel - static_cast<std::ptrdiff_t>(k));
    return sum;
  };
  const auto add_touching = [&](std::int64_t own, double weight, std::int64_t end, int direction) {
    double previous = 0;
    double sum = 0;
    for (; own != end; own += direction) {
      const double term = paths_to(own) * weight;
      sum += term;
      if (term < previous && term < 1e-18 * sum) break;
      previous = term;
      if (own + direction != end) {
        weight = direction > 0 ? weight * weight_ratio(own, drawn) : weight / weight_ratio(own - 1, drawn);
      }
    }
    touched_ += sum;
  };
  if (upper_ && last < to) add_touching(last + 1, weight_high_ * weight_ratio(last, drawn), to + 1, 1);
  if (lower_ && first > from) add_touching(first - 1, weight_low_ / weight_ratio(first - 1, drawn), from - 1, -1);

  const auto width = static_cast<std::size_t>(last - first + 1);
  next_.assign((std::max)(next_.size(), width), 0.0);
  convolve({source, width_}, kernel_.data() + (first - lowest_ - kernel_from), {next_.data(), width});
  paths_.swap(next_);
  begin_ = 0;
  width_ = width;
  lowest_ = first;
  drawn_ = drawn;
}

}  // namespace detail

}  // namespace leeway::inline v0_1
