#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "leeway/baseline/schema.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/feature_column.hpp"

namespace leeway::python {

/// Rows as Python has them (a 2-D array, a data frame, a dict of columns or of the values of one row), seen as Leeway
/// sees batches. float32 and float64 are looked at where they lie, whatever their strides; other numbers are converted.
/// Made and destroyed with the GIL held; what it shows may be read without.
class Columns {
 public:
  /// Throws ConfigError for a column that is not there or does not hold what the baseline has there. An array with
  /// another number of columns than there are features is for the recorder to reject.
  Columns(const Schema& schema, const pybind11::object& batch);

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] bool is_rejected() const noexcept { return rejected_; }

  /// Calls recorder.observe() with the rows.
  template <class Recorder>
  void observe_with(Recorder& recorder) const noexcept {
    if (const auto* floats = std::get_if<BatchView<float>>(&batch_)) return recorder.observe(*floats);
    if (const auto* doubles = std::get_if<BatchView<double>>(&batch_)) return recorder.observe(*doubles);
    recorder.observe(std::span<const FeatureColumn>(*std::get_if<std::vector<FeatureColumn>>(&batch_)));
  }

 private:
  void take_matrix(const Schema& schema, pybind11::array matrix);
  void take_columns(const Schema& schema, const pybind11::object& frame);
  FeatureColumn numeric(const std::string& name, pybind11::array values);
  FeatureColumn categorical(const std::string& name, pybind11::array values);
  FeatureColumn texts(const std::string& name, const pybind11::list& values);

  template <class Value>
  BatchView<Value> view_of(pybind11::array values);

  std::variant<BatchView<float>, BatchView<double>, std::vector<FeatureColumn>> batch_;
  std::size_t rows_ = 0;
  bool rejected_ = false;
  // What the views look into:
  std::vector<pybind11::object> held_;
  std::deque<std::vector<double>> numbers_;
  std::deque<std::vector<std::string_view>> texts_;
  std::deque<std::string> made_texts_;
};

}  // namespace leeway::python
