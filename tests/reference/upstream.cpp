// upstream_cases.json: reading the recorded calls, and the guard that none is passed over in silence.

#include "upstream.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace leeway::reference {

namespace {

void flatten(const Json& json, std::vector<const Json*>& values) {
  if (!json.is_array()) return values.push_back(&json);
  for (const Json& item : json) flatten(item, values);
}

/// Whether an axis is one of those that `choice` names (see Array::along).
bool names_axis(const Json& choice, std::size_t axis, std::size_t axes) {
  if (choice.is_null()) return true;
  if (choice.is_array()) {
    return std::any_of(choice.begin(), choice.end(), [&](const Json& one) { return names_axis(one, axis, axes); });
  }
  const auto number = choice.get<std::ptrdiff_t>();
  return static_cast<std::ptrdiff_t>(axis) == (number < 0 ? number + static_cast<std::ptrdiff_t>(axes) : number);
}

}  // namespace

Array Array::from(const Json& json) {
  Array array;
  const Json* level = &json;
  while (level->is_array()) {
    array.shape.push_back(level->size());
    if (level->empty()) break;
    level = &level->front();
  }
  std::vector<const Json*> flat;
  flatten(json, flat);
  for (const Json* value : flat) array.values.push_back(number(*value));
  return array;
}

std::vector<std::vector<double>> Array::along(const Json& axis) const {
  if (shape.empty()) return {values};
  std::size_t lines = 1;
  for (std::size_t d = 0; d < shape.size(); ++d) lines *= names_axis(axis, d, shape.size()) ? 1 : shape[d];
  std::vector<std::vector<double>> samples(lines);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::size_t line = 0;
    std::size_t stride = 1;
    std::size_t rest = i;
    for (std::size_t d = shape.size(); d-- > 0;) {
      const std::size_t position = rest % shape[d];
      rest /= shape[d];
      if (names_axis(axis, d, shape.size())) continue;
      line += position * stride;
      stride *= shape[d];
    }
    samples[line].push_back(values[i]);
  }
  return samples;
}

std::vector<SamplePair> sample_pairs(const Json& x, const Json& y, const Json& axis) {
  Array arrays[] = {Array::from(x), Array::from(y)};
  const std::size_t axes = (std::max)(arrays[0].shape.size(), arrays[1].shape.size());
  for (Array& array : arrays) array.shape.insert(array.shape.begin(), axes - array.shape.size(), 1);
  const auto x_samples = arrays[0].along(axis);
  const auto y_samples = arrays[1].along(axis);
  // One pair for each position along the other axes; an array of length 1 along one of them stands still there.
  std::vector<std::pair<std::size_t, std::size_t>> lines{{0, 0}};
  for (std::size_t d = 0; d < axes; ++d) {
    if (names_axis(axis, d, axes)) continue;
    const std::size_t lengths[] = {arrays[0].shape[d], arrays[1].shape[d]};
    std::vector<std::pair<std::size_t, std::size_t>> longer;
    for (const auto& [x_line, y_line] : lines) {
      for (std::size_t i = 0; i < (std::max)(lengths[0], lengths[1]); ++i) {
        longer.emplace_back(x_line * lengths[0] + i % lengths[0], y_line * lengths[1] + i % lengths[1]);
      }
    }
    lines = std::move(longer);
  }
  std::vector<SamplePair> pairs;
  for (const auto& [x_line, y_line] : lines) pairs.push_back({x_samples.at(x_line), y_samples.at(y_line)});
  return pairs;
}

bool UpstreamCase::has_option(const char* key) const { return has("options") && at("options").contains(key); }

Json UpstreamCase::option(const char* key, Json otherwise) const {
  return has_option(key) ? at("options").at(key) : std::move(otherwise);
}

