// Makes what the inference service needs: a model with its baseline, and traffic.
//
//   house_prices train model.pt                  learns house prices, explains the model, writes one archive
//   house_prices request ROWS SEED [--drifted]   the body of a POST /predict, on standard output
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Core>
#include <nlohmann/json.hpp>
#include <torch/optim/adam.h>
#include <torch/script.h>

#include "leeway/adapters/torch_archive.hpp"
#include "leeway/adapters/torch_explanation.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/explanation.hpp"
#include "leeway/baseline/shapley.hpp"

namespace {

constexpr std::int64_t numbers = 4;    // the first columns; the last is the district's code
constexpr std::int64_t districts = 5;  // 0 centre, 1 riverside, 2 north, 3 south, 4 outskirts

leeway::Schema schema() {
  return {{.name = "area_m2"},
          {.name = "rooms"},
          {.name = "age_years"},
          {.name = "distance_km"},
          {.name = "district", .kind = leeway::Kind::categorical}};
}

/// Houses on offer. Drifted: larger houses, and more of them in the outskirts.
class Market {
 public:
  Market(std::uint64_t seed, bool drifted) : random_(seed), drifted_(drifted) {}

  /// area_m2, rooms, age_years, distance_km, district
  torch::Tensor houses(std::int64_t count) {
    std::lognormal_distribution<float> area(drifted_ ? 4.85F : 4.6F, 0.35F);
    std::normal_distribution<float> rooms_off(0, 0.7F);
    std::exponential_distribution<float> age(1 / 30.0F);
    std::gamma_distribution<float> distance(2, 3.5F);
    std::discrete_distribution<int> district(drifted_ ? std::initializer_list<double>{10, 15, 20, 20, 35}
                                                      : std::initializer_list<double>{20, 20, 25, 20, 15});
    torch::Tensor rows = torch::empty({count, numbers + 1});
    float* value = rows.data_ptr<float>();
    for (std::int64_t i = 0; i < count; ++i, value += numbers + 1) {
      value[0] = area(random_);
      value[1] = std::max(1.0F, std::round(value[0] / 28 + rooms_off(random_)));
      value[2] = std::floor(std::min(150.0F, age(random_)));
      value[3] = distance(random_);
      value[4] = static_cast<float>(district(random_));
    }
    return rows;
  }

  /// What they sell for, in thousand euros: a price a square metre that depends on place and age, and luck.
  torch::Tensor prices(const torch::Tensor& houses) {
    const torch::Tensor by_district = torch::tensor({5.2F, 4.4F, 3.1F, 3.4F, 2.2F});
    std::lognormal_distribution<float> luck(0, 0.08F);
    torch::Tensor price = by_district.index_select(0, houses.select(1, 4).to(torch::kLong)) * houses.select(1, 0) *
                              torch::exp(-houses.select(1, 3) / 25) * (1 - 0.003 * houses.select(1, 2).clamp(0, 80)) +
                          6 * houses.select(1, 1);
    for (std::int64_t i = 0; i < price.size(0); ++i) price.data_ptr<float>()[i] *= luck(random_);
    return price;
  }

