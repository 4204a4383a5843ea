#define CATCH_CONFIG_MAIN  // Catch2 v2 makes main() from this; v3 brings its own in Catch2WithMain
#include "catch.hpp"
