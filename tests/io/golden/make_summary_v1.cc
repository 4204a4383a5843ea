// Prints golden/summary_v1.json, the file of format version 1 that every later Leeway must read: KLL sketches in base64
// and in hex, whole and in parts, and counts of categories in both forms. Not part of the tests: the file was made once
// and stays. From the project's root:
//   c++ -std=c++20 -Iinclude -Itests tests/io/golden/make_summary_v1.cc -o make_golden
//   ./make_golden > tests/io/golden/summary_v1.json

#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "leeway/accumulate/quantiles.hpp"
#include "leeway/io/datasketches_kll.hpp"

namespace {

std::string hex(const std::string& bytes) {
  std::string text = "\\x";
  for (const char c : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string base64(const std::string& bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned word = 0;
    for (std::size_t j = 0; j < 3; ++j)
      word = word << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0);
    for (std::size_t j = 0; j < 4; ++j) {
      const bool there = i + j <= bytes.size();
      text +=
          there ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[word >> (18 - 6 * j) & 63U] : '=';
    }
  }
  return text;
}

/// Of the whole numbers from `first` to `last`, mixed up.
template <class Value>
std::string sketch(int first, int last, std::size_t k) {
  leeway::Quantiles<Value> quantiles(k);
  const int count = last - first + 1;
  for (int i = 0; i < count; ++i) quantiles.add(static_cast<Value>(first + i * 7'919LL % count));
  return leeway::to_datasketches(quantiles);
}

}  // namespace

int main() {
  const nlohmann::ordered_json summary = {
      {"format", "leeway.summary"},
      {"version", 1},
      {"name", "golden"},
      {"features",
       {{{"name", "age"},
         {"kind", "numeric"},
         {"importance", 2.5},
         {"sketch", base64(sketch<double>(1, 3'000, 200))},
         {"positive_infinite", 3},
         {"negative_infinite", 2},
         {"mean", 1500.5},
         {"variance", 750'250},
         {"missing", 95}},
        {{"name", "speed"},
         {"kind", "numeric"},
         {"type", "float"},
         {"sketch", {hex(sketch<float>(1, 1'000, 128)), hex(sketch<float>(1'001, 3'100, 128))}}},
        {{"name", "device"}, {"kind", "categorical"}, {"counts", {{"mobile", 2'000}, {"tv", 1'000}}}, {"missing", 100}},
        {{"name", "code"},
         {"kind", "categorical"},
         {"counts", nlohmann::ordered_json::array({{"3", 3'000}, {"x", 100}})}}}}};
  std::cout << summary.dump(1) << '\n';
}
