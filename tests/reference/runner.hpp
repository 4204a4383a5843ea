#pragma once

// The reference runner: compares what the library computes with the expected values in a folder of JSON files.
//
//   leeway_reference DIR [DATA_DIR] [--only=two_sample.json] [--complete]
//
// It prints one line per quantity: how many cases, how many failed, the worst error, relative unless the scale says
// "abs" (of the logarithm in the deep tail), and the case it was found in. Exit code 0 if all passed, 1 if not, 2 if it
// could not run.
//
// A handler is a function in any tests/reference/*.cpp; it registers itself for one file (several handlers may share a
// file, one per layer of the library, say):
//
//   #include "runner.hpp"
//   namespace {
//   using namespace leeway::reference;
//   void kolmogorov(const Json& document, Table& table) {
//     for (const Json& item : document.at("cases")) {
//       const std::string name = item.at("name");
//       const Json& expected = item.at("expected").at("ks").at("two-sided");
//       const auto x = numbers(item.at("x"));                       // also understands "inf", "-inf", "nan"
//       ...
//       table.check("ks.two-sided.statistic", name, result.statistic, expected.at("statistic"), exact());
//       table.check("ks.two-sided.p_exact", name, result.p_value, prefer_hp(expected, "p_exact"), tail(1e-10));
//     }
//     table.skip("ks.*.scipy_asymp", "scipy's own approximation, off by up to 1e-6");   // `*` matches anything
//     table.covers("ks.n");                                                             // an input, say
//   }
//   const Registration kolmogorov_registration{"two_sample.json", kolmogorov};
//   }  // namespace
//
// Tolerances: exact()         equal as doubles (NaN equals NaN)
//             relative(t, a)  |actual - expected| <= t |expected|, or <= a (default 0) where the value itself is ~0
//             absolute(t)     |actual - expected| <= t
//             tail(t)         relative(t) of the value down to 1e-250; below that, relative(t) of its logarithm
// `expected` is a number, "inf", "-inf", "nan", a decimal string of any size, or null (read as NaN). When it lies below
// the range of double, `actual` passes if it has underflowed too (< 1e-307). A library function that returns ln p can
// be held to the deep tail with table.check_log(quantity, name, ln_actual, expected, tail(t)).
//
// Quantities are the paths of the leaves below a case's `expected` (and `certified`, prefixed "certified."), joined by
// dots, list positions left out, "_hp" removed from every part: "ks.greater.p_exact". Other files:
//   special_functions.json   the function's name ("kolmogorov_cdf")
//   upstream_cases.json      function.statistic, function.p, function.adjusted, ... ("fisher_exact.p")
//   sets_expected.json       below one column: "reference.mean", "scores.ks_two-sided"; "split." before the others
// Whatever no handler has checked, covered, skipped or left out is printed as "not computed"; with --complete that is a
// failure.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace leeway::reference {

using Json = nlohmann::json;

/// A value as a double and, for those no double can hold, as the decimal logarithm of its magnitude.
struct Expected {
  double value = 0;
  double log10_magnitude = -std::numeric_limits<double>::infinity();
};

[[nodiscard]] Expected parse_expected(const Json& json);
/// A number, "inf", "-inf", "nan", a decimal string, or null (NaN). Throws std::runtime_error for anything else.
[[nodiscard]] double number(const Json& json);
[[nodiscard]] std::vector<double> numbers(const Json& list);
[[nodiscard]] std::vector<std::uint64_t> counts(const Json& list);
/// `object[key + "_hp"]` where present (more digits, no underflow), else `object[key]`.
[[nodiscard]] const Json& prefer_hp(const Json& object, std::string_view key);
/// The second argument of the program; empty when it was not given.
[[nodiscard]] const std::string& data_dir();

struct Tolerance {
  enum class Kind { exact, relative, absolute, tail };
  Kind kind = Kind::exact;
  double limit = 0;
  double floor = 0;
};
[[nodiscard]] constexpr Tolerance exact() { return {}; }
[[nodiscard]] constexpr Tolerance relative(double limit, double absolute_floor = 0) {
  return {Tolerance::Kind::relative, limit, absolute_floor};
}
[[nodiscard]] constexpr Tolerance absolute(double limit) { return {Tolerance::Kind::absolute, limit, 0}; }
[[nodiscard]] constexpr Tolerance tail(double limit) { return {Tolerance::Kind::tail, limit, 0}; }

/// What was found for the quantities of one file.
class Table {
 public:
  /// Compares one value; returns whether it passed. Compare lists element by element.
  bool check(std::string_view quantity, std::string_view case_name, double actual, const Json& expected,
             Tolerance tolerance);
  /// For distances that are roots of sums which cancel: compares squares, where the rounding is.
  bool check_square(std::string_view quantity, std::string_view case_name, double actual, const Json& expected,
                    Tolerance tolerance) {
    const double root = number(expected);
    return check(quantity, case_name, actual * actual, root * root, tolerance);
  }
  /// For values that are not numbers (a name, a status, a decision).
  bool check_equal(std::string_view quantity, std::string_view case_name, const Json& actual, const Json& expected);
  /// `ln_actual` is the natural logarithm of the value that `expected` states.
  bool check_log(std::string_view quantity, std::string_view case_name, double ln_actual, const Json& expected,
                 Tolerance tolerance);
  /// Fails unless lower <= expected <= upper (to `slack`, relative).
  bool check_between(std::string_view quantity, std::string_view case_name, double lower, double upper,
                     const Json& expected, double slack = 1e-12);
  /// A failure found otherwise (an exception, a missing result).
  void fail(std::string_view quantity, std::string_view case_name, std::string what);
  /// Marks quantities as dealt with, without a comparison (inputs, values another check implies).
  void covers(std::string_view pattern);
  /// Marks quantities as left out on purpose; they are printed with the reason.
  void skip(std::string_view pattern, std::string_view reason);
  /// Leaves a quantity out of one case; the reasons are printed with the number of cases they stand for.
  void leave_out(std::string_view quantity, std::string_view case_name, std::string_view reason);

  struct Row {
    std::size_t cases = 0;
    std::size_t failures = 0;
    double worst = 0;
    std::string worst_case;
    Tolerance tolerance;
    std::vector<std::string> messages;  ///< the first failures
  };
  [[nodiscard]] const std::map<std::string, Row>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<std::string>& covered() const { return covered_; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& skipped() const { return skipped_; }
  /// Quantity to reason to cases.
  using LeftOut = std::map<std::string, std::map<std::string, std::vector<std::string>>>;
  [[nodiscard]] const LeftOut& left_out() const { return left_out_; }

 private:
  bool record(std::string_view quantity, std::string_view case_name, bool passed, double error, Tolerance tolerance,
              const std::string& actual, const std::string& expected);

  std::map<std::string, Row> rows_;
  std::vector<std::string> covered_;
  std::vector<std::pair<std::string, std::string>> skipped_;
  LeftOut left_out_;
};

using Handler = std::function<void(const Json& document, Table& table)>;

struct Registration {
  Registration(std::string file, Handler handler);
};

}  // namespace leeway::reference
