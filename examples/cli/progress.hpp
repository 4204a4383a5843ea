#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace leeway::cli {

/// A line on standard error that says how far reading has come. It shows only on a terminal, and only once reading has
/// taken longer than a second; it must be wiped before anything else is said.
class Progress {
 public:
  /// `total_bytes` 0: not known.
  Progress(std::string name, std::uint64_t total_bytes);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { wipe(); }

  void update(std::uint64_t bytes_read);
  void wipe();

 private:
  using Clock = std::chrono::steady_clock;

  std::string name_;
  std::uint64_t total_bytes_;
  bool on_terminal_;
  bool shown_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point next_ = begin_ + std::chrono::seconds(1);
};

}  // namespace leeway::cli
