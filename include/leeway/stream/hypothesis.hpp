#pragma once

#include <cstdint>
#include <string_view>

namespace leeway::inline v0_1 {

/// What kind of change an hypothesis describes.
enum class Change : std::uint8_t {
  location,      ///< the values moved up or down
  spread,        ///< they spread out or drew together
  shape,         ///< skewness or weight of the tails
  tail,          ///< more values at one end
  cell,          ///< one range or category became more or less frequent
  mixture,       ///< the shares of many categories changed at once
  missing,       ///< share of missing values
  infinite,      ///< share of infinite values
  out_of_range,  ///< share of values outside the training range
  unseen,        ///< share of categories never seen in training
  repeated,      ///< one exact value turns up again and again: a default, a stuck sensor
};

[[nodiscard]] constexpr std::string_view to_string(Change change) noexcept {
  switch (change) {
    case Change::location: return "location";
    case Change::spread: return "spread";
    case Change::shape: return "shape";
    case Change::tail: return "tail";
    case Change::cell: return "cell";
    case Change::mixture: return "mixture";
    case Change::missing: return "missing";
    case Change::infinite: return "infinite";
    case Change::out_of_range: return "out_of_range";
    case Change::unseen: return "unseen";
    case Change::repeated: return "repeated";
  }
  return "unknown";
}

/// How a hypothesis changes the shares that the null hypothesis expects.
enum class Form : std::uint8_t {
  tilt,     ///< multiplies them by e^(amount * score)
  factor,   ///< multiplies those of slots [first, last) by `amount`
  inflow,   ///< a share `amount` of the rows comes from elsewhere and falls into slots [first, last), half of it into
            ///< the outermost, half of the rest into the next, and so on
  scatter,  ///< draws them afresh around the expected ones, as a sample of `amount` rows would scatter
};

/// One way in which live data may differ from the baseline.
struct Hypothesis {
  Change change = Change::location;
  Form form = Form::tilt;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  float amount = 0;
  float weight = 0;

  /// Whether values go up (tilt), or the slots named become more frequent.
  [[nodiscard]] bool increases() const noexcept { return form == Form::factor ? amount > 1 : amount > 0; }
};

}  // namespace leeway::inline v0_1
