#include "leeway/monitor/pane.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"

TEST_CASE("pane: values of every kind reach the window's counts, once") {
  leeway::BaselineBuilder builder(leeway::Schema{{"x"}, {"c", leeway::Kind::categorical}});
  builder.add_column(0, std::vector<double>{1, 2, 3});
  builder.add_column(1, std::vector<std::string>{"1", "b", "1"});
  const leeway::Baseline baseline = builder.build();
  const auto probes = leeway::detail::probes_of(baseline);
  leeway::detail::Pane pane(probes);
  const std::vector<float> column{1, 3, 2, 9};
  const std::vector<float> codes{1, 7};
  pane.rows = 5;
  pane.count_column(0, std::span<const float>(column));
  pane.count(0, 2.0);
  pane.count_column(1, std::span<const float>(codes));
  pane.count(1, std::string_view("b"));
  pane.count(1, leeway::missing_code);
  pane.count(1, std::string_view("new"));

  leeway::Window window(baseline);
  pane.add_to(window);
  CHECK(window.rows == 5);
  const auto& numeric = std::get<leeway::NumericWindow>(window.features[0]);
  CHECK(numeric.moments.count() == 5);
  CHECK(numeric.counts == std::vector<std::uint64_t>{0, 0, 1, 2, 1, 1, 0, 0});
  const auto& categorical = std::get<leeway::CategoricalWindow>(window.features[1]);
  CHECK(categorical.counts == std::vector<std::uint64_t>{1, 1, 0, 2, 1});
  CHECK(categorical.unseen.frequency("7") == 1);

  pane.reset();
  leeway::Window empty(baseline);
  pane.add_to(empty);
  CHECK(empty == leeway::Window(baseline));
  CHECK(pane.memory_bytes() > 0);
}
