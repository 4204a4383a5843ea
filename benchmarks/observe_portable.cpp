// What processors without AVX2 do: the same program without that kernel.

#define LEEWAY_DETAIL_AVX2 0
#define LEEWAY_BENCHMARK_PATH_ONLY
#include "observe.cpp"
