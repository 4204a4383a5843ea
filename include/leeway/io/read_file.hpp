#pragma once

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "leeway/io/file_descriptor.hpp"

namespace leeway::inline v0_1 {

/// The bytes of a whole file (or pipe). Throws IoError with path and reason.
[[nodiscard]] inline std::string read_file(const std::filesystem::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) throw io_error(path, "cannot be opened");
  constexpr std::size_t block = std::size_t{1} << 16;
  std::string content;
  for (std::size_t size = 0;;) {
    content.resize(size + block);
    const ssize_t got = ::read(file.get(), content.data() + size, block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw io_error(path, "cannot be read");
    size += static_cast<std::size_t>(got);
    if (got == 0) {
      content.resize(size);
      return content;
    }
  }
}

}  // namespace leeway::inline v0_1
