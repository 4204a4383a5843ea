#include "leeway/accumulate/text_table.hpp"

#include <cstddef>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"

using leeway::TextTable;

namespace {

struct Names {
  std::vector<std::string> texts;
  std::string_view operator()(std::size_t number) const { return texts[number]; }
};

}  // namespace

TEST_CASE("text_table: texts of every size keep their numbers, near misses have none") {
  std::mt19937_64 random(4);
  Names names;
  std::set<std::string> known;
  for (std::size_t size = 1; size <= 40; ++size) {
    for (int i = 0; i < 20; ++i) {
      std::string text(size, ' ');
      for (char& c : text) c = static_cast<char>(random() % 4 == 0 ? 0 : random());  // zeros, too
      if (known.insert(text).second) names.texts.push_back(text);
    }
  }
  TextTable table(names.texts.size());
  for (const std::string& text : names.texts) REQUIRE(table.insert(text, names));
  for (std::size_t i = 0; i < names.texts.size(); ++i) {
    REQUIRE(table.number(names.texts[i], names) == i);
    REQUIRE_FALSE(table.insert(names.texts[i], names));
    for (std::size_t at = 0; at < names.texts[i].size(); ++at) {  // one byte changed, gone or more
      std::string other = names.texts[i];
      other[at] = static_cast<char>(other[at] + 1);
      REQUIRE((known.contains(other) || table.number(other, names) == TextTable::not_there));
      other.erase(at, 1);
      REQUIRE((other.empty() || known.contains(other) || table.number(other, names) == TextTable::not_there));
    }
    const std::string longer = names.texts[i] + std::string(1, 0);
    REQUIRE((known.contains(longer) || table.number(longer, names) == TextTable::not_there));
  }
}

TEST_CASE("text_table: an empty one knows nothing") {
  const TextTable table;
  const Names names;
  CHECK(table.number("a", names) == TextTable::not_there);
  CHECK(table.number(std::string(50, 'x'), names) == TextTable::not_there);
  CHECK(TextTable(1000).memory_bytes() <= 96 * 1000);
}
