#include "leeway/accumulate/slot_table.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "accumulate/partitions.hpp"
#include "catch.hpp"

using leeway::Partition;
using leeway::SlotTable;

namespace {

template <class Value>
void check_same(const Partition<Value>& partition, std::mt19937_64& random) {
  const SlotTable<Value> table(partition);
  const std::vector<Value> values = probes(partition, random);
  for (const Value x : values) {
    if (table.slot(x) != partition.slot(x)) {
      FAIL("value " << x << ": slot " << table.slot(x) << ", not " << partition.slot(x));
    }
  }
  std::vector<Value> finite = values;
  std::erase_if(finite, [](Value x) { return !leeway::is_finite(x); });
  std::size_t next = 0;
  std::size_t wrong = 0;
  table.for_each_place(std::span<const Value>(finite), [&](std::size_t place) {
    const std::size_t expected = partition.slot(finite[next]) * leeway::hash_lanes + leeway::hash_lane(finite[next]);
    wrong += place == expected ? 0U : 1U;
    ++next;
  });
  CHECK(next == finite.size());
  CHECK(wrong == 0);
}

}  // namespace

TEMPLATE_TEST_CASE("slot_table: the same slot as the partition, for every kind of data", "", float, double) {
  std::mt19937_64 random(17);
  for_each_kind_of_partition<TestType>(random,
                                       [&](const Partition<TestType>& partition) { check_same(partition, random); });
}

TEST_CASE("slot_table: partitions at the ends of what there is") {
  std::mt19937_64 random(18);
  constexpr double max = std::numeric_limits<double>::max();
  check_same(Partition<double>{}, random);
  check_same(Partition<double>(-max, {-max / 2, 0, max / 2}, max), random);
  check_same(Partition<double>(-max, {max}, max), random);
  check_same(Partition<double>(0, {5e-324, 1e-323, 1.5e-323}, 1), random);
  check_same(Partition<double>(0, {1, std::nextafter(1.0, 2.0), 2, 1e300}, 1e301), random);
  check_same(Partition<double>(0, {0.1, 0.2, 0.3}, 0.4).rounded_to<float>(), random);
  check_same(Partition<double>(-max, {-1e300, 1e300}, max).rounded_to<float>(), random);
  std::vector<double> many(300);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i * i);
  check_same(Partition<double>(-1, many, 1e6), random);  // more edges than the table counts: searched
}
