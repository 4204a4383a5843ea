// Writes the pages that run.py opens in a browser: pages DIRECTORY
//   three.html    three features, one window
//   watched.html  ten features of every kind, a watched stream that drifts from its ninth hour on, with its past
//   many.html     300 features, one window
//   hostile.html  names that would like to be markup
//   empty.html    no feature at all
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include "leeway/baseline/builder.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/html.hpp"
#include "leeway/monitor/monitor.hpp"
#include "leeway/report/evaluate.hpp"

namespace {

using namespace leeway;

/// Rows of one kind each, as a service would see them; `drift` from 0 (training) to 1.
class Traffic {
 public:
  explicit Traffic(std::uint64_t seed) : random_(seed) {}

  static Schema schema() {
    return Schema({{.name = "user_age", .importance = 30},
                   {.name = "device_type", .kind = Kind::categorical, .importance = 18},
                   {.name = "income", .importance = 14},
                   {.name = "basket_value", .importance = 11},
                   {.name = "sessions_last_30_days", .importance = 8},
                   {.name = "temperature_sensor", .importance = 6},
                   {.name = "country", .kind = Kind::categorical, .importance = 5},
                   {.name = "distance_km", .importance = 4},
                   {.name = "is_returning", .importance = 3},
                   {.name = "payment_method", .kind = Kind::categorical, .importance = 1}});
  }

  std::vector<std::vector<double>> numbers(int rows, double drift) {
    std::vector<std::vector<double>> columns(7);
    for (int i = 0; i < rows; ++i) {
      columns[0].push_back(34 + 7 * drift + 9 * normal_(random_));
      columns[1].push_back(std::exp(10 + 0.5 * normal_(random_)));
      columns[2].push_back(chance(0.3) ? 0 : std::exp(3.2 + 0.15 * drift + 0.8 * normal_(random_)));  // often nothing
      columns[3].push_back(std::floor(std::exp(1.2 + 0.7 * normal_(random_))));
      columns[4].push_back(chance(0.35 * drift) ? 21.5 : 18 + 4 * normal_(random_));  // sticks
      columns[5].push_back(chance(0.25 * drift) ? std::numeric_limits<double>::quiet_NaN()
                                                : 5 * std::fabs(normal_(random_)));
      columns[6].push_back(chance(0.4) ? 1 : 0);
    }
    return columns;
  }

  std::vector<std::vector<std::string>> texts(int rows, double drift) {
    const std::vector<std::string> countries{"DE", "FR", "IT", "ES", "NL", "PL", "SE", "AT",
                                             "CH", "PT", "DK", "IE", "BE", "FI", "CZ"};
    std::vector<std::vector<std::string>> columns(3);
    for (int i = 0; i < rows; ++i) {
      columns[0].emplace_back(chance(0.12 * drift)   ? "smart_tv"
                              : chance(0.02 * drift) ? "car"
                              : chance(0.62)         ? "mobile"
                              : chance(0.8)          ? "desktop"
                                                     : "tablet");
      const double z = std::fabs(normal_(random_)) * 5;
      columns[1].push_back(countries[std::min(static_cast<std::size_t>(z), countries.size() - 1)]);
      columns[2].emplace_back(chance(0.5) ? "card" : chance(0.6) ? "invoice" : "transfer");
    }
    return columns;
  }

