// Two translation units of one program, with Leeway's single header or with its ordinary ones: see run.cmake. Prints
// the report of a drift, which must be the same either way.
#include <cstdio>
#include <string>

#include LEEWAY_HEADER

std::string report_of_other_unit(const leeway::Baseline& baseline);

int main() {
  leeway::BaselineBuilder builder(leeway::Schema{{.name = "age", .importance = 2}, {.name = "income"}});
  std::vector<double> rows;
  for (int i = 0; i < 2'000; ++i) {
    rows.push_back(20 + (i * 37) % 101 * 0.5);
    rows.push_back(1'000 + (i * 53) % 1'009);
  }
  builder.add(leeway::BatchView<double>(rows.data(), 2'000, 2));
  const leeway::Baseline baseline = builder.build("people");
  const std::string report = report_of_other_unit(baseline);
  std::fputs(report.c_str(), stdout);
#ifdef LEEWAY_WITH_JSON
  if (leeway::baseline_from_json(leeway::to_json(baseline)) != baseline) return 1;
#endif
  return report.find("DRIFT") == std::string::npos ? 1 : 0;
}
