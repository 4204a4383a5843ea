// The README's first screen: a baseline from training data, live rows observed, a report.
#include <cstdio>
#include <random>

#include <Eigen/Core>

#include "leeway/leeway.hpp"

int main() {
  std::mt19937_64 random(1);
  std::normal_distribution<double> age(34, 9);
  std::lognormal_distribution<double> income(10, 0.5);
  auto rows = [&](int n, double older) {
    Eigen::MatrixXd batch(n, 2);
    for (int i = 0; i < n; ++i) batch.row(i) << age(random) + older, income(random);
    return batch;
  };

  // [readme]
  leeway::BaselineBuilder builder({{.name = "user_age", .importance = 3}, {.name = "income"}});
  builder.add(rows(10'000, 0));  // training data: any Eigen matrix, any number of batches

  leeway::Monitor monitor(builder.build("credit-model"));  // one baseline, shared by all threads of the service
  monitor.observe(rows(3'000, 7));                         // live data, right before model.forward(batch)

  const leeway::DriftReport report = monitor.report();
  std::fputs(leeway::to_text(report).c_str(), stdout);
  // [readme]

  const bool as_expected = report.drifted() && report.features[0].name == "user_age" &&
                           report.features[1].verdict == leeway::Verdict::stable;
  return as_expected ? 0 : 1;
}
