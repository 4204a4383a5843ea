#include "leeway/io/datasketches_kll.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

using namespace leeway;

namespace {

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

template <class Value>
Quantiles<Value> of_normal(std::size_t k, std::size_t count, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<Value> normal;
  Quantiles<Value> sketch(k, seed);
  for (std::size_t i = 0; i < count; ++i) sketch.add(normal(random));
  return sketch;
}

std::string error_of(std::string_view bytes) {
  try {
    (void)quantiles_from_datasketches<double>(bytes, "age.kll");
  } catch (const FormatError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("datasketches_kll: the known byte strings, both ways") {
  const std::string empty = from_hex("02010f01c8000800");
  const std::string single = from_hex("02020f04c8000800000000000000f83f");
  CHECK(to_datasketches(Quantiles<double>(200)) == empty);
  Quantiles<double> one(200);
  one.add(1.5);
  CHECK(to_datasketches(one) == single);
  CHECK(quantiles_from_datasketches<double>(empty).count() == 0);
  CHECK(quantiles_from_datasketches<float>(empty).k() == 200);
  CHECK(quantiles_from_datasketches<double>(single).quantile(0.5) == 1.5);
  std::string flagged = single;
  flagged[3] = 4 | 8 | 16;  // bits that Java may set
  CHECK(quantiles_from_datasketches<double>(flagged).count() == 1);
}

TEST_CASE("datasketches_kll: a full sketch, byte by byte") {
  Quantiles<double> sketch(200);
  for (const double x : {3.0, 1.0, 2.0}) sketch.add(x);
  // k = 200 = 0xc8, one level that begins at 200 - 3 = 197 = 0xc5; then 1 and 3, then the items as they came
  std::string wanted = from_hex("05010f00c80008000300000000000000c8000100c5000000000000000000f03f0000000000000840");
  auto items = sketch.state().values;
  ByteWriter writer;
  for (const double x : items) writer.word(std::bit_cast<std::uint64_t>(x));
  CHECK(to_datasketches(sketch) == wanted + writer.take());
  std::sort(items.begin(), items.end());
  CHECK(items == std::vector<double>{1, 2, 3});
}

TEMPLATE_TEST_CASE("datasketches_kll: sketches of every size come back whole", "", float, double) {
  for (const std::size_t k : {8, 200, 800, 4096}) {
    for (const std::size_t count : {0, 1, 2, 8, 9, 200, 1'000, 60'000}) {
      const auto sketch = of_normal<TestType>(k, count);
      const std::string bytes = to_datasketches(sketch);
      const auto back = quantiles_from_datasketches<TestType>(bytes, "test", sketch.state().random);
      REQUIRE(back == sketch);
      REQUIRE(back.rank_error() == sketch.rank_error());
      REQUIRE(to_datasketches(back) == bytes);
    }
  }
}

TEST_CASE("datasketches_kll: sizes are those of the other implementations") {
  // measured there after 1M values: 4.5 kB at k = 200, 17.7 kB at 800, 86.5 kB at 4096
  CHECK(to_datasketches(of_normal<double>(200, 1'000'000)).size() == Approx(4'500).epsilon(0.15));
  CHECK(to_datasketches(of_normal<double>(800, 1'000'000)).size() == Approx(17'700).epsilon(0.15));
}

TEST_CASE("datasketches_kll: parts that were merged after reading keep the error they promise") {
  Quantiles<double> merged(800, 99);
  std::vector<double> all;
  for (std::uint64_t part = 0; part < 16; ++part) {
    std::mt19937_64 random(part);
    std::normal_distribution<double> normal(static_cast<double>(part) / 8, 1);
    Quantiles<double> sketch(800, part);
    for (int i = 0; i < 20'000; ++i) sketch.add(all.emplace_back(normal(random)));
    merged.merge(quantiles_from_datasketches<double>(to_datasketches(sketch), "part", 1000 + part));
  }
  std::sort(all.begin(), all.end());
  CHECK(merged.count() == all.size());
  double worst = 0;
  for (std::size_t i = 0; i < all.size(); i += 100) {
    const double exact = static_cast<double>(std::upper_bound(all.begin(), all.end(), all[i]) - all.begin());
    worst = (std::max)(worst, std::fabs(merged.rank(all[i]) - exact / static_cast<double>(all.size())));
  }
  INFO(worst);
  CHECK(worst < merged.rank_error());
}

TEST_CASE("datasketches_kll: the smallest k among merged sketches decides the error") {
  auto fine = of_normal<double>(800, 10'000);
  fine.merge(of_normal<double>(200, 10'000, 2));
  const auto back = quantiles_from_datasketches<double>(to_datasketches(fine));
  CHECK(back.k() == 800);
  CHECK(back.rank_error() == of_normal<double>(200, 10'000).rank_error());
}

TEST_CASE("datasketches_kll: foreign and damaged bytes are refused with a reason") {
  const std::string whole = to_datasketches(of_normal<double>(200, 5'000));
  CHECK(error_of(whole) == "no error");
  CHECK(error_of("").find("cut short") != std::string::npos);
  std::string other = whole;
  other[2] = 7;
  CHECK(error_of(other).find("not a KLL sketch") != std::string::npos);
  other = whole;
  other[1] = 3;
  CHECK(error_of(other).find("updatable") != std::string::npos);
  CHECK(error_of(to_datasketches(of_normal<float>(200, 5'000))).find("holds floats, not doubles") != std::string::npos);
  CHECK_THROWS_WITH(quantiles_from_datasketches<float>(whole, "age.kll"),
                    Catch::Matchers::Contains("holds doubles, not floats"));
  other = whole;
  other[8] = static_cast<char>(other[8] + 1);  // n
  CHECK(error_of(other).find("levels that do not add up to its count") != std::string::npos);
  CHECK(error_of(whole + "x").find("bytes where its levels need") != std::string::npos);
  other = whole;
  const double infinity = std::numeric_limits<double>::infinity();
  std::memcpy(other.data() + other.size() - 8, &infinity, 8);
  CHECK(error_of(other).find("not finite") != std::string::npos);
}

TEST_CASE("datasketches_kll: every truncation is refused, no change of a byte does harm") {
  const std::string whole = to_datasketches(of_normal<double>(16, 300));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    REQUIRE_THROWS_AS(quantiles_from_datasketches<double>(std::string_view(whole).substr(0, size)), FormatError);
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int flip = 1; flip < 256; ++flip) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      try {  // there is no checksum: a changed item may still be one
        const auto sketch = quantiles_from_datasketches<double>(damaged);
        (void)sketch.quantile(0.5);
        (void)to_datasketches(sketch);
      } catch (const FormatError&) {
      }
    }
  }
}
