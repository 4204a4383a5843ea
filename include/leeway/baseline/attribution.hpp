#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

/// What a feature contributes to the model's output where its value falls into one slot of the baseline.
struct SlotAttribution {
  std::uint64_t rows = 0;  ///< explained training rows behind it; 0: nothing is known about this slot
  double mean = 0;         ///< in units of the model's output
  double variance = 0;     ///< between those rows (divided by rows - 1); 0 below two rows
  friend bool operator==(const SlotAttribution&, const SlotAttribution&) = default;
};

/// One feature's, in the order of its slots.
using FeatureAttribution = std::vector<SlotAttribution>;

/// Throws ConfigError, naming the feature, unless there is one a slot and every figure is finite.
inline void check_attribution(const FeatureAttribution& attribution, std::size_t slots, const std::string& feature) {
  if (attribution.size() != slots) {
    throw ConfigError("baseline: feature '" + feature + "' has " + std::to_string(attribution.size()) +
                      " attributions for " + std::to_string(slots) + " slots");
  }
  for (const SlotAttribution& slot : attribution) {
    if (is_finite(slot.mean) && is_finite(slot.variance) && slot.variance >= 0) continue;
    throw ConfigError("baseline: feature '" + feature + "' has an attribution that is not finite");
  }
}

}  // namespace leeway::inline v0_1
