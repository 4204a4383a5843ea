#pragma once

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "leeway/io/file_descriptor.hpp"

namespace leeway::inline v0_1 {

namespace detail {

inline void write_all(const FileDescriptor& file, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw io_error(path, "cannot be written");
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Forces a file or directory to the disk. Some file systems cannot; that is no failure of ours.
inline void sync_to_disk(const FileDescriptor& file, const std::filesystem::path& path) {
  if (::fsync(file.get()) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS) {
    throw io_error(path, "cannot be forced to disk");
  }
}

/// A new file beside the one to replace, gone again unless it was renamed to it.
class TemporaryNeighbour {
 public:
  explicit TemporaryNeighbour(const std::filesystem::path& target)
      : directory_(target.has_parent_path() ? target.parent_path() : "."), descriptor_(create(target)) {}
  TemporaryNeighbour(const TemporaryNeighbour&) = delete;
  TemporaryNeighbour& operator=(const TemporaryNeighbour&) = delete;
  ~TemporaryNeighbour() {
    if (!renamed_) ::unlink(path_.c_str());
  }
  [[nodiscard]] FileDescriptor& file() noexcept { return descriptor_; }
  void rename_to(const std::filesystem::path& target) {
    if (std::rename(path_.c_str(), target.c_str()) != 0) throw io_error(target, "cannot be replaced");
    renamed_ = true;
    const FileDescriptor directory(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.is_open()) sync_to_disk(directory, directory_);  // a directory need not be readable
  }

 private:
  /// Not mkstemp, whose files nobody else may read: the umask decides, as for any other file.
  int create(const std::filesystem::path& target) {
    static std::atomic<unsigned> serial{0};
    for (;;) {
      path_ = directory_ / (".leeway-" + std::to_string(::getpid()) + '-' + std::to_string(serial++) + ".tmp");
      const int descriptor = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor >= 0) return descriptor;
      if (errno != EEXIST) throw io_error(target, "cannot be written, its directory refuses a new file");
    }
  }

  std::filesystem::path directory_;
  std::filesystem::path path_;
  FileDescriptor descriptor_;
  bool renamed_ = false;
};

}  // namespace detail

/// Replaces the content of a file so that every reader, at any moment and after any crash or power failure, finds the
/// old content or the new one, whole: writes a neighbour, forces it to disk, renames it. On any error (IoError with
/// path and reason: disk full, no permission) the old file stays as it was and the neighbour is removed; only a killed
/// process leaves one behind (`.leeway-<pid>-<n>.tmp`).
///
/// A file that exists keeps its mode, a symbolic link stays a link and its target is replaced. What is not a regular
/// file (a pipe, /dev/stdout) is simply written to. POSIX only.
inline void write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open()) throw io_error(path, "cannot be opened for writing");
    detail::write_all(file, content, path);
    return;
  }
  std::error_code no_link;
  std::filesystem::path target = path;
  if (exists) {
    if (auto real = std::filesystem::canonical(path, no_link); !no_link) target = std::move(real);
  }
  detail::TemporaryNeighbour neighbour(target);
  if (exists && ::fchmod(neighbour.file().get(), status.st_mode & 07777) != 0) {
    throw io_error(path, "cannot keep its permissions");
  }
  detail::write_all(neighbour.file(), content, path);
  detail::sync_to_disk(neighbour.file(), path);
  if (!neighbour.file().close()) throw io_error(path, "cannot be written");
  neighbour.rename_to(target);
}

}  // namespace leeway::inline v0_1
