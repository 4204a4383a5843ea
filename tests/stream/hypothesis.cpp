#include "leeway/stream/hypothesis.hpp"

#include <set>
#include <string_view>

#include "catch.hpp"

using leeway::Change;
using leeway::Form;
using leeway::Hypothesis;

TEST_CASE("hypothesis: every change has a name of its own") {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Change::repeated); ++i) names.insert(to_string(static_cast<Change>(i)));
  CHECK(names.size() == static_cast<std::size_t>(Change::repeated) + 1);
  CHECK(names.count("unknown") == 0);
  CHECK(to_string(static_cast<Change>(200)) == "unknown");
}

TEST_CASE("hypothesis: whether something increases depends on the form") {
  const auto increases = [](Form form, float amount) {
    return Hypothesis{Change::cell, form, 0, 1, amount}.increases();
  };
  CHECK(increases(Form::tilt, 0.25F));
  CHECK_FALSE(increases(Form::tilt, -0.25F));
  CHECK(increases(Form::factor, 1.5F));
  CHECK_FALSE(increases(Form::factor, 0.3F));
  CHECK(increases(Form::inflow, 0.02F));
}