Alternative UpstreamCase::alternative() const {
  std::string text = option("alternative", "two-sided");
  if (has("alternative")) text = at("alternative");
  if (has("extra_args") && !at("extra_args").empty() && at("extra_args")[0].is_string()) text = at("extra_args")[0];
  if (text == "two-sided" || text == "two.sided") return Alternative::two_sided;
  if (text == "greater") return Alternative::greater;
  if (text == "less") return Alternative::less;
  throw std::runtime_error("unknown alternative " + text);
}

std::vector<SamplePair> UpstreamCase::pairs(const Json& default_axis) const {
  const Json axis = argument_count() > 2 ? argument(2) : option("axis", default_axis);
  if (has("args")) return sample_pairs(argument(0), argument(1), axis);
  return sample_pairs(at("x"), at("y"), axis);
}

std::vector<std::vector<double>> UpstreamCase::groups() const {
  std::vector<std::vector<double>> groups;
  for (const Json& group : at("groups")) groups.push_back(numbers(group));
  return groups;
}

std::string UpstreamCase::quantity(const std::string& part) const {
  return at("function").get_ref<const std::string&>() + '.' + part;
}

void UpstreamCase::check(const std::string& part, const std::vector<double>& actual, Tolerance tolerance) {
  touched_.insert(part);
  std::vector<const Json*> wanted;
  if (part.starts_with("extra.")) {
    flatten(expected("extra").at(part.substr(6)), wanted);
  } else {
    flatten(expected(part), wanted);
  }
  if (wanted.size() != actual.size()) {
    return table_.fail(quantity(part), name(), std::to_string(actual.size()) + " values");
  }
  for (std::size_t i = 0; i < actual.size(); ++i) {
    table_.check(quantity(part), name(), actual[i], *wanted[i], tolerance);
  }
}

void UpstreamCase::check(const TestResult& result, Tolerance statistic, Tolerance p) {
  if (has("expected_statistic")) check("statistic", result.statistic, statistic);
  if (has("expected_p")) check("p", result.p_value, p);
}

void UpstreamCase::check_against(const std::string& part, double actual, const Json& right, Tolerance tolerance) {
  touched_.insert(part);
  table_.check(quantity(part), name(), actual, right, tolerance);
}

void UpstreamCase::leave_out(const std::string& part, std::string_view reason) {
  touched_.insert(part);
  table_.leave_out(quantity(part), name(), reason);
}

std::vector<std::string> UpstreamCase::untouched() const {
  std::vector<std::string> parts;
  const auto look = [&](const std::string& part, const Json& value) {
    if (!value.is_null() && touched_.count(part) == 0) parts.push_back(part);
  };
  for (const auto& [key, value] : item_.items()) {
    if (!key.starts_with("expected_")) continue;
    if (key == "expected_extra") {
      for (const auto& [extra, inner] : value.items()) {
        // How the case is to be read, not what comes out of it.
        if (extra != "tolerance" && extra != "statistic_is") look("extra." + extra, inner);
      }
    } else {
      look(key.substr(9), value);
    }
  }
  return parts;
}

namespace {

void upstream(const Json& document, Table& table) {
  UpstreamFunctions functions = upstream_two_sample();
  functions.merge(upstream_groups());
  functions.merge(upstream_tables());
  functions.merge(upstream_summaries());
  for (const Json& item : document.at("cases")) {
    const std::string function = item.at("function");
    const auto found = functions.find(function);
    if (found == functions.end()) {
      table.fail(function, item.at("name").get<std::string>(), "no function of this name is known");
      continue;
    }
    UpstreamCase upstream_case(item, table);
    try {
      found->second(upstream_case);
    } catch (const std::exception& error) {
      table.fail(function, upstream_case.name(), error.what());
    }
    for (const std::string& part : upstream_case.untouched()) {
      table.fail(function + '.' + part, upstream_case.name(), "neither checked nor left out");
    }
  }
  table.covers("*.extra.tolerance");
}

const Registration registration{"upstream_cases.json", upstream};

}  // namespace

}  // namespace leeway::reference
