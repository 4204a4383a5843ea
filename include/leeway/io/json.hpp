#pragma once

/// Baselines and reports to and from JSON.
///
/// | call                               | does                                                                       |
/// |------------------------------------|----------------------------------------------------------------------------|
/// | `save(baseline, path)`             | writes a file atomically                                                   |
/// | `load_baseline(path)`              | the same baseline again, hash checked; FormatError names the place         |
/// | `to_json(baseline)`                | the text of that file                                                      |
/// | `baseline_from_json(text, source)` | reads it                                                                   |
/// | `baseline_from_summary(text)`      | makes one of an engine's sketches and counts                               |
/// | `save(report, path)`               | writes a drift report for programs                                         |
/// | `to_json(report)`                  | its text                                                                   |
///
/// Needs nlohmann_json, as does every header of this layer with json in its name; io/text.hpp does without.
/// The formats are described in io/baseline_to_json.hpp, io/summary_json.hpp and io/report_json.hpp.

#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/io/summary_json.hpp"
