#pragma once

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// A file descriptor that is closed again. `close` may be called early to learn of late write errors.
class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int get() const noexcept { return descriptor_; }
  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
  /// False with errno set if the system reports an error.
  [[nodiscard]] bool close() noexcept {
    const int result = ::close(descriptor_);
    descriptor_ = -1;
    return result == 0 || errno == EINTR;  // the descriptor is gone either way
  }

 private:
  int descriptor_;
};

/// "path: what: reason" from errno.
[[nodiscard]] inline IoError io_error(const std::filesystem::path& path, const char* what, int error = errno) {
  return IoError(path.string() + ": " + what + ": " + std::strerror(error));
}

}  // namespace leeway::inline v0_1
