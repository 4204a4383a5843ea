#pragma once

// Catch2 v3 where it is installed, v2 (Debian's) otherwise; tests use what both offer.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
