#include "leeway/testing/rows.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "catch.hpp"
#include "leeway/baseline/binding.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/monitor/recorder.hpp"

using leeway::CategoryColumn;
using leeway::ConfigError;
using leeway::Kind;
using leeway::Schema;
using leeway::testing::Rows;

namespace {

const Schema schema{{"age"}, {"device", Kind::categorical}, {"income"}};

struct Request {
  std::string device;
  float income = 0;
  int age = 0;
};

}  // namespace

TEST_CASE("rows: begin as zero and missing, and are set by feature and row") {
  Rows rows(schema, 2);
  CHECK(rows.size() == 2);
  CHECK(rows.number(0, 1) == 0);
  CHECK(rows.text(1, 1).empty());
  rows.number(2, 1) = 5;
  rows.text(1, 0) = "phone";
  CHECK(rows.numeric()(1, 1) == 5);  // income is the second of the numeric features
  CHECK(rows.numeric().columns() == 2);
  CHECK(rows.categorical().size() == 1);
  CHECK(rows.is_numeric(2));
  CHECK_FALSE(rows.is_numeric(1));
}

TEST_CASE("rows: take matrices and columns of one's own") {
  Eigen::MatrixXf numeric(2, 2);
  numeric << 30, 1000, 40, 2000;
  const std::vector<std::string> devices{"phone", ""};
  const Rows rows = Rows::of(schema, numeric, std::vector<CategoryColumn>{devices});
  CHECK(rows.number(0, 1) == 40);
  CHECK(rows.number(2, 0) == 1000);
  CHECK(rows.text(1, 0) == "phone");
  CHECK(rows.text(1, 1).empty());

  const std::vector<std::int64_t> codes{7, leeway::missing_code};
  const Rows coded = Rows::of(schema, numeric, std::vector<CategoryColumn>{codes});
  CHECK(coded.text(1, 0) == "7");
  CHECK(coded.text(1, 1).empty());

  CHECK_THROWS_AS(Rows::of(schema, numeric), ConfigError);
  const std::vector<std::string> too_many{"a", "b", "c"};
  CHECK_THROWS_AS(Rows::of(schema, numeric, std::vector<CategoryColumn>{too_many}), ConfigError);
}

TEST_CASE("rows: take records of one's own type") {
  const leeway::Binding binding(schema, leeway::field("age", &Request::age), leeway::field("device", &Request::device),
                                leeway::field("income", &Request::income));
  const std::vector<Request> requests{{"phone", 1000, 30}, {"", 2000, 40}};
  const Rows rows = Rows::of(schema, binding, requests);
  CHECK(rows.number(0, 0) == 30);
  CHECK(rows.number(2, 1) == 2000);
  CHECK(rows.text(1, 0) == "phone");
  CHECK(rows.text(1, 1).empty());
  CHECK_THROWS_AS(Rows::of(Schema{{"age"}}, binding, requests), ConfigError);
}

TEST_CASE("rows: are observed and trained on") {
  Rows rows(schema, 100);
  for (std::size_t row = 0; row < 100; ++row) {
    rows.number(0, row) = static_cast<double>(row);
    rows.number(2, row) = row == 0 ? std::nan("") : 1;
    rows.text(1, row) = row % 2 == 0 ? "phone" : "desktop";
  }
  leeway::BaselineBuilder builder(schema);
  const std::vector<CategoryColumn> columns = rows.categorical();
  builder.add(rows.numeric(), std::span<const CategoryColumn>(columns));
  const leeway::Baseline baseline = builder.build();
  CHECK(baseline.rows() == 100);

  leeway::Recorder recorder(baseline);
  rows.observed_by(recorder);
  leeway::Window window(baseline);
  recorder.drain(window);
  CHECK(window.rows == 100);
  CHECK(window.rejected_rows == 0);
  CHECK(std::get<leeway::NumericWindow>(window.features[2]).counts ==
        std::vector<std::uint64_t>(std::get<leeway::NumericBaseline>(baseline[2]).cells.counts().begin(),
                                   std::get<leeway::NumericBaseline>(baseline[2]).cells.counts().end()));
}
