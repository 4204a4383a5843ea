#include "leeway/monitor/row_sampler.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"

using leeway::RowSampler;

namespace {

/// How often each row of batches of one size is chosen.
std::vector<std::size_t> times_chosen(std::size_t every, std::size_t rows, std::size_t calls) {
  RowSampler sampler(every);
  std::vector<std::size_t> times(rows);
  for (std::size_t call = 0; call < calls; ++call) {
    const RowSampler::Choice choice = sampler.choose(rows);
    for (std::size_t i = 0; i < choice.count; ++i) ++times.at(choice.first + i * every);
  }
  return times;
}

}  // namespace

TEST_CASE("row_sampler: every row of a batch is as likely to be chosen, whatever the sizes") {
  for (const std::size_t every : {2, 3, 16, 100}) {
    for (const std::size_t rows : {1, 4, 10, 16, 256}) {
      INFO("one in " << every << ", batches of " << rows);
      constexpr double calls = 20'000;
      const double expected = calls / static_cast<double>(every);
      for (const std::size_t times : times_chosen(every, rows, 20'000)) {
        CHECK(std::abs(static_cast<double>(times) - expected) < 5 * std::sqrt(expected));
      }
    }
  }
}

TEST_CASE("row_sampler: of a batch that divides evenly exactly the share is chosen") {
  RowSampler sampler(16);
  for (int call = 0; call < 100; ++call) CHECK(sampler.choose(256).count == 16);
}

TEST_CASE("row_sampler: the same rows in the same calls are chosen again") {
  CHECK(times_chosen(16, 37, 1'000) == times_chosen(16, 37, 1'000));
}

TEST_CASE("row_sampler: every row where nothing is to be left out") {
  RowSampler sampler(1);
  CHECK(sampler.choose(7).count == 7);
  CHECK(sampler.choose(7).first == 0);
  CHECK(sampler.choose(0).count == 0);
  CHECK(RowSampler(5).choose(0).count == 0);
}
