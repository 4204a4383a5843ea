#include "leeway/baseline/builder.hpp"

#include <chrono>
#include <limits>
#include <random>
#include <string>
#include <thread>
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

namespace {

leeway::Schema number_and_category() { return {{"x"}, {"c", Kind::categorical}}; }

struct Rows {
  std::vector<double> numbers;
  std::vector<std::int64_t> codes;

  Rows(std::size_t rows, std::uint64_t categories, unsigned seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < rows; ++i) {
      numbers.push_back(i % 17 == 3 ? std::numeric_limits<double>::quiet_NaN() : normal(random));
      codes.push_back(static_cast<std::int64_t>(random() % categories));
    }
  }
  void add_to(BaselineBuilder& builder, std::size_t first, std::size_t last) const {
    builder.add_column(0, std::span<const double>(numbers).subspan(first, last - first));
    builder.add_column(1, std::span<const std::int64_t>(codes).subspan(first, last - first));
  }
};

void check_same(const Baseline& merged, const Baseline& at_once) {
  const NumericBaseline& a = numeric(merged, "x");
  const NumericBaseline& b = numeric(at_once, "x");
  CHECK(a.cells == b.cells);
  CHECK(a.lanes == b.lanes);
  CHECK(a.extrema == b.extrema);
  CHECK(a.moments.count() == b.moments.count());
  CHECK(a.moments.mean() == Approx(b.moments.mean()).margin(1e-14));
  CHECK(a.moments.kurtosis() == Approx(b.moments.kurtosis()).margin(1e-11));
  for (std::size_t i = 0; i < a.quantiles.size(); ++i) {
    CHECK(a.quantiles[i].value == Approx(b.quantiles[i].value).margin(0.05));
  }
  const auto& c = categorical(merged, "c");
  const auto& d = categorical(at_once, "c");
  CHECK(c.vocabulary == d.vocabulary);
  CHECK(c.counts == d.counts);
  CHECK(c.singletons == d.singletons);
  CHECK(a.blocks.size() == c.blocks.size());
  for (const auto* table : {&a.blocks, &c.blocks}) {  // short blocks where parts meet, but all rows
    std::uint64_t rows = 0;
    for (std::size_t block = 0; block < table->size(); ++block) rows += table->rows(block);
    CHECK(rows == merged.rows());
    CHECK(table->size() > 40);
    CHECK(table->size() <= leeway::max_blocks);
  }
}

}  // namespace

TEST_CASE("builder: parts of data that fit the buffers merge to the baseline of the whole, bit for bit") {
  const Rows rows(3'000, 50, 1);
  BaselineBuilder whole(number_and_category());
  rows.add_to(whole, 0, 3'000);
  BaselineBuilder merged(number_and_category());
  for (std::size_t part = 0; part < 3; ++part) {
    BaselineBuilder builder(number_and_category());
    rows.add_to(builder, part * 1'000, (part + 1) * 1'000);
    merged.merge(builder);
  }
  CHECK(merged.build().content_hash() == whole.build().content_hash());
}

TEST_CASE("builder: forks of one builder, filled by threads, merge to exactly its counts") {
  const leeway::BuilderOptions options{.exact_rows = 500, .max_listed = 20, .max_remembered = 50};
  const Rows rows(20'000, 60, 2);
  BaselineBuilder whole(number_and_category(), options);
  rows.add_to(whole, 0, 20'000);
  BaselineBuilder builder(number_and_category(), options);
  std::size_t first = 0;  // rows until 500 numbers have come
  for (std::size_t numbers = 0; numbers < 500; ++first) numbers += leeway::is_missing(rows.numbers[first]) ? 0U : 1U;
  rows.add_to(builder, 0, first);
  std::vector<BaselineBuilder> parts;
  for (int part = 0; part < 4; ++part) parts.push_back(builder.fork());
  std::vector<std::thread> threads;
  for (std::size_t part = 0; part < 4; ++part) {
    const std::size_t begin = first + (20'000 - first) * part / 4;
    const std::size_t end = first + (20'000 - first) * (part + 1) / 4;
    threads.emplace_back([&, part, begin, end] { rows.add_to(parts[part], begin, end); });
  }
  for (auto& thread : threads) thread.join();
  for (const BaselineBuilder& part : parts) builder.merge(part);
  check_same(builder.build(), whole.build());
}

TEST_CASE("builder: a part that has frozen its cells lends them to one that has not") {
  const leeway::BuilderOptions options{.exact_rows = 500, .max_listed = 20, .max_remembered = 55};
  const Rows rows(3'000, 60, 3);
  BaselineBuilder whole(number_and_category(), options);
  rows.add_to(whole, 0, 3'000);
  BaselineBuilder large(number_and_category(), options);
  BaselineBuilder small(number_and_category(), options);
  rows.add_to(large, 0, 2'900);
  rows.add_to(small, 2'900, 3'000);
  small.merge(large);
  check_same(small.build(), whole.build());
}

TEST_CASE("builder: parts that do not fit are refused whole") {
  const leeway::BuilderOptions options{.exact_rows = 500};
  BaselineBuilder one(number_and_category(), options);
  BaselineBuilder other(number_and_category(), options);
  Rows(2'000, 5, 4).add_to(one, 0, 2'000);
  Rows(2'000, 5, 5).add_to(other, 0, 2'000);
  CHECK_THROWS_AS(one.merge(other), leeway::ConfigError);
  CHECK(one.build().rows() == 2'000);
  CHECK_THROWS_AS(other.merge(BaselineBuilder(leeway::Schema{{"y"}})), leeway::ConfigError);
  CHECK_THROWS_AS(BaselineBuilder(number_and_category()).fork(), leeway::ConfigError);
}
