#include "leeway/adapters/csv_marks.hpp"

#include <array>
#include <cstdint>
#include <random>

#include "catch.hpp"

namespace {

std::uint64_t marks_one_by_one(const char* text, char a, char b) {
  std::uint64_t marks = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    if (text[i] == a || text[i] == b) marks |= std::uint64_t{1} << i;
  }
  return marks;
}

}  // namespace

TEST_CASE("csv_marks: both ways mark exactly the two characters, whatever the bytes") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    // few different bytes, neighbours of the wanted ones and of 0x80 among them: carries between bytes would show
    const std::array<char, 8> alphabet{',', '\n', '-', '\x0b', '\x00', '\x80', '\xff', ';'};
    std::array<char, 64> text{};
    for (char& c : text) c = round % 2 == 0 ? alphabet[random() % 8] : static_cast<char>(random() % 256);
    for (const char delimiter : {',', ';', '\t', '\x01', '\xff'}) {
      const std::uint64_t expected = marks_one_by_one(text.data(), delimiter, '\n');
      REQUIRE(leeway::detail::csv_marks_portable(text.data(), delimiter, '\n') == expected);
      REQUIRE(leeway::detail::csv_marks(text.data(), delimiter, '\n') == expected);
    }
  }
}
