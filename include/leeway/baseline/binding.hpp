#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "leeway/baseline/schema.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
struct BoundValue {
  using type = T;
};
template <class T>
struct BoundValue<std::optional<T>> {
  using type = T;
};

/// Not a lambda in the concept: clang 14 finds no member bindable then.
template <class T>
inline constexpr bool is_bindable = (std::is_arithmetic_v<T> && !std::same_as<T, long double>) || std::is_enum_v<T> ||
                                    std::convertible_to<const T&, std::string_view>;

}  // namespace detail

/// Member types a feature can be bound to: numbers, enumerations, texts, and std::optional of these.
template <class Member>
concept Bindable = detail::is_bindable<typename detail::BoundValue<Member>::type>;

/// A member of the user's record and the name of the feature it holds.
template <class Record, Bindable Member>
struct Field {
  std::string name;
  Member Record::*member;
};

template <class Record, Bindable Member>
[[nodiscard]] Field<Record, Member> field(std::string name, Member Record::*member) {
  return {std::move(name), member};
}

/// Ties the members of a user's struct to the features of a schema, so that a request can be observed as it is:
///
///     const leeway::Binding binding(baseline.schema(), field("user_age", &Request::user_age),
///                                   field("device_type", &Request::device_type));
///     monitor.observe(binding, request);
///
/// Checked once, at construction. Numeric features take numbers; categorical ones take texts, integers, bool and
/// enumerations (as integer codes). NaN, the empty text and an empty std::optional are missing.
template <class Record, class... Members>
class Binding {
 public:
  /// Throws ConfigError naming the feature that is unknown, bound twice, not bound, or bound to a member of the wrong
  /// type.
  explicit Binding(const Schema& schema, Field<Record, Members>... fields) : members_(fields.member...) {
    const std::array<std::string_view, sizeof...(Members)> names{fields.name...};
    constexpr std::array<bool, sizeof...(Members)> texts{is_text<Members>...};
    constexpr std::array<bool, sizeof...(Members)> reals{is_real<Members>...};
    std::vector<bool> bound(schema.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string name(names[i]);
      const std::size_t feature = schema.index_of(name);
      if (bound[feature]) throw ConfigError("binding: feature '" + name + "' is bound twice");
      bound[feature] = true;
      const bool numeric = schema[feature].kind == Kind::numeric;
      if (numeric && texts[i]) throw ConfigError("binding: numeric feature '" + name + "' is bound to a text");
      if (!numeric && reals[i]) {
        throw ConfigError("binding: categorical feature '" + name + "' is bound to a floating-point member");
      }
      targets_[i] = {feature, numeric};
    }
    for (std::size_t feature = 0; feature < schema.size(); ++feature) {
      if (!bound[feature])
        throw ConfigError("binding: feature '" + schema[feature].name + "' is not bound to a member");
    }
    schema_fingerprint_ = schema.fingerprint();
  }

  /// Calls `visitor(feature_index, value)` once a feature; the value is a float or double for numeric
  /// features (float stays float: its cells are rounded to it), a std::string_view or std::int64_t for categorical
  /// ones. Allocates nothing.
  template <class Visitor>
  void for_each(const Record& record, Visitor&& visitor) const {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (visit_one(record.*std::get<I>(members_), targets_[I], visitor), ...);
    }
    (std::index_sequence_for<Members...>{});
  }

  /// Of the schema it was made for: a binding must not meet the features of another.
  [[nodiscard]] std::uint64_t schema_fingerprint() const noexcept { return schema_fingerprint_; }

 private:
  struct Target {
    std::size_t feature = 0;
    bool numeric = false;
  };
  template <class Member>
  static constexpr bool is_text =
      std::convertible_to<const typename detail::BoundValue<Member>::type&, std::string_view>;
  template <class Member>
  static constexpr bool is_real = std::is_floating_point_v<typename detail::BoundValue<Member>::type>;

  template <class Member, class Visitor>
  static void visit_one(const Member& member, const Target& target, Visitor& visitor) {
    if constexpr (detail::is_optional<Member>) {
      if (member) {
        visit_one(*member, target, visitor);
      } else if (target.numeric) {
        visitor(target.feature, std::numeric_limits<double>::quiet_NaN());
      } else {
        visitor(target.feature, missing_code);
      }
    } else if constexpr (is_text<Member>) {
      visitor(target.feature, std::string_view(member));
    } else if constexpr (is_real<Member>) {
      visitor(target.feature, member);
    } else if (target.numeric) {
      visitor(target.feature, static_cast<double>(member));
    } else {
      visitor(target.feature, static_cast<std::int64_t>(member));
    }
  }

  std::tuple<Members Record::*...> members_;
  std::array<Target, sizeof...(Members)> targets_{};
  std::uint64_t schema_fingerprint_ = 0;
};

}  // namespace leeway::inline v0_1
