#pragma once

// A pretend service: what it observes, and how it was set up. The tests beside it are about the set-up.
#include <string>
#include <vector>

#include "leeway/leeway.hpp"

namespace pizza {

/// One order, as the delivery-time model takes it.
struct Order {
  double distance_km = 0;
  int pizzas = 1;
  std::string daypart;
};

/// How the service watches its model's inputs: windows of 200 orders, distance matters most.
inline leeway::Schema schema() {
  return leeway::Schema{{.name = "distance_km", .importance = 3},
                        {.name = "pizzas"},
                        {.name = "daypart", .kind = leeway::Kind::categorical}};
}
inline leeway::MonitorOptions monitor_options() { return {.window_rows = 200}; }

class DeliveryTimes {
 public:
  explicit DeliveryTimes(const leeway::Baseline& baseline, leeway::MonitorOptions options = monitor_options())
      : monitor_(baseline, std::move(options)),
        binding_(baseline.schema(), leeway::field("distance_km", &Order::distance_km),
                 leeway::field("pizzas", &Order::pizzas), leeway::field("daypart", &Order::daypart)) {}

  double minutes(const Order& order) {
    monitor_.observe(binding_, order);
    return 12 + 2.5 * order.distance_km + 1.5 * order.pizzas + (order.daypart == "evening" ? 6 : 0);
  }
  leeway::Monitor& monitor() { return monitor_; }

 private:
  using OrderBinding = decltype(leeway::Binding(leeway::Schema(), leeway::field("", &Order::distance_km),
                                                leeway::field("", &Order::pizzas), leeway::field("", &Order::daypart)));
  leeway::Monitor monitor_;
  OrderBinding binding_;
};

}  // namespace pizza
