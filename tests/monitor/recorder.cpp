#include "leeway/monitor/recorder.hpp"

#include <atomic>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <Eigen/Core>

#include "allocations.hpp"
#include "catch.hpp"
#include "leeway/baseline/builder.hpp"

using leeway::Baseline;
using leeway::BatchView;
using leeway::CategoricalWindow;
using leeway::CategoryColumn;
using leeway::FeatureColumn;
using leeway::Kind;
using leeway::NumericWindow;
using leeway::Recorder;
using leeway::Window;

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Request {
  double age = 0;
  std::string device;
  float income = 0;
};

Baseline people() {
  leeway::BaselineBuilder builder(leeway::Schema{{"age"}, {"device", Kind::categorical}, {"income"}});
  std::mt19937_64 random(5);
  std::normal_distribution<float> age(40, 10);
  std::lognormal_distribution<float> income(10, 1);
  RowMajor numbers(2000, 2);
  std::vector<std::string> devices;
  for (int i = 0; i < 2000; ++i) {
    numbers(i, 0) = age(random);
    numbers(i, 1) = income(random);
    devices.push_back(i % 3 == 0 ? "desktop" : "mobile");
  }
  builder.add(numbers, {devices});
  return builder.build();
}

Window drained(Recorder& recorder, const Baseline& baseline) {
  Window window(baseline);
  recorder.drain(window);
  return window;
}

const NumericWindow& numeric(const Window& window, std::size_t i) {
  return std::get<NumericWindow>(window.features[i]);
}
const CategoricalWindow& categorical(const Window& window, std::size_t i) {
  return std::get<CategoricalWindow>(window.features[i]);
}

}  // namespace

TEST_CASE("recorder: every stride of a matrix counts the same") {
  const Baseline baseline = people();
  std::mt19937_64 random(6);
  std::normal_distribution<double> values(40, 20);
  Eigen::MatrixXd wide = Eigen::MatrixXd::NullaryExpr(50, 9, [&] { return values(random); });
  const std::vector<std::string> devices(50, "mobile");

  auto observed = [&](const auto& matrix) {
    Recorder recorder(baseline, 1);
    recorder.observe(matrix, {devices});
    return drained(recorder, baseline);
  };
  const Eigen::MatrixXd dense = wide.middleCols(4, 2);
  const Eigen::Matrix<double, -1, -1, Eigen::RowMajor> row_major = dense;
  const Window expected = observed(dense);
  CHECK(expected.rows == 50);
  CHECK(observed(row_major) == expected);
  CHECK(observed(wide.middleCols(4, 2)) == expected);
  const Eigen::MatrixXd transposed = dense.transpose();
  CHECK(observed(transposed.transpose()) == expected);
  const Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>> map(wide.data() + 4 * 50, 50, 2,
                                                                       Eigen::OuterStride<>(50));
  CHECK(observed(map) == expected);
  // Rows from last to first: a negative stride.
  Recorder recorder(baseline, 1);
  const BatchView<double> reversed(dense.data() + 49, 50, 2, -1, 50);
  const std::vector<CategoryColumn> columns{devices};
  recorder.observe(reversed, columns);
  CHECK(numeric(drained(recorder, baseline), 0).counts == numeric(expected, 0).counts);
}

TEST_CASE("recorder: batches, codes in the matrix and records count the same") {
  leeway::BaselineBuilder builder(leeway::Schema{{"x"}, {"c", Kind::categorical}});
  const std::vector<double> numbers{0.1, 0.2, 0.3, 0.7};
  builder.add_column(0, std::span<const double>(numbers));
  builder.add_column(1, std::vector<std::int64_t>{1, 2, 2, 3});
  const Baseline baseline = builder.build();

  RowMajor all(4, 2);
  all << 0.1F, 1, 0.2F, 2, 0.3F, 2, 0.7F, 9;
  Recorder by_matrix(baseline, 1);
  by_matrix.observe(all);

  Recorder by_columns(baseline, 1);
  const RowMajor left = all.leftCols(1);
  by_columns.observe(left, {std::vector<std::int32_t>{1, 2, 2, 9}});

  struct Row {
    float x;
    int c;
  };
  const leeway::Binding binding(baseline.schema(), leeway::field("x", &Row::x), leeway::field("c", &Row::c));
  Recorder by_record(baseline, 1);
  for (const Row& row : {Row{0.1F, 1}, Row{0.2F, 2}, Row{0.3F, 2}, Row{0.7F, 9}}) by_record.observe(binding, row);

  const Window window = drained(by_matrix, baseline);
  CHECK(window == drained(by_columns, baseline));
  const Window singly = drained(by_record, baseline);
  CHECK(singly.rows == window.rows);
  CHECK(numeric(singly, 0).counts == numeric(window, 0).counts);
  CHECK(numeric(singly, 0).extrema == numeric(window, 0).extrema);
  CHECK(numeric(singly, 0).moments.variance() == Approx(numeric(window, 0).moments.variance()).epsilon(1e-14));
  CHECK(categorical(singly, 1) == categorical(window, 1));
  // float values fall into the cells of the doubles they were rounded from
  CHECK(numeric(window, 0).counts == std::vector<std::uint64_t>{0, 0, 1, 1, 1, 1, 0, 0, 0});
  CHECK(categorical(window, 1).counts == std::vector<std::uint64_t>{2, 1, 0, 0, 1, 0});
  CHECK(categorical(window, 1).unseen.frequency("9") == 1);
}

