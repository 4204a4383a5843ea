#include "leeway/baseline/builder.hpp"

#include <chrono>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "catch.hpp"

using leeway::Baseline;
using leeway::BaselineBuilder;
using leeway::CategoricalBaseline;
using leeway::CategoryColumn;
using leeway::ConfigError;
using leeway::Kind;
using leeway::NumericBaseline;
using leeway::Schema;

namespace {

const Schema schema{{"age"}, {"device", Kind::categorical}, {"income"}};
constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

const NumericBaseline& numeric(const Baseline& baseline, const char* name) {
  return std::get<NumericBaseline>(baseline[baseline.schema().index_of(name)]);
}
const CategoricalBaseline& categorical(const Baseline& baseline, const char* name) {
  return std::get<CategoricalBaseline>(baseline[baseline.schema().index_of(name)]);
}

}  // namespace

TEST_CASE("builder: batches, columns and records give the same baseline") {
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> numbers(4, 2);
  numbers << 30, 1e3, 40, 2e3, missing_value, 3e3, 50, missing_value;
  const std::vector<std::string> devices{"mobile", "tv", "", "mobile"};

  BaselineBuilder by_batch(schema);
  by_batch.add(numbers, {devices});

  BaselineBuilder by_column(schema);
  const std::vector<float> ages{30, 40, std::numeric_limits<float>::quiet_NaN(), 50};
  const std::vector<double> incomes{1e3, 2e3, 3e3, missing_value};
  by_column.add_column(0, ages);
  by_column.add_column(1, devices);
  by_column.add_column(2, std::span<const double>(incomes));

  struct Person {
    double age;
    std::string device;
    double income;
  };
  BaselineBuilder by_record(schema);
  const leeway::Binding binding(schema, leeway::field("age", &Person::age), leeway::field("device", &Person::device),
                                leeway::field("income", &Person::income));
  for (std::size_t i = 0; i < 4; ++i) by_record.add(binding, Person{ages[i], devices[i], incomes[i]});

  const Baseline baseline = by_batch.build("people");
  CHECK(baseline.content_hash() == by_column.build("people").content_hash());
  CHECK(baseline.content_hash() == by_record.build("people").content_hash());
  CHECK(baseline.rows() == 4);
  CHECK(baseline.provenance().name == "people");
  CHECK(baseline.provenance().library_version == LEEWAY_VERSION_STRING);
  CHECK(numeric(baseline, "age").moments.mean() == 40);
  CHECK(numeric(baseline, "age").cells.missing() == 1);
  CHECK(numeric(baseline, "age").extrema.highest() == 50);
  CHECK(categorical(baseline, "device").vocabulary.listed()[0] == "mobile");
  CHECK(categorical(baseline, "device").counts == std::vector<std::uint64_t>{2, 1, 0, 0, 1});
  CHECK(categorical(baseline, "device").singletons == 1);
}

TEST_CASE("builder: one matrix may hold everything, categories as codes") {
  Eigen::MatrixXf all(3, 3);
  all << 30, 2, 1e3F, 40, 2, 2e3F, 50, 9, 3e3F;
  BaselineBuilder builder(schema);
  builder.add(all);
  const Baseline baseline = builder.build();
  CHECK(categorical(baseline, "device").vocabulary.listed()[0] == "2");
  CHECK(categorical(baseline, "device").counts[0] == 2);
}

