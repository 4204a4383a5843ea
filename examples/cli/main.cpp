// leeway: makes baselines from training data, checks live data against them, watches streams, adds up what replicas
// counted.

#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/version.hpp"

namespace leeway::cli {
namespace {

int run(int argc, const char* const* argv) {
  CLI::App app("Tells when live data drifted from training data.", "leeway");
  app.set_version_flag("--version", "leeway " LEEWAY_VERSION_STRING);
  app.require_subcommand(1);
  app.footer("leeway COMMAND --help says more about a command, with examples.");
  int status = error;
  define_commands(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help and --version
    return app.exit(wanted);
  } catch (const CLI::ParseError& mistake) {
    say(std::string(mistake.what()) + " (leeway --help lists the options)");
    return error;
  }
  return status;
}

}  // namespace

void say(const std::string& message) { std::fprintf(stderr, "leeway: %s\n", message.c_str()); }

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw IoError("standard output: cannot be written");
  }
}

}  // namespace leeway::cli

int main(int argc, char** argv) {
  try {
    return leeway::cli::run(argc, argv);
  } catch (const std::exception& failure) {
    leeway::cli::say(failure.what());
    return leeway::cli::error;
  }
}
