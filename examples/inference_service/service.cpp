#include "service.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "leeway/core/hash.hpp"
#include "leeway/io/html.hpp"
#include "leeway/io/metrics.hpp"
#include "leeway/io/prometheus.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/io/text.hpp"
#include "leeway/monitor/monitor.hpp"

namespace {

constexpr const char* json_type = "application/json";

void answer_error(httplib::Response& response, int status, const std::string& message) {
  response.status = status;
  // The message may quote what the client sent.
  response.set_content(
      nlohmann::json{{"error", message}}.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + '\n',
      json_type);
}

}  // namespace

Service::Service(Model& model, ServiceLimits limits) : model_(model), limits_(limits) {
  server_.set_tcp_nodelay(true);
  // Not httplib's own options, which let a second service take the same port and half of its requests.
  server_.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  server_.Post("/predict",
               [this](const auto& request, auto& response, const auto& read) { predict(request, response, read); });
  server_.Get("/drift", [this](const auto& request, auto& response) { drift(request, response); });
  server_.Get("/metrics", [this](const auto&, auto& response) {
    response.set_content(metrics(), leeway::exposition_content_type);
  });
  server_.Get("/healthz", [this](const auto&, auto& response) {
    const leeway::Baseline& baseline = model_.baseline();
    const nlohmann::ordered_json health{{"status", "ok"},
                                        {"model", baseline.provenance().name},
                                        {"baseline", leeway::hex_of(baseline.content_hash())},
                                        {"answered_requests", answered_.load()}};
    response.set_content(health.dump() + '\n', json_type);
  });
  server_.set_error_handler([](const auto& request, auto& response) {
    if (!response.body.empty()) return;  // said already
    answer_error(response, response.status,
                 response.status == 404 ? "there is no " + request.method + ' ' + request.path +
                                              "; there are POST /predict, GET /drift, GET /metrics, GET /healthz"
                                        : std::string("this is no HTTP request that the service understands"));
  });
  server_.set_exception_handler([](const auto&, auto& response, std::exception_ptr exception) {
    try {
      std::rethrow_exception(std::move(exception));
    } catch (const std::exception& error) {
      std::fprintf(stderr, "inference_service: %s\n", error.what());
    } catch (...) {
    }
    answer_error(response, 500, "the service failed; its log says why");
  });
}

void Service::predict(const httplib::Request&, httplib::Response& response, const httplib::ContentReader& read) {
  // The rest of a body that is too long is read and dropped: unread, it would pass for the next request.
  std::string body;
  bool too_long = false;
  read([&](const char* data, std::size_t size) {
    too_long = too_long || body.size() + size > limits_.most_bytes;
    if (!too_long) body.append(data, size);
    return true;
  });
  if (too_long) {
    return refuse(response, Refusal::too_long,
                  "the body is longer than " + std::to_string(limits_.most_bytes) + " bytes");
  }
  try {
    std::vector<float> rows = rows_of_request(body, model_.baseline().schema(), limits_.most_rows);
    const std::vector<float> predictions = model_.predict(rows);
    response.set_content(nlohmann::json{{"predictions", predictions}}.dump() + '\n', json_type);
    ++answered_;
  } catch (const RefusedRequest& refused) {
    refuse(response, refused.refusal, refused.what());
  }
}

void Service::refuse(httplib::Response& response, Refusal refusal, const std::string& message) {
  ++refused_[static_cast<std::size_t>(refusal)];
  answer_error(response, refusal == Refusal::too_long ? 413 : 400, message);
}

void Service::drift(const httplib::Request& request, httplib::Response& response) {
  if (model_.monitor() == nullptr) return answer_error(response, 404, "nothing is observed (--without-leeway)");
  const leeway::DriftReport report = model_.monitor()->report();
  const std::string accept = request.get_header_value("Accept");
  const std::size_t html = accept.find("text/html");
  const std::size_t text = accept.find("text/plain");
  const std::size_t first = (std::min)({html, text, accept.find(json_type)});
  response.set_header("Vary", "Accept");
  if (first != std::string::npos && first == html) {
    response.set_content(leeway::to_html(report), "text/html; charset=utf-8");
  } else if (first != std::string::npos && first == text) {
    response.set_content(leeway::to_text(report), "text/plain; charset=utf-8");
  } else {
    response.set_content(leeway::to_json(report), json_type);
  }
}

std::string Service::metrics() {
  std::vector<leeway::MetricFamily> families;
  if (model_.monitor() != nullptr) families = leeway::PrometheusExporter(*model_.monitor()).families();
  families.push_back(
      {"inference_answered_requests_total", "Requests answered with predictions.", leeway::MetricType::counter});
  families.back().samples.push_back({{}, static_cast<double>(answered_)});
  families.push_back({"inference_refused_requests_total", "Requests refused, none of their rows observed.",
                      leeway::MetricType::counter});
  for (std::size_t i = 0; i < refusal_names.size(); ++i) {
    families.back().samples.push_back({{{"reason", refusal_names[i]}}, static_cast<double>(refused_[i])});
  }
  return leeway::exposition(families);
}
