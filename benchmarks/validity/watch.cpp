// What may be trusted of Watch: how often healthy streams alarm, and how soon drifted ones do, through the whole
// pipeline (BaselineBuilder, Baseline, windows of counts, Watch), beside what people use today on the same streams.
//
//   leeway_validity_watch [short] [--only TEXT] [--divide N]
//
// Prints one table (Markdown), the same every time. `short` makes few runs of some rows, in seconds. --only: the rows
// whose stream's name holds TEXT. --divide: an N-th of the runs. Real data: from the folder in LEEWAY_SHARED_DATA, if
// it is there. Exit status 1 if a bar is missed by more than three standard errors of the simulation.
//
// "false alarms": share of runs with any alarm while nothing has changed. "delay": mean rows from the change to the
// alarm, of the runs that did not alarm before, and its ratio to the delay of the oracle: the Shiryaev-Roberts
// detector that knows the densities before and after, and looks after every row.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "families.hpp"
#include "peers.hpp"
#include "real_data.hpp"
#include "simulation.hpp"
#include "streams.hpp"
#include "table.hpp"

namespace {

using namespace validity;
using leeway::Plan;
using leeway::WatchMode;

struct Options {
  bool quick = false;
  std::string only{};
  std::size_t divide = 1;
  std::string data{};
};

Plan plan_of(WatchMode mode, std::uint64_t horizon) {
  Plan plan;
  plan.mode = mode;
  plan.horizon_windows = horizon;
  return plan;
}

class Program {
 public:
  explicit Program(Options options) : options_(std::move(options)) {}

