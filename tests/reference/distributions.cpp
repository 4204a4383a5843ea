// Distribution functions but those of Kolmogorov, Kuiper and Cramér-von Mises.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "leeway/math/tails.hpp"
#include "runner.hpp"

namespace {

using namespace leeway::reference;
using Arguments = std::vector<double>;

void distributions(const Json& document, Table& table) {
  const auto integer = [](double x) { return static_cast<std::uint64_t>(x); };
  const std::map<std::string, std::function<double(const Arguments&)>> functions = {
      {"normal_cdf", [](const Arguments& a) { return leeway::normal_cdf(a[0]); }},
      {"normal_sf", [](const Arguments& a) { return leeway::normal_sf(a[0]); }},
      {"normal_isf", [](const Arguments& a) { return leeway::normal_isf(a[0]); }},
      {"chi2_cdf", [](const Arguments& a) { return leeway::chi_squared_cdf(a[0], a[1]); }},
      {"chi2_sf", [](const Arguments& a) { return leeway::chi_squared_sf(a[0], a[1]); }},
      {"student_t_cdf", [](const Arguments& a) { return leeway::student_t_cdf(a[0], a[1]); }},
      {"student_t_sf", [](const Arguments& a) { return leeway::student_t_sf(a[0], a[1]); }},
      {"f_sf", [](const Arguments& a) { return leeway::f_sf(a[0], a[1], a[2]); }},
      {"beta_inc_regularized", [](const Arguments& a) { return leeway::beta_inc_regularized(a[0], a[1], a[2]); }},
      {"gamma_p", [](const Arguments& a) { return leeway::gamma_p(a[0], a[1]); }},
      {"gamma_q", [](const Arguments& a) { return leeway::gamma_q(a[0], a[1]); }},
      {"lgamma", [](const Arguments& a) { return leeway::log_gamma(a[0]); }},
      {"binomial_upper_tail_ge",
       [&](const Arguments& a) { return leeway::binomial_upper_tail(integer(a[2]), integer(a[0]), a[1]); }},
  };
  for (const Json& item : document.at("cases")) {
    const std::string function = item.at("function");
    const auto found = functions.find(function);
    if (found == functions.end()) continue;
    const std::string name = item.at("name");
    table.check(function, name, found->second(numbers(item.at("args"))), prefer_hp(item, "value"), tail(1e-14));
  }
}
const Registration distributions_registration{"special_functions.json", distributions};

}  // namespace
