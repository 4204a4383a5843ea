#include <map>
#include <string>

#include "commands.hpp"
#include "schemas.hpp"

namespace leeway::cli {

int print_schema(const std::string& document) {
  static const std::map<std::string, const char*> schemas{
      {"baseline", baseline_schema}, {"report", report_schema}, {"summary", summary_schema}};
  print(schemas.at(document));
  return no_drift;
}

}  // namespace leeway::cli
