#pragma once

#include <string>

namespace leeway::cli {

/// Whether a regular file of this name begins as a window does. A pipe is not looked into: it is a table.
[[nodiscard]] bool is_window_file(const std::string& path);

}  // namespace leeway::cli
