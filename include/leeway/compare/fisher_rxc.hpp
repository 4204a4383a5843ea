#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "leeway/compare/contingency.hpp"
#include "leeway/compare/fisher.hpp"
#include "leeway/compare/monte_carlo.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// The network of all tables with given margins, walked column by column (after Mehta and Patel 1983,
/// doi:10.1080/01621459.1983.10477989). A node is what the columns so far have left in each row; the order of the rows
/// does not matter, so it is sorted. A table's weight is the product over columns of c! / prod x!.
class TableNetwork {
 public:
  TableNetwork(const ContingencyTable& table, std::uint64_t work_limit)
      : rows_(table.row_totals().begin(), table.row_totals().end()),
        columns_(table.column_totals().begin(), table.column_totals().end()),
        work_left_(work_limit) {
    log_factorial_.resize(static_cast<std::size_t>(table.total()) + 1);
    for (std::size_t n = 0; n < log_factorial_.size(); ++n) log_factorial_[n] = log_gamma(static_cast<double>(n) + 1);
    for (const std::uint64_t column : columns_) observed_ += log_factorial(column);
    for (const std::uint64_t count : table.counts()) observed_ -= log_factorial(count);
    if (rows_.size() > columns_.size()) transpose();
    std::sort(columns_.begin(), columns_.end(), std::greater<>());  // wide columns first: fewer nodes further on
    std::sort(rows_.begin(), rows_.end());
  }

  /// Total probability of the tables no likelier than the observed one; NaN when the work limit was reached.
  [[nodiscard]] double p_value() {
    const double limit = observed_ + std::log1p(fisher_tie_margin);
    const double all = log_completions(rows_);
    std::map<Node, Pasts> nodes{{rows_, {{0.0, 1.0}}}};
    extremes_.resize(columns_.size() + 1);
    double p = 0;
    for (std::size_t stage = 0; stage < columns_.size(); ++stage) {
      std::map<Node, Pasts> next;
      for (auto& [node, pasts] : nodes) {
        const auto [least, most] = extremes(stage, node);
        const double completions = log_completions(node);
        Pasts open;
        for (const auto& [log_weight, multiplicity] : merged(pasts)) {
          if (log_weight + most <= limit) {
            p += multiplicity * std::exp(log_weight + completions - all);
          } else if (log_weight + least <= limit) {
            open.emplace_back(log_weight, multiplicity);
          }
        }
        if (open.empty()) continue;
        for_each_column(node, columns_[stage], [&](const Node& rest, double log_weight) {
          Node sorted(rest);
          std::sort(sorted.begin(), sorted.end());
          Pasts& target = next[std::move(sorted)];
          for (const auto& [past, multiplicity] : open) target.emplace_back(past + log_weight, multiplicity);
          spend(open.size());
        });
        if (work_left_ == 0) return TestResult::undefined;
      }
      nodes = std::move(next);
    }
    for (const auto& [node, pasts] : nodes) {
      for (const auto& [log_weight, multiplicity] : pasts) {
        if (log_weight <= limit) p += multiplicity * std::exp(log_weight - all);
      }
    }
    return work_left_ == 0 ? TestResult::undefined : (std::min)(1.0, p);
  }

 private:
  using Node = std::vector<std::uint64_t>;
  using Pasts = std::vector<std::pair<double, double>>;  ///< ln weight of a path to the node, how many paths have it

  [[nodiscard]] double log_factorial(std::uint64_t n) const noexcept {
    return log_factorial_[static_cast<std::size_t>(n)];
  }
  void spend(std::uint64_t work) noexcept { work_left_ -= (std::min)(work_left_, work); }

  /// The weight is not symmetric in rows and columns, but differs by a constant that both orders share.
  void transpose() {
    for (const std::uint64_t column : columns_) observed_ -= log_factorial(column);
    for (const std::uint64_t row : rows_) observed_ += log_factorial(row);
    std::swap(rows_, columns_);
  }

  /// ln of the total weight of all ways to fill the rest of the table.
  [[nodiscard]] double log_completions(const Node& node) const noexcept {
    std::uint64_t left = 0;
    double sum = 0;
    for (const std::uint64_t row : node) {
      left += row;
      sum -= log_factorial(row);
    }
    return sum + log_factorial(left);
  }

  /// Paths of equal weight up to rounding become one.
  [[nodiscard]] static const Pasts& merged(Pasts& pasts) {
    std::sort(pasts.begin(), pasts.end());
    std::size_t last = 0;
    for (std::size_t i = 1; i < pasts.size(); ++i) {
      if (pasts[i].first - pasts[last].first <= 1e-12 * (1 + std::abs(pasts[last].first))) {
        pasts[last].second += pasts[i].second;
      } else {
        pasts[++last] = pasts[i];
      }
    }
    pasts.resize(pasts.empty() ? 0 : last + 1);
    return pasts;
  }