TEST_CASE("recorder: bad data are counted where they belong") {
  const Baseline baseline = people();
  Recorder recorder(baseline, 1);
  constexpr double inf = std::numeric_limits<double>::infinity();
  Eigen::MatrixXd bad(4, 2);
  bad << std::nan(""), inf, -inf, 1e300, -1e300, 1e4, 40, 1e4;
  recorder.observe(bad, {std::vector<std::string>{"", "toaster", "mobile", std::string(1000, 'x')}});
  const Window window = drained(recorder, baseline);
  const auto& partition = std::get<leeway::NumericBaseline>(baseline[0]).cells.partition();
  const auto& age = numeric(window, 0).counts;
  CHECK(age[partition.missing_slot()] == 1);
  CHECK(age[partition.negative_infinity_slot()] == 1);
  CHECK(age[partition.below_range_slot()] == 1);
  CHECK(numeric(window, 0).moments.count() == 2);
  CHECK(categorical(window, 1).counts == std::vector<std::uint64_t>{1, 0, 0, 2, 1});
  CHECK(categorical(window, 1).unseen.size() == 2);
  CHECK(window.rejected_rows == 0);

  recorder.observe(Eigen::MatrixXd(7, 5));                      // wrong number of columns
  recorder.observe(bad, {std::vector<std::string>{"mobile"}});  // columns of different length
  recorder.observe(bad);                                        // no categorical column
  const Window rejected = drained(recorder, baseline);
  CHECK(rejected.rows == 0);
  CHECK(rejected.rejected_rows == 15);
  CHECK(numeric(rejected, 0).moments.count() == 0);
  recorder.observe(Eigen::MatrixXd(0, 2), {std::vector<std::string>{}});
  CHECK(drained(recorder, baseline) == Window(baseline));
}

TEST_CASE("recorder: a sample is whole rows, and says how many it passed over") {
  const Baseline baseline = people();
  Recorder recorder(baseline, {.shards = 1, .sample_every = 4});
  CHECK(recorder.sample_every() == 4);
  RowMajor batch(100, 2);
  std::vector<std::string> devices;
  for (int i = 0; i < 100; ++i) {
    batch(i, 0) = static_cast<float>(i);
    batch(i, 1) = static_cast<float>(100 * i);
    devices.push_back("row " + std::to_string(i));
  }
  recorder.observe(batch, {devices});
  const Window window = drained(recorder, baseline);
  CHECK(window.rows == 25);
  CHECK(window.skipped_rows == 75);
  CHECK(window.sampled_share() == 0.25);
  CHECK(recorder.rows_seen() == 100);
  const double first = numeric(window, 0).extrema.lowest();
  CHECK(numeric(window, 0).moments.count() == 25);
  CHECK(numeric(window, 0).extrema.highest() == first + 96);
  CHECK(numeric(window, 2).extrema.lowest() == 100 * first);
  CHECK(categorical(window, 1).counts[3] == 25);
  CHECK(categorical(window, 1).unseen.frequency("row " + std::to_string(static_cast<int>(first) + 96)) <= 1);

  // The same rows again, in another recorder: the same sample.
  Recorder again(baseline, {.shards = 1, .sample_every = 4});
  again.observe(batch, {devices});
  CHECK(drained(again, baseline) == window);
}

