#include "window_file.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "leeway/io/binary.hpp"

namespace leeway::cli {

bool is_window_file(const std::string& path) {
  std::error_code absent;
  if (!std::filesystem::is_regular_file(path, absent)) return false;
  std::array<char, 8> start{};
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), start.size());
  return looks_like_window(std::string_view(start.data(), static_cast<std::size_t>(file.gcount())));
}

}  // namespace leeway::cli
