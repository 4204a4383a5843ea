#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/stream/polya_urn.hpp"
#include "leeway/stream/shiryaev_roberts.hpp"

namespace leeway::inline v0_1 {

/// The sequential detector for rows that are exchangeable: window by window it weighs a dictionary of changes
/// (Hypotheses, Repeats) against a PolyaUrn, and ShiryaevRoberts adds the evidence up.
///
/// Windows may be looked at one by one for ever; their sizes may differ, but must not depend on what is in them.
/// Whoever keeps the urn adds each window to it afterwards; it may be that of the window's season (hour of day, say).
/// Counts of replicas are summed before one update.
///
/// `design_effect` divides the evidence: how many times more the baseline's blocks vary than independent rows would. 1
/// keeps the guarantee exact; above, it is a heuristic that rests on the baseline having seen the slow changes.
/// Simulated: benchmarks/validity/. A few microseconds an update.
template <class Dictionary>
class UrnDetector {
 public:
  UrnDetector() = default;
  /// Throws ConfigError for a design effect below 1.
  explicit UrnDetector(Dictionary dictionary, double design_effect = 1)
      : dictionary_(std::move(dictionary)), statistic_(dictionary_.statistic()), design_effect_(design_effect) {
    if (!(design_effect_ >= 1)) throw ConfigError("detector: the design effect must be at least 1");
  }

  /// The counts of a window that has closed, and the urn as it was before. `scratch` is working memory that detectors
  /// may share.
  void update(const PolyaUrn& urn, std::span<const std::uint64_t> counts, std::vector<double>& scratch) {
    scratch.resize(dictionary_.size());
    dictionary_.log_evidence(urn, counts, scratch);
    for (double& evidence : scratch) evidence /= design_effect_;
    statistic_.update(scratch);
  }

  /// Measures location, spread and shape by other masses from now on: those of the window's season.
  void score_by(std::span<const double> masses) requires requires(Dictionary d) { d.score_by(masses); }
  { dictionary_.score_by(masses); }

  [[nodiscard]] const Dictionary& dictionary() const noexcept { return dictionary_; }
  [[nodiscard]] const ShiryaevRoberts& statistic() const noexcept { return statistic_; }
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return statistic_.memory_bytes() + dictionary_.memory_bytes();
  }

 private:
  Dictionary dictionary_;
  ShiryaevRoberts statistic_;
  double design_effect_ = 1;
};

}  // namespace leeway::inline v0_1
