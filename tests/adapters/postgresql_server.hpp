#pragma once

// A PostgreSQL server for a test, started and ended by the script beside this file.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace samples {

class PostgresqlServer {
 public:
  PostgresqlServer() {
    std::string pattern = (std::filesystem::temp_directory_path() / "leeway_pg_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    parent_ = pattern;
    std::filesystem::permissions(parent_, std::filesystem::perms(0755));  // the server may run as somebody else
    start();
  }
  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;
  ~PostgresqlServer() {
    std::string ignored;
    if (there_) run("stop", ignored);
    std::filesystem::remove_all(parent_);
  }

  /// False where no PostgreSQL is installed.
  [[nodiscard]] bool is_there() const noexcept { return there_; }
  [[nodiscard]] const std::string& connection() const noexcept { return connection_; }

  void start() {
    const int status = run("start", connection_);
    there_ = status != 77;
    if (there_ && status != 0) throw std::runtime_error("the PostgreSQL server does not start");
  }
  void kill() {
    std::string ignored;
    if (run("kill", ignored) != 0) throw std::runtime_error("the PostgreSQL server does not end");
  }

 private:
  int run(const char* command, std::string& output) const {
    const std::string line = std::string("'") + LEEWAY_TEST_EXPECTED_DIR "/../adapters/postgresql_server' " + command +
                             " '" + (parent_ / "server").string() + "'";
    std::FILE* pipe = ::popen(line.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("no process");
    output.clear();
    std::array<char, 256> part{};
    while (std::fgets(part.data(), part.size(), pipe) != nullptr) output += part.data();
    while (!output.empty() && output.back() == '\n') output.pop_back();
    const int status = ::pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::filesystem::path parent_;
  std::string connection_;
  bool there_ = false;
};

}  // namespace samples
