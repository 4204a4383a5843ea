// Prints golden/baseline_v2.json, the file of format version 2 that every later Leeway must read. Not part of the
// tests: the file was made once and stays. From the project's root:
//   c++ -std=c++20 -Iinclude -Itests tests/io/golden/make_baseline_v2.cc -o make_golden
//   ./make_golden > tests/io/golden/baseline_v2.json

#include <iostream>

#include "io/samples.hpp"

int main() { std::cout << leeway::to_json(samples::golden_baseline()); }
