#pragma once

#include <pybind11/pybind11.h>

#include "leeway/report/plan.hpp"

namespace leeway::python {

/// None, the name of a plan ("calibrated", "p_value", "limits"), or a dict of members of Plan, whose "name" says which
/// plan they change. Throws ConfigError for anything else.
[[nodiscard]] Plan plan_of(const pybind11::object& described);

}  // namespace leeway::python
