#include "leeway/io/atomic_file.hpp"

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"
#include "io/samples.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/read_file.hpp"

using leeway::read_file;
using leeway::write_file_atomically;
using samples::TemporaryDirectory;

namespace {

/// What a child process makes of it: 0 if `body` threw an IoError, 1 if it threw nothing.
template <class Body>
int in_child(Body&& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    int result = 1;
    try {
      body();
    } catch (const leeway::IoError&) {
      result = 0;
    } catch (...) {
      result = 2;
    }
    ::_exit(result);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("atomic_file: writes a new file, replaces an old one, leaves nothing else") {
  const TemporaryDirectory directory;
  const auto path = directory / "baseline.json";
  write_file_atomically(path, "first");
  CHECK(read_file(path) == "first");
  write_file_atomically(path, std::string(1'000'000, 'x'));
  write_file_atomically(path, "");
  CHECK(read_file(path).empty());
  CHECK(directory.entries() == 1);
}

TEST_CASE("atomic_file: a path without a directory is in the current one") {
  const TemporaryDirectory directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  write_file_atomically("plain", "here");
  std::filesystem::current_path(before);
  CHECK(read_file(directory / "plain") == "here");
}

TEST_CASE("atomic_file: a new file gets the umask's mode, an old one keeps its own") {
  const TemporaryDirectory directory;
  const auto path = directory / "f";
  const mode_t before = ::umask(027);
  write_file_atomically(path, "a");
  CHECK(mode_of(path) == 0640);
  REQUIRE(::chmod(path.c_str(), 0604) == 0);
  write_file_atomically(path, "b");
  ::umask(before);
  CHECK(mode_of(path) == 0604);
}

TEST_CASE("atomic_file: a symbolic link stays one and its target is replaced") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "sub");
  write_file_atomically(directory / "sub/target", "old");
  std::filesystem::create_symlink("sub/target", directory / "link");
  write_file_atomically(directory / "link", "new");
  CHECK(std::filesystem::is_symlink(directory / "link"));
  CHECK(read_file(directory / "sub/target") == "new");
}

TEST_CASE("atomic_file: what is not a regular file is written to, never replaced") {
  write_file_atomically("/dev/null", "gone");
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK_THROWS_WITH(write_file_atomically("/dev/full", "x"), "/dev/full: cannot be written: No space left on device");
  const TemporaryDirectory directory;
  CHECK_THROWS_WITH(write_file_atomically(directory.path(), "x"),
                    directory.path().string() + ": cannot be opened for writing: Is a directory");
}

TEST_CASE("atomic_file: a directory that is not there or refuses is an IoError, the old file stays") {
  CHECK_THROWS_WITH(write_file_atomically("/no/such/f", "x"),
                    "/no/such/f: cannot be written, its directory refuses a new file: No such file or directory");
  const TemporaryDirectory directory;
  const auto path = directory / "f";
  write_file_atomically(path, "old");
  REQUIRE(::chmod(path.c_str(), 0666) == 0);
  REQUIRE(::chmod(directory.path().c_str(), 0555) == 0);
  CHECK(in_child([&] {
          constexpr uid_t nobody = 65534;  // root may write anywhere
          if (::getuid() == 0 && ::setuid(nobody) != 0) ::_exit(3);
          write_file_atomically(path, "new");
        }) == 0);
  REQUIRE(::chmod(directory.path().c_str(), 0755) == 0);
  CHECK(read_file(path) == "old");
  CHECK(directory.entries() == 1);
}

TEST_CASE("atomic_file: a disk that is full leaves the old file and no other") {
  const TemporaryDirectory directory;
  const auto path = directory / "f";
  write_file_atomically(path, "old");
  CHECK(in_child([&] {
          std::signal(SIGXFSZ, SIG_IGN);
          const rlimit limit{4096, 4096};
          if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(3);
          write_file_atomically(path, std::string(100'000, 'x'));
        }) == 0);
  CHECK(read_file(path) == "old");
  CHECK(directory.entries() == 1);
}

TEST_CASE("atomic_file: whenever the writer is killed, the file is one of its contents, whole") {
  const TemporaryDirectory directory;
  const auto path = directory / "f";
  const std::string contents[] = {std::string(300'000, 'a'), std::string(500'000, 'b')};
  write_file_atomically(path, contents[0]);
  std::mt19937_64 random(7);
  int replaced = 0;
  for (int round = 0; round < 60; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (unsigned i = 0;; ++i) write_file_atomically(path, contents[(i + 1) % 2]);
    }
    ::usleep(static_cast<useconds_t>(random() % 10'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string found = read_file(path);
    if (found != contents[0] && found != contents[1]) FAIL("round " << round << ": " << found.size() << " bytes");
    replaced += found == contents[1] ? 1 : 0;
  }
  CHECK(replaced > 0);  // the children did get to write
}

TEST_CASE("atomic_file: a neighbour left behind by a crash is in nobody's way") {
  const TemporaryDirectory directory;
  for (int i = 0; i < 1000; ++i) {
    std::ofstream((directory.path() / (".leeway-" + std::to_string(::getpid()) + '-' + std::to_string(i) + ".tmp")))
        << "stale";
  }
  write_file_atomically(directory / "f", "new");
  CHECK(read_file(directory / "f") == "new");
  CHECK(directory.entries() == 1001);
}