 private:
  bool chance(double p) { return std::uniform_real_distribution<>(0, 1)(random_) < p; }

  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
};

/// Hands a batch over as builder and monitor take it: numbers as a matrix, texts as lists.
template <class Take>
void feed(Traffic& traffic, int rows, double drift, Take take) {
  const auto numbers = traffic.numbers(rows, drift);
  const auto texts = traffic.texts(rows, drift);
  Eigen::MatrixXd matrix(rows, static_cast<int>(numbers.size()));
  for (std::size_t column = 0; column < numbers.size(); ++column) {
    matrix.col(static_cast<int>(column)) = Eigen::Map<const Eigen::VectorXd>(numbers[column].data(), rows);
  }
  std::vector<std::vector<std::string_view>> views;
  for (const auto& column : texts) views.emplace_back(column.begin(), column.end());
  take(matrix, {views[0], views[1], views[2]});
}

std::string watched_page() {
  BaselineBuilder builder(Traffic::schema());
  Traffic training(1);
  using Texts = std::initializer_list<CategoryColumn>;
  feed(training, 20'000, 0, [&](const auto& numbers, Texts texts) { builder.add(numbers, texts); });
  TimePoint now = *parse_utc("2026-03-01T00:00:00Z");
  HtmlOptions options;
  DriftReport last;
  Monitor monitor(builder.build("credit-model"), {.cadence = hourly,
                                                  .on_report =
                                                      [&](const DriftReport& report) {
                                                        options.history.add(report);
                                                        last = report;
                                                      },
                                                  .evaluation = Evaluation::on_poll,
                                                  .clock = [&] { return now; }});
  Traffic live(2);
  for (int hour = 0; hour < 24; ++hour) {
    feed(live, 1'000, hour < 9 ? 0 : 1, [&](const auto& numbers, Texts texts) { monitor.observe(numbers, texts); });
    now += hourly;
    monitor.poll();
  }
  return to_html(last, options);
}

/// Numeric features, every fifth of which moves, the first most.
std::string page_of(const std::vector<std::string>& names, double largest_shift, int live_rows) {
  Schema schema;
  for (std::size_t i = 0; i < names.size(); ++i)
    schema.add({.name = names[i], .importance = 1 / (1 + 0.05 * static_cast<double>(i))});
  BaselineBuilder builder(schema);
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  const auto rows = [&](int count, double shift) {
    Eigen::MatrixXd matrix(count, static_cast<int>(names.size()));
    for (int column = 0; column < matrix.cols(); ++column) {
      const double moved = column % 5 == 0 ? shift / (1 + 0.05 * column) : 0;
      for (int row = 0; row < count; ++row) matrix(row, column) = moved + normal(random);
    }
    return matrix;
  };
  builder.add(rows(10'000, 0));
  const Baseline baseline = builder.build("many-features");
  Recorder recorder(baseline);
  recorder.observe(rows(live_rows, largest_shift));
  Window window(baseline);
  recorder.drain(window);
  window.begin = parse_utc("2026-03-01T00:00:00Z");
  window.end = parse_utc("2026-03-02T00:00:00Z");
  return to_html(evaluate(baseline, window));
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back("feature_" + std::to_string(i));
  return names;
}

std::string hostile_page() {
  const std::vector<std::string> names{"<script>alert(1)</script>",
                                       "\"><img src=x onerror=alert(1)>",
                                       "' onmouseover='alert(1)",
                                       "</title></svg><svg onload=alert(1)>",
                                       "\xff\xfe not utf-8 \xc0\xaf",
                                       "controls \x01\x1b[31m \x7f",
                                       "a b",
                                       "a-b",
                                       "a_b",
                                       "&lt;b&gt; &amp;",
                                       std::string("nul \0 inside", 12),
                                       "\xe2\x80\xae"
                                       "right to left",
                                       "javascript:alert(1)",
                                       "</details></table></script><script>alert(1)</script>",
                                       "]]><!--",
                                       std::string(300, 'W')};
  Schema schema;
  for (const std::string& name : names) schema.add({.name = name, .kind = Kind::categorical});
  BaselineBuilder builder(schema);
  std::vector<std::string> trained;
  std::vector<std::string> seen;
  for (std::size_t i = 0; i < 3'000; ++i) {
    trained.push_back(names[i % 8]);
    seen.push_back(names[i % names.size()]);
  }
  for (std::size_t i = 0; i < names.size(); ++i) builder.add_column(i, trained);
  const Baseline baseline = builder.build(names[0]);
  Recorder recorder(baseline);
  const std::vector<std::string_view> views(seen.begin(), seen.end());
  recorder.observe(BatchView<double>(nullptr, seen.size(), 0, 0, 0),
                   std::vector<CategoryColumn>(names.size(), CategoryColumn(views)));
  Window window(baseline);
  recorder.drain(window);
  DriftReport report = evaluate(baseline, window);
  report.rule = report.plan = report.guarantee = names[13];
  report.assumptions = {names[1]};
  return to_html(report);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: pages DIRECTORY\n", stderr);
    return 2;
  }
  try {
    const std::filesystem::path directory(argv[1]);
    std::filesystem::create_directories(directory);
    write_file_atomically(directory / "three.html", page_of(numbered(3), 0.4, 3'000));
    write_file_atomically(directory / "watched.html", watched_page());
    write_file_atomically(directory / "many.html", page_of(numbered(300), 0.8, 3'000));
    write_file_atomically(directory / "hostile.html", hostile_page());
    write_file_atomically(directory / "empty.html", to_html(DriftReport{}));
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "pages: %s\n", failure.what());
    return 1;
  }
}
