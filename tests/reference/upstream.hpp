#pragma once

// upstream_cases.json holds calls of the peers' functions, recorded from their own test-suites: each function is mapped
// to ours in upstream_*.cpp. Every expected value of every case must be checked or left out for a stated reason;
// upstream.cpp sees to that.

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/core/result.hpp"
#include "runner.hpp"

namespace leeway::reference {

/// A NumPy array: any number of axes, values in C order. A number has no axes.
struct Array {
  std::vector<std::size_t> shape;
  std::vector<double> values;

  [[nodiscard]] static Array from(const Json& json);
  /// The samples along an axis (an integer, negative from the end; a list of them; null for all values as one sample),
  /// in C order of the other axes.
  [[nodiscard]] std::vector<std::vector<double>> along(const Json& axis) const;
};

/// Pairs of samples of two arrays, as NumPy broadcasts them.
struct SamplePair {
  std::vector<double> x, y;
};
[[nodiscard]] std::vector<SamplePair> sample_pairs(const Json& x, const Json& y, const Json& axis);

/// One recorded call.
class UpstreamCase {
 public:
  UpstreamCase(const Json& item, Table& table) : item_(item), table_(table) {}

  [[nodiscard]] const std::string& name() const { return item_.at("name").get_ref<const std::string&>(); }
  [[nodiscard]] bool from(std::string_view project) const {
    return item_.at("source").get_ref<const std::string&>().find(project) != std::string::npos;
  }
  [[nodiscard]] bool has(const char* key) const { return item_.contains(key) && !item_.at(key).is_null(); }
  [[nodiscard]] const Json& at(const char* key) const { return item_.at(key); }
  [[nodiscard]] std::size_t argument_count() const { return has("args") ? at("args").size() : 0; }
  [[nodiscard]] const Json& argument(std::size_t i) const { return at("args").at(i); }
  /// A named option of the call, or its default.
  [[nodiscard]] Json option(const char* key, Json otherwise = nullptr) const;
  [[nodiscard]] bool has_option(const char* key) const;
  [[nodiscard]] Alternative alternative() const;
  /// Fields x and y, or the first two positional arguments, along the axis asked for.
  [[nodiscard]] std::vector<SamplePair> pairs(const Json& default_axis = 0) const;
  [[nodiscard]] std::vector<std::vector<double>> groups() const;

  /// Compares `expected_PART`: a number, or an array of any shape in C order.
  void check(const std::string& part, const std::vector<double>& actual, Tolerance tolerance);
  void check(const std::string& part, double actual, Tolerance tolerance) {
    check(part, std::vector<double>{actual}, tolerance);
  }
  void check(const TestResult& result, Tolerance statistic, Tolerance p);
  /// Compares with another value than the one recorded: the same on another scale, or the right one.
  void check_against(const std::string& part, double actual, const Json& right, Tolerance tolerance);
  void leave_out(const std::string& part, std::string_view reason);
  /// Expected values nobody has dealt with.
  [[nodiscard]] std::vector<std::string> untouched() const;
  [[nodiscard]] const Json& expected(const std::string& part) const { return item_.at("expected_" + part); }

 private:
  [[nodiscard]] std::string quantity(const std::string& part) const;

  const Json& item_;
  Table& table_;
  std::set<std::string> touched_;
};

[[nodiscard]] constexpr Alternative opposite(Alternative alternative) {
  switch (alternative) {
    case Alternative::less: return Alternative::greater;
    case Alternative::greater: return Alternative::less;
    case Alternative::two_sided: break;
  }
  return Alternative::two_sided;
}

/// Peer's function to the code that repeats its calls.
using UpstreamFunctions = std::map<std::string, void (*)(UpstreamCase&)>;
[[nodiscard]] UpstreamFunctions upstream_two_sample();
[[nodiscard]] UpstreamFunctions upstream_groups();
[[nodiscard]] UpstreamFunctions upstream_tables();
[[nodiscard]] UpstreamFunctions upstream_summaries();

}  // namespace leeway::reference