  int run() {
    std::printf("False alarms within the looks named, at most .05 promised\n\n");
    table_.print_titles();
    exchangeable();
    dependent();
    lumpy();
    awkward();
    tolerated();
    conditional();
    side_by_side();
    delays();
    repeated_value();
    if (wanted("30 features, 3 of them drifted")) families(table_, runs(1'000, 30));
    if (wanted("real data") && !options_.quick) real_data(table_, options_.data, runs(40, 10));
    std::printf("\n%s: %d of %d bars held, give or take three standard errors of the simulation\n",
                table_.missed() == 0 ? "passed" : "FAILED", table_.bars() - table_.missed(), table_.bars());
    return table_.missed() == 0 ? 0 : 1;
  }

 private:
  [[nodiscard]] bool wanted(const std::string& name) const {
    return options_.only.empty() || name.find(options_.only) != std::string::npos;
  }
  [[nodiscard]] std::size_t runs(std::size_t many, std::size_t few) const {
    return options_.quick ? few : (std::max)(many / options_.divide, std::size_t{1});
  }
  static Table::Row row_of(const Setting& setting) {
    return {.stream = setting.name,
            .baseline_rows = setting.baseline_rows,
            .windows = setting.windows,
            .rows_per_window = setting.rows_per_window,
            .runs = setting.runs};
  }

  /// One row a plan: how often it alarmed.
  void false_alarms(Setting setting, const std::vector<WatchMode>& modes, const std::string& note = {}) {
    if (!wanted(setting.name)) return;
    setting.plans.clear();
    for (const WatchMode mode : modes) setting.plans.push_back(plan_of(mode, setting.windows));
    const std::vector<Outcome> outcomes = simulate(setting);
    for (std::size_t i = 0; i < modes.size(); ++i) {
      double alarms = 0;
      std::size_t tempered = 0;
      std::vector<double> effects;
      for (const Outcome& outcome : outcomes) {
        alarms += outcome.alarms[i] != 0 ? 1 : 0;
        tempered += outcome.mode == WatchMode::tempered ? 1 : 0;
        effects.push_back(outcome.design_effect.value);
      }
      const double share = alarms / static_cast<double>(setting.runs);
      Table::Row row = row_of(setting);
      row.watcher = std::string(to_string(modes[i])) + note;
      if (modes[i] == WatchMode::automatic && tempered > 0) {
        std::nth_element(effects.begin(), effects.begin() + static_cast<std::ptrdiff_t>(effects.size() / 2),
                         effects.end());
        row.watcher += " (" + std::to_string(100 * tempered / setting.runs) + " % tempered, deff " +
                       decimal(effects[effects.size() / 2], 1) + ")";
      }
      row.false_alarms = decimal(share, 4);
      row.bar = "<= .05";
      row.held = at_most(share, 0.05, setting.runs);
      table_.add(row);
    }
  }

  void exchangeable() {
    for (const std::uint64_t rows : {1'000U, 10'000U, 100'000U}) {
      Setting setting;
      setting.name = "normal";
      setting.baseline_rows = rows;
      setting.runs = runs(10'000, rows > 10'000 ? 20 : 60);
      setting.streams_per_baseline = rows > 10'000 ? 10 : 1;  // building it takes longer than watching
      std::vector<WatchMode> modes{WatchMode::automatic, WatchMode::tolerance, WatchMode::block_conformal};
      false_alarms(setting, modes);
    }
  }

  void dependent() {
    constexpr std::uint64_t day = 24 * 100;
    struct Case {
      const char* name;
      StreamOf stream;
      std::uint64_t baseline_rows;
      bool clock;
    };
    const Case cases[] = {
        {"AR(.5)", autoregressive(0.5), 10'000, false},
        {"AR(.5)", autoregressive(0.5), 100'000, false},
        {"AR(.9)", autoregressive(0.9), 10'000, false},
        {"AR(.9)", autoregressive(0.9), 100'000, false},
        {"hourly mean wobbles by .05 std", wobble(0.05, 100), 10'000, false},
        {"hourly mean wobbles by .05 std", wobble(0.05, 100), 100'000, false},
        {"daily sine of .1 std", sine(0.1, day), 100'000, false},
        {"daily sine of .1 std, rows with times", sine(0.1, day), 100'000, true},
    };
    for (const Case& c : cases) {
      if (options_.quick && c.baseline_rows > 10'000) continue;
      Setting setting;
      setting.name = c.name;
      setting.stream = c.stream;
      setting.baseline_rows = c.baseline_rows;
      setting.clock = c.clock;
      setting.runs = runs(2'000, 30);
      false_alarms(setting, {WatchMode::automatic, WatchMode::tolerance, WatchMode::block_conformal});
    }
    struct Season {
      leeway::Season season;
      double amplitude;
      std::uint64_t baseline_rows;
      std::uint64_t rows;  // an hour
    };
    const Season seasons[] = {{leeway::Season::hour_of_day, 0.1, 96'000, 100},
                              {leeway::Season::hour_of_day, 0.1, 24'000, 100},
                              {leeway::Season::hour_of_day, 0.5, 24'000, 100},
                              {leeway::Season::hour_of_week, 0, 1'008, 6},
                              {leeway::Season::hour_of_week, 0.1, 16'800, 25}};
    for (const Season& c : seasons) {
      if (options_.quick && c.baseline_rows != 24'000) continue;
      Setting season;
      season.name =
          (c.amplitude > 0 ? "daily sine of " + decimal(c.amplitude, 1) + " std, " : std::string("normal, ")) +
          "season " + std::string(to_string(c.season));
      if (c.amplitude > 0) season.stream = sine(c.amplitude, 24 * c.rows);
      season.baseline_rows = c.baseline_rows;
      season.rows_per_window = c.rows;
      season.clock = true;
      season.options.season = c.season;
      season.runs = runs(2'000, 20);
      false_alarms(season, {WatchMode::automatic});
    }
  }

  void lumpy() {
    Setting setting;
    setting.runs = runs(2'000, 30);
    for (const int count : {5, 10, 100}) {
      setting.name = std::to_string(count) + " levels";
      setting.stream = levels(count);
      false_alarms(setting, {WatchMode::automatic});
    }
    setting.name = "1 % missing";
    setting.stream = with_missing(0.01);
    false_alarms(setting, {WatchMode::automatic});
    setting.name = "2,000 Zipf categories";
    setting.stream = zipf(2'000);
    setting.categorical = true;
    for (const std::uint64_t rows : {1'000U, 10'000U, 100'000U}) {
      setting.baseline_rows = rows;
      setting.runs = runs(2'000, 20);
      if (!options_.quick || rows == 10'000) false_alarms(setting, {WatchMode::automatic});
    }
  }

  /// What breaks detectors that were tried on normal data and even windows only.
  void awkward() {
    struct Case {
      const char* name;
      StreamOf stream;
      std::uint64_t baseline_rows;
      std::uint64_t rows_per_window;
      std::uint64_t windows;
      bool categorical;
    };
    const auto lognormal = independent([](Random& random) { return std::exp(2 * random.normal()); });
    const auto cauchy = independent([](Random& random) { return random.normal() / random.normal(); });
    const auto half_zero =
        independent([](Random& random) { return random.uniform() < 0.5 ? 0 : std::fabs(random.normal()); });
    const auto rounded = independent([](Random& random) { return std::round(random.normal() * 20); });
    const auto float32 =
        independent([](Random& random) { return static_cast<double>(static_cast<float>(random.normal())); });
    const auto rare_flag = independent([](Random& random) { return random.uniform() < 0.003 ? 1. : 0.; });
    const auto constant = independent([](Random&) { return 7.; });
    const auto no_value = independent([](Random&) { return missing_value; });
    const Case cases[] = {
        {"normal, tiny baseline", normal(), 50, 100, 720, false},
        {"normal, tiny baseline", normal(), 200, 100, 720, false},
        {"normal, windows of one row", normal(), 1'000, 1, 5'000, false},
        {"normal, windows much larger than the baseline", normal(), 1'000, 20'000, 100, false},
        {"heavy tails (lognormal, sigma 2)", lognormal, 10'000, 100, 720, false},
        {"heavy tails (Cauchy)", cauchy, 1'000, 100, 720, false},
        {"half zeros, half continuous", half_zero, 10'000, 100, 720, false},
        {"integers, about 100 values", rounded, 1'000, 100, 720, false},
        {"float32 values", float32, 10'000, 100, 720, false},
        {"flag of .3 %", rare_flag, 1'000, 100, 720, false},
        {"constant", constant, 1'000, 100, 720, false},
        {"always missing", no_value, 1'000, 100, 720, false},
        {"10 categories, as codes", levels(10), 200, 100, 720, true},
    };
    for (const Case& c : cases) {
      if (options_.quick && c.rows_per_window != 100) continue;
      Setting setting;
      setting.name = c.name;
      setting.stream = c.stream;
      setting.categorical = c.categorical;
      setting.baseline_rows = c.baseline_rows;
      setting.rows_per_window = c.rows_per_window;
      setting.windows = c.windows;
      setting.runs = runs(1'000, 20);
      false_alarms(setting, {WatchMode::automatic});
    }
    if (options_.quick) return;
    Setting varying;
    varying.name = "normal, windows of 1 to 1,000 rows";
    varying.window_rows = [](Random& random) { return static_cast<std::uint64_t>(std::pow(1'000, random.uniform())); };
    varying.rows_per_window = 145;
    varying.runs = runs(1'000, 20);
    false_alarms(varying, {WatchMode::automatic, WatchMode::block_conformal});
    Setting streamed;
    streamed.name = "normal, edges frozen after 2,000 rows";
    streamed.baseline_rows = 20'000;
    streamed.options.exact_rows = 2'000;
    streamed.runs = runs(1'000, 20);
    false_alarms(streamed, {WatchMode::automatic});
  }

  /// Drift that is tolerated must not alarm however long it lasts.
  void tolerated() {
    for (const std::uint64_t baseline_rows : {10'000U, 100'000U}) {
      for (const std::uint64_t rows : {100U, 1'000U}) {
        for (const double distance : {0.03, 0.05}) {
          if (options_.quick && (rows != 100 || baseline_rows != 10'000)) continue;
          // D of two normals `shift` apart is 2 Phi(shift / 2) - 1.
          const double shift = -2 * -leeway::normal_isf(0.5 + distance / 2);
          Setting setting;
          setting.name = "shifted by D = " + decimal(distance, 2) + ", tolerance .05, for ever";
          setting.baseline_rows = baseline_rows;
          setting.streams_per_baseline = baseline_rows > 10'000 ? 10 : 1;
          setting.rows_per_window = rows;
          setting.change_at = 0;
          setting.changed = [shift](Random& random) { return random.normal() + shift; };
          setting.runs = runs(2'000, 40);
          false_alarms(setting, {WatchMode::tolerance});
        }
      }
    }
  }

  /// False alarms given the baseline: the promise is about baseline and stream together.
  void conditional() {
    if (options_.quick || !wanted("normal, one baseline at a time")) return;
    Setting setting;
    setting.name = "normal, one baseline at a time";
    setting.streams_per_baseline = 100;
    setting.runs = 50 * setting.streams_per_baseline;
    setting.plans = {plan_of(WatchMode::automatic, setting.windows)};
    const std::vector<Outcome> outcomes = simulate(setting);
    std::vector<double> shares;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (i % setting.streams_per_baseline == 0) shares.push_back(0);
      shares.back() += outcomes[i].alarms[0] != 0 ? 0.01 : 0;
    }
    std::sort(shares.begin(), shares.end());
    Table::Row row = row_of(setting);
    row.watcher = "automatic";
    row.false_alarms = "median " + decimal(shares[shares.size() / 2], 2);
    row.delay = "worst of 50 baselines " + decimal(shares.back(), 2);
    table_.add(row);
  }

  /// Today's rules on the streams that Leeway is tried on.
  void side_by_side() {
    struct Case {
      const char* name;
      StreamOf stream;
      double shift;
    };
    const Case cases[] = {{"normal, side by side", normal(), 0},
                          {"AR(.5), side by side", autoregressive(0.5), 0},
                          {"mean + .25 std after 20,000, side by side", normal(), 0.25}};
    for (const Case& c : cases) {
      if (!wanted(c.name)) continue;
      for (const std::uint64_t rows : {100U, 1'000U}) {
        if (options_.quick && rows > 100) continue;
        Setting setting;
        setting.name = c.name;
        setting.stream = c.stream;
        setting.rows_per_window = rows;
        setting.runs = runs(400, 10);
        setting.plans = {plan_of(WatchMode::automatic, setting.windows)};
        if (c.shift > 0) {
          setting.change_at = 20'000;
          setting.changed = [shift = c.shift](Random& random) { return random.normal() + shift; };
        }
        const std::vector<NamedPeer> named = peers(setting.windows);
        for (const NamedPeer& peer : named) setting.peers.push_back(peer.make);
        const std::vector<Outcome> outcomes = simulate(setting);
        for (std::size_t i = 0; i <= named.size(); ++i) {
          add_delay(setting, outcomes, i, i == 0 ? "Leeway, automatic" : named[i - 1].name, i == 0 ? 0.05 : 1, 0);
        }
      }
    }
  }

  void add_delay(const Setting& setting, const std::vector<Outcome>& outcomes, std::size_t watcher,
                 const std::string& name, double false_bar, double ratio_bar) {
    double before = 0;
    double healthy = 0;
    std::vector<double> delays;
    std::vector<double> oracles;
    for (const Outcome& outcome : outcomes) {
      const std::uint64_t alarm = outcome.alarms[watcher];
      if (alarm != 0 && alarm <= setting.change_at) {
        ++before;
        continue;
      }
      ++healthy;
      if (alarm == 0 || setting.change_at == Setting::never) continue;
      if (setting.log_ratio && outcome.oracle <= setting.change_at) continue;  // its own false alarm, or never
      delays.push_back(static_cast<double>(alarm - setting.change_at));
      if (setting.log_ratio) oracles.push_back(static_cast<double>(outcome.oracle - setting.change_at));
    }
    Table::Row row = row_of(setting);
    row.watcher = name;
    const double share = before / static_cast<double>(setting.runs);
    row.false_alarms = decimal(share, 4);
    if (false_bar < 1) row.bar = "<= .05";
    row.held = at_most(share, false_bar, setting.runs);
    if (setting.change_at != Setting::never && healthy > 0) {
      const auto found = static_cast<double>(delays.size());
      double delay = 0;
      for (const double d : delays) delay += d / found;
      row.delay = delays.empty() ? "never found" : grouped(static_cast<std::uint64_t>(delay + 0.5));
      if (!setting.log_ratio && found < healthy) row.delay += " (" + decimal(found / healthy, 3) + " found)";
      if (!oracles.empty()) {
        double oracle = 0;
        for (const double d : oracles) oracle += d / found;
        const double ratio = delay / oracle;
        double square = 0;
        for (std::size_t i = 0; i < delays.size(); ++i) square += std::pow(delays[i] - ratio * oracles[i], 2);
        const double error = std::sqrt(square) / found / oracle;
        row.delay += " / " + grouped(static_cast<std::uint64_t>(oracle + 0.5)) + " = " + decimal(ratio, 2) + " +- " +
                     decimal(error, 2);
        if (ratio_bar > 0) {
          row.bar = "<= " + decimal(ratio_bar, 2);
          row.held = row.held && ratio <= ratio_bar + 3 * error;
        }
      }
    }
    table_.add(row);
  }

  /// Setting of the delay rows: looks every 25 rows, 30 days of 72,000 rows, change after 20,000.
  Setting delay_setting(std::string name, std::size_t many) const {
    Setting setting;
    setting.name = std::move(name);
    setting.rows_per_window = 25;
    setting.windows = 2'880;
    setting.change_at = 20'000;
    setting.runs = runs(many, 20);
    setting.plans = {plan_of(WatchMode::automatic, setting.windows)};
    return setting;
  }

  void delays() {
    struct Case {
      std::string name;
      std::function<double(Random&)> changed;
      std::function<double(double)> log_ratio;
      double bar;
    };
    std::vector<Case> cases;
    for (const double shift : {0.1, 0.25, 0.5}) {
      cases.push_back({"mean + " + decimal(shift, shift == 0.25 ? 2 : 1) + " std",
                       [shift](Random& random) { return random.normal() + shift; },
                       [shift](double x) { return shift * x - shift * shift / 2; }, 1.55});
    }
    for (const double scale : {1.1, 1.25}) {
      cases.push_back({"std x " + decimal(scale, scale == 1.25 ? 2 : 1),
                       [scale](Random& random) { return random.normal() * scale; },
                       [scale](double x) { return -std::log(scale) + x * x / 2 * (1 - 1 / (scale * scale)); }, 1.55});
    }
    cases.push_back({"2 % outliers from N(4, 1)",
                     [](Random& random) { return random.normal() + (random.uniform() < 0.02 ? 4 : 0); },
                     [](double x) { return std::log(0.98 + 0.02 * std::exp(4 * x - 8)); }, 2.2});
    constexpr double half = 0.7;  // two modes 1.4 apart; mean and variance stay
    const double rest = std::sqrt(1 - half * half);
    cases.push_back(
        {"two modes at +-.7",
         [rest](Random& random) { return (random.uniform() < 0.5 ? half : -half) + rest * random.normal(); },
         [rest](double x) {
           const auto density = [&](double mode) {
             return 0.5 / rest * std::exp(-(x - mode) * (x - mode) / (2 * rest * rest));
           };
           return std::log(density(half) + density(-half)) + x * x / 2;
         },
         2.2});
    for (const Case& c : cases) {
      if (!wanted(c.name) || (options_.quick && c.name != "mean + .25 std" && c.name != "std x 1.25")) continue;
      Setting setting = delay_setting(c.name, 1'500);
      setting.changed = c.changed;
      setting.log_ratio = c.log_ratio;
      add_delay(setting, simulate(setting), 0, "automatic", 0.05, c.bar);
    }
  }

  /// A default value that is filled in for 2 % of the rows and lies where many values do.
  void repeated_value() {
    const std::string name = "2 % of rows are one default value";
    if (!wanted(name)) return;
    Setting setting = delay_setting(name, 1'000);
    constexpr double filled_in = 0.3141;
    setting.changed = [](Random& random) {
      const double x = random.normal();
      return random.uniform() < 0.02 ? filled_in : x;
    };
    add_delay(setting, simulate(setting), 0, "automatic", 0.05, 0);
  }

  Options options_;
  Table table_;
};

}  // namespace

int main(int count, char** arguments) {
  Options options;
  if (const char* data = std::getenv("LEEWAY_SHARED_DATA")) options.data = data;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument == "short") {
      options.quick = true;
    } else if (argument == "--only" && i + 1 < count) {
      options.only = arguments[++i];
    } else if (argument == "--divide" && i + 1 < count && std::atoi(arguments[i + 1]) > 0) {
      options.divide = static_cast<std::size_t>(std::atoi(arguments[++i]));
    } else {
      std::fprintf(stderr, "usage: leeway_validity_watch [short] [--only TEXT] [--divide N]\n");
      return 2;
    }
  }
  try {
    return Program(options).run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "leeway_validity_watch: %s\n", error.what());
    return 2;
  }
}
