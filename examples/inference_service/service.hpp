#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include <httplib.h>

#include "model.hpp"
#include "request.hpp"

struct ServiceLimits {
  std::size_t most_bytes = std::size_t{1} << 20;  ///< of a request's body
  std::size_t most_rows = 4096;                   ///< of a request
};

/// The model over HTTP:
///
/// | request        | answer                                                                                        |
/// |----------------|-----------------------------------------------------------------------------------------------|
/// | POST /predict  | {"predictions": [...]}, one a row; the rows are observed, then the model is asked             |
/// | GET /drift     | report of the open window: as HTML, JSON or text, whichever `Accept` names first; JSON if none|
/// | GET /metrics   | what Prometheus scrapes                                                                       |
/// | GET /healthz   | 200 while the service answers                                                                 |
///
/// What is wrong with a request is said in {"error": ...} and counted; a refused request is not observed at all.
class Service {
 public:
  explicit Service(Model& model, ServiceLimits limits = {});

  /// To bind, to listen and to stop.
  [[nodiscard]] httplib::Server& server() noexcept { return server_; }

 private:
  void predict(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader& read);
  void drift(const httplib::Request& request, httplib::Response& response);
  [[nodiscard]] std::string metrics();
  void refuse(httplib::Response& response, Refusal refusal, const std::string& message);

  Model& model_;
  ServiceLimits limits_;
  httplib::Server server_;
  std::atomic<std::uint64_t> answered_{0};
  std::array<std::atomic<std::uint64_t>, refusal_names.size()> refused_{};
};
