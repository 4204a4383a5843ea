#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace validity {

/// "1,000,000"
inline std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}
/// ".025" or "1.53"
inline std::string decimal(double value, int digits) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return value >= 0 && value < 1 && text[0] == '0' ? text + 1 : text;
}

/// A Markdown table that is printed row by row, while simulations go on, and remembers whether all bars held.
class Table {
 public:
  static constexpr std::array<const char*, 8> titles{"stream", "watched by",   "baseline", "looks x rows",
                                                     "runs",   "false alarms", "delay",    "bar"};
  static constexpr std::array<int, 8> widths{-44, -40, 8, 13, 6, 12, 26, 16};

  struct Row {
    std::string stream{};
    std::string watcher{};
    std::uint64_t baseline_rows = 0;
    std::uint64_t windows = 0;
    std::uint64_t rows_per_window = 0;
    std::size_t runs = 0;
    std::string false_alarms{};
    std::string delay{};
    std::string bar{};
    bool held = true;
  };

  void print_titles() const {
    print({titles.begin(), titles.end()});
    std::vector<std::string> rules;
    for (const int width : widths) {
      rules.push_back(width < 0 ? std::string(static_cast<std::size_t>(-width), '-')
                                : std::string(static_cast<std::size_t>(width) - 1, '-') + ":");
    }
    print(rules);
  }
  void add(const Row& row) {
    bars_ += row.bar.empty() ? 0 : 1;
    missed_ += row.held ? 0 : 1;
    print({row.stream, row.watcher, grouped(row.baseline_rows),
           grouped(row.windows) + " x " + grouped(row.rows_per_window), grouped(row.runs), row.false_alarms, row.delay,
           row.held ? row.bar : row.bar + " MISSED"});
  }
  [[nodiscard]] int bars() const noexcept { return bars_; }
  [[nodiscard]] int missed() const noexcept { return missed_; }

 private:
  static void print(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) std::printf("| %*s ", widths[i], cells[i].c_str());
    std::printf("|\n");
    std::fflush(stdout);
  }

  int bars_ = 0;
  int missed_ = 0;
};

/// The standard error of a simulated share.
inline double standard_error(double share, std::size_t runs) {
  return std::sqrt(share * (1 - share) / static_cast<double>(runs));
}
/// Whether a simulated share is compatible with a true one of at most `bar`: up to three standard errors above it.
inline bool at_most(double share, double bar, std::size_t runs) { return share <= bar + 3 * standard_error(bar, runs); }

}  // namespace validity
