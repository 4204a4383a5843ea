#include "columns.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"

namespace py = pybind11;

namespace leeway::python {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_missing_object(const py::handle& value) {
  return value.is_none() || std::string_view(Py_TYPE(value.ptr())->tp_name).ends_with("NAType");
}

/// Names that are not UTF-8 are held as Python holds file names.
py::object text_of(const std::string& name) {
  const auto size = static_cast<Py_ssize_t>(name.size());
  return py::reinterpret_steal<py::object>(PyUnicode_DecodeUTF8(name.data(), size, "surrogateescape"));
}

/// Of a text that holds bytes which are not UTF-8 in the same way.
std::string bytes_of(const std::string& name, const py::handle& text) {
  const auto bytes =
      py::reinterpret_steal<py::object>(PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogateescape"));
  if (bytes) return bytes.cast<std::string>();
  PyErr_Clear();
  throw ConfigError("column '" + name + "' holds a text with half a character (a lone surrogate)");
}

char kind_of(const py::array& values) { return values.dtype().kind(); }

[[noreturn]] void misfit(const std::string& name, const py::array& values, const char* wanted) {
  throw ConfigError("column '" + name + "' holds " + std::string(py::str(values.dtype())) + ", the baseline has " +
                    wanted + " here");
}

py::array object_array(const py::object& items) {
  return py::module_::import("numpy").attr("array")(items, py::arg("dtype") = "object");
}

/// A column as an array: of a list (not by guessing: NumPy would make the text 'nan' of a missing value among texts), a
/// pandas Series, a tensor, or one value of one row.
py::array array_of(const std::string& name, py::object values) {
  const py::module_ numpy = py::module_::import("numpy");
  if (py::isinstance<py::str>(values) || py::isinstance<py::bytes>(values) || py::isinstance<py::float_>(values) ||
      py::isinstance<py::int_>(values) || is_missing_object(values)) {
    py::list one;
    one.append(values);
    return object_array(one);
  }
  if (py::hasattr(values, "filled") && py::hasattr(values, "mask")) {
    values = values.attr("astype")("object").attr("filled")(py::none());
  } else if (py::hasattr(values, "to_numpy") && py::hasattr(values, "dtype")) {
    const py::object type = values.attr("dtype");
    const auto kind = py::hasattr(type, "kind") ? py::str(type.attr("kind")).cast<std::string>() : "O";
    if (py::str(type).cast<std::string>() == "category") {
      values = values.attr("astype")("object").attr("to_numpy")();
    } else if (!py::isinstance(type, numpy.attr("dtype")) &&
               std::string_view("biuf").find(kind) != std::string_view::npos) {
      values = values.attr("to_numpy")(py::arg("dtype") = "float64", py::arg("na_value") = nan);
    } else {
      values = values.attr("to_numpy")();
    }
  } else if (py::hasattr(values, "__array__")) {
    values = numpy.attr("asarray")(values);
  } else if (py::isinstance<py::iterable>(values)) {
    values = object_array(py::list(values));
  } else {
    throw ConfigError("column '" + name + "' is neither a list of values nor a value");
  }
  py::array array(values);
  if (array.ndim() == 0) array = array.attr("reshape")(1);
  if (array.ndim() != 1) throw ConfigError("column '" + name + "' must hold one value a row");
  return array;
}

}  // namespace

Columns::Columns(const Schema& schema, const py::object& batch) {
  if (py::hasattr(batch, "keys")) {
    take_columns(schema, batch);
    return;
  }
  py::array matrix(py::module_::import("numpy").attr("asarray")(batch));
  if (matrix.ndim() == 1) matrix = matrix.attr("reshape")(1, -1);  // one row
  if (matrix.ndim() != 2) throw ConfigError("a batch must have two dimensions: rows and features");
  take_matrix(schema, std::move(matrix));
}

template <class Value>
BatchView<Value> Columns::view_of(py::array values) {
  constexpr py::ssize_t size = sizeof(Value);
  bool strides_fit = (values.flags() & py::detail::npy_api::NPY_ARRAY_ALIGNED_) != 0;
  for (py::ssize_t axis = 0; axis < values.ndim(); ++axis)
    strides_fit = strides_fit && values.strides(axis) % size == 0;
  if (!strides_fit) values = values.attr("copy")();  // a field of packed records
  held_.push_back(values);
  const auto* data = static_cast<const Value*>(values.data());
  const auto rows = static_cast<std::size_t>(values.shape(0));
  if (values.ndim() == 1) return {data, rows, 1, values.strides(0) / size, 1};
  return {data, rows, static_cast<std::size_t>(values.shape(1)), values.strides(0) / size, values.strides(1) / size};
}

void Columns::take_matrix(const Schema& schema, py::array matrix) {
  rows_ = static_cast<std::size_t>(matrix.shape(0));
  rejected_ = static_cast<std::size_t>(matrix.shape(1)) != schema.size();
  if (py::isinstance<py::array_t<float>>(matrix)) {
    batch_ = view_of<float>(std::move(matrix));
  } else if (py::isinstance<py::array_t<double>>(matrix)) {
    batch_ = view_of<double>(std::move(matrix));
  } else if (std::string_view("biuf").find(kind_of(matrix)) != std::string_view::npos) {
    batch_ = view_of<double>(matrix.attr("astype")("float64"));
  } else if (rejected_) {
    batch_ = BatchView<double>(nullptr, rows_, static_cast<std::size_t>(matrix.shape(1)));
  } else {
    py::dict columns;
    const py::list list(matrix.attr("T"));
    for (std::size_t i = 0; i < schema.size(); ++i) columns[text_of(schema[i].name)] = list[i];
    take_columns(schema, columns);
  }
}

void Columns::take_columns(const Schema& schema, const py::object& frame) {
  std::vector<FeatureColumn> columns;
  for (const Feature& feature : schema) {
    const py::object name = text_of(feature.name);
    if (!frame.attr("__contains__")(name).cast<bool>()) {
      throw ConfigError("there is no column '" + feature.name + "', which the baseline has");
    }
    py::array values = array_of(feature.name, frame[name]);
    columns.push_back(feature.kind == Kind::numeric ? numeric(feature.name, std::move(values))
                                                    : categorical(feature.name, std::move(values)));
    const std::size_t rows = row_count(columns.back());
    if (columns.size() == 1) rows_ = rows;
    if (rows == rows_) continue;
    throw ConfigError("column '" + feature.name + "' has " + std::to_string(rows) + " rows, '" + schema[0].name +
                      "' has " + std::to_string(rows_));
  }
  batch_ = std::move(columns);
}

FeatureColumn Columns::numeric(const std::string& name, py::array values) {
  if (py::isinstance<py::array_t<float>>(values)) return view_of<float>(std::move(values));
  if (py::isinstance<py::array_t<double>>(values)) return view_of<double>(std::move(values));
  switch (kind_of(values)) {
    case 'b':
    case 'i':
    case 'u':
    case 'f': return view_of<double>(values.attr("astype")("float64"));
    case 'O': break;
    default: misfit(name, values, "numbers");
  }
  std::vector<double>& numbers = numbers_.emplace_back();
  for (const py::handle& value : py::list(values.attr("tolist")())) {
    numbers.push_back(is_missing_object(value) ? nan : PyFloat_AsDouble(value.ptr()));
    if (PyErr_Occurred() == nullptr) continue;
    PyErr_Clear();
    throw ConfigError("column '" + name + "' holds " + std::string(py::repr(value)) +
                      ", the baseline has numbers here");
  }
  return BatchView<double>(numbers.data(), numbers.size(), 1);
}

FeatureColumn Columns::categorical(const std::string& name, py::array values) {
  if (py::isinstance<py::array_t<float>>(values)) return view_of<float>(std::move(values));  // integer codes
  if (py::isinstance<py::array_t<double>>(values)) return view_of<double>(std::move(values));
  switch (kind_of(values)) {
    case 'b':
    case 'i':
    case 'u': {
      const py::array_t<std::int64_t, py::array::c_style | py::array::forcecast> codes(values);
      held_.push_back(codes);
      return CategoryColumn(CategoryColumn::Codes64(codes.data(), static_cast<std::size_t>(codes.size())));
    }
    case 'f': return view_of<double>(values.attr("astype")("float64"));
    case 'O':
    case 'U':
    case 'S': return texts(name, py::list(values.attr("tolist")()));
    default: misfit(name, values, "categories");
  }
}

FeatureColumn Columns::texts(const std::string& name, const py::list& values) {
  held_.push_back(values);
  std::vector<std::string_view>& views = texts_.emplace_back();
  views.reserve(values.size());
  for (const py::handle& value : values) {
    if (is_missing_object(value)) {
      views.emplace_back();
    } else if (PyUnicode_Check(value.ptr()) != 0) {
      Py_ssize_t size = 0;
      if (const char* text = PyUnicode_AsUTF8AndSize(value.ptr(), &size)) {  // kept by the text itself
        views.emplace_back(text, static_cast<std::size_t>(size));
      } else {
        PyErr_Clear();
        views.push_back(made_texts_.emplace_back(bytes_of(name, value)));
      }
    } else if (PyBytes_Check(value.ptr()) != 0) {
      views.emplace_back(PyBytes_AS_STRING(value.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(value.ptr())));
    } else {
      const double code = PyFloat_AsDouble(value.ptr());
      if (PyErr_Occurred() != nullptr) {
        PyErr_Clear();
        throw ConfigError("column '" + name + "' holds " + std::string(py::repr(value)) + ", which is no category");
      }
      const std::int64_t integer = code_of(code);
      views.push_back(integer == missing_code ? std::string_view()
                                              : made_texts_.emplace_back(CodeText(integer).view()));
    }
  }
  return CategoryColumn(views);
}

}  // namespace leeway::python
