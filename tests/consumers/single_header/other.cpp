#include LEEWAY_HEADER

std::string report_of_other_unit(const leeway::Baseline& baseline);

std::string report_of_other_unit(const leeway::Baseline& baseline) {
  const leeway::TimePoint noon(std::chrono::hours(12));
  leeway::Monitor monitor(baseline, {.clock = [=] { return noon; }, .shards = 1});
  std::vector<double> rows;
  for (int i = 0; i < 1'000; ++i) {
    rows.push_back(30 + (i * 41) % 101 * 0.5);
    rows.push_back(1'000 + (i * 59) % 1'009);
  }
  monitor.observe(leeway::BatchView<double>(rows.data(), 1'000, 2));
  return leeway::to_text(monitor.report(), {.verbose = true});
}
