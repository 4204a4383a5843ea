#include "leeway/io/html_plot.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"

using namespace leeway;

TEST_CASE("html_plot: an axis maps its ends to its ends and stays inside, whatever it is given") {
  const html::Axis axis(-2, 6, 100, 500);
  CHECK(axis(-2) == 100);
  CHECK(axis(2) == 300);
  CHECK(axis(6) == 500);
  CHECK(axis(-1e300) == 100);
  CHECK(axis(std::numeric_limits<double>::infinity()) == 500);
  CHECK(axis(std::numeric_limits<double>::quiet_NaN()) == 100);
  const html::Axis down(0, 1, 200, 40);
  CHECK(down(0.25) == 160);
  CHECK(html::Axis(3, 3, 0, 10)(3) == 5);
  const double largest = (std::numeric_limits<double>::max)();
  CHECK(html::Axis(-largest, largest, 0, 100)(0) == 50);
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    const double a = samples::random_double(random);
    const double b = samples::random_double(random);
    const int at = html::Axis(std::min(a, b), std::max(a, b), 10, 700)(samples::random_double(random));
    if (at < 10 || at > 700) FAIL("off the picture: " << a << ' ' << b << ' ' << at);
  }
}

TEST_CASE("html_plot: round values lie inside, ascend and are few") {
  CHECK(html::round_values(0, 1, 6) == std::vector<double>{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1});
  CHECK(html::round_values(-3, 47, 4) == std::vector<double>{0, 20, 40});
  CHECK(html::round_values(5, 5, 4) == std::vector<double>{5});
  std::mt19937_64 random(2);
  for (int i = 0; i < 10'000; ++i) {
    const double a = samples::random_double(random);
    const double b = samples::random_double(random);
    const double from = std::min(a, b);
    const double to = std::max(a, b);
    const auto values = html::round_values(from, to, 5);
    if (values.empty() || values.size() > 5) FAIL(from << ' ' << to);
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (!std::isfinite(values[k]) || (k > 0 && !(values[k] > values[k - 1]))) FAIL(from << ' ' << to);
    }
  }
}

TEST_CASE("html_plot: rounding up never rounds down") {
  CHECK(html::round_up(0.31) == Approx(0.4));
  CHECK(html::round_up(1) == 1);
  CHECK(html::round_up(9) == 10);
  CHECK(html::round_up(0) == 1);
  CHECK(html::round_up(std::numeric_limits<double>::quiet_NaN()) == 1);
}

TEST_CASE("html_plot: outlines are relative steps that leave out what does not move") {
  html::Outline outline;
  CHECK(outline.empty());
  outline.move(10, 20).vertical(5).vertical(5).horizontal(30).line(40, 1).line(40, 1).line(50, 9);
  CHECK(outline.data() == "M10 20v-15h20l10-4l10 8");
}

TEST_CASE("html_plot: titles and descriptions are escaped; every verdict has a mark of its own") {
  const std::string svg = html::picture(10, "<b>", "\"&", "");
  CHECK(svg == "<svg viewBox=\"0 0 720 10\" role=img><title>&lt;b&gt;</title><desc>&quot;&amp;</desc></svg>");
  const std::vector<Verdict> verdicts{Verdict::stable, Verdict::insufficient, Verdict::minor, Verdict::drift};
  for (const Verdict a : verdicts) {
    for (const Verdict b : verdicts)
      CHECK((html::mark_outline(a, 50, 50) == html::mark_outline(b, 50, 50)) == (a == b));
  }
}
