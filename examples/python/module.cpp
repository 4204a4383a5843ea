/// The Python module `leeway`: baselines, monitors and reports.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pybind11/chrono.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "columns.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "leeway/io/html.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/io/text.hpp"
#include "leeway/monitor/monitor.hpp"
#include "leeway/monitor/recorder.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/evaluate.hpp"
#include "plan.hpp"

namespace py = pybind11;

namespace leeway::python {
namespace {

/// A Baseline, a path, the text of a file, or whatever has that text as json(), as those of leeway_baseline.py do.
Baseline baseline_of(const py::object& source) {
  if (py::isinstance<Baseline>(source)) return source.cast<Baseline>();
  if (py::hasattr(source, "json") && !py::isinstance<py::str>(source)) {
    return baseline_from_json(source.attr("json")().cast<std::string>());
  }
  const auto text = py::module_::import("os").attr("fspath")(source).cast<std::string>();
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  const bool is_document = begin != std::string::npos && text[begin] == '{';
  return is_document ? baseline_from_json(text) : load_baseline(text);
}

DriftReport check(const py::object& source, const py::object& frame, const py::object& described) {
  const Baseline baseline = baseline_of(source);
  const Plan plan = plan_of(described);
  const Columns columns(baseline.schema(), frame);
  if (columns.is_rejected()) {
    throw ConfigError("the rows have another number of columns than the baseline, which has " +
                      std::to_string(baseline.size()));
  }
  const py::gil_scoped_release without_gil;
  Recorder recorder(baseline, 1);
  columns.observe_with(recorder);
  Window window(baseline);
  recorder.drain(window);
  return evaluate(baseline, window, plan);
}

/// The page in a frame of its own: neither its style nor its script reaches the notebook around it.
std::string frame_of(const DriftReport& report) {
  std::string frame = "<iframe style=\"width:100%;height:32em;border:0\" sandbox=\"allow-scripts\" srcdoc=\"";
  for (const char c : to_html(report)) {
    if (c == '&') {
      frame += "&amp;";
    } else if (c == '"') {
      frame += "&quot;";
    } else {
      frame += c;
    }
  }
  return frame + "\"></iframe>";
}

/// A Monitor whose windows end where Python asks: without a thread, which would need the interpreter to call back.
class PolledMonitor {
 public:
  PolledMonitor(Baseline baseline, std::uint64_t window_rows, std::chrono::seconds cadence, Plan plan,
                std::size_t sample_every)
      : monitor_(std::move(baseline), {.window_rows = window_rows,
                                       .cadence = cadence,
                                       .on_report = [](const DriftReport& report) { ended() = report; },
                                       .plan = std::move(plan),
                                       .evaluation = Evaluation::on_poll,
                                       .sample_every = sample_every}) {}

  void observe(const py::object& batch) {
    const Columns columns(monitor_.baseline().schema(), batch);
    const py::gil_scoped_release without_gil;
    columns.observe_with(monitor_);
  }
  [[nodiscard]] std::optional<DriftReport> poll() {
    return monitor_.poll() ? std::exchange(ended(), {}) : std::nullopt;
  }
  [[nodiscard]] Monitor& operator*() noexcept { return monitor_; }

 private:
  /// The report of the window that this thread has just closed.
  static std::optional<DriftReport>& ended() {
    static thread_local std::optional<DriftReport> report;
    return report;
  }
  Monitor monitor_;
};

void reset(PolledMonitor& monitor, const std::optional<std::string>& feature) {
  if (feature) {
    (*monitor).reset_watch(*feature);
  } else {
    (*monitor).reset_watch();
  }
}

py::list features_of(const DriftReport& report) {
  return py::module_::import("json").attr("loads")(to_json(report))["features"];
}

std::vector<std::string> names_of(const Baseline& baseline) {
  std::vector<std::string> names;
  for (const Feature& feature : baseline.schema()) names.push_back(feature.name);
  return names;
}

void add_errors(py::module_& module) {
  const py::exception<Error>& error = py::register_exception<Error>(module, "Error");
  py::register_exception<ConfigError>(module, "ConfigError", error);
  py::register_exception<FormatError>(module, "FormatError", error);
  py::register_exception<IoError>(module, "IoError", error);
}

}  // namespace
}  // namespace leeway::python

