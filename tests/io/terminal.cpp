#include "leeway/io/terminal.hpp"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "catch.hpp"

using leeway::terminal_options;
using leeway::TextOptions;

namespace {

/// The environment of a test: the variables that matter unset but for those given; as it was at the end.
class Environment {
 public:
  explicit Environment(const std::vector<std::pair<const char*, const char*>>& variables) {
    for (const char* name : {"NO_COLOR", "TERM", "COLUMNS", "LC_ALL", "LC_CTYPE", "LANG"}) {
      const char* value = std::getenv(name);
      before_.emplace_back(name, value == nullptr ? std::nullopt : std::optional<std::string>(value));
      ::unsetenv(name);
    }
    for (const auto& [name, value] : variables) ::setenv(name, value, 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() {
    for (const auto& [name, value] : before_) {
      if (value) {
        ::setenv(name, value->c_str(), 1);
      } else {
        ::unsetenv(name);
      }
    }
  }

 private:
  std::vector<std::pair<const char*, std::optional<std::string>>> before_;
};

/// A stream that is a terminal of so many columns.
class Terminal {
 public:
  explicit Terminal(unsigned short columns) : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) return;
    stream_ = std::fopen(::ptsname(master_), "r+");
    winsize size{};
    size.ws_col = columns;
    if (stream_ != nullptr) ::ioctl(::fileno(stream_), TIOCSWINSZ, &size);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    if (stream_ != nullptr) std::fclose(stream_);
    if (master_ >= 0) ::close(master_);
  }
  [[nodiscard]] std::FILE* stream() const { return stream_; }

 private:
  int master_;
  std::FILE* stream_ = nullptr;
};

TextOptions options_of_file(const std::vector<std::pair<const char*, const char*>>& variables) {
  const Environment environment(variables);
  std::FILE* file = std::tmpfile();
  const TextOptions options = terminal_options(file);
  std::fclose(file);
  return options;
}

TextOptions options_of_terminal(unsigned short columns,
                                const std::vector<std::pair<const char*, const char*>>& variables) {
  const Environment environment(variables);
  const Terminal terminal(columns);
  REQUIRE(terminal.stream() != nullptr);
  return terminal_options(terminal.stream());
}

}  // namespace

TEST_CASE("terminal: a file gets no colour and the width of COLUMNS or the default") {
  CHECK_FALSE(options_of_file({}).color);
  CHECK(options_of_file({}).width == 100);
  CHECK(options_of_file({{"COLUMNS", "132"}}).width == 132);
  CHECK(options_of_file({{"COLUMNS", "wide"}}).width == 100);
  CHECK(options_of_file({{"COLUMNS", "3"}}).width == 40);
  CHECK(options_of_file({{"COLUMNS", "999999999"}}).width == 400);
}

TEST_CASE("terminal: a terminal gets colour and its own width") {
  const TextOptions options = options_of_terminal(87, {{"TERM", "xterm"}, {"COLUMNS", "132"}});
  CHECK(options.color);
  CHECK(options.width == 87);
  CHECK(options_of_terminal(0, {{"COLUMNS", "132"}}).width == 132);  // a terminal that does not know
}

TEST_CASE("terminal: NO_COLOR and dumb terminals get none") {
  CHECK_FALSE(options_of_terminal(80, {{"TERM", "xterm"}, {"NO_COLOR", "1"}}).color);
  CHECK_FALSE(options_of_terminal(80, {{"TERM", "dumb"}}).color);
  CHECK(options_of_terminal(80, {{"TERM", "xterm"}, {"NO_COLOR", ""}}).color);  // empty does not count: no-color.org
}

TEST_CASE("terminal: UTF-8 if the locale's variables say so, the first one set decides") {
  CHECK_FALSE(options_of_file({}).unicode);
  CHECK(options_of_file({{"LANG", "de_DE.UTF-8"}}).unicode);
  CHECK(options_of_file({{"LANG", "C.utf8"}}).unicode);
  CHECK_FALSE(options_of_file({{"LANG", "de_DE.ISO-8859-1"}}).unicode);
  CHECK_FALSE(options_of_file({{"LANG", "C.UTF-8"}, {"LC_ALL", "C"}}).unicode);
  CHECK(options_of_file({{"LANG", "C"}, {"LC_CTYPE", "C.UTF-8"}}).unicode);
}
