#pragma once

// The expected values in tests/expected, which a script of the same name beside each file has made.

#include <fstream>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"

#ifndef LEEWAY_TEST_EXPECTED_DIR
#define LEEWAY_TEST_EXPECTED_DIR "tests/expected"
#endif

/// The document "<name>.json", read once.
inline const nlohmann::json& expected_values(const std::string& name) {
  static std::map<std::string, nlohmann::json> documents;
  const auto known = documents.find(name);
  if (known != documents.end()) return known->second;
  std::ifstream file(LEEWAY_TEST_EXPECTED_DIR "/" + name + ".json");
  REQUIRE(file.good());
  return documents[name] = nlohmann::json::parse(file);
}
