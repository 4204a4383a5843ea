#include "leeway/io/exported_cells.hpp"

#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "samples.hpp"

using leeway::CategoricalBaseline;
using leeway::Cells;
using leeway::ExportedCells;
using leeway::FeatureBaseline;
using leeway::NumericBaseline;
using leeway::Partition;
using leeway::Vocabulary;

namespace {

std::vector<std::string> labels(const ExportedCells& cells) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < cells.size(); ++i) all.push_back(cells.label(i));
  return all;
}

FeatureBaseline numeric(std::vector<double> edges) {
  NumericBaseline made;
  Partition<double> partition(0, edges, edges.back() + 1);
  std::vector<std::uint64_t> counts(partition.slot_count());
  std::iota(counts.begin(), counts.end(), std::uint64_t{1});
  made.cells = Cells<double>(std::move(partition), std::move(counts));
  return made;
}

FeatureBaseline categorical(std::vector<std::string> listed, std::vector<std::uint64_t> counts) {
  CategoricalBaseline made;
  made.vocabulary = Vocabulary(std::move(listed), {}, false);
  made.counts = std::move(counts);
  return made;
}

}  // namespace

TEST_CASE("exported_cells: a number's slots keep their order and say their range") {
  const ExportedCells cells(numeric({1, 2.5}), 32);
  CHECK(labels(cells) == std::vector<std::string>{"__minus_inf__", "__below__", "00", "01", "02", "__above__",
                                                  "__plus_inf__", "__missing__"});
  CHECK(cells.range(1).empty());
  CHECK(cells.range(2) == "[0, 1)");
  CHECK(cells.range(3) == "[1, 2.5)");
  CHECK(cells.range(4) == "[2.5, 3.5]");
  const std::vector<std::uint64_t> slots{1, 2, 3, 4, 5, 6, 7, 8};
  CHECK(cells.counts(slots) == slots);
  CHECK(std::vector(cells.baseline_counts().begin(), cells.baseline_counts().end()) == slots);
}

TEST_CASE("exported_cells: neighbours go together when there are too many") {
  const ExportedCells cells(numeric({1, 2, 3, 4, 5, 6}), 3);  // 7 cells: 2, 2 and 3 of them
  CHECK(labels(cells) == std::vector<std::string>{"__minus_inf__", "__below__", "00", "01", "02", "__above__",
                                                  "__plus_inf__", "__missing__"});
  CHECK(cells.range(2) == "[0, 2)");
  CHECK(cells.range(4) == "[4, 7]");
  CHECK(cells.counts(std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}) ==
        std::vector<std::uint64_t>{1, 2, 3 + 4, 5 + 6, 7 + 8 + 9, 10, 11, 12});
}

TEST_CASE("exported_cells: more than a hundred cells have labels of one width") {
  std::vector<double> edges(120);
  std::iota(edges.begin(), edges.end(), 1.0);
  CHECK(labels(ExportedCells(numeric(edges), 500))[2] == "000");
  CHECK(labels(ExportedCells(numeric(edges), 100))[2] == "00");
  CHECK(labels(ExportedCells(numeric({1}), 500))[2] == "000");  // of every feature, so that one rule serves all
}

TEST_CASE("exported_cells: the least frequent categories go to other") {
  const ExportedCells cells(categorical({"a", "b", "c", "d"}, {5, 40, 10, 30, 3, 2, 1}), 2);
  CHECK(labels(cells) == std::vector<std::string>{"b", "d", "__other__", "__new__", "__missing__"});
  CHECK(cells.counts(std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7}) == std::vector<std::uint64_t>{2, 4, 9, 6, 7});
}

TEST_CASE("exported_cells: no name passes for a channel, none comes twice, all are UTF-8") {
  const std::vector<std::string> names{
      "__new__", "___new__", "00", "st\xe4rke", "st\xc3\xa4rke", "a\"b\\\n", std::string("nul\0!", 5)};
  const ExportedCells cells(categorical(names, std::vector<std::uint64_t>(names.size() + 3, 1)), 32);
  CHECK(labels(cells) == std::vector<std::string>{"___new__", "____new__", "00", "st\xc3\xa4rke", "st\xc3\xa4rke~2",
                                                  "a\"b\\\n", "nul\xe2\x90\x80!", "__other__", "__new__",
                                                  "__missing__"});
}

TEST_CASE("exported_cells: any baseline, any limit: bounded, distinct, and nothing is lost") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const leeway::Baseline baseline = samples::random_baseline(seed);
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      const auto slots = std::visit(
          [](const auto& side) {
            if constexpr (requires { side.cells; }) {
              return std::vector(side.cells.counts().begin(), side.cells.counts().end());
            } else {
              return side.counts;
            }
          },
          baseline[i]);
      for (const std::size_t limit : {2U, 7U, 32U}) {
        const ExportedCells cells(baseline[i], limit);
        const auto all = labels(cells);
        CHECK(std::set(all.begin(), all.end()).size() == all.size());
        CHECK(all.size() <= limit + 5);
        CHECK(all.back() == "__missing__");
        const auto counts = cells.counts(slots);
        CHECK(counts.back() == slots.back());
        CHECK(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}) ==
              std::accumulate(slots.begin(), slots.end(), std::uint64_t{0}));
        for (const std::string& label : all) CHECK(leeway::is_utf8(label));
      }
    }
  }
}

TEST_CASE("exported_cells: fewer than two cells tell nothing") {
  CHECK_THROWS_AS(ExportedCells(numeric({1}), 1), leeway::ConfigError);
}
