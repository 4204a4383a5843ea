#pragma once

#include <stdexcept>
#include <string>

namespace leeway::inline v0_1 {

/// Base of everything Leeway throws, so that one `catch` suffices.
/// Bad *data* never throws on the serving path; these are thrown while setting up, loading and saving.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A configuration that cannot work. The message names the feature or option and says what to do.
class ConfigError : public Error {
 public:
  using Error::Error;
};

/// A file or text that is not what it should be. The message names the place in it (row, column, path, byte).
/// Nothing half-loaded is left behind.
class FormatError : public Error {
 public:
  using Error::Error;
};

/// The operating system refused to read or write. The message names the path and the system's reason.
class IoError : public Error {
 public:
  using Error::Error;
};

}  // namespace leeway::inline v0_1
