#include "leeway/io/text_table.hpp"

#include "catch.hpp"

using leeway::text::Style;
using leeway::text::styled;
using leeway::text::Table;

TEST_CASE("text_table: columns line up by what is seen, no line ends in blanks") {
  Table table({{"name"}, {"n", Table::Align::right}, {"note"}});
  table.add({{"a"}, {"1"}, {"first"}});
  table.add({{"\xe5\xb9\xb4\xe9\xbd\xa2\xe5\xb9\xb4"}, {"1,000"}, {""}});
  table.add_note("    beneath");
  table.add({{"longer"}, {"20"}, {"x"}});
  CHECK(table.render(2, false) ==
        "  name        n  note\n"
        "  a           1  first\n"
        "  \xe5\xb9\xb4\xe9\xbd\xa2\xe5\xb9\xb4  1,000\n"
        "    beneath\n"
        "  longer     20  x\n");
}

TEST_CASE("text_table: colour changes no column") {
  Table table({{"v"}, {"name"}});
  table.add({{"drift", Style::red}, {"a"}});
  CHECK(table.render(0, true) == "\x1b[2mv\x1b[0m      \x1b[2mname\x1b[0m\n\x1b[1;31mdrift\x1b[0m  a\n");
  CHECK(styled("x", Style::green, false) == "x");
  CHECK(styled("", Style::green, true).empty());
  CHECK(styled("x", Style::plain, true) == "x");
}
