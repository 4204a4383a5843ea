#include "leeway/adapters/torch.hpp"

#include "allocations.hpp"
#include "catch.hpp"
#include "leeway/baseline/builder.hpp"

using leeway::Baseline;
using leeway::batch_view;
using leeway::BatchView;
using leeway::ConfigError;
using leeway::Monitor;
using leeway::Monitored;
using leeway::NumericWindow;
using leeway::Window;

namespace {

/// The sum of a row's features, as TorchScript.
torch::jit::Module summing_module() {
  torch::jit::Module module("Summing");
  module.register_parameter("weight", torch::ones({3}), false);
  module.define("def forward(self, x):\n    return torch.matmul(x, self.weight.to(x.dtype))\n");
  return module;
}

Baseline three_features() {
  torch::manual_seed(1);
  const torch::Tensor rows = torch::randn({1'000, 3});
  leeway::BaselineBuilder builder({{"a"}, {"b"}, {"c"}});
  builder.add(batch_view<float>(rows));
  return builder.build("sums");
}

template <class Value>
bool same(const BatchView<Value>& view, const torch::Tensor& tensor) {
  if (static_cast<std::int64_t>(view.rows()) != tensor.size(0)) return false;
  if (static_cast<std::int64_t>(view.columns()) != tensor.size(1)) return false;
  for (std::size_t i = 0; i < view.rows(); ++i) {
    for (std::size_t j = 0; j < view.columns(); ++j) {
      const auto value = tensor[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(j)].template item<Value>();
      if (view(i, j) != value) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("torch: tensors are seen in place, whatever their strides") {
  const torch::Tensor dense = torch::randn({6, 4});
  CHECK(batch_view<float>(dense).column(0) == dense.data_ptr<float>());
  for (const torch::Tensor& tensor :
       {dense, dense.t(), dense.slice(0, 1, 6, 2), dense.slice(1, 0, 4, 3), dense.narrow(1, 1, 2).t(),
        torch::randn({1, 4}).expand({5, 4}), torch::empty({0, 4})}) {
    CHECK(batch_view<float>(tensor).column(0) == tensor.data_ptr<float>());
    CHECK(same(batch_view<float>(tensor), tensor));
  }
  const torch::Tensor doubles = torch::randn({3, 2}, torch::kDouble).t();
  CHECK(same(batch_view<double>(doubles), doubles));
}

TEST_CASE("torch: what is no batch is refused with what to do") {
  CHECK_THROWS_WITH(batch_view<float>(torch::randn({3})), ContainsSubstring("1 dimensions"));
  CHECK_THROWS_WITH(batch_view<float>(torch::randn({3, 2}, torch::kDouble)), ContainsSubstring("asked for is Float"));
  CHECK_THROWS_WITH(batch_view<float>(torch::ones({3, 2}, torch::kLong)), ContainsSubstring("batch.to(torch::kFloat)"));
  CHECK_THROWS_WITH(batch_view<float>(torch::randn({3, 2}).to_sparse()), ContainsSubstring("to_dense"));
  CHECK_THROWS_WITH(batch_view<float>(torch::Tensor()), ContainsSubstring("undefined"));
  // Stands for any device that is not the CPU: there is none here.
  CHECK_THROWS_WITH(batch_view<float>(torch::empty({3, 2}, torch::kMeta)), ContainsSubstring("is on meta"));
}

TEST_CASE("torch: observed tensors are counted as the rows they are") {
  const Baseline baseline = three_features();
  Monitor monitor(baseline);
  Monitor expected(baseline);
  const torch::Tensor rows = torch::randn({500, 3});
  leeway::observe(monitor, rows);
  leeway::observe(monitor, rows.to(torch::kDouble).t().contiguous().t());
  expected.observe(batch_view<float>(rows));
  expected.observe(batch_view<float>(rows));
  const Window seen = monitor.window();
  const Window wanted = expected.window();
  CHECK(seen.rows == 1'000);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(std::get<NumericWindow>(seen.features[i]).counts == std::get<NumericWindow>(wanted.features[i]).counts);
  }
}

TEST_CASE("torch: a batch that cannot be seen is counted as rejected, never thrown") {
  Monitor monitor(three_features());
  leeway::observe(monitor, torch::ones({7, 3}, torch::kLong));
  leeway::observe(monitor, torch::empty({5, 3}, torch::kMeta));
  leeway::observe(monitor, torch::randn({4, 2}));
  leeway::observe(monitor, torch::Tensor());
  CHECK(monitor.window().rows == 0);
  CHECK(monitor.window().rejected_rows == 7 + 5 + 4 + 1);
}

TEST_CASE("torch: observing a tensor allocates nothing") {
  Monitor monitor(three_features());
  const torch::Tensor rows = torch::randn({100, 3});
  const torch::Tensor transposed = torch::randn({3, 100}, torch::kDouble).t();
  const std::size_t before = allocation_count;
  leeway::observe(monitor, rows);
  leeway::observe(monitor, transposed);
  CHECK(allocation_count == before);
  CHECK(monitor.window().rows == 200);
}

TEST_CASE("torch: a monitored module observes first and answers as before") {
  Monitored model(summing_module(), three_features());
  const torch::Tensor rows = torch::randn({40, 3});
  CHECK(torch::equal(model.forward(rows), rows.matmul(torch::ones({3}))));
  CHECK(torch::equal(model.answer(rows), model.forward(rows)));
  CHECK(model.monitor().window().rows == 80);         // answer() is not observed
  CHECK_THROWS(model.forward(torch::randn({2, 5})));  // the model's own error
  CHECK(model.monitor().window().rejected_rows == 2);
}

namespace {

/// Modules of the C++ frontend and anything shaped like them.
struct Doubling {
  [[nodiscard]] std::vector<torch::Tensor> parameters() const { return {}; }
  [[nodiscard]] torch::Tensor forward(const torch::Tensor& rows) const { return rows * 2; }
};

}  // namespace

TEST_CASE("torch: any module with a forward can be monitored") {
  Monitored<Doubling> model({}, three_features());
  CHECK(torch::equal(model.forward(torch::ones({2, 3})), 2 * torch::ones({2, 3})));
  CHECK(model.monitor().window().rows == 2);
}
