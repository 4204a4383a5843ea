// The code of the guide's pages, one function a page; examples/guide/check.py sees that the pages show these lines.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <Eigen/Core>

#include "leeway/leeway.hpp"

namespace {

/// Ages about 34, in so many rows.
Eigen::MatrixXd ages(int rows, double mean, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> age(mean, 9);
  return Eigen::MatrixXd::NullaryExpr(rows, 1, [&] { return age(random); });
}

std::vector<std::string_view> devices(int rows, double mobile, unsigned seed) {
  std::mt19937_64 random(seed);
  std::bernoulli_distribution is_mobile(mobile);
  std::vector<std::string_view> names;
  for (int i = 0; i < rows; ++i) names.push_back(is_mobile(random) ? "mobile" : "desktop");
  return names;
}

leeway::Baseline baseline_of(leeway::Schema schema) {
  leeway::BaselineBuilder builder(std::move(schema));
  builder.add(ages(10'000, 34, 1));
  return builder.build("users");
}

/// Largest gap between the distribution functions of N(0, 1) and N(shift, scale^2).
double gap(double shift, double scale) {
  double largest = 0;
  for (double x = -8; x <= 8; x += 1e-3) {
    const double there = std::erfc(-x / std::sqrt(2)) / 2;
    largest = (std::max)(largest, std::fabs(std::erfc(-(x - shift) / scale / std::sqrt(2)) / 2 - there));
  }
  return largest;
}

bool tolerances() {
  for (const auto& [tolerance, shift, scale] :  // the page's table
       {std::array{0.02, 0.05, 1.09}, {0.05, 0.13, 1.23}, {0.10, 0.25, 1.52}, {0.20, 0.51, 2.41}}) {
    if (std::fabs(gap(shift, 1) - tolerance) > 0.002 || std::fabs(gap(0, scale) - tolerance) > 0.002) return false;
  }
  leeway::Schema schema{{.name = "user_age", .thresholds = {.tolerance = 0.10}},  // may move by more than others
                        {.name = "income", .importance = 3},                     // matters three times as much
                        {.name = "rooms", .thresholds = {.mean_shift = 0.5}}};   // a limit from the domain, as well
  leeway::Plan plan;
  plan.tolerance = 0.03;        // for features that do not set their own
  plan.share_tolerance = 0.01;  // for shares of missing, new and out-of-range values

  const leeway::Baseline baseline = baseline_of({{.name = "user_age", .thresholds = {.tolerance = 0.10}}});
  leeway::Monitor monitor(baseline, {.plan = plan});
  monitor.observe(ages(20'000, 35, 2));  // .11 std: a KS distance of .044
  return schema.size() == 3 && !monitor.report().drifted();
}

bool reading_a_report() {
  leeway::Monitor monitor(baseline_of({{"user_age"}}));
  monitor.observe(ages(3'000, 41, 2));

  const leeway::DriftReport report = monitor.report();
  for (const leeway::FeatureReport& feature : report.features) {  // the most harmful first
    if (feature.verdict != leeway::Verdict::drift) continue;
    std::printf("%s\n  what to do: %s\n", feature.diagnosis.c_str(), std::string(to_string(feature.action)).c_str());
  }
  const leeway::FeatureReport* age = report.find("user_age");
  const bool for_sure = age->effect_lower > age->tolerance;
  return for_sure && report.drifted() && age->sequential && age->sequential->alarmed;
}

bool categorical_features() {
  leeway::Schema schema{{.name = "user_age"}, {.name = "device", .kind = leeway::Kind::categorical}};
  leeway::BaselineBuilder builder(schema);
  const Eigen::MatrixXd user_age = ages(5'000, 34, 1);
  builder.add_column(0, std::span<const double>(user_age.data(), 5'000));
  builder.add_column(1, devices(5'000, 0.6, 1));
  leeway::Monitor monitor(builder.build());

  // numeric columns as one batch, then a list for each categorical feature
  monitor.observe(ages(2'000, 34, 2), {devices(2'000, 0.6, 2)});
  return !monitor.report().drifted();
}

bool high_cardinality() {
  std::vector<std::string> names;
  std::mt19937_64 random(1);
  std::geometric_distribution<int> street(0.001);
  for (int i = 0; i < 50'000; ++i) names.push_back("street " + std::to_string(street(random)));
  const std::vector<std::string_view> streets(names.begin(), names.end());

  leeway::BaselineBuilder builder({{.name = "street", .kind = leeway::Kind::categorical}},
                                  {.max_listed = 64,           // categories with a count of their own
                                   .max_remembered = 10'000});  // names told apart at all; the rest is "other"
  builder.add_column(0, streets);
  const leeway::Baseline baseline = builder.build();
  const auto& statistics = std::get<leeway::CategoricalBaseline>(baseline[0]);
  return statistics.vocabulary.listed().size() <= 64 && !statistics.vocabulary.open_ended();
}

bool missing_values() {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  leeway::Monitor monitor(baseline_of({{.name = "user_age", .thresholds = {.missing_share = 0.02}}}));
  Eigen::MatrixXd rows = ages(2'000, 34, 2);
  for (int i = 0; i < 2'000; i += 10) rows(i, 0) = missing;  // a tenth of the values is gone
  monitor.observe(rows);

  const leeway::DriftReport report = monitor.report();
  const auto& sides = std::get<leeway::Sides<leeway::NumericProfile>>(report.find("user_age")->profile);
  return report.drifted() && sides.current.missing == 200 &&
         report.find("user_age")->action == leeway::Action::inspect_upstream;
}

bool seasonality() {
  using namespace std::chrono;
  const leeway::TimePoint monday = leeway::TimePoint(sys_days(2024y / January / 1).time_since_epoch());
  leeway::BaselineBuilder builder({{"user_age"}}, {.season = leeway::Season::hour_of_day});
  for (int hour = 0; hour < 24 * 28; ++hour) {
    builder.at(monday + hours(hour));  // when the rows to come were seen
    builder.add(ages(100, hour % 24 < 8 ? 25 : 40, static_cast<unsigned>(hour)));
  }
  leeway::Monitor monitor(builder.build(), {.cadence = leeway::hourly,
                                            .evaluation = leeway::Evaluation::on_poll,
                                            .clock = [&] { return monday + hours(24 * 28 + 3); }});
  monitor.observe(ages(200, 25, 999));  // young users at night: as always
  return !monitor.report().drifted();
}

bool sampling() {
  const leeway::Baseline baseline = baseline_of({{"user_age"}});
  leeway::Monitor one_in_16(baseline, {.sample_every = 16});
  leeway::Monitor within_budget(baseline, {.budget_ns_a_row = 5});  // measured when the monitor is made

  one_in_16.observe(ages(16'000, 34, 2));
  const leeway::DriftReport report = one_in_16.report();
  return report.window_rows + report.skipped_rows == 16'000 && report.window_rows == 1'000 &&
         within_budget.memory_bytes() > 0;
}

bool fleets() {
  const leeway::Baseline baseline = baseline_of({{"user_age"}});
  leeway::Recorder replica_1(baseline);
  leeway::Recorder replica_2(baseline);
  replica_1.observe(ages(2'000, 34, 2));
  replica_2.observe(ages(2'000, 34, 3));

  leeway::WindowSum fleet(baseline);
  for (leeway::Recorder* replica : {&replica_1, &replica_2}) {
    leeway::Window window(baseline);
    replica->drain(window);  // or load_window("replica-1.win"), which save(window, path) wrote over there
    fleet.merge(leeway::WindowSum(window));
  }
  const leeway::DriftReport report = leeway::evaluate(baseline, fleet.window());
  return report.window_rows == 4'000 && !report.drifted();
}

bool migrating() {
  const leeway::Baseline baseline = baseline_of({{"user_age"}});
  leeway::Monitor monitor(baseline, {.plan = leeway::Plan::p_value(0.05)});  // each window by itself, any p < .05
  monitor.observe(ages(2'000, 41, 2));
  return monitor.report().drifted();
}

}  // namespace

int main() {
  int failures = 0;
  for (const auto& [page, works] : {std::pair{"tolerances", tolerances()},
                                    {"reading-a-report", reading_a_report()},
                                    {"categorical-features", categorical_features()},
                                    {"high-cardinality", high_cardinality()},
                                    {"missing-values", missing_values()},
                                    {"seasonality", seasonality()},
                                    {"sampling", sampling()},
                                    {"fleets", fleets()},
                                    {"migrating", migrating()}}) {
    if (works) continue;
    ++failures;
    std::printf("%s: does not do what the page says\n", page);
  }
  return failures;
}
