// replica BASELINE PORT text|collectable: a service that observes made-up traffic and serves its metrics on loopback.
// Says its port on standard output, then observes for each line "SEED ROWS" on standard input and answers with "done";
// ends when standard input does.
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <prometheus/exposer.h>

#include "leeway/adapters/prometheus_cpp.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/prometheus.hpp"
#include "traffic.hpp"

// After Eigen: it includes <resolv.h>, whose macro _res breaks Eigen's headers.
#include <httplib.h>

namespace {

void observe_lines(leeway::Monitor& monitor, int port) {
  std::cout << port << std::endl;
  std::uint64_t seed = 0;
  int rows = 0;
  while (std::cin >> seed >> rows) {
    traffic::draw(seed, rows, 1, [&](const auto& numbers, const auto& a, const auto& b, const auto& c) {
      monitor.observe(numbers, {a, b, c});
    });
    std::cout << "done" << std::endl;
  }
}

}  // namespace

int main(int, char** argv) {
  // Windows end all the time here, which the counters must not show.
  leeway::Monitor monitor(leeway::load_baseline(argv[1]), {.window_rows = 700, .shards = 2});
  const int port = std::stoi(argv[2]);
  if (argv[3] == std::string_view("collectable")) {
    prometheus::Exposer exposer("127.0.0.1:" + std::to_string(port));
    const auto drift = std::make_shared<leeway::MonitorCollectable>(monitor);
    exposer.RegisterCollectable(drift);
    observe_lines(monitor, exposer.GetListeningPorts().front());
    return 0;
  }
  const leeway::PrometheusExporter metrics(monitor);
  httplib::Server server;
  server.Get("/metrics", [&](const httplib::Request&, httplib::Response& answer) {
    answer.set_content(metrics.text(), leeway::exposition_content_type);
  });
  const int bound = port == 0                                ? server.bind_to_any_port("127.0.0.1")
                    : server.bind_to_port("127.0.0.1", port) ? port
                                                             : -1;
  if (bound < 0) return 1;
  std::thread serving([&] { server.listen_after_bind(); });
  observe_lines(monitor, bound);
  server.stop();
  serving.join();
  return 0;
}