TEST_CASE("builder: exact and streaming count the same rows") {
  std::mt19937_64 random(11);
  std::lognormal_distribution<double> values(0, 1);
  std::vector<double> sample(50'000);
  for (double& x : sample) x = values(random);
  sample[77] = missing_value;
  sample[78] = std::numeric_limits<double>::infinity();

  const Schema one{{"x"}};
  auto build = [&](std::size_t exact_rows) {
    BaselineBuilder builder(one, {.exact_rows = exact_rows});
    builder.add_column(0, std::span<const double>(sample));
    return builder.build();
  };
  const Baseline exact = build(100'000);
  const Baseline streamed = build(7'000);
  CHECK(numeric(exact, "x").rank_error == 0);
  CHECK(numeric(streamed, "x").rank_error > 0);
  CHECK(numeric(streamed, "x").rows() == 50'000);
  CHECK(numeric(streamed, "x").cells.missing() == 1);
  CHECK(numeric(streamed, "x").cells.infinite() == 1);
  CHECK(numeric(streamed, "x").extrema == numeric(exact, "x").extrema);
  CHECK(numeric(streamed, "x").moments.mean() == Approx(numeric(exact, "x").moments.mean()).epsilon(1e-13));
  CHECK(numeric(streamed, "x").moments.variance() == Approx(numeric(exact, "x").moments.variance()).epsilon(1e-13));

  // The streamed edges are rough, its counts over them are not: compare with counting one by one.
  leeway::Cells<double> recount(numeric(streamed, "x").cells.partition());
  for (const double x : sample) recount.add(x);
  CHECK(recount == numeric(streamed, "x").cells);

  std::sort(sample.begin(), sample.end());
  for (const auto& [p, value] : numeric(streamed, "x").quantiles) {
    const auto rank = std::lower_bound(sample.begin(), sample.end(), value) - sample.begin();
    CHECK(std::abs(static_cast<double>(rank) / 50'000 - p) < 2 * numeric(streamed, "x").rank_error);
  }
}

TEST_CASE("builder: many categories are listed by frequency, the rest is other, beyond memory it is open-ended") {
  const Schema one{{"c", Kind::categorical}};
  auto build = [&](int distinct) {
    BaselineBuilder builder(one, {.max_listed = 10, .max_remembered = 50});
    std::vector<std::int64_t> codes;
    for (int code = 0; code < distinct; ++code) {
      for (int i = code; i < 60; ++i) codes.push_back(code);
    }
    builder.add_column(0, codes);
    return builder.build();
  };
  const CategoricalBaseline some = categorical(build(30), "c");
  CHECK(some.vocabulary.listed().size() == 10);
  CHECK(some.vocabulary.rare().size() == 20);
  CHECK_FALSE(some.vocabulary.open_ended());
  CHECK(some.counts[0] == 60);
  CHECK(some.rows() == 60 * 30 - 29 * 30 / 2);
  CHECK(categorical(build(60), "c").vocabulary.open_ended());
}

TEST_CASE("builder: shapes and options that do not fit are refused") {
  BaselineBuilder builder(schema);
  const Eigen::MatrixXd two = Eigen::MatrixXd::Zero(4, 2);
  CHECK_THROWS_WITH(builder.add(two), ContainsSubstring("2 columns"));
  const std::vector<std::string> three{"a", "b", "c"};
  CHECK_THROWS_WITH(builder.add(two, {three}), ContainsSubstring("length"));
  CHECK_THROWS_AS(builder.add(two, {three, three}), ConfigError);
  CHECK_THROWS_AS(builder.add_column(0, three), ConfigError);
  CHECK_THROWS_AS(BaselineBuilder(Schema{}), ConfigError);
  CHECK_THROWS_AS(BaselineBuilder(schema, {.exact_rows = 0}), ConfigError);
  CHECK_THROWS_AS(BaselineBuilder(schema, {.max_listed = 10, .max_remembered = 5}), ConfigError);
  CHECK_THROWS_WITH(BaselineBuilder(schema).build(), ContainsSubstring("no training rows"));
  const std::vector<double> one{1};
  builder.add_column(0, std::span<const double>(one));
  CHECK_THROWS_WITH(builder.build(), ContainsSubstring("rows"));
}

TEST_CASE("builder: a column without a single value makes a baseline") {
  BaselineBuilder builder(Schema{{"x"}, {"c", Kind::categorical}});
  const std::vector<double> missing{missing_value, missing_value};
  builder.add_column(0, std::span<const double>(missing));
  builder.add_column(1, std::vector<std::string>{"", ""});
  const Baseline baseline = builder.build();
  CHECK(numeric(baseline, "x").cells.missing() == 2);
  CHECK(numeric(baseline, "x").quantiles.empty());
  CHECK(categorical(baseline, "c").missing() == 2);
}

TEST_CASE("builder: a feature that is not there and a binding of another schema are refused") {
  BaselineBuilder builder(schema);
  CHECK_THROWS_AS(builder.add_column(3, std::vector<double>{1}), leeway::ConfigError);
  CHECK_THROWS_AS(builder.add_column(3, std::vector<std::string>{"tv"}), leeway::ConfigError);

  struct Row {
    double a, b, c;
  };
  const leeway::Schema numbers{{"a"}, {"b"}, {"c"}};
  const leeway::Binding binding(numbers, leeway::field("a", &Row::a), leeway::field("b", &Row::b),
                                leeway::field("c", &Row::c));
  CHECK_THROWS_AS(builder.add(binding, Row{1, 2, 3}), leeway::ConfigError);
}

namespace {

const leeway::TimePoint monday{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};
const Schema two{{"x"}, {"c", Kind::categorical}};

void add_row(BaselineBuilder& builder, double x, const std::string& text) {
  builder.add_column(0, std::vector<double>{x});
  builder.add_column(1, std::vector<std::string>{text});
}

}  // namespace

TEST_CASE("builder: without times, blocks are by the number of rows and add up to the counts") {
  BaselineBuilder builder(two);
  for (int i = 0; i < 2'000; ++i) add_row(builder, i % 50, i < 1'000 ? "early" : "late");
  const Baseline baseline = builder.build();
  CHECK(baseline.timeline() == leeway::Timeline{});
  const auto& blocks = categorical(baseline, "c").blocks;
  CHECK(blocks.size() == 125);
  CHECK(numeric(baseline, "x").blocks.size() == blocks.size());
  CHECK(blocks[0][categorical(baseline, "c").vocabulary.slot("early")] == blocks.rows(0));
  CHECK(blocks[124][categorical(baseline, "c").vocabulary.slot("late")] == blocks.rows(124));
  std::vector<std::uint64_t> sum(blocks.slots());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (std::size_t slot = 0; slot < sum.size(); ++slot) sum[slot] += blocks[i][slot];
  }
  CHECK(sum == categorical(baseline, "c").counts);
}

TEST_CASE("builder: with times, blocks are stretches of time in their order, and seasons slices") {
  BaselineBuilder builder(two, {.exact_rows = 100, .season = leeway::Season::hour_of_day});
  for (int hour = 5 * 24 - 1; hour >= 0; --hour) {  // five days, the last first
    builder.at(monday + std::chrono::hours(hour));
    for (int i = 0; i < 3; ++i) add_row(builder, hour, "day" + std::to_string(hour / 24));
  }
  const Baseline baseline = builder.build();
  CHECK(baseline.timeline().season == leeway::Season::hour_of_day);
  REQUIRE(baseline.timeline().blocks.size() == 5);
  const CategoricalBaseline& days = categorical(baseline, "c");
  for (std::size_t day = 0; day < 5; ++day) {
    CHECK(baseline.timeline().blocks[day] == monday + std::chrono::hours(24 * day));
    CHECK(days.blocks[day][days.vocabulary.slot("day" + std::to_string(day))] == 72);
    CHECK(numeric(baseline, "x").blocks.rows(day) == 72);
  }
  REQUIRE(days.seasons.size() == 24);
  for (std::size_t hour = 0; hour < 24; ++hour) CHECK(days.seasons.rows(hour) == 15);
  CHECK(numeric(baseline, "x").seasons.size() == 24);

  // Empty afterwards: rows may come without times where no season needs them.
  BaselineBuilder again(two);
  again.at(monday);
  add_row(again, 1, "a");
  CHECK(again.build().timeline().blocks == std::vector<leeway::TimePoint>{monday});
  add_row(again, 1, "a");
  CHECK(again.build().timeline().blocks.empty());
}

TEST_CASE("builder: many hours become longer blocks while rows are counted") {
  BaselineBuilder builder(two, {.exact_rows = 64, .max_listed = 4, .max_remembered = 4});
  for (int hour = 0; hour < 400; ++hour) {
    builder.at(monday + std::chrono::hours(hour * 7 % 400));
    add_row(builder, hour * 7 % 400, "c" + std::to_string(hour % 9));
  }
  const Baseline baseline = builder.build();
  REQUIRE(baseline.timeline().blocks.size() == 100);  // of four hours
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(baseline.timeline().blocks[i] == monday + std::chrono::hours(4 * i));
    CHECK(numeric(baseline, "x").blocks.rows(i) == 4);
    CHECK(categorical(baseline, "c").blocks.rows(i) == 4);
  }
}

TEST_CASE("builder: a time at which no rows came makes no block") {
  BaselineBuilder builder(two);
  builder.at(monday - std::chrono::hours(5));
  builder.at(monday);
  add_row(builder, 1, "a");
  builder.at(monday + std::chrono::hours(1));
  add_row(builder, 2, "b");
  builder.at(monday + std::chrono::hours(2));
  const Baseline baseline = builder.build();
  CHECK(baseline.timeline().blocks == std::vector<leeway::TimePoint>{monday, monday + std::chrono::hours(1)});
  CHECK(numeric(baseline, "x").blocks.rows(0) == 1);
  CHECK(numeric(baseline, "x").blocks.rows(1) == 1);
}

TEST_CASE("builder: times that come too late or between features, and seasons without times are refused") {
  BaselineBuilder late(two);
  add_row(late, 1, "a");
  CHECK_THROWS_WITH(late.at(monday), ContainsSubstring("without one"));
  BaselineBuilder between(two);
  between.at(monday);
  between.add_column(0, std::vector<double>{1});
  CHECK_THROWS_WITH(between.at(monday), ContainsSubstring("'c'"));
  BaselineBuilder timeless(two, {.season = leeway::Season::hour_of_week});
  add_row(timeless, 1, "a");
  CHECK_THROWS_WITH(timeless.build(), ContainsSubstring("at(time)"));
}
