#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/baseline/schema.hpp"

/// Why a request was refused; each is counted.
enum class Refusal : std::size_t { not_json, wrong_shape, missing_field, wrong_type, too_long };
inline constexpr std::array<const char*, 5> refusal_names{"not_json", "wrong_shape", "missing_field", "wrong_type",
                                                          "too_long"};

/// What the client is told. The status is 413 for too_long, 400 for everything else.
struct RefusedRequest : std::runtime_error {
  RefusedRequest(Refusal why, const std::string& message) : std::runtime_error(message), refusal(why) {}
  Refusal refusal;
};

/// The rows of {"rows": [{"area_m2": 80, ...}, ...]}, one after the other, a value a feature in the schema's order.
/// Every feature must be there; null is a missing value, other fields are ignored. Throws RefusedRequest with row and
/// feature, and then none of the request's rows may be used.
[[nodiscard]] std::vector<float> rows_of_request(std::string_view body, const leeway::Schema& schema,
                                                 std::size_t most_rows);
