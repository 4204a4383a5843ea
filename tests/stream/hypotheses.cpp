#include "leeway/stream/hypotheses.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "enumerate.hpp"
#include "leeway/stream/urn_detector.hpp"
#include "streams.hpp"

using leeway::Change;
using leeway::Form;
using leeway::Hypotheses;
using leeway::Hypothesis;
using leeway::Partition;
using leeway::PolyaUrn;
using leeway::UrnDetector;
using leeway::Vocabulary;
using Counts = std::vector<std::uint64_t>;

namespace {

void check_means(const Hypotheses& hypotheses, PolyaUrn urn, const Counts& seen) {
  for (int round = 0; round < 2; ++round) {
    for (const std::uint64_t rows : {1, 3}) {
      const std::vector<double> means = test::mean_evidence(hypotheses, urn, rows);
      for (std::size_t i = 0; i < means.size(); ++i) {
        INFO(to_string(hypotheses[i].change) << ", amount " << hypotheses[i].amount << ", slots " << hypotheses[i].first
                                             << " to " << hypotheses[i].last);
        CHECK(means[i] == Approx(1).epsilon(1e-11));
      }
    }
    urn.add(seen);  // given the past as well
  }
}

double sum_of_weights(const Hypotheses& hypotheses) {
  double sum = 0;
  for (std::size_t i = 0; i < hypotheses.size(); ++i) {
    CHECK(hypotheses[i].weight > 0);
    sum += hypotheses[i].weight;
  }
  return sum;
}

const Vocabulary three({"a", "b", "c"}, {"d"}, false);  // slots: a b c other new missing

/// What leads once the evidence is overwhelming.
Hypothesis found(const Hypotheses& hypotheses, const std::vector<double>& masses,
                 const std::function<Counts()>& window) {
  UrnDetector<Hypotheses> detector(hypotheses);
  PolyaUrn urn(masses);
  std::vector<double> scratch;
  for (int i = 0; i < 200 && detector.statistic().value() < 1e8; ++i) {
    const Counts counts = window();
    detector.update(urn, counts, scratch);
    urn.add(counts);
  }
  CHECK(detector.statistic().value() >= 1e8);
  return hypotheses[detector.statistic().leading()];
}

}  // namespace

TEST_CASE("hypotheses: numeric e-values have mean exactly 1, over all windows the urn can give") {
  const Partition<double> cells(0, {1}, 2);  // 7 slots
  const std::vector<double> masses{0.5, 1, 6.5, 9.5, 1, 0.5, 2.5};
  check_means(Hypotheses(cells, masses), PolyaUrn(masses), Counts{0, 3, 1, 0, 0, 1, 5});
  const std::vector<double> large{0.5, 1, 600.5, 300.5, 1, 0.5, 1000.5};  // with weaker tilts, mostly missing
  check_means(Hypotheses(cells, large), PolyaUrn(large), Counts{1, 0, 100, 0, 7, 0, 0});
}

