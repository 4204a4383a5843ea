#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "leeway/core/error.hpp"
#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

/// A value of a JSON text and the place where it stands. Asking it for what it is not throws a FormatError that names
/// source and place: "baseline.json: features[3].counts: expected 36 numbers, found 35". Refers to the document it
/// came from.
class JsonValue {
 public:
  JsonValue(const nlohmann::json& value, std::string_view source, std::string place = {})
      : value_(&value), source_(source), place_(std::move(place)) {}

  [[noreturn]] void fail(const std::string& message) const {
    throw FormatError(source_ + ": " + (place_.empty() ? "" : place_ + ": ") + message);
  }

  [[nodiscard]] bool is_null() const noexcept { return value_->is_null(); }
  [[nodiscard]] bool is_text() const noexcept { return value_->is_string(); }
  [[nodiscard]] bool is_object() const noexcept { return value_->is_object(); }

  /// A member that must be there.
  [[nodiscard]] JsonValue operator[](const std::string& key) const {
    if (const auto member = find(key)) return *member;
    fail("'" + key + "' is missing");
  }
  [[nodiscard]] std::optional<JsonValue> find(const std::string& key) const {
    if (!value_->is_object()) expected("an object");
    const auto found = value_->find(key);
    if (found == value_->end()) return std::nullopt;
    return JsonValue(*found, source_, place_.empty() ? key : place_ + '.' + key);
  }
  [[nodiscard]] std::vector<std::string> keys() const {
    if (!value_->is_object()) expected("an object");
    std::vector<std::string> keys;
    for (auto member = value_->begin(); member != value_->end(); ++member) keys.push_back(member.key());
    return keys;
  }
  /// The elements of an array; of exactly `wanted` ones called `what`, if given.
  [[nodiscard]] std::vector<JsonValue> items(std::optional<std::size_t> wanted = {}, const char* what = "items") const {
    if (!value_->is_array()) expected("an array");
    if (wanted && value_->size() != *wanted) {
      fail("expected " + std::to_string(*wanted) + ' ' + what + ", found " + std::to_string(value_->size()));
    }
    std::vector<JsonValue> items;
    items.reserve(value_->size());
    for (std::size_t i = 0; i < value_->size(); ++i) {
      items.emplace_back((*value_)[i], source_, place_ + '[' + std::to_string(i) + ']');
    }
    return items;
  }

  [[nodiscard]] bool boolean() const {
    if (!value_->is_boolean()) expected("true or false");
    return value_->get<bool>();
  }
  [[nodiscard]] std::string text() const {
    if (!value_->is_string()) expected("a text");
    return value_->get<std::string>();
  }
  /// A whole number from 0 to 2^64 - 1, written without point and exponent.
  [[nodiscard]] std::uint64_t count() const {
    if (!value_->is_number_unsigned()) expected("a whole number that is not negative");
    return value_->get<std::uint64_t>();
  }
  [[nodiscard]] std::int64_t integer(std::int64_t lowest, std::int64_t highest) const {
    if (value_->is_number_integer() && !(value_->is_number_unsigned() && value_->get<std::uint64_t>() >> 63 != 0)) {
      if (const auto number = value_->get<std::int64_t>(); number >= lowest && number <= highest) return number;
    }
    expected("a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest));
  }
  [[nodiscard]] double number() const {
    if (!value_->is_number()) expected("a number");
    const auto number = value_->get<double>();
    if (!is_finite(number)) expected("a finite number");
    return number;
  }

  /// Fails with what was wanted and what stands there instead.
  [[noreturn]] void expected(const std::string& what) const {
    std::string found = value_->is_structured() ? std::string("an ") + value_->type_name() : value_->dump();
    if (found.size() > 40)
      found = std::string("a ") + value_->type_name() + " of " + std::to_string(found.size()) + " bytes";
    fail("expected " + what + ", found " + found);
  }

 private:
  const nlohmann::json* value_;
  std::string source_;
  std::string place_;
};

namespace detail {

/// Builds the document and refuses what nlohmann::json::parse lets through: repeated keys (which of the two is meant?)
/// and bottomless nesting.
class StrictJsonBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  using Json = nlohmann::json;

  StrictJsonBuilder(std::string_view text, std::string_view source, Json& root)
      : text_(text), source_(source), root_(root) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool flag) override { return put(flag); }
  bool number_integer(number_integer_t number) override { return put(number); }
  bool number_unsigned(number_unsigned_t number) override { return put(number); }
  bool number_float(number_float_t number, const string_t&) override { return put(number); }
  bool string(string_t& text) override { return put(std::move(text)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool key(string_t& key) override {
    if (open_.back()->contains(key)) {
      JsonValue(root_, source_, place()).fail("the key " + Json(key).dump() + " stands twice");
    }
    keys_.back() = key;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    // The reason without the library's own prefix: "[json.exception...] parse error at line 1, column 2: reason".
    std::string reason = error.what();
    if (const auto prefix = reason.find("] "); prefix != std::string::npos) reason.erase(0, prefix + 2);
    if (reason.starts_with("parse error")) {
      if (const auto colon = reason.find(": "); colon != std::string::npos) reason.erase(0, colon + 2);
    }
    if (reason.size() > max_reason) reason = reason.substr(0, max_reason) + "...";  // it quotes what was read
    const std::string_view read = text_.substr(0, (std::min)(position, text_.size()));
    const bool at_end = reason.find("unexpected end of input") != std::string::npos;
    const std::string_view before = at_end ? text_ : read.substr(0, read.empty() ? 0 : read.size() - 1);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto line_start = before.find_last_of('\n') + 1;  // npos + 1 is 0
    throw FormatError(source_ + ": line " + std::to_string(line) + ", column " +
                      std::to_string(before.size() - line_start + 1) + ": " + reason);
  }

 private:
  static constexpr std::size_t max_depth = 64;
  static constexpr std::size_t max_reason = 200;

  template <class Value>
  bool put(Value&& value) {
    add(Json(std::forward<Value>(value)));
    return true;
  }
  Json* add(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &(parent[keys_.back()] = std::move(value));
  }
  bool open(Json value) {
    if (open_.size() == max_depth) JsonValue(root_, source_, place()).fail("is nested too deeply");
    open_.push_back(add(std::move(value)));
    keys_.emplace_back();
    return true;
  }
  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }
  /// Where the innermost open value stands.
  std::string place() const {
    std::string place;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      if (open_[i]->is_array()) {
        place += '[' + std::to_string(open_[i]->size() - 1) + ']';
      } else {
        place += (place.empty() ? "" : ".") + keys_[i];
      }
    }
    return place;
  }

  std::string_view text_;
  std::string source_;
  Json& root_;
  std::vector<Json*> open_;        // from the root to the innermost
  std::vector<std::string> keys_;  // the key being filled in each, if it is an object
};

}  // namespace detail

/// Parses a whole JSON text. Throws FormatError with line and column for anything that is not strict JSON, and for a
/// key that stands twice in one object. `source` names the text in messages.
[[nodiscard]] inline nlohmann::json parse_json(std::string_view text, std::string_view source) {
  nlohmann::json root;
  detail::StrictJsonBuilder builder(text, source, root);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return root;
}

}  // namespace leeway::inline v0_1
