#include "leeway/report/seasonal_urns.hpp"

#include <cstdint>
#include <vector>

#include "catch.hpp"

using leeway::CountTable;
using leeway::PolyaUrn;
using leeway::detail::SeasonalUrns;
using Counts = std::vector<std::uint64_t>;

TEST_CASE("seasonal_urns: without a season there is one urn, which learns") {
  const std::vector<double> masses{60, 30, 10};
  SeasonalUrns urns(masses, {}, {});
  urns.at(0);
  CHECK(urns.slots() == PolyaUrn(masses));
  CHECK_FALSE(urns.has_lanes());
  urns.add(Counts{1, 2, 3}, {}, 0);
  urns.at(5);
  CHECK(urns.slots() == PolyaUrn({61, 32, 13}));
}

TEST_CASE("seasonal_urns: slices that differ are told by their own rows, rare slots by the whole") {
  // The first two slots trade places between the slices; the last one holds two rows in all.
  const CountTable slices(3, {6'000, 3'999, 1, 3'999, 6'000, 1});
  SeasonalUrns urns({9'999, 9'999, 2}, {}, slices);
  for (const std::size_t slice : {0U, 1U}) {
    urns.at(slice);
    const auto masses = urns.slots().masses();
    CHECK(masses[slice] / urns.slots().total() == Approx(0.6).epsilon(0.01));
    CHECK(masses[2] / urns.slots().total() == Approx(1e-4).epsilon(0.1));
    CHECK(urns.slots().total() >= 9'999);
    CHECK(urns.slots().total() <= 20'000);
  }
  // A slice of its own without a rare row still expects the whole's share of them.
  SeasonalUrns none({9'999, 9'999, 2}, {}, CountTable(3, {6'000, 4'000, 0, 3'999, 5'999, 2}));
  none.at(0);
  CHECK(none.slots().masses()[2] / none.slots().total() > 0.5e-4);
}

TEST_CASE("seasonal_urns: slices that do not differ are worth all rows together, and learn from each other") {
  std::vector<std::uint64_t> flat;
  for (int slice = 0; slice < 24; ++slice) flat.insert(flat.end(), {5, 3, 2});
  SeasonalUrns urns({120, 72, 48}, {}, CountTable(3, flat));
  urns.at(0);
  CHECK(urns.slots().total() == Approx(240).epsilon(0.1));
  const double before = urns.slots().masses()[2] / urns.slots().total();
  for (int i = 0; i < 10; ++i) urns.add(Counts{0, 0, 10}, {}, 7);
  urns.at(0);
  CHECK(urns.slots().masses()[2] / urns.slots().total() > 1.5 * before);
}

TEST_CASE("seasonal_urns: lanes share out the slots of the slice at hand, by what all slices have seen") {
  // -inf, two cells, +inf, missing: only the cells have lanes
  Counts lanes{0, 0, 0, 0, 10, 10, 10, 10, 0, 40, 0, 0};
  lanes.resize(20);
  SeasonalUrns urns({0.5, 40, 40, 0.5, 0.5}, lanes, CountTable(5, {0, 30, 10, 0, 0, 0, 10, 30, 0, 0}));
  CHECK(urns.lane_count() == 20);
  urns.at(0);
  double first = 0;
  for (std::size_t lane = 4; lane < 8; ++lane) first += urns.lanes().masses()[lane];
  CHECK(first == Approx(urns.slots().masses()[1]));
  CHECK(urns.lanes().masses()[9] > 0.8 * urns.slots().masses()[2]);
  const double before = urns.lanes().masses()[8] / urns.slots().masses()[2];
  Counts live(20);
  live[8] = 20;
  urns.add(Counts{0, 0, 20, 0, 0}, live, 1);
  urns.at(0);
  CHECK(urns.lanes().masses()[8] / urns.slots().masses()[2] > 3 * before);
}
