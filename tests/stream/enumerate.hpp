#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "leeway/stream/polya_urn.hpp"

namespace test {

/// Calls `visit(counts, orders)` for every way in which `rows` rows can fall into `slots` slots; `orders` is the number
/// of row sequences that give these counts.
template <class Visit>
void for_each_window(std::size_t slots, std::uint64_t rows, Visit&& visit) {
  std::vector<std::uint64_t> counts(slots);
  const auto place = [&](const auto& self, std::size_t slot, std::uint64_t left, double orders) -> void {
    if (slot + 1 == slots) {
      counts[slot] = left;
      visit(std::span<const std::uint64_t>(counts), orders);
      return;
    }
    double ways = 1;  // left over count
    for (std::uint64_t count = 0; count <= left; ++count) {
      counts[slot] = count;
      self(self, slot + 1, left - count, orders * ways);
      ways = ways * static_cast<double>(left - count) / static_cast<double>(count + 1);
    }
  };
  place(place, 0, rows, 1);
}

/// Exact mean e-value of every hypothesis of a dictionary over all windows of so many rows that the urn can give.
template <class Dictionary>
std::vector<double> mean_evidence(const Dictionary& dictionary, const leeway::PolyaUrn& urn, std::uint64_t rows) {
  std::vector<double> means(dictionary.size());
  std::vector<double> evidence(dictionary.size());
  for_each_window(urn.size(), rows, [&](std::span<const std::uint64_t> counts, double orders) {
    dictionary.log_evidence(urn, counts, evidence);
    const double probability = orders * std::exp(urn.log_probability(counts));
    for (std::size_t i = 0; i < means.size(); ++i) means[i] += probability * std::exp(evidence[i]);
  });
  return means;
}

}  // namespace test
