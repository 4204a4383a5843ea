#include "request.hpp"

#include <limits>

#include <nlohmann/json.hpp>

#include "leeway/core/error.hpp"
#include "leeway/io/json_reader.hpp"

namespace {

float value_of(const nlohmann::json& value, const leeway::Feature& feature, std::size_t row) {
  if (value.is_null()) return std::numeric_limits<float>::quiet_NaN();
  const bool fits = feature.kind == leeway::Kind::numeric ? value.is_number() : value.is_number_integer();
  if (!fits) {
    const char* const wanted = feature.kind == leeway::Kind::numeric ? "a number" : "a whole number";
    throw RefusedRequest(Refusal::wrong_type, "rows[" + std::to_string(row) + "]." + feature.name + ": expected " +
                                                  wanted + " or null, found a " + value.type_name());
  }
  return value.get<float>();
}

nlohmann::json parsed(std::string_view body) {
  try {
    return leeway::parse_json(body, "request");
  } catch (const leeway::FormatError& error) {
    throw RefusedRequest(Refusal::not_json, error.what());
  }
}

}  // namespace

std::vector<float> rows_of_request(std::string_view body, const leeway::Schema& schema, std::size_t most_rows) {
  const nlohmann::json document = parsed(body);
  const auto list = document.is_object() ? document.find("rows") : document.end();
  if (list == document.end() || !list->is_array() || list->empty()) {
    throw RefusedRequest(Refusal::wrong_shape,
                         R"(expected {"rows": [{feature: value, ...}, ...]} with at least one row)");
  }
  if (list->size() > most_rows) {
    throw RefusedRequest(Refusal::too_long, std::to_string(list->size()) + " rows, at most " +
                                                std::to_string(most_rows) + " are taken at once");
  }
  std::vector<float> rows;
  rows.reserve(list->size() * schema.size());
  for (std::size_t row = 0; row < list->size(); ++row) {
    const nlohmann::json& fields = (*list)[row];
    if (!fields.is_object()) {
      throw RefusedRequest(Refusal::wrong_shape, "rows[" + std::to_string(row) + "]: expected an object");
    }
    for (const leeway::Feature& feature : schema) {
      const auto field = fields.find(feature.name);
      if (field == fields.end()) {
        throw RefusedRequest(Refusal::missing_field, "rows[" + std::to_string(row) + "]: '" + feature.name +
                                                         "' is missing (null says that there is no value)");
      }
      rows.push_back(value_of(*field, feature, row));
    }
  }
  return rows;
}