PYBIND11_MODULE(leeway, module) {
  using namespace leeway::python;
  using leeway::Baseline;
  using leeway::DriftReport;
  using WithoutGil = py::call_guard<py::gil_scoped_release>;
  module.doc() = R"(Tells when data have drifted away from a model's training data.

    report = leeway.check("baseline.json", frame)      # a DataFrame, dict of columns or 2-D array
    if report.drifted: print(report)

    monitor = leeway.Monitor("baseline.json", window_rows=1000)
    monitor.observe(batch)                             # right before model(batch), from any thread
    report = monitor.poll()                            # of the window that has ended, or None)";
  add_errors(module);

  py::class_<Baseline>(module, "Baseline",
                       "What normal looked like: of a path, the text of a file, or leeway_baseline's.")
      .def(py::init(&baseline_of), py::arg("source"))
      .def_property_readonly("name", [](const Baseline& baseline) { return baseline.provenance().name; })
      .def_property_readonly("rows", &Baseline::rows)
      .def_property_readonly("features", &names_of, "Names, in the order of an array's columns.")
      .def_property_readonly("hash", [](const Baseline& baseline) { return leeway::hex_of(baseline.content_hash()); })
      .def("json", [](const Baseline& baseline) { return leeway::to_json(baseline); })
      .def("__repr__", [](const Baseline& baseline) {
        return "<leeway.Baseline '" + baseline.provenance().name + "': " + std::to_string(baseline.rows()) +
               " rows of " + std::to_string(baseline.size()) + " features>";
      });

  py::class_<DriftReport>(module, "DriftReport", "Whether the data have drifted; features are ranked, the worst first.")
      .def_property_readonly("drifted", &DriftReport::drifted)
      .def_property_readonly("verdict",
                             [](const DriftReport& report) { return std::string(to_string(report.verdict)); })
      .def_property_readonly("rows", [](const DriftReport& report) { return report.window_rows; })
      .def_property_readonly("rejected_rows", [](const DriftReport& report) { return report.rejected_rows; })
      .def_property_readonly("features", &features_of,
                             "A dict each: name, verdict, effect, adjusted_p_value, diagnosis, findings, ...")
      .def_property_readonly("text", [](const DriftReport& report) { return leeway::to_text(report); })
      .def("json", [](const DriftReport& report) { return leeway::to_json(report); })
      .def(
          "html", [](const DriftReport& report) { return leeway::to_html(report); }, "A page that needs nothing else.")
      .def("_repr_html_", &frame_of)
      .def("__str__", [](const DriftReport& report) { return leeway::to_text(report); })
      .def("__repr__", [](const DriftReport& report) {
        return "<leeway.DriftReport: " + std::string(to_string(report.verdict)) + ", " +
               std::to_string(report.count(leeway::Verdict::drift)) + " of " + std::to_string(report.features.size()) +
               " features drifted>";
      });

  py::class_<PolledMonitor>(module, "Monitor", R"(Watches the rows that a model gets.

    window_rows, cadence (seconds or timedelta): when a window ends; neither: at close_window().
    plan: "calibrated", "p_value", "limits", or a dict of members of leeway::Plan.
    sample_every: of so many rows one is counted.)")
      .def(py::init([](const py::object& baseline, std::uint64_t window_rows, std::chrono::seconds cadence,
                       const py::object& plan, std::size_t sample_every) {
             return std::make_unique<PolledMonitor>(baseline_of(baseline), window_rows, cadence, plan_of(plan),
                                                    sample_every);
           }),
           py::arg("baseline"), py::kw_only(), py::arg("window_rows") = 0, py::arg("cadence") = std::chrono::seconds(0),
           py::arg("plan") = py::none(), py::arg("sample_every") = 1)
      .def("observe", &PolledMonitor::observe, py::arg("batch"),
           "Counts rows: a 2-D array (one row: 1-D) with the baseline's features as columns, a DataFrame, a dict of "
           "columns or of single values. An array of another width is counted as rejected rows.")
      .def("poll", &PolledMonitor::poll, WithoutGil(), "The report of the window if it was due and has ended; or None.")
      .def(
          "report", [](PolledMonitor& monitor) { return (*monitor).report(); }, WithoutGil(),
          "The open window so far; it stays open.")
      .def(
          "close_window", [](PolledMonitor& monitor) { return (*monitor).close_window(); }, WithoutGil(),
          "Ends the window now and returns its report.")
      .def("reset", &reset, py::arg("feature") = py::none(), WithoutGil(),
           "Forgets a feature's alarm, or all, when somebody has dealt with it.")
      .def_property_readonly("rows_seen", [](PolledMonitor& monitor) { return (*monitor).rows_seen(); });

  module.def("check", &check, py::arg("baseline"), py::arg("frame"), py::arg("plan") = py::none(),
             "The DriftReport of rows against a baseline, as if they were the only ones ever looked at.");
}
