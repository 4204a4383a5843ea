#pragma once

#include <ratio>

// Of <chrono> only durations, clocks and time points are needed here. libstdc++ has them in a header of their own,
// which its <thread> and <mutex> include; the calendar part brings all of the streams to each translation
// unit.
#if defined(__GLIBCXX__) && __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif

namespace leeway::inline v0_1 {

using TimePoint = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

}  // namespace leeway::inline v0_1
