// An object that holds much of Leeway: see run.cmake.
#include <string>

#include <leeway/io/json.hpp>
#include <leeway/leeway.hpp>
#include <leeway/testing.hpp>

std::string report(const leeway::Baseline& baseline);

std::string report(const leeway::Baseline& baseline) {
  leeway::Monitor monitor(baseline);
  return leeway::to_text(monitor.report()) + leeway::to_json(monitor.report()) +
         leeway::testing::stays_quiet(monitor, leeway::testing::Healthy(baseline), 100).message();
}
