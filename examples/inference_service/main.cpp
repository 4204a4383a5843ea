// A house price model over HTTP, watched by Leeway: service.hpp says what it answers, ./run shows it.
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>

#include "leeway/core/error.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/io/text.hpp"
#include "model.hpp"
#include "service.hpp"

namespace {

struct Options {
  std::string archive;
  std::string host = "127.0.0.1";
  int port = 8080;
  std::size_t threads = 8;
  long cadence_seconds = 3600;
  std::string report_file;
  bool without_leeway = false;
};

int serve(const Options& options, const sigset_t& stop_signals) {
  const auto write_report = [&](const leeway::DriftReport& report) {
    std::fputs(leeway::to_text(report).c_str(), stdout);
    std::fflush(stdout);
    if (!options.report_file.empty()) leeway::save(report, options.report_file);
  };
  const auto say_error = [](std::exception_ptr exception) {
    try {
      std::rethrow_exception(exception);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "inference_service: report: %s\n", error.what());
    }
  };
  Model model(
      options.archive,
      {.cadence = std::chrono::seconds(options.cadence_seconds), .on_report = write_report, .on_error = say_error},
      !options.without_leeway);
  Service service(model);
  httplib::Server& server = service.server();
  server.new_task_queue = [&] { return new httplib::ThreadPool(options.threads); };  // the server deletes it
  server.set_keep_alive_max_count(1'000'000);
  const int port = options.port == 0 ? server.bind_to_any_port(options.host)
                                     : (server.bind_to_port(options.host, options.port) ? options.port : -1);
  if (port < 0) {
    std::fprintf(stderr, "inference_service: cannot listen on %s:%d\n", options.host.c_str(), options.port);
    return 2;
  }
  std::printf("listening on http://%s:%d\n", options.host.c_str(), port);
  std::fflush(stdout);

  std::thread stopper([&] {
    int signal = 0;
    sigwait(&stop_signals, &signal);
    server.stop();  // no new connections; requests under way are answered
  });
  const bool served = server.listen_after_bind();
  if (!served) kill(getpid(), SIGTERM);  // lets the stopper go
  stopper.join();
  if (model.monitor() != nullptr) model.monitor()->close_window();  // what was counted is reported
  return served ? 0 : 2;
}

}  // namespace

int main(int argc, char** argv) {
  // Blocked before any thread is made, so that only the stopper sees them.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGINT);
  sigaddset(&stop_signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);

  Options options;
  CLI::App app("Serves a TorchScript model that carries its Leeway baseline.");
  app.add_option("archive", options.archive, "TorchScript archive written by leeway::save()")->required();
  app.add_option("--host", options.host, "address to listen on")->capture_default_str();
  app.add_option("--port", options.port, "port; 0 takes a free one and says which")->capture_default_str();
  app.add_option("--threads", options.threads, "connections served at a time")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--cadence", options.cadence_seconds, "seconds a window lasts; 0: one window, until the end")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  app.add_option("--report", options.report_file, "file for the last window's report, as JSON");
  app.add_flag("--without-leeway", options.without_leeway, "observe nothing: for comparison");
  CLI11_PARSE(app, argc, argv);
  try {
    return serve(options, stop_signals);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "inference_service: %s\n", error.what());
    return 2;
  }
}
