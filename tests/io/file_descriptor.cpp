#include "leeway/io/file_descriptor.hpp"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "catch.hpp"

using leeway::FileDescriptor;

TEST_CASE("file_descriptor: closes what it holds, once") {
  int raw = -1;
  {
    const FileDescriptor file(::open("/dev/null", O_WRONLY));
    raw = file.get();
    CHECK(file.is_open());
    CHECK(::fcntl(raw, F_GETFD) != -1);
  }
  CHECK(::fcntl(raw, F_GETFD) == -1);

  FileDescriptor early(::open("/dev/null", O_WRONLY));
  CHECK(early.close());
  CHECK_FALSE(early.is_open());
  CHECK_FALSE(FileDescriptor(-1).is_open());
}

TEST_CASE("file_descriptor: errors carry path, what failed and the system's reason") {
  CHECK(std::string(leeway::io_error("/a/b", "cannot be read", EACCES).what()) ==
        "/a/b: cannot be read: Permission denied");
}
