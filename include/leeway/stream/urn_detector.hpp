#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/stream/polya_urn.hpp"
#include "leeway/stream/shiryaev_roberts.hpp"

namespace leeway {

/// The sequential detector for rows that are exchangeable: window by window it weighs a dictionary of changes
/// (Hypotheses, Repeats) against a PolyaUrn, and ShiryaevRoberts adds the evidence up.
///
/// Windows may be looked at one by one for ever; their sizes may differ, but must not depend on what is in them. With
/// several urns each window is judged by the urn of its season (hour of day, say) and all share one statistic. Counts
/// of replicas are summed before one update.
///
/// `design_effect` divides the evidence: how many times more the baseline's blocks vary than independent rows would. 1
/// keeps the guarantee exact; above, it is a heuristic that rests on the baseline having seen the slow changes.
/// Simulated: benchmarks/validity/. A few microseconds an update.
template <class Dictionary>
class UrnDetector {
 public:
  UrnDetector() = default;
  /// Throws ConfigError without an urn or with a design effect below 1.
  UrnDetector(Dictionary dictionary, std::vector<PolyaUrn> urns, double design_effect = 1)
      : dictionary_(std::move(dictionary)),
        urns_(std::move(urns)),
        statistic_(dictionary_.statistic()),
        design_effect_(design_effect) {
    if (urns_.empty()) throw ConfigError("detector: an urn is needed");
    if (!(design_effect_ >= 1)) throw ConfigError("detector: the design effect must be at least 1");
  }

  /// The counts of a window that has closed. `scratch` is working memory that detectors may share.
  void update(std::span<const std::uint64_t> counts, std::vector<double>& scratch, std::size_t season = 0) {
    PolyaUrn& urn = urns_[season % urns_.size()];
    scratch.resize(dictionary_.size());
    dictionary_.log_evidence(urn, counts, scratch);
    for (double& evidence : scratch) evidence /= design_effect_;
    statistic_.update(scratch);
    urn.add(counts);
  }

  [[nodiscard]] const Dictionary& dictionary() const noexcept { return dictionary_; }
  [[nodiscard]] const ShiryaevRoberts& statistic() const noexcept { return statistic_; }
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    std::size_t bytes = statistic_.memory_bytes() + dictionary_.memory_bytes();
    for (const PolyaUrn& urn : urns_) bytes += urn.size() * sizeof(double);
    return bytes;
  }

 private:
  Dictionary dictionary_;
  std::vector<PolyaUrn> urns_;
  ShiryaevRoberts statistic_;
  double design_effect_ = 1;
};

}  // namespace leeway
