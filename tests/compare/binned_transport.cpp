#include "leeway/compare/binned_transport.hpp"

#include "distances_expected.hpp"
#include "leeway/compare/transport.hpp"

using namespace distances_expected;
using leeway::Cells;
using leeway::Distance;
using leeway::Partition;
using leeway::Status;

TEST_CASE("binned_transport: earth mover's distance agrees with decimal arithmetic") {
  for (const Json& item : document().at("counts")) {
    const Counts p = item.at("reference").get<Counts>();
    const Counts q = item.at("current").get<Counts>();
    const double expected = item.at("expected").at("emd").get<double>();
    INFO(item.dump());
    CHECK(close(leeway::earth_movers_distance(p, q).value, expected, 1e-13));
    CHECK(close(leeway::normalised_earth_movers_distance(p, q).value, expected / static_cast<double>(p.size() - 1),
                1e-13));
  }
}

TEST_CASE("binned_transport: all the way is cells - 1, or 1") {
  const Counts p{5, 0, 0, 0};
  const Counts q{0, 0, 0, 7};
  CHECK(leeway::earth_movers_distance(p, q).value == 3);
  CHECK(leeway::normalised_earth_movers_distance(p, q).value == 1);
  CHECK(leeway::earth_movers_distance(p, p).value == 0);
}

TEST_CASE("binned_transport: it is the Wasserstein distance of the cells' numbers") {
  std::mt19937_64 random(23);
  for (int repetition = 0; repetition < 50; ++repetition) {
    const Counts p = random_counts(random, 1 + random() % 12, 4);
    const Counts q = random_counts(random, p.size(), 6);
    Values x;
    Values y;
    for (std::size_t cell = 0; cell < p.size(); ++cell) {
      x.insert(x.end(), p[cell], static_cast<double>(cell));
      y.insert(y.end(), q[cell], static_cast<double>(cell));
    }
    CHECK(leeway::earth_movers_distance(p, q).value ==
          Approx(leeway::wasserstein_1(Sample(x), Sample(y)).value).epsilon(1e-12).margin(1e-14));
  }
}

TEST_CASE("binned_transport: degenerate counts") {
  CHECK(leeway::earth_movers_distance(Counts{0, 0}, Counts{1, 2}).status == Status::too_few_samples);
  CHECK(leeway::earth_movers_distance(Counts{}, Counts{}).status == Status::too_few_samples);
  CHECK(leeway::earth_movers_distance(Counts{3}, Counts{1}).value == 0);
  CHECK(leeway::normalised_earth_movers_distance(Counts{3}, Counts{1}).status == Status::degenerate);
  CHECK(std::isnan(leeway::normalised_earth_movers_distance(Counts{3}, Counts{1}).value));
  CHECK_THROWS_AS(leeway::earth_movers_distance(Counts{1}, Counts{1, 2}), leeway::ConfigError);
}

TEST_CASE("binned_transport: cells by hand") {
  // Cells [0, 2), [2, 4), [4, 10]: all of the reference in the first, all of the current in the second: two units
  // apart.
  const Partition<double> partition(0, {2, 4}, 10);
  Cells<double> reference(partition);
  Cells<double> current(partition);
  for (int i = 0; i < 10; ++i) reference.add(1);
  for (int i = 0; i < 4; ++i) current.add(3);
  CHECK(close(leeway::wasserstein_1(reference, current).value, 2));
  // Half of it in the last cell, whose middle lies at 7: 2 / 2 + 6 / 2.
  for (int i = 0; i < 4; ++i) current.add(5);
  CHECK(close(leeway::wasserstein_1(reference, current).value, 4));
  // Differences of the distribution functions that change sign inside a cell: + 1/2 at 2, then - 1/2 at 4.
  Cells<double> ends(partition, {0, 0, 1, 0, 1, 0, 0, 0});
  Cells<double> middle(partition, {0, 0, 0, 2, 0, 0, 0, 0});
  // |F - G|: triangle of height 1/2 over [0, 2], two of height 1/2 over [2, 3] and [3, 4], one over [4, 10].
  CHECK(close(leeway::wasserstein_1(ends, middle).value, 0.5 + 0.25 + 0.25 + 1.5));
}

TEST_CASE("binned_transport: cells approximate the samples within the stated bound") {
  std::mt19937_64 random(29);
  for (int repetition = 0; repetition < 40; ++repetition) {
    Values x = random_values(random, 400, repetition % 2 == 0);
    Values y = random_values(random, 300, false);
    for (double& value : y) value = 0.9 * value + 0.3;
    const auto sorted = leeway::sorted_values(Sample(x));
    const auto quantile_cells = leeway::quantile_partition(Sample(sorted));
    // The range holds both samples: outside of it no bound is claimed.
    const Partition<double> partition(-8, {quantile_cells.edges().begin(), quantile_cells.edges().end()}, 8);
    Cells<double> reference(partition);
    Cells<double> current(partition);
    for (const double value : x) reference.add(value);
    for (const double value : y) current.add(value);
    double bound = 0;
    for (std::size_t cell = 0; cell < partition.cell_count(); ++cell) {
      const double from = cell == 0 ? partition.lowest() : partition.edges()[cell - 1];
      const double to = cell == partition.edges().size() ? partition.highest() : partition.edges()[cell];
      const auto share = [&](const Cells<double>& cells) {
        return static_cast<double>(cells.counts()[partition.first_cell_slot() + cell]) /
               static_cast<double>(cells.count());
      };
      bound += (share(reference) + share(current)) * (to - from) / 2;
    }
    const double exact = leeway::wasserstein_1(Sample(x), Sample(y)).value;
    CHECK(std::fabs(leeway::wasserstein_1(reference, current).value - exact) <= bound);
  }
}

TEST_CASE("binned_transport: degenerate cells") {
  const Partition<double> partition(0, {1, 2}, 3);
  Cells<double> reference(partition);
  Cells<double> current(partition);
  CHECK(leeway::wasserstein_1(reference, current).status == Status::too_few_samples);
  reference.add(1.5);
  current.add(missing);
  CHECK(leeway::wasserstein_1(reference, current).status == Status::too_few_samples);
  current.add(infinity);
  CHECK(leeway::wasserstein_1(reference, current).status == Status::degenerate);
  CHECK(leeway::wasserstein_1(reference, current).value == infinity);
  reference.add(infinity);
  CHECK(std::isnan(leeway::wasserstein_1(reference, current).value));
  CHECK_THROWS_AS(leeway::wasserstein_1(reference, Cells<double>(Partition<double>(0, {1}, 3))), leeway::ConfigError);
  // Out of range: as far as the end of the range.
  Cells<double> inside(partition, {0, 0, 0, 0, 4, 0, 0, 0});
  Cells<double> beyond(partition, {0, 0, 0, 0, 0, 4, 0, 0});
  CHECK(close(leeway::wasserstein_1(inside, beyond).value, 0.5));
}
