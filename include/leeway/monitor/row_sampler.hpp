#pragma once

#include <cstddef>
#include <cstdint>

#include "leeway/core/hash.hpp"

namespace leeway::inline v0_1 {

/// Chooses one row in `every`, the same ones whenever the same rows come in the same calls.
///
/// Each call draws a place and takes the rows at that place, `every` rows further on, and so on: what is chosen of a
/// batch is a batch with a larger stride. Any row is as likely to be taken as any other, wherever in a batch it stands;
/// rows counted through at a fixed distance would miss, or see nothing but, what returns with that period (the first
/// candidate of each request).
class RowSampler {
 public:
  explicit RowSampler(std::size_t every = 1) noexcept : every_(every) {}

  /// Of the rows of one call: `first`, `first + every`, ..., `count` of them.
  struct Choice {
    std::size_t first = 0;
    std::size_t count = 0;
  };
  [[nodiscard]] Choice choose(std::size_t rows) noexcept {
    if (every_ == 1) return {0, rows};
    const std::size_t first = mix_bits(++calls_) % every_;
    return {first, first >= rows ? 0 : (rows - first - 1) / every_ + 1};
  }

 private:
  std::size_t every_;
  std::uint64_t calls_ = 0;
};

}  // namespace leeway::inline v0_1
