#include "leeway/io/html_scatter.hpp"

#include <limits>
#include <string>

#include "catch.hpp"
#include "io/html_samples.hpp"
#include "io/samples.hpp"

using namespace leeway;

TEST_CASE("html_scatter: a mark for every feature that leads to its section, and says what it is") {
  const DriftReport report = samples::report();
  const std::string svg = html::scatter_plot(report);
  for (std::size_t i = 0; i < report.features.size(); ++i) {
    CHECK(svg.find("<a href=\"#f" + std::to_string(i) + "\" tabindex=-1><title>" + report.features[i].name + ": ") !=
          std::string::npos);
  }
  CHECK(svg.find("user_age: weight 60%, effect 0.310, drift") != std::string::npos);
  CHECK(svg.find(">user_age</text>") != std::string::npos);
  CHECK(svg.find(">income</text>") == std::string::npos);  // what is stable needs no name
  CHECK(svg.find("tolerated 0.05") != std::string::npos);
  CHECK(samples::coordinates_are_numbers(svg));
}

TEST_CASE("html_scatter: no features, no importance, figures that are no numbers") {
  CHECK(html::scatter_plot(DriftReport{}).empty());
  DriftReport report = samples::report();
  for (FeatureReport& feature : report.features) feature.importance = 0;
  CHECK(samples::coordinates_are_numbers(html::scatter_plot(report)));
  report = samples::report();
  report.features[0].effect = std::numeric_limits<double>::quiet_NaN();
  report.features[1].tolerance = std::numeric_limits<double>::quiet_NaN();
  const std::string svg = html::scatter_plot(report);
  CHECK(samples::coordinates_are_numbers(svg));
  CHECK(svg.find("user_age") == std::string::npos);
  report.features[1].importance = std::numeric_limits<double>::infinity();
  CHECK(samples::coordinates_are_numbers(html::scatter_plot(report)));
}

TEST_CASE("html_scatter: names are escaped and never hide each other") {
  DriftReport report = samples::report();
  report.features.assign(40, report.features[0]);
  for (FeatureReport& feature : report.features) feature.name = "<b>\"'";
  const std::string svg = html::scatter_plot(report);
  CHECK(svg.find("<b>") == std::string::npos);
  CHECK(samples::occurrences(svg, "&lt;b&gt;&quot;&#39;</text>") <= 4);  // around one place
}
