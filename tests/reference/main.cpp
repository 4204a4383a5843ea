#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include "runner.hpp"

namespace leeway::reference {
namespace {

constexpr std::size_t messages_kept = 5;
constexpr double deep_tail = 1e-250;
constexpr double underflow = 1e-307;

// Values of streams are the business of the detectors' own tests and of the benchmarks.
constexpr const char* out_of_scope[] = {"drift_streams.json", "drift_scoreboard.json", "published_benchmarks.json"};

std::multimap<std::string, Handler>& handlers() {
  static std::multimap<std::string, Handler> instance;  // a function's static: safe to use from other files' statics
  return instance;
}

std::string& data_dir_storage() {
  static std::string instance;
  return instance;
}

std::string print(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

/// Error of `actual` on the scale of the tolerance, 0 where both are the same infinity or both NaN.
double relative_error(double actual, double expected) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected))) return 0;
  const double error = std::abs(actual - expected) / std::abs(expected);
  return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

double absolute_error(double actual, double expected) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected))) return 0;
  const double error = std::abs(actual - expected);
  return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

const char* name_of(Tolerance::Kind kind) {
  switch (kind) {
    case Tolerance::Kind::exact: return "exact";
    case Tolerance::Kind::relative: return "rel";
    case Tolerance::Kind::absolute: return "abs";
    case Tolerance::Kind::tail: return "tail";
  }
  return "?";
}

/// `*` matches any run of characters, dots included.
bool matches(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (text.substr(0, star) != pattern.substr(0, star)) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t from = star; from <= text.size(); ++from) {
    if (matches(rest, text.substr(from))) return true;
  }
  return false;
}

std::string without_hp(std::string part) {
  return part.size() > 3 && part.ends_with("_hp") ? part.substr(0, part.size() - 3) : part;
}

/// Adds the path of every leaf that is a value; text such as a rule's name, and what the peer refused, is not.
void collect(const Json& json, const std::string& path, std::set<std::string>& quantities) {
  if (json.is_object()) {
    for (const auto& [key, child] : json.items()) {
      if (key == "not_computed") continue;
      collect(child, path.empty() ? without_hp(key) : path + '.' + without_hp(key), quantities);
    }
  } else if (json.is_array()) {
    for (const Json& child : json) collect(child, path, quantities);
  } else if (json.is_number() || json.is_boolean()) {
    quantities.insert(path);
  } else if (json.is_string()) {
    try {
      (void)number(json);
      quantities.insert(path);
    } catch (const std::runtime_error&) {
      // text
    }
  }
}

void collect_column(const Json& column, std::set<std::string>& quantities) {
  for (const auto& [part, values] : column.items()) {
    if (!values.is_object()) continue;
    for (const auto& [key, value] : values.items()) {
      // The names of categories are data, not quantities.
      if (value.is_object() && (part == "reference" || part == "current")) {
        quantities.insert(part + '.' + key);
      } else {
        collect(value, part + '.' + key, quantities);
      }
    }
  }
}

std::set<std::string> quantities_in(const Json& document) {
  std::set<std::string> quantities;
  if (document.is_array()) {
    for (const Json& split : document) {
      for (const auto& [key, value] : split.items()) {
        if (key == "columns") {
          for (const auto& column : value.items()) collect_column(column.value(), quantities);
        } else {
          collect(value, "split." + key, quantities);
        }
      }
    }
    return quantities;
  }
  for (const Json& item : document.value("cases", Json::array())) {
    const std::string function = item.value("function", "");
    for (const auto& [key, value] : item.items()) {
      if (key == "expected") collect(value, "", quantities);
      if (key == "certified") collect(value, "certified", quantities);
      if (key == "value" && !function.empty()) quantities.insert(function);
      if (key.starts_with("expected_")) collect(value, function + '.' + key.substr(9), quantities);
    }
  }
  return quantities;
}

struct Options {
  std::string directory;
  std::string only;
  bool complete = false;
};

struct Totals {
  std::size_t checks = 0;
  std::size_t failures = 0;
  std::size_t not_computed = 0;
};

void print_rows(const std::string& file, const Table& table) {
  for (const auto& [quantity, row] : table.rows()) {
    std::printf("%-26s %-46s %8zu %8zu %20.2e  %-5s %s\n", file.c_str(), quantity.c_str(), row.cases, row.failures,
                row.worst, name_of(row.tolerance.kind), row.worst > 0 ? row.worst_case.c_str() : "");
    for (const std::string& message : row.messages) std::printf("    FAILED %s\n", message.c_str());
    if (row.failures > row.messages.size()) {
      std::printf("    ... and %zu more\n", row.failures - row.messages.size());
    }
  }
}

