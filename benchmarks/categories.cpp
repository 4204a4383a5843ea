// Finding a known category by its name, in the order in which live rows bring them: 4,096 names drawn at random, of 4
// to 16 letters. Beside it what one would take otherwise.

#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <benchmark/benchmark.h>

#include "leeway/accumulate/vocabulary.hpp"

namespace {

struct Names {
  std::vector<std::string> known;
  std::vector<std::string> live;

  explicit Names(std::size_t categories) : live(4096) {
    std::mt19937_64 random(1);
    std::set<std::string> names;
    while (names.size() < categories) {
      std::string name(4 + random() % 13, ' ');
      for (char& c : name) c = static_cast<char>('a' + random() % 26);
      names.insert(name);
    }
    known.assign(names.begin(), names.end());
    for (std::string& name : live) name = known[random() % categories];
  }
};

template <class Find>
void find_all(benchmark::State& state, const Names& names, Find&& find) {
  for (auto _ : state) {
    std::size_t sum = 0;
    for (const std::string& name : names.live) sum += find(std::string_view(name));
    benchmark::DoNotOptimize(sum);
  }
  state.counters["items"] = static_cast<double>(names.live.size());
}

void category(benchmark::State& state) {
  const Names names(static_cast<std::size_t>(state.range(0)));
  const leeway::Vocabulary vocabulary(names.known, {}, false);
  find_all(state, names, [&](std::string_view name) { return vocabulary.slot(name); });
}
BENCHMARK(category)->Arg(10)->Arg(10'000)->Unit(benchmark::kMicrosecond);

void category_code(benchmark::State& state) {
  std::vector<std::string> digits;
  for (std::size_t i = 0; i < 50; ++i) digits.push_back(std::to_string(i));
  const leeway::Vocabulary vocabulary(digits, {}, false);
  std::mt19937_64 random(2);
  std::vector<std::int64_t> codes(4096);
  for (auto& code : codes) code = static_cast<std::int64_t>(random() % 50);
  for (auto _ : state) {
    std::size_t sum = 0;
    for (const std::int64_t code : codes) sum += vocabulary.slot(code);
    benchmark::DoNotOptimize(sum);
  }
  state.counters["items"] = static_cast<double>(codes.size());
}
BENCHMARK(category_code)->Unit(benchmark::kMicrosecond);

void peer_absl(benchmark::State& state) {
  const Names names(static_cast<std::size_t>(state.range(0)));
  absl::flat_hash_map<std::string, std::size_t> slots;
  for (std::size_t i = 0; i < names.known.size(); ++i) slots[names.known[i]] = i;
  find_all(state, names, [&](std::string_view name) {
    const auto found = slots.find(absl::string_view(name.data(), name.size()));
    return found == slots.end() ? 0 : found->second;
  });
}
BENCHMARK(peer_absl)->Arg(10)->Arg(10'000)->Unit(benchmark::kMicrosecond);

void peer_unordered_map(benchmark::State& state) {
  const Names names(static_cast<std::size_t>(state.range(0)));
  std::unordered_map<std::string, std::size_t> slots;
  for (std::size_t i = 0; i < names.known.size(); ++i) slots[names.known[i]] = i;
  find_all(state, names, [&](std::string_view name) {
    const auto found = slots.find(std::string(name));
    return found == slots.end() ? 0 : found->second;
  });
}
BENCHMARK(peer_unordered_map)->Arg(10)->Arg(10'000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