 private:
  std::mt19937_64 random_;
  bool drifted_;
};

/// One hidden layer over standardised numbers and a vector a district. A missing number counts as the training mean, an
/// unknown district as the outskirts.
torch::jit::Module make_model(const torch::Tensor& houses, const torch::Tensor& prices) {
  constexpr std::int64_t hidden = 32;
  constexpr std::int64_t place = 3;
  torch::manual_seed(1);
  torch::jit::Module model("HousePrice");
  const torch::Tensor columns = houses.slice(1, 0, numbers);
  model.register_buffer("mean", columns.mean(0));
  model.register_buffer("scale", columns.std(0));
  model.register_buffer("price_mean", prices.mean());
  model.register_buffer("price_scale", prices.std());
  const auto parameter = [&](const char* name, torch::Tensor start) {
    model.register_parameter(name, start.requires_grad_(true), false);
  };
  parameter("places", 0.5 * torch::randn({districts, place}));
  parameter("weight1", torch::randn({numbers + place, hidden}) / std::sqrt(float{numbers + place}));
  parameter("bias1", torch::zeros({hidden}));
  parameter("weight2", torch::randn({hidden}) / std::sqrt(float{hidden}));
  parameter("bias2", torch::zeros({}));
  model.define(R"(
def forward(self, x):
    known = torch.where(torch.isnan(x[:, :4]), self.mean, x[:, :4])
    code = torch.nan_to_num(x[:, 4], 4.0)
    code = torch.where((code >= 0) & (code <= 4), code, torch.full_like(code, 4.0)).to(4)  # 4 is int64
    inputs = torch.cat([(known - self.mean) / self.scale, torch.index_select(self.places, 0, code)], 1)
    hidden = torch.tanh(torch.matmul(inputs, self.weight1) + self.bias1)
    return (torch.matmul(hidden, self.weight2) + self.bias2) * self.price_scale + self.price_mean
)");
  return model;
}

/// Root mean squared error.
double error_of(torch::jit::Module& model, const torch::Tensor& houses, const torch::Tensor& prices) {
  const torch::NoGradGuard no_gradients;
  return (model.forward({houses}).toTensor() - prices).square().mean().sqrt().item<double>();
}

int train(const std::string& path) {
  constexpr std::int64_t rows = 20'000;
  Market market(1, false);
  const torch::Tensor houses = market.houses(rows);
  const torch::Tensor prices = market.prices(houses);
  torch::jit::Module model = make_model(houses, prices);

  std::vector<torch::Tensor> parameters;
  for (const torch::Tensor& parameter : model.parameters()) parameters.push_back(parameter);
  torch::optim::Adam adam(parameters, torch::optim::AdamOptions(0.01));
  constexpr std::int64_t batch = 500;
  constexpr int epochs = 12;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    const torch::Tensor order = torch::randperm(rows, torch::kLong);
    for (std::int64_t first = 0; first < rows; first += batch) {
      const torch::Tensor chosen = order.slice(0, first, first + batch);
      adam.zero_grad();
      const torch::Tensor answers = model.forward({houses.index_select(0, chosen)}).toTensor();
      (((answers - prices.index_select(0, chosen)) / prices.std()).square().mean()).backward();
      adam.step();
    }
    for (auto& group : adam.param_groups()) group.options().set_lr(0.01 * (1 - (epoch + 1.0) / epochs) + 1e-4);
  }
  for (torch::Tensor& parameter : parameters) parameter.requires_grad_(false);
  Market unseen(2, false);
  const torch::Tensor test_houses = unseen.houses(5'000);
  const torch::Tensor test_prices = unseen.prices(test_houses);
  const double error = error_of(model, test_houses, test_prices);
  const auto spread = test_prices.std().item<double>();
  std::printf("error on houses it has not seen: %.1f thousand euros (prices vary by %.1f)\n", error, spread);
  if (!(error < 0.3 * spread)) {
    std::fprintf(stderr, "house_prices: the model has not learned\n");
    return 1;
  }

  leeway::BaselineBuilder builder(schema());
  builder.add(leeway::batch_view<float>(houses));
  leeway::Baseline baseline = builder.build("house-prices");
  // Why the model answers what it answers, on a thousand training rows against sixty others. The district is looked up
  // by its code, where gradients say nothing: hence Shapley values.
  const torch::Tensor explained = houses.slice(0, 0, 1'000).to(torch::kDouble).contiguous();
  const torch::Tensor background = houses.slice(0, 1'000, 1'064).to(torch::kDouble).contiguous();
  const leeway::Explanation explanation =
      leeway::sampled_shapley(leeway::row_model(model), leeway::batch_view<double>(explained),
                              leeway::batch_view<double>(background), {.permutations = 16});
  baseline = leeway::with_explanation(baseline, leeway::batch_view<double>(explained), explanation);
  std::printf("mean |attribution| in thousand euros:");
  for (const leeway::Feature& feature : baseline.schema()) {
    std::printf(" %s %.1f", feature.name.c_str(), feature.importance);
  }
  std::printf("\n");
  leeway::save(model, baseline, path);
  return 0;
}

int request(std::int64_t rows, std::uint64_t seed, bool drifted) {
  const torch::Tensor houses = Market(seed, drifted).houses(rows);
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  const leeway::Schema features = schema();
  for (std::int64_t i = 0; i < rows; ++i) {
    nlohmann::ordered_json& row = list.emplace_back();
    for (std::size_t j = 0; j < features.size(); ++j) {
      const float value = houses.data_ptr<float>()[i * (numbers + 1) + static_cast<std::int64_t>(j)];
      if (features[j].kind == leeway::Kind::categorical) {
        row[features[j].name] = static_cast<int>(value);
      } else {
        row[features[j].name] = value;
      }
    }
  }
  std::printf("%s\n", nlohmann::ordered_json{{"rows", list}}.dump().c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 3 && std::strcmp(argv[1], "train") == 0) return train(argv[2]);
    if (argc >= 4 && std::strcmp(argv[1], "request") == 0) {
      return request(std::stoll(argv[2]), std::stoull(argv[3]), argc > 4 && std::strcmp(argv[4], "--drifted") == 0);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "house_prices: %s\n", error.what());
    return 2;
  }
  std::fputs("usage: house_prices train model.pt | house_prices request ROWS SEED [--drifted]\n", stderr);
  return 2;
}