  /// Calls `visit(rest of the rows, ln weight)` for every way to take a column of `total` out of the rows.
  template <class Visit>
  void for_each_column(const Node& node, std::uint64_t total, Visit visit) {
    Node rest(node);
    fill(rest, 0, total, log_factorial(total), visit);
  }
  template <class Visit>
  void fill(Node& rest, std::size_t row, std::uint64_t left, double log_weight, const Visit& visit) {
    if (work_left_ == 0) return;
    const std::uint64_t available = rest[row];
    if (row + 1 == rest.size()) {
      if (left > available) return;
      spend(1);
      rest[row] = available - left;
      visit(rest, log_weight - log_factorial(left));
      rest[row] = available;
      return;
    }
    for (std::uint64_t x = 0; x <= (std::min)(available, left); ++x) {
      rest[row] = available - x;
      fill(rest, row + 1, left - x, log_weight - log_factorial(x), visit);
    }
    rest[row] = available;
  }

  /// The smallest and largest ln weight of a way to fill the rest of the table.
  std::pair<double, double> extremes(std::size_t stage, const Node& node) {
    if (stage == columns_.size()) return {0, 0};
    const auto known = extremes_[stage].find(node);
    if (known != extremes_[stage].end()) return known->second;
    std::pair<double, double> found{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for_each_column(node, columns_[stage], [&](const Node& rest, double log_weight) {
      Node sorted(rest);
      std::sort(sorted.begin(), sorted.end());
      const auto [least, most] = extremes(stage + 1, sorted);
      found.first = (std::min)(found.first, log_weight + least);
      found.second = (std::max)(found.second, log_weight + most);
    });
    extremes_[stage].emplace(node, found);
    return found;
  }

  Node rows_, columns_;
  std::uint64_t work_left_;
  double observed_ = 0;  ///< ln weight of the observed table
  std::vector<double> log_factorial_;
  std::vector<std::map<Node, std::pair<double, double>>> extremes_;
};

}  // namespace detail

/// Fisher's exact test of an r x c table (Freeman and Halton 1951). Null hypothesis: rows and columns are
/// independent; p is the total probability, given both margins, of the tables no likelier than the observed one.
///
/// Exact while the work stays below `work_limit` steps (about 0.1 us each; some hundred observations in a 3 x 5
/// table), else from `replicates` random tables with the same margins, as `method` says (exact or monte_carlo).
/// `statistic` is undefined: the test has none but the probability itself.
struct FisherRxC {
  std::uint64_t work_limit = 5'000'000;
  std::uint64_t replicates = 9999;
  std::uint64_t seed = 1;

  [[nodiscard]] TestResult operator()(const ContingencyTable& table) const {
    TestResult result;
    if (table.rows() == 2) {
      result.reference_count = table.row_totals()[0];
      result.current_count = table.row_totals()[1];
    }
    if (table.total() == 0) return result;
    if (table.degrees_of_freedom() == 0) {
      result.status = Status::degenerate;
      return result;
    }
    result.status = Status::ok;
    if (table.total() <= work_limit) {
      result.method = Method::exact;
      result.p_value = detail::TableNetwork(table, work_limit).p_value();
      if (!is_missing(result.p_value)) return result;
    }
    result.method = Method::monte_carlo;
    result.p_value = sampled_p(table);
    return result;
  }

 private:
  [[nodiscard]] double sampled_p(const ContingencyTable& table) const {
    const auto unlikeliness = [](std::span<const std::uint64_t> counts) {
      double sum = 0;  // ln of the product of the counts' factorials
      for (const std::uint64_t count : counts) sum += count < 2 ? 0 : log_gamma(static_cast<double>(count) + 1);
      return sum;
    };
    const double limit = unlikeliness(table.counts()) - detail::fisher_tie_margin;
    const auto rows = table.row_totals();
    const auto columns = table.column_totals();
    TableSampler sampler({rows.begin(), rows.end()}, {columns.begin(), columns.end()}, seed);
    std::vector<std::uint64_t> drawn(table.counts().size());
    std::uint64_t as_extreme = 0;
    for (std::uint64_t i = 0; i < replicates; ++i) {
      sampler.draw(drawn);
      as_extreme += unlikeliness(drawn) >= limit ? 1 : 0;
    }
    return static_cast<double>(as_extreme + 1) / static_cast<double>(replicates + 1);
  }
};

}  // namespace leeway::inline v0_1
