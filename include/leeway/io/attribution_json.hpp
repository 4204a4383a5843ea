#pragma once

#include <cstddef>
#include <utility>

#include <nlohmann/json.hpp>

#include "leeway/baseline/attribution.hpp"
#include "leeway/io/json_reader.hpp"

namespace leeway::inline v0_1::detail {

// The optional member `attribution` of a feature in a baseline file: {"rows": [...], "mean": [...], "variance": [...]},
// each with a number a slot, in the order of the feature's counts.

[[nodiscard]] inline nlohmann::ordered_json attribution_to_json(const FeatureAttribution& attribution) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array();
  Json mean = Json::array();
  Json variance = Json::array();
  for (const SlotAttribution& slot : attribution) {
    rows.push_back(slot.rows);
    mean.push_back(slot.mean);
    variance.push_back(slot.variance);
  }
  return {{"rows", std::move(rows)}, {"mean", std::move(mean)}, {"variance", std::move(variance)}};
}

/// Throws FormatError with the place of what is not a number, and where the three differ in length.
[[nodiscard]] inline FeatureAttribution attribution_from_json(const JsonValue& place) {
  FeatureAttribution attribution;
  const auto rows = place["rows"].items();
  const auto mean = place["mean"].items(rows.size(), "numbers");
  const auto variance = place["variance"].items(rows.size(), "numbers");
  for (std::size_t slot = 0; slot < rows.size(); ++slot) {
    attribution.push_back({rows[slot].count(), mean[slot].number(), variance[slot].number()});
  }
  return attribution;
}

}  // namespace leeway::inline v0_1::detail
