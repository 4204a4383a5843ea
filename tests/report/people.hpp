#pragma once

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/monitor/recorder.hpp"

/// A made-up population for tests of reports and monitors: two numeric features and a categorical one.
struct People {
  double older = 0;  ///< added to every age
  double age_std = 9;
  double mobile = 0.6;  ///< share of mobile devices; 10 % are tablets
  double tv = 0;        ///< share of a device unknown in training
  double missing_age = 0;
  std::uint64_t seed = 1;

  Eigen::MatrixXd numbers{};
  std::vector<std::string> devices{};

  static leeway::Schema schema() {
    return leeway::Schema{{.name = "age", .importance = 2}, {"device", leeway::Kind::categorical}, {.name = "income"}};
  }
  const People& draw(int rows) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> age(34 + older, age_std);
    std::lognormal_distribution<double> income(10, 0.5);
    std::uniform_real_distribution<double> uniform;
    numbers.resize(rows, 2);
    devices.clear();
    for (int i = 0; i < rows; ++i) {
      numbers(i, 0) = uniform(random) < missing_age ? std::nan("") : age(random);
      numbers(i, 1) = income(random);
      const double u = uniform(random);
      devices.emplace_back(u < tv ? "tv" : u < tv + mobile ? "mobile" : u < tv + mobile + 0.1 ? "tablet" : "desktop");
    }
    return *this;
  }
  leeway::Baseline baseline(int rows) {
    draw(rows);
    leeway::BaselineBuilder builder(schema());
    builder.add(numbers, {devices});
    return builder.build("people");
  }
  leeway::Window window(const leeway::Baseline& over, int rows) {
    draw(rows);
    leeway::Recorder recorder(over, 1);
    recorder.observe(numbers, {devices});
    leeway::Window window(over);
    recorder.drain(window);
    return window;
  }
};
