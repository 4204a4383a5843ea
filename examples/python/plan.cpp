#include "plan.hpp"

#include <cstdint>
#include <string>

#include "leeway/core/error.hpp"
#include "leeway/io/baseline_to_json.hpp"

namespace py = pybind11;

namespace leeway::python {
namespace {

Plan plan_named(const std::string& name) {
  for (const Plan& plan : {Plan::calibrated(), Plan::p_value(), Plan::limits()}) {
    if (plan.name == name) return plan;
  }
  throw ConfigError("there is no plan '" + name + "', only calibrated, p_value and limits");
}

template <class Enumeration>
Enumeration one_of(std::initializer_list<Enumeration> choices, const std::string& name) {
  std::string names;
  for (const Enumeration choice : choices) {
    if (to_string(choice) == name) return choice;
    names += (names.empty() ? "" : ", ") + std::string(to_string(choice));
  }
  throw ConfigError("plan: '" + name + "' is none of " + names);
}

void set_threshold(Thresholds& thresholds, const std::string& name, double limit) {
  for (const auto& [known, member] : detail::threshold_names) {
    if (name == known) {
      thresholds.*member = limit;
      return;
    }
  }
  throw ConfigError("plan: there is no threshold '" + name + "'");
}

void set_member(Plan& plan, const std::string& name, const py::handle& value) {
  const auto number = [&] { return value.cast<double>(); };
  if (name == "name") return;  // looked at first
  if (name == "alpha") {
    plan.alpha = number();
  } else if (name == "tolerance") {
    plan.tolerance = number();
  } else if (name == "share_tolerance") {
    plan.share_tolerance = number();
  } else if (name == "confidence") {
    plan.confidence = number();
  } else if (name == "power") {
    plan.power = number();
  } else if (name == "importance_share") {
    plan.importance_share = number();
  } else if (name == "min_rows") {
    plan.min_rows = value.cast<std::uint64_t>();
  } else if (name == "horizon_windows") {
    plan.horizon_windows = value.cast<std::uint64_t>();
  } else if (name == "tests") {
    plan.tests = value.cast<bool>();
  } else if (name == "sequential") {
    plan.sequential = value.cast<bool>();
  } else if (name == "adjustment") {
    plan.adjustment = one_of({Adjustment::none, Adjustment::holm, Adjustment::benjamini_hochberg}, py::str(value));
  } else if (name == "mode") {
    plan.mode = one_of({WatchMode::automatic, WatchMode::exchangeable, WatchMode::tempered, WatchMode::tolerance,
                        WatchMode::block_conformal},
                       py::str(value));
  } else if (name == "thresholds") {
    for (const auto& [limit, of] : value.cast<py::dict>()) {
      set_threshold(plan.thresholds, py::str(limit), of.cast<double>());
    }
  } else {
    throw ConfigError("plan: there is no member '" + name + "'");
  }
}

}  // namespace

Plan plan_of(const py::object& described) {
  if (described.is_none()) return {};
  if (py::isinstance<py::str>(described)) return plan_named(py::str(described));
  if (!py::isinstance<py::dict>(described)) throw ConfigError("a plan is a name or a dict");
  const auto members = py::reinterpret_borrow<py::dict>(described);
  Plan plan = members.contains("name") ? plan_named(py::str(members["name"])) : Plan{};
  for (const auto& [name, value] : members) {
    try {
      set_member(plan, py::str(name), value);
    } catch (const py::cast_error&) {
      throw ConfigError("plan: " + std::string(py::str(name)) + " must not be " + std::string(py::repr(value)));
    }
  }
  plan.validate();
  return plan;
}

}  // namespace leeway::python