TEST_CASE("hypotheses: tails of several cells have mean exactly 1, too") {
  const Partition<double> cells(0, {1, 2, 3, 4}, 5);  // 10 slots; each tail has two of the cells
  const std::vector<double> masses{0.5, 1, 5.5, 6.5, 900.5, 7.5, 3.5, 1, 0.5, 10.5};
  check_means(Hypotheses(cells, masses), PolyaUrn(masses), Counts{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("hypotheses: categorical e-values have mean exactly 1") {
  const std::vector<double> masses{9.4, 1.4, 0.4, 0.8, 3.5, 5.5};
  check_means(Hypotheses(three), PolyaUrn(masses), Counts{0, 5, 0, 1, 8, 3});
}

TEST_CASE("hypotheses: a long list of categories has a coarser dictionary with the same mean") {
  std::vector<std::string> names;
  for (int i = 0; i < 70; ++i) names.push_back("c" + std::to_string(i));
  const Vocabulary many(names, {}, false);
  const std::vector<double> masses(many.slot_count(), 1.25);
  const Hypotheses hypotheses(many);
  const std::vector<double> means = test::mean_evidence(hypotheses, PolyaUrn(masses), 2);
  for (const double mean : means) REQUIRE(mean == Approx(1).epsilon(1e-11));
  CHECK(sum_of_weights(hypotheses) == Approx(1).epsilon(1e-5));
}

TEST_CASE("hypotheses: the evidence is the likelihood ratio that the form promises") {
  const std::vector<double> masses{20, 10, 5, 3, 1, 1};  // total 40
  const Hypotheses hypotheses(three);
  const PolyaUrn urn(masses);
  std::vector<double> evidence(hypotheses.size());
  for (std::size_t slot = 0; slot < masses.size(); ++slot) {
    Counts one(masses.size());
    one[slot] = 1;
    hypotheses.log_evidence(urn, one, evidence);
    for (std::size_t i = 0; i < hypotheses.size(); ++i) {
      const Hypothesis& h = hypotheses[i];
      const bool inside = slot >= h.first && slot < h.last;
      const double share = masses[h.first] / 40;
      CAPTURE(slot, to_string(h.change), h.first, h.amount);
      if (h.form == Form::factor) {
        CHECK(std::exp(evidence[i]) ==
              Approx((inside ? h.amount : 1) / (1 + share * (static_cast<double>(h.amount) - 1))).epsilon(1e-12));
      } else if (h.form == Form::inflow) {
        const double stays = 1 - static_cast<double>(h.amount);
        CHECK(std::exp(evidence[i]) == Approx(stays + (inside ? h.amount / share : 0)).epsilon(1e-12));
      } else if (h.form == Form::scatter) {
        CHECK(std::exp(evidence[i]) == Approx(1).epsilon(1e-12));  // of one row it knows nothing
      }
    }
  }
}

TEST_CASE("hypotheses: weights sum to 1") {
  const test::NormalTraining training;
  const Hypotheses numeric(training.partition, leeway::slot_masses(training.partition, training.counts));
  CHECK(sum_of_weights(numeric) == Approx(1).epsilon(1e-5));
  CHECK(sum_of_weights(Hypotheses(three)) == Approx(1).epsilon(1e-5));
  CHECK(sum_of_weights(Hypotheses(Partition<double>{}, std::vector<double>{0.5, 1, 50.5, 1, 0.5, 0.5})) ==
        Approx(1).epsilon(1e-5));  // one cell
  CHECK(numeric.memory_bytes() > 0);
  CHECK(numeric.memory_bytes() < 16'000);
  CHECK(numeric.statistic().size() == numeric.size());
  CHECK(Hypotheses().size() == 0);
}

TEST_CASE("hypotheses: what leads is the change that happened") {
  const test::NormalTraining training;
  const std::vector<double> masses = leeway::slot_masses(training.partition, training.counts);
  const Hypotheses hypotheses(training.partition, masses);
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const auto found_in = [&](const std::function<double()>& draw) {
    return found(hypotheses, masses, [&] { return training.window(250, draw); });
  };
  const auto instead = [&](double share, double value) {
    return found_in([&, share, value] { return uniform(random) < share ? value : normal(random); });
  };
  constexpr double inf = std::numeric_limits<double>::infinity();

  const Hypothesis up = found_in([&] { return normal(random) + 0.3; });
  CHECK(up.change == Change::location);
  CHECK(up.increases());
  const Hypothesis down = found_in([&] { return normal(random) - 0.3; });
  CHECK(down.change == Change::location);
  CHECK_FALSE(down.increases());
  const Hypothesis wider = found_in([&] { return normal(random) * 1.3; });
  CHECK(wider.change == Change::spread);
  CHECK(wider.increases());
  const Hypothesis narrower = found_in([&] { return normal(random) * 0.75; });
  CHECK(narrower.change == Change::spread);
  CHECK_FALSE(narrower.increases());

  for (const double side : {-1.0, 1.0}) {
    const Hypothesis tail = found_in([&] { return uniform(random) < 0.03 ? side * 3 : normal(random); });
    CHECK((tail.change == Change::tail || tail.change == Change::cell));
    CHECK(tail.increases());
    const std::size_t slot = training.partition.slot(side * 3);
    CHECK(tail.first <= slot);
    CHECK(tail.last > slot);
    const Hypothesis outside = instead(0.02, side * 40);
    CHECK(outside.change == Change::out_of_range);
    CHECK(outside.first == training.partition.slot(side * 40));
    const Hypothesis infinite = instead(0.05, side * inf);
    CHECK(infinite.change == Change::infinite);
    CHECK(infinite.first == training.partition.slot(side * inf));
  }
  const Hypothesis cell = instead(0.1, 0.3);
  CHECK(cell.change == Change::cell);
  CHECK(cell.first == training.partition.slot(0.3));
  CHECK(cell.increases());
  const Hypothesis missing = instead(0.02, std::nan(""));
  CHECK(missing.change == Change::missing);
  CHECK(missing.increases());
}

TEST_CASE("hypotheses: of categories the one that changed leads, whichever it is") {
  std::mt19937_64 random(3);
  const std::vector<double> masses{6000, 2000, 1500, 400, 1, 99};
  const Hypotheses hypotheses(three);
  const auto found_in = [&](std::vector<double> shares) {
    return found(hypotheses, masses, [&, shares] { return test::draw_counts(shares, 250, random); });
  };
  for (std::size_t slot = 1; slot < masses.size(); ++slot) {  // the first has few others to grow from
    std::vector<double> shares = masses;
    shares[slot] += 800;
    const Hypothesis more = found_in(shares);
    CAPTURE(slot);
    CHECK(more.change == (slot < 4 ? Change::cell : slot == 4 ? Change::unseen : Change::missing));
    CHECK(more.first == slot);
    CHECK(more.last == slot + 1);
    CHECK(more.increases());
  }
  const Hypothesis less = found_in({6000, 700, 1500, 400, 1, 99});
  CHECK(less.change == Change::cell);
  CHECK(less.first == 1);
  CHECK_FALSE(less.increases());
}

TEST_CASE("hypotheses: many shares that change at once are a mixture") {
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) names.push_back("c" + std::to_string(i));
  const Vocabulary vocabulary(names, {}, false);
  std::vector<double> masses(vocabulary.slot_count(), 250);
  masses[vocabulary.other_slot()] = masses[vocabulary.new_slot()] = masses[vocabulary.missing_slot()] = 0.5;
  std::vector<double> shares = masses;
  for (std::size_t slot = 0; slot < names.size(); ++slot) shares[slot] *= slot % 2 == 0 ? 0.7 : 1.3;
  std::mt19937_64 random(4);
  const Hypothesis change =
      found(Hypotheses(vocabulary), masses, [&] { return test::draw_counts(shares, 1000, random); });
  CHECK(change.change == Change::mixture);
}