TEST_CASE("recorder: records one by one are sampled at the same share") {
  const Baseline baseline = people();
  const leeway::Binding binding(baseline.schema(), leeway::field("age", &Request::age),
                                leeway::field("device", &Request::device), leeway::field("income", &Request::income));
  Recorder recorder(baseline, {.shards = 1, .sample_every = 10});
  for (int i = 0; i < 10'000; ++i) recorder.observe(binding, Request{40, "mobile", 1e4F});
  const Window window = drained(recorder, baseline);
  CHECK(window.rows + window.skipped_rows == 10'000);
  CHECK(window.sampled_share() == Approx(0.1).margin(0.015));
  CHECK(numeric(window, 0).moments.count() == window.rows);
  CHECK(recorder.rows_seen() == 10'000);
}

TEST_CASE("recorder: a budget is kept by sampling") {
  const Baseline baseline = people();
  CHECK(Recorder(baseline, {.budget_ns_a_row = 1e9}).sample_every() == 1);
  CHECK(Recorder(baseline, {.sample_every = 3, .budget_ns_a_row = 1e9}).sample_every() == 3);
  // Two numbers and a text take more than a tenth of a nanosecond a row, and less than ten microseconds.
  const std::size_t every = Recorder(baseline, {.budget_ns_a_row = 0.1}).sample_every();
  CHECK(every > 1);
  CHECK(every < 100'000);
  CHECK_THROWS_AS(Recorder(baseline, {.sample_every = 0}), leeway::ConfigError);
  CHECK_THROWS_AS(Recorder(baseline, {.budget_ns_a_row = -1}), leeway::ConfigError);
  CHECK_THROWS_AS(Recorder(baseline, {.budget_ns_a_row = std::nan("")}), leeway::ConfigError);
  // A schema of categories alone can be measured, too.
  leeway::BaselineBuilder builder(leeway::Schema{{"c", Kind::categorical}});
  builder.add_column(0, std::vector<std::string>{"a", "b"});
  CHECK(Recorder(builder.build(), {.budget_ns_a_row = 1e9}).sample_every() == 1);
}

TEST_CASE("recorder: observe is noexcept and allocates nothing") {
  const Baseline baseline = people();
  Recorder recorder(baseline, 2);
  const RowMajor batch = RowMajor::Constant(32, 2, 40);
  const std::vector<std::string> devices(32, "an unknown device with a name that no small string holds");
  const std::vector<CategoryColumn> columns{devices};
  const leeway::Binding binding(baseline.schema(), leeway::field("age", &Request::age),
                                leeway::field("device", &Request::device), leeway::field("income", &Request::income));
  const Request request{40, "another unknown device with a name that no small string holds", 1e4F};
  static_assert(noexcept(recorder.observe(batch)));
  static_assert(noexcept(recorder.observe(batch, {devices})));
  static_assert(noexcept(recorder.observe(binding, request)));

  const std::size_t before = allocation_count;
  for (int i = 0; i < 100; ++i) {
    recorder.observe(BatchView<float>(batch), columns);
    recorder.observe(batch);
    recorder.observe(binding, request);
  }
  const std::size_t after = allocation_count;
  CHECK(after == before);
  CHECK(drained(recorder, baseline).rows == 3300);
}

TEST_CASE("recorder: nothing is lost or counted twice while windows close under load") {
  const Baseline baseline = people();
  for (const leeway::RecorderOptions& options : std::vector<leeway::RecorderOptions>{
           {.shards = 1}, {.shards = 3}, {.shards = 8}, {.shards = 3, .sample_every = 2}}) {
    Recorder recorder(baseline, options);
    std::atomic<bool> running{true};
    std::atomic<std::uint64_t> batches{0};
    std::atomic<std::uint64_t> rejected{0};
    std::vector<std::thread> observers;
    for (int t = 0; t < 4; ++t) {
      observers.emplace_back([&, t] {
        RowMajor batch(3, 2);
        batch << 30, 1e4F, 40, 2e4F, 50, static_cast<float>(t);
        const std::vector<std::string> devices{"mobile", "desktop", "new"};
        const std::vector<CategoryColumn> columns{devices};
        for (int i = 0; running; ++i) {
          recorder.observe(BatchView<float>(batch), columns);
          ++batches;
          if (i % 100 == 0) {
            recorder.observe(BatchView<float>(batch.data(), 1, 1));  // the wrong shape
            ++rejected;
          }
        }
      });
    }
    Window total(baseline);
    bool whole = true;
    for (int drains = 0; drains < 2'000 || batches < 5'000; ++drains) {
      Window window(baseline);
      recorder.drain(window);
      // A window never holds part of a batch, nor of a row.
      std::uint64_t categories = 0;
      for (const std::uint64_t count : categorical(window, 1).counts) categories += count;
      whole = whole && (window.rows + window.skipped_rows) % 3 == 0 && categories == window.rows &&
              numeric(window, 0).moments.count() == window.rows;
      if (options.sample_every == 1) whole = whole && categorical(window, 1).counts[0] == window.rows / 3;
      total.merge(window);
    }
    running = false;
    for (auto& observer : observers) observer.join();
    recorder.drain(total);
    CHECK(whole);
    CHECK(total.rows + total.skipped_rows == 3 * batches);
    CHECK((options.sample_every == 1) == (total.skipped_rows == 0));
    CHECK(total.rejected_rows == rejected);
    CHECK(recorder.rows_seen() == total.rows + total.skipped_rows + total.rejected_rows);
    std::uint64_t counted = 0;
    for (const std::uint64_t count : numeric(total, 2).counts) counted += count;
    CHECK(counted == total.rows);
    CHECK(categorical(total, 1).unseen.frequency("new") == categorical(total, 1).counts[3]);
  }
}

TEST_CASE("recorder: drains into a window of another baseline take nothing") {
  const Baseline baseline = people();
  leeway::BaselineBuilder builder(leeway::Schema{{"x"}});
  const std::vector<double> one{1};
  builder.add_column(0, std::span<const double>(one));
  Window other(builder.build());
  Recorder recorder(baseline);
  recorder.observe(RowMajor(RowMajor::Zero(1, 2)), {std::vector<std::string>{"mobile"}});
  CHECK_THROWS_AS(recorder.drain(other), leeway::ConfigError);
  CHECK(drained(recorder, baseline).rows == 1);
}

TEST_CASE("recorder: memory is stated and does not grow") {
  const Baseline baseline = people();
  Recorder recorder(baseline, 4);
  const std::size_t stated = recorder.memory_bytes();
  CHECK(stated > 4 * 2 * 2 * 30 * sizeof(std::uint64_t));
  std::string device = "device-000000";
  for (int i = 0; i < 20'000; ++i) {
    device.replace(7, 6, std::to_string(100'000 + i));
    recorder.observe(RowMajor(RowMajor::Constant(1, 2, static_cast<float>(i))), {std::vector<std::string>{device}});
  }
  CHECK(recorder.memory_bytes() == stated);
}

TEST_CASE("recorder: a thousand features in eight shards take less than 20 MB") {
  std::vector<leeway::Feature> features;
  for (int i = 0; i < 1000; ++i) features.push_back({"f" + std::to_string(i)});
  leeway::BaselineBuilder builder{leeway::Schema(features)};
  std::mt19937_64 random(12);
  std::normal_distribution<float> normal;
  std::vector<float> column(2'000);
  for (std::size_t i = 0; i < features.size(); ++i) {
    for (float& x : column) x = i % 2 == 0 ? normal(random) : std::exp(3 * normal(random));
    builder.add_column(i, column);
  }
  const Baseline baseline = builder.build();
  const std::size_t before = allocated_bytes;
  const Recorder recorder(baseline, 8);
  const std::size_t taken = allocated_bytes - before;
  CHECK(recorder.memory_bytes() < 20'000'000);
  CHECK(recorder.memory_bytes() <= taken);  // which has in it what construction freed again
  CHECK(recorder.memory_bytes() > taken * 8 / 10);
}

TEST_CASE("recorder: double values fall into the cells of the floats that training rounded them to") {
  leeway::BaselineBuilder builder(leeway::Schema{{"x"}});
  builder.add_column(0, std::vector<float>{0.1F, 0.2F, 0.3F, 0.7F});
  const Baseline baseline = builder.build();
  Recorder recorder(baseline, 1);
  const std::vector<double> live{0.1, 0.2, 0.3, 0.7};
  recorder.observe(BatchView<double>(live.data(), 4, 1));
  CHECK(numeric(drained(recorder, baseline), 0).counts == std::vector<std::uint64_t>{0, 0, 1, 1, 1, 1, 0, 0, 0});
}

TEST_CASE("recorder: columns that lie apart count like a matrix, each by its own type") {
  const Baseline baseline = people();
  std::vector<double> ages;
  std::vector<float> incomes;
  std::vector<std::string> devices;
  for (int i = 0; i < 700; ++i) {
    ages.push_back(20 + i % 60);
    incomes.push_back(1000.F * static_cast<float>(i % 50));
    incomes.push_back(-1);  // between the rows
    devices.emplace_back(i % 5 == 0 ? "desktop" : i % 5 == 1 ? "watch" : "mobile");
  }
  const std::vector<FeatureColumn> columns{BatchView<double>(ages.data(), 700, 1), CategoryColumn(devices),
                                           BatchView<float>(incomes.data(), 700, 1, 2, 1)};
  Eigen::MatrixXd matrix(700, 2);
  for (int i = 0; i < 700; ++i)
    matrix.row(i) << ages[static_cast<std::size_t>(i)], incomes[static_cast<std::size_t>(2 * i)];
  for (const std::size_t every : {1U, 4U}) {
    Recorder by_columns(baseline, {.shards = 1, .sample_every = every});
    Recorder by_matrix(baseline, {.shards = 1, .sample_every = every});
    by_columns.observe(columns);
    by_matrix.observe(matrix, {devices});
    const Window window = drained(by_columns, baseline);
    const Window expected = drained(by_matrix, baseline);
    CHECK(window.rows + window.skipped_rows == 700);
    CHECK(window.skipped_rows == expected.skipped_rows);
    CHECK(numeric(window, 0).counts == numeric(expected, 0).counts);
    CHECK(categorical(window, 1) == categorical(expected, 1));
    CHECK(numeric(window, 2).counts == numeric(expected, 2).counts);
  }
}

TEST_CASE("recorder: columns that do not fit the features are rejected rows") {
  const Baseline baseline = people();
  const std::vector<double> numbers(6);
  const std::vector<std::string> devices(6, "mobile");
  const BatchView<double> six(numbers.data(), 6, 1);
  const std::vector<std::vector<FeatureColumn>> unfit{
      {},
      {six, CategoryColumn(devices)},
      {six, CategoryColumn(devices), CategoryColumn(devices)},
      {six, CategoryColumn(devices), BatchView<double>(numbers.data(), 5, 1)},
      {six, CategoryColumn(devices), BatchView<double>(numbers.data(), 6, 2, 0, 0)},
  };
  Recorder recorder(baseline, 1);
  for (const auto& columns : unfit) recorder.observe(columns);
  const Window window = drained(recorder, baseline);
  CHECK(window.rows == 0);
  CHECK(window.rejected_rows == 4 * 6);
  const std::vector<FeatureColumn> codes{six, six, six};
  recorder.observe(codes);
  CHECK(drained(recorder, baseline).rows == 6);
}

TEST_CASE("recorder: a schema of categories alone needs no matrix") {
  leeway::BaselineBuilder builder(leeway::Schema{{"a", Kind::categorical}, {"b", Kind::categorical}});
  const std::vector<std::string> a{"x", "y"};
  const std::vector<std::int64_t> b{1, 2};
  builder.add_column(0, a);
  builder.add_column(1, b);
  const Baseline baseline = builder.build();
  Recorder recorder(baseline, 1);
  recorder.observe({a, b});
  const std::vector<CategoryColumn> columns{a, b};
  recorder.observe(columns);
  recorder.observe({a});
  const Window window = drained(recorder, baseline);
  CHECK(window.rows == 4);
  CHECK(window.rejected_rows == 2);
  CHECK(recorder.rows_seen() == 6);
  CHECK(categorical(window, 1).counts == std::vector<std::uint64_t>{2, 2, 0, 0, 0});
}

TEST_CASE("recorder: a record bound to another schema of the same size is rejected") {
  const Baseline baseline = people();
  struct Row {
    double a, b;
    std::string c;
  };
  const leeway::Schema other{{"a"}, {"b"}, {"c", Kind::categorical}};  // kinds stand elsewhere
  const leeway::Binding binding(other, leeway::field("a", &Row::a), leeway::field("b", &Row::b),
                                leeway::field("c", &Row::c));
  Recorder recorder(baseline, 1);
  recorder.observe(binding, Row{1, 2, "x"});
  const Window window = drained(recorder, baseline);
  CHECK(window.rows == 0);
  CHECK(window.rejected_rows == 1);
}

TEST_CASE("recorder: a drain that runs out of memory loses nothing and counts nothing twice") {
  const Baseline baseline = people();
  bool failed = true;
  for (std::size_t nth = 0; failed; ++nth) {
    Recorder recorder(baseline, 2);
    const auto observe = [&] {
      recorder.observe(RowMajor(RowMajor::Zero(1, 2)), {std::vector<std::string>{"toaster"}});
    };
    observe();
    Window window(baseline);
    const Window empty = window;
    failing_allocation = allocation_count + nth;
    failed = false;
    try {
      recorder.drain(window);
    } catch (const std::bad_alloc&) {
      failed = true;
    }
    failing_allocation = static_cast<std::size_t>(-1);
    if (failed) CHECK(window == empty);
    observe();
    recorder.drain(window);
    recorder.drain(window);
    CHECK(window.rows == 2);
    CHECK(numeric(window, 0).moments.count() == 2);
    CHECK(categorical(window, 1).unseen.frequency("toaster") == 2);
    REQUIRE(nth < 1000);
  }
}
