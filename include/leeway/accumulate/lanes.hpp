#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace leeway::inline v0_1 {

/// Values of one cell are told apart by a hash into this many lanes. Continuous values spread over the lanes alike, so
/// one lane that outgrows the others gives away a value that repeats: a default filled in, a sensor that is stuck.
inline constexpr std::size_t hash_lanes = 4;

namespace detail {
inline constexpr std::uint32_t lane_factor = 2 * 0x5e3779b1U;
inline constexpr int lane_shift = 30;
}  // namespace detail

/// The lane of a finite value: the top two bits of a product, which vector units have. The factor is even, so the sign
/// drops out of the product: -0 and +0 share a lane.
[[nodiscard]] constexpr std::size_t hash_lane(float x) noexcept {
  return (std::bit_cast<std::uint32_t>(x) * detail::lane_factor) >> detail::lane_shift;
}

/// Of the value rounded to float, so that data agree whether they come as double or as the floats made of them.
[[nodiscard]] constexpr std::size_t hash_lane(double x) noexcept { return hash_lane(static_cast<float>(x)); }

}  // namespace leeway::inline v0_1
