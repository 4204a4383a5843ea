#pragma once

/// Windows that travel: from replicas to one place, from hours to days.
///
/// | call                                | does                                                                      |
/// |-------------------------------------|---------------------------------------------------------------------------|
/// | `save(window, path)`                | writes a file atomically; of a Window or a WindowSum                      |
/// | `load_window(path)`                 | the WindowSum again; FormatError for whatever is damaged                  |
/// | `to_binary(window)`                 | the bytes of that file, for a queue or a request                          |
/// | `window_from_binary(bytes, source)` | reads them                                                                |
///
/// WindowSum::merge adds them up, the same to the last bit in any order, and refuses another baseline's.
/// The format is described in io/window_to_binary.hpp.

#include "leeway/io/window_from_binary.hpp"
#include "leeway/io/window_to_binary.hpp"
