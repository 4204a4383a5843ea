// Prints golden/report_v1.json, a report of format version 1 whose members every later Leeway must write. Not part of
// the tests: the file was made once and stays. From the project's root:
//   c++ -std=c++20 -Iinclude -Itests tests/io/golden/make_report_v1.cc -o make_golden
//   ./make_golden > tests/io/golden/report_v1.json

#include <iostream>

#include "io/samples.hpp"
#include "leeway/io/report_json.hpp"

int main() { std::cout << leeway::to_json(samples::report()); }
