#include "leeway/io/html_assets.hpp"

#include <string_view>

#include "catch.hpp"

using namespace leeway;

TEST_CASE("html_assets: nothing is fetched, nothing is made from text at run time") {
  for (const std::string_view asset : {html::style, html::script}) {
    for (const char* forbidden : {"http:", "https:", "url(", "@import", "innerHTML", "outerHTML", "insertAdjacent",
                                  "document.write", "eval(", "Function(", "fetch(", "localStorage", "</"}) {
      INFO(forbidden);
      CHECK(asset.find(forbidden) == std::string_view::npos);
    }
  }
}

TEST_CASE("html_assets: dark mode, paper, narrow screens and the keyboard are provided for") {
  for (const char* wanted :
       {"prefers-color-scheme:dark", "@media print", "@media screen and (max-width", ":focus-visible"}) {
    INFO(wanted);
    CHECK(html::style.find(wanted) != std::string_view::npos);
  }
  CHECK(html::script_hash.size() == 44);  // 32 bytes in base64; tests/cli/html_page.py compares it with the script
}