void print_left_out(const std::string& file, const Json& document, const Table& table, Totals& totals) {
  std::map<std::string, std::vector<std::string>> skipped;
  for (const std::string& quantity : quantities_in(document)) {
    const auto matched = [&](const std::string& pattern) { return matches(pattern, quantity); };
    if (table.rows().count(quantity) != 0 || table.left_out().count(quantity) != 0 ||
        std::any_of(table.covered().begin(), table.covered().end(), matched)) {
      continue;
    }
    const auto skip = std::find_if(table.skipped().begin(), table.skipped().end(),
                                   [&](const auto& entry) { return matched(entry.first); });
    if (skip != table.skipped().end()) {
      skipped[skip->second].push_back(quantity);
    } else {
      std::printf("%-26s %-46s not computed\n", file.c_str(), quantity.c_str());
      ++totals.not_computed;
    }
  }
  for (const auto& [quantity, reasons] : table.left_out()) {
    for (const auto& [reason, cases] : reasons) {
      std::printf("%-26s %-46s %zu left out (%s%s): %s\n", file.c_str(), quantity.c_str(), cases.size(),
                  cases.front().c_str(), cases.size() > 1 ? ", ..." : "", reason.c_str());
    }
  }
  for (const auto& [reason, quantities] : skipped) {
    for (const std::string& quantity : quantities) {
      std::printf("%-26s %-46s skipped: %s\n", file.c_str(), quantity.c_str(), reason.c_str());
    }
  }
}

void run_file(const std::filesystem::path& path, Totals& totals) {
  const std::string file = path.filename().string();
  std::ifstream input(path);
  if (!input) throw std::runtime_error("cannot read " + path.string());
  const Json document = Json::parse(input);

  Table table;
  const auto started = std::chrono::steady_clock::now();
  const auto [first, last] = handlers().equal_range(file);
  for (auto handler = first; handler != last; ++handler) {
    try {
      handler->second(document, table);
    } catch (const std::exception& error) {
      table.fail("(handler)", file, error.what());
    }
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;

  print_rows(file, table);
  print_left_out(file, document, table, totals);
  std::size_t checks = 0;
  std::size_t failures = 0;
  for (const auto& entry : table.rows()) {
    checks += entry.second.cases;
    failures += entry.second.failures;
  }
  std::printf("%-26s %zu checks, %zu failed, %.2f s\n\n", file.c_str(), checks, failures, elapsed.count());
  totals.checks += checks;
  totals.failures += failures;
}

int run(const Options& options) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(options.directory)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".json" && (options.only.empty() || name == options.only)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());

  std::printf("%-26s %-46s %8s %8s %20s  %-5s %s\n", "file", "quantity", "cases", "failures", "worst relative error",
              "scale", "where");
  Totals totals;
  for (const auto& path : files) {
    const std::string name = path.filename().string();
    if (std::find(std::begin(out_of_scope), std::end(out_of_scope), name) != std::end(out_of_scope)) {
      std::printf("%-26s out of scope here: streams are tested with the detectors\n\n", name.c_str());
      continue;
    }
    run_file(path, totals);
  }
  std::printf("total: %zu checks, %zu failed, %zu quantities not computed\n", totals.checks, totals.failures,
              totals.not_computed);
  // A run that compared nothing has shown nothing.
  const bool passed = totals.checks > 0 && totals.failures == 0 && (!options.complete || totals.not_computed == 0);
  return passed ? 0 : 1;
}

}  // namespace

Expected parse_expected(const Json& json) {
  if (json.is_null()) return {std::numeric_limits<double>::quiet_NaN(), 0};
  if (json.is_boolean()) return {json.get<bool>() ? 1.0 : 0.0, 0};
  if (json.is_number()) {
    const double value = json.get<double>();
    return {value, std::log10(std::abs(value))};
  }
  if (!json.is_string()) throw std::runtime_error("not a number: " + json.dump());
  const std::string& text = json.get_ref<const std::string&>();
  if (text == "inf") return {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  if (text == "-inf") return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  if (text == "nan") return {std::numeric_limits<double>::quiet_NaN(), 0};
  if (text.empty() || text.find_first_not_of("0123456789+-.eE") != std::string::npos) {
    throw std::runtime_error("not a number: \"" + text + '"');
  }
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size()) throw std::runtime_error("not a number: \"" + text + '"');
  const std::size_t e = text.find_first_of("eE");
  const double mantissa = std::strtod(text.substr(0, e).c_str(), nullptr);
  const double exponent = e == std::string::npos ? 0 : std::strtod(text.c_str() + e + 1, nullptr);
  return {value, std::log10(std::abs(mantissa)) + exponent};
}

double number(const Json& json) { return parse_expected(json).value; }

std::vector<double> numbers(const Json& list) {
  std::vector<double> values;
  values.reserve(list.size());
  for (const Json& item : list) values.push_back(number(item));
  return values;
}

std::vector<std::uint64_t> counts(const Json& list) {
  std::vector<std::uint64_t> values;
  values.reserve(list.size());
  for (const Json& item : list) values.push_back(item.get<std::uint64_t>());
  return values;
}

const Json& prefer_hp(const Json& object, std::string_view key) {
  const auto precise = object.find(std::string(key) + "_hp");
  return precise != object.end() ? *precise : object.at(std::string(key));
}

