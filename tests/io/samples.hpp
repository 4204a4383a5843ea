#pragma once

// Baselines and reports that the tests of this folder share.

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "leeway/baseline/baseline.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "leeway/report/drift_report.hpp"

namespace samples {

using namespace leeway;

/// What golden/baseline_v1.json holds, kept for ever: one feature of each kind, an empty one, every threshold, awkward
/// names and numbers. Made part by part, so that no change in how baselines are built touches it.
inline Baseline golden_baseline_v1() {
  Schema schema({
      {.name = "age",
       .kind = Kind::numeric,
       .importance = 0.1,
       .thresholds = {.mean_shift = 5,
                      .mean_shift_in_std = 0.1,
                      .std_shift = 2.5,
                      .std_shift_relative = 0.2,
                      .missing_share = 0.01,
                      .out_of_range_share = 0}},
      {.name = "device \"type\"\n\\",
       .kind = Kind::categorical,
       .importance = 3,
       .thresholds = {.frequency_change = 0.05, .new_category_share = 0, .tolerance = 0.02}},
      {.name = "empty", .kind = Kind::numeric, .importance = 0},
      {.name = "st\xe4rke", .kind = Kind::numeric},  // Latin-1
  });

  NumericBaseline age;
  age.cells = Cells<double>(Partition<double>(-0.0, {0.1, 1.0 / 3, 1e22}, 1.7976931348623157e308),
                            {1, 0, 10, 20, 30, 34, 0, 2, 3});
  age.moments = Moments<double>::from_state({94, 36.6, -1e-17, 1234.5, 5e-324, 8.5e300, 2e-14, 0});
  age.extrema = Extrema<double>::from_state(94, -0.0, 1.7976931348623157e308);
  age.quantiles = {{0.01, 0.05}, {0.5, 0.33}, {0.99, 1e22}};

  CategoricalBaseline device;
  device.vocabulary = Vocabulary({"mobile", "3", "\xe6\x9c\xba", "M\xfcnchen", std::string("nul\0!", 5), "\x1b[31m"},
                                 {"\xe2\x80\xaetfel", "~"}, true);
  device.counts = {50, 20, 10, 5, 5, 5, 4, 0, 1};
  device.singletons = 2;

  NumericBaseline empty;
  empty.cells = Cells<double>(Partition<double>{}, {0, 0, 0, 0, 0, 100});

  NumericBaseline strength;
  const double infinity = std::numeric_limits<double>::infinity();
  strength.cells = Cells<double>(Partition<double>(-infinity, {0}, infinity), {0, 0, 50, 50, 0, 0, 0});
  strength.moments = Moments<double>::from_state({100, 0.25, 0, 99, 0, 300, 0, 290});
  strength.extrema = Extrema<double>::from_state(100, -1e300, 1e300);
  strength.rank_error = 0.00675;

  return Baseline(std::move(schema), {age, device, empty, strength},
                  {"model, \xc2\xbdyearly", "2026-01-31T12:00:00Z", "0.1.0"});
}

/// What golden/baseline_v2.json holds, kept for ever: the same, with the optional parts of version 2.
inline Baseline golden_baseline() {
  const Baseline v1 = golden_baseline_v1();
  std::vector<FeatureBaseline> features;
  for (std::size_t i = 0; i < v1.size(); ++i) {
    features.push_back(v1[i]);
    std::visit(
        [](auto& statistics) {
          std::span<const std::uint64_t> counts;
          if constexpr (requires { statistics.cells; }) {
            counts = statistics.cells.counts();
          } else {
            counts = statistics.counts;
          }
          statistics.blocks = CountTable(2, counts.size());
          statistics.seasons = CountTable(24, counts.size());
          for (std::size_t slot = 0; slot < counts.size(); ++slot) {
            statistics.blocks[0][slot] = counts[slot] / 3;
            statistics.blocks[1][slot] = counts[slot] - counts[slot] / 3;
            statistics.seasons[slot % 24][slot] = counts[slot];
          }
        },
        features.back());
  }
  auto& age = std::get<NumericBaseline>(features[0]);
  age.lanes.assign(age.cells.counts().size() * hash_lanes, 0);
  for (const std::size_t slot : {2U, 3U, 4U, 5U}) age.lanes[slot * hash_lanes + 1] = age.cells.counts()[slot];
  const TimePoint day = *parse_utc("2026-01-30T00:00:00Z");
  return Baseline(v1.schema(), std::move(features), v1.provenance(),
                  {Season::hour_of_day, {day, day + std::chrono::hours(24)}});
}

inline std::string golden_file(const std::string& name) {
#ifndef LEEWAY_TEST_EXPECTED_DIR
#define LEEWAY_TEST_EXPECTED_DIR "tests/expected"
#endif
  return LEEWAY_TEST_EXPECTED_DIR "/../io/golden/" + name;
}

inline std::string golden_path(int version = 2) {
  return golden_file("baseline_v" + std::to_string(version) + ".json");
}

/// Finite doubles of every size, both zeros and subnormals among them.
inline double random_double(std::mt19937_64& random) {
  switch (random() % 8) {
    case 0: return random() % 2 == 0 ? 0.0 : -0.0;
    case 1: return static_cast<double>(static_cast<std::int64_t>(random()));
    case 2: return std::bit_cast<double>(random() & 0x800fffffffffffffULL);  // subnormal
    case 3: return static_cast<double>(random() % 1000) / 10;
    default: break;
  }
  const std::uint64_t bits = random();
  return std::bit_cast<double>((bits >> 52 & 0x7ffU) == 0x7ffU ? bits & 0xbfffffffffffffffULL : bits);
}

/// 1 to 63 bytes of any value.
inline std::string random_name(std::mt19937_64& random) {
  std::string name(1 + random() % 63, ' ');
  const bool ascii = random() % 2 == 0;
  for (char& c : name) c = static_cast<char>(ascii ? ' ' + random() % 95 : random() % 256);
  return name;
}

inline std::vector<std::uint64_t> random_counts(std::mt19937_64& random, std::size_t slots, std::uint64_t rows) {
  std::vector<std::uint64_t> counts(slots);
  for (std::uint64_t& count : counts) {
    count = random() % 3 == 0 ? 0 : rows / 2 == 0 ? rows : random() % (rows / 2);
    rows -= count;
  }
  counts.back() += rows;
  return counts;
}

inline Baseline random_baseline(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto positive = [&] { return std::abs(random_double(random)); };
  const std::uint64_t rows = random() >> (random() % 64);
  Schema schema;
  std::vector<FeatureBaseline> statistics;
  for (std::uint64_t i = random() % 6 + 1; i > 0; --i) {
    Feature feature{.name = random_name(random), .kind = random() % 2 == 0 ? Kind::numeric : Kind::categorical};
    if (schema.find(feature.name)) continue;
    feature.importance = positive();
    for (const auto& threshold : detail::threshold_names) {
      if (random() % 3 == 0) feature.thresholds.*threshold.limit = positive();
    }
    if (feature.kind == Kind::numeric) {
      std::set<double> cuts;
      for (std::uint64_t cut = 2 + random() % 40; cut > 0; --cut) cuts.insert(random_double(random));
      while (cuts.size() < 2) cuts.insert(random_double(random));
      std::vector<double> edges(std::next(cuts.begin()), cuts.end());
      Partition<double> partition(*cuts.begin(), edges, edges.back());
      NumericBaseline numeric;
      auto counts = random_counts(random, partition.slot_count(), rows);
      numeric.cells = Cells<double>(std::move(partition), std::move(counts));
      const auto any = [&] { return random_double(random); };
      numeric.moments = Moments<double>::from_state(
          {random(), any(), any(), any(), any(), any(), any(), static_cast<int>(random() % 2001) - 1000});
      numeric.extrema = Extrema<double>::from_state(random() % 2, any(), any());
      for (std::uint64_t q = random() % 8; q > 0; --q) numeric.quantiles.push_back({any(), any()});
      numeric.rank_error = any();
      statistics.emplace_back(std::move(numeric));
    } else {
      std::set<std::string> names;
      for (std::uint64_t name = random() % 30; name > 0; --name) names.insert(random_name(random));
      std::vector<std::string> listed(names.begin(), names.end());
      std::shuffle(listed.begin(), listed.end(), random);
      const auto middle = listed.begin() + static_cast<std::ptrdiff_t>(random() % (listed.size() + 1));
      std::vector<std::string> rare(middle, listed.end());
      listed.erase(middle, listed.end());
      CategoricalBaseline categorical;
      categorical.vocabulary = Vocabulary(std::move(listed), std::move(rare), random() % 2 == 0);
      categorical.counts = random_counts(random, categorical.vocabulary.slot_count(), rows);
      categorical.singletons = random();
      statistics.emplace_back(std::move(categorical));
    }
    schema.add(std::move(feature));
  }
  return Baseline(std::move(schema), std::move(statistics), {random_name(random), "", random_name(random)});
}

inline FeatureReport feature(std::string name, double importance, double effect, Verdict verdict, Action action) {
  FeatureReport feature;
  feature.name = std::move(name);
  feature.importance = importance;
  feature.effect = effect;
  feature.verdict = verdict;
  feature.action = action;
  return feature;
}

/// A report of four features, one of each verdict.
inline DriftReport report() {
  DriftReport report;
  report.baseline_name = "credit";
  report.baseline_hash = 0x00c0ffee12345678ULL;
  report.baseline_rows = 1'000'000;
  report.window_rows = 10'000;
  report.window_begin = TimePoint(std::chrono::seconds(1'769'860'800));
  report.plan = "default";
  report.rule = "any feature drifts";
  report.verdict = Verdict::drift;

  FeatureReport age = feature("user_age", 3, 0.31, Verdict::drift, Action::retrain);
  age.excess_effect = 0.3;
  age.effect_lower = 0.29;
  age.effect_upper = 0.33;
  age.score = 0.18;
  age.adjusted_p_value = 3.1e-15;
  age.diagnosis = "user_age: mean 34.1 -> 41.7 (+0.9 std), older";
  TestResult ks{.status = Status::ok, .method = Method::exact_ties, .statistic = 0.31, .p_value = 1.5e-15};
  ks.effect_size = 0.31;
  ks.effect_kind = EffectKind::ks_distance;
  ks.reference_count = 999'000;
  ks.current_count = 9'970;
  age.findings.push_back({"kolmogorov_smirnov", ks, 3.1e-15, Verdict::drift, {Status::ok, 0.31, 0.29, 0.33}, 0.05});
  age.findings.push_back({"mean_shift", ThresholdResult{Status::ok, 7.6, 5}, TestResult::undefined, Verdict::drift});
  Sides<NumericProfile> ages;
  ages.reference = {1'000'000, 1'000, 0, 0, 34.1, 8.4, 17, 93, {{0.5, 33}}, {0, 0.1, 0.4, 0.3, 0.15, 0.05}};
  ages.current = {10'000, 30, 0, 40, 41.7, 7.9, 18, 99, {{0.5, 41.2}}, {0, 0, 0.1, 0.3, 0.4, 0.2}};
  age.profile = ages;

  FeatureReport device = feature("device_type", 1, 0.03, Verdict::minor, Action::watch);
  device.kind = Kind::categorical;
  device.adjusted_p_value = 0.004;
  device.diagnosis = "mobile 60% -> 63%";
  Sides<CategoricalProfile> devices;
  devices.reference = {1'000'000, 0, 5'000, 0, {{"mobile", 0.6}, {"desktop", 0.395}}, {}};
  devices.current = {10'000, 0, 50, 20, {{"mobile", 0.63}, {"desktop", 0.363}}, {{"tv", 0.002}}};
  device.profile = devices;

  FeatureReport sensor = feature("sensor", 0.5, 0, Verdict::insufficient, Action::collect_more);
  sensor.rows_needed = 2'300;
  sensor.findings.push_back({"kolmogorov_smirnov", TestResult{}, TestResult::undefined, Verdict::insufficient});

  FeatureReport income = feature("income", 0.5, 0.004, Verdict::stable, Action::ignore);
  income.adjusted_p_value = 0.71;
  report.features = {age, device, sensor, income};
  return report;
}

/// A directory of the test's own, gone again at its end.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "leeway_test_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = pattern;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace samples
