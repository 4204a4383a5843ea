#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/stream/shiryaev_roberts.hpp"

namespace leeway::inline v0_1 {

/// The certified sequential detector for dependent rows: it needs only that *blocks* of rows are exchangeable, whatever
/// the rows inside a block do to each other.
///
/// A block is summed up by its mean scores. The first third of the baseline's blocks says how these scatter; each later
/// block's strangeness T is the sum of its squared standardised deviations. The rank of a live block's T among the T of
/// the remaining baseline blocks and of all earlier live ones is a p-value that is uniform (or larger) and independent
/// of the past when blocks are exchangeable (Vovk, Gammerman and Shafer 2005, doi:10.1007/b106715), kappa p^(kappa - 1)
/// its e-value, and ShiryaevRoberts adds these up. Ties count against the alarm, so nothing is random.
///
/// Live blocks must be as long as the baseline's. One block can give at most a factor of about 7, so no drift is seen
/// before its third block. Memory: 8 bytes a block.
class BlockConformal {
 public:
  static constexpr std::size_t least_blocks = 48;  ///< 16 to standardise, 32 to rank among

  BlockConformal() = default;
  /// `reference`: mean scores of the baseline's blocks in their order. Throws ConfigError for fewer than
  /// `least_blocks`.
  explicit BlockConformal(std::span<const std::vector<double>> reference) : statistic_(kappas.size()) {
    if (reference.size() < least_blocks) {
      throw ConfigError("block-conformal detector: " + std::to_string(reference.size()) +
                        " baseline blocks; it needs at least " + std::to_string(least_blocks));
    }
    const std::size_t scores = reference.front().size();
    const auto standard = reference.first(reference.size() / 3);
    means_.assign(scores, 0);
    deviations_.assign(scores, 0);
    const auto blocks = static_cast<double>(standard.size());
    for (const auto& block : standard) {
      for (std::size_t d = 0; d < scores; ++d) means_[d] += block[d] / blocks;
    }
    for (const auto& block : standard) {
      for (std::size_t d = 0; d < scores; ++d) {
        deviations_[d] += (block[d] - means_[d]) * (block[d] - means_[d]) / (blocks - 1);
      }
    }
    for (double& deviation : deviations_) deviation = std::sqrt(deviation);
    for (const auto& block : reference.subspan(standard.size())) ranked_.push_back(strangeness(block));
    std::sort(ranked_.begin(), ranked_.end());
    ranked_.reserve(2 * ranked_.size());
  }

  /// Mean scores of the newest live block. Allocates when blocks become many: for the thread that closes windows.
  void update(std::span<const double> means) {
    const double strange = strangeness(means);
    const auto place = std::lower_bound(ranked_.begin(), ranked_.end(), strange);
    last_p_ = static_cast<double>(ranked_.end() - place + 1) / static_cast<double>(ranked_.size() + 1);
    std::array<double, kappas.size()> evidence{};
    for (std::size_t i = 0; i < kappas.size(); ++i) {
      evidence[i] = std::log(kappas[i]) + (kappas[i] - 1) * std::log(last_p_);
    }
    statistic_.update(evidence);
    ranked_.insert(place, strange);
  }

  [[nodiscard]] const ShiryaevRoberts& statistic() const noexcept { return statistic_; }
  /// Conformal p-value of the newest block; 1 before the first.
  [[nodiscard]] double last_p_value() const noexcept { return last_p_; }
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return (means_.capacity() + deviations_.capacity() + ranked_.capacity()) * sizeof(double) +
           statistic_.memory_bytes();
  }

 private:
  static constexpr std::array<double, 5> kappas{0.1, 0.2, 0.35, 0.5, 0.7};

  double strangeness(std::span<const double> means) const noexcept {
    double sum = 0;
    for (std::size_t d = 0; d < means_.size(); ++d) {
      const double distance = means[d] - means_[d];
      // A score that never varied in the baseline (no value was ever missing): any move is strange, however small.
      const double least = 1e-9 * (1 + std::fabs(means_[d]));
      const double z = distance / (std::max)(deviations_[d], least);
      sum += (std::min)(z * z, 1e12);
    }
    return sum;
  }

  std::vector<double> means_;
  std::vector<double> deviations_;
  std::vector<double> ranked_;  // ascending
  ShiryaevRoberts statistic_;
  double last_p_ = 1;
};

}  // namespace leeway::inline v0_1
