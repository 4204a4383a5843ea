#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/season.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/report/dependence.hpp"

namespace leeway::inline v0_1::detail {

/// The baseline's counts that a window is to be compared with: those of the hours it spans where the baseline has a
/// season, of all training rows otherwise (and for a window without times, or hours that training never saw).
/// Borrows from the baseline.
class SeasonalReference {
 public:
  template <class Statistics>
  SeasonalReference(const Statistics& baseline, const Timeline& timeline, const Window& window)
      : counts_(all_counts(baseline)) {
    if (baseline.seasons.empty() || !window.begin) return;
    const TimePoint begin = std::chrono::floor<std::chrono::hours>(*window.begin);
    const TimePoint end = (std::max)(window.end.value_or(begin), begin + std::chrono::seconds(1));
    const auto hours = std::chrono::ceil<std::chrono::hours>(end - begin).count();
    std::vector<std::uint64_t> sum(counts_.size());
    std::uint64_t rows = 0;
    const auto slices_spanned = (std::min)(static_cast<std::size_t>(hours), slices(timeline.season));
    for (std::size_t hour = 0; hour < slices_spanned; ++hour) {
      const auto slice = baseline.seasons[slice_of(timeline.season, begin + std::chrono::hours(hour))];
      for (std::size_t slot = 0; slot < sum.size(); ++slot) rows += slice[slot], sum[slot] += slice[slot];
    }
    if (rows == 0) return;
    sum_ = std::move(sum);
    counts_ = sum_;
  }
  SeasonalReference(const SeasonalReference&) = delete;
  SeasonalReference& operator=(const SeasonalReference&) = delete;

  [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }

 private:
  std::vector<std::uint64_t> sum_;
  std::span<const std::uint64_t> counts_;
};

}  // namespace leeway::inline v0_1::detail