const std::string& data_dir() { return data_dir_storage(); }

bool Table::record(std::string_view quantity, std::string_view case_name, bool passed, double error,
                   Tolerance tolerance, const std::string& actual, const std::string& expected) {
  Row& row = rows_[std::string(quantity)];
  ++row.cases;
  row.tolerance = tolerance;
  if (error > row.worst) {
    row.worst = error;
    row.worst_case = case_name;
  }
  if (!passed) {
    ++row.failures;
    if (row.messages.size() < messages_kept) {
      row.messages.push_back(std::string(case_name) + ": expected " + expected + ", got " + actual);
    }
  }
  return passed;
}

bool Table::check(std::string_view quantity, std::string_view case_name, double actual, const Json& expected,
                  Tolerance tolerance) {
  const Expected wanted = parse_expected(expected);
  double error = relative_error(actual, wanted.value);
  bool passed = false;
  switch (tolerance.kind) {
    case Tolerance::Kind::exact: passed = error == 0; break;
    case Tolerance::Kind::absolute:
      error = absolute_error(actual, wanted.value);
      passed = error <= tolerance.limit;
      break;
    case Tolerance::Kind::relative:
      passed = error <= tolerance.limit;
      if (!passed && absolute_error(actual, wanted.value) <= tolerance.floor) {
        passed = true;
        error = 0;  // judged on the other scale
      }
      break;
    case Tolerance::Kind::tail:
      if (std::abs(wanted.value) < deep_tail && actual > underflow && std::isfinite(wanted.log10_magnitude)) {
        error = relative_error(std::log10(actual), wanted.log10_magnitude);
      }
      passed = error <= tolerance.limit;
      break;
  }
  const bool below_double =
      std::abs(wanted.value) < std::numeric_limits<double>::min() && std::isfinite(wanted.log10_magnitude);
  if (!passed && below_double && std::abs(actual) < underflow) {
    passed = true;
    error = 0;
  }
  return record(quantity, case_name, passed, error, tolerance, print(actual), expected.dump());
}

bool Table::check_equal(std::string_view quantity, std::string_view case_name, const Json& actual,
                        const Json& expected) {
  const bool passed = actual == expected;
  return record(quantity, case_name, passed, passed ? 0 : 1, exact(), actual.dump(), expected.dump());
}

bool Table::check_log(std::string_view quantity, std::string_view case_name, double ln_actual, const Json& expected,
                      Tolerance tolerance) {
  const Expected wanted = parse_expected(expected);
  constexpr double ln_10 = 2.302585092994045684;
  // Above the deep tail an error in ln p is the relative error of p; below it the logarithm itself is what counts.
  const double ln_expected = wanted.log10_magnitude * ln_10;
  const double error = std::abs(wanted.value) < deep_tail ? relative_error(ln_actual, ln_expected)
                                                          : relative_error(std::exp(ln_actual), wanted.value);
  return record(quantity, case_name, error <= tolerance.limit, error, tolerance, "exp(" + print(ln_actual) + ")",
                expected.dump());
}

bool Table::check_between(std::string_view quantity, std::string_view case_name, double lower, double upper,
                          const Json& expected, double slack) {
  const double value = number(expected);
  const double margin = slack * std::abs(value);
  const bool passed = lower - margin <= value && value <= upper + margin;
  const double error = passed ? 0 : (std::max)(relative_error(lower, value), relative_error(upper, value));
  return record(quantity, case_name, passed, error, relative(slack), '[' + print(lower) + ", " + print(upper) + ']',
                expected.dump());
}

void Table::fail(std::string_view quantity, std::string_view case_name, std::string what) {
  record(quantity, case_name, false, std::numeric_limits<double>::infinity(), exact(), what, "a result");
}

void Table::covers(std::string_view pattern) { covered_.emplace_back(pattern); }

void Table::leave_out(std::string_view quantity, std::string_view case_name, std::string_view reason) {
  left_out_[std::string(quantity)][std::string(reason)].emplace_back(case_name);
}

void Table::skip(std::string_view pattern, std::string_view reason) { skipped_.emplace_back(pattern, reason); }

Registration::Registration(std::string file, Handler handler) {
  handlers().emplace(std::move(file), std::move(handler));
}

}  // namespace leeway::reference

int main(int count, char** arguments) {
  using namespace leeway::reference;
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument.starts_with("--only=")) {
      options.only = argument.substr(7);
    } else if (argument == "--complete") {
      options.complete = true;
    } else if (options.directory.empty()) {
      options.directory = argument;
    } else {
      data_dir_storage() = argument;
    }
  }
  if (options.directory.empty() || options.directory.starts_with("-")) {
    std::fprintf(stderr, "usage: leeway_reference DIR [DATA_DIR] [--only=FILE] [--complete]\n");
    return 2;
  }
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "leeway_reference: %s\n", error.what());
    return 2;
  }
}
