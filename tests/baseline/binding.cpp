#include "leeway/baseline/binding.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "catch.hpp"

using leeway::Binding;
using leeway::ConfigError;
using leeway::field;
using leeway::Kind;
using leeway::Schema;

namespace {

enum class Tier { free, paid };

struct Request {
  float user_age = 0;
  std::string device_type;
  std::optional<double> balance;
  int visits = 0;
  Tier tier = Tier::free;
  std::optional<std::string> campaign;
};

const Schema schema{{"user_age"}, {"device_type", Kind::categorical}, {"balance"},
                    {"visits"},   {"tier", Kind::categorical},        {"campaign", Kind::categorical}};

using Value = std::variant<float, double, std::string, std::int64_t>;

template <class B, class Record>
std::vector<Value> values_of(const B& binding, const Record& record, std::size_t features) {
  std::vector<Value> values(features);
  binding.for_each(record, [&](std::size_t feature, auto value) {
    if constexpr (std::is_same_v<decltype(value), std::string_view>) {
      values[feature] = std::string(value);
    } else {
      values[feature] = value;
    }
  });
  return values;
}

}  // namespace

TEST_CASE("binding: members reach their features in any order and keep their type") {
  const Binding binding(schema, field("tier", &Request::tier), field("user_age", &Request::user_age),
                        field("balance", &Request::balance), field("device_type", &Request::device_type),
                        field("visits", &Request::visits), field("campaign", &Request::campaign));
  CHECK(binding.schema_fingerprint() == schema.fingerprint());
  const auto values = values_of(binding, Request{34.5F, "mobile", 12.25, 7, Tier::paid, "spring"}, 6);
  CHECK(std::get<float>(values[0]) == 34.5F);
  CHECK(std::get<std::string>(values[1]) == "mobile");
  CHECK(std::get<double>(values[2]) == 12.25);
  CHECK(std::get<double>(values[3]) == 7);
  CHECK(std::get<std::int64_t>(values[4]) == 1);
  CHECK(std::get<std::string>(values[5]) == "spring");

  const auto missing = values_of(binding, Request{}, 6);
  CHECK(std::isnan(std::get<double>(missing[2])));
  CHECK(std::get<std::int64_t>(missing[5]) == leeway::missing_code);
}

TEST_CASE("binding: mistakes are found at construction and named") {
  const Schema two{{"user_age"}, {"device_type", Kind::categorical}};
  const auto age = field("user_age", &Request::user_age);
  const auto device = field("device_type", &Request::device_type);
  CHECK_NOTHROW(Binding(two, age, device));
  CHECK_THROWS_WITH(Binding(two, age), ContainsSubstring("'device_type' is not bound"));
  CHECK_THROWS_WITH(Binding(two, age, device, field("visits", &Request::visits)), ContainsSubstring("'visits'"));
  CHECK_THROWS_WITH(Binding(two, age, device, age), ContainsSubstring("'user_age' is bound twice"));
  CHECK_THROWS_WITH(Binding(two, field("user_age", &Request::device_type), device),
                    ContainsSubstring("bound to a text"));
  CHECK_THROWS_WITH(Binding(two, age, field("device_type", &Request::balance)), ContainsSubstring("floating-point"));
}

template <class Member>
concept CanBind = leeway::Bindable<Member>;
static_assert(CanBind<bool> && CanBind<const char*> && CanBind<std::string_view> && CanBind<std::optional<Tier>>);
static_assert(!CanBind<std::vector<int>> && !CanBind<void*> && !CanBind<long double>);
