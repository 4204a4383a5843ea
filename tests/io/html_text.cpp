#include "leeway/io/html_text.hpp"

#include <string>

#include "catch.hpp"
#include "leeway/io/utf8.hpp"

using namespace leeway;

TEST_CASE("html_text: markup is shown, not obeyed") {
  CHECK(html::escaped("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;");
  CHECK(html::escaped("\"><img src=x onerror='a'>") == "&quot;&gt;&lt;img src=x onerror=&#39;a&#39;&gt;");
  CHECK(html::escaped("&amp;") == "&amp;amp;");
}

TEST_CASE("html_text: controls, direction marks and stray bytes are spelled out") {
  CHECK(html::escaped(std::string("\0\x1b[31m\n", 7)) == "\\x00\\x1b[31m\\n");
  CHECK(html::escaped("\xe2\x80\xae") == "\\u202e");
  CHECK(html::escaped("M\xfcnchen") == "M\\xfcnchen");
  CHECK(html::escaped("M\xc3\xbcnchen") == "M\xc3\xbcnchen");
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string shown = html::escaped(all);
  CHECK(is_utf8(shown));
  CHECK(shown.find_first_of("<>\"'") == std::string::npos);
  for (const char c : shown) CHECK(static_cast<unsigned char>(c) >= 0x20);
}

TEST_CASE("html_text: what is cut is cut before it is escaped") {
  CHECK(html::escaped("<<<<<<", 4) == "&lt;&lt;&lt;\xe2\x80\xa6");
  CHECK(html::escaped("abc", 3) == "abc");
}
