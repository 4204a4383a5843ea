// Printed golden/baseline_v1.json, the file of format version 1 that every later Leeway must read, when the library
// wrote version 1. Not part of the tests: the file was made once and stays. From the project's root:
//   c++ -std=c++20 -Iinclude -Itests tests/io/golden/make_baseline_v1.cc -o make_golden
//   ./make_golden > tests/io/golden/baseline_v1.json

#include <iostream>

#include "io/samples.hpp"

int main() { std::cout << leeway::to_json(samples::golden_baseline_v1()); }
