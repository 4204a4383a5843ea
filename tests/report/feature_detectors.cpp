#include "leeway/report/feature_detectors.hpp"

#include <numeric>

#include "catch.hpp"
#include "leeway/report/dependence.hpp"
#include "report/streams.hpp"

using namespace leeway;
using Counts = std::vector<std::uint64_t>;

namespace {

const Baseline& baseline() {
  static const Baseline made = Stream{}.baseline();
  return made;
}
const NumericBaseline& numeric() { return std::get<NumericBaseline>(baseline()[0]); }
const CategoricalBaseline& categorical() { return std::get<CategoricalBaseline>(baseline()[1]); }

template <class Detector>
SequentialEvidence feed(Detector& detector, Stream stream, int windows, std::uint64_t* since = nullptr) {
  std::vector<double> scratch;
  for (int i = 0; i < windows; ++i) {
    const Window window = stream.window(baseline());
    const auto& live = std::get<NumericWindow>(window.features[0]);
    detector.update(live.counts, live.lanes, 0, scratch);
  }
  SequentialEvidence evidence;
  const std::uint64_t windows_since = detector.describe(evidence);
  if (since != nullptr) *since = windows_since;
  return evidence;
}
detail::ChangeDetector change_detector(bool with_lanes) {
  const std::vector<double> masses = detail::urn_masses(numeric());
  NumericBaseline baseline = numeric();
  if (!with_lanes) baseline.lanes.clear();
  return detail::ChangeDetector(detail::hypotheses_of(baseline, masses), detail::SeasonalUrns(baseline, masses), 1);
}

}  // namespace

TEST_CASE("feature_detectors: a change of the counts and a repeated value are told apart") {
  detail::ChangeDetector shifted = change_detector(true);
  std::uint64_t since = 0;
  const SequentialEvidence shift = feed(shifted, Stream{.shift = -0.3}, 20, &since);
  CHECK(shifted.value() > 1e6);
  CHECK(shift.change == Change::location);
  CHECK_FALSE(shift.increases);
  CHECK(since >= 18);
  CHECK(since <= 20);

  detail::ChangeDetector stuck = change_detector(true);
  const SequentialEvidence repeat = feed(stuck, Stream{.repeated = 0.03}, 20);
  CHECK(stuck.value() > 1e6);
  CHECK(repeat.change == Change::repeated);
  CHECK(repeat.increases);
  CHECK(repeat.first_slot == numeric().cells.partition().slot(0.731));

  detail::ChangeDetector blind = change_detector(false);  // a baseline without lanes
  CHECK(feed(blind, Stream{.repeated = 0.03}, 20).change != Change::repeated);
  CHECK(blind.value() < stuck.value());
}

TEST_CASE("feature_detectors: without a change the evidence stays small, missing values or not") {
  for (const double missing : {0.1, 0.6}) {
    Stream stream{.missing = missing};
    const Baseline own = stream.baseline();
    const auto& statistics = std::get<NumericBaseline>(own[0]);
    const std::vector<double> masses = detail::urn_masses(statistics);
    detail::ChangeDetector detector(detail::hypotheses_of(statistics, masses), detail::SeasonalUrns(statistics, masses),
                                    1);
    std::vector<double> scratch;
    for (int i = 0; i < 150; ++i) {
      const Window window = stream.window(own);
      const auto& live = std::get<NumericWindow>(window.features[0]);
      detector.update(live.counts, live.lanes, 0, scratch);
    }
    CAPTURE(missing);
    CHECK(detector.value() > 0);
    CHECK(detector.value() < 150 / 0.05);
  }
}

TEST_CASE("feature_detectors: blocks are made of whole windows, and dated in windows") {
  const std::uint64_t rows_per_block = numeric().rows() / numeric().blocks.size();
  REQUIRE(rows_per_block < 250);  // every window fills a block
  detail::BlockDetector each(detail::scores_of(numeric()), numeric().blocks, numeric().rows());
  std::uint64_t since = 0;
  CHECK(feed(each, Stream{.shift = 1}, 10, &since).change == Change::shape);
  CHECK(each.value() > 1000);
  CHECK(since == 10);

  detail::BlockDetector longer(detail::scores_of(numeric()), numeric().blocks, 600 * numeric().blocks.size());
  feed(longer, Stream{.shift = 1}, 2);
  CHECK(longer.value() == 0);  // of 600 rows 500 have come
  feed(longer, Stream{.shift = 1}, 1, &since);
  CHECK(longer.value() > 1);
  CHECK(since == 3);
  feed(longer, Stream{.shift = 1}, 2, &since);
  CHECK(since == 5);
  CHECK(longer.memory_bytes() > 0);
}

TEST_CASE("feature_detectors: beyond the tolerance, direction is that of the values") {
  const std::vector<double> masses = detail::urn_masses(numeric());
  for (const double shift : {-0.6, 0.6}) {
    detail::BeyondTolerance detector(ToleranceDetector(detail::watched_shares(numeric(), 0.05, 0.01), masses, 0.05));
    const SequentialEvidence evidence = feed(detector, Stream{.shift = shift}, 10);
    CHECK(detector.value() > 1000);
    CHECK(evidence.change == Change::location);
    CHECK(evidence.increases == (shift > 0));
  }
  detail::BeyondTolerance missing(ToleranceDetector(detail::watched_shares(numeric(), 0.05, 0.01), masses, 0.05));
  const SequentialEvidence evidence = feed(missing, Stream{.missing = 0.2}, 20);
  CHECK(evidence.change == Change::missing);
  CHECK(evidence.increases);
  detail::BeyondTolerance nothing(ToleranceDetector(detail::watched_shares(numeric(), 1, 1), masses, 0.05));
  std::uint64_t since = 7;
  feed(nothing, Stream{.shift = 3}, 3, &since);
  CHECK(nothing.value() == 0);
  CHECK(since == 0);
}

TEST_CASE("feature_detectors: every cut and every category is watched, and what should not occur more closely") {
  const auto& partition = numeric().cells.partition();
  const std::vector<WatchedShare> cuts = detail::watched_shares(numeric(), 0.05, 0.01);
  REQUIRE(cuts.size() == partition.missing_slot() - 1 + 5);
  for (std::size_t cut = 1; cut < partition.missing_slot(); ++cut) {
    CHECK(cuts[cut - 1].first == 0);
    CHECK(cuts[cut - 1].last == cut);
    CHECK(cuts[cut - 1].tolerance == 0.05);
  }
  CHECK(cuts.back().first == partition.missing_slot());
  for (std::size_t i = cuts.size() - 5; i < cuts.size(); ++i) CHECK(cuts[i].tolerance == 0.01);

  const std::vector<WatchedShare> categories = detail::watched_shares(categorical(), 0.05, 0.01);
  const auto& vocabulary = categorical().vocabulary;
  REQUIRE(categories.size() == vocabulary.slot_count());
  for (std::size_t slot = 0; slot < categories.size(); ++slot) {
    CHECK(categories[slot].first == slot);
    CHECK(categories[slot].last == slot + 1);
    CHECK(categories[slot].tolerance == (slot < vocabulary.new_slot() ? 0.05 : 0.01));
  }
  CHECK(categories[vocabulary.new_slot()].change == Change::unseen);
  CHECK(categories[vocabulary.missing_slot()].out_of == vocabulary.slot_count());
}
