#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "leeway/accumulate/moments.hpp"
#include "leeway/baseline/explanation.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

/// How much a model loses without a feature.
struct PermutationImportance {
  double loss = 0;                        ///< on the rows as they are
  std::vector<double> increases{};        ///< mean increase of the loss with that feature's values shuffled
  std::vector<double> standard_errors{};  ///< of these means, over the repeats; the rows are taken as given

  /// What a Schema takes: a useless feature's increase scatters about 0, and importance is not negative.
  [[nodiscard]] std::vector<double> importances() const {
    std::vector<double> importances = increases;
    for (double& importance : importances) importance = (std::max)(importance, 0.0);
    return importances;
  }
};

struct PermutationOptions {
  std::size_t repeats = 5;
  std::uint64_t seed = 1;
};

/// Permutation importance (Breiman 2001, doi:10.1023/A:1010933404324; Fisher, Rudin and Dominici 2019): `loss` takes
/// rows and answers how wrong the model is about them, for instance its mean squared error against the targets of these
/// rows, which it knows. It is called once, and `repeats` times a feature with that feature's column shuffled. Features
/// that stand in for each other are both understated. The same seed gives the same values everywhere. Throws
/// ConfigError without rows or repeats, and for a loss that is not finite.
template <class Loss>
requires std::invocable < Loss&, const BatchView<double>
& > [[nodiscard]] PermutationImportance permutation_importance(Loss&& loss, const BatchView<double>& rows,
                                                               const PermutationOptions& options = {}) {
  if (rows.rows() == 0 || options.repeats == 0) throw ConfigError("permutation importance: needs rows and repeats");
  std::vector<double> values = detail::dense_copy(rows);
  const BatchView<double> shuffled(values.data(), rows.rows(), rows.columns());
  const auto loss_now = [&](const std::string& of_what) {
    const auto result = static_cast<double>(loss(shuffled));
    if (!is_finite(result)) throw ConfigError("permutation importance: the loss of " + of_what + " is not finite");
    return result;
  };
  PermutationImportance importance;
  importance.loss = loss_now("the rows as they are");
  std::mt19937_64 random(options.seed);
  for (std::size_t feature = 0; feature < rows.columns(); ++feature) {
    const auto value = [&](std::size_t row) -> double& { return values[row * rows.columns() + feature]; };
    Moments<double, 2> increases;
    for (std::size_t repeat = 0; repeat < options.repeats; ++repeat) {
      for (std::size_t row = rows.rows(); row > 1; --row) std::swap(value(row - 1), value(random() % row));
      increases.add(loss_now("feature number " + std::to_string(feature) + " shuffled") - importance.loss);
    }
    for (std::size_t row = 0; row < rows.rows(); ++row) value(row) = rows(row, feature);
    importance.increases.push_back(increases.mean());
    importance.standard_errors.push_back(increases.count() > 1 ? increases.standard_error() : 0);
  }
  return importance;
}

}  // namespace leeway::inline v0_1
