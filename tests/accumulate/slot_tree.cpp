#include "leeway/accumulate/slot_tree.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "accumulate/partitions.hpp"
#include "catch.hpp"

using leeway::Partition;
using leeway::ShiftedSums;
using leeway::SlotTree;

namespace {

constexpr double origin = 0.25;

/// Value by value against the partition; in blocks, because a tree takes nothing else.
void check_same(const Partition<float>& partition, std::mt19937_64& random) {
  const SlotTree tree(partition);
  std::vector<float> values = probes(partition, random);
  std::erase_if(values, [](float x) { return !leeway::is_finite(x); });
  REQUIRE(tree.holds_all() == (partition.edges().size() <= SlotTree::max_edges));
  for (const float x : values) {
    if (tree.holds_all() && tree.slot(x) != partition.slot(x)) FAIL("value " << x << " in slot " << tree.slot(x));
  }
  if (!tree.usable()) return;
  std::shuffle(values.begin(), values.end(), random);
  values.resize(values.size() / SlotTree::step * SlotTree::step);
  // Blocks of one step, so that some are inside the range and some are not, and one of all.
  for (const std::size_t size : {SlotTree::step, values.size()}) {
    for (std::size_t begin = 0; begin < values.size(); begin += size) {
      const auto block = std::span<const float>(values).subspan(begin, size);
      std::vector<std::uint32_t> places(size);
      const ShiftedSums<float> sums = tree.find(block, origin, places.data());
      for (std::size_t i = 0; i < size; ++i) {
        const std::size_t expected = partition.slot(block[i]) * leeway::hash_lanes + leeway::hash_lane(block[i]);
        if (places[i] != expected) FAIL("value " << block[i] << ": place " << places[i] << ", not " << expected);
      }
      CHECK(sums.lowest == *std::min_element(block.begin(), block.end()));
      CHECK(sums.highest == *std::max_element(block.begin(), block.end()));
      const ShiftedSums<float> portable = leeway::block_sums(block, origin);
      CHECK(sums.squares == Approx(portable.squares).epsilon(1e-13));
      CHECK(sums.shifted == Approx(portable.shifted).margin(1e-13 * std::sqrt(portable.squares) * 100));
    }
  }
}

}  // namespace

TEST_CASE("slot_tree: usable where the processor allows, for as many edges as a baseline has by default") {
  Partition<double> partition(-1, std::vector<double>{0}, 1);
  const bool usable = SlotTree(partition.rounded_to<float>()).usable();
  std::vector<float> edges(SlotTree::max_edges);
  for (std::size_t i = 0; i < edges.size(); ++i) edges[i] = static_cast<float>(i);
  CHECK(SlotTree(Partition<float>(-1, edges, 100)).usable() == usable);
  STATIC_REQUIRE(leeway::default_edge_probabilities.size() <= SlotTree::max_edges);
  edges.push_back(99);
  CHECK_FALSE(SlotTree(Partition<float>(-1, edges, 100)).usable());
  CHECK_FALSE(SlotTree(Partition<float>(-1, edges, 100)).holds_all());
  if (!usable) WARN("no AVX2 on this processor: the kernel is not tested");
}

TEST_CASE("slot_tree: the same places as one by one, for every kind of data") {
  std::mt19937_64 random(27);
  for_each_kind_of_partition<float>(random, [&](const auto& partition) { check_same(partition, random); });
  for_each_kind_of_partition<double>(
      random, [&](const auto& partition) { check_same(partition.template rounded_to<float>(), random); });
}

TEST_CASE("slot_tree: partitions at the ends of what there is") {
  std::mt19937_64 random(28);
  constexpr double max = std::numeric_limits<double>::max();
  constexpr float max_float = std::numeric_limits<float>::max();
  check_same(Partition<float>{}, random);
  check_same(Partition<float>(-max_float, {-max_float / 2, 0, max_float / 2, max_float}, max_float), random);
  check_same(Partition<float>(0, {1e-45F, 3e-45F, 1e-44F}, 1), random);
  check_same(Partition<float>(-0.0F, {1, std::nextafter(1.0F, 2.0F), 2}, 3), random);
  // Edges that rounding made equal, and some that it made infinite.
  check_same(Partition<double>(0, {1, 1 + 1e-12, 1 + 2e-12, 2}, 3).rounded_to<float>(), random);
  check_same(Partition<double>(-max, {-1e300, 0, 1e300}, max).rounded_to<float>(), random);
}

TEST_CASE("slot_tree: a value that is not finite shows in the sum of squares") {
  const SlotTree tree(Partition<float>(-1, {0, 1}, 2));
  if (!tree.usable()) return;
  using Limits = std::numeric_limits<float>;
  for (const float bad : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), -Limits::signaling_NaN()}) {
    for (std::size_t at = 0; at < 2 * SlotTree::step; ++at) {
      std::vector<float> block(2 * SlotTree::step, 0.5F);
      block[at] = bad;
      std::vector<std::uint32_t> places(block.size());
      CHECK_FALSE(leeway::is_finite(tree.find(block, origin, places.data()).squares));
      CHECK_FALSE(leeway::is_finite(leeway::block_sums(std::span<const float>(block), origin).squares));
    }
  }
  std::vector<float> largest(SlotTree::step, Limits::max());
  std::vector<std::uint32_t> places(largest.size());
  CHECK(leeway::is_finite(tree.find(largest, origin, places.data()).squares));
}
