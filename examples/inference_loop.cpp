// A model served in a loop: every batch is observed right before the forward pass. Halfway the users grow older and
// move to their phones; the report at the window's end names the two features that did.
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "leeway/leeway.hpp"

namespace {

using Batch = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Stands in for the caller's requests: user_age, income, session_minutes, device_type.
struct Traffic {
  std::mt19937_64 random{42};
  Batch numbers{256, 3};
  std::vector<std::string> devices{256};

  void next(bool drifted) {
    std::normal_distribution<float> age(drifted ? 41.0F : 34.0F, drifted ? 6.0F : 9.0F);
    std::lognormal_distribution<float> income(10, 0.5F);
    std::exponential_distribution<float> minutes(0.2F);
    std::discrete_distribution<int> device(drifted ? std::initializer_list<double>{80, 15, 3.5, 1.5}
                                                   : std::initializer_list<double>{60, 30, 10, 0});
    static const char* const names[] = {"mobile", "desktop", "tablet", "tv"};
    for (Eigen::Index i = 0; i < numbers.rows(); ++i) {
      numbers.row(i) << age(random), income(random), minutes(random);
      devices[static_cast<std::size_t>(i)] = names[device(random)];
    }
  }
};

/// A small multilayer perceptron, as a service would hold it.
struct Model {
  Eigen::MatrixXf hidden = Eigen::MatrixXf::Random(3, 32), output = Eigen::MatrixXf::Random(32, 1);
  Eigen::VectorXf forward(const Batch& batch) const { return (batch * hidden).cwiseMax(0.0F) * output; }
};

}  // namespace

int main() {
  Traffic traffic;
  leeway::BaselineBuilder builder({{.name = "user_age", .importance = 0.5},
                                   {.name = "income", .importance = 0.3},
                                   {.name = "session_minutes", .importance = 0.1},
                                   {.name = "device_type", .kind = leeway::Kind::categorical, .importance = 0.4}});
  for (int i = 0; i < 100; ++i) {
    traffic.next(false);
    builder.add(traffic.numbers, {traffic.devices});
  }

  std::vector<leeway::DriftReport> reports;
  leeway::Monitor monitor(builder.build("house-style-model"),
                          {.window_rows = 10'240,
                           .on_report = [&](const leeway::DriftReport& report) { reports.push_back(report); },
                           .evaluation = leeway::Evaluation::on_poll});
  const Model model;
  float checksum = 0;
  for (int i = 0; i < 80; ++i) {
    traffic.next(i >= 40);
    monitor.observe(traffic.numbers, {traffic.devices});  // before the forward pass: counts, nothing else
    checksum += model.forward(traffic.numbers).sum();
    monitor.poll();  // at a window's end evaluates it and calls on_report
  }

  if (reports.size() != 2 || !std::isfinite(checksum)) return 1;
  std::fputs(leeway::to_text(reports[0]).c_str(), stdout);
  std::fputs(leeway::to_text(reports[1]).c_str(), stdout);
  const auto& ranked = reports[1].features;
  const bool right_two = ranked[0].name == "user_age" && ranked[1].name == "device_type";
  return !reports[0].drifted() && reports[1].drifted() && right_two && reports[1].count(leeway::Verdict::drift) == 2
             ? 0
             : 1;
}
