#include "leeway/io/prometheus_rules.hpp"

#include <string>

#include "catch.hpp"
#include "report/people.hpp"
#include "samples.hpp"

using namespace leeway;

// Prometheus reads and runs them in tests/fleet.

TEST_CASE("prometheus_rules: YAML scalars hold any text") {
  CHECK(detail::yaml_quoted("a: [b] {c} # d \\n \"e\"") == "'a: [b] {c} # d \\n \"e\"'");
  CHECK(detail::yaml_quoted("it's") == "'it''s'");
  CHECK(detail::yaml_quoted("a\nb\"'\\") == "\"a\\U0000000ab\\\"'\\\\\"");
  CHECK(detail::yaml_quoted("\xe2\x80\xae!\xc3\xa4") == "\"\\U0000202e!\xc3\xa4\"");
  CHECK(detail::yaml_quoted("").size() == 2);
}

TEST_CASE("prometheus_rules: one group, what training was first, then what is recorded, then the alerts") {
  const Baseline baseline = People{}.baseline(1'000);
  const std::string text = prometheus_rules(baseline);
  CHECK(text.find("# Drift of all replicas that serve the baseline 'people', content hash " +
                  hex_of(baseline.content_hash())) == 0);
  CHECK(text.find("    interval: 1m\n    rules:\n") != std::string::npos);
  CHECK(text.find("        for: 15m\n") != std::string::npos);
  const std::size_t constant = text.rfind("leeway:chi_squared_critical, expr: 'vector(");
  const std::size_t recorded = text.find("- record: leeway:cell_samples\n");
  CHECK(constant < recorded);
  CHECK(recorded < text.find("- alert: LeewayDistributionMoved"));
  CHECK(text.rfind("- record: ") < text.find("- alert: "));
}

TEST_CASE("prometheus_rules: awkward names stay UTF-8 and on their line") {
  const std::string text = prometheus_rules(samples::golden_baseline());
  CHECK(is_utf8(text));
  CHECK(text.find("st\xc3\xa4rke") != std::string::npos);
  for (const char c : text) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  CHECK_THROWS_AS(prometheus_rules(samples::golden_baseline(), {.window = std::chrono::seconds(1)}), ConfigError);
}
