#include "leeway/baseline/explanation.hpp"

#include <limits>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"

using leeway::Baseline;
using leeway::BatchView;
using leeway::ConfigError;
using leeway::Explanation;

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// x in 0, 1, 2 and the category code in 0, 1.
Matrix training_rows() {
  Matrix rows(6, 2);
  rows << 0, 0, 1, 1, 2, 0, 0, 1, 1, 0, 2, 1;
  return rows;
}
Baseline training_baseline() {
  leeway::BaselineBuilder builder({{"x"}, {"c", leeway::Kind::categorical}});
  builder.add(training_rows());
  return builder.build("six rows");
}
/// Of the model 10 x + 3 c against the row (1, 0).
Explanation explanation_of(const Matrix& rows) {
  Explanation explanation{.features = 2};
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    explanation.attributions.insert(explanation.attributions.end(), {10 * (rows(i, 0) - 1), 3 * rows(i, 1)});
    explanation.outputs.push_back(10 * rows(i, 0) + 3 * rows(i, 1));
    explanation.expected.push_back(10);
  }
  return explanation;
}

}  // namespace

TEST_CASE("explanation: importance is the mean size of a feature's attributions") {
  const Explanation explanation = explanation_of(training_rows());
  CHECK(explanation.rows() == 6);
  CHECK(explanation(2, 0) == 10);
  CHECK(explanation.importances()[0] == Approx(20.0 / 3));
  CHECK(explanation.importances()[1] == Approx(1.5));
  CHECK(Explanation{.features = 2}.importances() == std::vector<double>{0, 0});
}

TEST_CASE("explanation: completeness is checked") {
  Explanation explanation = explanation_of(training_rows());
  CHECK(explanation.completeness_gap() == Approx(0).margin(1e-12));
  explanation.attributions[3] += 0.25;
  CHECK(explanation.completeness_gap() == Approx(0.25));
  explanation.attributions[0] = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(explanation.completeness_gap()));
}

TEST_CASE("explanation: a baseline learns importances and each slot's mean attribution") {
  const Baseline baseline = training_baseline();
  const Matrix rows = training_rows();
  const Baseline explained = with_explanation(baseline, rows, explanation_of(rows));
  CHECK(explained.content_hash() == baseline.content_hash());
  CHECK(explained.schema()[0].importance == Approx(20.0 / 3));
  CHECK(explained.schema()[1].importance == Approx(1.5));

  const auto& of_x = explained.attributions()[0];
  const auto& partition = std::get<leeway::NumericBaseline>(baseline[0]).cells.partition();
  CHECK(of_x[partition.slot(0.0)] == leeway::SlotAttribution{2, -10, 0});
  CHECK(of_x[partition.slot(2.0)] == leeway::SlotAttribution{2, 10, 0});
  CHECK(of_x[partition.missing_slot()].rows == 0);
  const auto& of_c = explained.attributions()[1];
  const auto& vocabulary = std::get<leeway::CategoricalBaseline>(baseline[1]).vocabulary;
  CHECK(of_c[vocabulary.slot(std::int64_t{1})] == leeway::SlotAttribution{3, 3, 0});
  CHECK(of_c[vocabulary.slot(std::int64_t{0})] == leeway::SlotAttribution{3, 0, 0});
  CHECK(of_c[vocabulary.new_slot()].rows == 0);
}

TEST_CASE("explanation: the variance within a slot is kept") {
  const Baseline baseline = training_baseline();
  const Matrix rows = training_rows();
  Explanation explanation = explanation_of(rows);
  explanation.attributions[0] = -12;  // x = 0 in row 0; row 3 has -10
  const auto explained = with_explanation(baseline, rows, explanation);
  const auto& slot = explained.attributions()[0][2];
  CHECK(slot.mean == -11);
  CHECK(slot.variance == 2);
}

TEST_CASE("explanation: rows, features and baseline must fit") {
  const Matrix rows = training_rows();
  const Matrix fewer = rows.topRows(5);
  CHECK_THROWS_WITH(with_explanation(training_baseline(), fewer, explanation_of(rows)),
                    ContainsSubstring("6 rows of 2 features were explained, given are 5 of 2"));
  CHECK_THROWS_AS(with_explanation(training_baseline(), rows, Explanation{.features = 1}), ConfigError);
  Explanation broken = explanation_of(rows);
  broken.attributions[1] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(with_explanation(training_baseline(), rows, broken), ConfigError);
}
