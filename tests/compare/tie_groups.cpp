#include "leeway/compare/tie_groups.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"

using namespace leeway;

namespace {

using Shape = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

Shape shape(const std::vector<TieGroup>& groups) {
  Shape counts;
  for (const TieGroup& group : groups) counts.emplace_back(group.reference, group.current);
  return counts;
}

}  // namespace

TEST_CASE("tie_groups: raw samples in any order, missing values left out, infinities kept") {
  const double nan = std::nan("");
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> x{3, nan, 1, 1, -infinity};
  const std::vector<double> y{nan, 2, 1, infinity};
  const auto groups = tie_groups(x, y);
  CHECK(shape(groups) == Shape{{1, 0}, {2, 1}, {0, 1}, {1, 0}, {0, 1}});
  CHECK(groups.back().reference_through() == 4);
  CHECK(groups.back().current_through() == 3);
  CHECK(tie_groups(std::vector<double>{nan}, std::vector<double>{}).empty());
}

TEST_CASE("tie_groups: Sorted views, spans, counts and cells give the same groups as raw samples") {
  const std::vector<double> x{0.5, 1.5, 1.5, 2.5};
  const std::vector<double> y{0.5, 2.5, 2.5};
  const Shape expected{{1, 1}, {2, 0}, {1, 2}};
  CHECK(shape(tie_groups(x, y)) == expected);
  const Sorted<double> sorted{std::span<const double>(x)};
  CHECK(shape(tie_groups(sorted, y)) == expected);
  CHECK(shape(tie_groups(sorted, Sorted<double>{std::span<const double>(y)})) == expected);
  CHECK(shape(tie_groups(std::span<const double>(x), y)) == expected);

  const std::vector<std::uint64_t> x_counts{0, 1, 2, 0, 1};
  const std::vector<std::uint64_t> y_counts{0, 1, 0, 0, 2};
  CHECK(shape(tie_groups(x_counts, y_counts)) == expected);

  Cells<double> reference(Partition<double>(0, {1, 2}, 3));
  Cells<double> current = reference;
  for (const double value : x) reference.add(value);
  for (const double value : y) current.add(value);
  current.add(std::nan(""));
  CHECK(shape(tie_groups(reference, current)) == expected);
}

TEST_CASE("tie_groups: counts over different cells are a mistake, not data") {
  const std::vector<std::uint64_t> three{1, 2, 3};
  const std::vector<std::uint64_t> two{1, 2};
  CHECK_THROWS_AS(tie_groups(three, two), ConfigError);
  const Cells<double> one(Partition<double>(0, {1}, 2));
  const Cells<double> other(Partition<double>(0, {1.5}, 2));
  CHECK_THROWS_AS(tie_groups(one, other), ConfigError);
}

TEST_CASE("tie_groups: a result that has only counted") {
  const TestResult counted =
      detail::counted_result(tie_groups(std::vector<double>{1, 2}, std::vector<double>{2, 3, 3}), Alternative::less);
  CHECK(counted.status == Status::too_few_samples);
  CHECK(counted.alternative == Alternative::less);
  CHECK(counted.reference_count == 2);
  CHECK(counted.current_count == 3);
  CHECK(detail::counted_result({}).reference_count == 0);
  static_assert(RankComparable<std::vector<float>, Sorted<float>>);
  static_assert(!RankComparable<std::vector<float>, std::vector<double>>);
  static_assert(!RankComparable<std::vector<std::uint64_t>, std::vector<double>>);
}
