#include "progress.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <unistd.h>

namespace leeway::cli {

Progress::Progress(std::string name, std::uint64_t total_bytes)
    : name_(std::move(name)), total_bytes_(total_bytes), on_terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::wipe() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

void Progress::update(std::uint64_t bytes_read) {
  if (!on_terminal_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  shown_ = true;

  const double megabytes = static_cast<double>(bytes_read) / 1e6;
  const double rate = megabytes / std::chrono::duration<double>(now - begin_).count();
  std::fprintf(stderr, "\r%s  ", name_.c_str());
  if (total_bytes_ > 0) {
    const double share = (std::min)(1.0, static_cast<double>(bytes_read) / static_cast<double>(total_bytes_));
    std::string bar(30, ' ');
    std::fill_n(bar.begin(), static_cast<std::ptrdiff_t>(30 * share), '=');
    std::fprintf(stderr, "[%s] %3.0f%%  ", bar.c_str(), 100 * share);
  }
  std::fprintf(stderr, "%.0f MB, %.0f MB/s", megabytes, rate);
  if (total_bytes_ > bytes_read && rate > 0) {
    const auto left = static_cast<long>((static_cast<double>(total_bytes_ - bytes_read) / 1e6) / rate + 0.5);
    if (left >= 60) std::fprintf(stderr, ", %ld min", left / 60);
    std::fprintf(stderr, "%s%ld s left", left >= 60 ? " " : ", ", left % 60);
  }
  std::fputs("\x1b[K", stderr);
  std::fflush(stderr);
}

}  // namespace leeway::cli
