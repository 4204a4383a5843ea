#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "leeway/baseline/explanation.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

struct ShapleyOptions {
  std::size_t permutations = 64;  ///< orders in which a row's features enter, half of them the others reversed
  std::uint64_t seed = 1;
};

/// Shapley values of each row's features, by sampling: features enter in random order, and each is credited with what
/// its entering changes in the output (Štrumbelj and Kononenko 2014, doi:10.1007/s10115-013-0679-x). What has not
/// entered has the values of a background row; the background's rows take turns, so the values compare with the model's
/// mean output over those used. Every order is also used reversed (antithetic; Mitchell et al. 2022,
/// jmlr.org/papers/v23/21-0439.html): models of main effects and pairwise interactions are then split exactly.
///
/// Whatever the sample, each row's values add up to its output less the expected one, and a feature the model ignores
/// gets exactly 0. For any model, in calls of `permutations` x (features - 1) rows, one an explained row. The same seed
/// gives the same values everywhere. Throws ConfigError for an odd or zero number of permutations, rows that do not fit
/// the background, and a model that does not give one output a row.
template <RowModel Model>
[[nodiscard]] Explanation sampled_shapley(Model&& model, const BatchView<double>& rows,
                                          const BatchView<double>& background, const ShapleyOptions& options = {}) {
  if (options.permutations == 0 || options.permutations % 2 != 0) {
    throw ConfigError("shapley: permutations must be an even number, for each is used in both directions");
  }
  if (rows.columns() == 0 || background.rows() == 0 || background.columns() != rows.columns()) {
    throw ConfigError("shapley: rows and background need the same features, and the background at least one row");
  }
  const std::size_t features = rows.columns();
  const std::size_t pairs = options.permutations / 2;
  Explanation explanation{.features = features};
  explanation.outputs = detail::outputs_of(model, rows);
  explanation.attributions.resize(rows.rows() * features);
  explanation.expected.resize(rows.rows());
  const std::vector<double> background_outputs = detail::outputs_of(model, background);

  std::mt19937_64 random(options.seed);
  std::vector<std::size_t> order(features);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<std::size_t> orders;  // of this row: each pair's order, then its reverse
  std::vector<double> points;       // rows between background and explained row, order after order
  std::size_t next_background = 0;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    orders.clear();
    points.clear();
    const std::size_t first_background = next_background;
    for (std::size_t pair = 0; pair < pairs; ++pair, ++next_background) {
      const std::size_t behind = next_background % background.rows();
      for (std::size_t i = features; i > 1; --i) std::swap(order[i - 1], order[random() % i]);
      for (const bool reversed : {false, true}) {
        const std::size_t first = orders.size();
        if (reversed) orders.insert(orders.end(), order.rbegin(), order.rend());
        if (!reversed) orders.insert(orders.end(), order.begin(), order.end());
        std::vector<double> point(features);
        for (std::size_t i = 0; i < features; ++i) point[i] = background(behind, i);
        for (std::size_t i = 0; i + 1 < features; ++i) {
          const std::size_t entering = orders[first + i];
          point[entering] = rows(row, entering);
          points.insert(points.end(), point.begin(), point.end());
        }
      }
    }
    std::vector<double> outputs;
    if (!points.empty()) outputs = detail::outputs_of(model, {points.data(), points.size() / features, features});

    double* attributions = &explanation.attributions[row * features];
    double expected = 0;
    for (std::size_t chain = 0; chain < 2 * pairs; ++chain) {
      double before = background_outputs[(first_background + chain / 2) % background.rows()];
      expected += before;
      for (std::size_t i = 0; i < features; ++i) {
        const double after = i + 1 < features ? outputs[chain * (features - 1) + i] : explanation.outputs[row];
        attributions[orders[chain * features + i]] += after - before;
        before = after;
      }
    }
    for (std::size_t i = 0; i < features; ++i) attributions[i] /= static_cast<double>(2 * pairs);
    explanation.expected[row] = expected / static_cast<double>(2 * pairs);
  }
  return explanation;
}

}  // namespace leeway::inline v0_1
